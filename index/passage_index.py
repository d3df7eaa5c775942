"""PassageIndex: one generation, open for searching.

What enters: an index folder and queries. What leaves: rankings of passages, and documents. It is the one thin facade of
this package. It deliberately knows nothing of questions as people ask them, and never changes what it opened.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoredIndexError
from index.context import encoder_text
from index.encoder import Encoder
from index.filters import EVERYTHING, Filter, matching
from index.generation import newest
from index.manifest import Manifest, Recipe, check_generation, check_own_files, check_segment, damaged, read_manifest, segment_folder
from index.ranking import CANDIDATES, RERANKED, ScoredPassage, best_first, fused, late_interaction, reranked
from index.segment import Segment
from index.segmented_passages import Allowed, SegmentedPassages
from index.words import terms

PROBLEMS = "problems.json"
# Token vectors of recently read passages: about 200 kB each.
_TOKENS_IN_MEMORY = 256
# Fewer vectors than this are searched before a second thread has begun.
_WORTH_A_THREAD = 20_000

TokenRows = tuple[NDArray[np.float32], NDArray[np.int32]]


class PassageIndex(SegmentedPassages):
    """Passages of one generation, searchable. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest, segments: Sequence[Segment]) -> None:
        super().__init__(folder, segments)
        self.folder, self.manifest = folder, manifest
        self._tokens: OrderedDict[int, TokenRows] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def open(cls, index_folder: Path) -> "PassageIndex":
        """Open the generation in force, or, where that is damaged, the one before it if it is whole.

        Raises StoredIndexError when there is none that can be opened.
        """
        return newest(index_folder, cls.opened)

    @classmethod
    def opened(cls, generation: Path) -> "PassageIndex":
        """Open one generation. Raises StoredIndexError when it is not whole."""
        manifest = read_manifest(generation)
        if faults := check_generation(generation, contents=False):
            raise StoredIndexError(damaged(generation, "; ".join(faults)))
        return cls._of(generation, manifest, [segment_folder(generation, entry.name) for entry in manifest.segments])

    @classmethod
    def salvaged(cls, generation: Path, recipe: Recipe, checked_bytes: int) -> "PassageIndex | None":
        """What is whole of a generation: its undamaged segments, to build from; None when it is of another recipe.

        The contents of at most so many bytes are compared with their checksums, the sizes of all. Raises StoredIndexError when
        the generation's own files are damaged.
        """
        manifest = read_manifest(generation)
        if manifest.recipe != recipe:
            return None
        if faults := check_own_files(generation, contents=True):
            raise StoredIndexError(damaged(generation, "; ".join(faults)))
        folders = [segment_folder(generation, entry.name) for entry in manifest.segments]
        size = sum(path.stat().st_size for segment in folders if segment.is_dir() for path in segment.iterdir())
        return cls._of(generation, manifest, [folder for folder in folders if not check_segment(folder, contents=size <= checked_bytes)])

    @classmethod
    def _of(cls, generation: Path, manifest: Manifest, folders: Sequence[Path]) -> "PassageIndex":
        segments: list[Segment] = []
        try:
            for folder in folders:
                segments.append(Segment.open(folder, segments[-1].first + len(segments[-1]) if segments else 0))
            return cls(generation, manifest, segments)
        except StoredIndexError:
            raise
        except Exception as error:  # numpy says it in its own way
            raise StoredIndexError(damaged(generation, str(error))) from error

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.folder.name

    def term_idf(self, term: str) -> float:
        """What a term weighs in this index."""
        return self.statistics.idf(term)

    def search(self, query: str, encoder: Encoder, *, where: Filter = EVERYTHING, limit: int = RERANKED, rerank: bool = True) -> list[ScoredPassage]:
        """The ranking of a query over the documents that fit a filter, best first.

        Raises StoredIndexError when no document fits, or when the vectors are another model's than the encoder's.
        """
        self._check_encoder(encoder)
        vector, tokens = encoder.encode_question(query)
        ordinals, lexical, dense, fusion = self._candidates(terms(query), vector, self._allowed(where))
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
        passages = self.passages(ordinals[places].tolist())
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
        passages = self.passages(missing)
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
        self, query: list[str], vector: NDArray[np.float32], allowed: Allowed
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Ordinals that words or vectors propose, with their lexical share, cosine and fusion."""
        bm25 = self.lexical_scores(query)
        masked = bm25 if allowed is None else np.where(allowed, bm25, 0)
        worded = np.argpartition(-masked, min(CANDIDATES, len(masked) - 1))[:CANDIDATES] if len(masked) else np.zeros(0, np.int64)
        near = self.nearest(vector, CANDIDATES, allowed)
        ordinals = np.union1d(worded[masked[worded] > 0], near).astype(np.int64)
        self_score = sum(self.term_idf(term) for term in query)
        dense = (self.vectors(ordinals) @ vector).astype(np.float64) if len(ordinals) else np.zeros(0)
        lexical = bm25[ordinals] / self_score if self_score > 0 else np.zeros(len(ordinals))
        return ordinals, lexical, dense, fused(bm25[ordinals], dense, self_score)

    def _allowed(self, where: Filter) -> Allowed:
        if where.wants_all:
            return None
        allowed = np.zeros(len(self), dtype=bool)
        for summary in matching(self.documents(), where):
            allowed[summary.first_passage : summary.first_passage + summary.passages] = True
        if not allowed.any():
            raise StoredIndexError(f"no document fits the filter {where}; list what there is with `rapporteur documents`")
        return allowed

    def _check_encoder(self, encoder: Encoder) -> None:
        if self.manifest.recipe.encoder != encoder.fingerprint:
            raise StoredIndexError("the index was built with another model than the one in use; run `rapporteur index FOLDER` to build it again")
