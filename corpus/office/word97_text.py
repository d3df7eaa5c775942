"""The text of a legacy Word file: its pieces joined, and where each character stands in the stream.

What enters: the main stream and the table stream. What leaves: the characters of the body and of its companions (notes,
margins, boxes), and the runs of formats. It deliberately gives no character a meaning.
Structure follows [MS-DOC] 2.4.1 (retrieving text), 2.5 (file information block), 2.8.35 (pieces).
"""

import struct
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from corpus.errors import DocumentError

_SIGNATURE = 0xA5EC
# The first version with this structure: Word 97. Word 6 and 95 stand below.
_FIRST_VERSION = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_POINTERS, _COUNTS = 0x9A, 0x4C
# Numbers of tables among the pointers (2.5.6), and the companions in the order their text follows the body's (2.5.4).
STYLES = 1
FOOTNOTES = 2
FOOTNOTE_TEXTS = 3
COMMENTS = 5
CHARACTERS = 12
PARAGRAPHS = 13
PIECES = 33
ENDNOTES = 46
ENDNOTE_TEXTS = 47
COMPANIONS = ("body", "footnotes", "margins", "macros", "comments", "endnotes", "boxes", "margin boxes")
_DAMAGED = "open it with a word processor, save it as .docx and add that"


class Piece(NamedTuple):
    """Characters that stand together in the stream: the first one's number, its place, and the bytes of one."""

    first: int
    place: int
    width: int


class Text(NamedTuple):
    """All characters, the pieces they stand in, and the bounds of the body and each companion."""

    characters: str
    pieces: list[Piece]
    bounds: dict[str, tuple[int, int]]

    def place(self, number: int) -> int:
        """Where in the stream a character stands."""
        piece = self.pieces[max(0, bisect_right(self.pieces, number, key=lambda piece: piece.first) - 1)]
        return piece.place + (number - piece.first) * piece.width


class Header(NamedTuple):
    """The file information block: which stream holds the tables, how long each text is, and where each table lies."""

    table_stream: str
    encrypted: bool
    language: int
    lengths: tuple[int, ...]
    pointers: tuple[tuple[int, int], ...]


def read_header(stream: bytes) -> Header:
    """The file information block. Raises DocumentError when it is none, damaged, or of an older Word."""
    if len(stream) < _POINTERS + 8 * (PIECES + 1) or struct.unpack_from("<H", stream)[0] != _SIGNATURE:
        raise DocumentError(f"its Word text is truncated or damaged; {_DAMAGED}")
    version, _, language = struct.unpack_from("<HHH", stream, 2)
    if version < _FIRST_VERSION:
        raise DocumentError(f"it was written by a Word older than 97; {_DAMAGED}")
    (flags,) = struct.unpack_from("<H", stream, 0x0A)
    (count,) = struct.unpack_from("<H", stream, _POINTERS - 2)
    count = min(count, (len(stream) - _POINTERS) // 8)
    values = struct.unpack_from(f"<{2 * count}I", stream, _POINTERS)
    lengths = tuple(max(0, length) for length in struct.unpack_from("<8i", stream, _COUNTS))
    table_stream = "1Table" if flags & _SECOND_TABLE else "0Table"
    return Header(table_stream, bool(flags & _ENCRYPTED), language, lengths, tuple(zip(values[::2], values[1::2])))


def table_of(header: Header, tables: bytes, number: int) -> bytes:
    """The bytes of a table, none where the file has none."""
    if number >= len(header.pointers):
        return b""
    start, size = header.pointers[number]
    return tables[start : start + size]


def read_text(stream: bytes, header: Header, tables: bytes) -> Text:
    """The text of a file. Raises DocumentError when its list of pieces is damaged."""
    listed = _piece_table(table_of(header, tables, PIECES))
    count = (len(listed) - 4) // 12
    if count < 1:
        raise DocumentError(f"the list of its pieces of text is missing; {_DAMAGED}")
    firsts = struct.unpack_from(f"<{count + 1}I", listed)
    if any(after < before for before, after in pairwise(firsts)) or firsts[-1] > len(stream):
        raise DocumentError(f"the list of its pieces of text is damaged; {_DAMAGED}")
    pieces: list[Piece] = []
    found: list[str] = []
    for number in range(count):
        (place,) = struct.unpack_from("<I", listed, 4 * (count + 1) + 8 * number + 2)
        compressed, place = bool(place & 0x40000000), place & 0x3FFFFFFF
        piece = Piece(firsts[number], place // 2 if compressed else place, 1 if compressed else 2)
        length = firsts[number + 1] - firsts[number]
        pieces.append(piece)
        found.append(_letters(stream[piece.place : piece.place + length * piece.width], compressed, length))
    return Text("".join(found), pieces, _bounds(header.lengths))


def _piece_table(pieces: bytes) -> bytes:
    """The table of pieces, behind the lists of modifications that stand before it (2.9.38)."""
    position = 0
    while position + 5 <= len(pieces):
        if pieces[position] == 2:
            (size,) = struct.unpack_from("<I", pieces, position + 1)
            return pieces[position + 5 : position + 5 + size]
        if pieces[position] != 1:
            break
        position += 3 + int(struct.unpack_from("<H", pieces, position + 1)[0])
    return b""


def _letters(codes: bytes, compressed: bool, length: int) -> str:
    """The characters of a piece, one for each code: a pair of halves stays a pair until it is joined in a paragraph."""
    if compressed:
        text = codes.decode("latin-1").translate(_WESTERN)
    else:
        text = "".join(map(chr, struct.unpack(f"<{len(codes) // 2}H", codes[: len(codes) // 2 * 2])))
    return text.ljust(length, "\0")[:length]


# Single bytes are Latin-1, but for these ([MS-DOC] 2.9.73).
_WESTERN = {code: bytes([code]).decode("cp1252") for code in range(0x82, 0xA0) if code not in {0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E}}


def _bounds(lengths: tuple[int, ...]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    position = 0
    for name, length in zip(COMPANIONS, lengths):
        found[name] = (position, position + length)
        position += length
    return found
