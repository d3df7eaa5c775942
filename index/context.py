"""The text a passage is searched by.

What enters: a Document and one of its passages. What leaves: strings for the encoder and for the words index, with the
title and heading path for context, and where each sentence stands in them. It deliberately never feeds a quote: these
strings are not in the document.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.document import Document, Passage
from corpus.landmarks import Span
from index.words import terms

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"[*_`~|]+|^\s*#+\s|^\s*>\s", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_NAME_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class EncoderText:
    """What the encoder reads of a passage; sentence i of the document's text stands at `places[i]` in it."""

    text: str
    sentences: tuple[Span, ...]
    places: tuple[Span, ...]


def plain(text: str) -> str:
    """Text without Markdown's marks and with single spaces, for searching."""
    return _SPACE.sub(" ", _MARKS.sub(" ", _LINK.sub(r"\1", text))).strip()


def sentences_of(document: Document, passage: Passage) -> tuple[Span, ...]:
    """The sentences of a passage."""
    first = bisect_left(document.sentences, passage.start, key=lambda sentence: sentence.start)
    last = bisect_left(document.sentences, passage.end, key=lambda sentence: sentence.start)
    return document.sentences[first:last]


def context_of(document: Document, passage: Passage) -> str:
    """The title, or the words of the file's name where the document states none, and the heading path over a passage."""
    title = document.title or _NAME_MARKS.sub(" ", PurePosixPath(document.document_id).stem)
    return " – ".join(filter(None, (plain(title), *map(plain, passage.heading_path))))


def encoder_text(document: Document, passage: Passage) -> EncoderText:
    """The title where the document states one, the heading path, then the passage's sentences."""
    context = " – ".join(filter(None, map(plain, (document.title, *passage.heading_path))))
    text = f"{context}: " if context else ""
    places = []
    sentences = sentences_of(document, passage)
    for sentence in sentences:
        start = len(text)
        text += plain(document.text[sentence.start : sentence.end])
        places.append(Span(start, len(text)))
        text += " "
    return EncoderText(text.rstrip(), sentences, tuple(places))


def lexical_text(document: Document, passage: Passage) -> str:
    """What the words index reads: title, heading path and passage."""
    return f"{context_of(document, passage)}\n{plain(document.text[passage.start : passage.end])}"


def passage_terms(document: Document, passage: Passage) -> list[str]:
    """The terms a passage is found by, in order."""
    return terms(lexical_text(document, passage), document.language)
