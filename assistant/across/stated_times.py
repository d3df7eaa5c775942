"""Days, months and years as sentences state them.

What enters: one sentence. What leaves: the times it states, each cut to what is stated, and whether it is a time by which something
is to be done. It deliberately reads full English and ISO forms alone: 03/04/2023 means two days, and a number of four digits is a
year only after a word that a year follows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.proof.quote_words import MONTHS

# A month, written out or shortened.
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_MONTH = rf"(?P<month>{MONTH})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d,.]*\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_BEFORE_YEAR = (
    r"(?:in|by|since|of|from|until|till|before|after|during|early|late|mid|end|to|and|through|than|for|year|years|summer|autumn|spring|winter|–|-)"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"(?<!\d){_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+{_YEAR}",
        rf"(?:\b{_BEFORE_YEAR}(?:\s+the)?(?:\s+year)?[ \u00a0-]*|^\W*|[(–])\b{_YEAR}",
    )
)
_DEADLINE = re.compile(
    r"\b(?:by|until|till|before|no later than|not later than|at the latest by|end of|deadline of|target year is)(?:\s+the)?(?:\s+\w+\s+of)?\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A day, month or year, characters `start` to `end` of its sentence; a part that is not stated is 0."""

    start: int
    end: int
    year: int
    month: int = 0
    day: int = 0
    is_deadline: bool = False


def stated_times(text: str) -> tuple[StatedTime, ...]:
    """The times of a sentence, in order; the fullest form of each."""
    found: list[StatedTime] = []
    for time in _found(text):
        if not any(time.start < other.end and other.start < time.end for other in found):
            found.append(time)
    return tuple(sorted(found, key=lambda time: time.start))


def may_be_the_same(one: StatedTime, other: StatedTime) -> bool:
    """Whether two times may be one: nothing that both state differs."""
    parts = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(not mine or not theirs or mine == theirs for mine, theirs in parts)


def _found(text: str) -> Iterator[StatedTime]:
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = int(parts.get("number") or 0) or _month(parts.get("month") or "")
            day = int(parts.get("day") or 0)
            first = min(match.start(name) for name in ("day", "month", "year", "number") if parts.get(name))
            if month <= 12 and day <= 31 and not (parts.get("month") == "may" and not day and not parts.get("year")):
                yield StatedTime(first, match.end(), int(parts.get("year") or 0), month, day, _DEADLINE.search(text[:first]) is not None)


def _month(name: str) -> int:
    return [month[:3] for month in MONTHS].index(name.lower()[:3]) + 1 if name else 0
