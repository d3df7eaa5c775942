"""Quotes as W3C Web Annotations.

What enters: a document and a span of it, or a citation. What leaves: JSON-LD of the Web Annotation Data Model
(https://www.w3.org/TR/annotation-model/), the same for the same document and span. It deliberately adds no body, no creator
and no time: an annotation says where a quote stands, not what anybody thinks of it or when it was looked at.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from assistant.proof.cited import Cited, DocumentFacts, page_selectors
from assistant.proof.selectors import TextSelector, selector_of
from assistant.proof.wording import web_address
from corpus.document import Document
from corpus.landmarks import Span

ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
# Of the model's motivations (section 3.3.5) those under which a span is marked. "quoting" is none of them.
Motivation = Literal["highlighting", "bookmarking", "identifying", "linking"]
Json = dict[str, Any]


def annotation(document: Document, span: Span, motivation: Motivation = "highlighting") -> Json:
    """The annotation of a span: its target is the document, selected by quote, by position, and for a PDF by page.

    The target's source is the document's web address, or `urn:sha256:` and the SHA-256 of its file. Positions are characters
    (Unicode code points, end exclusive) of the document's text as this program reads it, not of the file. Raises ValueError
    when the span is empty or not inside the text.
    """
    selector = selector_of(document.text, span.start, span.end)
    pages = document.pages_of(span.start, span.end)
    return _annotation(document, selector, page_selectors(document.text, pages, span.start, span.end), motivation)


def annotation_of(cited: Cited, motivation: Motivation = "highlighting") -> Json:
    """The annotation of a citation, as `annotation` makes it."""
    return _annotation(cited.document, cited.selector, cited.page_selectors, motivation)


def annotation_collection(label: str, annotations: Sequence[Json]) -> Json:
    """Annotations as one AnnotationCollection with all of them on its first page; an empty one has no page."""
    items = [{key: value for key, value in item.items() if key != "@context"} for item in annotations]
    name = "\n".join([label, *(str(item["id"]) for item in items)])
    collection: Json = {"@context": ANNOTATION_CONTEXT, "id": _name(name), "type": "AnnotationCollection", "label": label, "total": len(items)}
    if items:
        collection["first"] = {"id": _name(f"{name}\nfirst"), "type": "AnnotationPage", "startIndex": 0, "items": items}
    return collection


def _annotation(document: DocumentFacts, selector: TextSelector, pages: Sequence[tuple[int, TextSelector]], motivation: Motivation) -> Json:
    file = f"urn:sha256:{document.sha256}"
    on_pages = [_page_selector(number, words) for number, words in pages if document.media_type == "application/pdf"]
    return {
        "@context": ANNOTATION_CONTEXT,
        "id": _name(f"{file}#char={selector.start},{selector.end}"),
        "type": "Annotation",
        "motivation": motivation,
        "target": {
            "type": "SpecificResource",
            "source": web_address(document.source_url) or file,
            "selector": [_quote_selector(selector), _position_selector(selector), *on_pages],
        },
    }


def _name(words: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, words)}"


def _quote_selector(selector: TextSelector) -> Json:
    context = {"prefix": selector.prefix, "suffix": selector.suffix}
    return {"type": "TextQuoteSelector", "exact": selector.exact, **{side: words for side, words in context.items() if words}}


def _position_selector(selector: TextSelector) -> Json:
    return {"type": "TextPositionSelector", "start": selector.start, "end": selector.end}


def _page_selector(number: int, selector: TextSelector) -> Json:
    """A page of a PDF, refined to the quote's words on it; a page alone would select more than the quote."""
    return {"type": "FragmentSelector", "conformsTo": PDF_FRAGMENTS, "value": f"page={number}", "refinedBy": _quote_selector(selector)}
