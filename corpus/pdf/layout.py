"""Paragraphs of a PDF, out of its lines.

What enters: the lines of every page, by region, in reading order. What leaves: paragraphs, those that a column's or a page's
end cuts made whole again. A paragraph ends where the letters change, a gap opens, a line is indented, or a line was left
short though the next word would have fitted. It deliberately names nothing: what is a heading is judged later.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from corpus.pdf.lines import Line

# A gap this much wider than the usual distance of lines sets paragraphs apart.
MIN_GAP = 1.25
# Lines of one paragraph differ by less than this share in size; a recognised scan's by more.
SAME_SIZE, SAME_SCANNED_SIZE = 0.12, 0.3
# An indent is wider than this many letter heights.
MIN_INDENT = 0.7
# Lines with the same middle, within so many letter heights, are set in the middle.
SAME_MIDDLE = 0.5
# Full lines of one column differ by less than this share in width.
SAME_WIDTH = 0.15
# A paragraph this long reads as prose, and may go on in capitals after a page's end.
MIN_PROSE = 40
# How far back and forward from a page's end its paragraph is looked for, past notes and pictures' legends.
MAX_ASIDES = 12

ENDS_SENTENCE = re.compile(r"[.!?…:。！？؟।][\"”’»)\]*\d]*$")
_BULLET = re.compile(r"^(?:[•▪◦‣➢●○■□◆►▶✓✔·]|[\uf000-\uf0ff])")
_DASH = re.compile(r"^(?:[-*–—]|\(?\d{1,3}[.)]|\(?[a-z]\)|\(?[ivx]{1,5}[.)]|\[\d{1,3}\])\s")
_NUMBERED = re.compile(r"^\d{1,3}(?:\.\d{1,2})*[:.)]?\s+\S")
_LEGEND = re.compile(
    r"^(?:fig(?:ure|ura)?|tab(?:le|elle|leau|ela|ella)?|abb(?:ildung)?|box|chart|graph|map|слика|табела)\b\.?\s*[\dIVX]", re.IGNORECASE
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


@dataclass(slots=True)
class Paragraph:
    """Lines that a reader sees as one; `edge` is where the lines of its column end."""

    lines: list[Line]
    edge: float
    words: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self.words = " ".join(line.words for line in self.lines)

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: line.characters).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    def grow(self, other: "Paragraph") -> None:
        self.lines.extend(other.lines)
        self.words = f"{self.words} {other.words}"
        self.edge = other.edge


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in a document: the letters' size, and the distance of lines by size."""

    body: float
    leading: dict[int, float]

    @classmethod
    def of(cls, regions: Iterable[Sequence[Line]]) -> "Measures":
        weights: dict[float, int] = defaultdict(int)
        drops: dict[int, list[float]] = defaultdict(list)
        for region in regions:
            for number, line in enumerate(region):
                weights[round(line.size * 2) / 2] += line.characters
                if number and 0.9 * line.size < (drop := region[number - 1].base - line.base) < 2.2 * line.size:
                    drops[round(line.size)].append(drop)
        body = max(weights, key=lambda size: (weights[size], size), default=10.0)
        return cls(body, {size: median(found) for size, found in drops.items() if len(found) > 2})

    def usual(self, line: Line) -> float:
        return self.leading.get(round(line.size), 1.2 * line.size)


def paragraphs(regions: Iterable[Sequence[Line]], measures: Measures) -> list[Paragraph]:
    """The paragraphs of a document, in reading order; those cut by a column's or a page's end are whole."""
    found: list[Paragraph] = []
    for region in regions:
        flow = _of_region(region, measures)
        if found and flow and (seam := _seam(found, flow, measures)):
            last, first = seam
            whole = found.pop(last)
            whole.grow(flow.pop(first))
            found.append(whole)
        found.extend(flow)
    return found


def _of_region(region: Sequence[Line], measures: Measures) -> list[Paragraph]:
    if not region:
        return []
    column = _Column(region)
    found: list[list[Line]] = [[region[0]]]
    for number, line in enumerate(region[1:], 1):
        following = region[number + 1] if number + 1 < len(region) else None
        if _breaks(found[-1], line, following, column, measures):
            found.append([line])
        else:
            found[-1].append(line)
    return [Paragraph(lines, column.end) for lines in found]


class _Column:
    """Where the lines of a region begin and end, in reading direction."""

    def __init__(self, region: Sequence[Line]) -> None:
        letters = "".join(line.words for line in region)
        self.reversed = 2 * len(_RIGHT_TO_LEFT.findall(letters)) > len(letters)
        ends = sorted(self.end_of(line) for line in region)
        self.end = ends[int(0.9 * (len(ends) - 1))]

    def start_of(self, line: Line) -> float:
        return -line.right if self.reversed else line.left

    def end_of(self, line: Line) -> float:
        return -line.left if self.reversed else line.right


def _breaks(paragraph: Sequence[Line], line: Line, following: Line | None, column: _Column, measures: Measures) -> bool:
    """Whether a line begins another paragraph than the one above it."""
    above = paragraph[-1]
    size = max(above.size, line.size)
    goes_on = line.words[0].islower() and not ENDS_SENTENCE.search(above.words)
    if _set_apart(above, line, measures) or (above.bold != line.bold and not goes_on):
        return True
    if abs(above.left + above.right - line.left - line.right) < 2 * SAME_MIDDLE * size and abs(above.left - line.left) > MIN_INDENT * size:
        return False  # set in the middle
    if goes_on:
        return False
    listed = _NUMBERED.match(line.words) and _NUMBERED.match(paragraph[0].words) and abs(line.left - paragraph[0].left) < 0.5 * size
    item = _DASH.match(line.words) and ENDS_SENTENCE.search(above.words.rstrip(";,"))
    return bool(listed or item) or _left_short(above, line, column) or _indented(paragraph, line, following, column)


def _set_apart(above: Line, line: Line, measures: Measures) -> bool:
    """Whether two lines differ in size or place so much that nothing runs from one to the other."""
    allowed = SAME_SCANNED_SIZE if line.hidden == "recognised" else SAME_SIZE
    size = max(above.size, line.size)
    drop = above.base - line.base
    near = 0.3 * size <= drop <= MIN_GAP * max(measures.usual(line), measures.usual(above))
    alike = abs(above.size - line.size) <= allowed * size and above.hidden == line.hidden
    return not near or not alike or above.wide or line.wide or bool(_BULLET.match(line.words))


def _left_short(above: Line, line: Line, column: _Column) -> bool:
    """Whether the first word of a line would have fitted at the end of the line above."""
    first = line.words.split(" ", 1)[0]
    width = (line.right - line.left) * (len(first) + 1) / max(line.characters, 1)
    return column.end_of(above) + width < column.end - 1.2 * line.size


def _indented(paragraph: Sequence[Line], line: Line, following: Line | None, column: _Column) -> bool:
    """Whether a line's indent, or the end of one, begins a paragraph."""
    above = paragraph[-1]
    step = column.start_of(line) - column.start_of(above)
    if step > MIN_INDENT * line.size:
        hangs = following is not None and abs(column.start_of(following) - column.start_of(line)) < 0.3 * line.size
        return not (hangs and len(paragraph) == 1 and not _left_short(above, line, column))
    return step < -MIN_INDENT * line.size and len(paragraph) > 1


def _seam(before: Sequence[Paragraph], after: Sequence[Paragraph], measures: Measures) -> tuple[int, int] | None:
    """Which paragraph before a border goes on as which one after it; notes and legends between them stay on their own page."""
    first = next((place for place, each in enumerate(after[:MAX_ASIDES]) if not _aside(each, measures)), None)
    last = next((place for place in range(len(before) - 1, max(len(before) - 1 - MAX_ASIDES, -1), -1) if not _aside(before[place], measures)), None)
    if first is None or last is None:
        return None
    page, next_page = before[last].lines[0].page, after[first].lines[-1].page
    notes_stay = all(each.lines[0].page == page for each in before[last + 1 :])
    legends_stay = all(each.lines[0].page == next_page for each in after[:first])
    near = after[first].lines[0].page - before[last].lines[-1].page <= 1
    return (last, first) if near and notes_stay and legends_stay and _goes_on(before[last], after[first]) else None


def _aside(paragraph: Paragraph, measures: Measures) -> bool:
    """A note, a legend or a stamp: smaller than the body, in another direction, or named as a legend is."""
    return paragraph.size < measures.body - 0.4 or paragraph.lines[0].angle != 0 or bool(_LEGEND.match(paragraph.words))


def _goes_on(last: Paragraph, first: Paragraph) -> bool:
    above, line = last.lines[-1], first.lines[0]
    if ENDS_SENTENCE.search(above.words) or _BULLET.match(line.words) or _DASH.match(line.words):
        return False
    if above.wide or line.wide or above.bold != line.bold or abs(above.size - line.size) > 0.05 * line.size or above.angle != line.angle:
        return False
    widths = above.right - above.left, line.right - line.left
    if len(last.lines) == 1 and abs(widths[0] - widths[1]) > SAME_WIDTH * max(widths):
        return False  # a line by itself as wide as none after it is no paragraph's beginning
    if line.words[0].islower():
        return len(last.words) >= MIN_PROSE
    start = -line.right if _RIGHT_TO_LEFT.match(line.words) else line.left
    full = last.edge - (-above.left if start < 0 and _RIGHT_TO_LEFT.match(above.words) else above.right) < 2.5 * line.size
    return full and len(last.lines) > 1 and min(len(last.words), len(first.words)) >= MIN_PROSE
