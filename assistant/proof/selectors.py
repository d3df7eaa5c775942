"""Selectors: where a span stands, kept so that it is found again after the text around it has changed.

What enters: a text and a span, or a text and a selector. What leaves: a selector, or the span it selects now, or nothing. A
selector carries both a TextQuoteSelector and a TextPositionSelector of the W3C Web Annotation Data Model
(https://www.w3.org/TR/annotation-model/#selectors). It deliberately never guesses: where two places answer alike, or too
little of the context is left to tell the span from its like, there is no place. It compares characters, not words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.proof.unicode_borders import joins_the_one_before
from corpus.landmarks import Span

# So many characters stand on each side at least: about six words.
CONTEXT = 32
# A text that repeats itself over more than this, on both sides of a span, is told apart by position alone.
MAX_CONTEXT = 2048
# A word longer than this is cut, on the border of a character as people see it.
_LONGEST_WORD = 32
# By so many characters of context the best place leads the next, or neither is taken.
_LEAD = 8
# More places of one quote than this are not weighed.
_MOST_PLACES = 1000


@dataclass(frozen=True, slots=True)
class TextSelector:
    """A span by its words and by its position.

    `exact` is the span's text; `prefix` and `suffix` stand directly before and after it, empty at the text's edges; `start`
    and `end` are character offsets (Unicode code points, end exclusive) in the text the selector was made from.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int

    @property
    def context(self) -> str:
        """Prefix, exact and suffix as they stand in the text."""
        return self.prefix + self.exact + self.suffix


def selector_of(text: str, start: int, end: int) -> TextSelector:
    """The selector of characters `start` to `end`: its context, cut at words, grows until it stands once in the text.

    Each side has at least 32 characters where the text has them, and no more than about 2,048. Raises ValueError when the
    span is empty or not inside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"characters {start} to {end} are no span of a text of {len(text)} characters")
    size = CONTEXT
    while True:
        left, right = _word_start(text, start - size), _word_end(text, end + size)
        whole = text[left:right]
        if size >= MAX_CONTEXT or whole == text or _only_place(text, whole) is not None:
            return TextSelector(text[start:end], text[left:start], text[end:right], start, end)
        size *= 2


def resolved(text: str, selector: TextSelector) -> Span | None:
    """The span a selector selects in a text, the one it was made from or a later one; None when it is gone or ambiguous.

    In order: the position, where quote and context stand there unchanged; the one place where they stand together; the one
    place of the quote that keeps at least half of the context, when no other comes near. What is returned always reads
    `selector.exact`.
    """
    if not selector.exact:
        return None
    before, length = len(selector.prefix), len(selector.exact)
    start = selector.start
    if start >= before and text.startswith(selector.context, start - before):
        return Span(start, start + length)
    place = _only_place(text, selector.context)
    if place is not None:
        return Span(place + before, place + before + length)
    # Two places of the whole context, and not at the position: ambiguous.
    return None if selector.context in text else _best_by_context(text, selector)


def _only_place(text: str, words: str) -> int | None:
    """Where a string stands, when it stands in a text exactly once, overlapping places counted."""
    place = text.find(words)
    return place if place >= 0 and text.find(words, place + 1) < 0 else None


def _places(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _best_by_context(text: str, selector: TextSelector) -> Span | None:
    """The place of the quote that keeps most of the context, when that is half of it and well ahead of the next."""
    kept: list[tuple[int, int]] = []
    for place in _places(text, selector.exact):
        if len(kept) == _MOST_PLACES:
            return None
        end = place + len(selector.exact)
        before = text[max(0, place - len(selector.prefix)) : place]
        after = text[end : end + len(selector.suffix)]
        kept.append((_shared(before[::-1], selector.prefix[::-1]) + _shared(after, selector.suffix), place))
    kept.sort(reverse=True)
    context = len(selector.prefix) + len(selector.suffix)
    if not kept or kept[0][0] < _LEAD or 2 * kept[0][0] < context:
        return None
    if len(kept) > 1 and kept[0][0] - kept[1][0] < _LEAD:
        return None
    return Span(kept[0][1], kept[0][1] + len(selector.exact))


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin with in common."""
    for count, (a, b) in enumerate(zip(one, other)):
        if a != b:
            return count
    return min(len(one), len(other))


def _word_start(text: str, position: int) -> int:
    """The start of the word a position is in, or of the character as people see it, when the word is very long."""
    if position <= 0:
        return 0
    for start in range(position, max(position - _LONGEST_WORD, 0), -1):
        if text[start - 1].isspace() and not text[start].isspace():
            return start
    while position > 0 and joins_the_one_before(text, position):
        position -= 1
    return position


def _word_end(text: str, position: int) -> int:
    """The end of the word a position is in, or of the character as people see it, when the word is very long."""
    if position >= len(text):
        return len(text)
    for end in range(position, min(position + _LONGEST_WORD, len(text))):
        if text[end].isspace() and not text[end - 1].isspace():
            return end
    while position < len(text) and joins_the_one_before(text, position):
        position += 1
    return position
