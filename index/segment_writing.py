"""Writing one segment.

What enters: the files of a segment, some known to the generation in force, some read anew. What leaves: the segment's files in
a folder. It deliberately decides nothing: which files stand together and which are known is settled before.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.errors import StoredIndexError
from index.context import encoder_text, passage_terms
from index.dense import DenseIndex
from index.lexical import Postings, TermCounts
from index.passage_index import PassageIndex
from index.plan import KnownFile, Plan, Progress
from index.segment import Segment
from index.spool import Spool
from index.store import StoreWriter
from index.vector_journal import VectorJournal


class Encoding:
    """Progress of encoding over all segments."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._before = progress, total, 0

    def done(self, passages: int) -> None:
        """So many passages of this segment have their vectors."""
        self._progress("Encoding passages", self._before + passages, self._total)

    def segment(self, passages: int) -> None:
        """A segment of so many fresh passages is done."""
        self._before += passages
        self._progress("Encoding passages", self._before, self._total)


class SegmentWriter:
    """Writes the segments of one build."""

    def __init__(self, plan: Plan, old: PassageIndex | None, spool: Spool, journal: VectorJournal, progress: "Encoding") -> None:
        self._plan, self._old, self._spool, self._journal, self._progress = plan, old, spool, journal, progress
        self._left: dict[str, tuple[Segment, int]] | None = None
        self.encoded = 0

    def write(self, folder: Path, files: Sequence[str]) -> tuple[int, int]:
        """Write the segment of these files; returns its documents and passages."""
        part = _Part(StoreWriter(folder))
        for name in files:
            if name in self._plan.known:
                part.copy(name, self._plan.known[name], self._old)
            else:
                part.take(name, self._spool)
        part.store.close()
        self.encoded += self._journal.encode(part.texts, self._known_vector, self._progress.done)
        self._progress.segment(len(part.texts))
        part.vectors(self._journal).save(folder)
        part.postings().save(folder)
        return part.documents, part.store.passages

    def _known_vector(self, text: str) -> NDArray[np.float32] | None:
        """The vector of a passage that stood in a document that changed, moved or went: its text may be back in another place."""
        if self._old is None:
            return None
        if self._left is None:
            self._left = dict(self._leaving(self._old))
        if text not in self._left:
            return None
        segment, place = self._left[text]
        vector: NDArray[np.float32] = segment.dense.vectors[place]
        return vector

    def _leaving(self, old: PassageIndex) -> list[tuple[str, tuple[Segment, int]]]:
        kept = {summary.document_id for known in self._plan.known.values() for summary in known.documents}
        found = []
        for summary in old.documents():
            if summary.document_id in kept:
                continue
            with suppress(StoredIndexError):  # of a damaged document nothing is taken over
                segment, document = old.home(summary.document_id), old.document(summary.document_id)
                passages = list(segment.store.passages_of(summary.document_id))
                found += [(encoder_text(document, passage).text, (segment, place)) for place, passage in passages]
        return found


class _Part:
    """One segment while it grows."""

    def __init__(self, store: StoreWriter) -> None:
        self.store, self.documents = store, 0
        self.texts: list[str] = []  # of the passages whose vectors are not known by their place
        self._places: list[int] = []
        self._terms = TermCounts()
        self._copied: dict[str, tuple[Segment, list[tuple[int, int]]]] = {}  # by old segment: (old place, new place)

    def copy(self, name: str, known: KnownFile, old: PassageIndex | None) -> None:
        """Take a file over from the generation in force."""
        assert old is not None
        self.store.add_file(name, known.fingerprint, known.problems)
        for summary in known.documents:
            segment = old.home(summary.document_id)
            passages = list(segment.store.passages_of(summary.document_id))
            _, places = self._copied.setdefault(segment.name, (segment, []))
            places.extend((place, self.store.passages + number) for number, (place, _) in enumerate(passages))
            self.store.copy(segment.store.packed(summary.document_id), [passage for _, passage in passages])
            self.documents += 1

    def take(self, name: str, spool: Spool) -> None:
        """Take what a file was read to hold."""
        reading = spool.reading(name)
        self.store.add_file(name, spool.fingerprints[name], reading.problems)
        for document in reading.documents:
            self._add(document, spool)

    def _add(self, document: Document, spool: Spool) -> None:
        passages = spool.split(document)
        self._places.extend(range(self.store.passages, self.store.passages + len(passages)))
        self.store.add(document, passages)
        self.documents += 1
        for passage in passages:
            self.texts.append(encoder_text(document, passage).text)
            self._terms.add(passage_terms(document, passage))

    def vectors(self, journal: VectorJournal) -> DenseIndex:
        """The vectors of every passage."""
        rows = np.zeros((self.store.passages, journal.dimensions), dtype=np.float32)
        rows[self._places] = journal.vectors(self.texts)
        for segment, places in self._copied.values():
            old, new = np.array(places, dtype=np.int64).reshape(-1, 2).T
            rows[new] = segment.dense.vectors[old]
        return DenseIndex.from_vectors(rows)

    def postings(self) -> Postings:
        """The term counts of every passage."""
        parts = [(self._terms.postings(), np.array(self._places, dtype=np.int64))]
        for segment, places in self._copied.values():
            new_places = np.full(len(segment), -1, dtype=np.int64)
            for before, after in places:
                new_places[before] = after
            parts.append((segment.postings, new_places))
        return Postings.merged(parts, self.store.passages)
