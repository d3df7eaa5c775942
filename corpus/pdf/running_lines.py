"""Running headers, footers and printed page numbers of a PDF.

What enters: the pieces of lines of every page, and how high each page is. What leaves: the pieces that are furniture, each
distinct one kept once, and the number printed on each page. A line runs when it returns at the same height on several pages,
digits aside, or when it carries the number of its page in step with the pages around. It deliberately moves nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from corpus.pdf.lines import Line

# A running line stands within this share of the page's height from its top or bottom edge, among so many outermost rows.
EDGE_SHARE = 0.16
EDGE_ROWS = 4
# A gap of so many letter heights sets it apart from the text; lines of a paragraph stand closer.
MIN_CLEAR = 1.5
# Heights of a running line differ by less than this from page to page.
SAME_HEIGHT_POINTS = 4.0
# It returns on so many pages; on two, where there are no more than that many.
MIN_RETURNS = 3
FEW_PAGES = 4
# Printed numbers count when so many pages in step agree.
MIN_IN_STEP = 3
MAX_NUMBER_CHARACTERS = 24
MAX_RUNNING_CHARACTERS = 160
_DIGITS = re.compile(r"\d+")
# Case is kept for Roman numerals: without it, the dotless ı and the dotted İ would count as i.
_ALONE = re.compile(
    r"^[^\w]*(?:page|seite|p\.|pg\.?|pagina|página|faqe|страница|стр\.?)?\s*(?P<number>\d{1,4}|(?-i:[ivxlc]{1,8}|[IVXLC]{1,8}))"
    r"(?:\s*(?:of|/|von|de|sur|\|)\s*\d{1,4})?(?:\s*\|?\s*p\s?a\s?g\s?e)?[^\w]*$",
    re.IGNORECASE,
)
_AT_END = re.compile(r"^(?P<first>\d{1,4}|[ivxlc]{1,8})(?=[\s|•·–—-])|(?<=[\s|•·–—-])(?P<last>\d{1,4}|[ivxlc]{1,8})$")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class Edge(NamedTuple):
    """A piece near an edge of its page: its height from that edge, its row from without, and whether a gap lies inside that row."""

    piece: Line
    at_top: bool
    height: float
    row: int
    clear: bool


@dataclass(frozen=True, slots=True)
class Running:
    """`dropped` are the ids of pieces that leave the flow, `kept` each distinct one once, `labels` the printed numbers by page."""

    dropped: frozenset[int]
    kept: tuple[Line, ...]
    labels: dict[int, str]


def running_lines(pages: Sequence[tuple[int, Sequence[Line], float, float]]) -> Running:
    """The furniture of pages, each given as its number, its pieces, and the heights of its bottom and top."""
    edges = [edge for page in _different(pages) for edge in _edges(*page)]
    copies = [edge for page in pages for edge in _edges(*page)]
    returning = _returning(edges, len(pages))
    labels, numbered = _in_step(copies)
    found = [edge for edge in copies if id(edge.piece) in numbered or _returns(edge, returning)]
    dropped = _standing_clear(found)
    kept: dict[str, Line] = {}
    for edge in dropped:
        if not _ALONE.match(edge.piece.words):
            kept.setdefault(_key(edge), edge.piece)
    alone = [edge.piece for edge in dropped if _key(edge) == "#"]
    return Running(frozenset(id(edge.piece) for edge in dropped), tuple(kept.values()), {**_rising(alone), **labels})


def _standing_clear(found: Sequence[Edge]) -> list[Edge]:
    """What runs and stands clear of the text: a row with no gap inside it, nor inside a running row next to it, is text that returns."""
    rows: dict[tuple[int, bool], dict[int, bool]] = defaultdict(dict)
    for edge in found:
        side = rows[edge.piece.page, edge.at_top]
        side[edge.row] = side.get(edge.row, False) or edge.clear

    def clear(side: dict[int, bool], row: int) -> bool:
        return row in side and (side[row] or clear(side, row + 1))

    return [edge for edge in found if _ALONE.match(edge.piece.words) or clear(rows[edge.piece.page, edge.at_top], edge.row)]


def _returns(edge: Edge, returning: set[tuple[str, bool, int]]) -> bool:
    return any((sign, edge.at_top, near) in returning for sign in _signs(edge) for near in _near(edge.height))


def _different(pages: Sequence[tuple[int, Sequence[Line], float, float]]) -> Iterator[tuple[int, Sequence[Line], float, float]]:
    """Pages without those that repeat another page word for word: on these every line returns."""
    seen: set[tuple[str, ...]] = set()
    for page in pages:
        words = tuple(piece.words for piece in page[1])
        if words not in seen:
            seen.add(words)
            yield page


def _edges(_: int, pieces: Sequence[Line], bottom: float, top: float) -> Iterator[Edge]:
    """The pieces in the outermost rows at the top and at the bottom of a page."""
    reach = EDGE_SHARE * (top - bottom)
    level = sorted((piece for piece in pieces if not piece.angle), key=lambda piece: -piece.base)
    for at_top in (True, False):
        rows: list[list[Line]] = []
        for piece in level if at_top else reversed(level):
            if rows and abs(piece.base - rows[-1][0].base) <= 0.5 * piece.size:
                rows[-1].append(piece)
            elif len(rows) > EDGE_ROWS:
                break
            else:
                rows.append([piece])
        for number, row in enumerate(rows[:EDGE_ROWS]):
            inner = rows[number + 1][0] if number + 1 < len(rows) else None
            clear = inner is None or abs(inner.base - row[0].base) >= MIN_CLEAR * max(inner.size, row[0].size)
            for piece in row:
                height = top - piece.base if at_top else piece.base - bottom
                if height <= reach:
                    yield Edge(piece, at_top, height, number, clear)


def _key(edge: Edge) -> str:
    """What a running line says, digits aside; a page number alone says nothing else."""
    words = edge.piece.words
    return "#" if _ALONE.match(words) and len(words) <= MAX_NUMBER_CHARACTERS else _DIGITS.sub("#", " ".join(words.split())).casefold()


def _near(height: float) -> tuple[int, int]:
    """Two buckets of height: lines within the tolerance share at least one."""
    place = height / SAME_HEIGHT_POINTS
    return int(place) * 2, int(place + 0.5) * 2 + 1


def _signs(edge: Edge) -> Iterator[str]:
    """What may return of a line: its words, or its words with one number counted from the page's.

    So "Page 3 of 10" returns, and "Definition 14" at the head of one page does not return as "Definition 17" on another.
    """
    words = " ".join(edge.piece.words.split()).casefold()
    if _key(edge) == "#":
        yield "#"
    elif any(map(str.isalnum, words)):
        yield words
        for match in _DIGITS.finditer(words[:MAX_RUNNING_CHARACTERS]):
            if len(match[0]) <= 5:
                yield f"{words[: match.start()]}#{int(match[0]) - edge.piece.page}{words[match.end() :]}"


def _returning(edges: Sequence[Edge], pages: int) -> set[tuple[str, bool, int]]:
    """What returns at the same height on enough pages."""
    found: dict[tuple[str, bool, int], set[int]] = defaultdict(set)
    for edge in edges:
        for sign in _signs(edge):
            for near in _near(edge.height):
                found[sign, edge.at_top, near].add(edge.piece.page)
    enough = MIN_RETURNS if pages > FEW_PAGES else 2
    return {place for place, on in found.items() if len(on) >= enough}


def _in_step(edges: Sequence[Edge]) -> tuple[dict[int, str], set[int]]:
    """Printed page numbers, by page, where they count in step with the pages; and the ids of the pieces that carry one."""
    candidates: dict[tuple[bool, int], list[tuple[Edge, str]]] = defaultdict(list)
    for edge in edges:
        for printed in set(_numbers(edge.piece.words)):
            value = _value(printed)
            candidates[printed.isdigit(), value - edge.piece.page].append((edge, printed))
    labels: dict[int, str] = {}
    pieces: set[int] = set()
    for _, members in sorted(candidates.items(), key=lambda item: (-len({edge.piece.page for edge, _ in item[1]}), item[0])):
        on_pages = {edge.piece.page for edge, _ in members}
        steady = _steady(members)
        if len(on_pages) < MIN_IN_STEP or len(steady) < MIN_IN_STEP:
            continue
        for edge, printed in steady:
            if labels.setdefault(edge.piece.page, printed) == printed:
                pieces.add(id(edge.piece))
    return labels, pieces


def _rising(numbers: Sequence[Line]) -> dict[int, str]:
    """Page numbers that stand alone, by page, where they only rise: those of a document from which pages were taken out."""
    found: dict[int, str] = {}
    for arabic in (True, False):
        printed = {piece.page: match["number"] for piece in numbers if (match := _ALONE.match(piece.words)) and match["number"].isdigit() is arabic}
        values = [_value(printed[page]) for page in sorted(printed)]
        if all(before < after for before, after in pairwise(values)):
            found.update(printed)
    return found


def _steady(members: Sequence[tuple[Edge, str]]) -> list[tuple[Edge, str]]:
    """Those members that share their height with others on other pages: a number that is in step by chance stands anywhere."""
    heights = Counter((edge.at_top, near) for edge, _ in members for near in _near(edge.height))
    return [
        (edge, printed)
        for edge, printed in members
        if any(heights[edge.at_top, near] >= MIN_IN_STEP for near in _near(edge.height)) and len(edge.piece.words) <= MAX_RUNNING_CHARACTERS
    ]  # fmt: skip


def _numbers(words: str) -> Iterator[str]:
    """The page numbers a line may carry: alone, first or last."""
    if match := _ALONE.match(words):
        yield match["number"]
        return
    for match in _AT_END.finditer(words):
        yield match["first"] or match["last"]


def _value(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    values = [_ROMAN[letter] for letter in printed.lower()]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
