"""Comparisons the other way round.

What enters: the words of a sentence and of a quote. What leaves: whether the sentence has on one side of "than" what the quote has on
the other. It deliberately looks at nothing else: which of two things is the larger, the numbers and small words say.
"""

from collections.abc import Sequence

from assistant.writing.wording import Word


def turned_comparison(written: Sequence[Word], quoted: Sequence[Word]) -> bool:
    """Whether a sentence compares the other way round: "the old are faster than the new"."""
    sides, others = _sides(written), _sides(quoted)
    if sides is None or others is None:
        return False
    (before, after), (first, second) = sides, others
    return bool((before & second) - first) and bool((after & first) - second)


def _sides(words: Sequence[Word]) -> tuple[set[str], set[str]] | None:
    """The carrying words before and after the first "than" of its sentence."""
    than = next((place for place, word in enumerate(words) if word.lower == "than"), None)
    if than is None:
        return None
    within = [(place, word) for place, word in enumerate(words) if word.sentence == words[than].sentence and word.carries and not word.digits]
    return {word.stem for place, word in within if place < than}, {word.stem for place, word in within if place > than}
