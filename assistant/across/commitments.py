"""What sentences bind somebody to: modal verbs, their like, and negation.

What enters: one sentence. What leaves: its commitments, each with the verb it is about, how strong it is and whether it is denied.
It deliberately reads the words alone: whether anybody is bound, a lawyer says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from index.words import fold, stems


class Strength(IntEnum):
    """How strong the wording is, from what is stated as a fact to what must be done."""

    STATED = 0
    MAY = 1
    SHOULD = 2
    WILL = 3
    SHALL = 4


_NOT = r"(?P<not>\s+(?:not|never|no longer)\b|n['’]t\b|not\b)?"
_BETWEEN = r"(?:\s+(?:also|always|therefore|then|be|have|been|further|jointly|only|both|all|each|continue to|\w+ly))*"
_VERB = r"\s+(?P<verb>[^\W\d_]{3,})"
_FORMS: tuple[tuple[Strength, re.Pattern[str]], ...] = tuple(
    (strength, re.compile(rf"{form}{_NOT}{_BETWEEN}{_VERB}"))
    for strength, form in (
        (Strength.SHALL, r"\b(?:shall|must|(?:is|are|was|were|be) (?:required|obliged|bound|obligated) to|ha(?:s|ve|d) to)"),
        (
            Strength.WILL,
            r"\b(?:will|would|agree(?:s|d)?(?: that \w+ would)? to|commit(?:s|ted)? (?:themselves |itself |to )?(?:to)?|undert(?:ake|akes|ook) to|"
            r"pledge[sd]? to|promise[sd]? to)",
        ),
        (
            Strength.SHOULD,
            r"\b(?:should|ought to|(?:is|are|was|were) (?:encouraged|invited|expected|urged|advised) to|intends? to|plans? to|aims? to|hopes? to|"
            r"seeks? to|recommend(?:s|ed)? to)",
        ),
        (Strength.MAY, r"\b(?:may|might|can|could|cannot|(?:is|are) (?:allowed|permitted|free|entitled) to)"),
        (Strength.STATED, r"\b(?:did|does|do|has|have|had|was|were|is|are)(?=\s+(?:not|never|no longer)\b|n['’]t)"),
    )
)
_REFUSED = re.compile(rf"\b(?P<not>refuse[sd]? to|decline[sd]? to|fail(?:s|ed)? to|never){_BETWEEN}{_VERB}")
# After these comes no verb: "the will of", "in May the".
_NO_VERB = frozenset("the and that this these those its their his her our for with from into not any such there here who which".split())


@dataclass(frozen=True, slots=True)
class Commitment:
    """A wording, characters `start` to `end` of its sentence, the stem of its verb, how strong it is and whether it is denied."""

    start: int
    end: int
    verb: str
    strength: Strength
    denied: bool


def commitments(text: str) -> tuple[Commitment, ...]:
    """The commitments and denials of a sentence, in order."""
    found = sorted(_found(text), key=lambda one: (one.start, -one.strength))
    return tuple(one for place, one in enumerate(found) if not any(other.start <= one.start < other.end for other in found[:place]))


def _found(text: str) -> Iterator[Commitment]:
    for strength, form in _FORMS:
        for match in form.finditer(text):
            denied = bool(match["not"]) or match[0].startswith("cannot")
            if fold(match["verb"]) not in _NO_VERB:
                yield Commitment(match.start(), _end(match), _stem(match["verb"]), strength, denied)
    for match in _REFUSED.finditer(text):
        if fold(match["verb"]) not in _NO_VERB:
            yield Commitment(match.start(), _end(match), _stem(match["verb"]), Strength.STATED, True)


def _end(match: re.Match[str]) -> int:
    """Where the wording ends: before the space that its verb follows."""
    return match.start() + len(match.string[match.start() : match.start("verb")].rstrip())


def _stem(verb: str) -> str:
    return stems([fold(verb)])[0]
