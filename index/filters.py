"""Filters: which documents a question is asked of.

What enters: document summaries and what is wanted of them. What leaves: those that fit. It deliberately leaves out a document
that does not say what is asked for: one without a date is neither before nor after anything.
"""

import fnmatch
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import PurePosixPath

from corpus.dates import field_date
from corpus.errors import QuestionError
from index.store import DocumentSummary


def _names(stated: str | Sequence[str]) -> tuple[str, ...]:
    """Names as JSON and people give them, each once."""
    return tuple(dict.fromkeys(name for name in ((stated,) if isinstance(stated, str) else stated) if name))


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of a document; an empty field wants nothing.

    `documents` are document_ids or globs over them, and a document fits that one of them names; a single name is taken as well.
    `after` and `before` are ISO dates, the first included and the second not: a document dated by its month or year fits when
    all of that does; `publisher`, `author` and `speaker` are parts of the name; `language` is a code ("en"); `kind` is a suffix.
    """

    documents: tuple[str, ...] = ()
    after: str = ""
    before: str = ""
    publisher: str = ""
    author: str = ""
    speaker: str = ""
    language: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        """Raises QuestionError when a date cannot be understood."""
        object.__setattr__(self, "documents", _names(self.documents))
        for name in ("after", "before"):
            stated = getattr(self, name)
            if stated and field_date(stated) != stated:
                raise QuestionError(f"{stated!r} is no date to search {name}; write it as 2023-11-29, 2023-11 or 2023")

    @property
    def wants_all(self) -> bool:
        """Whether every document fits."""
        return not any(astuple(self))

    def __str__(self) -> str:
        parts = [(field.name, getattr(self, field.name)) for field in fields(self)[1:]]
        wanted = [*(("document", name) for name in self.documents), *parts]
        return ", ".join(f"{name} {value!r}" for name, value in wanted if value)


EVERYTHING = Filter()


def matching(summaries: Sequence[DocumentSummary], where: Filter) -> list[DocumentSummary]:
    """The documents that fit, in the order given."""
    named = _named(summaries, where.documents) if where.documents else summaries
    asked = _asked(where)
    return [summary for summary in named if all(fits(summary) for fits in asked)]


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


def _asked(where: Filter) -> list[Callable[[DocumentSummary], bool]]:
    """What is asked of a document besides its name; only what is set, as a library may hold a hundred thousand."""
    publisher, author = folded(where.publisher), folded(where.author)
    language, suffix = where.language.casefold(), f".{where.kind.casefold().lstrip('.')}"
    asked: list[tuple[str, Callable[[DocumentSummary], bool]]] = [
        (where.after, lambda summary: summary.date >= first_day(where.after)),
        (where.before, lambda summary: is_before(summary.date, where.before)),
        (publisher, lambda summary: publisher in _folded_once(summary.publisher)),
        (author, lambda summary: author in _folded_once(summary.author)),
        (where.language, lambda summary: summary.language.casefold() == language),
        (where.kind, lambda summary: PurePosixPath(summary.document_id).suffix.casefold() == suffix),
        (where.speaker, lambda summary: any(says(speaker, where.speaker) for speaker in summary.speakers)),
    ]
    return [fits for wanted, fits in asked if wanted]


def _named(summaries: Sequence[DocumentSummary], wanted: Sequence[str]) -> list[DocumentSummary]:
    """The documents that one of the names means: the one of exactly that name ("notes [1].txt" is no pattern then), else a glob's.

    Both are compared in Unicode NFC: file systems keep "é" as one character or as two, keyboards type one.
    """
    names = [unicodedata.normalize("NFC", summary.document_id) for summary in summaries]
    exact = {unicodedata.normalize("NFC", name) for name in wanted}
    globs = sorted(exact.difference(names))
    return [summary for name, summary in zip(names, summaries) if name in exact or any(fnmatch.fnmatchcase(name, glob) for glob in globs)]


def folded(name: str) -> str:
    """A name for comparing: case, accents and spaces aside."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


@lru_cache(maxsize=4096)
def _folded_once(name: str) -> str:
    """A name of a document for comparing; a library has few publishers, and each is asked for at every question."""
    return folded(name)
