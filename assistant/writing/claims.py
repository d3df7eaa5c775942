"""What a sentence or a quote claims, taken apart.

What enters: a text. What leaves: its words, dates, quantities, names and small words, each with its places. It deliberately
compares nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.writing.bindings import Item
from assistant.writing.names import entities, name_places
from assistant.writing.operators import Operator, operators
from assistant.writing.quantities import Quantity, quantities
from assistant.writing.stated_dates import StatedDate, stated_dates
from assistant.writing.wording import Word, unset, words_of

# A source is named within so many words after "according".
_SOURCE = 6


@dataclass(frozen=True, slots=True)
class Claims:
    """A text taken apart; `judged` are the places of words that belong to a date, a number, a name or a small word."""

    text: str
    words: list[Word]
    dates: list[StatedDate]
    quantities: list[Quantity]
    operators: list[Operator]
    names: list[Item]
    labels: list[tuple[str, str]]
    judged: frozenset[int] = field(default_factory=frozenset)

    @property
    def stems(self) -> set[str]:
        return {word.stem for word in self.words}

    @property
    def sources(self) -> list[Item]:
        """The names after "according to", which say who says it and not what it is about."""
        return [item for item in self.names if any(word.lower == "according" for word in self.words[max(0, item.first - _SOURCE) : item.first])]


def claims_of(text: str) -> Claims:
    """A text taken apart."""
    plain = unset(text)
    words = words_of(plain)
    dates = stated_dates(words)
    in_dates = frozenset(place for date in dates for place in range(date.first, date.last + 1))
    numbers = quantities(words, in_dates)
    small = operators(words, in_dates)
    names = [Item(parts, first, last, "name") for parts, first, last in entities(words)]
    judged = in_dates | {place for number in numbers for place in range(number.first, number.last + 1)}
    judged |= {place for _, first, last in name_places(words) for place in range(first, last + 1) if not words[first].opens}
    judged |= {operator.place for operator in small}
    return Claims(plain, words, dates, numbers, small, names, _labels(words, in_dates), judged)


def name_parts(item: Item) -> frozenset[object]:
    """The parts of a name; none of another item."""
    return item.key if isinstance(item.key, frozenset) else frozenset()


def says_both(quantity: Quantity, written: Claims, quoted: Sequence[Claims]) -> bool:
    """Whether a sentence counts what the quotes only pair: "the two" for "both", or for "the one" and "the other"."""
    before = written.words[quantity.first - 1].lower if quantity.first else ""
    if quantity.value != 2 or quantity.unit or quantity.bound or before not in {"the", "these", "those"}:
        return False
    told = [{word.lower for word in claims.words} for claims in quoted]
    return any("both" in each or {"one", "other"} <= each for each in told)


def _labels(words: list[Word], taken: frozenset[int]) -> list[tuple[str, str]]:
    """Figures that name something and count nothing: "Article 17", "NIS 2", "2022/2555"; each with the name before it."""
    found = []
    for place, word in enumerate(words):
        if word.digits and place not in taken:
            before = words[place - 1] if place else None
            named = before is not None and before.capital and not before.opens and not word.part
            if named or "/" in word.text or ":" in word.text:
                found.append((before.lower if named and before is not None else "", word.text))
    return found
