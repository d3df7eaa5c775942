"""The order in which a PDF page is read: columns.

What enters: the pieces of lines of one page, in PDFium's order. What leaves: regions (columns, and what stands across them)
in reading order, each a list of whole lines. A gutter must be plain to see and prose must stand on either side, or else
PDFium's own order holds: a table read down its columns says nothing. It deliberately joins no words.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from corpus.pdf.lines import Line

# Columns have at least so many lines on either side of the gutter.
MIN_COLUMN_LINES = 3
# A gutter lies between these shares of the width: what lies further out is a margin.
INNERMOST, OUTERMOST = 0.12, 0.88
# The lines of a column are mostly this full, and this long in characters; the cells of a table are not.
MIN_FILLED = 0.55
MIN_COLUMN_CHARACTERS = 12
# Fewer lines than this share may run across a gutter; a page of prose has none that happens to be so clear.
MAX_CROSSING = 0.35
# Columns within columns within columns: deeper is no layout.
MAX_DEPTH = 4
BIN_POINTS = 2.0
# A list's bullet or number stands before its item, at most so many letter heights away.
MAX_MARK_GAP = 5.0
_MARK = re.compile(r"[^\w\s]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){0,3}\.?")


def regions(pieces: Sequence[Line]) -> list[list[Line]]:
    """The lines of a page in reading order, by region; text that runs in another direction than most stands last."""
    if not pieces:
        return []
    weights: dict[int, int] = {}
    for piece in pieces:
        weights[piece.angle] = weights.get(piece.angle, 0) + piece.characters
    angles = sorted(weights, key=lambda angle: (-weights[angle], angle))
    return [region for angle in angles for region in _read([piece for piece in pieces if piece.angle == angle], 0)]


def _read(pieces: list[Line], depth: int) -> list[list[Line]]:
    gutter = _gutter(pieces) if depth < MAX_DEPTH else None
    if gutter is None:
        return [_down(list(_whole(pieces)))]
    found: list[list[Line]] = []
    for band in _bands(pieces, gutter):
        left = [piece for piece in band if piece.right <= gutter]
        right = [piece for piece in band if piece.left >= gutter]
        across = [piece for piece in band if piece.left < gutter < piece.right]
        if across or max(len(left), len(right)) < 2:  # a lone row is read across
            found.extend(_read(band, MAX_DEPTH))
        else:
            columns = (right, left) if _from_right(band) else (left, right)
            for column in columns:
                found.extend(_read(column, depth + 1) if column else [])
    return found


def _from_right(pieces: Sequence[Line]) -> bool:
    """Whether most words run from right to left: then the right column is read first."""
    letters = "".join(piece.words for piece in pieces)
    return 2 * sum("\u0590" <= letter <= "\u08ff" for letter in letters) > len(letters)


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Where a gutter lies, when one is plain to see; None otherwise."""
    if len(pieces) < 2 * MIN_COLUMN_LINES:
        return None
    low, high = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    bins = int((high - low) / BIN_POINTS) + 2
    if not 20 < bins < 20_000:
        return None
    cover = np.zeros(bins + 1, np.int64)
    for piece in pieces:
        cover[int((piece.left - low) / BIN_POINTS) + 1] += 1
        cover[int((piece.right - low) / BIN_POINTS)] -= 1
    cover = np.cumsum(cover)[:bins]
    return _best(pieces, cover, low, high)


def _best(pieces: Sequence[Line], cover: npt.NDArray[np.int64], low: float, high: float) -> float | None:
    inner = [place for place in range(len(cover)) if INNERMOST <= place * BIN_POINTS / (high - low) <= OUTERMOST]
    if not inner:
        return None
    allowed = MAX_CROSSING * len(pieces)
    valleys: list[tuple[int, float, float]] = []
    start: int | None = None
    for place in [*inner, -1]:
        level = int(cover[place]) if place >= 0 else -1
        if start is not None and level != cover[start]:
            end = place if place >= 0 else inner[-1] + 1
            valleys.append((int(cover[start]), -(end - start), low + (start + end) / 2 * BIN_POINTS))
            start = None
        if place >= 0 and start is None and level <= allowed:
            start = place
    return next((gutter for _, _, gutter in sorted(valleys)[:6] if _divides(pieces, gutter)), None)


def _divides(pieces: Sequence[Line], gutter: float) -> bool:
    """Whether prose stands side by side on either side of a place."""
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.left >= gutter]
    if min(len(left), len(right)) < MIN_COLUMN_LINES:
        return False
    top = min(max(piece.base for piece in side) for side in (left, right))
    bottom = max(min(piece.base for piece in side) for side in (left, right))
    beside = [[piece for piece in side if bottom - piece.size <= piece.base <= top + piece.size] for side in (left, right)]
    if min(map(len, beside)) < MIN_COLUMN_LINES or not all(_prose(side) for side in (left, right)):
        return False
    across = [piece for piece in pieces if piece.left < gutter < piece.right and bottom < piece.base < top]
    if len(across) > MAX_CROSSING * (len(beside[0]) + len(beside[1])):
        return False
    return _interleaved(pieces, gutter) < 0.3 or all(_flows(side) for side in (left, right))


def _prose(side: Sequence[Line]) -> bool:
    """Whether lines fill their column as prose does."""
    widths = sorted(piece.right - piece.left for piece in side)
    width = widths[int(0.95 * (len(side) - 1))]
    characters = sorted(piece.characters for piece in side)
    wide = any("\u3040" <= letter <= "\ud7a3" for piece in side[:20] for letter in piece.words[:20])
    enough = MIN_COLUMN_CHARACTERS / 2 if wide else MIN_COLUMN_CHARACTERS
    return characters[len(side) // 2] >= enough and widths[len(side) * 2 // 3] >= MIN_FILLED * width


def _interleaved(pieces: Sequence[Line], gutter: float) -> float:
    """How often PDFium's order changes sides, as a share of the pieces."""
    sides = [piece.left >= gutter for piece in pieces if piece.right <= gutter or piece.left >= gutter]
    return sum(before != after for before, after in pairwise(sides)) / len(sides)


def _flows(side: Sequence[Line]) -> bool:
    """Whether a sentence goes on from line to line: many lines begin in lower case, or the script has no case."""
    lines = sorted(side, key=lambda piece: -piece.base)[1:]
    cased = [piece for piece in lines if piece.words[0].isalpha() and piece.words[0].lower() != piece.words[0].upper()]
    if len(cased) < len(lines) / 3:
        return sum(not piece.words[0].isdigit() for piece in lines) > 0.8 * len(lines)
    return sum(piece.words[0].islower() for piece in cased) >= 0.35 * len(lines)


def _bands(pieces: list[Line], gutter: float) -> Iterator[list[Line]]:
    """Pieces from top to bottom, cut where one runs across the gutter; inside a band PDFium's order is kept."""
    order = {id(piece): number for number, piece in enumerate(pieces)}
    band: list[Line] = []
    crossing = False
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        crosses = piece.left < gutter < piece.right
        if band and crosses != crossing:
            yield sorted(band, key=lambda each: order[id(each)])
            band = []
        crossing = crosses
        band.append(piece)
    if band:
        yield sorted(band, key=lambda each: order[id(each)])


def _whole(pieces: Sequence[Line]) -> Iterator[Line]:
    """Lines whole again where no gutter lies between their pieces; `wide` where cells may."""
    held: Line | None = None
    for piece in pieces:
        if held is not None and (_one_row(held, piece) or _marks(held, piece)):
            held = _joined(held, piece)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _one_row(first: Line, second: Line) -> bool:
    return first.row == second.row and abs(first.base - second.base) < first.size and first.hidden == second.hidden


def _marks(mark: Line, item: Line) -> bool:
    """Whether the first piece is the bullet or the number of a list, and the second the item it stands before."""
    level = abs(mark.base - item.base) < 0.35 * max(mark.size, item.size)
    near = 0 <= item.left - mark.right < MAX_MARK_GAP * item.size
    return level and near and mark.hidden == item.hidden and bool(_MARK.fullmatch(mark.words))


def _joined(first: Line, second: Line) -> Line:
    heavier = first if first.characters >= second.characters else second
    return Line(
        first.page,
        f"{first.words} {second.words}",
        first.glyphs + array("i", [-1]) + second.glyphs,
        min(first.left, second.left),
        max(first.right, second.right),
        first.base,
        heavier.size,
        first.bold and second.bold,
        first.angle,
        first.row,
        first.hidden,
        second.spaced,
        first.wide or second.wide or (second.left - first.right > 1.8 * heavier.size and not _MARK.fullmatch(first.words)),
    )


def _down(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom where each stands alone on its height; PDFium's order where some stand side by side."""
    from_top = sorted(lines, key=lambda line: -line.base)
    beside = sum(above.base - below.base < 0.3 * below.size for above, below in pairwise(from_top))
    if not beside:
        return from_top
    rising = sum(after.base > before.base + after.size for before, after in pairwise(lines))
    return from_top if rising > 0.3 * len(lines) and beside < 0.1 * len(lines) else lines
