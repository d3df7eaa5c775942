"""Whether the evidence answers: a calibrated probability.

What enters: a Question, the ranking's scores and the best sentences. What leaves: the probability that they answer, and the
question's words that nothing covers. It deliberately cannot see the documents: only how well the best evidence fits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

from assistant.answer import Certainty
from assistant.evidence import ScoredSentence
from assistant.question import Question
from index.words import STOP_WORDS, stems, words

# Below the first the program says that the documents do not answer; below the second it says "perhaps".
SILENT_BELOW = 0.35
PERHAPS_BELOW = 0.6


@dataclass(frozen=True, slots=True)
class FitFeatures:
    """How well the best evidence fits a question; each between 0 and about 1."""

    late: float
    coverage: float
    coverage_near: float
    passage: float
    answer_type: float
    names_missing: float


# Logistic weights over FitFeatures and their intercept; see docs/decisions.md for the data and the split.
_WEIGHTS = (4.0, 1.0, 3.0, 3.0, 0.5, -1.0)
_INTERCEPT = -5.5


def fit(question: Question, scored: Sequence[ScoredSentence], missing: Sequence[str]) -> FitFeatures:
    """Features of the best three sentences: the best value of each, so that one lucky word does not decide."""
    best = [sentence.features for sentence in scored[:3]]
    named = (*question.names, *question.numbers)
    if not best:
        return FitFeatures(0, 0, 0, 0, 0, 1)
    return FitFeatures(
        late=max(features.late for features in best),
        coverage=max(features.coverage for features in best),
        coverage_near=max(features.coverage_near for features in best),
        passage=max(features.passage for features in best),
        answer_type=max(features.answer_type for features in best) if question.answer_type != "none" else 1.0,
        names_missing=sum(name in missing for name in named) / max(1, len(named)),
    )


def probability(features: FitFeatures) -> float:
    """The probability that evidence of this fit answers."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, astuple(features)))
    return 1 / (1 + math.exp(-total))


def certainty(chance: float) -> Certainty:
    """The wording of a probability."""
    if chance < SILENT_BELOW:
        return "silent"
    return "perhaps" if chance < PERHAPS_BELOW else "answers"


def uncovered(question: Question, held: frozenset[str], idf: Callable[[str], float]) -> tuple[str, ...]:
    """The question's subject words, as asked, whose stems stand nowhere in the evidence; the rarest first."""
    asked: dict[str, float] = {}
    for word in words(question.text):
        stem = stems([word])[0]
        if word not in STOP_WORDS and stem in question.subject and stem not in held:
            asked.setdefault(word, idf(stem))
    return tuple(sorted(asked, key=lambda word: -asked[word]))
