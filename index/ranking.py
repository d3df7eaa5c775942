"""Rankings: fusion of lexical and dense scores, and late interaction.

What enters: scores as arrays. What leaves: scores as arrays, higher is better, with an absolute meaning: 1 is the best a
passage can do. Fusion is half BM25 over the query's own idf sum and half cosine: unlike reciprocal rank fusion (Cormack et
al. 2009) it keeps the margins. Late interaction is ColBERT's (Khattab and Zaharia 2020) with a mean in place of the sum.
It deliberately opens nothing and knows no passages.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.calibration import DEFAULT

Scores = NDArray[np.float64]

LEXICAL_SHARE, LATE_SHARE = DEFAULT.lexical_share, DEFAULT.late_share
# How many passages of each kind enter the fusion, and how many of the fused are read token by token.
CANDIDATES = 100
RERANKED = 30


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage in a ranking, best first, and where its score came from.

    `lexical` is BM25 over the query's idf sum, `dense` a cosine, `late` the late-interaction score or None when the passage
    was not read token by token.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float
    late: float | None
    ordinal: int


def fused(lexical: Scores, dense: Scores, self_score: float, share: float = LEXICAL_SHARE) -> Scores:
    """½·BM25/self-score + ½·cosine, elementwise; without any searchable term the cosine alone counts."""
    if self_score <= 0:
        return (1 - share) * dense
    return share * lexical / self_score + (1 - share) * dense


def late_interaction(question: NDArray[np.float32], passage: NDArray[np.float32], weights: NDArray[np.float32] | None = None) -> float:
    """Mean over question tokens (q, d) of the best cosine to any passage token (p, d), rows of unit length; 0 when one is empty."""
    if not len(question) or not len(passage):
        return 0.0
    best = (question @ passage.T).max(axis=1)
    return float(np.average(best, weights=weights))


def reranked(fusion: Scores, late: Scores, share: float = LATE_SHARE) -> Scores:
    """.4·fusion + .6·late interaction, elementwise."""
    return (1 - share) * fusion + share * late


def best_first(scores: Scores, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions from the highest score to the lowest, ties by ordinal."""
    return np.lexsort((ordinals, -scores))


def highest(scores: Scores, limit: int) -> NDArray[np.int64]:
    """Positions of the highest scores above zero, at most so many, ascending; of equal scores at the limit the first count."""
    found = np.flatnonzero(scores > 0)  # few passages hold a question's words: the rest is not sorted
    if len(found) <= limit:
        return found
    held = scores[found]
    least = np.partition(held, len(held) - limit)[len(held) - limit]
    above = np.flatnonzero(held > least)
    return np.sort(found[np.concatenate([above, np.flatnonzero(held == least)[: limit - len(above)]])])
