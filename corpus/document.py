"""A document as text with landmarks.

What enters: values the readers found. What leaves: frozen values whose offsets are characters of `Document.text`, end
exclusive, so that `document.text[start:end]` is the quote. It deliberately knows no file formats and no search.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "furniture"]
# What a format numbers; empty for one that has no pages.
PageKind = Literal["", "page", "slide", "sheet", "part"]
# Where a fact about a document comes from: its own words, a field of its file, the file's name, or a person who gave it.
Origin = Literal["unknown", "stated", "metadata", "file name", "given"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: characters `start` to `end`, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document: what a person sees set apart from its neighbours.

    `level` is the depth of a heading, 1 the outermost, and 0 for every other kind. Furniture (navigation left-overs,
    picture credits, lists of related pages) stays in the text and is never quoted. `label` is what the format itself calls
    the block ("row 12", "notes"); a locator gives it in place of the paragraph's number.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide, sheet or part, as a span of the text; `number` counts from 1.

    `label` is what is printed on it or what it is called ("iii", "Budget"), empty when that is the number or nothing.
    """

    start: int
    end: int
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Characters of the text that a page draws one after the other.

    Character `start + i` of the text, for i below `length`, is character `glyph + i` of page `page` as the format's library
    counts them. Characters in no run (line breaks, joining spaces) are drawn nowhere.
    """

    start: int
    page: int
    glyph: int
    length: int


@dataclass(frozen=True, slots=True)
class LineBox:
    """A line recognised in the picture of a page: its characters are `glyph` to `glyph + length` of page `page`.

    Its edges are ten-thousandths of the page's width and height as shown, from the top left: whole numbers keep small and exact.
    """

    page: int
    glyph: int
    length: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page, in fractions of its width and height as shown, from its top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of text that somebody says, where the text itself names the speaker."""

    start: int
    end: int
    speaker: str


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each fact about a document comes from."""

    title: Origin = "unknown"
    date: Origin = "unknown"
    publisher: Origin = "unknown"
    author: Origin = "unknown"
    language: Origin = "unknown"


UNKNOWN_ORIGINS = Origins()


def path_below(path: list[Block], block: Block) -> list[Block]:
    """The headings that stand over what follows a block, from those that stand over the block itself."""
    if block.kind != "heading":
        return path
    return [*(above for above in path if above.level < block.level), block]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a span stands, in words a reader can follow.

    `pages` are the pages, slides, sheets or parts it touches, in order, empty where the format has none; `headings` stand
    above it, outermost first; `paragraph` is its number, from 1, among the paragraphs of its first page, or of the document where
    there are no pages; `label` is the format's own name for
    the place ("row 12") and stands in for the number.
    """

    headings: tuple[str, ...]
    paragraph: int | None
    label: str = ""
    pages: tuple[Page, ...] = ()
    page_kind: PageKind = ""

    def __str__(self) -> str:
        parts = [self.page_words] if self.pages else []
        called = {page.label for page in self.pages}
        parts.extend(heading for heading in self.headings if heading not in called)  # a slide is called by its heading
        if self.label:
            parts.append(self.label)
        elif self.paragraph is not None:
            parts.append(f"paragraph {self.paragraph}")
        return ", ".join(parts)

    @property
    def page_words(self) -> str:
        """The pages in words: "page 3", "pages 3–4 (printed iii–iv)", "sheet Budget"; empty where the format has none."""
        if not self.pages:
            return ""
        numbers = _range([str(page.number) for page in self.pages])
        labels = _range([page.label for page in self.pages]) if any(page.label for page in self.pages) else ""
        kind = f"{self.page_kind}s" if len(self.pages) > 1 else self.page_kind
        if self.page_kind == "page":
            return f"{kind} {numbers} (printed {labels})" if labels and labels != numbers else f"{kind} {numbers}"
        return f"{kind} {numbers} ({labels})" if labels and self.page_kind != "sheet" else f"{kind} {labels or numbers}"


def _range(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


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
