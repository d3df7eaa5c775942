"""BM25 over flat arrays scores as rank-bm25 does, over one segment or many, and counts merged from parts are those counted afresh."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from index.lexical import Postings, TermStatistics, row_of
from index.words import MAX_TERM_BYTES, STOP_WORDS, terms, words

Corpus = list[list[str]]

TERMS = st.sampled_from(["ferry", "harbour", "fish", "net", "lake", "bridg", "2023", "mostar", "дунав", "x"])
PASSAGES = st.lists(TERMS, max_size=12)
CORPORA = st.lists(PASSAGES, min_size=1, max_size=15).filter(any)
SEGMENTS = st.lists(st.lists(PASSAGES, max_size=6), max_size=5)
QUERIES = st.lists(st.one_of(TERMS, st.sampled_from(["unknown", "term"])), max_size=6)


def statistics_of(*segments: Corpus) -> TermStatistics:
    return TermStatistics.empty().changed([Postings.from_terms(segment) for segment in segments], [])


def scores(query: list[str], *segments: Corpus) -> NDArray[np.float64]:
    """BM25 of every passage of some segments, one after the other."""
    total, first, statistics = np.zeros(sum(map(len, segments))), 0, statistics_of(*segments)
    for segment in segments:
        Postings.from_terms(segment).add_scores(query, statistics, total[first : first + len(segment)])
        first += len(segment)
    return total


def assert_same(one: Postings | TermStatistics, other: Postings | TermStatistics) -> None:
    for name in one.__slots__:
        left, right = np.asarray(getattr(one, name)), np.asarray(getattr(other, name))
        assert left.dtype == right.dtype, name
        np.testing.assert_array_equal(left, right, err_msg=name)


@given(CORPORA.filter(lambda corpus: BM25Okapi(corpus).average_idf > 1e-9), QUERIES)
def test_scores_equal_rank_bm25(corpus: Corpus, query: list[str]) -> None:
    np.testing.assert_allclose(scores(query, corpus), BM25Okapi(corpus).get_scores(query), rtol=1e-12, atol=1e-12)


@given(SEGMENTS, QUERIES)
def test_scores_over_many_segments_are_those_over_one(segments: list[Corpus], query: list[str]) -> None:
    np.testing.assert_array_equal(scores(query, *segments), scores(query, [passage for segment in segments for passage in segment]))


@given(SEGMENTS, SEGMENTS, SEGMENTS)
def test_statistics_that_were_changed_are_those_counted_afresh(stay: list[Corpus], go: list[Corpus], come: list[Corpus]) -> None:
    before = statistics_of(*stay, *go)
    changed = before.changed([Postings.from_terms(segment) for segment in come], [Postings.from_terms(segment) for segment in go])
    assert_same(changed, statistics_of(*come, *stay))
    assert changed.passages == sum(len(segment) for segment in [*stay, *come])


@given(CORPORA, QUERIES)
def test_a_term_asked_twice_counts_twice(corpus: Corpus, query: list[str]) -> None:
    np.testing.assert_allclose(scores(query * 2, corpus), 2 * scores(query, corpus), rtol=1e-12, atol=1e-12)


def test_one_score_is_the_formula() -> None:
    corpus = [["ferry", "lake", "ferry"], ["lake"], ["bridg", "harbour"], ["net"], ["fish"]]
    k1, b, average = 1.5, 0.75, (3 + 1 + 2 + 1 + 1) / 5
    idf = math.log(5 - 1 + 0.5) - math.log(1 + 0.5)
    expected = idf * 2 * (k1 + 1) / (2 + k1 * (1 - b + b * 3 / average))
    assert scores(["ferry"], corpus).tolist() == pytest.approx([expected, 0, 0, 0, 0])
    assert scores(["ferry"], corpus[:2], corpus[2:]).tolist() == pytest.approx([expected, 0, 0, 0, 0])


def test_a_term_in_every_passage_gets_the_floor_of_rank_bm25() -> None:
    corpus = [["lake", "ferry"], ["lake"], ["lake", "net"], ["lake", "fish"]]
    assert BM25Okapi(corpus).average_idf > 0
    assert statistics_of(corpus).idf("lake") == pytest.approx(BM25Okapi(corpus).idf["lake"])
    np.testing.assert_allclose(scores(["lake"], corpus), BM25Okapi(corpus).get_scores(["lake"]))


def test_in_one_passage_a_match_counts_for_more_than_none() -> None:
    """rank-bm25 gives every term of a single passage a negative idf; a person's first document is a single passage."""
    statistics = statistics_of([["lake", "ferry"]])
    assert BM25Okapi([["lake", "ferry"]]).idf["lake"] < 0
    assert statistics.idf("lake") == pytest.approx(math.log(1 + (1 - 1 + 0.5) / (1 + 0.5)))
    assert scores(["lake"], [["lake", "ferry"]])[0] > 0
    assert statistics.idf("unknown") > statistics.idf("lake")


@given(SEGMENTS)
def test_no_term_counts_for_less_than_none(segments: list[Corpus]) -> None:
    statistics = statistics_of(*segments)
    assert all(statistics.idf(term.decode()) >= 0 for term in statistics.vocabulary)


def test_an_unknown_term_has_the_idf_of_a_frequency_of_zero() -> None:
    corpus = [["lake"], ["ferry"], ["net"]]
    assert statistics_of(corpus).idf("unknown") == pytest.approx(math.log(3 - 0 + 0.5) - math.log(0 + 0.5))
    assert scores(["unknown"], corpus).tolist() == [0, 0, 0]


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_passages_without_terms_score_zero(corpus: Corpus) -> None:
    assert scores(["lake"], corpus).tolist() == [0] * len(corpus)
    assert math.isfinite(statistics_of(corpus).idf("lake"))


@given(CORPORA, st.randoms(use_true_random=False))
def test_merged_is_counted_afresh(corpus: Corpus, random) -> None:  # type: ignore[no-untyped-def]
    """Old counts whose first passages go, and new ones, with their passages shuffled among each other."""
    gone = [["gone", "lake"], ["net"]]
    split = random.randint(0, len(corpus))
    order = list(range(len(corpus)))
    random.shuffle(order)
    old = Postings.from_terms(gone + corpus[:split])
    new = Postings.from_terms(corpus[split:])
    places = np.array(order, dtype=np.int64)
    old_places = np.concatenate([[-1, -1], places[:split]]).astype(np.int64)
    afresh = Postings.from_terms([corpus[order.index(place)] for place in range(len(corpus))])
    assert_same(Postings.merged([(old, old_places), (new, places[split:])], len(corpus)), afresh)


def test_merging_with_nothing_new_changes_nothing() -> None:
    postings = Postings.from_terms([["lake", "ferry"], [], ["lake"]])
    nothing = Postings.from_terms([])
    assert_same(Postings.merged([(postings, np.arange(3)), (nothing, np.zeros(0, np.int64))], 3), postings)


def test_everything_can_go() -> None:
    postings = Postings.from_terms([["lake"], ["ferry"]])
    assert_same(Postings.merged([(postings, np.array([-1, -1]))], 0), Postings.from_terms([]))
    assert_same(statistics_of([["lake"], ["ferry"]]).changed([], [postings]), TermStatistics.empty())


def test_saved_and_opened_is_the_same(tmp_path: Path) -> None:
    corpus = [["lake", "дунав"], [], ["lake"] * 300]
    Postings.from_terms(corpus).save(tmp_path)
    statistics_of(corpus).save(tmp_path)
    assert_same(Postings.open(tmp_path), Postings.from_terms(corpus))
    assert_same(TermStatistics.open(tmp_path), statistics_of(corpus))


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        ("terms-frequencies", np.array([1, 9], np.int64)),
        ("terms-frequencies", np.array([1, 0], np.int64)),
        ("terms-frequencies", np.array([1.0, 2.0])),
        ("terms-vocabulary", np.array([b"lake"])),
        ("terms-totals", np.array([-3, 5], np.int64)),
        ("terms-average", np.array([math.nan])),
        ("lexical-rows", np.array([0, 1], np.int64)),
        ("lexical-rows", np.array([0, 1, 99], np.int64)),
        ("lexical-counts", np.array([1, 1, 1], np.float32)),
        ("lexical-passages", np.array([[1], [1], [1]], np.int32)),
        ("lexical-lengths", np.array(3, np.int32)),
    ],
)
def test_arrays_that_do_not_fit_together_are_not_opened(tmp_path: Path, name: str, junk: NDArray[np.generic]) -> None:
    corpus = [["lake", "ferry"], [], ["lake"]]
    Postings.from_terms(corpus).save(tmp_path)
    statistics_of(corpus).save(tmp_path)
    np.save(tmp_path / f"{name}.npy", junk)
    with pytest.raises((ValueError, TypeError)):
        (TermStatistics if name.startswith("terms") else Postings).open(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferries carried 1,200 cars", ["ferri", "carri", "1,200", "car"]),
        ("Hašim Thaçi’s speech", ["hasim", "thaci", "speech"]),
        ("ＦＵＬＬ width ﬁsh", ["full", "width", "fish"]),
        ("and of the", []),
        ("not against", ["not", "against"]),
        ("", []),
    ],
)
def test_words_are_folded_and_stemmed(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text(max_size=120))
def test_terms_fit_the_vocabulary_and_find_themselves(text: str) -> None:
    found = terms(text)
    assert all(0 < len(term.encode()) <= MAX_TERM_BYTES for term in found)
    corpus = [found, ["elsewhere"], ["other"]]
    np.testing.assert_array_equal(scores(found, corpus)[1:], [0, 0])
    assert all(row_of(Postings.from_terms(corpus).vocabulary, term) is not None for term in found)


def test_function_words_are_words_but_no_terms() -> None:
    assert words("What about the ferry?") == ["what", "about", "the", "ferry"]
    assert not set(terms("What about the ferry?")) & STOP_WORDS
