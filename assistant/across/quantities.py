"""Quantities as texts state them: how much, of what.

What enters: one sentence. What leaves: its quantities, each with what it may mean and what it counts. Numbers that count nothing
are left out: dates, years, articles, paragraphs, names with a number. It deliberately reads English alone, and leaves out what it
is not sure of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.across.stated_numbers import StatedNumber, stated_numbers
from assistant.across.stated_times import MONTH
from index.words import STOP_WORDS, fold, stems, words

_PERCENT = re.compile(r"\s?(?:(?P<points>percentage[ -]points?\b|pp\b)|(?:%|per ?cent\b)(?P<of>[ -]points?\b)?)", re.IGNORECASE)
_MONEY_NAME = re.compile(r"\s?(?:(?P<EUR>euros?)|(?P<GBP>pounds?(?: sterling)?)|(?P<USD>(?:US )?dollars?))\b", re.IGNORECASE)
_MEASURES = {
    "kg": "kilogram", "kilogram": "kilogram", "kilograms": "kilogram", "tonne": "tonne", "tonnes": "tonne", "tons": "tonne", "km": "kilometre",
    "kilometres": "kilometre", "kilometers": "kilometre", "metres": "metre", "hectares": "hectare", "mw": "megawatt", "gw": "gigawatt",
    "litres": "litre",
}  # fmt: skip
# What stands before a number that names and does not count: Article 17, September 14, No. 3, NIS 2.
_NAMES = re.compile(
    r"\b(?:art(?:icle)?|para(?:graph)?|section|chapter|annex|pages?|pp?|nos?|number|resolution|directive|regulation|item|point|phase|pillar|measure|version|"
    rf"nis|level|class|category|table|figure|part|rule|law|act|room|route|group|stage|step|day|week|title|ipa|covid|{MONTH})s?\.?[ \u00a0-]*$",
    re.IGNORECASE,
)
# What follows a day or an hour, or a place in an order.
_DATES = re.compile(
    rf"(?:st|nd|rd|th)\b|(?:\s+of)?\s+{MONTH}\b|\s*(?:am|pm|a\.m|p\.m|o.clock)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AT_LEAST = re.compile(
    r"\b(?:more than|at least|over|above|exceed(?:s|ed|ing)?|no (?:less|fewer) than|not less than|minimum of|in excess of)\s*$", re.I
)
_AT_MOST = re.compile(r"\b(?:up to|at most|less than|fewer than|under|below|no more than|not more than|maximum of|a maximum of|within)\s*$", re.I)
_ABOUT = re.compile(r"\b(?:about|around|almost|nearly|some|roughly|approximately|close to|estimated|circa|ca\.|just (?:over|under))\s*$", re.I)
# A figure called "about" so much may be off by this share.
_ROUGHLY = 0.1
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\S")
# Adjectives that tell nothing of what is counted.
_NO_NOUN = STOP_WORDS | set(
    "of per more less fewer other further additional new not no respectively times ones hundred thousand million billion".split()
)
_VERB = re.compile(
    r"\w+ed|took|takes?|met|meets?|gave|came|comes?|went|goes|rose|rises?|fell|falls?|serves?|joins?|remains?|left|made|sent|seen|found|held|signed|"
    r"across|along|between|since|within|under|against|last|next|today|alone|together|each|annually|later|earlier|ago|before|after|worth|"
    r"including|abroad|now|than|gather|work|live|face|want|need|took|stood|came|every"
)
_NOUN_WORDS = 4
# Stems that count the same thing; few, since every one more joins what somebody keeps apart.
_SAME_THING = {"entri": "cross", "detect": "cross", "state": "countri", "person": "peopl", "individu": "peopl", "ship": "vessel"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity, characters `start` to `end` of its sentence: from `low` to `high`, told to `step`.

    `unit` is "percent", "points", "EUR", a measure, or "" for things that are counted; `noun` are the stems of what is counted or
    measured, its head last. `least`, `most` and `about` are how it is qualified.
    """

    start: int
    end: int
    low: float
    high: float
    step: float
    unit: str
    noun: tuple[str, ...]
    least: bool = False
    most: bool = False
    about: bool = False


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence, in order."""
    return tuple(_found(text))


def may_be_equal(one: Quantity, other: Quantity) -> bool:
    """Whether two may mean the same: a range and a value in it, a figure and its rounding, "more than" and more."""
    step = max(one.step, other.step) / 2 if one.step != other.step else 0.0
    if (one.most and other.most) or (one.least and other.least):
        return abs(one.high - other.high) <= step  # "within 24 hours" and "within 72 hours" do differ
    low, high = _meant(one)
    other_low, other_high = _meant(other)
    return low <= other_high + step and other_low <= high + step


def same_kind(one: Quantity, other: Quantity) -> bool:
    """Whether two are of the same: the same unit, and the same thing where things are counted or weighed."""
    if one.unit != other.unit:
        return False
    if one.unit and one.unit not in _MEASURES.values():
        return True
    if one.unit and not one.noun and not other.noun:
        return True  # "2,300 hectares in the park"
    return bool(one.noun and other.noun) and one.noun[-1] == other.noun[-1] and not _told_apart(one.noun[:-1], other.noun[:-1])


def thing(stem: str) -> str:
    """A stem, or the one that stands for all that count the same thing."""
    return _SAME_THING.get(stem, stem)


def _told_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether words before the head tell two things apart: border officers, liaison officers."""
    return bool(one) and bool(other) and not set(one) & set(other)


def _meant(quantity: Quantity) -> tuple[float, float]:
    low, high = quantity.low, quantity.high
    if quantity.about:
        low, high = low * (1 - _ROUGHLY), high * (1 + _ROUGHLY)
    return 0.0 if quantity.most else low, float("inf") if quantity.least else high


def _found(text: str) -> Iterator[Quantity]:
    for number in stated_numbers(text):
        before, after = text[: number.start], text[number.end :]
        if _NAMES.search(before) or _DATES.match(after) or (_YEAR.fullmatch(number.plain) and not _PERCENT.match(after)):
            continue
        unit, noun, length = _counted(number, after)
        if unit or (noun and text[number.start : number.end].lower() != "one"):
            qualified = [bool(form.search(before)) for form in (_AT_LEAST, _AT_MOST, _ABOUT)]
            yield Quantity(number.start, number.end + length, number.low, number.high, number.step, unit, noun, *qualified)


def _counted(number: StatedNumber, after: str) -> tuple[str, tuple[str, ...], int]:
    """The unit, what is counted, and how many characters after the number say the unit."""
    if percent := _PERCENT.match(after):
        return "points" if percent["points"] or percent["of"] else "percent", (), percent.end()
    if number.money:
        return number.money, (), 0
    if money := _MONEY_NAME.match(after):
        return str(money.lastgroup), (), money.end()
    first = re.match(r"\s?(?P<name>[^\W\d_]+)\b", after)
    if first and (measure := _MEASURES.get(first["name"].lower())):
        return measure, _noun(re.sub(r"^\s*of\b", "", after[first.end() :])), first.end()
    return "", _noun(after), 0


def _noun(after: str) -> tuple[str, ...]:
    """The stems of the words that follow, up to the first that is no adjective or noun: "irregular border crossings"."""
    found: list[str] = []
    for token in _TOKEN.finditer(after):
        word = fold(token[0])
        ended = not word[0].isalpha() or (bool(found) and (word in STOP_WORDS or _VERB.fullmatch(word) is not None)) or len(found) == _NOUN_WORDS
        if ended or (word in STOP_WORDS | {"of"}):
            break
        if word not in _NO_NOUN and not word.endswith("ly"):
            found += words(word)
    return tuple(map(thing, stems(found)))
