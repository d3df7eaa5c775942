"""The passages of several segments as those of one.

What enters: the open segments of a generation, and ordinals: passage i of the segment that begins at `first` has ordinal
`first` + i. What leaves: documents, passages, vectors, and scores of every passage. It deliberately fuses no scores.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.errors import StoredIndexError
from corpus.file_reading import Problem
from corpus.landmarks import GlyphRun
from index.dense import search_alone
from index.lexical import TermStatistics
from index.ranking import best_first
from index.segment import Segment
from index.store import DocumentSummary

# Fewer vectors than this are searched before a second thread has begun.
_WORTH_A_THREAD = 20_000

Allowed = NDArray[np.bool_] | None


class SegmentedPassages:
    """Passages by ordinal, documents by id, over all segments. Safe to use from several threads."""

    def __init__(self, segments: Sequence[Segment], statistics: TermStatistics, listing_problems: Sequence[Problem]) -> None:
        self.segments, self.statistics, self._listing_problems = tuple(segments), statistics, listing_problems
        self._firsts = [segment.first for segment in segments]
        self._homes: dict[str, Segment] = {}
        threads = min(len(segments), cpu_count() or 1)
        self._threads = ThreadPoolExecutor(threads, "search", search_alone) if len(self) > _WORTH_A_THREAD else None

    def __len__(self) -> int:
        return sum(map(len, self.segments))

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, by document_id."""
        return self._summaries

    @cached_property
    def _summaries(self) -> tuple[DocumentSummary, ...]:
        rows = []
        for segment in self.segments:
            for row in segment.store.documents():
                rows.append(replace(row, first_passage=segment.first + row.first_passage))
                self._homes[row.document_id] = segment
        return tuple(sorted(rows, key=lambda summary: summary.document_id))

    def document(self, document_id: str) -> Document:
        """A document. Raises StoredIndexError when the index holds none by that id."""
        document = self.home(document_id).store.document(document_id)
        assert document is not None
        return document

    def files(self) -> dict[str, str]:
        """The fingerprint of each file that was looked at."""
        return {name: state for segment in self.segments for name, state in segment.store.files().items()}

    def problems(self) -> tuple[tuple[Problem, str], ...]:
        """What could not be read, or only in part, each with the file it is in (empty for what is no file), by document_id."""
        listed = [(problem, "") for problem in self._listing_problems]
        return tuple(sorted([*listed, *self.file_problems()], key=lambda noted: (noted[0].document_id, noted[0].reason)))

    def file_problems(self) -> list[tuple[Problem, str]]:
        """What is wrong with files that were looked at, each with its file."""
        return [noted for segment in self.segments for noted in segment.store.problems()]

    def glyphs(self, document_id: str) -> tuple[GlyphRun, ...]:
        """Where a document's characters stand on its pages."""
        return self.home(document_id).store.glyphs(document_id)

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        """Characters `start` to `end` of a document's text as stored, read anew."""
        return self.home(document_id).store.text_between(document_id, start, end)

    def passages_of(self, document_id: str) -> Iterator[tuple[int, Passage]]:
        """A document's passages with their ordinals, in order."""
        home = self.home(document_id)
        for place, passage in home.store.passages_of(document_id):
            yield home.first + place, passage

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Passages by ordinal, in the order asked."""
        found: dict[int, Passage] = {}
        for segment, members in self._by_segment(ordinals):
            for ordinal, passage in zip(members, segment.store.passages([ordinal - segment.first for ordinal in members])):
                found[ordinal] = passage
                self._homes[passage.document_id] = segment
        return [found[int(ordinal)] for ordinal in ordinals]

    def lexical_scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """BM25 of every passage, (n,)."""
        total = np.zeros(len(self))
        for segment in self.segments:
            try:
                segment.postings.add_scores(query, self.statistics, total[segment.first : segment.first + len(segment)])
            except IndexError as error:
                raise StoredIndexError(f"segment {segment.name} is damaged: {error}; run `rapporteur doctor --repair`") from error
        return total

    def term_statistics(self, terms: Sequence[str]) -> TermStatistics:
        """In how many passages terms stand."""
        return self.statistics

    def holding(self, terms: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """The passages that hold any of these different terms, the idf sum of those each holds, and BM25."""
        held, scores = np.zeros(len(self)), np.zeros(len(self))
        for term in terms:
            of_term = self.lexical_scores([term])
            held += self.statistics.idf(term) * (of_term != 0)
            scores += of_term
        ordinals = np.flatnonzero(held)
        return ordinals, held[ordinals], scores[ordinals]

    def nearest(self, vector: NDArray[np.float32], limit: int, allowed: Allowed = None) -> NDArray[np.int64]:
        """Ordinals of the passages whose vectors are nearest, best first, ties in passage order."""

        def of_segment(segment: Segment) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
            part = None if allowed is None else allowed[segment.first : segment.first + len(segment)]
            found, cosines = segment.dense.search(vector, limit, part)
            return found + segment.first, cosines

        found = list(self._threads.map(of_segment, self.segments) if self._threads else map(of_segment, self.segments))
        if not found:
            return np.zeros(0, dtype=np.int64)
        ordinals, cosines = (np.concatenate(column) for column in zip(*found))
        return np.asarray(ordinals[best_first(cosines, ordinals)][:limit])

    def vectors(self, ordinals: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of passages, (n, d)."""
        rows = {o: segment.dense.vectors[o - segment.first] for segment, members in self._by_segment(ordinals) for o in members}
        return np.stack([rows[int(ordinal)] for ordinal in ordinals]) if rows else np.zeros((0, 0), np.float32)

    def home(self, document_id: str) -> Segment:
        """The segment that holds a document. Raises StoredIndexError when none does."""
        if document_id not in self._homes:
            home = next((segment for segment in self.segments if segment.store.holds(document_id)), None)
            if home is None:
                raise StoredIndexError(f"the index holds no document {document_id!r}; list them with `rapporteur documents`")
            self._homes[document_id] = home
        return self._homes[document_id]

    def _by_segment(self, ordinals: Sequence[int] | NDArray[np.int64]) -> list[tuple[Segment, list[int]]]:
        members: dict[int, list[int]] = {}
        for ordinal in ordinals:
            members.setdefault(bisect_right(self._firsts, int(ordinal)) - 1, []).append(int(ordinal))
        return [(self.segments[place], found) for place, found in members.items()]
