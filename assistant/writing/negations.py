"""Whether every "not" of a sentence is one of its quotes, about the same words.

What enters: a sentence and its quotes, taken apart. What leaves: the first "not" that was added. Each "not" of a quote may be used
once: "nobody should not" turns "nobody should". It deliberately fails what it cannot pair.
"""

from collections.abc import Sequence

from assistant.writing.claims import Claims
from assistant.writing.operators import Operator

# The second half of a "neither … nor" is no "not" of its own.
_SECOND = frozenset("nor neither".split())
_SELDOM = frozenset("seldom rarely".split())
_POINTING = frozenset("this that these those it them".split())
# So many words two clauses must share where the words a "not" bears on are paraphrased.
_SHARED = 2


def added_negation(written: Claims, quoted: Sequence[Claims]) -> Operator | None:
    """A "not" of a sentence that no "not" of the quotes stands for; one of a quote stands for one of the sentence."""
    free = [(operator, claims) for claims in quoted for operator in _negations(claims)]
    counted = len(free) - sum(_goes_on(operator, claims) for operator, claims in free)
    known = {stem for claims in quoted for stem in claims.stems}
    found = 0
    for operator in _negations(written):
        paired = next((pair for pair in free if _alike(operator, written, *pair, known)), None)
        second = _goes_on(operator, written)
        found += not second
        if (paired is None and not second) or found > counted:
            return operator
        if paired is not None:
            free.remove(paired)
    return None


def clause_of(operator: Operator, claims: Claims) -> set[str]:
    """The carrying words between the commas around a small word, without it."""
    first = last = operator.place
    while first and not claims.words[first].part:
        first -= 1
    while last + 1 < len(claims.words) and not claims.words[last + 1].part:
        last += 1
    return {word.stem for word in claims.words[first : last + 1] if word.carries and word.stem != operator.stem}


def _negations(claims: Claims) -> list[Operator]:
    return [operator for operator in claims.operators if "not" in operator.classes]


def _goes_on(operator: Operator, claims: Claims) -> bool:
    """Whether a "nor" goes on a "not" of its sentence."""
    earlier = (other for other in _negations(claims) if other.sentence == operator.sentence and other.place < operator.place)
    return operator.text.lower() in _SECOND and any(earlier)


def _alike(operator: Operator, written: Claims, other: Operator, claims: Claims, known: set[str]) -> bool:
    """Whether two of them bear on the same words, or on words of one clause of which the sentence says one otherwise."""
    clause = clause_of(other, claims)
    following = claims.words[other.place + 1].lower if other.place + 1 < len(claims.words) else ""
    if {operator.text.lower(), other.text.lower()} <= _SELDOM or (operator.stem == other.stem == "without" and following in _POINTING):
        return True
    if set(operator.scope) & set(other.scope):
        return not operator.scope or operator.scope[0] not in known or operator.scope[0] in clause | set(other.scope)
    if not operator.scope:
        return operator.stem == other.stem or len(clause_of(operator, written) & clause) >= _SHARED
    if operator.scope[0] in clause:
        return True
    return operator.scope[0] not in known and len((clause_of(operator, written) | set(operator.scope)) & clause) >= _SHARED
