"""From candidates to a ranking, whichever engine found them.

What enters: a query, and an engine's candidates with their scores. What leaves: the ranking: fusion, then late interaction over
the best of it. Token vectors of the passages read last are kept. It deliberately finds no candidates and reads no storage:
engines do.
"""

import functools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.language import base_of, question_language
from index.calibration import DEFAULT, Calibration
from index.context import encoder_text
from index.encoder import Encoder
from index.filters import EVERYTHING, Filter
from index.kept_vectors import Kept
from index.lexical import TermStatistics
from index.query import Query, as_encoded, query_of
from index.ranking import RERANKED, ScoredPassage, best_first, late_interaction, reranked
from index.store import DocumentSummary

# Token vectors of recently read passages: about 200 kB each.
_TOKENS_IN_MEMORY = 256

TokenRows = tuple[NDArray[np.float32], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that words or vectors propose, ascending by ordinal: (n,) int64, then lexical share, cosine, fusion, (n,) float64."""

    ordinals: NDArray[np.int64]
    lexical: NDArray[np.float64]
    dense: NDArray[np.float64]
    fusion: NDArray[np.float64]


class PassageSearch(ABC):
    """The ranking over an engine. Safe to use from several threads."""

    def __init__(self) -> None:
        self._tokens: Kept[int, TokenRows] = Kept(_TOKENS_IN_MEMORY)

    @abstractmethod
    def check_encoder(self, encoder: Encoder) -> None:
        """Raises StoredIndexError when the vectors are another model's than the encoder's."""

    @abstractmethod
    def candidates(self, query: Query, vector: NDArray[np.float32], where: Filter, calibration: Calibration = DEFAULT) -> Candidates:
        """Passages for a query's words and vector. Raises StoredIndexError when no document fits the filter."""

    @functools.cached_property
    def languages(self) -> frozenset[str]:
        """The base codes of the documents' languages; what no language is known of is read as English."""
        return frozenset(base_of(language) or "en" for language in {summary.language for summary in self.documents()})

    @abstractmethod
    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Passages by ordinal, in the order asked."""

    @abstractmethod
    def term_statistics(self, terms: Sequence[str]) -> TermStatistics:
        """In how many passages terms stand; it may know no others."""

    def term_idf(self, term: str) -> float:
        """What a term weighs in this index."""
        return self.term_statistics([term]).idf(term)

    @property
    def document_count(self) -> int:
        """How many documents there are; an engine that knows without listing them says so itself."""
        return len(self.documents())

    @abstractmethod
    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, by document_id."""

    @abstractmethod
    def document(self, document_id: str) -> Document:
        """A document. Raises StoredIndexError when the index holds none by that id."""

    def search(self, query: str, encoder: Encoder, *, where: Filter = EVERYTHING, limit: int = RERANKED, rerank: bool = True) -> list[ScoredPassage]:
        """The ranking of a query over the documents that fit a filter, best first.

        Raises StoredIndexError when no document fits, or when the vectors are another model's than the encoder's.
        """
        self.check_encoder(encoder)
        language = question_language(query)
        vector, tokens = encoder.encode_question(as_encoded(query, language, self.languages))
        asked = query_of(query, language, self.languages)
        found = self.candidates(asked, vector, where, encoder.calibration)
        order = best_first(found.fusion, found.ordinals)[: max(limit, RERANKED)]
        late = np.full(len(order), np.nan)
        scores = found.fusion[order]
        if rerank and len(order):
            read = order[:RERANKED]
            rows = self.token_rows(found.ordinals[read], encoder)
            late[: len(read)] = [late_interaction(tokens, row) for row, _ in rows]
            scores = np.concatenate(
                [reranked(found.fusion[read], late[: len(read)], encoder.calibration.late_share), np.full(len(order) - len(read), -np.inf)]
            )
            scores[len(read) :] = (scores[: len(read)].min() if len(read) else 0) - 1 + found.fusion[order[len(read) :]]
        final = best_first(scores, found.ordinals[order])[:limit]
        places = order[final]
        passages = self.passages(found.ordinals[places].tolist())
        return [
            ScoredPassage(
                passage,
                float(scores[rank]),
                float(found.lexical[place]),
                float(found.dense[place]),
                None if np.isnan(late[rank]) else float(late[rank]),
                int(found.ordinals[place]),
            )
            for passage, place, rank in zip(passages, places, final)
        ]

    def token_rows(self, ordinals: Sequence[int] | NDArray[np.int64], encoder: Encoder) -> list[TokenRows]:
        """Token vectors (t, d) of passages and the characters of their encoder text each covers, (t, 2); the last read are kept."""

        def encoded(missing: Sequence[int]) -> list[TokenRows]:
            passages = self.passages(missing)
            return encoder.token_vectors([encoder_text(self.document(passage.document_id), passage).text for passage in passages])

        return self._tokens.of([int(ordinal) for ordinal in ordinals], encoded)
