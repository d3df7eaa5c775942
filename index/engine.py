"""The two engines behind one face: flat files searched by FAISS, or a Milvus database.

What enters: an index folder and, where Milvus is wanted, its server. What leaves: a generation open for searching, the name of
the one in force, or an update. `PassageEngine` is all that anything above this package may use of either. It deliberately
imports neither engine before it is asked for.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.file_reading import Problem
from corpus.landmarks import GlyphRun
from corpus.library import Library
from index.encoder import Encoder
from index.filters import EVERYTHING, Filter
from index.lexical import TermStatistics
from index.manifest import Recipe
from index.ranking import RERANKED, ScoredPassage
from index.store import DocumentSummary

if TYPE_CHECKING:
    from index.build import BuildReport
    from index.milvus.client import MilvusServer
    from index.plan import Plan, Progress

# Passages that hold terms: ordinals (n,) ascending, the idf sum of the different terms each holds (n,), and BM25 (n,).
Holding = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
TokenRows = tuple[NDArray[np.float32], NDArray[np.int32]]


class PassageEngine(Protocol):
    """Passages of one generation, searchable. Safe to use from several threads."""

    @property
    def generation(self) -> str:
        """The name of the generation."""
        ...

    @property
    def recipe(self) -> Recipe:
        """What shaped the generation besides the documents."""
        ...

    @property
    def document_count(self) -> int:
        """How many documents there are, without listing them."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The base codes of the documents' languages; what no language is known of is read as English."""
        ...

    def __len__(self) -> int: ...

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, by document_id."""
        ...

    def document(self, document_id: str) -> Document:
        """A document. Raises StoredIndexError when the index holds none by that id."""
        ...

    def files(self) -> dict[str, str]:
        """The fingerprint of each file that was looked at."""
        ...

    def problems(self) -> tuple[tuple[Problem, str], ...]:
        """What could not be read, or only in part, each with the file it is in."""
        ...

    def file_problems(self) -> list[tuple[Problem, str]]:
        """What is wrong with files that were looked at, each with its file."""
        ...

    def glyphs(self, document_id: str) -> tuple[GlyphRun, ...]:
        """Where a document's characters stand on its pages."""
        ...

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        """Characters `start` to `end` of a document's text as stored, read anew."""
        ...

    def passages_of(self, document_id: str) -> Iterator[tuple[int, Passage]]:
        """A document's passages with their ordinals, in order."""
        ...

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Passages by ordinal, in the order asked."""
        ...

    def term_idf(self, term: str) -> float:
        """What a term weighs in this index."""
        ...

    def term_statistics(self, terms: Sequence[str]) -> TermStatistics:
        """In how many passages terms stand; it may know no others."""
        ...

    def holding(self, terms: Sequence[str]) -> Holding:
        """The passages that hold any of these different terms; a database may leave out those with little of them."""
        ...

    def search(self, query: str, encoder: Encoder, *, where: Filter = EVERYTHING, limit: int = RERANKED, rerank: bool = True) -> list[ScoredPassage]:
        """The ranking of a query over the documents that fit a filter, best first."""
        ...

    def token_rows(self, ordinals: Sequence[int] | NDArray[np.int64], encoder: Encoder) -> list[TokenRows]:
        """Token vectors (t, d) of passages and the characters of their encoder text each covers, (t, 2)."""
        ...


def open_engine(index_folder: Path, milvus: "MilvusServer | None" = None) -> PassageEngine:
    """The generation in force. Raises StoredIndexError when there is none, or when the server does not answer."""
    if milvus is None:
        from index.passage_index import PassageIndex

        return PassageIndex.open(index_folder)
    from index.milvus.index import MilvusPassageIndex

    return MilvusPassageIndex.open(milvus)


def generation_in_force(index_folder: Path, milvus: "MilvusServer | None" = None) -> str | None:
    """The name of the generation in force; None before the first one is built."""
    if milvus is None:
        from index.generation import current_generation

        folder = current_generation(index_folder)
        return folder.name if folder else None
    from index.milvus.client import connected
    from index.milvus.schema import in_force

    return in_force(connected(milvus))


def update_engine(
    library: Library,
    index_folder: Path,
    encoder: Encoder,
    progress: "Progress" = lambda stage, done, total: None,
    milvus: "MilvusServer | None" = None,
) -> "BuildReport":
    """Bring the index in line with a folder. Raises StoredIndexError; the index before stays in force then."""
    if milvus is None:
        from index.build import update_index

        return update_index(library, index_folder, encoder, progress)
    from index.milvus.build import update_milvus

    return update_milvus(library, index_folder, encoder, milvus, progress)


def plan_engine(library: Library, index_folder: Path, encoder: Encoder, milvus: "MilvusServer | None" = None) -> "Plan":
    """What `update_engine` would do. Writes nothing."""
    if milvus is None:
        from index.build import plan_update

        return plan_update(library, index_folder, encoder)
    from index.milvus.build import plan_milvus

    return plan_milvus(library, encoder, milvus)
