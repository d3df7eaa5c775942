"""Where the text of RTF goes: paragraphs, cells and rows as they end.

What enters: pieces of text, and the marks that end paragraphs, cells and rows. What leaves: parts in order. It deliberately
knows no control words: whoever reads them says what a paragraph is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.landmarks import BlockKind
from corpus.office.rtf_alphabets import whole
from corpus.office.table_rows import row_parts
from corpus.parts import Part

_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(slots=True)
class Sink:
    """One stretch of text with parts of its own: the body, a note, a margin, a box, or a field of the file."""

    kind: str
    parts: list[Part] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    beside: list[Part] = field(default_factory=list)
    _cell: list[Part] = field(default_factory=list)
    _cells: list[list[Part]] = field(default_factory=list)
    _inner_cells: list[list[Part]] = field(default_factory=list)
    _table: int = 0
    _row: int = 0
    _in_rows: bool = False

    def text(self) -> str:
        """All text since the last paragraph, on one line."""
        return " ".join(whole("".join(self.shown)).split())

    def end_paragraph(self, kind: BlockKind = "paragraph", level: int = 0, in_table: bool = False) -> None:
        """End a paragraph; `in_table` keeps it for the cell it stands in."""
        parts = list(self._paragraph(kind, level))
        if in_table:
            self._cell.extend(parts)
        else:
            self._leave_table()
            self.parts.extend(parts)

    def end_cell(self, inner: bool) -> None:
        """End a cell of a row, or of a row of a table inside a cell."""
        (self._inner_cells if inner else self._cells).append(self._cell)
        self._cell = []

    def end_row(self, inner: bool) -> None:
        """End a row; that of an inner table stands before what else its cell holds."""
        if inner:
            self._cell = [*row_parts(self._inner_cells, "")]
            self._inner_cells = []
            return
        if not self._in_rows:
            self._table, self._row, self._in_rows = self._table + 1, 0, True
        self._row += 1
        self.parts.extend(row_parts(self._cells, f"table {self._table}, row {self._row}"))
        self._cells = []

    def finish(self) -> None:
        """End what the file left open."""
        self.end_paragraph(in_table=bool(self._cell or self._cells))
        self._leave_table()

    def _leave_table(self) -> None:
        self.parts.extend(part for cell in (*self._inner_cells, *self._cells, self._cell) for part in cell)
        self._cell, self._cells, self._inner_cells, self._in_rows = [], [], [], False

    def _paragraph(self, kind: BlockKind, level: int) -> Iterator[Part]:
        for piece in _EMPTY_LINE.split(whole("".join(self.shown))):
            if words := " ".join(piece.split()):
                yield Part(words, kind, level)
        if words := " ".join(whole("".join(self.hidden)).split()):
            yield Part(words, "furniture")
        yield from self.beside
        self.shown, self.hidden, self.beside = [], [], []
