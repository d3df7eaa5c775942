"""What a sentence or a quote says, taken apart.

What enters: a text. What leaves: its words, dates, quantities and small words, each with its places. It deliberately compares nothing.
"""

import re
from dataclasses import dataclass

from assistant.writing.operators import Operator, operators
from assistant.writing.quantities import Quantity, quantities
from assistant.writing.stated_dates import StatedDate, stated_dates
from assistant.writing.wording import Word, unset, words_of

_BREAK = re.compile(r"\n\s*\n")

Fault = tuple[str, str]
"""The kind of a fault and its reason in plain words."""


@dataclass(frozen=True, slots=True)
class Claims:
    """A text taken apart."""

    text: str
    words: list[Word]
    dates: list[StatedDate]
    quantities: list[Quantity]
    operators: list[Operator]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)


def claims_of(text: str) -> Claims:
    """A text taken apart; a paragraph ends a sentence, also where it has no full stop."""
    plain = " ".join(_ended(unset(paragraph)) for paragraph in _BREAK.split(text) if paragraph.strip())
    words = words_of(plain)
    dates = stated_dates(words)
    in_dates = frozenset(place for date in dates for place in range(date.first, date.last + 1))
    return Claims(plain, words, dates, quantities(words, in_dates), operators(words, in_dates))


def _ended(paragraph: str) -> str:
    return paragraph if paragraph.endswith((".", "!", "?", ":")) else f"{paragraph}."
