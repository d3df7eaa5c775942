"""The sentences of a quote, each with what its pronouns may stand for.

What enters: a quote taken apart, who the documents say speaks it, and what the other quotes of the answer say. What leaves: its
sentences, one by one. Who speaks before a colon is no part of what is said. It deliberately resolves no pronoun: it says whom one may mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing.claims import Claims
from assistant.writing.units import Unit, units_of
from assistant.writing.wording import stem_of

# Who speaks, before a colon: "Maja Lindgård, youth delegate:", "— Chidi Abara:".
_LABEL = re.compile(r"(?:^|[—–-]\s|[.!?]\s)((?:(?:[^\s.!?:]{1,4}\.|[^\s.!?:]+)\s){0,11}[^\s.!?:]+):\s")
# A label of fewer words needs no name: "Interviewer", "Press office".
_SHORT = 3
# Whoever speaks may be called so.
_ANYBODY = frozenset(stem_of(word) for word in ("speaker", "author"))
# So many words without a unit may stand at the beginning or the end of a sentence.
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence of a quote: its units, the names its pronouns may stand for, and the stems of all that was said before and beside it."""

    claims: Claims
    units: Sequence[Unit]
    named: frozenset[str]
    context: frozenset[str]

    def between(self, one: int, other: int) -> list[str]:
        """The words between two units, folded; -1 is the sentence's beginning and its length the end."""
        first, last = self.place_after(one), self.place_of(other)
        return [word.lower for word in self.claims.words[first:last] if word.sentence == self.units[0].sentence]

    def place_after(self, one: int) -> int:
        """Where what follows a unit begins among the words."""
        return self.units[one].last + 1 if one >= 0 else max(0, self.units[0].first - _EDGE)

    def place_of(self, other: int) -> int:
        """Where a unit begins among the words, or the sentence ends."""
        return self.units[other].first if other < len(self.units) else min(len(self.claims.words), self.units[-1].last + _EDGE)

    def shown(self, place: int) -> str:
        """A unit as the quote writes it."""
        unit = self.units[place]
        return self.claims.text[self.claims.words[unit.first].start : self.claims.words[unit.last].end]


def sources_of(claims: Claims, speaker: str, beside: frozenset[str]) -> list[Source]:
    """The sentences of a quote; `beside` are the stems of the other quotes of an answer."""
    labels = [match.span(1) for match in _LABEL.finditer(claims.text) if _names_one(match[1].split())]
    units = units_of(claims)
    label = [unit for unit in units if any(start <= claims.words[unit.first].start < end for start, end in labels)]
    named = {part.lower() for part in speaker.split()} | {claims.words[unit.first].lower for unit in label}
    found = []
    for sentence in sorted({unit.sentence for unit in units}):
        own = [unit for unit in units if unit.sentence == sentence and unit not in label]
        if not own:
            continue
        found.append(Source(claims, own, frozenset(named), beside | _ANYBODY | {word.stem for word in claims.words[: own[0].first]}))
        names = [unit for unit in own if unit.kind == "name"]
        # The one a sentence begins with is whom the next one means by "he", "it" or "we".
        named |= {claims.words[unit.first].lower for unit in names if unit.clause == names[0].clause}
    return found


def _names_one(words: Sequence[str]) -> bool:
    """Whether the words before a colon name who speaks: "Interviewer", "Governor Tobias Reyl, press conference"."""
    return words[0][0].isupper() and (len(words) < _SHORT or any(word[0].isupper() for word in words[1:]))
