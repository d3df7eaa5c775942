"""Which words of a sentence are those of a quote, in the order of the quote.

What enters: the units of a written sentence and of one sentence of a quote. What leaves: for each unit of the sentence that the quote
has, its place there, never turning back. It deliberately judges nothing: what could not be paired is for others to explain.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.writing.names import alike
from assistant.writing.operators import Operator, met, opposites
from assistant.writing.stated_dates import StatedDate
from assistant.writing.synonyms import same
from assistant.writing.units import Unit

# The weight of a copied unit, of one in another word, and of two units that stay neighbours.
_COPIED, _SAME, _ADJACENT = 1.0, 0.6, 0.1

Pairs = dict[int, int]
"""For each unit of a sentence that its quote has, the place of that unit in the quote."""


def alignments(units: Sequence[Unit], others: Sequence[Unit]) -> list[Pairs]:
    """How the units of a sentence may stand in a quote: in all of it, and in what follows each beginning of a clause."""
    starts = [j for j, other in enumerate(others) if not j or other.clause != others[j - 1].clause]
    found: list[Pairs] = []
    for start in starts:
        pairs = _aligned(units, others, start)
        if pairs and pairs not in found:
            found.append(pairs)
    return found


def _aligned(units: Sequence[Unit], others: Sequence[Unit], start: int) -> Pairs:
    """The heaviest chain of pairs, each after the one before in both (a longest common subsequence with weights)."""
    chains: list[tuple[float, int, int, int]] = []  # weight, unit, other, the pair before
    for i, unit in enumerate(units):
        for j, other in enumerate(others[start:], start):
            weight = _match(unit, other)
            if not weight:
                continue
            before = [(chain[0] + _ADJACENT * (chain[2] == j - 1), p) for p, chain in enumerate(chains) if chain[1] < i and chain[2] < j]
            gained, prior = max(before, default=(0.0, -1))
            chains.append((gained + weight, i, j, prior))
    pairs: Pairs = {}
    at = max(range(len(chains)), key=lambda p: chains[p][0], default=-1)
    while at >= 0:
        _, i, j, at = chains[at]
        pairs[i] = j
    return dict(sorted(pairs.items()))


def _match(unit: Unit, other: Unit) -> float:
    """How well a unit of a sentence says one of a quote; 0 where it does not."""
    one, two = unit.value, other.value
    if isinstance(one, Operator) and isinstance(two, Operator):
        return _COPIED if unit.stem == other.stem or (met(one, two) and not opposites(unit.stem, other.stem)) else 0.0
    if isinstance(one, StatedDate) and isinstance(two, StatedDate):
        days = isinstance(unit.key, tuple) and isinstance(other.key, tuple) and not Counter(unit.key) - Counter(other.key)
        parts = replace(one, day=None, relation="").says(replace(two, day=None))
        return _COPIED if days and parts else 0.0
    if unit.kind == other.kind and unit.kind in {"number", "figure"}:
        return _COPIED if unit.key == other.key else 0.0
    if not {unit.kind, other.kind} <= {"name", "word"}:
        return 0.0
    if unit.stem == other.stem or (unit.kind == other.kind == "name" and alike(str(unit.key), str(other.key))):
        return _COPIED
    reworded = unit.kind == other.kind == "word" and same(unit.stem, other.stem) and not opposites(unit.stem, other.stem)
    return _SAME if reworded else 0.0
