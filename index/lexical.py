"""BM25 over flat arrays.

What enters: the terms of passages, then the terms of a query. What leaves: one score per passage, (n,) float64, equal to
rank_bm25.BM25Okapi.get_scores (Robertson and Zaragoza 2009, with that package's floor for negative idf); where that floor
is itself not above zero, as over one or two passages, Lucene's idf takes its place. Postings are a sparse term × passage
matrix in compressed rows, so a query reads only its own terms' rows. They hold counts, not weights: what a term weighs is
known to `TermStatistics` alone, which counts over every segment. It deliberately knows nothing of segments' files.
"""

import math
import threading
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from index.words import MAX_TERM_BYTES

_TERM = f"S{MAX_TERM_BYTES}"
# numpy reads its headers through `ast`, which before Python 3.11.8 fails now and then in two threads at once.
_OPENING = threading.Lock()
# The constants are rank-bm25's own.
_OKAPI = BM25Okapi([["a"], ["b"], ["c"]])
K1, B, EPSILON = float(_OKAPI.k1), float(_OKAPI.b), float(_OKAPI.epsilon)

Terms = NDArray[np.bytes_]


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """In how many of so many passages each term stands: `vocabulary` (t,) sorted UTF-8 terms, `frequencies` (t,) int64.

    `length` is the number of terms of all passages together; `average_idf` is rank-bm25's, over every term.
    """

    vocabulary: Terms
    frequencies: NDArray[np.int64]
    passages: int
    length: int
    average_idf: float

    @classmethod
    def of(cls, vocabulary: Terms, frequencies: NDArray[np.int64], passages: int, length: int) -> "TermStatistics":
        """Statistics of terms that each stand in at least one passage."""
        counts, repeats = np.unique(frequencies, return_counts=True)
        total = float((_raw_idf(counts, passages) * repeats).sum()) if len(counts) else 0.0
        return cls(vocabulary, frequencies, passages, length, total / max(1, len(vocabulary)))

    @classmethod
    def empty(cls) -> "TermStatistics":
        """Statistics of no passage."""
        return cls.of(np.zeros(0, _TERM), np.zeros(0, np.int64), 0, 0)

    def changed(self, added: Sequence["Postings"], removed: Sequence["Postings"]) -> "TermStatistics":
        """The statistics when postings come and others, counted before, go."""
        parts = [(posting.vocabulary, sign * np.diff(posting.rows)) for group, sign in ((added, 1), (removed, -1)) for posting in group]
        vocabulary, places = np.unique(np.concatenate([self.vocabulary, *(terms for terms, _ in parts)]), return_inverse=True)
        counted = np.concatenate([self.frequencies, *(counts for _, counts in parts)]).astype(np.float64)
        frequencies = np.bincount(places, counted, len(vocabulary)).astype(np.int64)
        left = frequencies > 0
        passages = self.passages + sum(len(p.lengths) for p in added) - sum(len(p.lengths) for p in removed)
        length = self.length + sum(int(p.lengths.sum()) for p in added) - sum(int(p.lengths.sum()) for p in removed)
        return self.of(vocabulary[left].astype(_TERM), frequencies[left], passages, length)

    def idf(self, term: str) -> float:
        """What a term weighs; a term in no passage, what the formula gives for a frequency of zero."""
        row = row_of(self.vocabulary, term)
        if row is None:
            return math.log(self.passages + 0.5) - math.log(0.5)
        frequency = int(self.frequencies[row])
        if self.average_idf <= 0:  # rank-bm25's floor is then no floor, and a match would count for less than none
            return math.log(1 + (self.passages - frequency + 0.5) / (frequency + 0.5))
        raw = math.log(self.passages - frequency + 0.5) - math.log(frequency + 0.5)
        return raw if raw >= 0 else EPSILON * self.average_idf

    def save(self, folder: Path) -> None:
        """Write the arrays as terms-*.npy."""
        np.save(folder / "terms-vocabulary.npy", self.vocabulary)
        np.save(folder / "terms-frequencies.npy", self.frequencies)
        np.save(folder / "terms-totals.npy", np.array([self.passages, self.length], dtype=np.int64))
        np.save(folder / "terms-average.npy", np.array([self.average_idf]))

    @classmethod
    def open(cls, folder: Path) -> "TermStatistics":
        """Open what `save` wrote, memory-mapped."""
        with _OPENING:
            vocabulary, frequencies = (np.asarray(np.load(folder / f"terms-{name}.npy", mmap_mode="r")) for name in ("vocabulary", "frequencies"))
            passages, length = np.load(folder / "terms-totals.npy").tolist()
            (average,) = np.load(folder / "terms-average.npy").tolist()
        _check(vocabulary, _TERM, len(frequencies))
        _check(frequencies, "i8", len(vocabulary))
        within = not len(frequencies) or 0 < frequencies.min() <= frequencies.max() <= passages
        if not (within and math.isfinite(average) and passages >= 0 <= length):
            raise ValueError("the term statistics do not fit together")
        return cls(vocabulary, frequencies, passages, length, average)


@dataclass(frozen=True, slots=True)
class Postings:
    """A sparse term × passage matrix of counts over some passages.

    `vocabulary` (t,) sorted UTF-8 terms; row i is `passages[rows[i]:rows[i+1]]` (places, ascending) with `counts` beside;
    `lengths` (n,) terms per passage.
    """

    vocabulary: Terms
    rows: NDArray[np.int64]
    passages: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def from_terms(cls, passages: Sequence[Sequence[str]]) -> "Postings":
        """Count the terms of each passage."""
        counts = TermCounts()
        for terms in passages:
            counts.add(terms)
        return counts.postings()

    @classmethod
    def merged(cls, parts: Sequence[tuple["Postings", NDArray[np.int64]]], passages: int) -> "Postings":
        """One matrix of several; each part comes with its passages' new places, (n,) int64, −1 for those that go."""
        vocabulary = np.unique(np.concatenate([part.vocabulary for part, _ in parts])) if parts else np.zeros(0, _TERM)
        lengths = np.zeros(passages, dtype=np.int32)
        pieces = [(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))]
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
    def open(cls, folder: Path) -> "Postings":
        """Open what `save` wrote, memory-mapped. Raises ValueError when the arrays do not fit together."""
        with _OPENING:
            postings = cls(*(np.asarray(np.load(folder / f"lexical-{name}.npy", mmap_mode="r")) for name in cls.__slots__))
        _check(postings.rows, "i8", len(postings.vocabulary) + 1)
        _check(postings.vocabulary, _TERM, len(postings.rows) - 1)
        _check(postings.passages, "i4", int(postings.rows[-1]))
        _check(postings.counts, "i4", len(postings.passages))
        _check(postings.lengths, "i4", len(postings.lengths))
        return postings

    def save(self, folder: Path) -> None:
        """Write the arrays as lexical-*.npy."""
        for name in self.__slots__:
            np.save(folder / f"lexical-{name}.npy", getattr(self, name))

    def add_scores(self, query: Sequence[str], statistics: TermStatistics, total: NDArray[np.float64]) -> None:
        """Add the BM25 of every passage to `total`, (n,); a term asked twice counts twice.

        Raises IndexError when the arrays name passages that are not there.
        """
        average = max(statistics.length / max(1, statistics.passages), 1e-9)
        for term, times in Counter(query).items():
            row = row_of(self.vocabulary, term)
            if row is None:
                continue
            span = slice(int(self.rows[row]), int(self.rows[row + 1]))
            places, counts = self.passages[span], self.counts[span].astype(np.float64)
            norm = K1 * (1 - B + B * self.lengths[places] / average)
            total[places] += times * statistics.idf(term) * counts * (K1 + 1) / (counts + norm)


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

    def postings(self) -> Postings:
        """The matrix of everything counted."""
        vocabulary, places = np.unique(np.array([term.encode() for term in self._terms], dtype=_TERM), return_inverse=True)
        rows, ordinals = np.array(self._rows, dtype=np.int64), np.array(self._ordinals, dtype=np.int32)
        return _assembled(vocabulary, places[rows], ordinals, np.array(self._counts, np.int32), np.array(self._lengths, np.int32))


def row_of(vocabulary: Terms, term: str) -> int | None:
    """The row of a term in a sorted vocabulary; None when it is not there."""
    key = np.bytes_(term.encode()[:MAX_TERM_BYTES])
    row = int(np.searchsorted(vocabulary, key))
    return row if row < len(vocabulary) and vocabulary[row] == key else None


def _check(column: NDArray[Any], kind: str, length: int) -> None:
    """Raises ValueError when an array that was read is not of the form it was written in."""
    if column.ndim != 1 or column.dtype != np.dtype(kind) or len(column) != length:
        raise ValueError(f"an array has {column.shape} of {column.dtype} instead of {length} of {np.dtype(kind)}")


def _raw_idf(frequencies: NDArray[np.int64], passages: int) -> NDArray[np.float64]:
    return np.asarray(np.log(passages - frequencies + 0.5) - np.log(frequencies + 0.5))


def _assembled(
    vocabulary: Terms, rows: NDArray[np.int64], ordinals: NDArray[np.int32], counts: NDArray[np.int32], lengths: NDArray[np.int32]
) -> Postings:
    """Compressed rows from coordinates; terms that no passage holds are dropped, so that the bytes depend on the passages alone."""
    order = np.lexsort((ordinals, rows))
    used, frequencies = np.unique(rows, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64)
    return Postings(vocabulary[used].astype(_TERM), starts, ordinals[order].astype(np.int32), counts[order].astype(np.int32), lengths)
