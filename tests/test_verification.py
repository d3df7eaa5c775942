"""The last look before a quote is shown: wrong offsets, furniture and emptiness never get past it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Evidence
from assistant.citation import cite
from assistant.selection import Quotable
from assistant.verification import holds, verified_quote
from corpus.document import Document
from corpus.file_reading import read_document

FIRST = "The ministers agreed to close the northern shore to trawlers from June to August."
SECOND = "Patrol boats of both countries will watch the closed waters together."
DOCUMENT = read_document("note.txt", f"{FIRST} {SECOND}\n\nRelated posts\n\nThe winter market opens\n".encode())


class Shelf:
    """One document, and what is stored of it: the same, unless a test says otherwise."""

    def __init__(self, stored: str = DOCUMENT.text) -> None:
        self.stored = stored

    def document(self, document_id: str) -> Document:
        return DOCUMENT

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        return self.stored[start:end]


def verified(start: int, end: int) -> str | None:
    return verified_quote(Shelf(), "note.txt", start, end)


def test_a_quote_that_is_not_what_is_stored_is_refused() -> None:
    assert verified_quote(Shelf(DOCUMENT.text.replace("June", "July")), "note.txt", 0, len(FIRST)) is None


def test_half_a_sentence_is_refused() -> None:
    assert verified(0, 12) is None
    assert verified(4, len(FIRST)) is None


def test_a_sentence_is_quoted_character_for_character() -> None:
    assert verified(0, len(FIRST)) == FIRST
    assert holds(DOCUMENT, 0, len(FIRST), FIRST)


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 10), (5, 5), (10, 5), (0, len(DOCUMENT.text) + 1), (-10, -1), (len(DOCUMENT.text), len(DOCUMENT.text) + 3)]
)
def test_a_wrong_offset_is_refused(start: int, end: int) -> None:
    assert verified(start, end) is None


def test_white_space_is_no_quote() -> None:
    assert verified(len(FIRST), len(FIRST) + 1) is None


@pytest.mark.parametrize("words", ["Related posts", "The winter market opens", "winter", "together.\n\nRelated"])
def test_furniture_is_never_verified(words: str) -> None:
    start = DOCUMENT.text.index(words)
    assert verified(start, start + len(words)) is None


@given(st.integers(-20, 250), st.integers(-20, 250))
def test_whatever_is_verified_is_the_text_at_that_place(start: int, end: int) -> None:
    quote = verified(start, end)
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
    cited = cite([Quotable(wrong), Quotable(first, (furniture,)), Quotable(furniture), Quotable(second)], Shelf())
    assert [(citation.number, citation.quote) for citation in cited] == [(1, FIRST), (2, SECOND)]
    assert all(citation.also_in == () and citation.duplicate_of is None for citation in cited)


def test_repeats_are_numbered_after_the_quotes_and_point_back() -> None:
    first, second = Evidence("note.txt", 0, len(FIRST), 0.9), Evidence("note.txt", len(FIRST) + 1, len(FIRST) + 1 + len(SECOND), 0.8)
    cited = cite([Quotable(first, (second,)), Quotable(second)], Shelf())
    assert [citation.number for citation in cited] == [1, 2, 3]
    assert cited[0].also_in == (3,)
    assert cited[2].duplicate_of == 1
    assert cited[0].locator == "paragraph 1"
