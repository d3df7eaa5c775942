"""The formats of a legacy Word file: which characters are hidden or deleted, and which style a paragraph has.

What enters: the streams of the file and the place of its tables of formats. What leaves: runs of positions in the stream with
what a reader needs of each. It deliberately ignores everything else about looks.
Structure follows [MS-DOC] 2.8.5–2.8.6 (bin tables), 2.9.56–2.9.64 (pages of formatted runs), 2.9.271 (styles).
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from corpus.landmarks import BlockKind
from corpus.office.word_processing import style_meaning

_PAGE_BYTES = 512
# Modifications of properties ([MS-DOC] 2.6) that a reader looks at.
_HIDDEN, _DELETED, _SYMBOL = 0x083C, 0x0800, 0x6A09
_OUTLINE, _STYLE = 0x2640, 0x4600
# Operand sizes by the three highest bits of a modification; 6 means that the operand says its own.
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_DEFINITION, _TAB_CHANGES = 0xD608, 0xC615
# Built-in styles by number ([MS-DOC] 2.9.259).
_TITLE, _LAST_HEADING, _BODY_LEVEL = 62, 9, 9
_CONTENTS = frozenset((*range(10, 28), 33, 35))
_NOT_BUILT_IN = 0xFFE


class Runs(NamedTuple):
    """Stretches of the stream in order: where each begins, and its modifications."""

    starts: list[int]
    formats: list[bytes]

    def at(self, position: int) -> bytes:
        """The modifications at a position of the stream."""
        place = bisect_right(self.starts, position) - 1
        return self.formats[place] if place >= 0 else b""


def modifications(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The modifications in a list of them; what is cut off is left out."""
    position = 0
    while position + 2 < len(grpprl):
        (code,) = struct.unpack_from("<H", grpprl, position)
        position += 2
        size = _OPERAND_BYTES[code >> 13]
        if code == _TABLE_DEFINITION and position + 2 <= len(grpprl):
            size = struct.unpack_from("<H", grpprl, position)[0] + 1
        elif not size:
            size = grpprl[position] + 1 if grpprl[position] < 255 or code != _TAB_CHANGES else len(grpprl)
        yield code, grpprl[position : position + size]
        position += size


def read_runs(stream: bytes, bin_table: bytes, paragraphs: bool) -> Runs:
    """The formatted runs that a bin table leads to: of paragraphs, or of characters."""
    count = max(0, (len(bin_table) - 4) // 8)
    found: dict[int, bytes] = {}
    for number in dict.fromkeys(struct.unpack_from(f"<{count}I", bin_table, 4 * (count + 1)) if count else ()):
        start = (number & 0x3FFFFF) * _PAGE_BYTES
        page = stream[start : start + _PAGE_BYTES]
        if len(page) == _PAGE_BYTES:
            found.update(_page_runs(page, paragraphs))
    starts = sorted(found)
    return Runs(starts, [found[position] for position in starts])


def _page_runs(page: bytes, paragraphs: bool) -> Iterator[tuple[int, bytes]]:
    count, step = page[-1], 13 if paragraphs else 1
    if 4 * (count + 1) + step * count >= _PAGE_BYTES:
        return
    for number in range(count):
        (position,) = struct.unpack_from("<I", page, 4 * number)
        offset = 2 * page[4 * (count + 1) + step * number]
        yield position, _listed(page, offset, paragraphs) if offset else b""


def _listed(page: bytes, offset: int, paragraphs: bool) -> bytes:
    """A list of modifications in a page; a paragraph's begins with the number of its style."""
    size = page[offset]
    if not paragraphs:
        return page[offset + 1 : offset + 1 + size]
    if size:
        return page[offset + 1 : offset + 2 * size]
    return page[offset + 2 : offset + 2 + 2 * page[offset + 1]] if offset + 1 < len(page) else b""


class CharacterFormat(NamedTuple):
    """What a run of characters says: hidden, deleted, and the symbol it stands for as font number and place."""

    hidden: bool = False
    deleted: bool = False
    symbol: tuple[int, int] | None = None


def character_format(grpprl: bytes) -> CharacterFormat:
    """The format that modifications make."""
    hidden = deleted = False
    symbol = None
    for code, operand in modifications(grpprl):
        if code == _HIDDEN:
            hidden = operand[:1] == b"\x01"
        elif code == _DELETED:
            deleted = operand[:1] == b"\x01"
        elif code == _SYMBOL and len(operand) == 4:
            font, place = struct.unpack("<HH", operand)
            symbol = (font, place)
    return CharacterFormat(hidden, deleted, symbol)


Meaning = tuple[BlockKind, int]


def paragraph_meaning(listed: bytes, styles: list[Meaning]) -> Meaning:
    """What a paragraph is, by its style and an outline level of its own."""
    if len(listed) < 2:
        return styles[0] if styles else ("paragraph", 0)
    (number,) = struct.unpack_from("<H", listed)
    level = None
    for code, operand in modifications(listed[2:]):
        if code == _OUTLINE and operand:
            level = operand[0]
        elif code == _STYLE and len(operand) == 2:
            (number,) = struct.unpack("<H", operand)
    meaning: Meaning = styles[number] if number < len(styles) else ("paragraph", 0)
    return _levelled(meaning, level)


def _levelled(meaning: Meaning, level: int | None) -> Meaning:
    if level is None or meaning[0] in {"title", "furniture"}:
        return meaning
    return ("heading", level + 1) if level < _BODY_LEVEL else ("paragraph", 0)


class _Definition(NamedTuple):
    built_in: int
    base: int
    name: str
    level: int | None


def read_styles(sheet: bytes) -> list[Meaning]:
    """What each style of a style sheet makes of its paragraphs, by number."""
    definitions = list(_definitions(sheet))
    found: list[Meaning | None] = [None] * len(definitions)
    for number in range(len(definitions)):
        chain: dict[int, None] = {}
        step = number
        while step < len(definitions) and found[step] is None and step not in chain:
            chain[step] = None
            step = definitions[step].base
        meaning: Meaning = (found[step] if step < len(definitions) else None) or ("paragraph", 0)
        for own in reversed(chain):
            meaning = found[own] = _own(definitions[own], meaning)
    return [meaning or ("paragraph", 0) for meaning in found]


def _own(definition: _Definition, base: Meaning) -> Meaning:
    number = definition.built_in
    if 1 <= number <= _LAST_HEADING:
        return "heading", number
    if number == _TITLE:
        return "title", 0
    if number in _CONTENTS:
        return "furniture", 0
    return _levelled(style_meaning(definition.name) or base, definition.level)


def _definitions(sheet: bytes) -> Iterator[_Definition]:
    if len(sheet) < 8:
        return
    header, count, base_bytes = struct.unpack_from("<HHH", sheet)
    position = 2 + header
    for _ in range(count):
        if position + 2 > len(sheet):
            return
        (size,) = struct.unpack_from("<H", sheet, position)
        yield _definition(sheet[position + 2 : position + 2 + size], base_bytes)
        position += 2 + size + size % 2


def _definition(style: bytes, base_bytes: int) -> _Definition:
    if len(style) < base_bytes + 2 or base_bytes < 4:
        return _Definition(_NOT_BUILT_IN, 0xFFF, "", None)
    first, second = struct.unpack_from("<HH", style)
    (length,) = struct.unpack_from("<H", style, base_bytes)
    after = base_bytes + 2 + 2 * length
    name = style[base_bytes + 2 : after].decode("utf-16-le", "replace")
    level = None
    if second & 0xF == 1 and after + 4 <= len(style):  # a paragraph style: its paragraph properties come first
        (size,) = struct.unpack_from("<H", style, after + 2)
        level = next((operand[0] for code, operand in modifications(style[after + 6 : after + 4 + size]) if code == _OUTLINE and operand), None)
    return _Definition(first & 0xFFF, second >> 4, name.partition(",")[0], level)
