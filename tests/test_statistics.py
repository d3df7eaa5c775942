"""What a library holds, counted: every document once, whatever it states."""

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from test_filters import summary

from assistant.statistics import SAMPLED_CHARACTERS, SAMPLED_DOCUMENTS, Count, Group, Words, counted_words, library_statistics
from corpus.file_reading import Problem
from index.filters import Filter, matching
from index.store import DocumentSummary

DATES = st.sampled_from(["", "2021", "2021-05", "2021-05-04", "2022-01", "1999-12-31"])
SUMMARIES = st.lists(
    st.builds(
        lambda name, kind, day, publisher, language: summary(f"{name}.{kind}", day=day, publisher=publisher, language=language),
        st.text("abc/", min_size=1, max_size=5),
        st.sampled_from(["pdf", "md", "PDF"]),
        DATES,
        st.sampled_from(["", "Lake Secretariat", "Ministry"]),
        st.sampled_from(["", "en", "sq"]),
    )
)


class Texts:
    """Texts by document_id, as an index gives them."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts, self.asked = texts, 0

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        self.asked += 1
        return self.texts[document_id][start:end]


def test_a_small_library_in_numbers() -> None:
    documents = [
        replace(summary("a.pdf", day="2021-05-04", publisher="Lake Secretariat", language="en"), passages=3, characters=100),
        replace(summary("b.md", day="2022", publisher="Lake Secretariat"), passages=1, characters=20),
        replace(summary("c.eml"), passages=1),
        replace(summary("c.eml/d.pdf", day="2021-07", language="sq"), held_in="c.eml"),
    ]
    problems = [Problem("e.xyz", "no reader"), Problem("a.pdf", "page 2", partly=True), Problem("a.pdf", "page 3", partly=True)]
    found = library_statistics(documents, problems, Words(24, exact=True))
    assert (found.documents, found.files, found.passages, found.characters, found.words.number) == (4, 3, 5, 120, 24)
    assert (found.not_read, found.read_in_part, found.first_date, found.last_date) == (1, 1, "2021-05-04", "2022")
    assert found.years == Group((Count("2021", 2), Count("2022", 1)), 1)
    assert found.months == Group((Count("2021-05", 1), Count("2021-07", 1)), 1)
    assert found.publishers == Group((Count("Lake Secretariat", 2),), 2)
    assert found.kinds == Group((Count("pdf", 2), Count("eml", 1), Count("md", 1)), 0)
    assert found.languages == Group((Count("en", 1), Count("sq", 1)), 2)


@given(SUMMARIES)
def test_every_document_is_counted_once_in_every_group(documents: list[DocumentSummary]) -> None:
    found = library_statistics(documents)
    for group in (found.years, found.publishers, found.kinds, found.languages):
        assert sum(count.documents for count in group.counts) + group.unstated == len(documents)
        assert all(count.value and count.documents for count in group.counts)
    dated = len(documents) - found.years.unstated
    assert sum(count.documents for count in found.months.counts) + found.months.unstated == dated


@given(SUMMARIES)
def test_a_count_is_what_its_filter_finds(documents: list[DocumentSummary]) -> None:
    found = library_statistics(documents)
    for count in found.years.counts:
        assert len(matching(documents, Filter(after=count.value, before=str(int(count.value) + 1)))) == count.documents
    for name, group in (("kind", found.kinds), ("language", found.languages), ("publisher", found.publishers)):
        for count in group.counts:
            assert len(matching(documents, Filter(**{name: count.value}))) == count.documents  # type: ignore[arg-type]


def test_words_are_counted_in_a_small_library_and_reckoned_in_a_large_one() -> None:
    few = {f"{number}.txt": "one two three " * (number + 1) for number in range(5)}
    documents = [replace(summary(name), characters=len(text)) for name, text in few.items()]
    assert counted_words(Texts(few), documents) == Words(3 * (1 + 2 + 3 + 4 + 5), exact=True)
    many = {f"{number:03}.txt": "one two three " * 100 for number in range(200)}
    texts = Texts(many)
    reckoned = counted_words(texts, [replace(summary(name), characters=len(text)) for name, text in many.items()])
    assert reckoned == Words(60_000, exact=False)
    assert texts.asked <= SAMPLED_DOCUMENTS
    long = {"a.txt": "word " * SAMPLED_CHARACTERS}
    assert counted_words(Texts(long), [replace(summary("a.txt"), characters=5 * SAMPLED_CHARACTERS)]) == Words(SAMPLED_CHARACTERS, exact=False)
    assert counted_words(Texts({}), []) == Words(0, exact=True)


def test_fifty_thousand_documents_are_counted_while_one_waits() -> None:
    documents = [summary(f"f{n % 40}/{n}.pdf", day=f"{1990 + n % 30}-{1 + n % 12:02}-01", publisher=f"P {n % 900}") for n in range(50_000)]
    began = time.perf_counter()
    assert library_statistics(documents).documents == 50_000
    assert time.perf_counter() - began < 5  # 0.2 s here; a busy machine may be slow, and a quadratic count would take minutes
