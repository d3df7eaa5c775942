"""Characters of symbol fonts, which word processors store by their place in the font.

What enters: a font's name and a place in it, in hexadecimal digits. What leaves: the character a reader sees, as far as the
table goes; empty where it does not. It deliberately holds only what turns up in text: Greek, signs, arrows, bullets, boxes.
"""

_GREEK = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ")) | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"))
_SIGNS = {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB9: "≠", 0xBB: "≈", 0xAE: "→", 0xAC: "←", 0xB7: "•", 0xA5: "∞"}
_MORE_SIGNS = {0xB6: "∂", 0xE5: "∑", 0xF2: "∫", 0xD6: "√", 0x2D: "−", 0xD7: "⋅", 0xB8: "÷", 0xA7: "♣", 0xCE: "∈", 0x22: "∀", 0x24: "∃"}
_SYMBOL = _GREEK | _SIGNS | _MORE_SIGNS
_WINGDINGS = {0xA7: "▪", 0xA8: "◻", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0x6F: "□", 0x6E: "■", 0xE0: "→", 0xD8: "➢", 0x76: "❖", 0x6C: "●"}
# Symbol fonts hold their characters at these places of Unicode's private area.
_PRIVATE = 0xF000
_LAST_PRIVATE = 0xF0FF


def is_private(letter: str) -> bool:
    """Whether a character stands where symbol fonts have theirs."""
    return _PRIVATE <= ord(letter) <= _LAST_PRIVATE


def symbol(font: str, place: str) -> str:
    """The character at a place of a font."""
    try:
        code = int(place, 16)
    except ValueError:
        return ""
    inner = code - _PRIVATE if _PRIVATE <= code <= _LAST_PRIVATE else code
    name = font.lower()
    if name == "symbol":
        return _SYMBOL.get(inner, chr(inner) if 0x20 <= inner < 0x41 else "")
    if name.startswith(("wingdings", "webdings")):
        return _WINGDINGS.get(inner, "")
    return chr(inner) if 0x20 <= inner < 0xD800 and inner not in range(0x7F, 0xA0) else ""
