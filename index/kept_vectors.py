"""Vectors of the texts encoded last, whichever generation asked for them.

What enters: texts, and what encodes those that are not known. What leaves: their vectors. A question is encoded once, though two stages ask
for it, and a document that comes or goes does not make the next question encode the passages of all others again. It deliberately keeps
no text: a text is known by its digest.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
_DIGEST_BYTES = 16


class KeptVectors(Generic[T]):
    """The values of the texts asked for last, at most `most`. Safe to use from several threads; what is kept must not be changed."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[bytes, T] = OrderedDict()

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Sequence[T]]) -> list[T]:
        """The values of texts, in order; those that are not kept are made by `encode`."""
        digests = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest() for text in texts]
        with self._lock:
            found = {digest: self._kept[digest] for digest in digests if digest in self._kept}
        missing = {digest: text for digest, text in zip(digests, texts) if digest not in found}
        found.update(zip(missing, encode(list(missing.values())) if missing else ()))
        with self._lock:
            for digest in digests:
                self._kept[digest] = found[digest]
                self._kept.move_to_end(digest)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [found[digest] for digest in digests]
