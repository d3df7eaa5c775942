"""Lines of a PDF page, out of its runs of characters.

What enters: a page's characters and runs. What leaves: pieces of lines in PDFium's order, each with its words and, for
every character of them, PDFium's index. Raised numbers rejoin their line, letters drawn twice for a bold look are read once,
ligatures become letters and accents join theirs. It deliberately knows nothing of columns and paragraphs.
"""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from corpus.pdf.glyphs import Hidden, PageGlyphs, Run
from corpus.pdf.letters import HYPHEN, unturned, written

# A gap wider than this many letter heights may lie between columns; joined again where it does not.
MIN_COLUMN_GAP = 0.9
# A word space is wider than this many letter heights.
MIN_WORD_GAP = 0.16
# A number raised or lowered by less than this many letter heights stands in its line.
MAX_SHIFT = 0.55
# Letters drawn a second time this near (in letter heights) make the first bolder, or its shadow.
MAX_SHADOW = 0.12
# A line is bold when this share of its letters is.
MIN_BOLD_SHARE = 0.7

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(slots=True)
class Line:
    """A line, or a piece of one: `glyphs[i]` is PDFium's index of character i of `words`, -1 for one that is not drawn.

    `row` is the same for pieces that PDFium takes for one line; `spaced` says that a space ended it; `wide` that wide gaps lie
    inside it.
    """

    page: int
    words: str
    glyphs: "array[int]"
    left: float
    right: float
    base: float
    size: float
    bold: bool
    angle: int
    row: int
    hidden: Hidden = ""
    spaced: bool = False
    wide: bool = False

    @property
    def characters(self) -> int:
        return len(self.words)


@dataclass(slots=True)
class _Draft:
    """A line being put together."""

    row: int
    runs: list[Run] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    left: float = float("inf")
    right: float = float("-inf")
    main: Run | None = None

    def add(self, run: Run, indexes: Iterable[int]) -> None:
        self.runs.append(run)
        self.indexes.extend(indexes)
        self.left, self.right = min(self.left, run.left), max(self.right, run.right)
        if self.main is None or run.size > self.main.size * 1.05:
            self.main = run


def page_lines(page: int, glyphs: PageGlyphs) -> list[Line]:
    """The pieces of lines of a page, in PDFium's order."""
    drafts: list[_Draft] = []
    row, broken = 0, True
    for run in _once(glyphs):
        text = glyphs.characters[run.first : run.last]
        if not run.size:
            if "\n" in text or "\r" in text:
                broken = True
            elif drafts and drafts[-1].main:
                drafts[-1].indexes.extend(range(run.first, run.last))
            continue
        if broken:
            row += 1
        for number, piece in enumerate(_pieces(glyphs, run)):
            if drafts and not number and _joins(drafts[-1], piece, broken, glyphs):
                if broken and _apart(drafts[-1], piece):
                    drafts[-1].indexes.append(-1)
                row = drafts[-1].row
            else:
                drafts.append(_Draft(row))
            drafts[-1].add(piece, range(piece.first, piece.last))
        broken = HYPHEN in text
    return [line for draft in drafts if (line := _finished(page, draft, glyphs)).words]


def _once(glyphs: PageGlyphs) -> Iterator[Run]:
    """Runs without those that only draw an earlier one again, a hair beside it."""
    drawn: dict[tuple[str, int], list[Run]] = {}
    for run in glyphs.runs:
        text = glyphs.characters[run.first : run.last].strip()
        if run.size and text:
            near = run.size * MAX_SHADOW
            same = drawn.setdefault((text, round(run.size)), [])
            if any(abs(run.left - other.left) < near and abs(run.base - other.base) < near and run.angle == other.angle for other in same[-8:]):
                continue
            same.append(run)
        yield run


def _pieces(glyphs: PageGlyphs, run: Run) -> Iterator[Run]:
    """A run cut at gaps as wide as those between columns; text that runs from right to left is left whole."""
    text = glyphs.characters[run.first : run.last]
    seen = [run.first + place for place, character in enumerate(text) if character not in " \u00a0\t\x02"]
    if len(seen) > 1 and run.right - run.left > run.size and not _RIGHT_TO_LEFT.search(text):
        places = np.array(seen)
        gaps = glyphs.left[places[1:]] - glyphs.right[places[:-1]]
        start = run.first
        for cut in np.flatnonzero(gaps > MIN_COLUMN_GAP * run.size).tolist():
            yield _part(glyphs, run, start, seen[cut] + 1)
            start = seen[cut] + 1
        yield _part(glyphs, run, start, run.last) if start > run.first else run
    else:
        yield run


def _part(glyphs: PageGlyphs, run: Run, first: int, last: int) -> Run:
    drawn = [place for place in range(first, last) if not glyphs.characters[place].isspace()] or list(range(first, last))
    return run._replace(first=first, last=last, left=float(glyphs.left[drawn].min()), right=float(glyphs.right[drawn].max()))


def _joins(draft: _Draft, run: Run, broken: bool, glyphs: PageGlyphs) -> bool:
    """Whether a run goes on in the same line, beside what is there already."""
    main = draft.main
    if main is None or run.angle != main.angle or run.hidden != main.hidden:
        return False
    larger, smaller = max(run.size, main.size), min(run.size, main.size)
    if abs(run.base - main.base) > (MAX_SHIFT if smaller < 0.85 * larger or not broken else 0.2) * larger:
        return False
    if broken and run.left < draft.right - 0.5 * larger and not _RIGHT_TO_LEFT.search(glyphs.characters[run.first : run.last]):
        return False
    gap = max(run.left - draft.right, draft.left - run.right)
    right_to_left = not broken and (_RIGHT_TO_LEFT.search(glyphs.characters[draft.runs[0].first : run.last]) is not None)
    return right_to_left or gap <= (0.5 if broken else MIN_COLUMN_GAP) * larger


def _apart(draft: _Draft, run: Run) -> bool:
    gap = max(run.left - draft.right, draft.left - run.right)
    return gap > MIN_WORD_GAP * min(run.size, draft.runs[-1].size)


def _finished(page: int, draft: _Draft, glyphs: PageGlyphs) -> Line:
    sizes: dict[float, int] = {}
    bold = total = 0
    base = draft.runs[0].base
    for run in draft.runs:
        letters = sum(map(str.isalnum, glyphs.characters[run.first : run.last])) or 0.1
        sizes[round(run.size, 1)] = sizes.get(round(run.size, 1), 0) + int(letters * 10)
        bold += int(letters * 10) if run.bold else 0
        total += int(letters * 10)
    size = max(sizes, key=lambda each: (sizes[each], each))
    base = next(run.base for run in draft.runs if round(run.size, 1) == size)
    words, places, spaced = written(glyphs.characters, unturned(glyphs, draft.indexes))
    first = draft.runs[0]
    return Line(
        page, words, places, draft.left, draft.right, base, size, bold > MIN_BOLD_SHARE * total, first.angle, draft.row, first.hidden, spaced
    )  # fmt: skip
