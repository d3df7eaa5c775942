"""Which number, date or name belongs to which words.

What enters: the words of a sentence and of its quotes, and where the numbers, dates and names are. What leaves: those that the
sentence put where its quotes have another one: "adopted on" the day it entered into force. Nearness decides: an item belongs to
the words around it. It deliberately compares items of one kind alone, and only those the quotes have.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from assistant.writing.wording import Word

# Another item must fit a place so much better than the one that stands there.
MARGIN = 1.2
# A word so far away tells nothing of an item.
_FAR = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A number, date or name: what it is, the places of its first and last word, and its `kind`: only one kind is compared."""

    key: Hashable
    first: int
    last: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words and the items of one sort among them."""

    words: Sequence[Word]
    items: Sequence[Item]


def misplaced(written: Placed, quotes: Sequence[Placed], margin: float = MARGIN) -> list[tuple[Item, Item]]:
    """Items of a sentence that stand where the quotes have another, each with that other.

    Where the sentence has both, each must stand where the other should: they were swapped.
    """
    better = {place: found for place, item in enumerate(written.items) if (found := _better(written, item, quotes, margin)) is not None}
    swapped = []
    for place, candidate in better.items():
        item = written.items[place]
        both = [at for at, other in enumerate(written.items) if same(other.key, candidate.key)]
        if not both or any(at in better and same(better[at].key, item.key) for at in both):
            swapped.append((item, candidate))
    return swapped


def same(one: Hashable, other: Hashable) -> bool:
    """Whether two keys are one item's; of names, whether they share a part."""
    return bool(one & other) if isinstance(one, frozenset) and isinstance(other, frozenset) else one == other


def _better(written: Placed, item: Item, quotes: Sequence[Placed], margin: float) -> Item | None:
    around = _around(written, item)
    own, other, best = 0.0, 0.0, None
    for quote in quotes:
        owns = [candidate for candidate in quote.items if same(candidate.key, item.key)]
        for candidate in quote.items:
            fit = _fit(around, _around(quote, candidate))
            if candidate in owns:
                own = max(own, fit)
            elif candidate.kind == item.kind and fit > other and not any(_listed(quote.words, candidate, each) for each in owns):
                other, best = fit, candidate
    return best if other > own * margin else None


def _listed(words: Sequence[Word], one: Item, other: Item) -> bool:
    """Whether two items stand in one list, or side by side."""
    first, last = min(one.last, other.last) + 1, max(one.first, other.first)
    return all(word.lower in {"and", "or", "the", "to", "of", "in", "with"} or word.capital or word.digits for word in words[first:last])


def _around(placed: Placed, item: Item) -> dict[str, float]:
    """The carrying words around an item, each with how near it stands."""
    near: dict[str, float] = {}
    taken = {place for each in placed.items for place in range(each.first, each.last + 1)}
    sentence = placed.words[item.first].sentence
    for place in range(max(0, item.first - _FAR), min(len(placed.words), item.last + _FAR + 1)):
        word = placed.words[place]
        if place in taken or not word.carries or word.sentence != sentence:
            continue
        before = place < item.first
        gap = item.first - place if before else place - item.last
        low, high = (place, item.first) if before else (item.last + 1, place + 1)
        # A comma, or another item, between an item and a word parts them.
        parted = sum(placed.words[between].part for between in range(low + before, high + before) if between < len(placed.words))
        parted += len({each.first for each in placed.items if low <= each.first < high and each.first != item.first})
        near[word.stem] = max(near.get(word.stem, 0.0), 1.0 / (gap + 2 * parted))
    return near


def _fit(one: dict[str, float], other: dict[str, float]) -> float:
    """How well the words around two items agree."""
    return sum((nearness * other[key]) ** 0.5 for key, nearness in one.items() if key in other)
