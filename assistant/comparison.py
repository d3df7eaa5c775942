"""Two evaluations of the same questions, side by side.

What enters: two Evaluations. What leaves: per measure the difference with its 95 % interval from a paired bootstrap (Efron and
Tibshirani 1993, chapter 16), and the questions that changed. It deliberately compares only questions that both asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.evaluation import Evaluation, Outcome
from assistant.metrics import Figure, figure

COMPARED = ("R@1", "R@5", "RR@10", "hit@1", "hit@3", "characters covered@3", "coverage", "precision", "quoted characters")


@dataclass(frozen=True, slots=True)
class Difference:
    """After minus before, over the questions both measured; `significant` when the interval leaves zero out."""

    measure: str
    before: float
    after: float
    change: Figure

    @property
    def significant(self) -> bool:
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that fared otherwise: what it was before and after, in words."""

    id: str
    question: str
    before: str
    after: str


def differences(before: Evaluation, after: Evaluation) -> list[Difference]:
    """Per measure, the mean change over the questions both evaluations measured."""
    pairs = list(_pairs(before.outcomes, after.outcomes))
    found = []
    for measure in COMPARED:
        both = [(one.measures[measure], other.measures[measure]) for one, other in pairs if measure in one.measures and measure in other.measures]
        found.append(_difference(measure, both))
    declined = [(float(one.certainty == "silent"), float(other.certainty == "silent")) for one, other in pairs]
    answerable = [pair for pair, (one, _) in zip(declined, pairs) if one.answerable]
    unanswerable = [pair for pair, (one, _) in zip(declined, pairs) if not one.answerable]
    found += [_difference("false refusals", answerable), _difference("declined, unanswerable", unanswerable)]
    return [difference for difference in found if difference is not None]


def changed(before: Evaluation, after: Evaluation) -> list[Changed]:
    """The questions whose first three quotes or whose refusal changed."""
    return [
        Changed(other.id, other.question, _state(one), _state(other))
        for one, other in _pairs(before.outcomes, after.outcomes)
        if _state(one) != _state(other)
    ]


def _pairs(before: Sequence[Outcome], after: Sequence[Outcome]) -> Iterator[tuple[Outcome, Outcome]]:
    known = {outcome.id: outcome for outcome in before}
    for outcome in after:
        if outcome.id in known:
            yield known[outcome.id], outcome


def _difference(measure: str, both: Sequence[tuple[float, float]]) -> Difference | None:
    change = figure([after - before for before, after in both])
    if change is None:
        return None
    count = len(both)
    return Difference(measure, sum(before for before, _ in both) / count, sum(after for _, after in both) / count, change)


def _state(outcome: Outcome) -> str:
    if outcome.hit_1 is None:
        return outcome.certainty
    place = "first quote" if outcome.hit_1 else "first three" if outcome.hit_3 else "missed"
    return f"{place}, {outcome.certainty}"
