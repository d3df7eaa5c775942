"""What sentences bind somebody to: modal verbs, their like, and negation.

What enters: one sentence. What leaves: its commitments, each with the verb it is about, how strong it is and whether it is denied.
It deliberately reads the words alone: whether anybody is bound, a lawyer says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from assistant.proof.quote_words import negations
from index.words import fold, stems


class Strength(IntEnum):
    """How strong the wording is, from what is stated as a fact to what must be done."""

    STATED = 0
    MAY = 1
    SHOULD = 2
    WILL = 3
    SHALL = 4


_NOT = r"(?:\s+(?:not|never|no longer)\b|n['’]t\b|not\b)?"
_BETWEEN = r"(?:\s+(?:also|always|therefore|then|be|have|been|further|jointly|only|both|all|each|continue to|\w+ly))*"
_VERB = r"\s+(?P<verb>[^\W\d_]{3,})"
_FORMS: tuple[tuple[Strength, re.Pattern[str]], ...] = tuple(
    (strength, re.compile(rf"{form}{_NOT}{_BETWEEN}{_VERB}"))
    for strength, form in (
        (
            Strength.SHALL,
            r"\b(?:shall|sha(?=n['’]t)|must|(?:is|are|was|were|be) (?:required|obliged|bound|obligated) to|"
            r"(?:d(?:o|oes|id)(?: not|n['’]t) )?ha(?:s|ve|d) to)",
        ),
        (
            Strength.WILL,
            r"\b(?:will|wo(?=n['’]t)|would|agree(?:s|d)?(?: that \w+ would)? to|commit(?:s|ted)? (?:themselves |itself |to )?(?:to)?|"
            r"undert(?:ake|akes|ook) to|pledge[sd]? to|promise[sd]? to)",
        ),
        (
            Strength.SHOULD,
            r"\b(?:should|ought to|(?:is|are|was|were) (?:encouraged|invited|expected|urged|advised) to|intends? to|plans? to|aims? to|hopes? to|"
            r"seeks? to|recommend(?:s|ed)? to)",
        ),
        (Strength.MAY, r"\b(?:may|might|can|ca(?=n['’]t)|could|cannot|(?:is|are) (?:allowed|permitted|free|entitled) to)"),
        (Strength.STATED, r"\b(?:did|does|do|has|have|had|was|were|is|are)(?=\s+(?:not|never|no longer)\b|n['’]t)"),
    )
)
_REFUSED = re.compile(rf"\b(?:refuse[sd]? to|decline[sd]? to|fail(?:s|ed)? to|never){_BETWEEN}{_VERB}")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
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
    for strength, form in (*_FORMS, (Strength.STATED, _REFUSED)):
        for match in form.finditer(text):
            verb = fold(match["verb"])
            if verb not in _NO_VERB:
                wording = text[match.start() : match.start("verb")].rstrip()
                yield Commitment(match.start(), match.start() + len(wording), stems([verb])[0], strength, form is _REFUSED or denies(wording))


def denies(text: str) -> bool:
    """Whether a word of a text denies something: "no party", "did not", "won’t"."""
    return bool(negations(_WORD.findall(text.lower().replace("’", "'"))))
