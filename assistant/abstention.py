"""Whether the evidence answers: a calibrated probability.

What enters: a ranking, its best sentences and the question's words. What leaves: the probability that they answer, and the
question's words that nothing covers. It deliberately cannot see the documents: only how well the best evidence fits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Certainty
from assistant.evidence import ScoredSentence
from assistant.question import Question
from index.calibration import DEFAULT, Calibration
from index.ranking import ScoredPassage
from index.words import stems, stop_words, words

# Below the first the program says that the documents do not answer; below the second it says "perhaps".
SILENT_BELOW = 0.25
PERHAPS_BELOW = 0.5
# A question of so few subject words asks what is said of a subject.
SHORT_SUBJECT = 2
# The best sentence is compared with the one at this rank: what any text of this library would score.
BACKGROUND_RANK = 10


@dataclass(frozen=True, slots=True)
class FitFeatures:
    """How well the best evidence fits a question; more is better.

    `late`: late interaction with the best sentence's whole passage; `lead`: how far the best sentence scores above the tenth
    best, which makes the score mean the same in small and large libraries; `cosine`: the best of the first three sentences;
    `across`: the best sentence is in another language than the question.
    """

    late: float
    lead: float
    cosine: float
    across: bool = False


def fit(scored: Sequence[ScoredSentence], ranking: Sequence[ScoredPassage], *, background: float | None = None, across: bool = False) -> FitFeatures:
    """Features of the best sentences of a ranking; all zero when there is no sentence. `background` stands for the tenth best's score."""
    if not scored:
        return FitFeatures(0.0, 0.0, 0.0)
    best = scored[0]
    if background is None:
        background = scored[min(BACKGROUND_RANK, len(scored)) - 1].score
    return FitFeatures(
        late=ranking[best.passage_rank].late or 0.0,
        lead=best.score - background,
        cosine=max(sentence.features.cosine for sentence in scored[:3]),
        across=across,
    )


def probability(features: FitFeatures, calibration: Calibration = DEFAULT) -> float:
    """The probability that evidence of this fit answers, as an encoder's cosines measure it."""
    weights, intercept = calibration.fit_weights, calibration.fit_intercept
    if features.across:
        weights, intercept = calibration.across_weights, calibration.across_intercept
    total = intercept + sum(weight * value for weight, value in zip(weights, (features.late, features.lead, features.cosine)))
    return 1 / (1 + math.exp(-total))


def certainty(chance: float, question: Question, missing: Sequence[str], *, across: bool = False) -> Certainty:
    """The wording of a probability, in the light of the question's words that nothing covers.

    A short question about a subject that the quotes do name ("What do the documents say about corruption?") is not refused;
    one that gives a name or a number that no quote has is never answered without a "perhaps". Nor is one whose quotes are in another
    language, `across`: its words cannot be looked for in them.
    """
    if chance < SILENT_BELOW:
        named = not across and not missing and 0 < len(question.subject) <= SHORT_SUBJECT
        return "perhaps" if named else "silent"
    unfound = any(word in missing for word in (*question.names, *question.numbers))
    return "perhaps" if chance < PERHAPS_BELOW or unfound or across else "answers"


def uncovered(question: Question, held: frozenset[str], idf: Callable[[str], float]) -> tuple[str, ...]:
    """The question's subject words, folded, whose stems stand nowhere in the evidence; the rarest first."""
    asked: dict[str, float] = {}
    function_words = stop_words(question.language)
    across = question.crosses
    for word in words(question.text, question.language):
        stem = stems([word], question.language)[0]
        if across and not word[0].isdigit():  # that a quote in another language lacks a word of the question's says nothing
            continue
        if (word not in function_words or word in question.names) and stem in question.subject and stem not in held:
            asked.setdefault(word, idf(stem))
    return tuple(sorted(asked, key=lambda word: -asked[word]))
