"""What each encoder's cosines are worth: every number that was measured with one encoder and holds for it alone.

What enters: nothing. What leaves: for each encoder, shares, weights and thresholds, for ranking here and for evidence and
abstention above. It deliberately computes nothing: the formulas stand where they are used.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Numbers for one encoder.

    `lexical_share`, `late_share`: of BM25 in the fusion, of late interaction in the re-ranking. `late_weight`, `coverage_weight`,
    `near_weight`, `passage_weight`, `type_weight`: of a sentence's features in its score. `fit_weights`, `fit_intercept`: the
    logistic model of `assistant.abstention` over late interaction, lead and cosine. `silent_below`, `perhaps_below`: its wording.
    `least_cosine`: what two texts with nothing in common have, about; a cosine counts from there to 1.
    """

    lexical_share: float = 0.5
    late_share: float = 0.6
    late_weight: float = 0.5
    coverage_weight: float = 0.2
    near_weight: float = 0.2
    passage_weight: float = 0.3
    type_weight: float = 0.05
    fit_weights: tuple[float, float, float] = (4.565, 7.346, 3.774)
    fit_intercept: float = -6.23
    silent_below: float = 0.25
    perhaps_below: float = 0.5
    least_cosine: float = 0.0


DEFAULT = Calibration()
CALIBRATIONS = {"default": DEFAULT, "multilingual": Calibration()}
