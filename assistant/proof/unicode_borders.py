"""Borders between characters and between words, by simple rules of Unicode.

What enters: a text and a position in it. What leaves: whether a border stands there. The rules are a small, cautious part of
UAX #29 (https://www.unicode.org/reports/tr29/): where they do not know, they say that there is no border. It deliberately
holds no dictionary, so in a script written without spaces there are word borders only at spaces and punctuation.
"""

import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


def joins_the_one_before(text: str, position: int) -> bool:
    """Whether the character at a position belongs to the one before it: a mark, a variation, half a flag, the LF of CRLF."""
    if not 0 < position < len(text):
        return False
    before, here = text[position - 1], text[position]
    if before == "\r" and here == "\n":
        return True
    code = ord(here)
    if unicodedata.category(here) in {"Mn", "Mc", "Me"} or code in _VARIATION_SELECTORS or code in _SKIN_TONES or code in _TAGS:
        return True
    if _ZERO_WIDTH_JOINER in (before, here):
        return True
    return code in _REGIONAL_LETTERS and _regional_letters_before(text, position) % 2 == 1


def _regional_letters_before(text: str, position: int) -> int:
    count = 0
    while count < position and ord(text[position - 1 - count]) in _REGIONAL_LETTERS:
        count += 1
    return count
