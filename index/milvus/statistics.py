"""In how many passages terms stand, as Milvus keeps it.

What enters: a generation's facts, and terms. What leaves: `TermStatistics` that know these terms and no others; what the terms
weigh is then as in the FAISS engine. It deliberately reads no more of the vocabulary than is asked for.
"""

from collections.abc import Sequence

import numpy as np

from index.lexical import TermStatistics
from index.milvus.cache import Kept
from index.milvus.client import MilvusConnection
from index.milvus.records import Facts
from index.words import MAX_TERM_BYTES

_TERMS_IN_MEMORY = 20_000


class StoredStatistics:
    """Reads the term frequencies of one collection. Safe to use from several threads."""

    def __init__(self, connection: MilvusConnection, collection: str, facts: Facts) -> None:
        self._connection, self._collection, self._facts = connection, collection, facts
        self._frequencies = Kept(_TERMS_IN_MEMORY, self._read)

    def of(self, terms: Sequence[str]) -> TermStatistics:
        """The statistics of the whole generation, as far as these terms need them."""
        counted = self._frequencies.many([term for term in terms if term])
        known = sorted((term.encode(), count) for term, count in counted.items() if count)
        vocabulary = np.array([term for term, _ in known], dtype=f"S{MAX_TERM_BYTES}")
        frequencies = np.array([count for _, count in known], dtype=np.int64)
        return TermStatistics(vocabulary, frequencies, self._facts.passages, self._facts.length, self._facts.average_idf)

    def _read(self, terms: Sequence[str]) -> dict[str, int]:
        rows = self._connection.rows(self._collection, terms, ("frequency",))
        return {term: int(rows[term]["frequency"]) if term in rows else 0 for term in terms}
