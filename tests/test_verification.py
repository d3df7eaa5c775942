"""The last look before a quote is shown: wrong offsets, furniture and emptiness never get past it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Evidence
from assistant.assistant import cite
from assistant.selection import Quotable
from assistant.verification import holds, verified_quote
from corpus.readers import read_document

FIRST = "The ministers agreed to close the northern shore to trawlers from June to August."
SECOND = "Patrol boats of both countries will watch the closed waters together."
DOCUMENT = read_document("note.txt", f"{FIRST} {SECOND}\n\nRelated posts\n\nThe winter market opens\n".encode())


def test_a_sentence_is_quoted_character_for_character() -> None:
    assert verified_quote(DOCUMENT, 0, len(FIRST)) == FIRST
    assert holds(DOCUMENT, 0, len(FIRST), FIRST)


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 10), (5, 5), (10, 5), (0, len(DOCUMENT.text) + 1), (-10, -1), (len(DOCUMENT.text), len(DOCUMENT.text) + 3)]
)
def test_a_wrong_offset_is_refused(start: int, end: int) -> None:
    assert verified_quote(DOCUMENT, start, end) is None


def test_white_space_is_no_quote() -> None:
    assert verified_quote(DOCUMENT, len(FIRST), len(FIRST) + 1) is None


@pytest.mark.parametrize("words", ["Related posts", "The winter market opens", "winter", "together.\n\nRelated"])
def test_furniture_is_never_verified(words: str) -> None:
    start = DOCUMENT.text.index(words)
    assert verified_quote(DOCUMENT, start, start + len(words)) is None


@given(st.integers(-20, 250), st.integers(-20, 250))
def test_whatever_is_verified_is_the_text_at_that_place(start: int, end: int) -> None:
    quote = verified_quote(DOCUMENT, start, end)
    assert quote is None or (quote == DOCUMENT.text[start:end] and quote.strip() and holds(DOCUMENT, start, end, quote))


@pytest.mark.parametrize("quote", [FIRST[:-1], FIRST + " ", FIRST.lower(), ""])
def test_a_quote_that_differs_by_one_character_is_not_held(quote: str) -> None:
    assert not holds(DOCUMENT, 0, len(FIRST), quote)


def test_citations_leave_out_what_does_not_verify_and_number_the_rest() -> None:
    first, second = Evidence("note.txt", 0, len(FIRST), 0.9), Evidence("note.txt", len(FIRST) + 1, len(FIRST) + 1 + len(SECOND), 0.8)
    wrong, furniture = (
        Evidence("note.txt", 0, 10_000, 1.0),
        Evidence("note.txt", DOCUMENT.text.index("Related"), DOCUMENT.text.index("Related") + 7, 0.7),
    )
    cited = cite([Quotable(wrong), Quotable(first, (furniture,)), Quotable(furniture), Quotable(second)], lambda document_id: DOCUMENT)
    assert [(citation.number, citation.quote) for citation in cited] == [(1, FIRST), (2, SECOND)]
    assert all(citation.also_in == () and citation.duplicate_of is None for citation in cited)


def test_repeats_are_numbered_after_the_quotes_and_point_back() -> None:
    first, second = Evidence("note.txt", 0, len(FIRST), 0.9), Evidence("note.txt", len(FIRST) + 1, len(FIRST) + 1 + len(SECOND), 0.8)
    cited = cite([Quotable(first, (second,)), Quotable(second)], lambda document_id: DOCUMENT)
    assert [citation.number for citation in cited] == [1, 2, 3]
    assert cited[0].also_in == (3,)
    assert cited[2].duplicate_of == 1
    assert cited[0].locator == "paragraph 1"
