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
# Where two items of a sentence would each fit the other's place better, they were swapped, and less is enough.
_SWAPPED = 1.05
_SWAPPED_NAMES = 1.12
# So many words may stand between the two ends of a range.
_RANGE = 9
_PREPOSITIONS = frozenset("in on at for with from to of under between among against about within over into through".split())
# Words of how exact a number is; they tell nothing of what it counts.
_BOUNDING = frozenset("fewer less more nearly almost least most roughly approximately exactly precisely just".split())
_INEXACT = frozenset("about over under within".split())
_JOINED = frozenset("and or to until".split())
# Words before a number tell less of it than the words after it: it stands before what it counts.
_BEHIND = 3
# A word so far away tells nothing of an item.
_FAR = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A number, date or name: what it is, the places of its first and last word, and its `kind`: only one kind is compared. A number `counts`."""

    key: Hashable
    first: int
    last: int
    kind: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Words and the items of one sort among them."""

    words: Sequence[Word]
    items: Sequence[Item]


def misplaced(written: Placed, quotes: Sequence[Placed], margin: float = MARGIN, apart: bool = False) -> list[tuple[Item, Item]]:
    """Items of a sentence that stand where the quotes have another, each with that other.

    Where the sentence has both, each must stand where the other should: they were swapped.
    With `apart`, an item the sentence does not have counts only where it stands in another sentence of the quotes.
    """
    swapped = []
    for place, item in enumerate(written.items):
        fits = _Fits(written, item, quotes)
        best = fits.best()
        if not fits.owned or best is None:
            continue
        both = [other for other in written.items[place + 1 :] if same(other.key, best.key)]
        before = [other for other in written.items[:place] if same(other.key, best.key)]
        often = sum(same(each.key, item.key) for quote in quotes for each in quote.items)
        once_more = not (both or before) and sum(same(each.key, item.key) for each in written.items) > often
        bare = _Fits(written, item, quotes, item.counts)
        exchanged = any(_swapped(bare, _Fits(written, other, quotes, item.counts)) for other in (*both, *before))
        replaced = not both and not before and fits.of(best) > fits.own * margin and not (apart and fits.beside(best))
        if exchanged or replaced or (once_more and item.kind != "name"):
            swapped.append((item, best))
    return swapped


def listed_twice(placed: Placed) -> Item | None:
    """An item that one list or range has twice: "Germany and Germany", "between October and October"."""
    run: list[Item] = []
    last = -1
    for item in placed.items:
        between = {word.lower for word in placed.words[last + 1 : item.first]}
        joined = bool(run) and between <= _JOINED and placed.words[item.first].sentence == placed.words[last].sentence
        run = run if joined else []
        if any(item.key == other.key for other in run):
            return item
        run.append(item)
        last = item.last
    return None


class _Fits:
    """How well each item of the quotes fits the place of one item of a sentence."""

    def __init__(self, written: Placed, item: Item, quotes: Sequence[Placed], bare: bool = False) -> None:
        around = _around(written, item, bare)
        self.item, self._written = item, written
        self._fits = [(quote, each, _fit(around, _around(quote, each, bare))) for quote in quotes for each in quote.items]
        self.owned = [(quote, each) for quote, each, _ in self._fits if same(each.key, item.key)]
        self.own = max((fit for _, each, fit in self._fits if same(each.key, item.key)), default=0.0)

    @property
    def hangs_on(self) -> str:
        """The preposition an item hangs on; empty for none, and for the "by" of a passive."""
        return self._on(self._written.words, self.item)

    @property
    def agent(self) -> str:
        """The word before an item and its article."""
        before = [word.lower for word in self._written.words[max(0, self.item.first - 2) : self.item.first] if word.lower != "the"]
        return before[-1] if before else ""

    @property
    def keeps_hanging(self) -> bool:
        """Whether the quotes have the item on the same preposition."""
        return any(self._on(quote.words, each) == self.hangs_on for quote, each in self.owned)

    def _on(self, words: Sequence[Word], item: Item) -> str:
        """The preposition of an item; "about" before a number is none."""
        found = _preposition(words, item.first)
        return "" if item.counts and found in _INEXACT else found

    def ranges_with(self, other: "_Fits") -> bool:
        """Whether two items are the ends of one range: "from 13 December to the first week of April"."""
        if self.item.kind != "date":
            return False
        first, last = sorted((self.item.first, other.item.first))
        between = self._written.words[first:last]
        joins = {"to", "until", "and"} if any(word.lower == "between" for word in self._written.words[max(0, first - 2) : first]) else {"to", "until"}
        return last - first <= _RANGE and any(word.lower in joins for word in between) and not any(word.part for word in between[1:])

    def best(self) -> Item | None:
        """The other item that fits best, and better than its own."""
        others = [
            (fit, each)
            for quote, each, fit in self._fits
            if each.kind == self.item.kind and fit > self.own * _SWAPPED and not same(each.key, self.item.key)
            if not any(held is quote and _listed(quote.words, each, own) for held, own in self.owned)
        ]
        return max(others, key=lambda pair: pair[0])[1] if others else None

    def of(self, other: Item) -> float:
        """How well items of another key fit here."""
        return max((fit for _, each, fit in self._fits if same(each.key, other.key)), default=0.0)

    def beside(self, other: Item) -> bool:
        """Whether one sentence of a quote holds this item and that one."""
        places = [(quote, each) for quote, each, _ in self._fits if each is other]
        return any(one is two and one.words[each.first].sentence == two.words[own.first].sentence for one, each in places for two, own in self.owned)


def _swapped(one: _Fits, other: _Fits) -> bool:
    """Whether two items of a sentence fit better, together, in each other's place."""
    if one.item.kind != other.item.kind or not other.owned or one.ranges_with(other):
        return False
    if "by" in {one.agent, other.agent}:
        return False  # the passive; who did what is not told by nearness
    if one.hangs_on != other.hangs_on and one.keeps_hanging and other.keeps_hanging:
        return False  # "held by the UK in London": each on its own preposition, as in the quotes
    return one.of(other.item) + other.of(one.item) > (one.own + other.own) * (_SWAPPED if one.item.counts else _SWAPPED_NAMES)


def same(one: Hashable, other: Hashable) -> bool:
    """Whether two keys are one item's; of names, whether they share a part."""
    return bool(one & other) if isinstance(one, frozenset) and isinstance(other, frozenset) else one == other


def _listed(words: Sequence[Word], one: Item, other: Item) -> bool:
    """Whether two items stand in one list, or side by side."""
    first, last = min(one.last, other.last) + 1, max(one.first, other.first)
    return all(word.lower in {"and", "or", "the", "to", "of", "in", "with"} or word.capital or word.digits for word in words[first:last])


def _around(placed: Placed, item: Item, bare: bool = False) -> dict[str, float]:
    """The carrying words around an item, each with how near it stands; `bare`, without those of how exact it is."""
    near: dict[str, float] = {}
    # Names tell of one another who goes with whom; numbers and dates do not.
    others = [item] if item.kind == "name" else placed.items
    taken = {place for each in others for place in range(each.first, each.last + 1)}
    sentence = placed.words[item.first].sentence
    for place in range(max(0, item.first - _FAR), min(len(placed.words), item.last + _FAR + 1)):
        word = placed.words[place]
        if place in taken or not word.carries or word.sentence != sentence or (bare and word.lower in _BOUNDING):
            continue
        before = place < item.first
        gap = item.first - place + _BEHIND * item.counts if before else place - item.last
        low, high = (place, item.first) if before else (item.last + 1, place + 1)
        # A comma, or another item, between an item and a word parts them.
        parted = sum(placed.words[between].part for between in range(low + before, high + before) if between < len(placed.words))
        parted += len({each.first for each in placed.items if low <= each.first < high and each.first != item.first})
        near[word.stem] = max(near.get(word.stem, 0.0), 1.0 / (gap + 2 * parted))
    return near


def _preposition(words: Sequence[Word], first: int) -> str:
    """The preposition before a name or the list it stands in."""
    at = first - 1
    while at >= 0 and (words[at].capital or words[at].lower in {"the", "a", "an", "and"}) and not words[at + 1].opens:
        at -= 1
    word = words[at].lower if at >= 0 else ""
    return word if word in _PREPOSITIONS else ""


def _fit(one: dict[str, float], other: dict[str, float]) -> float:
    """How well the words around two items agree."""
    return float(sum((nearness * other[key]) ** 0.5 for key, nearness in one.items() if key in other))
