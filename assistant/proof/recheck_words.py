"""What a citation's place reads now, and what the document now says of itself.

What enters: a saved citation and a document. What leaves: the nearest text and how it differs, word by word; facts that
differ, in words; places of a string. It deliberately decides nothing: `assistant.proof.recheck` does.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from assistant.proof.answer_file import SavedCitation, SavedLocator
from assistant.proof.quote_verdict import Difference
from assistant.proof.verifier import compared
from corpus.document import Document
from corpus.landmarks import Span

# Text between the words that stood around a quote is its successor when it is not much longer than the quote.
_MAX_GROWTH = 3
_MIN_ROOM = 120
# Fewer characters of context than these stand anywhere.
_TELLING_CONTEXT = 12

Near = tuple[Span, tuple[Difference, ...]]


def nearest_text(citation: SavedCitation, document: Document) -> Near | None:
    """The text that has taken the quote's place, or is nearest to it, and how it differs from the quote; None when none is near."""
    between = _between_context(citation, document.text)
    if between is not None:
        return between, word_differences(citation.quote, document.text[between.start : between.end])
    found = compared(citation.quote, document)
    if found is None or found.place is None or found.verdict in ("not_found", "wrong_document"):
        return None
    span = Span(found.place.start, found.place.end)
    return span, found.differences or word_differences(citation.quote, document.text[span.start : span.end])


def word_differences(quoted: str, found: str) -> tuple[Difference, ...]:
    """What was quoted and what stands there now, where the two differ, in whole words; kinds "added", "left_out" and "word"."""
    before, after = quoted.split(), found.split()
    kinds = {"replace": "word", "delete": "left_out", "insert": "added"}
    return tuple(
        Difference(kinds[what], " ".join(before[a:b]), " ".join(after[c:d]))
        for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if what != "equal"
    )


# Where a fact comes from that no file states.
_NOT_STATED = frozenset({"given", "detected"})


def facts_that_differ(citation: SavedCitation, document: Document, span: Span) -> tuple[str, ...]:
    """What a citation says of its document and the document does not; what a person gives beside a file or what is recognised is left out."""
    saved = citation.document
    differing = [
        _differs(name.replace("_", " "), getattr(saved, name), getattr(document, name))
        for name in ("title", "date", "publisher", "author", "language", "media_type")
        if getattr(saved, name) != getattr(document, name)
        and not _NOT_STATED.intersection(getattr(source.origins, name, "") for source in (saved, document))
    ]
    if citation.speaker != (speaker := document.speaker(span.start, span.end)):
        differing.append(_differs("speaker", citation.speaker, speaker))
    if citation.locator != (place := SavedLocator.of(document.locator(span.start, span.end))):
        differing.append(_differs("place", citation.locator.words, place.words))
    return tuple(differing)


def places_of(text: str, words: str, limit: int) -> list[Span]:
    """Where a string stands in a text, the first places of it."""
    return list(islice(_places(text, words), limit))


def _places(text: str, words: str) -> Iterator[Span]:
    place = text.find(words)
    while place >= 0:
        yield Span(place, place + len(words))
        place = text.find(words, place + 1)


def _differs(name: str, was: str, now: str) -> str:
    return f"its {name} is {now!r}, saved as {was!r}" if now else f"it has no {name}, saved as {was!r}"


def _between_context(citation: SavedCitation, text: str) -> Span | None:
    """What stands between the words that stood around the quote, when both stand once and nothing much came between them."""
    prefix, suffix = citation.selector.prefix, citation.selector.suffix
    if min(len(prefix.strip()), len(suffix.strip())) < _TELLING_CONTEXT:
        return None
    first, last = text.find(prefix), text.rfind(suffix)
    start = first + len(prefix)
    room = max(_MIN_ROOM, _MAX_GROWTH * len(citation.quote))
    alone = first >= 0 and text.find(prefix, first + 1) < 0 and text.find(suffix) == last
    return Span(start, last) if alone and start < last <= start + room and text[start:last].strip() else None
