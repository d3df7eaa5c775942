"""The dense index is numpy's inner product, sorted by score and then by passage order."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import DenseIndex

Rows = NDArray[np.float32]


def random_rows(seed: int, count: int, width: int = 16) -> Rows:
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def plain_search(rows: Rows, vector: Rows, limit: int, allowed: NDArray[np.bool_] | None = None) -> list[int]:
    scores = rows @ vector
    left = [row for row in range(len(rows)) if allowed is None or allowed[row]]
    return sorted(left, key=lambda row: (-scores[row], row))[:limit]


def places(index: DenseIndex, vector: Rows, limit: int, allowed: NDArray[np.bool_] | None = None) -> list[int]:
    found, cosines = index.search(vector, limit, allowed)
    np.testing.assert_allclose(cosines, index.vectors[found] @ vector, rtol=1e-5, atol=1e-6)
    return found.tolist()


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 60))
def test_search_is_plain_numpy(seed: int, count: int, limit: int) -> None:
    rows, vector = random_rows(seed, count), random_rows(seed + 1, 1)[0]
    assert places(DenseIndex.from_vectors(rows), vector, limit) == plain_search(rows, vector, limit)


@given(st.integers(0, 10_000), st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 60))
def test_rows_that_are_not_allowed_are_left_out(seed: int, mask: list[bool], limit: int) -> None:
    rows, vector, allowed = random_rows(seed, len(mask)), random_rows(seed + 1, 1)[0], np.array(mask)
    assert places(DenseIndex.from_vectors(rows), vector, limit, allowed) == plain_search(rows, vector, limit, allowed)


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_ties_come_in_passage_order(limit: int) -> None:
    rows = np.repeat(random_rows(1, 1), 7, axis=0)
    assert places(DenseIndex.from_vectors(rows), rows[0], limit) == list(range(min(limit, 7)))


def test_ties_among_better_and_worse_rows_come_in_passage_order() -> None:
    near, far = np.eye(8, dtype=np.float32)[:2]
    rows = np.stack([far, near, far, near, near, far])
    assert places(DenseIndex.from_vectors(rows), near, 5) == [1, 3, 4, 0, 2]


def test_more_asked_than_there_are_gives_all_and_no_minus_one() -> None:
    rows = random_rows(2, 3)
    assert sorted(places(DenseIndex.from_vectors(rows), rows[0], 100)) == [0, 1, 2]


def test_an_empty_index_finds_nothing() -> None:
    empty = DenseIndex.from_vectors(np.zeros((0, 16), dtype=np.float32))
    assert len(empty) == 0
    assert empty.vectors.shape == (0, 16)
    assert places(empty, random_rows(3, 1)[0], 5) == []


def test_rows_come_back_as_they_were_and_cannot_be_changed(tmp_path: Path) -> None:
    rows = random_rows(4, 9)
    DenseIndex.from_vectors(rows).save(tmp_path)
    opened = DenseIndex.open(tmp_path)
    np.testing.assert_array_equal(opened.vectors, rows)
    assert places(opened, rows[5], 1) == [5]
    with pytest.raises(ValueError, match="read-only"):
        opened.vectors[0] = 0
    assert (len(opened), opened.dimensions) == (9, 16)


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 130), st.booleans())
def test_of_many_rows_alike_the_first_are_found(seed: int, kinds: int, limit: int, filtered: bool) -> None:
    """Copies of a form letter are many; faiss alone would leave out any of them."""
    chance = np.random.default_rng(seed)
    kind = np.sort(chance.integers(0, kinds, 400))[chance.permutation(400)]
    vectors = np.eye(8, dtype=np.float32)[kind]
    vector = np.array([4, 3, 2, 1, 0, 0, 0, 0], dtype=np.float32) / np.float32(np.sqrt(30))
    allowed = chance.random(400) < 0.7 if filtered else None
    assert places(DenseIndex.from_vectors(vectors), vector, limit, allowed) == plain_search(vectors, vector, limit, allowed)
