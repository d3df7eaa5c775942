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


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 60))
def test_search_is_plain_numpy(seed: int, count: int, limit: int) -> None:
    rows, vector = random_rows(seed, count), random_rows(seed + 1, 1)[0]
    assert DenseIndex.from_vectors(rows).search(vector, limit).tolist() == plain_search(rows, vector, limit)


@given(st.integers(0, 10_000), st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 60))
def test_rows_that_are_not_allowed_are_left_out(seed: int, mask: list[bool], limit: int) -> None:
    rows, vector, allowed = random_rows(seed, len(mask)), random_rows(seed + 1, 1)[0], np.array(mask)
    assert DenseIndex.from_vectors(rows).search(vector, limit, allowed).tolist() == plain_search(rows, vector, limit, allowed)


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_ties_come_in_passage_order(limit: int) -> None:
    rows = np.repeat(random_rows(1, 1), 7, axis=0)
    assert DenseIndex.from_vectors(rows).search(rows[0], limit).tolist() == list(range(min(limit, 7)))


def test_ties_among_better_and_worse_rows_come_in_passage_order() -> None:
    near, far = np.eye(8, dtype=np.float32)[:2]
    rows = np.stack([far, near, far, near, near, far])
    assert DenseIndex.from_vectors(rows).search(near, 5).tolist() == [1, 3, 4, 0, 2]


def test_more_asked_than_there_are_gives_all_and_no_minus_one() -> None:
    rows = random_rows(2, 3)
    assert sorted(DenseIndex.from_vectors(rows).search(rows[0], 100).tolist()) == [0, 1, 2]


def test_an_empty_index_finds_nothing() -> None:
    empty = DenseIndex.from_vectors(np.zeros((0, 16), dtype=np.float32))
    assert len(empty) == 0
    assert empty.vectors.shape == (0, 16)
    assert empty.search(random_rows(3, 1)[0], 5).tolist() == []


def test_rows_come_back_as_they_were_and_cannot_be_changed(tmp_path: Path) -> None:
    rows = random_rows(4, 9)
    DenseIndex.from_vectors(rows).save(tmp_path)
    opened = DenseIndex.open(tmp_path)
    np.testing.assert_array_equal(opened.vectors, rows)
    assert opened.search(rows[5], 1).tolist() == [5]
    with pytest.raises(ValueError, match="read-only"):
        opened.vectors[0] = 0
