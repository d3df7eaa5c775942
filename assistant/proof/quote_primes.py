"""Feet and inches: a mark after a figure that is no quotation mark.

What enters: a match of two set texts. What leaves: whether the marks after figures are the same, where they are units. It
deliberately leaves every other mark to typesetting: 6' is no 6", but “in 1999” is ‘in 1999’.
"""

from assistant.proof.typesetting import MARK, SetText

_SINGLE = frozenset("'’‘′‚‛＇´")
# A quotation that was opened further back than this was closed since.
_MAX_ATOMS_BACK = 400


def primes_agree(hay: SetText, first: int, needle: SetText) -> bool:
    """Whether marks after figures are of one kind in a needle and in the same atoms of a document, from atom `first`."""
    for place in range(1, len(needle)):
        there = first + place
        is_unit = needle.atom(place) == MARK == hay.atom(there) and _follows_figure(hay, there) and not _closes(hay, there)
        if is_unit and _is_single(needle, place) != _is_single(hay, there):
            return False
    return True


def _follows_figure(text: SetText, place: int) -> bool:
    return place > 0 and text.ends[place - 1] == text.starts[place] and text.atom(place - 1)[-1].isdigit()


def _is_single(text: SetText, place: int) -> bool:
    raw = text.text[text.starts[place] : text.ends[place]]
    return len(raw) == 1 and raw in _SINGLE


def _closes(hay: SetText, place: int) -> bool:
    """Whether a quotation is open where a mark stands, counted from the beginning of the paragraph."""
    opened = 0
    for before in range(place - 1, max(-1, place - _MAX_ATOMS_BACK), -1):
        if "\n\n" in hay.text[hay.ends[before] : hay.starts[before + 1]]:
            break
        if hay.atom(before) == MARK and not _follows_figure(hay, before):
            follows = before > 0 and hay.ends[before - 1] == hay.starts[before] and hay.atom(before - 1) not in ("(", "[")
            opened += -1 if follows else 1
    return opened > 0
