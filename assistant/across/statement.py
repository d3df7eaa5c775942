"""One sentence as it is compared with another.

What enters: a sentence. What leaves: its quantities, times and commitments, the words that say what it is about, and the names it
gives. Who is only named as the source of what is said (“… wrote that”) is left out of the names: two sources may differ on one
thing. It deliberately knows no documents.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.across.commitments import Commitment, commitments, denies
from assistant.across.quantities import Quantity, quantities, thing
from assistant.across.stated_times import StatedTime, stated_times
from assistant.proof.quote_words import DATES
from index.words import STOP_WORDS, fold, stems, words

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SAYING = (
    r"(?:said|says|wrote|writes|stated|states|reported|reports|noted|notes|counted|counts|announced|announces|told|added|mentioned|estimated|"
    r"estimates|put|puts|recalled|stressed|explained|declared|claims?|claimed|gave|gives|named|according|recorded|registered)"
)
_CAPITALS = r"[A-Z][\w’'.-]*(?:\s+(?:(?:of|the|for|de|von|and)\s+)*[A-Z][\w’'.-]*)*"
_SOURCES = (
    re.compile(rf"(?P<name>{_CAPITALS})(?:,[^,.;]{{1,60}},)?\s+(?:\w+ly\s+|has\s+|had\s+|have\s+)?{_SAYING}\b"),
    re.compile(rf"\b(?i:according to|as reported by|figures (?:from|of)|data (?:from|of)|{_SAYING} by)\s+(?:the\s+)?(?P<name>{_CAPITALS})"),
)
_SAID = re.compile(rf"\b(?:according to|{_SAYING} that|as reported by)\b", re.IGNORECASE)
# Written with a capital, and no name of anything that sentences are about.
_NO_NAMES = DATES | set(
    "mr mrs ms dr minister ministers president commissioner secretary government governments participants parties eur gbp usd".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and what can be compared of it; `about` are the stems of its words that are no numbers, times or commitments.

    `has_source` is whether it says who said so, `denies` whether it denies something beside its commitments: "no party shall".
    """

    text: str
    quantities: tuple[Quantity, ...]
    times: tuple[StatedTime, ...]
    commitments: tuple[Commitment, ...]
    about: frozenset[str]
    names: frozenset[str]
    has_source: bool = False
    denies: bool = False

    @property
    def subject(self) -> str:
        """The sentence without its numbers, times and modal verbs: what an encoder is to compare."""
        return without(self.text, _spans(self.quantities, self.times, self.commitments))

    @property
    def can_differ(self) -> bool:
        """Whether it states anything that another sentence could state otherwise."""
        return bool(self.quantities or self.times or self.commitments)


def read_statement(text: str, known_names: frozenset[str] = frozenset()) -> Statement:
    """Read a sentence; `known_names` are names that may open it, where every word has a capital."""
    counted, times, bound = quantities(text), stated_times(text), commitments(text)
    counted = tuple(one for one in counted if not any(one.start < time.end and time.start < one.end for time in times))
    rest = without(text, _spans(counted, times, bound))
    about = frozenset(map(thing, stems([word for word in words(rest) if word not in STOP_WORDS and not word[0].isdigit()])))
    said = any(form.search(text) for form in (*_SOURCES, _SAID))
    return Statement(text, counted, times, bound, about, names_of(text, known_names), said, denies(rest))


def names_of(text: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """The folded words of a sentence that name something, without those that only name a source."""
    for form in _SOURCES:
        text = form.sub(lambda match: match[0].replace(match["name"], match["name"].lower()), text)
    return capitals(text) | {word for word in _opening(text) if word in known}


def capitals(text: str) -> frozenset[str]:
    """The folded words written with a capital, but for the first."""
    found = list(_WORD.finditer(text))[1:]
    return frozenset(folded for match in found if match[0][0].isupper() for folded in words(match[0]) if folded not in _NO_NAMES | STOP_WORDS)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with spans of it left out."""
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position : max(start, position)])
        position = max(position, end)
    return " ".join("".join((*kept, " ", text[position:])).split())


def _spans(*parts: Sequence[Quantity | StatedTime | Commitment]) -> list[tuple[int, int]]:
    return [(part.start, part.end) for kind in parts for part in kind]


def _opening(text: str) -> list[str]:
    first = _WORD.search(text)
    return words(fold(first[0])) if first and first[0][0].isupper() else []
