"""The letters of a line of a PDF, as they are written.

What enters: a page's characters and the indexes of those in one line. What leaves: the line's words and the index of each
character: ligatures as letters, accents on theirs (NFC), all white space as single spaces, nothing that no reader sees. It
deliberately knows no geometry but one: two letters in the very same box are one glyph.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpus.pdf.glyphs import PageGlyphs

HYPHEN = "\x02"  # what PDFium gives for a hyphen that ends a line
SOFT_HYPHEN = "\u00ad"

_ORDINARY = re.compile(r"(?:[!-~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u058f\u4e00-\u9fff\uac00-\ud7a3‐-”•…€] ?)+")
# Alef before lam: as one glyph the two are lam and alef, and PDFium, turning the line round, turns them round as well.
_TURNED_LIGATURE = re.compile("[\u0622\u0623\u0625\u0627\u0671]\u0644")
_WRITTEN_OUT = re.compile("[\ufb00-\ufb4f\ufb50-\ufdcf\ufe70-\ufefc]")
# What Symbol and Wingdings fonts draw for a bullet, and zero-width characters.
_REPLACED = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\ufeff": "", "\u200b": "", "\u2060": "", "\ufffe": "", "\uffff": ""}


def unturned(glyphs: PageGlyphs, indexes: list[int]) -> list[int]:
    """Indexes with lam before alef where one glyph draws both."""
    text = "".join(glyphs.characters[index] for index in indexes)
    for match in _TURNED_LIGATURE.finditer(text):
        place = match.start()
        first, second = indexes[place], indexes[place + 1]
        if min(first, second) >= 0 and np.array_equal(glyphs.boxes[first], glyphs.boxes[second]):
            indexes[place], indexes[place + 1] = second, first
    return indexes


def written(characters: str, indexes: Sequence[int]) -> tuple[str, "array[int]", bool]:
    """The words of a line as text: single spaces, none at the ends, ligatures as letters, NFC; their indexes; whether a space ended it.

    Index -1 among `indexes` is a space that is not drawn.
    """
    text = "".join(characters[index] if index >= 0 else " " for index in indexes)
    spaced = text[-1:].isspace()
    if _ORDINARY.fullmatch(text) and unicodedata.is_normalized("NFC", text):
        kept = len(text.rstrip())
        return text[:kept], array("i", indexes[:kept]), spaced
    words: list[str] = []
    places = array("i")
    for letters, index in _composed(_spelt(text, indexes)):
        if letters == " " and (not words or words[-1] == " "):
            continue
        words.append(letters)
        places.extend([index] * len(letters))
    if words and words[-1] == " ":
        words.pop()
        places.pop()
    return "".join(words), places, spaced


def _spelt(text: str, indexes: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Each character of a line as it is written: ligatures as letters, all white space as a space, control characters left out."""
    half = ""
    for character, index in zip(text, indexes):
        if "\ud800" <= character <= "\udbff":
            half = character
            continue
        if "\udc00" <= character <= "\udfff":
            if half:
                yield (half + character).encode("utf-16-le", "surrogatepass").decode("utf-16-le"), index
            half = ""
            continue
        half = ""
        if character in _REPLACED:
            if _REPLACED[character]:
                yield _REPLACED[character], index
        elif character.isspace():
            yield " ", index
        elif _WRITTEN_OUT.match(character):
            yield unicodedata.normalize("NFKC", character), index
        elif character in (HYPHEN, SOFT_HYPHEN) or unicodedata.category(character) not in ("Cc", "Cn", "Cs"):
            yield character, index


def _composed(characters: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Letters joined with the accents that follow them, in composed form; what cannot be composed stays apart."""
    held: list[tuple[str, int]] = []
    for letters, index in characters:
        if held and not unicodedata.combining(letters[0]) and not _jamo(letters[0]):
            yield from _settled(held)
            held = []
        held.append((letters, index))
    yield from _settled(held)


def _jamo(character: str) -> bool:
    return "\u1160" <= character <= "\u11ff"  # the vowels and finals that Korean syllables are composed of


def _settled(held: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    together = "".join(letters for letters, _ in held)
    composed = unicodedata.normalize("NFC", together)
    if composed == together:
        yield from held
    elif held:
        yield composed, held[0][1]
