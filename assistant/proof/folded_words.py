"""A text's words as a browser's search compares them.

What enters: a text. What leaves: its words with their places, and the text folded: white space as one space, case, accents,
soft hyphens and the shape of quotation marks set aside. It deliberately overlooks more than any browser does, so that a string
found once here is found once there. Words are parted by white space and by the punctuation of scripts without spaces.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

# What parts words: white space and "|" between cells, which no term crosses except single spaces; and full-width punctuation.
_FULL_WIDTH = "、。，．：；？！「」『』（）《》〈〉【】…"
_SPACES = r" \u00a0\u2000-\u200a\u202f\u205f\u3000"
_PARTS = re.compile(rf"[^\s|{_FULL_WIDTH}]+")
_GAP_IN_LINE = re.compile(rf"[{_SPACES}{_FULL_WIDTH}]*")
_QUOTATION_MARKS = dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("“”„‟«»", '"')


class _Folding(dict[int, str]):
    """What each character is folded to, found when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = _QUOTATION_MARKS.get(chr(code), chr(code))
        folded = "".join(part for part in unicodedata.normalize("NFKD", letter.casefold()) if unicodedata.category(part) not in {"Mn", "Me", "Cf"})
        return self.setdefault(code, folded.casefold())


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `start` to `end` without the punctuation around it, `outer_start` to `outer_end` with it; `line` counts lines and cells.

    `folded_start` and `folded_end` are its place, without that punctuation, in the folded text.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    line: int
    folded_start: int
    folded_end: int


@dataclass(frozen=True, slots=True)
class FoldedWords:
    """The words of a text, in order, and the folded text they stand in."""

    words: tuple[Word, ...]
    text: str

    def __getitem__(self, number: int) -> Word:
        return self.words[number]

    def first_ending_after(self, position: int) -> int | None:
        """The first word that reaches beyond a position of the text."""
        number = bisect_right(self.words, position, key=lambda word: word.end)
        return number if number < len(self.words) else None

    def last_starting_before(self, position: int) -> int | None:
        """The last word that begins before a position of the text."""
        number = bisect_left(self.words, position, key=lambda word: word.start) - 1
        return number if number >= 0 else None

    def in_one_line(self, first: int, last: int) -> bool:
        """Whether two words stand in one line or cell."""
        return self.words[first].line == self.words[last].line

    def opening(self, first: int, last: int, count: int) -> tuple[int, int]:
        """The first `count` words of a range, no more than stand in its first line."""
        reach = min(first + count - 1, last)
        while not self.in_one_line(first, reach):
            reach -= 1
        return first, reach

    def closing(self, first: int, last: int, count: int) -> tuple[int, int]:
        """The last `count` words of a range, no more than stand in its last line."""
        reach = max(last - count + 1, first)
        while not self.in_one_line(reach, last):
            reach += 1
        return reach, last

    def before(self, first: int, count: int) -> tuple[int, int] | None:
        """Up to `count` words before a word, all in the line of the nearest."""
        return self.closing(0, first - 1, count) if count and first else None

    def after(self, last: int, count: int) -> tuple[int, int] | None:
        """Up to `count` words after a word, all in the line of the nearest."""
        return self.opening(last + 1, len(self.words) - 1, count) if count and last + 1 < len(self.words) else None

    def folded(self, first: int, last: int) -> str:
        """The folded text from the first word of a range to its last."""
        return self.text[self.words[first].folded_start : self.words[last].folded_end]

    def places(self, folded: str) -> list[int]:
        """Where a folded string stands, inside words too: a browser may see borders where this module does not."""
        found, place = [], self.text.find(folded) if folded else -1
        while place >= 0:
            found.append(place)
            place = self.text.find(folded, place + 1)
        return found


@lru_cache(maxsize=4)
def folded_words(text: str) -> FoldedWords:
    """The words of a text; those without a letter or a digit are words too, when they stand alone."""
    words: list[Word] = []
    pieces: list[str] = []
    length = line = reached = 0
    for match in _PARTS.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        gap = text[reached : match.start()]
        if words:
            line += _GAP_IN_LINE.fullmatch(gap) is None
        between = fold(" ".join(f"x{gap}x".split()))[1:-1]
        before, core, after = (fold(text[a:b]) for a, b in ((match.start(), start), (start, end), (end, match.end())))
        length += len(between) + len(before)
        words.append(Word(start, end, match.start(), match.end(), line, length, length + len(core)))
        length += len(core) + len(after)
        pieces += [between, before, core, after]
        reached = match.end()
    return FoldedWords(tuple(words), "".join(pieces))


def fold(text: str) -> str:
    """Text without case, accents and soft hyphens, with plain quotation marks; each character is folded by itself."""
    return text.translate(_FOLDING)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A word without the punctuation around it; all of it when it is nothing else."""
    first, last = start, end
    while first < last and _is_punctuation(text[first]):
        first += 1
    while first < last and _is_punctuation(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, end)


def _is_punctuation(letter: str) -> bool:
    return unicodedata.category(letter).startswith("P")
