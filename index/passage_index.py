"""PassageIndex: one generation, open for searching.

What enters: an index folder and queries. What leaves: rankings of passages, and documents. It is the one thin facade of
this package. It deliberately knows nothing of questions as people ask them, and never changes what it opened.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoredIndexError
from corpus.file_reading import Problem
from index.calibration import DEFAULT, Calibration
from index.encoder import Encoder
from index.filters import Filter, matching
from index.generation import newest
from index.lexical import TermStatistics
from index.manifest import Manifest, Recipe, check_generation, check_own_files, check_segment, damaged, read_manifest, segment_folder
from index.passage_search import Candidates, PassageSearch
from index.query import Query
from index.ranking import CANDIDATES, fused, highest
from index.segment import Segment
from index.segmented_passages import Allowed, SegmentedPassages

PROBLEMS = "problems.json"  # what the listing of the folder could not take


class PassageIndex(SegmentedPassages, PassageSearch):
    """Passages of one generation, searchable. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest, segments: Sequence[Segment], *, own_files: bool = True) -> None:
        statistics = TermStatistics.open(folder) if own_files else TermStatistics.empty()
        SegmentedPassages.__init__(self, segments, statistics, _listing_problems(folder) if own_files else ())
        PassageSearch.__init__(self)
        self.folder, self.manifest = folder, manifest
        self.is_whole = own_files and len(segments) == len(manifest.segments)

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
        """What is whole of a generation, to build from: its undamaged segments, without term statistics when those are damaged;
        None when it is of another recipe.

        The contents of at most so many bytes are compared with their checksums, the sizes of all. Raises StoredIndexError when
        the manifest is damaged.
        """
        manifest = read_manifest(generation)
        if manifest.recipe != recipe:
            return None
        own_files = not check_own_files(generation, contents=True)
        folders = [segment_folder(generation, entry.name) for entry in manifest.segments]
        size = sum(path.stat().st_size for segment in folders if segment.is_dir() for path in segment.iterdir())
        whole = [folder for folder in folders if not check_segment(folder, contents=size <= checked_bytes)]
        return cls._of(generation, manifest, whole, own_files=own_files)

    @classmethod
    def _of(cls, generation: Path, manifest: Manifest, folders: Sequence[Path], *, own_files: bool = True) -> "PassageIndex":
        segments: list[Segment] = []
        try:
            for folder in folders:
                segments.append(Segment.open(folder, segments[-1].first + len(segments[-1]) if segments else 0))
            return cls(generation, manifest, segments, own_files=own_files)
        except StoredIndexError:
            raise
        except Exception as error:  # numpy says it in its own way
            raise StoredIndexError(damaged(generation, str(error))) from error

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.folder.name

    @property
    def recipe(self) -> Recipe:
        """What shaped the generation besides the documents."""
        return self.manifest.recipe

    @property
    def document_count(self) -> int:
        """How many documents there are, without listing them."""
        return self.manifest.documents

    def candidates(self, query: Query, vector: NDArray[np.float32], where: Filter, calibration: Calibration = DEFAULT) -> Candidates:
        """Passages for a query's words and vector. Raises StoredIndexError when no document fits the filter."""
        allowed = self._allowed(where)
        bm25 = self.lexical_scores(query.terms)
        masked = bm25 if allowed is None else np.where(allowed, bm25, 0)
        near = self.nearest(vector, CANDIDATES, allowed)
        ordinals = np.union1d(highest(masked, CANDIDATES), near).astype(np.int64)
        self_score = query.self_score(self.term_idf)
        dense = (self.vectors(ordinals) @ vector).astype(np.float64) if len(ordinals) else np.zeros(0)
        lexical = bm25[ordinals] / self_score if self_score > 0 else np.zeros(len(ordinals))
        return Candidates(ordinals, lexical, dense, fused(bm25[ordinals], dense, self_score, calibration.lexical_share))

    def _allowed(self, where: Filter) -> Allowed:
        if where.wants_all:
            return None
        allowed = np.zeros(len(self), dtype=bool)
        for summary in matching(self.documents(), where):
            allowed[summary.first_passage : summary.first_passage + summary.passages] = True
        if not allowed.any():
            raise StoredIndexError(f"no document fits the filter {where}; list what there is with `rapporteur documents`")
        return allowed

    def check_encoder(self, encoder: Encoder) -> None:
        """Raises StoredIndexError when the vectors are another model's than the encoder's."""
        if self.manifest.recipe.encoder != encoder.fingerprint:
            raise StoredIndexError("the index was built with another model than the one in use; run `rapporteur index FOLDER` to build it again")
        if any(segment.dense.dimensions != encoder.dimensions for segment in self.segments):
            raise StoredIndexError(damaged(self.folder, f"its vectors are not {encoder.dimensions} wide"))


def _listing_problems(generation: Path) -> tuple[Problem, ...]:
    return tuple(Problem(**problem) for problem in json.loads((generation / PROBLEMS).read_text(encoding="utf-8")))
