"""MilvusPassageIndex: one generation in a Milvus database, open for searching.

What enters: a server and queries. What leaves: what `index.engine.PassageEngine` promises, with the scores of the FAISS engine:
Milvus proposes the hundred best by words and the hundred best by vectors, and both scores are computed again here, from the
terms and vectors that it stores. It deliberately trusts no score of the server, and changes nothing.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.errors import StoredIndexError
from corpus.file_reading import Problem
from corpus.landmarks import GlyphRun
from corpus.packing import PackedDocument, unpack, unpack_glyphs
from corpus.passages import split_passages
from index.calibration import DEFAULT, Calibration
from index.context import passage_terms
from index.encoder import Encoder
from index.engine import Holding
from index.filters import Filter, matching
from index.lexical import Postings, TermStatistics
from index.manifest import Recipe
from index.milvus import filters as milvus_filters
from index.milvus import records as milvus_records
from index.milvus.cache import Kept
from index.milvus.client import MilvusConnection, MilvusServer, Row, connected
from index.milvus.quote_words import holding
from index.milvus.records import FACTS, FILE, GLYPHS, LANDMARKS, PROBLEMS, SUMMARY, TEXT, Facts, Records
from index.milvus.schema import PARTS, PLACED, RANKED, collection, in_force, query_vector, search_parameters
from index.milvus.statistics import StoredStatistics
from index.passage_search import Candidates, PassageSearch, TokenRows
from index.query import Query
from index.ranking import CANDIDATES, fused
from index.store import DocumentSummary

_DOCUMENTS_IN_MEMORY = 128
_PASSAGES_IN_MEMORY = 4096


class UnusableError(StoredIndexError):
    """A generation of another version of this program."""


class MilvusPassageIndex(PassageSearch):
    """Passages of one generation, searchable. Safe to use from several threads."""

    def __init__(self, connection: MilvusConnection, generation: str) -> None:
        super().__init__()
        self._connection, self._generation = connection, generation
        for part in PARTS:  # a server that was started again, Milvus Lite above all, has none of them in memory
            connection.call("load_collection", collection_name=collection(generation, part))
        self._records = Records(connection, collection(generation, "documents"))
        self.facts = self._facts()
        self._documents = Kept(_DOCUMENTS_IN_MEMORY, self._read_documents)
        self._passages = Kept(_PASSAGES_IN_MEMORY, self._read_passages)
        self._statistics = StoredStatistics(connection, collection(generation, "terms"), self.facts)

    @classmethod
    def open(cls, server: MilvusServer) -> "MilvusPassageIndex":
        """Open the generation in force. Raises StoredIndexError when there is none, or when the server does not answer."""
        connection = connected(server)
        generation = in_force(connection)
        if generation is not None:
            return cls(connection, generation)
        raise StoredIndexError(f"there is no index in Milvus at {server.uri} yet; run `rapporteur index FOLDER` to build it")

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self._generation

    @property
    def recipe(self) -> Recipe:
        """What shaped the generation besides the documents."""
        return self.facts.recipe

    def __len__(self) -> int:
        return self.facts.passages

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, by document_id."""
        return tuple(summary for summary, _ in self.summaries)

    @cached_property
    def summaries(self) -> tuple[tuple[DocumentSummary, int], ...]:
        """Every document, by document_id, with the number of terms its passages have."""
        read = (milvus_records.summary_of(content)[:2] for content in self._records.every(SUMMARY))
        return tuple(sorted(read, key=lambda noted: noted[0].document_id))

    def document(self, document_id: str) -> Document:
        """A document, without its glyphs. Raises StoredIndexError when the index holds none by that id."""
        return self._documents.many([document_id]).get(document_id) or self._missing(document_id)

    def packed(self, document_ids: Sequence[str]) -> list[PackedDocument]:
        """Documents as their columns, glyphs and all, in the order asked. Raises StoredIndexError when one was changed or is missing."""
        read = self._stored(document_ids, (SUMMARY, TEXT, LANDMARKS, GLYPHS))
        return [read[name] if name in read else self._missing(name) for name in document_ids]

    def files(self) -> dict[str, str]:
        """The fingerprint of each file that was looked at."""
        return {state["file_id"]: state["fingerprint"] for state in self._files}

    def problems(self) -> tuple[tuple[Problem, str], ...]:
        """What could not be read, or only in part, each with the file it is in (empty for what is no file), by document_id."""
        listed = [(Problem(**problem), "") for content in self._records.every(PROBLEMS) for problem in json.loads(content)]
        return tuple(sorted([*listed, *self.file_problems()], key=lambda noted: (noted[0].document_id, noted[0].reason)))

    def file_problems(self) -> list[tuple[Problem, str]]:
        """What is wrong with files that were looked at, each with its file."""
        return [(Problem(**problem), state["file_id"]) for state in self._files for problem in state["problems"]]

    def glyphs(self, document_id: str) -> tuple[GlyphRun, ...]:
        """Where a document's characters stand on its pages."""
        return unpack_glyphs(self.packed([document_id])[0].glyphs)

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        """Characters `start` to `end` of a document's text as stored, read anew from the database."""
        text = self._records.text_between(document_id, start, end)
        if text is None:
            self.document(document_id)
        return text or ""

    def passages_of(self, document_id: str) -> Iterator[tuple[int, Passage]]:
        """A document's passages with their ordinals, in order."""
        self.document(document_id)
        summary, _, _ = milvus_records.summary_of(self._records.contents([(SUMMARY, document_id)])[SUMMARY, document_id])
        ordinals = range(summary.first_passage, summary.first_passage + summary.passages)
        yield from zip(ordinals, self.passages(ordinals))

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Passages by ordinal, in the order asked."""
        found = self._passages.many([int(ordinal) for ordinal in ordinals])
        return [found[int(ordinal)] for ordinal in ordinals]

    def passage_rows(self, ordinals: Sequence[int], fields: Sequence[str]) -> dict[int, Row]:
        """Fields of passages by ordinal, as stored. Raises StoredIndexError when one is not there."""
        asked = {int(ordinal) for ordinal in ordinals}
        rows = self._connection.rows(collection(self._generation, "passages"), sorted(asked), fields) if asked else {}
        if len(rows) == len(asked):
            return rows
        raise StoredIndexError(f"the index in Milvus at {self._connection.server.uri} is damaged: passages are missing; build it again")

    def terms_of(self, row: Row) -> list[str]:
        """The terms of a stored passage; made again where they were too long to store."""
        if row["terms"]:
            return str(row["terms"]).split(" ")
        return passage_terms(self.document((passage := self._placed(row)).document_id), passage)

    def term_statistics(self, terms: Sequence[str]) -> TermStatistics:
        """In how many passages these terms stand."""
        return self._statistics.of(terms)

    def holding(self, terms: Sequence[str]) -> Holding:
        """The passages that hold any of these different terms; those that hold little of them may be missing."""
        return holding(self._connection, collection(self._generation, "passages"), terms, self.term_statistics(terms), self.terms_of)

    def token_rows(self, ordinals: Sequence[int] | NDArray[np.int64], encoder: Encoder) -> list[TokenRows]:
        """Token vectors of passages, and the characters of their encoder text each covers; their documents are read together."""
        self._documents.many([passage.document_id for passage in self.passages([int(ordinal) for ordinal in ordinals])])
        return super().token_rows(ordinals, encoder)

    def check_encoder(self, encoder: Encoder) -> None:
        """Raises StoredIndexError when the vectors are another model's than the encoder's."""
        if self.recipe.encoder != encoder.fingerprint:
            raise StoredIndexError("the index was built with another model than the one in use; run `rapporteur index FOLDER` to build it again")

    def candidates(self, query: Query, vector: NDArray[np.float32], where: Filter, calibration: Calibration = DEFAULT) -> Candidates:
        """Passages that words or vectors propose; scores as the FAISS engine's. Raises StoredIndexError when no document fits."""
        asked = query.terms
        statistics = self._statistics.of(asked)
        idf = {term: statistics.idf(term) for term in asked}
        rows = self._proposed(vector, query_vector(asked, idf), where) if self.facts.passages else []
        if not rows and not where.wants_all:
            raise StoredIndexError(f"no document fits the filter {where}; list what there is with `rapporteur documents`")
        ordinals = np.array([row["id"] for row in rows], dtype=np.int64)
        bm25 = np.zeros(len(rows))
        Postings.from_terms([self.terms_of(row) for row in rows]).add_scores(asked, statistics, bm25)
        vectors = np.array([row["dense"] for row in rows], dtype=np.float32).reshape(len(rows), len(vector))
        dense = (vectors @ vector).astype(np.float64)
        self_score = query.self_score(idf.__getitem__)
        lexical = bm25 / self_score if self_score > 0 else np.zeros(len(rows))
        return Candidates(ordinals, lexical, dense, fused(bm25, dense, self_score, calibration.lexical_share))

    def _proposed(self, vector: NDArray[np.float32], words: dict[int, float], where: Filter) -> list[Row]:
        routes = [("dense", vector.tolist(), search_parameters(self.facts.passages, CANDIDATES))]
        if words:
            routes.append(("words", words, {}))
        condition = milvus_filters.condition(where, self._is_there)
        if condition is None:  # Milvus cannot say it: the documents that fit, by their number
            condition = milvus_filters.among([summary.first_passage for summary in matching(self.documents(), where) if summary.passages])
        rows = self._connection.union(collection(self._generation, "passages"), routes, condition, CANDIDATES, (*PLACED, *RANKED))
        self._passages.keep({row["id"]: self._placed(row) for row in rows})
        return sorted(rows, key=lambda row: int(row["id"]))

    def _is_there(self, condition: str) -> bool:
        place = {"collection_name": collection(self._generation, "passages"), "filter": condition}
        return bool(self._connection.call("query", **place, limit=1, output_fields=["id"]))

    def _read_passages(self, ordinals: Sequence[int]) -> dict[int, Passage]:
        return {ordinal: self._placed(row) for ordinal, row in self.passage_rows(ordinals, PLACED).items()}

    def _placed(self, row: Row) -> Passage:
        """A passage of its row; its headings are found again in the document where they were too long to store."""
        if row["headings"]:
            return Passage(row["document_id"], row["first"], row["last"], tuple(json.loads(row["headings"])))
        split = split_passages(self.document(row["document_id"]), self.recipe.max_passage_characters)
        return next(passage for passage in split if passage.start == row["first"])

    def _read_documents(self, document_ids: Sequence[str]) -> dict[str, Document]:
        return {name: unpack(packed) for name, packed in self._stored(document_ids, (SUMMARY, TEXT, LANDMARKS)).items()}

    def _missing(self, document_id: str) -> NoReturn:
        raise StoredIndexError(f"the index holds no document {document_id!r}; list them with `rapporteur documents`")

    def _stored(self, document_ids: Sequence[str], columns: Sequence[str]) -> dict[str, PackedDocument]:
        """Documents as they were written; those that are not there are left out."""
        read = self._records.contents([(column, name) for name in document_ids for column in columns])
        found = {}
        for name in document_ids:
            if (SUMMARY, name) in read:
                text, landmarks = read.get((TEXT, name), ""), read.get((LANDMARKS, name), "")
                if milvus_records.digest(text, landmarks) != milvus_records.summary_of(read[SUMMARY, name])[2]:
                    raise StoredIndexError(f"the text of {name} was changed after it was written; build the index again")
                found[name] = milvus_records.unpacked(text, landmarks, read.get((GLYPHS, name), ""))
        return found

    @cached_property
    def _files(self) -> list[dict[str, Any]]:
        return sorted((json.loads(content) for content in self._records.every(FILE)), key=lambda state: str(state["file_id"]))

    def _facts(self) -> Facts:
        stored = self._records.contents([(FACTS, "")])
        try:
            return Facts.read(stored[FACTS, ""])
        except (KeyError, TypeError, ValueError) as error:
            raise UnusableError(
                f"the index in Milvus at {self._connection.server.uri} is not one of this version; run `rapporteur index FOLDER` to build it again"
            ) from error
