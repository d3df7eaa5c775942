"""Measures against their formulas."""

import math

import pytest

from assistant.metrics import auroc, figure, hits, ndcg, overlap, recall_at, reciprocal_rank
from corpus.landmarks import Span


def test_recall_counts_what_was_ranked_early_enough() -> None:
    assert recall_at([1, 3, None, 11], 3) == 2 / 4
    assert recall_at([], 3) == 0.0


def test_reciprocal_rank_is_one_over_the_first_good_rank() -> None:
    assert reciprocal_rank([False, False, True, True], 10) == 1 / 3
    assert reciprocal_rank([False, False, True], 2) == 0.0


def test_ndcg_is_gain_over_ideal_gain() -> None:
    assert ndcg([False, True, True], 2, 10) == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / (1 / math.log2(2) + 1 / math.log2(3)))
    assert ndcg([True, True], 2, 10) == pytest.approx(1.0)
    assert ndcg([False], 0, 10) == 0.0


@pytest.mark.parametrize(
    ("quote", "gold", "hit"),
    [
        (Span(0, 100), Span(10, 20), True),
        (Span(0, 15), Span(10, 20), True),
        (Span(0, 14), Span(10, 20), False),
        (Span(20, 30), Span(10, 20), False),
        (Span(0, 100), Span(10, 10), False),
    ],
)
def test_a_quote_hits_when_it_holds_half_of_the_gold(quote: Span, gold: Span, hit: bool) -> None:
    assert hits(quote, gold) is hit
    assert overlap(quote, gold) == len(set(range(quote.start, quote.end)) & set(range(gold.start, gold.end)))


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    positive, negative = [0.9, 0.5, 0.5], [0.5, 0.1]
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))
    assert auroc([], negative) is None
    assert auroc(positive, []) is None


def test_a_figure_is_a_mean_inside_its_interval_and_always_the_same() -> None:
    values = [0.0, 1.0, 1.0, 0.5] * 10
    found = figure(values)
    assert found is not None
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert found.low < found.mean < found.high
    assert found.count == len(values)
    assert figure(values) == found
    assert figure([]) is None
