"""What each encoder's cosines are worth: every number that was measured with one encoder and holds for it alone.

What enters: nothing. What leaves: for each encoder, shares, weights and thresholds, for ranking here and for evidence and
abstention above. It deliberately computes nothing: the formulas stand where they are used.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Numbers for one encoder.

    `lexical_share`, `late_share`: of BM25 in the fusion, of late interaction in the re-ranking. `sentence_weights`: of a sentence's
    features in its score, by name. `fit_weights`, `fit_intercept`: the logistic model of `assistant.abstention` over late interaction,
    lead and cosine, fitted on development questions (docs/decisions.md has the data); `across_weights`, `across_intercept`: the same
    where the best quote is in another language than the question, which lowers every cosine.
    """

    lexical_share: float
    late_share: float
    sentence_weights: Mapping[str, float]
    fit_weights: tuple[float, float, float]
    fit_intercept: float
    across_weights: tuple[float, float, float]
    across_intercept: float


DEFAULT = Calibration(
    lexical_share=0.5,
    late_share=0.6,
    sentence_weights={"late": 0.5, "coverage": 0.2, "coverage_near": 0.2, "passage": 0.3, "answer_type": 0.05},
    fit_weights=(4.565, 7.346, 3.774),
    fit_intercept=-6.23,
    across_weights=(4.565, 7.346, 3.774),  # it does not read other languages: nothing to fit
    across_intercept=-6.23,
)
# Fitted on the samples in seven languages and the policy collection, near-misses left out. Across languages words hardly meet, so
# meaning counts for more.
MULTILINGUAL = Calibration(
    lexical_share=0.3,
    late_share=0.8,
    sentence_weights={"late": 0.8, "coverage": 0.1, "coverage_near": 0.1, "passage": 0.5, "answer_type": 0.05},
    fit_weights=(9.646, 11.411, 1.832),
    fit_intercept=-8.038,
    across_weights=(15.419, 11.402, 3.284),
    across_intercept=-8.573,
)
CALIBRATIONS = {"default": DEFAULT, "multilingual": MULTILINGUAL}
