"""What the page needs from the layers below, as protocols.

What enters: nothing. What leaves: types, met by `assistant.assistant.Assistant`, `corpus.library.Library` and
`index.build.update_index`, and by the small in-memory stand-ins of the tests. It deliberately implements nothing.
Parameters before a `/` may have any name: they are always given by place.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from assistant.answer import Answer
from corpus.document import Document
from corpus.landmarks import GlyphRun
from index.filters import Filter
from index.manifest import Recipe
from index.quote_texts import SearchesWords
from index.store import DocumentSummary

ReportProgress = Callable[[str, int, int], None]
"""Called with the stage's name, how much of it is done, and how much there is."""


class DocumentProblem(Protocol):
    """A file that could not be read, or, where `partly`, only in part, and why."""

    @property
    def document_id(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def partly(self) -> bool: ...


class OpenIndex(SearchesWords, Protocol):
    """The index in force; what it holds does not change while it is held."""

    @property
    def recipe(self) -> Recipe: ...
    def problems(self) -> Sequence[tuple[DocumentProblem, str]]: ...
    def glyphs(self, document_id: str, /) -> tuple[GlyphRun, ...]: ...
    def stored_text(self, document_id: str, start: int, end: int, /) -> str: ...


class AnswersQuestions(Protocol):
    """The assistant, as the page uses it; every call may raise a `RapporteurError`."""

    @property
    def index(self) -> OpenIndex: ...
    def ask(self, question: str, *, quotes: int = ..., where: Filter = ..., history: Sequence[str] = (), fewest: int = ...) -> Answer: ...
    def document(self, document_id: str) -> Document: ...
    def documents(self) -> Sequence[DocumentSummary]: ...
    def suggestions(self, limit: int = 4) -> Sequence[str]: ...


class PageBox(Protocol):
    """A box on a page: its edges as shares, 0 to 1, of the page's width and height as it is shown, from the top left."""

    @property
    def page(self) -> int: ...
    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def bottom(self) -> float: ...


class KeepsDocuments(Protocol):
    """The folder of documents, as the page uses it; every call may raise a `RapporteurError`."""

    @property
    def suffixes(self) -> tuple[str, ...]: ...
    def add(self, name: str, content: bytes, source_url: str = "", folder: str = "") -> str: ...
    def remove(self, document_id: str) -> None: ...
    def describe(self, document_id: str, changes: Mapping[str, str], /) -> dict[str, str]: ...
    def page_image(self, document: Document, page: int, width: int, /) -> bytes: ...
    def quote_boxes(self, document: Document, glyphs: tuple[GlyphRun, ...], start: int, end: int, /) -> Sequence[PageBox]: ...


class FetchedPage(Protocol):
    """What was found at a web address: a file name, its bytes, and the address they came from."""

    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def address(self) -> str: ...


Fetch = Callable[[str], FetchedPage]
"""Fetches what is behind a web address, or raises a `RapporteurError`."""


class UpdateReport(Protocol):
    """What one update of the index did."""

    @property
    def added(self) -> tuple[str, ...]: ...
    @property
    def changed(self) -> tuple[str, ...]: ...
    @property
    def removed(self) -> tuple[str, ...]: ...
    @property
    def problems(self) -> Sequence[DocumentProblem]: ...
    @property
    def passages(self) -> int: ...
    @property
    def seconds(self) -> float: ...


UpdateIndex = Callable[[ReportProgress], UpdateReport]
"""One update of the index, with the library and the index folder already given."""
