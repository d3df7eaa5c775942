"""Fusion, late interaction and re-ranking against their formulas, written plainly, and the rankings of a small index."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import StoredIndexError
from corpus.library import Library
from index.build import update_index
from index.filters import Filter
from index.passage_index import PassageIndex
from index.ranking import RERANKED, best_first, fused, late_interaction, reranked
from index.words import terms

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]
SCORES = st.lists(st.floats(-1, 30), min_size=1, max_size=10)


@given(SCORES, st.floats(0.1, 50))
def test_fusion_is_half_bm25_over_the_self_score_and_half_cosine(bm25: list[float], self_score: float) -> None:
    cosine = [score / 40 for score in reversed(bm25)]
    expected = [0.5 * b / self_score + 0.5 * c for b, c in zip(bm25, cosine)]
    assert fused(np.array(bm25), np.array(cosine), self_score).tolist() == pytest.approx(expected)


def test_without_a_searchable_term_the_cosine_alone_counts() -> None:
    assert fused(np.zeros(2), np.array([0.8, -0.2]), 0).tolist() == pytest.approx([0.5 * 0.8, 0.5 * -0.2])


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 9))
def test_late_interaction_is_the_mean_of_best_cosines(seed: int, asked: int, held: int) -> None:
    random = np.random.default_rng(seed)
    question, passage = (
        rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (random.normal(size=(asked, 5)), random.normal(size=(held, 5)))
    )
    expected = sum(max(float(np.dot(q, p)) for p in passage) for q in question) / asked
    assert late_interaction(question.astype(np.float32), passage.astype(np.float32)) == pytest.approx(expected, abs=1e-5)


def test_late_interaction_with_weights_is_the_weighted_mean() -> None:
    question, passage = np.eye(3, dtype=np.float32)[:2], np.eye(3, dtype=np.float32)[:1]
    assert late_interaction(question, passage, np.array([3, 1], dtype=np.float32)) == pytest.approx((3 * 1 + 1 * 0) / (3 + 1))


def test_late_interaction_with_nothing_is_zero() -> None:
    nothing, something = np.zeros((0, 3), dtype=np.float32), np.eye(3, dtype=np.float32)
    assert late_interaction(nothing, something) == late_interaction(something, nothing) == 0


@given(SCORES)
def test_reranking_is_two_fifths_fusion_and_three_fifths_late_interaction(fusion: list[float]) -> None:
    late = [score / 30 for score in fusion]
    assert reranked(np.array(fusion), np.array(late)).tolist() == pytest.approx([0.4 * f + 0.6 * token for f, token in zip(fusion, late)])


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=12))
def test_best_first_breaks_ties_by_ordinal(scores: list[float]) -> None:
    ordinals = np.arange(len(scores), dtype=np.int64)[::-1]
    expected = sorted(range(len(scores)), key=lambda place: (-scores[place], ordinals[place]))
    assert best_first(np.array(scores), ordinals).tolist() == expected


@pytest.fixture
def ferries(write_library: WriteLibrary, tmp_path: Path, encoder: HashingEncoder) -> PassageIndex:
    """Forty documents, one passage each; number 7 alone speaks of otters."""
    files = {
        f"notes/{number:02d}.txt": f"The ferry number {number} left the harbour in fair weather{' with otters aboard' if number == 7 else ''}."
        for number in range(40)
    }
    update_index(Library(write_library(files)), tmp_path / "index", encoder)
    return PassageIndex.open(tmp_path / "index")


def test_a_ranking_is_best_first_and_its_parts_are_the_formulas(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    query = "Which ferry had otters aboard?"
    ranking = ferries.search(query, encoder)
    assert len(ranking) == RERANKED
    assert ranking[0].passage.document_id == "notes/07.txt"
    assert [ranked.score for ranked in ranking] == sorted((ranked.score for ranked in ranking), reverse=True)
    vector, tokens = encoder.encode_question(query)
    self_score = sum(ferries.term_idf(term) for term in terms(query))
    for ranked in ranking:
        text = ferries.document(ranked.passage.document_id).text
        (row, _), cosine = encoder.token_vectors([text])[0], float(encoder.encode_passages([text])[0] @ vector)
        bm25 = float(ferries.lexical_scores(terms(query))[ranked.ordinal])
        late = late_interaction(tokens, row)
        assert ranked.dense == pytest.approx(cosine, abs=1e-5)
        assert ranked.lexical == pytest.approx(bm25 / self_score)
        assert ranked.late == pytest.approx(late, abs=1e-5)
        assert ranked.score == pytest.approx(0.4 * (0.5 * bm25 / self_score + 0.5 * cosine) + 0.6 * late, abs=1e-5)


def test_without_reranking_the_score_is_the_fusion(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    for ranked in ferries.search("otters aboard", encoder, rerank=False):
        assert ranked.late is None
        assert ranked.score == pytest.approx(0.5 * ranked.lexical + 0.5 * ranked.dense)


def test_a_long_ranking_holds_every_passage_once_best_first(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    ranking = ferries.search("otters on a ferry", encoder, limit=1000)
    assert sorted(ranked.ordinal for ranked in ranking) == list(range(40))
    assert [ranked.late is None for ranked in ranking] == [False] * RERANKED + [True] * (40 - RERANKED)
    assert [ranked.score for ranked in ranking] == sorted((ranked.score for ranked in ranking), reverse=True)


def test_a_glob_narrows_the_documents(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    found = [ranked.passage.document_id for ranked in ferries.search("otters", encoder, where=Filter(documents="notes/1*.txt"))]
    assert sorted(found) == [f"notes/{number}.txt" for number in range(10, 20)]


def test_a_glob_that_matches_nothing_says_so(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    with pytest.raises(StoredIndexError, match=r"no document fits the filter document 'nothing/\*'; list what there is with `rapporteur documents`"):
        ferries.search("otters", encoder, where=Filter(documents="nothing/*"))


def test_a_query_of_unknown_words_still_ranks(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    ranking = ferries.search("zzz qqq", encoder)
    assert len(ranking) == RERANKED
    assert all(ranked.lexical == 0 and np.isfinite(ranked.score) for ranked in ranking)


def test_the_same_search_twice_is_the_same_ranking(ferries: PassageIndex, encoder: HashingEncoder) -> None:
    assert ferries.search("ferry in fair weather", encoder) == ferries.search("ferry in fair weather", encoder)
