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
    lead and cosine, fitted on development questions (docs/decisions.md has the data).
    """

    lexical_share: float
    late_share: float
    sentence_weights: Mapping[str, float]
    fit_weights: tuple[float, float, float]
    fit_intercept: float


DEFAULT = Calibration(
    lexical_share=0.5,
    late_share=0.6,
    sentence_weights={"late": 0.5, "coverage": 0.2, "coverage_near": 0.2, "passage": 0.3, "answer_type": 0.05},
    fit_weights=(4.565, 7.346, 3.774),
    fit_intercept=-6.23,
)
MULTILINGUAL = Calibration(
    lexical_share=0.5,
    late_share=0.6,
    sentence_weights={"late": 0.5, "coverage": 0.2, "coverage_near": 0.2, "passage": 0.3, "answer_type": 0.05},
    fit_weights=(4.565, 7.346, 3.774),
    fit_intercept=-6.23,
)
CALIBRATIONS = {"default": DEFAULT, "multilingual": MULTILINGUAL}
