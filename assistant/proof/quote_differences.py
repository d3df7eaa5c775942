"""How a quote differs from the document's nearest words.

What enters: an alignment. What leaves: differences in the order of the quote, each of one kind. It deliberately overlooks what
typesetting changes, and nothing else.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.proof.quote_alignment import TAIL_WORDS, Alignment, Block
from assistant.proof.quote_borders import is_inside_word
from assistant.proof.quote_matching import begins_sentence, gaps_agree, occurrences
from assistant.proof.quote_pieces import raw
from assistant.proof.quote_primes import primes_agree
from assistant.proof.quote_verdict import Difference
from assistant.proof.quote_words import hides_negation, is_unit, kind_of_change, may_replace
from assistant.proof.typesetting import ELLIPSIS, SetText, is_word, lower

# Words that changed places are looked for over so many blocks: there, what stayed between, and here.
_MOVED_OVER = (3, 5)
_BREAKS = re.compile(r"[ \t\r\n]+")  # no-break spaces are typesetting to be told
_NEGATING = ("non", "un", "anti", "not")
_STOPS = frozenset(".!?")


def differences(alignment: Alignment, quote: SetText, hay: SetText) -> tuple[Difference, ...]:
    """Every difference of an alignment that typesetting does not explain."""
    found: list[Difference] = []
    for block in _moved_joined(alignment.blocks, quote, hay):
        if block.alike:
            found.extend(_inside(block, quote, hay))
        elif not _same_letters(block, quote, hay):
            found.append(_difference(block, quote, hay))
    return tuple(found)


def typeset_differences(quoted: str, found: str) -> tuple[Difference, ...]:
    """What typesetting changed, word by word as they are written."""
    left, right = _BREAKS.split(quoted.strip()), _BREAKS.split(found)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return tuple(Difference("typesetting", " ".join(left[i:j]), " ".join(right[k:m])) for tag, i, j, k, m in codes if tag != "equal")


def cut_words(quote: SetText, hay: SetText, found: tuple[int, int]) -> tuple[Difference, ...]:
    """A first or last word that is only a part of the document's, as "binding" is of "non-binding" and 5 of -5."""
    first, last = found
    cut = []
    for place, start, end in ((0, hay.starts[first], hay.ends[first]), (len(quote) - 1, hay.starts[last - 1], hay.ends[last - 1])):
        begin, finish = start, end
        while place == 0 and is_inside_word(hay.text, begin):
            begin -= 1
        while place and is_inside_word(hay.text, finish):
            finish += 1
        if (begin, finish) != (start, end) and lower(quote.atom(place)) == lower(hay.text[start:end]):
            kind = "number" if quote.atom(place)[0].isdigit() else "negation" if lower(hay.text[begin:start]).startswith(_NEGATING) else "word"
            cut.append(Difference(kind, quote.atom(place), hay.text[begin:finish], quote.starts[place], quote.ends[place]))
    return tuple(cut)


def asked(quote: SetText, hay: SetText, last: int) -> tuple[Difference, ...]:
    """A question or an exclamation of the document that ends with a plain stop in the quote."""
    mark = hay.atom(last) if last < len(hay) else ""
    place = len(quote) - 1
    return (Difference("punctuation", quote.atom(place), mark, quote.starts[place], quote.ends[place]),) if mark in ("?", "!") else ()


def _moved_joined(blocks: Sequence[Block], quote: SetText, hay: SetText) -> list[Block]:
    """The blocks, those over which the same words stand in another order as one."""
    joined: list[Block] = []
    place = 0
    while place < len(blocks):
        block, over = blocks[place], 1
        for length in _MOVED_OVER:
            whole = _whole(blocks[place : place + length])
            if not block.alike and place + length <= len(blocks) and not blocks[place + length - 1].alike and _same_words(whole, quote, hay):
                block, over = whole, length
                break
        joined.append(block)
        place += over
    return joined


def _whole(blocks: Sequence[Block]) -> Block:
    return Block(False, blocks[0].first, blocks[-1].last, blocks[0].quote_first, blocks[-1].quote_last)


def _same_words(block: Block, quote: SetText, hay: SetText) -> bool:
    quoted, found = _words(quote, block.quote_first, block.quote_last), _words(hay, block.first, block.last)
    return len(quoted) > 1 and sorted(map(lower, quoted)) == sorted(map(lower, found))


def _same_letters(block: Block, quote: SetText, hay: SetText) -> bool:
    """Whether the two sides differ by where their words are broken alone."""
    if block.first == block.last or block.quote_first == block.quote_last:
        return False
    one, other = hay.part(block.first, block.last), quote.part(block.quote_first, block.quote_last)
    return one.letters == other.letters and gaps_agree(one, other)


def _inside(block: Block, quote: SetText, hay: SetText) -> list[Difference]:
    """Differences of case, and of hyphens and spaces, between words that are otherwise the same."""
    found = []
    for place, there in zip(range(block.quote_first, block.quote_last), range(block.first, block.last)):
        own, its = quote.atom(place), hay.atom(there)
        if own != its and not (place == 0 and own[1:] == its[1:] and (own[0].isupper() or begins_sentence(hay, there))):
            found.append(_of_kind("case", (place, place + 1, quote), (there, there + 1, hay)))
        if place > block.quote_first and not quote.gaps[place] & hay.gaps[there]:
            kind = "number" if own[0].isdigit() else "hyphen"
            found.append(_of_kind(kind, (place - 1, place + 1, quote), (there - 1, there + 1, hay)))
        if place > block.quote_first and not primes_agree(hay, there - 1, quote.part(place - 1, place + 1)):
            found.append(_of_kind("unit", (place - 1, place + 1, quote), (there - 1, there + 1, hay)))
    return found


Side = tuple[int, int, SetText]


def _of_kind(kind: str, quoted: Side, found: Side) -> Difference:
    first, last, quote = quoted
    start, end = (quote.starts[first], quote.ends[last - 1]) if first < last else (quote.ends[first - 1] if first else 0,) * 2
    return Difference(kind, raw(quote, first, last), raw(found[2], found[0], found[1]), start, end)


def _difference(block: Block, quote: SetText, hay: SetText) -> Difference:
    """The difference of a block whose two sides are not the same."""
    quoted, found = _words(quote, block.quote_first, block.quote_last), _words(hay, block.first, block.last)
    kind = _kind(block, (quoted, found), quote, hay)
    if kind in ("added", "stitched") and quoted:
        return _of_kind(kind, (block.quote_first, block.quote_last, quote), (block.first, block.first, hay))
    return _of_kind(kind, (block.quote_first, block.quote_last, quote), (block.first, block.last, hay))


def _kind(block: Block, words: tuple[list[str], list[str]], quote: SetText, hay: SetText) -> str:
    quoted, found = words
    if not quoted:
        return _kind_of_loss(block, found, quote, hay)
    marks = {quote.atom(place) for place in range(block.quote_first, block.quote_last)}
    if marks >= {"[", "]"} and may_replace(quoted, found):
        return "insertion"
    if _same_words(block, quote, hay) or (not found and _stands_beside(block, quote, hay)):
        return "order" if [*map(lower, quoted)] != [*map(lower, found)] else "punctuation"
    if len(quoted) >= TAIL_WORDS and not found:
        return "stitched" if next(occurrences(hay, quote.part(block.quote_first, block.quote_last)), None) else "added"
    near = [*_words(quote, max(0, block.quote_first - 2), block.quote_first), *_words(quote, block.quote_last, min(len(quote), block.quote_last + 2))]
    kind = kind_of_change(quoted, found, near)
    return "added" if not found and kind in ("word", "name") else kind


def _kind_of_loss(block: Block, found: list[str], quote: SetText, hay: SetText) -> str:
    """What it is to leave words of the document out."""
    if ELLIPSIS in quote.letters[quote.offsets[block.quote_first] : quote.offsets[block.quote_last]]:
        return "negation" if hides_negation(found) else "ellipsis"
    if not found:
        return "punctuation"
    kind = kind_of_change([], found)
    if kind in ("negation", "modal"):
        return kind
    return "stitched" if any(hay.atom(place) in _STOPS for place in range(block.first, block.last)) else "left_out"


def _stands_beside(block: Block, quote: SetText, hay: SetText) -> bool:
    """Whether words that the quote puts in stand nearby in the document."""
    words = quote.folded[quote.offsets[block.quote_first] : quote.offsets[block.quote_last]]
    reach = len(quote)
    return words in hay.folded[hay.offsets[max(0, block.first - reach)] : hay.offsets[min(len(hay), block.last + reach)]]


def _words(text: SetText, first: int, last: int) -> list[str]:
    return [atom for place in range(first, last) if is_word(atom := text.atom(place)) or is_unit(atom)]
