"""Documents that are likely to hold a quote.

What enters: the words of a quote. What leaves: documents, best first: those with a passage that holds most of the quote's rarest
words, each counted once by its idf, ties by BM25. Words that stand nowhere, misread or invented, are left aside. A passage that
repeats one word often is no likelier to hold a quote, so BM25 alone would be the wrong order. It deliberately looks at no letter.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from corpus.document import Document, Passage
from index.engine import Holding
from index.lexical import TermStatistics, row_of
from index.words import terms

# Further words say no more about where a quote is from.
_TERMS = 16
# A passage that holds less than this share of what the best one holds is no candidate.
_SHARE = 0.6
# At most so many documents that hold as much as the best: a sentence repeated in every report of a series stands in as many.
_AS_GOOD = 50
# At most so many documents that hold less.
_NEXT_BEST = 6


class SearchesWords(Protocol):
    """What of an engine is asked here; `index.engine.PassageEngine` says what each does."""

    @property
    def languages(self) -> frozenset[str]: ...
    def term_statistics(self, terms: Sequence[str], /) -> TermStatistics: ...
    def holding(self, terms: Sequence[str], /) -> Holding: ...
    def passages(self, ordinals: Sequence[int], /) -> Sequence[Passage]: ...
    def document(self, document_id: str, /) -> Document: ...


class QuoteTexts:
    """The documents of an index, found by the words of a quote. Safe to use from several threads."""

    def __init__(self, index: SearchesWords) -> None:
        self._index = index

    def candidates(self, words: Sequence[str]) -> tuple[str, ...]:
        """The document_ids most likely to hold these words, best first; none when no word is one that is searched."""
        text = " ".join(words)
        languages = sorted(self._index.languages) or ["en"]
        asked = list(dict.fromkeys(term for language in languages for term in terms(text, language)))
        statistics = self._index.term_statistics(asked)
        known = [term for term in asked if row_of(statistics.vocabulary, term) is not None]
        rarest = sorted(known, key=lambda term: (-statistics.idf(term), term))[: _TERMS * len(languages)]
        ordinals, held, scores = self._index.holding(rarest)
        if not len(ordinals):
            return ()
        likely = np.flatnonzero(held >= _SHARE * held.max())
        ordered = likely[np.lexsort((likely, -scores[likely], -held[likely]))]
        as_good = int((held[ordered] >= 0.999 * held.max()).sum())
        passages = self._index.passages(ordinals[ordered[: as_good + 10 * _NEXT_BEST]].tolist())
        first = dict.fromkeys(passage.document_id for passage in passages[:as_good])
        further = dict.fromkeys(passage.document_id for passage in passages[as_good:] if passage.document_id not in first)
        return (*[*first][:_AS_GOOD], *[*further][:_NEXT_BEST])

    def document(self, document_id: str) -> Document:
        """A document. Raises StoredIndexError when the index holds none by that id."""
        return self._index.document(document_id)
