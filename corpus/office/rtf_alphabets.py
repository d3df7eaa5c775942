"""The alphabets of RTF: code pages of fonts and the names of signs.

What enters: numbers and names from a file. What leaves: Python codecs and characters. It deliberately guesses nothing: a code
page that Python does not know is read as Western.
"""

import codecs
from locale import windows_locale

_WESTERN = "cp1252"
# Character sets of fonts (specification, "Font Table"), where they differ from the file's code page; 2 is a symbol font.
_CHARSETS = {77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258"}
_MORE_CHARSETS = {177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850"}
CHARSETS = _CHARSETS | _MORE_CHARSETS
SYMBOL_CHARSET = 2
# Code pages that a control word alone names.
NAMED_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}

SIGNS = {
    "~": " ",
    "_": "-",
    "\\": "\\",
    "{": "{",
    "}": "}",
    "\n": "\n\n",
    "\r": "\n\n",
    "tab": " ",
    "line": "\n",
    "lbr": "\n",
    "softline": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}


def codec_of(code_page: int | None) -> str:
    """The codec of a code page's number."""
    named = {10000: "mac_roman", 65001: "utf-8", 936: "gbk"}.get(code_page or 0, f"cp{code_page}")
    try:
        return codecs.lookup(named).name
    except LookupError:
        return _WESTERN


def letters(codes: bytes, codec: str) -> str:
    """Bytes as letters; Western bytes that mean nothing are left out, others are shown as missing."""
    return codes.decode(codec, "ignore" if codec == _WESTERN else "replace")


def language_of(number: int) -> str:
    """The language of a number that Windows gives languages, as "en" or "en_US"; empty for one that it does not."""
    return windows_locale.get(number, "")


def whole(text: str) -> str:
    """Text whose characters came as UTF-16 halves, joined; a half alone is shown as missing."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
