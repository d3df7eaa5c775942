"""Whether a sentence affirms what its quotes deny in other words: "are counted" for "are not part of".

What enters: a sentence and its quotes, taken apart. What leaves: the "not" of the clause that the sentence is closest to, where the
sentence has no word that denies. It deliberately looks at whole clauses, and not at the words a "not" stands before.
"""

from collections.abc import Sequence

from assistant.writing.claims import Claims
from assistant.writing.operators import Operator, opposites
from assistant.writing.synonyms import same

# A clause must give a sentence so many of its words to be what it says; of a short clause they are a larger part.
_SHARED = 2
_DOUBTING = frozenset("may might could possibly perhaps probably likely allegedly reportedly apparently".split())
_OF_VERBS = frozenset("not never cannot nobody none neither".split())
# What denies without being a "not": "leaves out", "except".
_DENYING = frozenset(
    """
    fictitious invented imaginary non unreal false wrong closed untrue out omit omits omitted omitting except excepting apart instead rather
    left open prevent prevents prevented stop stops
    """.split()
)


def affirmed(written: Claims, quoted: Sequence[Claims]) -> Operator | None:
    """The "not" of the quotes' clause nearest to a sentence that denies nothing."""
    if any("not" in operator.classes for operator in written.operators) or _denies(written, quoted):
        return None
    return _left_out(written, quoted, _OF_VERBS)


def assured(written: Claims, quoted: Sequence[Claims]) -> Operator | None:
    """The "may" of the quotes' clause nearest to a sentence that has no word of doubt."""
    if any(operator.classes & {"may", "can", "believe", "will", "should", "not"} for operator in written.operators):
        return None
    return _left_out(written, quoted, _DOUBTING)


def _left_out(written: Claims, quoted: Sequence[Claims], small: frozenset[str]) -> Operator | None:
    """Such a small word in the clause of the quotes that a sentence has most words of."""
    best: list[tuple[float, Operator | None]] = []
    for claims in quoted:
        for first, last in _clauses(claims):
            stems = {word.stem for word in claims.words[first:last] if word.carries}
            carrying = [word.stem for word in written.words if word.carries]
            shared = sum(any(stem == each or same(stem, each) for stem in stems) for each in carrying)
            places = {each.place: each for each in claims.operators if each.text.lower() in small}
            negation = next((places[place] for place in range(first, last) if place in places), None)
            best.append((shared / len(stems) ** 0.5 if shared >= _SHARED else 0.0, negation))
    most = max((shared for shared, _ in best), default=0.0)
    nearest = [negation for shared, negation in best if shared == most]
    return next((each for each in nearest if each is not None), None) if most else None


def _denies(written: Claims, quoted: Sequence[Claims]) -> bool:
    """Whether another word of a sentence denies, or says the opposite of one of the quotes."""
    known = {word.stem for claims in quoted for word in claims.words}
    return any(word.lower in _DENYING or any(opposites(word.stem, stem) for stem in known) for word in written.words)


def _clauses(claims: Claims) -> list[tuple[int, int]]:
    """The places between commas, first and behind the last."""
    starts = [place for place, word in enumerate(claims.words) if word.part or not place]
    return list(zip(starts, [*starts[1:], len(claims.words)]))
