"""A document as text with landmarks.

What enters: values the readers found. What leaves: frozen values whose offsets are characters of `Document.text`, end
exclusive, so that `document.text[start:end]` is the quote. It deliberately knows no file formats and no search.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "furniture"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: characters `start` to `end`, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document: what a person sees set apart from its neighbours.

    `level` is the depth of a heading, 1 the outermost, and 0 for every other kind. Furniture (navigation left-overs,
    picture credits, lists of related pages) stays in the text and is never quoted.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0


def path_below(path: list[Block], block: Block) -> list[Block]:
    """The headings that stand over what follows a block, from those that stand over the block itself."""
    if block.kind != "heading":
        return path
    return [*(above for above in path if above.level < block.level), block]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a span stands, in words a reader can follow: the headings above it and its paragraph's number, from 1."""

    headings: tuple[str, ...]
    paragraph: int | None

    def __str__(self) -> str:
        parts = list(self.headings)
        if self.paragraph is not None:
            parts.append(f"paragraph {self.paragraph}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Document:
    """One document, exactly as decoded, and its landmarks.

    `document_id` is the POSIX path below the documents folder; `sha256` is of the file's bytes; `date` is ISO 8601,
    cut to what the file states (`2023`, `2023-11`, `2023-11-29`); `title`, `publisher`, `date`, `language` and
    `source_url` are empty when the file does not state them. `blocks` stand in text order and do not overlap;
    `sentences` are the quotable sentences, in text order, each inside one paragraph.
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

    def locator(self, position: int) -> Locator:
        """The locator of a position: its heading path and the number of its paragraph among all paragraphs."""
        starts = [block.start for block in self.blocks if block.kind == "paragraph"]
        number = bisect_right(starts, position)
        return Locator(self.heading_path(position), number or None)


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
