"""A quote inside its paragraph, as text.

What enters: a Document and the span of a quote. What leaves: the quote and what stands before and after it in the same paragraph, cut
where that is long. It deliberately searches for nothing: every piece is cut from the document at its offsets.
"""

from dataclasses import dataclass

from corpus.document import Document

# So much of the paragraph is shown to either side: some four lines of a card, enough to see what a quote is part of.
CONTEXT_CHARACTERS = 300
# A quote with less of its paragraph around it than this is all of it, and is shown between its neighbours.
ALL_BUT_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """Three stretches of one document that follow one another; `cut_before` and `cut_after` say that the paragraph goes on there."""

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool
    language: str = ""


def preview_of(document: Document, start: int, end: int) -> Preview:
    """The quote from `start` to `end` in its paragraph, or paragraphs."""
    text = document.text
    first, last = _paragraph(document, start, end)
    begin, stop = _begin(text, first, start), _stop(text, end, last)
    return Preview(
        before=text[begin:start],
        quote=text[start:end],
        after=text[end:stop],
        cut_before=bool(text[first:begin].strip()),
        cut_after=bool(text[stop:last].strip()),
        language=document.language,
    )


def _paragraph(document: Document, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the first block that the quote touches to the end of the last; the quote alone where it touches none.

    Where the quote is all of that, the paragraphs before and after it are taken in, but no heading and no furniture.
    """
    places = [place for place, block in enumerate(document.blocks) if block.start < end and start < block.end]
    if not places:
        return start, end
    first, last = min(start, document.blocks[places[0]].start), max(end, document.blocks[places[-1]].end)
    if (start - first) + (last - end) >= ALL_BUT_CHARACTERS:
        return first, last
    before, after = document.blocks[: places[0]][-1:], document.blocks[places[-1] + 1 :][:1]
    return (
        before[0].start if before and before[0].kind == "paragraph" else first,
        after[0].end if after and after[0].kind == "paragraph" else last,
    )


def _begin(text: str, first: int, start: int) -> int:
    """Where what is shown before a quote begins: with the paragraph, or with a word."""
    if start - first <= CONTEXT_CHARACTERS:
        return first
    earliest = start - CONTEXT_CHARACTERS
    return next((place + 1 for place in range(earliest, start) if text[place].isspace()), start)


def _stop(text: str, end: int, last: int) -> int:
    """Where what is shown after a quote ends: with the paragraph, or with a word."""
    if last - end <= CONTEXT_CHARACTERS:
        return last
    latest = end + CONTEXT_CHARACTERS
    return next((place for place in range(latest, end, -1) if text[place].isspace()), end)
