"""PassageIndex: one generation, open for searching.

What enters: an index folder and queries. What leaves: rankings of passages, and documents. It is the one thin facade of
this package. It deliberately knows nothing of questions as people ask them, and never changes what it opened.
"""

import fnmatch
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.errors import StoredIndexError
from index.context import encoder_text
from index.dense import DenseIndex
from index.encoder import Encoder
from index.generation import FORMAT, Manifest, check_generation, current_generation, read_manifest
from index.lexical import LexicalIndex
from index.ranking import CANDIDATES, RERANKED, ScoredPassage, best_first, fused, late_interaction, reranked
from index.store import DocumentSummary, Store
from index.words import terms

# A rebuild may clear the generation between reading its name and opening it; the next name is then there at once.
_ATTEMPTS = 5
# Token vectors of recently read passages: about 200 kB each.
_TOKENS_IN_MEMORY = 256

TokenRows = tuple[NDArray[np.float32], NDArray[np.int32]]


class PassageIndex:
    """Passages of one generation, searchable. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self.store = Store(folder)
        self.lexical = LexicalIndex.open(folder)
        self.dense = DenseIndex.open(folder)
        self._tokens: OrderedDict[int, TokenRows] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def open(cls, index_folder: Path) -> "PassageIndex":
        """Open the generation in force. Raises StoredIndexError when there is none or when it is damaged."""
        for _ in range(_ATTEMPTS):
            folder = current_generation(index_folder)
            if folder is None:
                raise StoredIndexError(f"there is no index in {index_folder} yet; run `rapporteur index FOLDER` to build it")
            try:
                return cls._opened(folder)
            except StoredIndexError:
                if current_generation(index_folder) == folder:  # no build cleared it away meanwhile: it is damaged
                    raise
        raise StoredIndexError(f"the index in {index_folder} is being built again and again; try again")

    @classmethod
    def _opened(cls, folder: Path) -> "PassageIndex":
        manifest = read_manifest(folder)
        if manifest.recipe.format != FORMAT:
            raise StoredIndexError(
                f"the index in {folder} has format {manifest.recipe.format}, this program reads {FORMAT}; run `rapporteur index FOLDER`"
            )
        if faults := check_generation(folder, contents=False):
            raise StoredIndexError(f"the index in {folder} is damaged: {'; '.join(faults)}; run `rapporteur index FOLDER` to build it again")
        try:
            return cls(folder, manifest)
        except Exception as error:  # sqlite, numpy and faiss each say it in their own way
            raise StoredIndexError(f"the index in {folder} is damaged: {error}; run `rapporteur index FOLDER` to build it again") from error

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.folder.name

    def __len__(self) -> int:
        return self.manifest.passages

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, by document_id."""
        return self.store.documents()

    def document(self, document_id: str) -> Document:
        """A document. Raises StoredIndexError when the index holds none by that id."""
        document = self.store.document(document_id)
        if document is None:
            raise StoredIndexError(f"the index holds no document {document_id!r}; list them with `rapporteur documents`")
        return document

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        """Characters `start` to `end` of a document's text as stored, read anew."""
        return self.store.text_between(document_id, start, end)

    def passages_of(self, document_id: str) -> Iterator[tuple[int, Passage]]:
        """A document's passages with their ordinals, in order."""
        return self.store.passages_of(document_id)

    def search(
        self, query: str, encoder: Encoder, *, documents: str | None = None, limit: int = RERANKED, rerank: bool = True
    ) -> list[ScoredPassage]:
        """The ranking of a query, best first; `documents` is a glob over document_ids.

        Raises StoredIndexError when the vectors are another model's than the encoder's.
        """
        self._check_encoder(encoder)
        vector, tokens = encoder.encode_question(query)
        ordinals, lexical, dense, fusion = self._candidates(terms(query), vector, self._allowed(documents))
        order = best_first(fusion, ordinals)[: max(limit, RERANKED)]
        late = np.full(len(order), np.nan)
        scores = fusion[order]
        if rerank and len(order):
            read = order[:RERANKED]
            rows = self.token_rows(ordinals[read], encoder)
            late[: len(read)] = [late_interaction(tokens, row) for row, _ in rows]
            scores = np.concatenate([reranked(fusion[read], late[: len(read)]), np.full(len(order) - len(read), -np.inf)])
            scores[len(read) :] = (scores[: len(read)].min() if len(read) else 0) - 1 + fusion[order[len(read) :]]
        final = best_first(scores, ordinals[order])[:limit]
        places = order[final]
        passages = self.store.passages(ordinals[places].tolist())
        return [
            ScoredPassage(
                passage,
                float(scores[rank]),
                float(lexical[place]),
                float(dense[place]),
                None if np.isnan(late[rank]) else float(late[rank]),
                int(ordinals[place]),
            )
            for passage, place, rank in zip(passages, places, final)
        ]

    def token_rows(self, ordinals: Sequence[int] | NDArray[np.int64], encoder: Encoder) -> list[TokenRows]:
        """Token vectors (t, d) of passages and the characters of their encoder text each covers, (t, 2); the last read are kept."""
        asked = [int(ordinal) for ordinal in ordinals]
        with self._lock:
            found = {ordinal: self._tokens[ordinal] for ordinal in asked if ordinal in self._tokens}
        missing = [ordinal for ordinal in asked if ordinal not in found]
        passages = self.store.passages(missing)
        texts = [encoder_text(self.document(passage.document_id), passage).text for passage in passages]
        found.update(zip(missing, encoder.token_vectors(texts)))
        with self._lock:
            for ordinal in asked:
                self._tokens[ordinal] = found[ordinal]
                self._tokens.move_to_end(ordinal)
            while len(self._tokens) > _TOKENS_IN_MEMORY:
                self._tokens.popitem(last=False)
        return [found[ordinal] for ordinal in asked]

    def _candidates(
        self, query: list[str], vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Ordinals that words or vectors propose, with their lexical share, cosine and fusion."""
        bm25 = self.lexical.scores(query)
        masked = bm25 if allowed is None else np.where(allowed, bm25, 0)
        worded = np.argpartition(-masked, min(CANDIDATES, len(masked) - 1))[:CANDIDATES] if len(masked) else np.zeros(0, np.int64)
        near = self.dense.search(vector, CANDIDATES, allowed)
        ordinals = np.union1d(worded[masked[worded] > 0], near).astype(np.int64)
        self_score = sum(self.lexical.term_idf(term) for term in query)
        dense = (self.dense.vectors[ordinals] @ vector).astype(np.float64)
        lexical = bm25[ordinals] / self_score if self_score > 0 else np.zeros(len(ordinals))
        return ordinals, lexical, dense, fused(bm25[ordinals], dense, self_score)

    def _allowed(self, documents: str | None) -> NDArray[np.bool_] | None:
        if documents is None:
            return None
        allowed = np.zeros(len(self), dtype=bool)
        for summary in _matching(self.documents(), documents):
            allowed[summary.first_passage : summary.first_passage + summary.passages] = True
        if not allowed.any():
            raise StoredIndexError(f"no document matches {documents!r}; list them with `rapporteur documents`")
        return allowed

    def _check_encoder(self, encoder: Encoder) -> None:
        if self.manifest.recipe.encoder != encoder.fingerprint:
            raise StoredIndexError("the index was built with another model than the one in use; run `rapporteur index FOLDER` to build it again")


def _matching(summaries: Sequence[DocumentSummary], wanted: str) -> list[DocumentSummary]:
    """The document of exactly that name ("notes [1].txt" is no pattern then), else those the glob matches.

    Both are compared in Unicode NFC: file systems keep "é" as one character or as two, keyboards type one.
    """
    wanted = unicodedata.normalize("NFC", wanted)
    named = [(unicodedata.normalize("NFC", summary.document_id), summary) for summary in summaries]
    exact = [summary for name, summary in named if name == wanted]
    return exact or [summary for name, summary in named if fnmatch.fnmatchcase(name, wanted)]
