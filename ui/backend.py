"""What the page needs from the layers below, as protocols.

What enters: nothing. What leaves: types, met by `assistant.assistant.Assistant`, `corpus.library.Library` and
`index.build.update_index`, and by the small in-memory stand-ins of the tests. It deliberately implements nothing.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.answer import Answer
from corpus.document import Document

ReportProgress = Callable[[str, int, int], None]
"""Called with the stage's name, how much of it is done, and how much there is."""


class ListedDocument(Protocol):
    """One line of the list of documents."""

    @property
    def document_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def passages(self) -> int: ...


class AnswersQuestions(Protocol):
    """The assistant, as the page uses it; every call may raise a `RapporteurError`."""

    def ask(self, question: str, *, quotes: int = ..., history: Sequence[str] = ()) -> Answer: ...
    def document(self, document_id: str) -> Document: ...
    def documents(self) -> Sequence[ListedDocument]: ...
    def suggestions(self, limit: int = 4) -> Sequence[str]: ...


class KeepsDocuments(Protocol):
    """The folder of documents, as the page uses it; `add` and `remove` may raise a `RapporteurError`."""

    @property
    def suffixes(self) -> tuple[str, ...]: ...
    def add(self, name: str, content: bytes) -> str: ...
    def remove(self, document_id: str) -> None: ...


class UpdateProblem(Protocol):
    """A document that could not be read, and why."""

    @property
    def document_id(self) -> str: ...
    @property
    def reason(self) -> str: ...


class UpdateReport(Protocol):
    """What one update of the index did."""

    @property
    def added(self) -> tuple[str, ...]: ...
    @property
    def changed(self) -> tuple[str, ...]: ...
    @property
    def removed(self) -> tuple[str, ...]: ...
    @property
    def problems(self) -> Sequence[UpdateProblem]: ...
    @property
    def passages(self) -> int: ...
    @property
    def seconds(self) -> float: ...


UpdateIndex = Callable[[ReportProgress], UpdateReport]
"""One update of the index, with the library and the index folder already given."""
