"""Rows of tables in running text.

What enters: the cells of one row, each the parts it holds. What leaves: one paragraph with the cells set apart by bars, or
the cells' own parts where the table only arranges them on the page. It deliberately repeats no header: a row says what it says.
"""

from collections.abc import Iterator, Sequence

from corpus.furniture import is_prose
from corpus.parts import Part

NOTE_KINDS = ("footnote", "endnote")


def row_parts(cells: Sequence[Sequence[Part]], label: str, holds_table: bool = False) -> Iterator[Part]:
    """The parts of a row; notes and hidden text of its cells follow it. `holds_table` says that a cell holds a table of its own."""
    kept = [[part for part in cell if part.words and not _stands_aside(part)] for cell in cells]
    if len(kept) <= 1 or holds_table or any(map(_is_layout, kept)):
        yield from (part._replace(label=part.label or label) if part.kind == "paragraph" else part for cell in kept for part in cell)
    elif any(kept):
        yield Part(" ".join(" | ".join(" ".join(part.words for part in cell) for cell in kept).split()), label=label)
    yield from (part for cell in cells for part in cell if part.words and _stands_aside(part))


def _stands_aside(part: Part) -> bool:
    """Whether a part of a cell is no part of its row: hidden text, a note."""
    return part.kind == "furniture" or part.label.startswith(NOTE_KINDS)


def _is_layout(cell: Sequence[Part]) -> bool:
    return any(part.kind == "title" for part in cell) or (len(cell) > 1 and any(part.kind == "heading" or is_prose(part.words) for part in cell))
