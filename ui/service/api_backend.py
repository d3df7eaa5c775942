"""What the service needs of the layers below, beside what the page needs.

What enters: nothing. What leaves: protocols, met by `assistant.assistant.Assistant`, `index.passage_index.PassageIndex` and
`corpus.library.Library`. It deliberately implements nothing. Parameters before a `/` are always given by place.
"""

from collections.abc import Sequence
from typing import Protocol

from corpus.document import Document
from index.encoder import Encoder
from index.filters import Filter
from index.ranking import ScoredPassage
from index.store import DocumentSummary
from ui.backend import AnswersQuestions, KeepsDocuments, OpenIndex


class SearchableIndex(OpenIndex, Protocol):
    """The index in force, searched and listed; what it holds does not change while it is held."""

    @property
    def generation(self) -> str: ...
    @property
    def document_count(self) -> int: ...
    def __len__(self) -> int: ...
    def documents(self) -> tuple[DocumentSummary, ...]: ...
    def document(self, document_id: str, /) -> Document: ...
    def search(self, query: str, encoder: Encoder, /, *, where: Filter = ..., limit: int = ...) -> list[ScoredPassage]: ...


class ServesAnswers(AnswersQuestions, Protocol):
    """The assistant, as the service uses it."""

    @property
    def index(self) -> SearchableIndex: ...
    @property
    def encoder(self) -> Encoder: ...
    @property
    def in_force(self) -> tuple[SearchableIndex, Encoder]: ...


class KeepsFiles(KeepsDocuments, Protocol):
    """The folder of documents, as the service changes it."""

    def files(self) -> tuple[tuple[str, ...], Sequence[object]]: ...
    def content(self, document_id: str, /) -> bytes: ...
