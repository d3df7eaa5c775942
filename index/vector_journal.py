"""Vectors made so far, kept until the build that needs them is done.

What enters: the texts of passages and an encoder. What leaves: their vectors. Every batch is appended to a file as it is made,
so that an interrupted build does not begin again, and a text that stands twice is encoded once. The file holds digests and
vectors and no text; it goes when the build is done. It deliberately trusts no half-written row: rows have one length and a
checksum, and the first that is not whole is cut off with everything behind it.
"""

import hashlib
import os
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder

NAME = "unfinished-vectors"
_DIGEST_BYTES = 16
# So many passages are encoded between two writes: a few seconds of work.
_BATCH = 512


class VectorJournal:
    """Vectors by the digest of their text."""

    def __init__(self, index_folder: Path, encoder: Encoder) -> None:
        """Take up what an interrupted build left, unless another encoder made it."""
        self._encoder = encoder
        self._row = np.dtype([("digest", f"V{_DIGEST_BYTES}"), ("vector", np.float32, (encoder.dimensions,)), ("check", np.uint32)])
        mark = hashlib.sha256(encoder.fingerprint.encode()).hexdigest()[:16]
        self._path = index_folder / f"{NAME}-{mark}"
        for other in index_folder.glob(f"{NAME}-*"):
            if other != self._path:
                other.unlink(missing_ok=True)
        self._places: dict[bytes, int] = {}
        self._rows = 0
        if self._path.is_file():
            self._take_up()

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str], reused: Callable[[str], NDArray[np.float32] | None], progress: Callable[[int], None]) -> int:
        """See to it that every text has its vector; `reused` gives one that is known from elsewhere. Returns how many were made."""
        wanted = {digest: text for text in texts if (digest := _digest(text)) not in self._places}
        found = {digest: vector for digest, text in wanted.items() if (vector := reused(text)) is not None}
        self._append(list(found), list(found.values()))
        missing = sorted(
            ((digest, text) for digest, text in wanted.items() if digest not in found), key=lambda pair: (len(pair[1]), pair[1]), reverse=True
        )
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]

            def report(done: int, before: int = start) -> None:
                progress(before + done)

            vectors = self._encoder.encode_passages([text for _, text in batch], report)
            self._append([digest for digest, _ in batch], list(vectors))
        return len(missing)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts that were encoded, (n, d). Raises KeyError for another."""
        places = [self._places[_digest(text)] for text in texts]
        if not places:
            return np.zeros((0, self._encoder.dimensions), np.float32)
        return np.ascontiguousarray(self._mapped()["vector"][places])

    def remove(self) -> None:
        """Remove the file: the build is done."""
        self._path.unlink(missing_ok=True)

    def _append(self, digests: Sequence[bytes], vectors: Sequence[NDArray[np.float32]]) -> None:
        if not digests:
            return
        rows = np.zeros(len(digests), self._row)
        rows["digest"] = np.array(digests, dtype=f"V{_DIGEST_BYTES}")
        rows["vector"] = np.stack(vectors)
        rows["check"] = [_check(row) for row in rows]
        with self._path.open("ab") as file:
            file.write(rows.tobytes())
        self._note(digests)

    def _note(self, digests: Sequence[bytes]) -> None:
        self._places.update(zip(digests, range(self._rows, self._rows + len(digests))))
        self._rows += len(digests)

    def _take_up(self) -> None:
        rows = np.fromfile(self._path, self._row)  # leaves out a row that is cut short
        torn = next((place for place, row in enumerate(rows) if _check(row) != row["check"]), len(rows))
        os.truncate(self._path, torn * self._row.itemsize)
        self._note([bytes(digest) for digest in rows["digest"][:torn]])

    def _mapped(self) -> NDArray[np.void]:
        return np.memmap(self._path, self._row, "r", shape=(self._rows,))


def _check(row: np.void) -> int:
    return zlib.crc32(bytes(row["vector"]), zlib.crc32(bytes(row["digest"])))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_DIGEST_BYTES]
