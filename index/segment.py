"""Segments: the unchanging parts an index is made of.

What enters: documents, passages, vectors and term counts of a run of files. What leaves: a folder with a store, vectors and
postings whose rows agree. A segment ends where a file's name says so (content-defined chunking, Muthitacharoen et al. 2001),
so which files stand together depends on the files alone: one that comes or goes changes its own segment and no other. It
deliberately weighs no terms: weights are the whole index's business.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from corpus.errors import StoredIndexError
from index.dense import DenseIndex
from index.lexical import Postings
from index.store import Store

# A segment holds about so many passages: small enough to write again in half a second, large enough that a million passages
# are a hundred segments and not ten thousand.
PASSAGES_IN_SEGMENT = 8192
# Chance alone makes one segment in seven larger than twice the mean; none may grow beyond this many times it.
_MOST_TIMES = 2
_ENDINGS = 2**64

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment; its passage i is passage `first` + i of its generation."""

    name: str
    first: int
    store: Store
    dense: DenseIndex
    postings: Postings

    @classmethod
    def open(cls, folder: Path, first: int = 0) -> "Segment":
        """Open a segment's files, memory-mapped. Raises StoredIndexError when they cannot be read."""
        try:
            dense, postings = DenseIndex.open(folder), Postings.open(folder)
            if len(dense) != len(postings.lengths):
                raise ValueError(f"{len(dense)} vectors for {len(postings.lengths)} passages")
            return cls(folder.name, first, Store(folder), dense, postings)
        except Exception as error:  # sqlite, numpy and faiss each say it in their own way
            raise StoredIndexError(f"segment {folder.name} is damaged: {error}; run `rapporteur index FOLDER` to build it again") from error

    def __len__(self) -> int:
        return len(self.postings.lengths)


def segmented(files: Iterable[tuple[str, int, Item]], passages_in_segment: int) -> Iterator[list[Item]]:
    """Files, as (name, passages, anything), gathered into segments, in order.

    A file ends its segment with a probability of its passages over the segment's mean size, drawn from its name: the same
    file always decides the same.
    """
    gathered: list[Item] = []
    passages = 0
    for name, count, item in files:
        gathered.append(item)
        passages += count
        drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        if drawn * passages_in_segment < count * _ENDINGS or passages >= _MOST_TIMES * passages_in_segment:
            yield gathered
            gathered, passages = [], 0
    if gathered:
        yield gathered


def check_written(folder: Path, documents: int, passages: int) -> None:
    """Open what was written, as a reader would, before it is used. Raises StoredIndexError when it does not fit together."""
    try:
        segment = Segment.open(folder)
        summaries = segment.store.documents()
        counts = {len(segment.dense), len(segment.postings.lengths), sum(summary.passages for summary in summaries)}
        sound = counts == {passages} and len(summaries) == documents
        segment.store.close()
    except Exception as error:
        raise StoredIndexError(f"the new index cannot be read back ({error}); the index before it is unchanged; try again") from error
    if not sound:
        raise StoredIndexError("the new index does not hold what was put into it; the index before it is unchanged; try again")
