"""A source document as HTML, with the quote marked at its place.

What enters: a Document, how it was opened, and whether to show the whole. What leaves: `Html` in which the text inside
`<mark>` is the quote, character for character. It deliberately never searches for the quote: it marks the citation's
offsets, or, where the text there is no longer the quote, says that the document has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import Document
from corpus.landmarks import Block, Span
from corpus.language import html_language
from ui.page import phrases
from ui.page.conversation import Opened
from ui.page.flow import flow_class
from ui.page.markup import Html, element, join
from ui.page.source_header import has_page_images, page_words, render_header

# A browser lays this much out at once without a noticeable pause; longer documents are shown around the quote.
WHOLE_DOCUMENT_CHARACTERS = 60_000
# Some ten screens of text to either side of the quote.
WINDOW_CHARACTERS = 12_000
# The panel's own title is a second-level heading, so that the document's headings begin below it.
OUTERMOST_HEADING = 3
INNERMOST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document that is shown as one element; the pieces of a document are in text order."""

    start: int
    end: int
    kind: str
    level: int = 0


def render_source(document: Document, opened: Opened, whole: bool) -> Html:
    """The panel of one source: what it is, and its text around the quote, or from its beginning where there is no quote."""
    citation = opened.citation
    span = Span(citation.evidence.start, citation.evidence.end) if citation else Span(0, 0)
    unchanged = citation is None or document.text[span.start : span.end] == citation.quote
    marked = span if unchanged else Span(0, 0)
    window = Span(0, len(document.text)) if whole else window_around(document, marked)
    notice = Html("") if unchanged else element("p", phrases.DOCUMENT_CHANGED, class_="problem", role="status")
    text = element(
        "div",
        _left_out(phrases.TEXT_BEFORE, opened) if window.start > 0 else Html(""),
        join(_rendered(document, piece, marked) for piece in pieces(document, window)),
        _left_out(phrases.TEXT_AFTER, opened) if window.end < len(document.text) else Html(""),
        class_="source-text",
        lang=html_language(document.language) or None,
        tabindex=0,
        role="group",
        aria_label=document.name,
    )
    return element(
        "section",
        render_header(document, opened),
        notice,
        text,
        class_="source paged" if has_page_images(document) else "source",
        aria_label=phrases.SOURCE,
        **opened.address,
    )


def window_around(document: Document, span: Span) -> Span:
    """The stretch of a document to show: all of a short one, and some screens around the span of a long one.

    The window begins and ends at the border of a block, or at white space where one block is longer than the window.
    """
    text = document.text
    if len(text) <= WHOLE_DOCUMENT_CHARACTERS:
        return Span(0, len(text))
    first, last = max(0, span.start - WINDOW_CHARACTERS), min(len(text), span.end + WINDOW_CHARACTERS)
    starts = [block.start for block in document.blocks if first <= block.start <= span.start]
    ends = [block.end for block in document.blocks if span.end <= block.end <= last]
    start = 0 if first == 0 else starts[0] if starts else _space_after(text, first, span.start)
    end = len(text) if last == len(text) else ends[-1] if ends else _space_before(text, last, span.end)
    return Span(start, end)


def pieces(document: Document, window: Span) -> Iterator[Piece]:
    """The blocks inside a window, cut to it, and whatever text stands between them."""
    position = window.start
    for block in document.blocks:
        if block.end <= position or block.start >= window.end:
            continue
        if block.start > position:
            yield Piece(position, block.start, "between")
        end = min(block.end, window.end)
        yield Piece(max(block.start, position), end, block.kind, _level(block))
        position = end
    if position < window.end:
        yield Piece(position, window.end, "between" if document.blocks else "paragraph")


def _level(block: Block) -> int:
    return min(OUTERMOST_HEADING - 1 + max(block.level, 1), INNERMOST_HEADING)


def _space_after(text: str, position: int, limit: int) -> int:
    """The first place after white space from a position on, or the position itself where there is none."""
    return next((place + 1 for place in range(position, limit) if text[place].isspace()), position)


def _space_before(text: str, position: int, limit: int) -> int:
    return next((place for place in range(position - 1, limit, -1) if text[place].isspace()), position)


def _rendered(document: Document, piece: Piece, marked: Span) -> Html:
    """One piece as an element."""
    if piece.kind == "between":
        return _between(document, piece, marked)
    content, text = _content(document, piece, marked), document.text[piece.start : piece.end]
    if piece.kind in ("title", "heading"):
        block = element(f"h{piece.level}", content, dir="auto")
    else:
        block = element("p", content, class_=f"{piece.kind} {flow_class(text)}", dir="auto")
    return join([*_page_starts(document, piece.start, piece.start + 1), block])


def _between(document: Document, piece: Piece, marked: Span) -> Html:
    """Text between blocks: words are shown like furniture, white space and marks of markup only where a quote needs them."""
    text = document.text[piece.start : piece.end]
    within_quote = piece.start < marked.end and marked.start < piece.end
    worded = any(character.isalnum() for character in text)
    if within_quote:
        shown = element("div", _content(document, piece, marked), class_="furniture lines" if worded else "gap", dir="auto")
        return join([*_page_starts(document, piece.start, piece.start + 1), shown])
    if not worded:
        return join(_page_starts(document, piece.start, piece.end))
    start = piece.end - len(text.lstrip())
    words = Piece(start, start + len(text.strip()), piece.kind)
    shown = element("div", _content(document, words, marked), class_="furniture lines", dir="auto")
    return join([*_page_starts(document, piece.start, words.start + 1), shown, *_page_starts(document, words.end, piece.end)])


def _content(document: Document, piece: Piece, marked: Span) -> Html:
    """The text of a piece, with what of it is quoted marked, and the pages that begin within it."""
    starts = {page.start for page in document.pages if piece.start < page.start < piece.end}
    inner = {place for place in (marked.start, marked.end) if piece.start < place < piece.end}
    cuts = sorted({piece.start, piece.end} | starts | inner)
    parts: list[str] = []
    for start, end in pairwise(cuts):
        parts += _page_starts(document, start, start + 1) if start in starts else []
        text = document.text[start:end]
        parts.append(element("mark", text) if marked.start <= start < marked.end else text)
    return join(parts)


def _page_starts(document: Document, first: int, last: int) -> list[Html]:
    """An empty mark for each page that begins between two characters; its words come from the style and are never copied."""
    return [
        element("span", class_="page-start", role="doc-pagebreak", aria_label=words, data_label=words, data_page=page.number)
        for page in document.pages
        if first <= page.start < last and (words := page_words(document, page))
    ]


def _left_out(sentence: str, opened: Opened) -> Html:
    button = element("button", phrases.SHOW_WHOLE, type="button", class_="quiet", data_event="whole", **opened.address)
    return element("p", sentence, " ", button, class_="left-out")
