"""Which words of a sentence are those of a quote, in the order of the quote.

What enters: the units of a written sentence and of one sentence of a quote. What leaves: for each unit of the sentence that the quote
has, its place there, never turning back. It deliberately judges nothing: what could not be paired is for others to explain.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing.names import alike
from assistant.writing.operators import Operator, met, opposites
from assistant.writing.stated_dates import StatedDate
from assistant.writing.synonyms import same
from assistant.writing.units import Unit

# The weight of a copied unit, of one in another word, and of two units that stay neighbours.
_COPIED, _SAME, _ADJACENT = 1.0, 0.6, 0.1

# Beginnings of clauses tried; more are in no sentence that a person wrote.
_STARTS = 16

Pairs = dict[int, int]
"""For each unit of a sentence that its quote has, the place of that unit in the quote."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Pairs in order: their weight, the last of them, and the chain without it."""

    weight: float
    i: int
    j: int
    before: "_Chain | None"


def alignments(units: Sequence[Unit], others: Sequence[Unit]) -> list[Pairs]:
    """How the units of a sentence may stand in a quote: in all of it, and in what follows each beginning of a clause."""
    starts = [j for j, other in enumerate(others) if not j or other.clause != others[j - 1].clause][:_STARTS]
    found: list[Pairs] = []
    for start in starts:
        pairs = _aligned(units, others, start)
        if pairs and pairs not in found:
            found.append(pairs)
    return found


def _aligned(units: Sequence[Unit], others: Sequence[Unit], start: int) -> Pairs:
    """The heaviest chain of pairs, each after the one before in both: a longest common subsequence with weights, in O(units x others)."""
    ending: dict[int, _Chain] = {}  # by the unit of the quote it ends with, the heaviest chain so far
    for i, unit in enumerate(units):
        before: _Chain | None = None  # the heaviest that ends before the neighbour of j
        found = []
        for j, other in enumerate(others[start:], start):
            neighbour = ending.get(j - 1)
            if weight := _match(unit, other):
                gained = (neighbour.weight + _ADJACENT, neighbour) if neighbour else (0.0, None)
                gained = max(gained, (before.weight, before) if before else (0.0, None), key=lambda pair: pair[0])
                found.append(_Chain(gained[0] + weight, i, j, gained[1]))
            if neighbour is not None and (before is None or neighbour.weight >= before.weight):
                before = neighbour
        for chain in found:
            if chain.j not in ending or chain.weight > ending[chain.j].weight:
                ending[chain.j] = chain
    pairs: Pairs = {}
    at = max(ending.values(), key=lambda chain: chain.weight, default=None)
    while at is not None:
        pairs[at.i] = at.j
        at = at.before
    return dict(sorted(pairs.items()))


def _match(unit: Unit, other: Unit) -> float:
    """How well a unit of a sentence says one of a quote; 0 where it does not."""
    one, two = unit.value, other.value
    if isinstance(one, Operator) and isinstance(two, Operator):
        return _COPIED if unit.stem == other.stem or (met(one, two) and not opposites(unit.stem, other.stem)) else 0.0
    if isinstance(one, StatedDate) and isinstance(two, StatedDate):
        days = isinstance(unit.key, tuple) and isinstance(other.key, tuple) and not Counter(unit.key) - Counter(other.key)
        parts = ((one.month, two.month), (one.year, two.year), (one.weekday, two.weekday), (one.clock, two.clock))
        return _COPIED if days and all(mine in (None, "", theirs) for mine, theirs in parts) else 0.0
    if unit.kind == other.kind and unit.kind in {"number", "figure"}:
        return _COPIED if unit.key == other.key else 0.0
    if not {unit.kind, other.kind} <= {"name", "word"}:
        return 0.0
    if unit.stem == other.stem or (unit.kind == other.kind == "name" and alike(str(unit.key), str(other.key))):
        return _COPIED
    reworded = unit.kind == other.kind == "word" and same(unit.stem, other.stem) and not opposites(unit.stem, other.stem)
    return _SAME if reworded else 0.0
