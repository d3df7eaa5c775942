"""Which stretches of a long text are worth reading for a quote.

What enters: a quote's words and a text. What leaves: spans that hold every place where the quote can stand. It deliberately
compares nothing. Where words may be written in another way (broken at a line's end, with ligatures or marks inside) the text
is always read; a text that is not composed, whole.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus.landmarks import Span

# A shorter text is read whole at once.
_SHORT_TEXT = 8000
# Shorter words stand inside too many others.
_MIN_LETTERS = 4
# A word in more places than this saves no reading.
_MAX_PLACES = 40
_ODD = (
    r"\x02\xad\xb5\u0132\u0133\u013f\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3\u200b-\u200f\u2060\u2080-\u2089\u2100-\u2188\u2460-\u24ff\u3200-\u33ff"
    r"\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\ufeff\uff01-\uffdc\ufffe\U0001d400-\U0001d7ff"
)
_BROKEN = r"(?<=[^\W\d_][-\u2010])(?:[ \t]*[\r\n]| +[^\W\d_])"
_MARKED = r"(?<=\w[*_`~\\])[*_`~\\]*\w|(?<=\w<)|(?<=&)\#?\w{1,8};"
# Every alternative begins with a rare character, so that the search runs from one to the next.
_WRITTEN_OTHERWISE = re.compile(rf"[{_ODD}\-\u2010*_`~\\<&](?:(?<=[{_ODD}])|{_BROKEN}|{_MARKED})")


def likely_spans(words: Sequence[str], text: str, reach: int) -> list[Span]:
    """Spans of a text that hold every place where all words stand within `reach` characters of each other; none when one is missing.

    `words` are in lower case. The spans do not overlap and begin and end between words.
    """
    whole = [Span(0, len(text))]
    small = text.lower()
    if len(text) < _SHORT_TEXT or len(small) != len(text) or not unicodedata.is_normalized("NFC", text):
        return whole
    counts = {word: small.count(word) for word in dict.fromkeys(words) if len(word) >= _MIN_LETTERS and word.isalnum()}
    if not counts:
        return whole
    rarest = min(counts, key=lambda word: (counts[word], word))
    places = sorted([*_written_otherwise(text), *_places(rarest, small)]) if counts[rarest] <= _MAX_PLACES else []
    if counts[rarest] > _MAX_PLACES or len(places) * 2 * reach > len(text):
        return whole
    return _merged(_around(place, text, reach) for place in places)


@lru_cache(maxsize=256)
def _written_otherwise(text: str) -> tuple[int, ...]:
    """Where a word of a text may be written in another way than a person would type it."""
    return tuple(match.start() for match in _WRITTEN_OTHERWISE.finditer(text))


def _places(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _around(place: int, text: str, reach: int) -> Span:
    """A stretch around a place, from the beginning of a line or at least of a word."""
    first, last = max(0, place - reach), min(len(text), place + reach)
    line = text.rfind("\n", max(0, first - reach), first)
    start = line if line >= 0 else text.rfind(" ", 0, first)
    end = text.find("\n", last)
    return Span(max(0, start), end if 0 <= end <= last + reach else len(text) if (space := text.find(" ", last)) < 0 else space)


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
