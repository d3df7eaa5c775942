"""The paragraphs of a legacy Word file: its characters with their meaning.

What enters: the text of a file and its runs of formats. What leaves: parts in order. Field codes are left out and their
results kept; a cell ends in the same mark as a row, which only the row's format tells apart. It deliberately knows no streams.
Marks follow [MS-DOC] 2.4.1 and 2.8.25 (fields), tables 2.4.3.
"""

import re
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.landmarks import BlockKind
from corpus.office.rtf_alphabets import whole
from corpus.office.symbol_fonts import is_private, symbol
from corpus.office.table_rows import row_parts
from corpus.office.word97_formats import CharacterFormat, Meaning, Runs, character_format, modifications, paragraph_meaning
from corpus.office.word97_text import COMMENTS, ENDNOTE_TEXTS, ENDNOTES, FOOTNOTE_TEXTS, FOOTNOTES, Header, Text, table_of
from corpus.parts import Part

_PARAGRAPH_END = re.compile(r"[\r\x07\x0c\x0e]")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_MARKS = re.compile(r"[\x13\x14\x15]")
_SIGNS = {0x0B: "\n", 0x1E: "-", 0x1F: None, 0xA0: " ", 0x09: " "} | dict.fromkeys(range(0x09)) | dict.fromkeys((0x13, 0x14, 0x15))
# A paragraph that ends a row, and one inside a table ([MS-DOC] 2.6.2).
_IN_TABLE, _ROW_END = 0x2416, 0x2417
# A field's code that goes on for more paragraphs was never closed: the text after it is text.
_MAX_CODE_PARAGRAPHS = 3
# Fields within fields: more are an attack, and each costs time at every run.
_MAX_OPEN_FIELDS = 50


class Formats(NamedTuple):
    """The formats of a file: of characters, of paragraphs, and what its styles mean."""

    characters: Runs
    paragraphs: Runs
    styles: list[Meaning]


@dataclass(slots=True)
class Story:
    """Reads stretches of a file's text."""

    text: Text
    formats: Formats
    header: Header
    tables: bytes
    found: Counter[str] = field(default_factory=Counter)
    _fields: list[bool] = field(default_factory=list)
    _codes: int = 0
    _known: dict[int, CharacterFormat] = field(default_factory=dict)

    def body(self) -> Iterator[Part]:
        """The parts of the body, each followed by the notes that it refers to."""
        self.found["comments"] = max(0, len(_numbers(table_of(self.header, self.tables, COMMENTS), extra=0)) - 2)
        notes = self._notes()
        yield from self._blocks(*self.text.bounds["body"], notes)
        yield from (part for _, parts in notes for part in parts)

    def boxes(self) -> Iterator[Part]:
        """The text of boxes, which stand anywhere on their pages."""
        yield from self._blocks(*self.text.bounds["boxes"], [])

    def margins(self) -> Iterator[Part]:
        """Page headers and footers, each text once."""
        seen: set[str] = set()
        for name in ("margins", "margin boxes"):
            for part in self._blocks(*self.text.bounds[name], []):
                if part.words not in seen:
                    seen.add(part.words)
                    yield Part(part.words, "furniture")

    def _notes(self) -> list[tuple[int, list[Part]]]:
        """The notes by the number of the character that refers to them, in order."""
        found: list[tuple[int, list[Part]]] = []
        for kind, references, texts in (("footnote", FOOTNOTES, FOOTNOTE_TEXTS), ("endnote", ENDNOTES, ENDNOTE_TEXTS)):
            places = _numbers(table_of(self.header, self.tables, references), extra=2)
            start, end = self.text.bounds[f"{kind}s"]
            bounds = [start + number for number in _numbers(table_of(self.header, self.tables, texts), extra=0)]
            for count, (place, first, last) in enumerate(zip(places, bounds, bounds[1:]), 1):
                parts = self._blocks(max(first, start), min(last, end), [])
                found.append((place, [part._replace(kind="paragraph", level=0, label=f"{kind} {count}") for part in parts]))
        return sorted(found, key=lambda note: note[0])

    def _blocks(self, start: int, end: int, notes: list[tuple[int, list[Part]]]) -> Iterator[Part]:
        """The parts of a stretch; notes are taken from the list as they are referred to."""
        self._fields, self._codes = [], 0
        rows = _Rows()
        waiting: list[Part] = []
        due = iter(range(bisect_right(notes, end, key=lambda note: note[0])))
        upcoming = next(due, None)
        while start < min(end, len(self.text.characters)):
            mark = _PARAGRAPH_END.search(self.text.characters, start, end)
            last = mark.start() if mark else end
            listed = self.formats.paragraphs.at(self.text.place(min(last, len(self.text.characters) - 1)))
            parts = list(self._paragraph(start, last, paragraph_meaning(listed, self.formats.styles)))
            while upcoming is not None and notes[upcoming][0] <= last:
                waiting.extend(notes[upcoming][1])
                upcoming = next(due, None)
            in_table, row_end = _table_place(listed)
            yield from rows.taken(parts, in_table, row_end, mark is not None and mark[0] == "\x07")
            if not rows.open:
                yield from waiting
                waiting = []
            start = last + 1
        yield from (*rows.left(), *waiting)
        notes[:] = notes[bisect_right(notes, end, key=lambda note: note[0]) :] if upcoming is None else notes[upcoming:]

    def _paragraph(self, start: int, end: int, meaning: Meaning) -> Iterator[Part]:
        kind: BlockKind = meaning[0]
        shown: list[str] = []
        hidden: list[str] = []
        if self._fields and not all(self._fields):
            self._codes += 1
            if self._codes > _MAX_CODE_PARAGRAPHS:
                self._fields, self._codes = [], 0
        for first, last, format in self._runs(start, end):
            if words := self._visible(self.text.characters[first:last], format):
                if format.deleted:
                    self.found["deletions"] += 1
                else:
                    (hidden if format.hidden else shown).append(words)
        for piece in _EMPTY_LINE.split(whole("".join(shown))):
            if words := " ".join(piece.split()):
                yield Part(words, kind, meaning[1])
        if words := " ".join(whole("".join(hidden)).split()):
            self.found["hidden"] += 1
            yield Part(words, "furniture")

    def _runs(self, start: int, end: int) -> Iterator[tuple[int, int, CharacterFormat]]:
        """Stretches of one format."""
        starts = self.formats.characters.starts
        while start < end:
            number = max(0, bisect_right(self.text.pieces, start, key=lambda piece: piece.first) - 1)
            piece = self.text.pieces[number]
            place = piece.place + (start - piece.first) * piece.width
            run = bisect_right(starts, place)
            last = self.text.pieces[number + 1].first if number + 1 < len(self.text.pieces) else end
            if run < len(starts):
                last = min(last, piece.first + (starts[run] - piece.place + piece.width - 1) // piece.width)
            last = min(max(last, start + 1), end)
            if run not in self._known:
                self._known[run] = character_format(self.formats.characters.formats[run - 1] if run else b"")
            yield start, last, self._known[run]
            start = last

    def _visible(self, characters: str, format: CharacterFormat) -> str:
        """What a reader sees of a run: no field codes, and signs for marks."""
        pieces: list[str] = []
        position = 0
        for mark in _MARKS.finditer(characters):
            if all(self._fields):
                pieces.append(characters[position : mark.start()])
            position = mark.end()
            self._field_mark(mark[0])
        if all(self._fields):
            pieces.append(characters[position:])
        text = "".join(pieces)
        if format.symbol is not None and text:
            return symbol("Symbol", f"{format.symbol[1]:x}")
        return "".join(symbol("Symbol", f"{ord(letter):x}") if is_private(letter) else letter for letter in text.translate(_SIGNS))

    def _field_mark(self, mark: str) -> None:
        if mark == _FIELD_BEGIN:
            if len(self._fields) < _MAX_OPEN_FIELDS:
                self._fields.append(False)
        elif self._fields and mark == _FIELD_SEPARATOR:
            self._fields[-1] = True
        elif self._fields:
            self._fields.pop()
        self._codes = 0


@dataclass(slots=True)
class _Rows:
    """Cells until their row ends."""

    cell: list[Part] = field(default_factory=list)
    cells: list[list[Part]] = field(default_factory=list)
    table: int = 0
    row: int = 0
    inside: bool = False

    @property
    def open(self) -> bool:
        """Whether a row has begun and not ended."""
        return bool(self.cell or self.cells)

    def taken(self, parts: list[Part], in_table: bool, row_end: bool, cell_mark: bool) -> Iterator[Part]:
        """Take the parts of a paragraph; leaves what they complete."""
        if not in_table:
            yield from self.left()
            self.inside = False
            yield from parts
        elif row_end:
            if not self.inside:
                self.table, self.row, self.inside = self.table + 1, 0, True
            self.row += 1
            cells, self.cells, self.cell = [*self.cells, *([self.cell] if self.cell else [])], [], []
            yield from row_parts(cells, f"table {self.table}, row {self.row}")
        else:
            self.cell.extend(parts)
            if cell_mark:
                self.cells.append(self.cell)
                self.cell = []

    def left(self) -> Iterator[Part]:
        """What stands in cells of a row without an end."""
        cells, self.cells, self.cell = [*self.cells, self.cell], [], []
        yield from (part for cell in cells for part in cell)


def _table_place(listed: bytes) -> tuple[bool, bool]:
    """Whether a paragraph stands in a table, and whether it ends a row."""
    in_table = row_end = False
    for code, operand in modifications(listed[2:]):
        if code == _IN_TABLE:
            in_table = operand[:1] == b"\x01"
        elif code == _ROW_END:
            row_end = operand[:1] == b"\x01"
    return in_table or row_end, row_end


def _numbers(table: bytes, extra: int) -> list[int]:
    """The positions of a table of positions with data of `extra` bytes each, of which it holds one less."""
    count = (len(table) + extra) // (4 + extra)
    return list(struct.unpack_from(f"<{count}i", table)) if count > 0 else []
