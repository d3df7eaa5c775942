"""Dates and times of day as claims.

What enters: the words of a text. What leaves: dates with as many of day, month, year and weekday as they state, so that
"December 8" and "8 December 2022" can be compared. It deliberately completes nothing: a year that is not said is not known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing.wording import Word

_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items() if len(name) > 3} | {"sept": 9}
_SEASONS = {"spring": 13, "summer": 14, "autumn": 15, "fall": 15, "winter": 16}
_WEEKDAYS = {name: name for name in "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split()}
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d(?:/\d{2}|/\d{4})?")
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_AFTER = frozenset("after since from following".split())
_BEFORE = frozenset("before by until till prior".split())
_BEFORE_MONTHS = frozenset("in since until by of last from between".split())
_JOINS = frozenset("and to or until".split())
_ARTICLES = frozenset("the beginning start end of year month early late".split())


@dataclass(frozen=True, slots=True)
class StatedDate:
    """What a text says of a date; `relation` is "after" or "before" where it says so; `clock` is minutes after midnight."""

    day: int | None
    month: int | None
    year: str
    weekday: str
    clock: int | None
    relation: str
    first: int
    last: int

    def says(self, other: "StatedDate") -> bool:
        """Whether it claims no more than another date does."""
        parts = ((self.day, other.day), (self.month, other.month), (self.year, other.year), (self.weekday, other.weekday), (self.clock, other.clock))
        if any(mine not in (None, "") and mine != theirs for mine, theirs in parts):
            return False
        return not self.relation or self.relation == other.relation or (self.relation == "after" and not other.relation)


def stated_dates(words: Sequence[Word]) -> list[StatedDate]:
    """Every date and time of day among words."""
    found: list[StatedDate] = []
    place = 0
    while place < len(words):
        earlier = next((date.year for date in reversed(found) if date.year), "")
        read = _clock(words, place) or _with_month(words, place, earlier) or _alone(words, place)
        if read is None:
            place += 1
            continue
        found += read
        place = read[-1].last + 1
    return found


def _clock(words: Sequence[Word], place: int) -> list[StatedDate] | None:
    word = words[place]
    after = [other.lower for other in words[place + 1 : place + 3]]
    half = {"am": 0, "pm": 12}.get("".join(after)[:2] if after[:1] in (["a"], ["p"], ["am"], ["pm"]) else "")
    told = _CLOCK.fullmatch(word.text)
    if told is None and (half is None or not re.fullmatch(r"1?\d", word.text)):
        return None
    if told is not None and "." in word.text and half is None:
        return None  # 14.30 may be a number
    hour, minute = (int(told[1]), int(told[2])) if told else (int(word.text), 0)
    last = place if half is None else place + (2 if after[0] in {"a", "p"} else 1)
    if half is not None:
        hour = hour % 12 + half
    return [StatedDate(None, None, "", "", hour * 60 + minute, _relation(words, place), place, last)]


def _with_month(words: Sequence[Word], place: int, earlier: str) -> list[StatedDate] | None:
    """ "9 and 10 July 2018", "July 9, 2018", "autumn of 2022", each with or without a year; "of that year" is the one said `earlier`."""
    days, months = [], place
    while months < len(words) and _is_day(words[months]):
        days.append(months)
        ordinal = months + 1 < len(words) and words[months + 1].lower in {"st", "nd", "rd", "th"}
        months += 2 if ordinal else 1
        if (months < len(words) and words[months].lower in _JOINS and months + 1 < len(words) and _is_day(words[months + 1])) or (
            months < len(words) and words[months].lower == "of"
        ):
            months += 1
    month = _month(words, months) if months < len(words) else None
    if month is None:
        return None
    last = months
    if not days and last + 1 < len(words) and _is_day(words[last + 1]):
        days, last = [last + 1], last + 1
        last += last + 1 < len(words) and words[last + 1].lower in {"st", "nd", "rd", "th"}
    year = last + 1
    if year < len(words) and words[year].lower == "of":
        year += 1
    stated = ""
    if year < len(words) and _YEAR.fullmatch(words[year].text):
        stated, last = words[year].text, year
    elif [word.lower for word in words[year : year + 2]] in (["that", "year"], ["same", "year"]):
        stated, last = earlier, year + 1
    relation = _relation(words, place)
    values: list[int | None] = [int(words[day].text) for day in days] or [None]
    return [StatedDate(value, month, stated, "", None, relation, place, last) for value in values]


def _alone(words: Sequence[Word], place: int) -> list[StatedDate] | None:
    word = words[place]
    if word.lower in _WEEKDAYS:
        return [StatedDate(None, None, "", word.lower, None, "", place, place)]
    if _YEAR.fullmatch(word.text) and "/" not in word.text[4:5] + word.text[7:]:
        return [StatedDate(None, None, word.text, "", None, _relation(words, place), place, place)]
    if re.fullmatch(r"(?:19|20)\d\d/\d\d", word.text):
        return [StatedDate(None, None, word.text, "", None, "", place, place)]
    return None


def _is_day(word: Word) -> bool:
    return bool(re.fullmatch(r"[0-3]?\d", word.text)) and 1 <= int(word.text) <= 31


def _month(words: Sequence[Word], place: int) -> int | None:
    word = words[place]
    if word.lower in _SEASONS and not (word.lower == "fall" and not (place and words[place - 1].lower in {"the", "in"})):
        return _SEASONS[word.lower]
    if word.lower not in _MONTHS or not word.capital:
        return None
    if word.lower in {"may", "march", "mar"} and not _is_month(words, place):
        return None
    return _MONTHS[word.lower]


def _is_month(words: Sequence[Word], place: int) -> bool:
    """Whether "May" is the month and not a name or a verb: beside a day or a year, or after a preposition."""
    if words[place].lower != "may" and not words[place].opens:
        return True  # "March" within a sentence
    if place > 1 and words[place - 1].lower in {"and", "or", "to", "until"} and words[place - 2].lower in _MONTHS:
        return True
    near = [words[other] for other in (place - 1, place + 1) if 0 <= other < len(words)]
    before = words[place - 1].lower if place else ""
    return any(_is_day(word) or _YEAR.fullmatch(word.text) for word in near) or before in {
        "in",
        "since",
        "until",
        "by",
        "of",
        "last",
        "from",
        "between",
    }


def _relation(words: Sequence[Word], place: int) -> str:
    """ "after" or "before", from the words before a date."""
    at = place - 1
    while at >= 0 and words[at].lower in _ARTICLES:
        at -= 1
    word = words[at].lower if at >= 0 else ""
    if word == "to" and at and words[at - 1].lower == "prior":
        return "before"
    return "after" if word in _AFTER else "before" if word in _BEFORE else ""
