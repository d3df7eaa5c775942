"""What of a sentence its quotes carry, word by word.

What enters: the words of a sentence and of its quotes, and their token vectors. What leaves: the words that no quote carries
and that no free word of a quote comes near. A word of a quote that the sentence uses already is not free: a "helicopter"
beside "drones" is none of them. It deliberately uses the encoder that reads questions, and no other model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.writing.operators import opposites
from assistant.writing.synonyms import light, names_a_kind, same
from assistant.writing.wording import Word

# A word nearer than this to a free word of its quotes may paraphrase it; measured on the labelled set.
NEAR = 0.36
# So many words of a sentence may be paraphrases that are known by their nearness alone; measured there too.
PARAPHRASED = 4
# A sentence whose tokens come no nearer than this to its quotes', on the average, is about something else; measured there too.
NEAR_ALTOGETHER = 0.45
# What of a quote may point to a thing that a sentence calls by its name.
_POINTING = frozenset("it its they their them these those this that he she".split())


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """Unit vectors of a text's tokens, (t, d), and the characters each covers, (t, 2)."""

    rows: NDArray[np.float32]
    offsets: NDArray[np.int32]

    def of(self, word: Word) -> NDArray[np.float32]:
        """The rows of one word; none where the text was longer than the encoder reads."""
        inside = (self.offsets[:, 0] >= word.start) & (self.offsets[:, 1] <= word.end)
        return self.rows[inside]


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """A quote's words and their vectors."""

    words: Sequence[Word]
    vectors: TokenVectors


def uncarried(words: Sequence[Word], vectors: TokenVectors, quotes: Sequence[QuotedWords], judged: frozenset[int]) -> list[tuple[Word, Word | None]]:
    """Words that no quote carries, each with the word of opposite meaning that a quote has instead, where there is one.

    `judged` are the places of words that other rules judge: numbers, dates, names and small words.
    """
    used = {word.stem for word in words}
    known = {word.stem for quote in quotes for word in quote.words}
    points = any(word.lower in _POINTING for quote in quotes for word in quote.words)
    missing: list[tuple[Word, Word | None]] = []
    paraphrased: list[Word] = []
    for place, word in enumerate(words):
        if place in judged or not word.carries or word.stem in known or word.digits:
            continue
        free = [(other, quote) for quote in quotes for other in quote.words if other.carries and other.stem not in used]
        turned = next((other for other, quote in free if opposites(word.stem, other.stem) and not _bounds(quote.words, other)), None)
        if turned is not None and any(same(word.stem, other.stem) for quote in quotes for other in quote.words):
            continue
        general = light(word.stem) or (points and names_a_kind(word.stem))
        if turned is None and (general or any(same(word.stem, other.stem) for quote in quotes for other in quote.words)):
            continue
        if (
            turned is not None
            or max((_nearness(vectors.of(word), quote.vectors.of(other)) for other, quote in free if other.opens or not other.capital), default=0.0)
            < NEAR
        ):
            missing.append((word, turned))
        else:
            paraphrased.append(word)
    # Word by word each may be near enough, and the sentence another all the same.
    return missing or [(word, None) for word in paraphrased[PARAPHRASED:]]


def nearness(vectors: TokenVectors, quotes: Sequence[QuotedWords]) -> float:
    """Mean over a sentence's tokens of the best cosine to any token of its quotes, 0 to 1."""
    rows = [quote.vectors.rows for quote in quotes if len(quote.vectors.rows)]
    if not rows or not len(vectors.rows):
        return 0.0
    return float((vectors.rows @ np.concatenate(rows).T).max(axis=1).mean())


def _bounds(words: Sequence[Word], word: Word) -> bool:
    """Whether a word only bounds a number: "more than 1,000"."""
    following = [other.lower for other in words if other.start > word.start][:2]
    return len(following) == 2 and following[0] == "than" and (following[1][0].isdigit() or following[1] in {"one", "half"})


def _nearness(rows: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    return float((rows @ others.T).max(axis=1).mean()) if len(rows) and len(others) else 0.0
