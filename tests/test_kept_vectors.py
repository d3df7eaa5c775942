"""Vectors that are kept are those that would be made again."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from index.kept_vectors import Kept, KeptVectors


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=12), st.integers(1, 4))
def test_what_is_kept_is_what_would_be_made(asked: list[list[str]], most: int) -> None:
    kept: KeptVectors[str] = KeptVectors(most)
    for texts in asked:
        assert kept.of(texts, lambda missing: [text.upper() for text in missing]) == [text.upper() for text in texts]
        assert len(kept._kept._kept) <= most


def test_a_text_is_encoded_once_while_it_is_kept_and_again_once_it_is_not() -> None:
    kept: KeptVectors[str] = KeptVectors(2)
    made: list[str] = []

    def encode(texts: Sequence[str]) -> Sequence[str]:
        made.extend(texts)
        return texts

    for texts in (["a", "b", "a"], ["b", "a"], ["c"], ["b"]):
        kept.of(texts, encode)
    assert made == ["a", "b", "c", "b"]  # b was asked for longest ago when c came


def test_no_text_is_kept_and_lone_surrogates_are_texts_too() -> None:
    kept: KeptVectors[int] = KeptVectors(8)
    assert kept.of(["secret", "\ud800"], lambda texts: [len(text) for text in texts]) == [6, 1]
    assert all(isinstance(key, bytes) and b"secret" not in key for key in kept._kept._kept)


def test_it_may_be_asked_from_several_threads() -> None:
    kept: KeptVectors[str] = KeptVectors(3)
    texts = [str(number % 7) for number in range(400)]
    with ThreadPoolExecutor(8) as people:
        assert list(people.map(lambda text: kept.of([text], list)[0], texts)) == texts


def test_passages_are_kept_by_their_numbers_and_each_is_made_once() -> None:
    kept: Kept[int, str] = Kept(2)
    made: list[int] = []

    def numbered(keys: Sequence[int]) -> list[str]:
        made.extend(keys)
        return [str(key) for key in keys]

    assert kept.of([3, 1, 3], numbered) == ["3", "1", "3"]
    assert kept.of([1, 2], numbered) == ["1", "2"]
    assert made == [3, 1, 2]
