"""BM25 over flat arrays scores as rank-bm25 does, and an index merged from parts is the index built afresh."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.lexical import LexicalIndex
from index.words import MAX_TERM_BYTES, STOP_WORDS, terms, words

TERMS = st.sampled_from(["ferry", "harbour", "fish", "net", "lake", "bridg", "2023", "mostar", "дунав", "x"])
CORPORA = st.lists(st.lists(TERMS, max_size=12), min_size=1, max_size=15).filter(any)
QUERIES = st.lists(st.one_of(TERMS, st.sampled_from(["unknown", "term"])), max_size=6)


@given(CORPORA.filter(lambda corpus: BM25Okapi(corpus).average_idf > 1e-9), QUERIES)
def test_scores_equal_rank_bm25(corpus: list[list[str]], query: list[str]) -> None:
    np.testing.assert_allclose(LexicalIndex.from_terms(corpus).scores(query), BM25Okapi(corpus).get_scores(query), rtol=1e-12, atol=1e-12)


@given(CORPORA, QUERIES)
def test_a_term_asked_twice_counts_twice(corpus: list[list[str]], query: list[str]) -> None:
    index = LexicalIndex.from_terms(corpus)
    np.testing.assert_allclose(index.scores(query * 2), 2 * index.scores(query), rtol=1e-12, atol=1e-12)


def test_one_score_is_the_formula() -> None:
    corpus = [["ferry", "lake", "ferry"], ["lake"], ["bridg", "harbour"], ["net"], ["fish"]]
    k1, b, average = 1.5, 0.75, (3 + 1 + 2 + 1 + 1) / 5
    idf = math.log(5 - 1 + 0.5) - math.log(1 + 0.5)
    expected = idf * 2 * (k1 + 1) / (2 + k1 * (1 - b + b * 3 / average))
    assert LexicalIndex.from_terms(corpus).scores(["ferry"]).tolist() == pytest.approx([expected, 0, 0, 0, 0])


def test_a_term_in_every_passage_gets_the_floor_of_rank_bm25() -> None:
    corpus = [["lake", "ferry"], ["lake"], ["lake", "net"], ["lake", "fish"]]
    assert BM25Okapi(corpus).average_idf > 0
    index = LexicalIndex.from_terms(corpus)
    assert index.term_idf("lake") == pytest.approx(BM25Okapi(corpus).idf["lake"])
    np.testing.assert_allclose(index.scores(["lake"]), BM25Okapi(corpus).get_scores(["lake"]))


def test_in_one_passage_a_match_counts_for_more_than_none() -> None:
    """rank-bm25 gives every term of a single passage a negative idf; a person's first document is a single passage."""
    index = LexicalIndex.from_terms([["lake", "ferry"]])
    assert BM25Okapi([["lake", "ferry"]]).idf["lake"] < 0
    assert index.term_idf("lake") == pytest.approx(math.log(1 + (1 - 1 + 0.5) / (1 + 0.5)))
    assert index.scores(["lake"])[0] > 0
    assert index.term_idf("unknown") > index.term_idf("lake")


@given(CORPORA)
def test_no_term_counts_for_less_than_none(corpus: list[list[str]]) -> None:
    assert (LexicalIndex.from_terms(corpus).idf >= 0).all()


def test_an_unknown_term_has_the_idf_of_a_frequency_of_zero() -> None:
    index = LexicalIndex.from_terms([["lake"], ["ferry"], ["net"]])
    assert index.term_idf("unknown") == pytest.approx(math.log(3 - 0 + 0.5) - math.log(0 + 0.5))
    assert index.scores(["unknown"]).tolist() == [0, 0, 0]


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_index_without_terms_scores_zero(corpus: list[list[str]]) -> None:
    index = LexicalIndex.from_terms(corpus)
    assert index.scores(["lake"]).tolist() == [0] * len(corpus)
    assert math.isfinite(index.term_idf("lake"))


@given(CORPORA, st.randoms(use_true_random=False))
def test_merged_is_built_afresh(corpus: list[list[str]], random) -> None:  # type: ignore[no-untyped-def]
    """An old index whose first passages go, and a new one, with their passages shuffled among each other."""
    gone = [["gone", "lake"], ["net"]]
    split = random.randint(0, len(corpus))
    order = list(range(len(corpus)))
    random.shuffle(order)
    old = LexicalIndex.from_terms(gone + corpus[:split])
    new = LexicalIndex.from_terms(corpus[split:])
    places = np.array(order, dtype=np.int64)
    old_places = np.concatenate([[-1, -1], places[:split]]).astype(np.int64)
    afresh = LexicalIndex.from_terms([corpus[order.index(place)] for place in range(len(corpus))])
    assert_same(LexicalIndex.merged([(old, old_places), (new, places[split:])], len(corpus)), afresh)


def test_merging_with_nothing_new_changes_nothing() -> None:
    index = LexicalIndex.from_terms([["lake", "ferry"], [], ["lake"]])
    nothing = LexicalIndex.from_terms([])
    assert_same(LexicalIndex.merged([(index, np.arange(3)), (nothing, np.zeros(0, np.int64))], 3), index)


def test_everything_can_go() -> None:
    index = LexicalIndex.from_terms([["lake"], ["ferry"]])
    assert_same(LexicalIndex.merged([(index, np.array([-1, -1]))], 0), LexicalIndex.from_terms([]))


def test_saved_and_opened_is_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.from_terms([["lake", "дунав"], [], ["lake"] * 300])
    index.save(tmp_path)
    assert_same(LexicalIndex.open(tmp_path), index)


def assert_same(one: LexicalIndex, other: LexicalIndex) -> None:
    for name in ("vocabulary", "rows", "passages", "counts", "lengths", "idf"):
        left, right = getattr(one, name), getattr(other, name)
        assert left.dtype == right.dtype, name
        np.testing.assert_array_equal(left, right, err_msg=name)


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
    index = LexicalIndex.from_terms([found, ["elsewhere"], ["other"]])
    np.testing.assert_array_equal(index.scores(found)[1:], [0, 0])
    assert all(index._row(term) is not None for term in found)


def test_function_words_are_words_but_no_terms() -> None:
    assert words("What about the ferry?") == ["what", "about", "the", "ferry"]
    assert not set(terms("What about the ferry?")) & STOP_WORDS
