"""Measures of rankings, quotes and refusals.

What enters: ranks, spans, scores. What leaves: numbers, in the vocabulary of ir_measures (R@k, RR@k, nDCG@k). Intervals are
95 % percentile bootstrap (Efron 1979), seeded. It deliberately knows no questions and no index.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.landmarks import Span

_RESAMPLES = 1000
_SEED = 20231114


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95 % interval over `count` questions."""

    mean: float
    low: float
    high: float
    count: int


def figure(values: Sequence[float]) -> Figure | None:
    """The mean of per-question values and its bootstrap interval; None when there are none."""
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(_SEED).integers(0, len(sample), (_RESAMPLES, len(sample)))
    means = sample[draws].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(float(sample.mean()), float(low), float(high), len(sample))


def recall_at(ranks: Sequence[int | None], cutoff: int) -> float:
    """R@k: the share of wanted things whose rank (from 1; None when not ranked) is at most k."""
    return sum(rank is not None and rank <= cutoff for rank in ranks) / len(ranks) if ranks else 0.0


def reciprocal_rank(relevant: Sequence[bool], cutoff: int) -> float:
    """RR@k: one over the rank of the first relevant place among the first k, else 0."""
    return next((1 / rank for rank, found in enumerate(relevant[:cutoff], 1) if found), 0.0)


def ndcg(relevant: Sequence[bool], total: int, cutoff: int) -> float:
    """nDCG@k with binary gains (Järvelin and Kekäläinen 2002); `total` relevant things exist in all."""
    gained = sum(found / math.log2(rank + 1) for rank, found in enumerate(relevant[:cutoff], 1))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, cutoff) + 1))
    return gained / ideal if ideal else 0.0


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans of one document share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def hits(quote: Span, gold: Span) -> bool:
    """Whether a quote contains a gold span or overlaps at least half of it."""
    return overlap(quote, gold) * 2 >= gold.end - gold.start > 0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The chance that a positive scores above a negative (Mann-Whitney), ties counting half; None when either is empty."""
    if not positive or not negative:
        return None
    scores = np.concatenate([positive, negative])
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    count = len(positive)
    return float((ranks[:count].sum() - count * (count + 1) / 2) / (count * len(negative)))
