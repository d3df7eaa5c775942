"""Filters: which documents a question is asked of.

What enters: document summaries and what is wanted of them. What leaves: those that fit. It deliberately leaves out a document
that does not say what is asked for: one without a date is neither before nor after anything.
"""

import fnmatch
import unicodedata
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import PurePosixPath

from corpus.dates import field_date
from corpus.errors import QuestionError
from index.store import DocumentSummary


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of a document; an empty field wants nothing.

    `documents` is a document_id or a glob over them; `after` and `before` are ISO dates, the first included and the second
    not: a document dated by its month or year fits when all of that does; `publisher`, `author` and `speaker` are parts of the
    name; `language` is a code ("en"); `kind` is a suffix ("pdf").
    """

    documents: str = ""
    after: str = ""
    before: str = ""
    publisher: str = ""
    author: str = ""
    speaker: str = ""
    language: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        """Raises QuestionError when a date cannot be understood."""
        for name in ("after", "before"):
            stated = getattr(self, name)
            if stated and field_date(stated) != stated:
                raise QuestionError(f"{stated!r} is no date to search {name}; write it as 2023-11-29, 2023-11 or 2023")

    @property
    def wants_all(self) -> bool:
        """Whether every document fits."""
        return not any(astuple(self))

    def __str__(self) -> str:
        return ", ".join(f"{field.name.removesuffix('s')} {value!r}" for field in fields(self) if (value := getattr(self, field.name)))


EVERYTHING = Filter()


def matching(summaries: Sequence[DocumentSummary], where: Filter) -> list[DocumentSummary]:
    """The documents that fit, in the order given."""
    named = _named(summaries, where.documents) if where.documents else summaries
    return [summary for summary in named if _fits(summary, where)]


def first_day(date: str) -> str:
    """A date cut to what tells its first day: 2023, January 2023 and 1 January 2023 begin on the same."""
    return date.removesuffix("-01").removesuffix("-01")


def is_before(date: str, wanted: str) -> bool:
    """Whether all of a date is over on the first day of another; "2023" is not before November 2023, for it may be December."""
    day = first_day(wanted)
    return "" < date < day and not day.startswith(date)


def says(speaker: str, wanted: str) -> bool:
    """Whether a speaker is the one wanted: "balla" is "Taulant Balla"."""
    return folded(wanted) in folded(speaker) if wanted else True


def _fits(summary: DocumentSummary, where: Filter) -> bool:
    return (
        (not where.after or summary.date >= first_day(where.after))
        and (not where.before or is_before(summary.date, where.before))
        and folded(where.publisher) in folded(summary.publisher)
        and folded(where.author) in folded(summary.author)
        and (not where.language or summary.language.casefold() == where.language.casefold())
        and (not where.kind or PurePosixPath(summary.document_id).suffix.casefold() == f".{where.kind.casefold().lstrip('.')}")
        and (not where.speaker or any(says(speaker, where.speaker) for speaker in summary.speakers))
    )


def _named(summaries: Sequence[DocumentSummary], wanted: str) -> list[DocumentSummary]:
    """The document of exactly that name ("notes [1].txt" is no pattern then), else those the glob matches.

    Both are compared in Unicode NFC: file systems keep "é" as one character or as two, keyboards type one.
    """
    wanted = unicodedata.normalize("NFC", wanted)
    named = [(unicodedata.normalize("NFC", summary.document_id), summary) for summary in summaries]
    exact = [summary for name, summary in named if name == wanted]
    return exact or [summary for name, summary in named if fnmatch.fnmatchcase(name, wanted)]


def folded(name: str) -> str:
    """A name for comparing: case, accents and spaces aside."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())
