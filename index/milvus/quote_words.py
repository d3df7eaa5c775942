"""The passages of a Milvus generation that hold the words of a quote.

What enters: a collection of passages, and words with what they weigh. What leaves: the passages that Milvus proposes for them,
each scored again here from its stored terms. It deliberately proposes at most `_PROPOSED`: a quote's words rarely stand in more.
"""

from collections.abc import Callable, Sequence

import numpy as np

from index.engine import Holding
from index.lexical import Postings, TermStatistics
from index.milvus.client import MilvusConnection, Row
from index.milvus.schema import PLACED, query_vector

# A sentence repeated in every report of a series stands in as many passages.
_PROPOSED = 500


def holding(
    connection: MilvusConnection, passages: str, terms: Sequence[str], statistics: TermStatistics, terms_of: Callable[[Row], list[str]]
) -> Holding:
    """Ordinals ascending, the idf sum of the different terms each passage holds, and BM25."""
    idf = {term: statistics.idf(term) for term in terms}
    words = query_vector(terms, idf)
    found = connection.union(passages, [("words", words, {})], "", _PROPOSED, (*PLACED, "terms")) if words else []
    rows = sorted(found, key=lambda row: int(row["id"]))
    of_rows = [terms_of(row) for row in rows]
    held = np.array([sum(idf[term] for term in set(own) & idf.keys()) for own in of_rows])
    scores = np.zeros(len(rows))
    Postings.from_terms(of_rows).add_scores(terms, statistics, scores)
    some = held > 0  # two words may share a dimension of the sparse vectors
    return np.array([row["id"] for row in rows], dtype=np.int64)[some], held[some], scores[some]
