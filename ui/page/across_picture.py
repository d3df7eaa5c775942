"""A timeline as a picture one can click, and as a list.

What enters: a timeline. What leaves: `Html`: a line of time with a mark for each date, a bar for a date of which only the month or
the year is known, and below it every quote by date. The marks are buttons, placed in shares of the line, so that the picture fits
any width. It deliberately shows no quote that is not in the list.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.across.timeline import Moment, Timeline
from assistant.answer import Citation
from ui.page import across_phrases as phrases
from ui.page.across_rendering import KnownOrigins, heading, quote, section
from ui.page.markup import Html, element
from ui.page.phrases import written_date

# The line begins and ends this share of the picture from its edges.
EDGE = 0.05
# Marks nearer to each other than this share of the line stand one above the other: a finger's width on a phone.
APART = 0.085
# Marks stand on so many rows at most.
ROWS = 5
ROW_PIXELS = 30
AXIS_PIXELS = 34
# So many years are written under the line at most.
YEARS = 7
DAYS_OF_MARGIN = 15


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the line: where it begins and ends, from 0 to 1, and its row, from 0 at the line upwards."""

    moment: Moment
    left: float
    right: float
    row: int


def render_timeline(timeline: Timeline, origins: KnownOrigins) -> Html:
    """The picture, the quotes by date, and those without a date apart."""
    shown = timeline.citations
    said = phrases.dates(len(timeline.moments), len(shown)) if shown else phrases.NO_QUOTES
    note = " ".join(
        filter(None, (phrases.silent(timeline.silent) + "." if timeline.silent else "", phrases.left_out(timeline.fitting, timeline.compared)))
    )
    parts = [heading(said, note, exports=bool(shown))]
    if timeline.moments:
        parts.append(_picture(timeline.moments))
    items = [_moment(written_date(moment.date), moment.date, moment.citations, origins) for moment in timeline.moments]
    if timeline.undated:
        items.append(_moment(phrases.UNDATED, "", timeline.undated, origins))
    parts.append(element("ol", *items, class_="moments"))
    return section(parts)


def marks(moments: Sequence[Moment]) -> list[Mark]:
    """Where each date stands in the picture; marks that would touch stand on different rows, as far as there are rows."""
    first, last = _span(moments)
    ends = [float("-inf")] * ROWS
    placed = []
    for moment in moments:
        left, right = (_place(day, first, last) for day in moment.days)
        free = [row for row in range(ROWS) if ends[row] + APART <= left]
        row = free[0] if free else min(range(ROWS), key=lambda number: ends[number])
        ends[row] = max(right, left)
        placed.append(Mark(moment, left, right, row))
    return placed


def years(moments: Sequence[Moment]) -> list[tuple[int, float]]:
    """The years to write under the line, each with its place."""
    first, last = _span(moments)
    within = [year for year in range(first.year, last.year + 1) if first <= datetime.date(year, 1, 1)]
    step = max(1, -(-len(within) // YEARS))
    return [(year, _place(datetime.date(year, 1, 1), first, last)) for year in within[::step]]


def _span(moments: Sequence[Moment]) -> tuple[datetime.date, datetime.date]:
    """The days the picture covers: a little before the first and after the last."""
    first, last = min(moment.days[0] for moment in moments), max(moment.days[1] for moment in moments)
    margin = datetime.timedelta(DAYS_OF_MARGIN)
    earliest, latest = datetime.date.min + margin, datetime.date.max - margin
    return max(first, earliest) - margin, min(last, latest) + margin


def _place(day: datetime.date, first: datetime.date, last: datetime.date) -> float:
    return EDGE + (1 - 2 * EDGE) * (day - first).days / max(1, (last - first).days)


def _picture(moments: Sequence[Moment]) -> Html:
    placed = marks(moments)
    rows = 1 + max(mark.row for mark in placed)
    axis = element("svg", *_axis(moments, rows), class_="axis", aria_hidden="true", focusable="false", width="100%", height=_height(rows))
    items = [_mark(mark) for mark in placed]
    return element(
        "figure",
        axis,
        element("ol", *items, class_="marks"),
        class_="picture",
        style=f"height:{_height(rows)}px",
        aria_label=phrases.PICTURE,
    )


def _axis(moments: Sequence[Moment], rows: int) -> Iterator[Html]:
    """The line of time with its years."""
    level = rows * ROW_PIXELS + 6
    yield element("line", x1="0", x2="100%", y1=level, y2=level)
    for year, place in years(moments):
        yield element("line", x1=_percent(place), x2=_percent(place), y1=level - 4, y2=level + 4)
        yield element("text", str(year), x=_percent(place), y=level + 20, text_anchor="middle")


def _mark(mark: Mark) -> Html:
    """A mark as a button that opens the first quote of its date: a disc for a day, a bar for a month or a year."""
    words = phrases.mark(written_date(mark.moment.date), len(mark.moment.citations))
    number = str(len(mark.moment.citations))
    button = element(
        "button",
        element("span", number, aria_hidden="true"),
        type="button",
        class_="day" if mark.left == mark.right else "stretch",
        data_event="cite",
        data_turn=0,
        data_number=mark.moment.citations[0].number,
        aria_label=words,
        title=words,
        style=f"left:{_percent(mark.left)};width:{_percent(mark.right - mark.left)};bottom:{AXIS_PIXELS + mark.row * ROW_PIXELS}px",
    )
    return element("li", button)


def _height(rows: int) -> int:
    return rows * ROW_PIXELS + AXIS_PIXELS


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def _moment(words: str, date: str, citations: Sequence[Citation], origins: KnownOrigins) -> Html:
    when = element("time", words, datetime=date) if date else words
    return element("li", element("h2", when), *(quote(citation, origins, named=True) for citation in citations))
