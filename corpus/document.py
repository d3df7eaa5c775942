"""A document as text with landmarks.

What enters: values the readers found. What leaves: frozen values whose offsets are characters of `Document.text`, end
exclusive, so that `document.text[start:end]` is the quote. It deliberately knows no file formats and no search.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.landmarks import UNKNOWN_ORIGINS, Block, GlyphRun, LineBox, Locator, Origins, Page, PageKind, Span, Speech, path_below


@dataclass(frozen=True, slots=True)
class Document:
    """One document, exactly as decoded, and its landmarks.

    `document_id` is the POSIX path below the documents folder; `sha256` is of the file's bytes; `date` is ISO 8601,
    cut to what the file states (`2023`, `2023-11`, `2023-11-29`); `title`, `publisher`, `date`, `language`, `author` and
    `source_url` are empty when the file does not state them, and `origins` says where each comes from. `blocks` stand in
    text order and do not overlap; `sentences` are the quotable sentences, in text order, each inside one paragraph;
    `pages` follow one another in text order; `scanned` are the lines of those that were recognised; `speeches` do not overlap.
    `held_in` is the document_id of the file on disk for a document inside another (an attachment), and empty for the file itself.
    """

    document_id: str
    sha256: str
    media_type: str
    text: str
    title: str = ""
    date: str = ""
    publisher: str = ""
    language: str = ""
    source_url: str = ""
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Span, ...] = ()
    author: str = ""
    origins: Origins = UNKNOWN_ORIGINS
    page_kind: PageKind = ""
    pages: tuple[Page, ...] = ()
    glyphs: tuple[GlyphRun, ...] = ()
    scanned: tuple[LineBox, ...] = ()
    speeches: tuple[Speech, ...] = ()
    held_in: str = ""

    @property
    def name(self) -> str:
        """The title, or the file's name where the file states none."""
        return self.title or self.document_id.rpartition("/")[2]

    def heading_path(self, position: int) -> tuple[str, ...]:
        """The headings that stand over a position, outermost first."""
        path: list[Block] = []
        for block in self.blocks:
            if block.start > position:
                break
            path = path_below(path, block)
        return self.words_of(path)

    def words_of(self, blocks: Sequence[Block]) -> tuple[str, ...]:
        """The words of each block, on one line."""
        return tuple(" ".join(self.text[block.start : block.end].split()) for block in blocks)

    def locator(self, start: int, end: int | None = None) -> Locator:
        """The locator of a span, or of a position: its pages, its heading path, and its paragraph's number or label."""
        pages = self.pages_of(start, end)
        from_here = pages[0].start if pages else 0
        paragraphs = [block for block in self.blocks if block.kind == "paragraph" and block.end > from_here]
        number = bisect_right(paragraphs, start, key=lambda block: block.start)
        label = paragraphs[number - 1].label if number else ""
        return Locator(self.heading_path(start), number or None, label, pages, self.page_kind)

    def pages_of(self, start: int, end: int | None = None) -> tuple[Page, ...]:
        """The pages a span touches, in order; empty where the format has none."""
        last = start + 1 if end is None else max(end, start + 1)
        return tuple(page for page in self.pages if page.start < last and page.end > start)

    def speaker(self, start: int, end: int) -> str:
        """Who says a span, when the text names one speaker for the whole of it; empty otherwise."""
        return next((speech.speaker for speech in self.speeches if speech.start <= start and end <= speech.end), "")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document that is searched as a unit; its text is `document.text[start:end]` and nothing else.

    `heading_path` is context for searching; it is never part of a quote. `passage_id` is `document_id:start-end`.
    """

    document_id: str
    start: int
    end: int
    heading_path: tuple[str, ...] = ()

    @property
    def passage_id(self) -> str:
        return f"{self.document_id}:{self.start}-{self.end}"
