"""Vectors that were asked for last: of texts, whichever generation asked, and of passages.

What enters: texts or the numbers of passages, and what makes the vectors of those that are not known. What leaves: their vectors. A question
is encoded once, though two stages ask for it, and a document that comes or goes does not make the next question encode the passages of all
others again. It deliberately keeps no text: a text is known by its digest.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
_DIGEST_BYTES = 16


class Kept(Generic[K, T]):
    """The values of the keys asked for last, at most `most`. Safe to use from several threads; what is kept must not be changed."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[K, T] = OrderedDict()

    def of(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[T]]) -> list[T]:
        """The values of keys, in order; those that are not kept are made by `make`, each once."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = list(dict.fromkeys(key for key in keys if key not in found))
        found.update(zip(missing, make(missing) if missing else (), strict=True))
        with self._lock:
            for key in keys:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]


class KeptVectors(Generic[T]):
    """The values of the texts asked for last, as `Kept` keeps them."""

    def __init__(self, most: int) -> None:
        self._kept: Kept[bytes, T] = Kept(most)

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Sequence[T]]) -> list[T]:
        """The values of texts, in order; those that are not kept are made by `encode`."""
        digests = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest() for text in texts]
        by_digest = dict(zip(digests, texts))
        return self._kept.of(digests, lambda missing: encode([by_digest[digest] for digest in missing]))
