"""Our recall, reciprocal rank and nDCG are those of the field: equal to ir_measures on any ranking."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.metrics import ndcg, recall_at, reciprocal_rank

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    ir_measures = pytest.importorskip("ir_measures")

RANKINGS = st.permutations([f"p{number:02d}" for number in range(12)])
RELEVANT = st.sets(st.sampled_from([f"p{number:02d}" for number in range(15)]), min_size=1, max_size=6)


@given(RANKINGS, RELEVANT, st.sampled_from([1, 3, 5, 10]))
def test_measures_equal_those_of_ir_measures(ranking: list[str], relevant: set[str], cutoff: int) -> None:
    judged = [ir_measures.Qrel("q", passage, 1) for passage in sorted(relevant)]
    run = [ir_measures.ScoredDoc("q", passage, float(len(ranking) - rank)) for rank, passage in enumerate(ranking)]
    asked = [ir_measures.R @ cutoff, ir_measures.RR @ cutoff, ir_measures.nDCG @ cutoff]
    theirs = ir_measures.calc_aggregate(asked, judged, run)
    found = [passage in relevant for passage in ranking]
    ranks = [ranking.index(passage) + 1 if passage in ranking else None for passage in sorted(relevant)]
    assert recall_at(ranks, cutoff) == pytest.approx(theirs[ir_measures.R @ cutoff])
    assert reciprocal_rank(found, cutoff) == pytest.approx(theirs[ir_measures.RR @ cutoff])
    assert ndcg(found, len(relevant), cutoff) == pytest.approx(theirs[ir_measures.nDCG @ cutoff])
