"""An encoder without a model: every word is a fixed unit row drawn from its hash, and a text is the mean of its words.

What enters: texts. What leaves: what `index.encoder.Encoder` promises, as a pure function of each text. It deliberately
understands nothing; texts that share words are near each other and that is all. It counts what it is asked.
"""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.calibration import DEFAULT

Vectors = NDArray[np.float32]

_WORD = re.compile(r"\w+")
_NOTHING = "(no word)"


class HashingEncoder:
    """Unit rows of 64 signs; `asked` holds every passage text it was ever given, in order."""

    dimensions = 64
    calibration = DEFAULT

    def __init__(self, fingerprint: str = "hashing-64") -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> Vectors:
        self.asked.extend(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            rows[place] = _mean(_words(text)[0])
            progress(place + 1)
        return rows

    def encode_question(self, text: str) -> tuple[Vectors, Vectors]:
        rows, _ = _words(text)
        return _mean(rows), rows

    def token_vectors(self, texts: Sequence[str]) -> list[tuple[Vectors, NDArray[np.int32]]]:
        return [_words(text) for text in texts]


def word_row(word: str) -> Vectors:
    """The unit row of one word, upper and lower case alike: 64 signs, each ±1/8."""
    digest = hashlib.blake2b(word.lower().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    signs = np.unpackbits(np.frombuffer(digest, dtype=np.uint8)).astype(np.float32) * 2 - 1
    return signs / np.float32(8)


def _words(text: str) -> tuple[Vectors, NDArray[np.int32]]:
    found = list(_WORD.finditer(text))
    if not found:
        return word_row(_NOTHING)[np.newaxis], np.array([[0, len(text)]], dtype=np.int32)
    return np.stack([word_row(match[0]) for match in found]), np.array([match.span() for match in found], dtype=np.int32)


def _mean(rows: Vectors) -> Vectors:
    mean = rows.mean(axis=0)
    length = float(np.linalg.norm(mean))
    return mean / np.float32(length) if length > 1e-6 else rows[0]
