"""Exact nearest neighbours by inner product; faiss is imported here alone.

What enters: unit vectors, float32, (n, d), in passage order. What leaves: cosines. Ties come back in passage order and no
ordinal is ever −1. It deliberately knows nothing of what the vectors stand for.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

_FILE = "dense.faiss"


def search_alone() -> None:
    """Let the calling thread search by itself: threads that search side by side only wait for helpers of their own."""
    faiss.omp_set_num_threads(1)


class DenseIndex:
    """A flat inner-product index."""

    def __init__(self, flat: Any) -> None:
        self._flat = flat

    @classmethod
    def from_vectors(cls, vectors: NDArray[np.float32]) -> "DenseIndex":
        """Index unit rows, (n, d)."""
        flat = faiss.IndexFlatIP(int(vectors.shape[1]))
        flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(flat)

    @classmethod
    def open(cls, folder: Path) -> "DenseIndex":
        """Open what `save` wrote, memory-mapped where faiss can."""
        return cls(faiss.read_index(str(folder / _FILE), faiss.IO_FLAG_MMAP_IFC))

    def save(self, folder: Path) -> None:
        """Write dense.faiss. Raises OSError when the disk is full."""
        try:
            faiss.write_index(self._flat, str(folder / _FILE))
        except RuntimeError as error:
            raise OSError(f"{_FILE}: {error}") from error

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        return int(self._flat.d)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The stored rows, (n, d), without a copy; read only."""
        count, width = self._flat.ntotal, self._flat.d
        if not count:
            return np.zeros((0, width), dtype=np.float32)
        view: NDArray[np.float32] = faiss.rev_swig_ptr(self._flat.get_xb(), count * width).reshape(count, width)
        view.flags.writeable = False
        return view

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Places of the nearest rows and their cosines, best first, ties in order; `allowed` (n,) leaves rows out."""
        limit = min(limit, len(self))
        if limit <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        asked = limit
        while True:
            asked = min(asked + 1, len(self))
            (scores,), (found,) = self._flat.search(vector.reshape(1, -1).astype(np.float32), asked, params=parameters)
            # faiss leaves out any of equally good rows; more are asked for until all that equal the last one wanted are there
            if asked == len(self) or scores[-1] < scores[limit - 1] or found[-1] < 0:
                break
            asked *= 2
        order = np.lexsort((found, -scores))[:limit]
        places: NDArray[np.int64] = found[order]
        return places[places >= 0], scores[order][places >= 0]
