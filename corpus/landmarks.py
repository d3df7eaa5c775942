"""The landmarks of a text: blocks, pages, speakers, and where its letters stand.

What enters: values the readers found. What leaves: frozen values whose offsets are characters of a document's text, end
exclusive, and the words for a place in it. It deliberately holds no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "furniture"]
# What a format numbers; empty for one that has no pages.
PageKind = Literal["", "page", "slide", "sheet", "part"]
# Where a fact about a document comes from: its own words, a field of its file, the file's name, or a person who gave it.
Origin = Literal["unknown", "stated", "metadata", "file name", "given", "detected"]


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
