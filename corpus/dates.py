"""Dates as documents state them.

What enters: a short piece of text. What leaves: ISO 8601 dates cut to what is stated ("2023-11-29", "2023-11").
It deliberately reads only full, unambiguous English and ISO forms: 03/04/2023 means two days and is left alone.
"""

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH_OR_YEAR_ALONE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"(?<!\d){_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}(?!\d)",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
        rf"\b{_MONTH},?\s+{_YEAR}(?!\d)",
    )
)


def stated_date(text: str) -> str:
    """The first date a text states, most exact form first; empty when it states none."""
    return _first(text)[0]


def around_date(text: str) -> tuple[str, str]:
    """What stands before and after the date that `stated_date` finds; all of the text before it when there is none."""
    iso, start, end = _first(text)
    return (text[:start], text[end:]) if iso else (text, "")


def _first(text: str) -> tuple[str, int, int]:
    for form in _FORMS:
        for match in form.finditer(text):
            if iso := _iso(match.groupdict()):
                return iso, match.start(), match.end()
    return "", 0, 0


def field_date(text: str) -> str:
    """The date in a field that holds nothing else: as `stated_date`, or a month or a year alone, "2023-11", "2023"."""
    return stated_date(text) or (text.strip() if _MONTH_OR_YEAR_ALONE.fullmatch(text.strip()) else "")


def _iso(parts: dict[str, str | None]) -> str:
    year = int(parts["year"] or 0)
    number = parts.get("number")
    month = int(number) if number else _month_number(parts.get("month") or "")
    day = parts.get("day")
    try:
        return date(year, month, int(day)).isoformat() if day else f"{year:04d}-{month:02d}"
    except ValueError:
        return ""


def _month_number(name: str) -> int:
    short = name.lower()[:3]
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(short))
