"""Quotes on a subject by the dates of their documents.

What enters: a subject, one open index, and which documents are meant. What leaves: verified citations gathered by date, and those
of undated documents apart. A date is kept as far as the document states it: a year or a month is a stretch of time and not its
first day. It deliberately reads no dates in the quotes: it is the document that has the date.
"""

import datetime
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.across.comparison import compare
from assistant.across.reading import Report
from assistant.answer import Citation
from index.encoder import Encoder
from index.engine import PassageEngine
from index.filters import EVERYTHING, Filter

QUOTES_PER_DOCUMENT = 2


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as documents state it ("2023", "2023-11", "2023-11-29") and what they say, in order of document_id."""

    date: str
    citations: tuple[Citation, ...]

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day the date may mean."""
        return days_of(self.date)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments from the earliest on, the undated apart; `silent` of the `compared` documents say nothing; `fitting` fit the filter."""

    subject: str
    moments: tuple[Moment, ...]
    undated: tuple[Citation, ...]
    silent: int
    compared: int
    fitting: int
    generation: str

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation, in the order shown."""
        return (*(citation for moment in self.moments for citation in moment.citations), *self.undated)


def timeline(
    subject: str,
    index: PassageEngine,
    encoder: Encoder,
    where: Filter = EVERYTHING,
    *,
    quotes: int = QUOTES_PER_DOCUMENT,
    report: Report = lambda done, of: None,
) -> Timeline:
    """What the documents that fit a filter say on a subject, by date. Raises QuestionError or StoredIndexError."""
    compared = compare((subject,), index, encoder, where, quotes=quotes, report=report)
    moments, undated = by_date(compared.citations)
    silent = sum(row.says_nothing for row in compared.rows)
    return Timeline(compared.questions[0], moments, undated, silent, len(compared.rows), compared.fitting, compared.generation)


def by_date(citations: Sequence[Citation]) -> tuple[tuple[Moment, ...], tuple[Citation, ...]]:
    """Citations gathered by date, from the earliest first day on, a longer stretch before what lies in it; and those without a date."""
    gathered: dict[str, list[Citation]] = {}
    undated = []
    for citation in citations:
        if is_date(citation.date):
            gathered.setdefault(citation.date, []).append(citation)
        else:
            undated.append(citation)
    moments = [Moment(stated, tuple(found)) for stated, found in gathered.items()]
    return tuple(sorted(moments, key=lambda moment: (moment.days[0], -moment.days[1].toordinal()))), tuple(undated)


def is_date(stated: str) -> bool:
    """Whether a document's date is one: the year, the month or the day alone or together, as ISO 8601 writes them."""
    try:
        days_of(stated)
    except ValueError:
        return False
    return True


def days_of(stated: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a date, cut to what is known, may mean. Raises ValueError when it is none."""
    if stated.count("-") > 1:
        day = datetime.date.fromisoformat(stated)
        return day, day
    year, _, month = stated.partition("-")
    first, last = datetime.date(int(year), int(month or 1), 1), datetime.date(int(year), int(month or 12), 1)
    return first, last.replace(day=monthrange(last.year, last.month)[1])
