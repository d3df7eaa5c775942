"""A text as a row of units: its numbers, dates, names, small words and carrying words, in order, clause by clause.

What enters: a text taken apart into claims. What leaves: its units, each with its place, its clause and what it hangs on.
It deliberately drops function words, save as what a unit hangs on ("from", "before").
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from assistant.writing.claims import Claims
from assistant.writing.names import TITLES, canonical
from assistant.writing.operators import Operator
from assistant.writing.quantities import Quantity
from assistant.writing.stated_dates import StatedDate
from assistant.writing.wording import Word

Value = Quantity | StatedDate | Operator | None

# Words that begin a clause of their own, with or without a comma before them.
JOINING = frozenset("and but or nor while whereas although though as when because since which who whom whose that where if unless until yet".split())
# A unit that hangs on another of these is another place, time, cause or person.
PREPOSITIONS = frozenset(
    "from to of in on at by for with without against before after until till since during between among under over above below into through "
    "despite except than within outside towards toward near behind beyond per via".split()
)
# What may stand between a preposition and what hangs on it.
_INSIDE = frozenset(
    "the a an its their his her our my your this that these those and or both some about around we i he she it they you same other such own".split()
)
# Prepositions that reach over the adjectives before a noun too, so many: they turn who does it.
_AGENTS = frozenset("by from against without".split())
_ADJECTIVES = 2
_MINUS = re.compile(r"(?:^|[\s(])-$")
_PARTING = re.compile(r"[,;:()]|\s-\s")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a text says: its `kind` ("number", "date", "name", "figure", "small" or "word") and what it is compared by.

    `word` is its first word, `first` and `last` the places of its words; `hangs_on` is the preposition before it, empty for none, and
    `definite` whether "the" stands before it or its name; `value` is the number, date or small word it is.
    """

    kind: str
    key: Hashable
    word: Word
    text: str
    first: int
    last: int
    clause: int
    hangs_on: str
    definite: bool
    value: Value = None

    @property
    def stem(self) -> str:
        return self.word.stem

    @property
    def sentence(self) -> int:
        return self.word.sentence


def units_of(claims: Claims) -> list[Unit]:
    """The units of a text, in order."""
    read: dict[int, tuple[str, Hashable, int, Value]] = {}
    for date in claims.dates:  # "9 and 10 July" are two in one place
        days = tuple(other.day for other in claims.dates if other.first == date.first and other.day)
        read.setdefault(date.first, ("date", days, date.last, date))
    for quantity in claims.quantities:
        value = -quantity.value if _MINUS.search(claims.text[: claims.words[quantity.first].start]) else quantity.value
        read.setdefault(quantity.first, ("number", (value, quantity.unit), quantity.last, quantity))
    for operator in claims.operators:
        read.setdefault(operator.place, ("small", operator.stem, operator.place, operator))
    return list(_rowed(claims, read))


def _rowed(claims: Claims, read: dict[int, tuple[str, Hashable, int, Value]]) -> Iterator[Unit]:
    words, clauses = claims.words, _clauses(claims)
    place = 0
    while place < len(words):
        word = words[place]
        kind, key, last, value = read.get(place, ("", "", place, None))
        if not kind and word.carries and word.lower not in JOINING | TITLES | PREPOSITIONS:
            kind, key = ("name", canonical(word.lower)) if word.capital else ("figure" if word.digits else "word", word.stem)
        if kind:
            definite = _definite(words, place)
            text = claims.text[word.start : words[last].end]
            yield Unit(kind, key, word, text, place, last, clauses[place], _hanging(words, place), definite, value)
        place = last + 1


def _clauses(claims: Claims) -> list[int]:
    """The number of each word's clause: a new one after every comma, dash or bracket, and at every joining word."""
    numbers, clause, end = [], 0, 0
    for word in claims.words:
        clause += bool(end and (word.opens or word.lower in JOINING or _PARTING.search(claims.text[end : word.start])))
        numbers.append(clause)
        end = word.end
    return numbers


def _definite(words: Sequence[Word], place: int) -> bool:
    """Whether "the" stands before a word, or before the name it is part of: "the Heads of State"."""
    at = place - 1
    while at >= 0 and (words[at].capital or words[at].lower in {"of", "and"}) and words[at].lower != "the":
        at -= 1
    return at >= 0 and words[at].lower == "the"


def _hanging(words: Sequence[Word], place: int) -> str:
    """The preposition a word hangs on, past articles and pronouns; past adjectives too where it says who does it."""
    at, adjectives = place - 1, 0
    while at >= 0 and not words[at + 1].part and words[at].lower not in PREPOSITIONS | JOINING - _INSIDE:
        if words[at].lower not in _INSIDE:
            adjectives += 1
            if not words[at].carries or adjectives > _ADJECTIVES:
                break
        at -= 1
    found = words[at].lower if at >= 0 and words[at].lower in PREPOSITIONS and not words[at + 1].part else ""
    return found if not adjectives or found in _AGENTS else ""
