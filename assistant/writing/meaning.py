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
from assistant.writing.wording import Word, stem_of

# A word nearer than this to a free word of its quotes may paraphrase it; measured on the development half of the labelled set.
NEAR = 0.4
# So many words of a sentence may be paraphrases that are known by their nearness alone; measured there too.
PARAPHRASED = 3
# A sentence whose tokens come no nearer than this to its quotes', on the average, is about something else; measured there too.
NEAR_ALTOGETHER = 0.5
_GROUPS = """
    begin start open launch commence; end conclude close finish; hold host organise happen place; share pass exchange; say tell state report
    accord declare note add explain mention describe; give provide offer grant; person people individual; country state nation; meet gather;
    money fund financial funding sum; show appear; number figure count total; aim goal purpose objective target; let allow permit enable;
    also too addition further well; however but; send deploy; build develop; set put; late later latest subsequent; need require; help
    support assist assistance; use employ; part role; get receive; want wish; call ask; big large great; quick fast; chance opportunity;
    danger threat risk; alon itself themselves; decrease drop fall decline down; increase rise grow growth climb up; about concern; apply
    cover concern extend affect; fight combat against; kg kilogram kilo; twice double; triple three
    """
# Words that add no fact of their own beside the words they stand with.
_LIGHT = frozenset(
    stem_of(word)
    for word in """
    mr mrs ms dr high low number numbers topic topics subject subjects issue issues matter matters party parties reason reasons cause meant
    mean question together one ones compared due become becomes became get gets got take takes took place work side sides country countries
    part come go being give gives given gave thing things way make made said says according account accounts document documents quote quotes
    text source sources there respectively namely following aforementioned mentioned listed stated well as well however while whereas
    although though since because thus therefore hence moreover furthermore additionally also still including include includes included such
    """.split()
)
# Letters that two words of one family share at least.
_ROOT = 5
_SAME: dict[str, set[int]] = {}
for _number, _group in enumerate(_GROUPS.split(";")):
    for _word in _group.split():
        _SAME.setdefault(stem_of(_word), set()).add(_number)


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
    missing: list[tuple[Word, Word | None]] = []
    paraphrased: list[Word] = []
    for place, word in enumerate(words):
        if place in judged or not word.carries or word.stem in known or word.digits:
            continue
        free = [(other, quote) for quote in quotes for other in quote.words if other.carries and other.stem not in used]
        turned = next((other for other, _ in free if opposites(word.stem, other.stem)), None)
        if turned is None and (word.stem in _LIGHT or any(_same(word.stem, other.stem) for other, _ in free)):
            continue
        if turned is not None or max((_nearness(vectors.of(word), quote.vectors.of(other)) for other, quote in free), default=0.0) < NEAR:
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


def _same(one: str, other: str) -> bool:
    """Whether two stems are of one family: "digitis" and "digit", or a group of words that say the same."""
    shared = next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return (shared >= _ROOT and min(len(one), len(other)) - shared <= 2) or bool(_SAME.get(one, set()) & _SAME.get(other, set()))


def _nearness(rows: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    return float((rows @ others.T).max(axis=1).mean()) if len(rows) and len(others) else 0.0
