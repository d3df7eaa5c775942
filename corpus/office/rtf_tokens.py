"""The tokens of RTF: groups, control words, hexadecimal bytes and text.

What enters: a file's bytes. What leaves: its tokens in order, binary data skipped. It deliberately gives no word a meaning.
Syntax follows the Rich Text Format specification, version 1.9.1.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["open", "close", "word", "byte", "text"]


class Token(NamedTuple):
    """One token: a control word with its number, None when it has none; a byte or a stretch of text as Latin-1 letters."""

    kind: Kind
    text: str
    number: int | None = None


_TOKEN = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?\d* ?|\\(?P<sign>[^a-zA-Z])|"
    r"(?P<brace>[{}])|(?P<text>[^\\{}\r\n\0]+)"
)


def tokens(content: bytes) -> Iterator[Token]:
    """The tokens of a file. A stray backslash at the end is none."""
    letters = content.decode("latin-1")
    position = 0
    while match := _TOKEN.search(letters, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "text":
            yield Token("text", match["text"])
        elif kind == "byte":
            yield Token("byte", chr(int(match["byte"], 16)))
        elif kind == "brace":
            yield Token("open" if match["brace"] == "{" else "close", "")
        elif kind == "sign":
            yield Token("word", match["sign"])
        elif match["word"] == "bin":
            position += max(0, int(match["number"] or 0))
        else:
            yield Token("word", match["word"], int(match["number"]) if match["number"] else None)
