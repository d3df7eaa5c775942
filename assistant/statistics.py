"""What a library holds, counted.

What enters: document summaries, what could not be read, and a way to read parts of texts. What leaves: `Statistics`: totals, and
documents by year, month, publisher, kind and language, whose values are those that filters take. It deliberately guesses nothing:
a document that does not state a thing is counted as one that does not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.readers import suffix_of
from index.store import DocumentSummary

# Words are counted in so many documents, spread over the list, and in the first characters of each; of a larger library the rest
# is reckoned by its characters. Twenty-four keep the counting below a tenth of a second.
SAMPLED_DOCUMENTS = 24
SAMPLED_CHARACTERS = 50_000


class NotRead(Protocol):
    """A file that could not be read, or, where `partly`, only in part."""

    @property
    def document_id(self) -> str: ...
    @property
    def partly(self) -> bool: ...


class ReadsTexts(Protocol):
    """An index, as far as words are counted in it."""

    def stored_text(self, document_id: str, start: int, end: int, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Count:
    """A value and how many documents state it."""

    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Group:
    """Documents by what they state of one thing; `unstated` is how many state nothing of it."""

    counts: tuple[Count, ...]
    unstated: int


@dataclass(frozen=True, slots=True)
class Words:
    """How many words there are; `exact` where all were counted."""

    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """A library in numbers. `years` and `months` are in order; the other groups begin with the most frequent.

    `files` are those on the disk that hold the documents; `months.unstated` are dated documents that name no month, and
    `years.unstated` are the undated ones. `first_date` and `last_date` are empty where nothing is dated.
    """

    documents: int
    files: int
    passages: int
    characters: int
    words: Words
    not_read: int
    read_in_part: int
    first_date: str
    last_date: str
    years: Group
    months: Group
    publishers: Group
    kinds: Group
    languages: Group


def library_statistics(summaries: Sequence[DocumentSummary], problems: Iterable[NotRead] = (), words: Words | None = None) -> Statistics:
    """The numbers of these documents; without `words`, none are counted."""
    noted = list(problems)
    dates = [summary.date for summary in summaries if summary.date]
    return Statistics(
        documents=len(summaries),
        files=len({summary.held_in or summary.document_id for summary in summaries}),
        passages=sum(summary.passages for summary in summaries),
        characters=sum(summary.characters for summary in summaries),
        words=words or Words(0, exact=not summaries),
        not_read=len({problem.document_id for problem in noted if not problem.partly}),
        read_in_part=len({problem.document_id for problem in noted if problem.partly}),
        first_date=min(dates, default=""),
        last_date=max(dates, default=""),
        years=_in_order([summary.date[:4] for summary in summaries]),
        months=_in_order([date[:7] if len(date) > 4 else "" for date in dates]),
        publishers=_by_frequency(summary.publisher for summary in summaries),
        kinds=_by_frequency(suffix_of(summary.document_id).lstrip(".") for summary in summaries),
        languages=_by_frequency(summary.language for summary in summaries),
    )


def counted_words(index: ReadsTexts, summaries: Sequence[DocumentSummary]) -> Words:
    """The words of a library: counted where it is small, else reckoned from documents spread over it."""
    step = max(1, -(-len(summaries) // SAMPLED_DOCUMENTS))
    sampled = summaries[::step]
    read = [min(summary.characters, SAMPLED_CHARACTERS) for summary in sampled]
    counted = sum(len(index.stored_text(summary.document_id, 0, length).split()) for summary, length in zip(sampled, read))
    characters = sum(summary.characters for summary in summaries)
    exact = sum(read) == characters
    return Words(counted if exact else round(counted * characters / max(1, sum(read))), exact)


def _in_order(values: Sequence[str]) -> Group:
    counts = Counter(values)
    unstated = counts.pop("", 0)
    return Group(tuple(Count(value, counts[value]) for value in sorted(counts)), unstated)


def _by_frequency(values: Iterable[str]) -> Group:
    """Values by how many documents state them; those that are as frequent by name, so that the order is always the same."""
    counts = Counter(values)
    unstated = counts.pop("", 0)
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0].casefold(), counted[0]))
    return Group(tuple(Count(*counted) for counted in ordered), unstated)
