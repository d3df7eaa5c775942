"""Parts: the blocks of a file before they have a place.

What enters: blocks in reading order, as a reader found them. What leaves: one text in which they stand apart by blank lines,
and their spans in it. It deliberately knows no format: every reader that builds its text from pieces builds it here.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.furniture import judged
from corpus.landmarks import Block, BlockKind, Page

BETWEEN = "\n\n"


class Part(NamedTuple):
    """One block: its words, its kind, its heading level, the format's own name for it, and the number of its page (0: none)."""

    words: str
    kind: BlockKind = "paragraph"
    level: int = 0
    label: str = ""
    page: int = 0


def settled(parts: Sequence[Part], title_place: int | None) -> list[Part]:
    """Parts with the title at its place and furniture told apart."""
    found: list[Part] = []
    inside = False
    for number, part in enumerate(parts):
        if number == title_place:
            found.append(part._replace(kind="title", level=0))
            inside = False
            continue
        if part.kind == "furniture":
            found.append(part)
            continue
        furniture, inside = judged(part.words, part.kind == "heading", inside)
        found.append(part._replace(kind="furniture", level=0) if furniture else part)
    return found


def assembled(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """The text of parts, set apart by blank lines, and their blocks; parts without words are left out."""
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    for part in parts:
        if not part.words:
            continue
        blocks.append(Block(position, position + len(part.words), part.kind, part.level, part.label))
        pieces.append(part.words)
        position += len(part.words) + len(BETWEEN)
    return BETWEEN.join(pieces), tuple(blocks)


def pages_of(parts: Sequence[Part], labels: dict[int, str]) -> tuple[Page, ...]:
    """The pages of assembled parts: each from its first part to the next page's first; `labels` by page number, may be partial."""
    _, blocks = assembled(parts)
    starts: dict[int, int] = {}
    for part, block in zip([part for part in parts if part.words], blocks):
        if part.page:
            starts.setdefault(part.page, block.start)
    ends = [*list(starts.values())[1:], blocks[-1].end if blocks else 0]
    return tuple(Page(start, end, number, labels.get(number, "")) for (number, start), end in zip(starts.items(), ends))
