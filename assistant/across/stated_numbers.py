"""Numbers as English texts write them: digits, words, scales, ranges.

What enters: one sentence. What leaves: its numbers as intervals, each with the money sign before it and how finely it is told. It
deliberately judges nothing: years, articles and dates are numbers here, and `assistant.across.quantities` leaves them out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.proof.quote_words import ONES, TENS

_WORDS = {word: number for number, word in enumerate(ONES, 1)} | {word: 10 * tens for tens, word in enumerate(TENS, 2)}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9,
}  # fmt: skip
_MONEY = {"€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP", "$": "USD", "US$": "USD", "USD": "USD"}
_SIGN = r"(?:US\$|[€£$]|\b(?:EUR|GBP|USD)\b)"
_DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?)"
_WORD = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[:9])})\b)?|{'|'.join(sorted(ONES, key=len, reverse=True))})\b"
_SCALE = r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion|dozen)\b|\s?(?:k|mn?|bn)\b)"
_JOINT = r"\s?[–—-]\s?|\s(?:to|and)\s"
_FORM = re.compile(
    rf"(?<![\w.,/:–-])(?P<sign>{_SIGN})?\s?(?P<one>{_DIGITS}|\b{_WORD})(?P<scale>{_SCALE})?"
    rf"(?:(?P<joint>{_JOINT})(?:{_SIGN}\s?)?(?P<two>{_DIGITS}|{_WORD})(?P<scale_two>{_SCALE})?)?(?![\d/]|[.,:]\d)",
    re.IGNORECASE,
)
_OPENS_RANGE = re.compile(rf"\b(?:between|from)\s*{_SIGN}?\s*$", re.IGNORECASE)
# A figure in round thousands is told to two places: "130,000" to ten thousand. A smaller one is told exactly.
_TOLD_PLACES = 2
_ROUND_FROM = 1000


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number, characters `start` to `end`: from `low` to `high`, told to `step`; `money` is "EUR", "GBP", "USD" or empty.

    `plain` is how it is written where it is digits alone, without sign or scale.
    """

    start: int
    end: int
    low: float
    high: float
    step: float
    money: str = ""
    plain: str = ""


def stated_numbers(text: str) -> Iterator[StatedNumber]:
    """The numbers of a sentence, in order; "two and three" are two, "between two and three" is one."""
    position = 0
    while match := _FORM.search(text, position):
        ranges = match["two"] is not None and ("and" not in match["joint"] or _OPENS_RANGE.search(text[: match.start()]) is not None)
        yield _number(match, ranges)
        position = match.end() if ranges or match["two"] is None else match.start("joint")


def _number(match: re.Match[str], ranges: bool) -> StatedNumber:
    start = match.start("sign") if match["sign"] else match.start("one")
    money = _MONEY[match["sign"].upper()] if match["sign"] else ""
    scale = _scale(match["scale"])
    low, step = _value(match["one"])
    if not ranges:
        end = match.end("scale") if match["scale"] else match.end("one")
        plain = "" if money or match["scale"] else match["one"]
        return StatedNumber(start, end, low * scale, low * scale, step * scale, money, plain)
    high, high_step = _value(match["two"])
    last = _scale(match["scale_two"])
    first = scale if match["scale"] or low * last > high * last else last  # "5 to 10 million"
    values = sorted((low * first, high * last))
    return StatedNumber(start, match.end(), values[0], values[1], min(step * first, high_step * last), money)


def _scale(written: str | None) -> float:
    return _SCALES[written.strip(" -\n\t\u00a0").lower()] if written and written.strip() else 1.0


def _value(written: str) -> tuple[float, float]:
    """A number without its scale, and the step it is told to."""
    if not written[0].isdigit():
        return float(sum(_WORDS[part] for part in re.split(r"[- ]", written.lower()))), 1.0
    plain = re.sub(r"[,\s\u00a0\u202f]", "", written)
    whole, _, decimals = plain.partition(".")
    if decimals:
        return float(plain), 10.0 ** -len(decimals)
    zeros = len(whole) - len(whole.rstrip("0"))
    rounded = int(whole) >= _ROUND_FROM
    return float(plain), 10.0 ** max(0, min(zeros, len(whole) - _TOLD_PLACES)) if rounded else 1.0
