"""The text a passage is searched by.

What enters: a Document and one of its passages. What leaves: strings for the encoder and for the words index, with the
title and heading path for context. It deliberately never feeds a quote: these strings are not in the document.
"""

import re

from corpus.document import Document, Passage

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"[*_`~|]+|^\s*#+\s|^\s*>\s", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Text without Markdown's marks and with single spaces, for encoding."""
    return _SPACE.sub(" ", _MARKS.sub(" ", _LINK.sub(r"\1", text))).strip()


def context_of(document: Document, passage: Passage) -> str:
    """The title and heading path over a passage."""
    return " – ".join(filter(None, (plain(document.title), *map(plain, passage.heading_path))))


def encoder_text(document: Document, passage: Passage) -> str:
    """What the encoder reads: heading path, then the passage."""
    headings = " – ".join(map(plain, passage.heading_path))
    text = plain(document.text[passage.start : passage.end])
    return f"{headings}: {text}" if headings else text


def lexical_text(document: Document, passage: Passage) -> str:
    """What the words index reads: title, heading path and passage."""
    return f"{context_of(document, passage)}\n{plain(document.text[passage.start : passage.end])}"
