"""BM25 over flat arrays.

What enters: the terms of passages, then the terms of a query. What leaves: one score per passage, (n,) float64, equal to
rank_bm25.BM25Okapi.get_scores (Robertson and Zaragoza 2009, with that package's floor for negative idf); where that floor
is itself not above zero, as over one or two passages, Lucene's idf takes its place. The passage counts are a sparse term ×
passage matrix in compressed rows, so a query reads only its own terms' rows. It deliberately keeps counts, not weights:
when a document comes or goes, only the idf changes.
"""

import math
import threading
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from index.words import MAX_TERM_BYTES

_TERM = f"S{MAX_TERM_BYTES}"
# numpy reads its headers through `ast`, which before Python 3.11.8 fails now and then in two threads at once.
_OPENING = threading.Lock()
# rank-bm25's own defaults.
K1, B = 1.5, 0.75
_FIELDS = ("vocabulary", "rows", "passages", "counts", "lengths", "idf")


class _Statistics(BM25Okapi):  # type: ignore[misc]
    """rank-bm25's own idf, from document frequencies instead of a walk over the corpus."""

    def __init__(self, frequencies: dict[bytes, int], passages: int) -> None:
        self.epsilon = 0.25
        self.corpus_size = passages
        self.idf: dict[bytes, float] = {}
        if not frequencies:  # an empty corpus divides by zero there
            return
        self._calc_idf(frequencies)
        if self.average_idf <= 0:  # a match would count for less than none
            self.idf = {term: math.log(1 + (passages - count + 0.5) / (count + 0.5)) for term, count in frequencies.items()}


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """A sparse term × passage matrix of counts.

    `vocabulary` (t,) sorted UTF-8 terms; row i is `passages[rows[i]:rows[i+1]]` (ordinals, ascending) with `counts` beside;
    `lengths` (n,) terms per passage; `idf` (t,) float64.
    """

    vocabulary: NDArray[np.bytes_]
    rows: NDArray[np.int64]
    passages: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]
    idf: NDArray[np.float64]

    @classmethod
    def from_terms(cls, passages: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Count the terms of each passage."""
        counts = TermCounts()
        for terms in passages:
            counts.add(terms)
        return counts.index()

    @classmethod
    def merged(cls, parts: Sequence[tuple["LexicalIndex", NDArray[np.int64]]], passages: int) -> "LexicalIndex":
        """One index of several; each part comes with its passages' new ordinals, (n,) int64, −1 for those that go."""
        vocabulary = np.unique(np.concatenate([part.vocabulary for part, _ in parts]))
        lengths = np.zeros(passages, dtype=np.int32)
        pieces = []
        for part, places in parts:
            stays = places >= 0
            lengths[places[stays]] = part.lengths[stays]
            rows = np.repeat(np.searchsorted(vocabulary, part.vocabulary), np.diff(part.rows))
            ordinals = places[part.passages] if len(part.passages) else np.zeros(0, np.int64)
            kept = ordinals >= 0
            pieces.append((rows[kept], ordinals[kept].astype(np.int32), part.counts[kept]))
        columns = [np.concatenate(column) for column in zip(*pieces)]
        return _assembled(vocabulary, columns[0], columns[1], columns[2], lengths)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open what `save` wrote, memory-mapped."""
        with _OPENING:
            return cls(*(np.load(folder / f"lexical-{name}.npy", mmap_mode="r") for name in _FIELDS))

    def save(self, folder: Path) -> None:
        """Write the arrays as lexical-*.npy."""
        for name in _FIELDS:
            np.save(folder / f"lexical-{name}.npy", getattr(self, name))

    def term_idf(self, term: str) -> float:
        """The idf of a term; of a term in no passage, what the formula gives for a frequency of zero."""
        row = self._row(term)
        return float(self.idf[row]) if row is not None else float(np.log(len(self.lengths) + 0.5) - np.log(0.5))

    def scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """BM25 of every passage, (n,); a term asked twice counts twice."""
        total = np.zeros(len(self.lengths))
        if not len(self.lengths):
            return total
        average = max(float(self.lengths.sum()) / len(self.lengths), 1e-9)
        for term, times in Counter(query).items():
            row = self._row(term)
            if row is None:
                continue
            span = slice(int(self.rows[row]), int(self.rows[row + 1]))
            ordinals, counts = self.passages[span], self.counts[span].astype(np.float64)
            norm = K1 * (1 - B + B * self.lengths[ordinals] / average)
            total[ordinals] += times * float(self.idf[row]) * counts * (K1 + 1) / (counts + norm)
        return total

    def _row(self, term: str) -> int | None:
        key = np.bytes_(term.encode()[:MAX_TERM_BYTES])
        row = int(np.searchsorted(self.vocabulary, key))
        return row if row < len(self.vocabulary) and self.vocabulary[row] == key else None


class TermCounts:
    """Terms counted passage by passage while a build goes on, in flat arrays: a list of words per passage would take ten times
    the memory.
    """

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._rows, self._ordinals, self._counts, self._lengths = array("q"), array("i"), array("i"), array("i")

    def add(self, terms: Sequence[str]) -> None:
        """Count the terms of the next passage."""
        for term, count in Counter(terms).items():
            self._rows.append(self._terms.setdefault(term, len(self._terms)))
            self._ordinals.append(len(self._lengths))
            self._counts.append(count)
        self._lengths.append(len(terms))

    def index(self) -> LexicalIndex:
        """The index of everything counted."""
        vocabulary, places = np.unique(np.array([term.encode() for term in self._terms], dtype=_TERM), return_inverse=True)
        rows, ordinals = np.array(self._rows, dtype=np.int64), np.array(self._ordinals, dtype=np.int32)
        return _assembled(vocabulary, places[rows], ordinals, np.array(self._counts, np.int32), np.array(self._lengths, np.int32))


def _assembled(
    vocabulary: NDArray[np.bytes_], rows: NDArray[np.int64], ordinals: NDArray[np.int32], counts: NDArray[np.int32], lengths: NDArray[np.int32]
) -> LexicalIndex:
    """Compressed rows from coordinates; terms that no passage holds are dropped, so that the bytes depend on the passages alone."""
    order = np.lexsort((ordinals, rows))
    used, frequencies = np.unique(rows, return_counts=True)
    vocabulary = vocabulary[used].astype(_TERM)
    starts = np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64)
    pairs = zip(vocabulary.tolist(), frequencies.tolist())
    statistics = _Statistics(dict(pairs), len(lengths))
    idf = np.array([statistics.idf[term] for term in vocabulary.tolist()], dtype=np.float64)
    return LexicalIndex(vocabulary, starts, ordinals[order].astype(np.int32), counts[order].astype(np.int32), lengths, idf)
