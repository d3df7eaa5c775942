"""Lines of a PDF joined into running text, with the way back to their glyphs.

What enters: lines in reading order. What leaves: their text on one line, the glyph of each character and its page. A word
divided at a line's end is made whole again unless the document itself writes it with the hyphen. It deliberately changes no
letter: what is left out is the hyphen, what is put in is a space.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.landmarks import GlyphRun
from corpus.pdf.letters import HYPHEN, SOFT_HYPHEN
from corpus.pdf.lines import Line

_HYPHENS = f"-‐{HYPHEN}{SOFT_HYPHEN}"
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*$")
_FIRST = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
# "pre- and post-war": the hyphen stands for the word left out.
_AND = re.compile(r"(?:and|or|und|oder|bzw|et|ou|y|o|u|e|dhe|ose|i|ili|и|или)\b", re.IGNORECASE)
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S*[/\-_.=&?%#]$|(?:https?://|www\.)\S*/\S*$")
# Scripts written without spaces: Han, kana, and their punctuation. Korean has spaces.
_UNSPACED = re.compile("[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_KOREAN = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
# From this share of Korean lines on that end in a space, the others end inside a word.
MIN_SPACED = 0.05


@dataclass(slots=True)
class Joined:
    """Text that grows; `glyphs` and `pages` hold one number per character, -1 and 0 for what is not drawn."""

    words: str = ""
    glyphs: "array[int]" = field(default_factory=lambda: array("i"))
    pages: "array[int]" = field(default_factory=lambda: array("i"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a document writes away from line ends, with and without hyphens; whether Korean lines end inside words."""

    whole: frozenset[str]
    hyphenated: frozenset[str]
    korean_divides: bool

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Vocabulary":
        """The vocabulary of a document's lines; what stands at either end of a divided line is no evidence."""
        whole: set[str] = set()
        hyphenated: set[str] = set()
        korean = spaced = 0
        divided = False
        for line in lines:
            found = _WORD.findall(line.words.lower())
            first, divided = divided, line.words[-1:] in _HYPHENS
            for word in found[1 if first else 0 : len(found) - 1 if divided else None]:
                (hyphenated if "-" in word or "‐" in word else whole).add(word.replace("‐", "-"))
            if line.words and _KOREAN.match(line.words[-1]):
                korean += 1
                spaced += line.spaced
        return cls(frozenset(whole), frozenset(hyphenated), korean > 20 and spaced >= MIN_SPACED * korean)


def joined(lines: Sequence[Line], vocabulary: Vocabulary) -> Joined:
    """The text of one block's lines."""
    parts: list[str] = []
    found = Joined()
    for number, line in enumerate(lines):
        words, glyphs = line.words, line.glyphs
        following = lines[number + 1] if number + 1 < len(lines) else None
        between = ""
        if following is not None:
            kept, between = _seam(line, following.words, vocabulary)
            words, glyphs = words[:kept], glyphs[:kept]
        parts.append(_plain(words) + between)
        found.glyphs.extend(glyphs)
        found.pages.extend([line.page] * len(words))
        found.glyphs.extend([-1] * len(between))
        found.pages.extend([0] * len(between))
    found.words = "".join(parts)
    return found


def _plain(words: str) -> str:
    """A hyphen that stays is a hyphen."""
    return words.replace(HYPHEN, "-").replace(SOFT_HYPHEN, "-")


def _seam(line: Line, after: str, vocabulary: Vocabulary) -> tuple[int, str]:
    """How much of a line is kept where another follows, and what is put between them."""
    before = line.words
    length = len(before)
    if before[-1:] in _HYPHENS and len(before) > 1 and before[-2].isalnum():
        return _divided(before, after, vocabulary)
    if _UNSPACED.match(before[-1:]) and _UNSPACED.match(after):
        return length, ""
    if vocabulary.korean_divides and not line.spaced and _KOREAN.match(before[-1:]) and _KOREAN.match(after):
        return length, ""
    if _ADDRESS_END.search(before) and not line.spaced and after[:1].isalnum() and after[:1] == after[:1].lower():
        return length, "" if before[-1] in "/-_.=&?%#" else " "
    return length, " "


def _divided(before: str, after: str, vocabulary: Vocabulary) -> tuple[int, str]:
    length = len(before)
    if before[-1] == SOFT_HYPHEN:
        return length - 1, ""
    if _AND.match(after):
        return length, " "
    if not after[:1].islower() or _ADDRESS_END.search(before) or before[-2].isdigit():
        return length, ""
    head, tail = _LAST.search(before[:-1].lower()), _FIRST.match(after.lower())
    if head and tail:
        first, last = head[0].replace("‐", "-"), tail[0].replace("‐", "-")
        if "-" not in first + last and first + last in vocabulary.whole:
            return length - 1, ""
        if f"{first}-{last}" in vocabulary.hyphenated or ("-" in first and first + last not in vocabulary.hyphenated):
            return length, ""
    return length - 1, ""


def glyph_runs(glyphs: "array[int]", pages: "array[int]") -> tuple[GlyphRun, ...]:
    """Stretches of text whose characters are consecutive glyphs of one page; `glyphs` and `pages` hold one per character."""
    places, numbers = np.frombuffer(glyphs, np.intc), np.frombuffer(pages, np.intc)
    if not places.size:
        return ()
    drawn = places >= 0
    goes_on = drawn[1:] & drawn[:-1] & (places[1:] == places[:-1] + 1) & (numbers[1:] == numbers[:-1])
    starts = np.flatnonzero(drawn & np.concatenate(([True], ~goes_on)))
    ends = np.flatnonzero(drawn & np.concatenate((~goes_on, [True]))) + 1
    return tuple(GlyphRun(int(start), int(numbers[start]), int(places[start]), int(end - start)) for start, end in zip(starts, ends))
