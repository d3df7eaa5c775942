"""One citation, as every exported form needs it.

What enters: a citation with the document it was made from, or a citation of an answer file. What leaves: a frozen value with the
document's facts, the place and the links. It deliberately checks nothing: a citation was checked when it was made, and
`assistant.proof.recheck` checks an answer file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Citation
from assistant.proof.answer_file import SavedCitation, text_sha256
from assistant.proof.selectors import TextSelector, selector_of
from assistant.proof.text_fragment import page_link, quote_link, with_fragment, written_out
from assistant.proof.wording import one_line
from corpus.document import Document
from corpus.landmarks import Locator, Page


class DocumentFacts(Protocol):
    """What a document states of itself, with or without its text; empty where it does not, as in `corpus.document.Document`."""

    @property
    def document_id(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def source_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote, the facts of its document, its place, and where to find it.

    `text_sha256` is of the document's text, in UTF-8; `link` leads to the quote on the web, as near as a browser can be led,
    and is empty where the document states no web address. `page_selectors` hold, for each page touched, the words on it.
    """

    number: int
    quote: str
    document: DocumentFacts
    text_sha256: str
    selector: TextSelector
    place: Locator
    link: str
    speaker: str = ""
    also_in: tuple[int, ...] = ()
    duplicate_of: int | None = None
    page_selectors: tuple[tuple[int, TextSelector], ...] = ()


def cited(citation: Citation, document: Document) -> Cited:
    """A citation with the document it was made from. Raises ValueError when its span is not in the document's text."""
    start, end = citation.evidence.start, citation.evidence.end
    return Cited(
        number=citation.number,
        quote=citation.quote,
        document=document,
        text_sha256=text_sha256(document.text),
        selector=selector_of(document.text, start, end),
        place=citation.place,
        link=quote_link(document, start, end),
        speaker=citation.speaker,
        also_in=citation.also_in,
        duplicate_of=citation.duplicate_of,
        page_selectors=page_selectors(document.text, citation.place.pages, start, end),
    )


def cited_again(saved: SavedCitation) -> Cited:
    """A citation of an answer file. What only the whole text tells is left out: words per page, and links to repeated quotes."""
    locator = saved.locator
    pages = tuple(Page(0, 0, page.number, page.label) for page in locator.pages)
    return Cited(
        number=saved.number,
        quote=saved.quote,
        document=saved.document,
        text_sha256=saved.document.text_sha256,
        selector=saved.selector,
        place=Locator(locator.headings, locator.paragraph, locator.label, pages, locator.page_kind),
        link=_link(saved),
        speaker=saved.speaker,
        also_in=saved.also_in,
        duplicate_of=saved.duplicate_of,
        page_selectors=((pages[0].number, saved.selector),) if len(pages) == 1 else (),
    )


def page_selectors(text: str, pages: Sequence[Page], start: int, end: int) -> tuple[tuple[int, TextSelector], ...]:
    """The pages a span touches, by number, each with the selector of the span's words on it."""
    touched = [(page.number, max(start, page.start), min(end, page.end)) for page in pages]
    return tuple((number, selector_of(text, first, last)) for number, first, last in touched if first < last)


def name_of(document: DocumentFacts) -> str:
    """The title, or the file's name where the document states none, on one line."""
    return one_line(document.title) or one_line(document.document_id.rpartition("/")[2])


def _link(saved: SavedCitation) -> str:
    """The link that the quote alone supports: it is written out whole when its words stood once in the text and in one line."""
    document, locator = saved.document, saved.locator
    if document.media_type == "application/pdf":
        return page_link(document.source_url, locator.pages[0].number if locator.pages else 0)
    shown_as_read = document.media_type in ("text/html", "text/plain")
    return with_fragment(document.source_url, written_out(saved.quote) if shown_as_read and saved.unique else "")
