"""Where a quote may begin and end in a text: between words, never inside one.

What enters: a text and a place in it. What leaves: whether that place is inside a word or a number. A number's sign, separators,
groups, exponent, percent sign and currency sign are parts of it, and the parts of a compound of its word: "proliferation" out
of "non-proliferation" or "5" out of "3.5" is no quote. It deliberately looks at a few characters only.
"""

import re
import unicodedata

from assistant.proof.typesetting import AREA_UNITS, is_unspaced

_BROKEN = re.compile(r"[^\W\d_][-\u2010\u00ad\x02\ufffe][ \t]*\r?\n[ \t]*$")
_TIGHT = "-\u2010\u2011\u00ad\x02\ufffe'’ʼ@_"
_NO_BREAK = "\xa0\u2007\u2009\u202f"
_GROUP_BEFORE, _GROUP_AFTER = re.compile(rf"\d[{_NO_BREAK}]?$"), re.compile(rf"[{_NO_BREAK}]?\d{{3}}(?!\d)")
_SUPERIOR = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER_OF = re.compile(rf"(?:\d|(?<![^\W\d_])(?:{AREA_UNITS}|[^\W\d_]|[a-zµμ]{{2}}))$")
_CURRENCY = "€$£¥₺₽₣₹"
_DASHES = "-−–—"


def is_inside_word(text: str, place: int) -> bool:
    """Whether a place in a text, as an offset, is inside a word or a number, so that no quote can begin or end there."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before.isspace() or after.isspace():
        return _is_at_inner_space(text, place)
    if before in _SUPERIOR or after in _SUPERIOR:
        return after in _SUPERIOR and (before in _SUPERIOR or bool(_POWER_OF.search(text, max(0, place - 4), place)))
    if before.isalnum() and after.isalnum():
        return not (is_unspaced(before) or is_unspaced(after))
    further = text[place + 1 : place + 2], text[place - 2 : place - 1] if place > 1 else ""
    return bool(unicodedata.combining(after)) or _is_in_number(before, after, *further) or _is_in_compound(before, after, *further)


def _is_at_inner_space(text: str, place: int) -> bool:
    """Whether the space beside a place groups the digits of a number, or the line's end there breaks a word."""
    before, after = text[place - 1], text[place]
    if before in _NO_BREAK or after in _NO_BREAK:
        return bool(_GROUP_BEFORE.search(text[max(0, place - 2) : place]) and _GROUP_AFTER.match(text, place))
    return after.islower() and bool(_BROKEN.search(text, max(0, place - 12), place))


def _is_in_number(before: str, after: str, following: str, previous: str) -> bool:
    joins = ".,:/'’–—" + _TIGHT
    if before.isdigit():
        return after in "%‰°" or (after in joins and following.isdigit())
    if after.isdigit():
        sign = before in "-−–" and not previous.isalnum() and previous not in tuple(_DASHES)
        return sign or before in _CURRENCY or (before in joins and previous.isdigit())
    return False


def _is_in_compound(before: str, after: str, following: str, previous: str) -> bool:
    if before.isalnum():
        return (after in _TIGHT and following.isalnum()) or (after == "." and following.islower())
    return after.isalnum() and before in _TIGHT and previous.isalnum()
