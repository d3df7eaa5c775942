"""Selectors find their span again: in the same text always, in an edited one wherever that can be known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.proof.selectors import CONTEXT, MAX_CONTEXT, TextSelector, resolved, selector_of
from assistant.proof.unicode_borders import joins_the_one_before
from corpus.landmarks import Span

# Few letters, so that texts repeat themselves; and what texts are made of besides letters.
_PIECES = st.sampled_from(
    ["a", "b", " ", "\n", "\r\n", "e\u0301", "👩‍👩‍👧", "🇦🇱", "…", "the lake ", "the ministers agreed. ", "x" * 50, "\u200f", "شهر ", "水"]
)
_TEXTS = st.one_of(st.lists(_PIECES, min_size=1, max_size=60).map("".join), st.text(min_size=1, max_size=300))


@st.composite
def _spans(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(_TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(_spans())
def test_a_span_is_found_again_in_its_own_text(span: tuple[str, int, int]) -> None:
    text, start, end = span
    selector = selector_of(text, start, end)
    assert resolved(text, selector) == Span(start, end)
    assert selector.exact == text[start:end]
    assert text[start - len(selector.prefix) : end + len(selector.suffix)] == selector.context


@given(_spans())
def test_the_context_stands_once_in_the_text(span: tuple[str, int, int]) -> None:
    text, start, end = span
    context = selector_of(text, start, end).context
    place = text.find(context)
    assert text.find(context, place + 1) < 0


@given(_spans(), st.data())
def test_a_span_is_found_after_an_edit_elsewhere(span: tuple[str, int, int], data: st.DataObject) -> None:
    text, start, end = span
    selector = selector_of(text, start, end)
    left, right = start - len(selector.prefix), end + len(selector.suffix)
    before, after = data.draw(_edited(text[:left])), data.draw(_edited(text[right:]))
    edited = before + selector.context + after
    moved = Span(len(before) + len(selector.prefix), len(before) + len(selector.prefix) + end - start)
    found = resolved(edited, selector)
    if _count(edited, selector.context) == 1:
        assert found == moved
    else:
        # The edit brought the same words in the same context to a second place: nothing, or the place kept.
        assert found in (None, Span(start, end))


@given(_spans(), _TEXTS)
def test_what_is_found_in_another_text_reads_the_same(span: tuple[str, int, int], other: str) -> None:
    selector = selector_of(*span)
    found = resolved(other, selector)
    assert found is None or other[found.start : found.end] == selector.exact


@st.composite
def _edited(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + draw(_TEXTS | st.just("")) + text[draw(st.integers(start, len(text))) :]


def _count(text: str, words: str) -> int:
    return sum(text.startswith(words, place) for place in range(len(text)))


_MINUTES = (
    "The lake secretariat met in May. The ministers agreed to close the northern shore. Boats will be kept in the harbour until June. "
    "The river secretariat met in July. The ministers agreed to close the northern shore. Ferries sail as before, every morning at six."
)
_SECOND = _MINUTES.rindex("The ministers")
_SENTENCE = "The ministers agreed to close the northern shore."


def _second() -> TextSelector:
    return selector_of(_MINUTES, _SECOND, _SECOND + len(_SENTENCE))


def test_context_is_cut_at_words() -> None:
    selector = _second()
    assert selector.prefix == "The river secretariat met in July. "
    assert selector.suffix == " Ferries sail as before, every morning"


def test_a_repeated_sentence_is_told_apart_after_an_insertion() -> None:
    edited = "A preface of one line. " + _MINUTES
    assert resolved(edited, _second()) == Span(_SECOND + 23, _SECOND + 23 + len(_SENTENCE))


def test_a_sentence_is_found_when_its_neighbour_changed() -> None:
    edited = "Preface. " + _MINUTES.replace("met in July", "met in August")
    found = resolved(edited, _second())
    assert found is not None
    assert edited[: found.start].endswith("met in August. ")


def test_a_sentence_that_is_gone_is_not_found_in_its_like() -> None:
    place = _SECOND
    assert resolved(_MINUTES[:place] + _MINUTES[place + len(_SENTENCE) :], _second()) is None


def test_a_changed_word_is_no_place() -> None:
    assert resolved(_MINUTES.replace("northern", "southern"), _second()) is None


def test_two_places_alike_are_no_place() -> None:
    assert resolved("Preface. " + _MINUTES + " " + _MINUTES, _second()) is None


def test_context_grows_until_it_is_the_only_one() -> None:
    rows = "".join(f"Row: the same words stand here in every row of the table.\n{'.' * 40}\n" for _ in range(8))
    text = rows + "Total 12.\n" + rows
    start = text.index("Total") - 80
    assert "Total" in selector_of(text, start, start + 5).suffix


def test_context_is_bounded() -> None:
    text = "The same row again.\n" * 2000
    selector = selector_of(text, 20_000, 20_010)
    assert len(selector.context) < 2 * MAX_CONTEXT + 100
    assert resolved(text, selector) == Span(20_000, 20_010)


def test_a_word_without_end_is_cut() -> None:
    selector = selector_of("y" * 500 + "quote" + "z" * 500, 500, 505)
    assert selector.prefix == "y" * CONTEXT
    assert selector.suffix == "z" * CONTEXT


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 6), (5, 6)])
def test_no_selector_of_what_is_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        selector_of("words", start, end)


def test_an_empty_selector_selects_nothing() -> None:
    assert resolved("words", TextSelector("", "wo", "rds", 2, 2)) is None


@pytest.mark.parametrize(
    ("text", "joined"),
    [("e\u0301a", {1}), ("a\r\nb", {2}), ("👩\u200d👧", {1, 2}), ("🇦🇱🇽🇰", {1, 3}), ("👍🏽", {1}), ("ab", set())],
)
def test_what_people_see_as_one_character_is_not_parted(text: str, joined: set[int]) -> None:
    assert {position for position in range(len(text) + 1) if joins_the_one_before(text, position)} == joined
