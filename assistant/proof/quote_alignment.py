"""The nearest words of a document to a quote that does not stand in it.

What enters: a quote and a document without their typesetting. What leaves: the stretch of the document that is most like the
quote, atom against atom. Rare words that both hold vote for how far the two are shifted (as in the dot plots of sequence
alignment, Wilbur and Lipman 1983); the best shifts are aligned by longest common runs (Ratcliff and Obershelp 1988).
It deliberately names no difference: `quote_differences` does.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from math import log

from assistant.proof.typesetting import DASH, ELLIPSIS, NOTHING, SetText, is_word, set_document
from index.words import STOP_WORDS

# Shifts are counted in stretches of so many atoms: a word left out moves what follows by one.
_STRETCH = 16
# The best of the alignments of so many shifts is taken.
_SHIFTS = 3
# A word in more places than this says nothing about where a quote is from.
_COMMON = 400
# Below this share of a quote's subject words it is another text.
MIN_SHARE = 0.4
# The nearest words share at least one run of so many words with the quote.
MIN_RUN = 2
# From so many words on, words beside the document's own are a tail and no replacement.
TAIL_WORDS = 3
# A run of like atoms belongs to the rest when no more than this lies between, and so many atoms more for each of its own.
_FREE_GAP, _GAP_PER_ATOM = 4, 6
# A longer quote is a document of its own, and is looked for as it stands alone: aligning takes the square of its length.
_MAX_ATOMS = 3000
# An ellipsis may leave out this much, in atoms.
_ELLIPSIS_REACH = 320


@dataclass(frozen=True, slots=True)
class Block:
    """Atoms `first` to `last` of the document against atoms `quote_first` to `quote_last` of the quote; `alike` when they are the same."""

    alike: bool
    first: int
    last: int
    quote_first: int
    quote_last: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Blocks in order, covering the quote; `share` is the share of the quote's subject words that stand there, 0 to 1."""

    share: float
    blocks: tuple[Block, ...]


def nearest(quote: SetText, hay: SetText) -> Alignment | None:
    """The alignment of a quote with the stretch of a document most like it; None when nothing is like it."""
    if len(quote) > _MAX_ATOMS:
        return None
    atoms = _atoms(quote)
    places = _places(hay.text)
    found = [_aligned(quote, hay, shift) for shift in _shifts(atoms, places)]
    best = max(found, key=lambda alignment: alignment.share, default=None)
    return best if best and best.share >= MIN_SHARE and _longest_run(best, atoms) >= MIN_RUN else None


@lru_cache(maxsize=64)
def _places(text: str) -> dict[str, list[int]]:
    """Where each word of a document stands."""
    hay = set_document(text)
    places: dict[str, list[int]] = defaultdict(list)
    for place in range(len(hay)):
        places[hay.folded[hay.offsets[place] : hay.offsets[place + 1]]].append(place)
    return places


def _shifts(atoms: list[str], places: dict[str, list[int]]) -> list[int]:
    """The shifts that most rare words vote for, best first; ties in text order."""
    votes: dict[int, float] = defaultdict(float)
    for place, atom in enumerate(atoms):
        at = places.get(atom, ()) if is_word(atom) else ()
        weight = 1 / (1 + log(len(at))) if at else 0.0
        for there in at if len(at) <= _COMMON else ():
            votes[(there - place) // _STRETCH] += weight
    joined = {shift: count + votes.get(shift + 1, 0.0) for shift, count in votes.items()}
    best = sorted(joined, key=lambda shift: (-joined[shift], shift))[:_SHIFTS]
    return [shift * _STRETCH for shift in best]


def _aligned(quote: SetText, hay: SetText, shift: int) -> Alignment:
    margin = max(_STRETCH, len(quote) // 2)
    reach = _ELLIPSIS_REACH if ELLIPSIS in quote.letters else margin
    free = _ELLIPSIS_REACH if ELLIPSIS in quote.letters else _FREE_GAP
    window = _words_joined(hay, max(0, shift - margin), min(len(hay), shift + _STRETCH + len(quote) + reach))
    own = _words_joined(quote, 0, len(quote))
    codes = SequenceMatcher(None, [word for word, _ in window], [word for word, _ in own], autojunk=False).get_opcodes()
    there, here = [place for _, place in window] + [window[-1][1]], [place for _, place in own] + [len(quote)]
    if window:
        there[-1] = min(len(hay), shift + _STRETCH + len(quote) + reach)
    blocks = _near_together(_runs([block for tag, i, j, k, m in codes for block in _blocks(tag == "equal", there[i : j + 1], here[k : m + 1])]), free)
    subjects = [is_word(atom) and atom not in STOP_WORDS for atom in _atoms(quote)]
    held = sum(sum(subjects[block.quote_first : block.quote_last]) for block in blocks if block.alike)
    return Alignment(held / max(1, sum(subjects)), _ends_cut(blocks, hay, quote))


def _words_joined(text: SetText, first: int, last: int) -> list[tuple[str, int]]:
    """Words in lower case, those that a line's end broke in one, each with the place of its first atom."""
    words: list[tuple[str, int]] = []
    for place in range(first, last):
        atom = text.folded[text.offsets[place] : text.offsets[place + 1]]
        if words and text.gaps[place] == DASH | NOTHING:
            words[-1] = (words[-1][0] + atom, words[-1][1])
        else:
            words.append((atom, place))
    return words


def _blocks(alike: bool, there: list[int], here: list[int]) -> Iterator[Block]:
    """A run of words as blocks of atoms; where a word is broken on one side only, the two sides count as unlike, to be looked into."""
    if not alike:
        yield Block(False, there[0], there[-1], here[0], here[-1])
        return
    for place in range(len(there) - 1):
        first, last, quote_first, quote_last = there[place], there[place + 1], here[place], here[place + 1]
        yield Block(last - first == quote_last - quote_first, first, last, quote_first, quote_last)


def _near_together(blocks: list[Block], free: int) -> list[Block]:
    """Blocks without like runs so far from the rest, for their length, that they are there by chance."""
    alike = [place for place, block in enumerate(blocks) if block.alike]
    sizes = [blocks[place].last - blocks[place].first for place in alike]
    gaps = [blocks[after].first - blocks[before].last for before, after in pairwise(alike)]
    for cut, gap in sorted(enumerate(gaps, 1), key=lambda pair: -pair[1]):
        left, right = sum(sizes[:cut]), sum(sizes[cut:])
        if gap > free + _GAP_PER_ATOM * min(left, right):
            kept = blocks[: alike[cut - 1] + 1] if left >= right else blocks[alike[cut] :]
            rest = blocks[alike[cut - 1] + 1 :] if left >= right else blocks[: alike[cut]]
            lost = Block(False, rest[0].first, rest[-1].last, rest[0].quote_first, rest[-1].quote_last)
            return _near_together([*kept, lost] if left >= right else [lost, *kept], free)
    return blocks


def _ends_cut(blocks: list[Block], hay: SetText, quote: SetText) -> tuple[Block, ...]:
    """Blocks without the words of the document around: beside a word replaced at the quote's end as many, beside a tail none."""
    cut = list(blocks)
    for place in {0, len(cut) - 1} if cut else ():
        block = cut[place]
        if not block.alike:
            words = sum(is_word(quote.atom(at)) for at in range(block.quote_first, block.quote_last))
            first, last = _beside(block, 0 if words >= TAIL_WORDS else words, hay, from_end=place == 0)
            cut[place] = Block(False, first, last, block.quote_first, block.quote_last)
    return tuple(block for block in cut if block.first < block.last or block.quote_first < block.quote_last)


def _beside(block: Block, words: int, hay: SetText, *, from_end: bool) -> tuple[int, int]:
    """The atoms of so many words of a block's document side, from its end or its beginning."""
    places = [place for place in range(block.first, block.last) if is_word(hay.atom(place))]
    if not words or not places:
        return (block.last, block.last) if from_end else (block.first, block.first)
    return (places[-words:][0], block.last) if from_end else (block.first, places[:words][-1] + 1)


def _runs(blocks: list[Block]) -> list[Block]:
    """Blocks, neighbours that are alike in one."""
    runs: list[Block] = []
    for block in blocks:
        if runs and runs[-1].alike and block.alike:
            block = Block(True, runs[-1].first, block.last, runs.pop().quote_first, block.quote_last)  # noqa: PLW2901
        runs.append(block)
    return runs


def _atoms(text: SetText) -> list[str]:
    return [text.folded[text.offsets[place] : text.offsets[place + 1]] for place in range(len(text))]


def _longest_run(alignment: Alignment, atoms: list[str]) -> int:
    """The most words in one run of the same words."""
    return max((sum(map(is_word, atoms[block.quote_first : block.quote_last])) for block in alignment.blocks if block.alike), default=0)
