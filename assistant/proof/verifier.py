"""Quotes checked against the documents, wherever they come from.

What enters: a quote, and the texts to look in. What leaves: a verdict: it stands word for word ("exact"), but for typesetting
("equivalent"), or not: with words changed ("altered"), in another document than the one named ("wrong_document"), too short to
say where it is from ("too_short"), nowhere ("not_found"). The rules are in docs/verification.md. It deliberately judges no
meaning: a quote whose words stand may still mislead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from assistant.proof.quote_alignment import nearest
from assistant.proof.quote_borders import is_inside_word
from assistant.proof.quote_differences import asked, cut_words, differences, typeset_differences
from assistant.proof.quote_joints import MAX_LEFT_OUT_CHARACTERS
from assistant.proof.quote_matching import occurrences, standings
from assistant.proof.quote_pieces import Pieces, bare, taken_apart, trimmed, words_in, words_of
from assistant.proof.quote_verdict import Difference, Place, QuoteVerdict, Texts, Verdict
from assistant.proof.quote_windows import likely_spans
from assistant.proof.typesetting import DASH, NOTHING, SetText, is_word, lower, set_document, set_text
from corpus.document import Document
from corpus.errors import StoredIndexError
from corpus.landmarks import Span
from index.words import STOP_WORDS

__all__ = ["Difference", "Place", "QuoteVerdict", "Texts", "Verdict", "compared", "verify_quote"]

# Fewer words, or fewer subject words, than these stand in too many places by chance.
MIN_WORDS, MIN_SUBJECT_WORDS = 4, 2
# A shorter quote counts where it stands once and is at least so long.
MIN_UNIQUE_CHARACTERS = 12
# So many documents are compared word by word when a quote stands in none.
_COMPARED = 5
# More places than this in one document are not told: a word typed ten thousand times is no quote.
_MAX_PLACES = 500
# Around a word of the quote so many characters are read for each of its own, and so many more: typesetting takes room.
_REACH, _ROOM = 3, 400


def verify_quote(quote: str, texts: Texts, document_id: str = "") -> QuoteVerdict:
    """The verdict on a quote, of the document named where one is, otherwise of the most likely documents.

    A document_id that is not there holds no quotes.
    """
    own = _document(texts, document_id) if document_id else None
    read = _Quote(quote)
    others = [document for name in read.likely(texts) if name != document_id and (document := _document(texts, name))]
    here = _standing(read, own) if own else None
    there = [found for document in others if (found := _standing(read, document))]
    if here:
        return _weighed(read, _with_others(here, there), named=True)
    if there:
        best = min(there, key=lambda found: found.verdict != "exact")
        found = _with_others(best, [verdict for verdict in there if verdict is not best])
        return _weighed(read, replace(found, verdict="wrong_document") if document_id else found, named=False)
    looked_in = ([own] if own else []) if document_id else others[:_COMPARED]
    near = [altered for document in looked_in if (altered := _altered(read, document))]
    return _weighed(read, max(near, key=lambda pair: pair[0], default=(0.0, QuoteVerdict(quote, "not_found")))[1], named=False)


def compared(quote: str, document: Document) -> QuoteVerdict | None:
    """The verdict on a quote of one document, "too_short" aside; None when nothing in it is like the quote."""
    read = _Quote(quote)
    found = _standing(read, document)
    return found or (near[1] if (near := _altered(read, document)) else None)


class _Quote:
    """A quote, read once however many documents are looked at."""

    def __init__(self, quote: str) -> None:
        self.quote, self.spaced, self.bare = quote, quote.strip(), bare(quote)
        self.text = trimmed(set_text(quote))
        self.pieces: Pieces = taken_apart(quote)
        self.words = words_of(self.text)

    def likely(self, texts: Texts) -> list[str]:
        """The documents to look in, best first; words that a line's end or an invisible character breaks are looked for whole, then in parts."""
        whole: list[str] = []
        for place in range(len(self.text)):
            atom = self.text.atom(place)
            if whole and self.text.gaps[place] in (DASH | NOTHING, NOTHING) and is_word(atom) and is_word(whole[-1]):
                whole[-1] += atom
            else:
                whole.append(atom)
        found = list(texts.candidates([word for word in whole if is_word(word)]))
        return found if len(whole) == len(self.text) else list(dict.fromkeys([*found, *texts.candidates(self.words)]))

    @property
    def is_short(self) -> bool:
        """Whether the quote has too few words, or too few that say what it is about."""
        subjects = [word for word in self.words if lower(word) not in STOP_WORDS]
        return words_in(self.text) < MIN_WORDS or len(subjects) < MIN_SUBJECT_WORDS


def _document(texts: Texts, document_id: str) -> Document | None:
    try:
        return texts.document(document_id)
    except StoredIndexError:
        return None


def _standing(quote: _Quote, document: Document) -> QuoteVerdict | None:
    """Where a quote stands in a document, exactly or but for typesetting."""
    spelled = [words for words in dict.fromkeys((quote.spaced, quote.bare)) if words]
    exact = next((spans for words in spelled if (spans := list(islice(_exact(words, document.text), _MAX_PLACES)))), [])
    found = [(start, end, ()) for start, end in exact] if exact else list(islice(_equivalent(quote, document), _MAX_PLACES))
    if not found or not quote.words:
        return None
    start, end, allowed = found[0]
    others = tuple(Place(document.document_id, *span[:2]) for span in found[1:])
    place = Place(document.document_id, start, end)
    return QuoteVerdict(quote.quote, "exact" if exact else "equivalent", place, document.locator(start, end), allowed, others)


def _exact(words: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not is_inside_word(text, start) and not is_inside_word(text, end):
            yield start, end
        start = text.find(words, start + 1)


def _equivalent(quote: _Quote, document: Document) -> Iterator[tuple[int, int, tuple[Difference, ...]]]:
    for hay in _read(quote, document.text):
        found = list(islice(occurrences(hay, quote.text), _MAX_PLACES)) if len(quote.text) else []
        for standing in found or standings(quote.pieces, document, hay):
            start, end = hay.starts[standing.first], hay.ends[standing.last - 1]
            yield start, end, standing.differences or typeset_differences(quote.spaced, document.text[start:end])


def _read(quote: _Quote, text: str) -> Iterator[SetText]:
    """The stretches of a text that may hold a quote, without their typesetting."""
    words = [lower(word) for piece in quote.pieces.pieces for word in words_of(piece)]
    for span in likely_spans(words, text, _REACH * len(quote.quote) + _ROOM + quote.pieces.left_out * MAX_LEFT_OUT_CHARACTERS):
        yield set_document(text) if span == Span(0, len(text)) else set_text(text, span.start, span.end)


def _altered(quote: _Quote, document: Document) -> tuple[float, QuoteVerdict] | None:
    """The nearest words of a document, with how much of the quote they share."""
    hay, text = set_document(document.text), quote.text
    stop = text.atom(len(text) - 1) in ".," if len(text) > 1 else False
    plain = text.part(0, len(text) - 1) if stop else text
    alignment = nearest(plain, hay) if len(plain) else None
    if alignment is None:
        return None
    first, last = alignment.blocks[0].first, alignment.blocks[-1].last
    start, end = hay.starts[first], hay.ends[last - 1]
    found = (*differences(alignment, plain, hay), *cut_words(plain, hay, (first, last)), *(asked(text, hay, last) if stop else ()))
    whole = (Difference("word", quote.bare, document.text[start:end]),)
    place = Place(document.document_id, start, end)
    return alignment.share, QuoteVerdict(quote.quote, "altered", place, document.locator(start, end), found or whole)


def _with_others(found: QuoteVerdict, others: Sequence[QuoteVerdict]) -> QuoteVerdict:
    further = [place for other in others if other.place for place in (other.place, *other.other_places)]
    return replace(found, other_places=(*found.other_places, *further))


def _weighed(quote: _Quote, found: QuoteVerdict, *, named: bool) -> QuoteVerdict:
    """A verdict, or that the quote is too short for one: few words count where they stand once, of the document where it is named."""
    if not quote.is_short:
        return found
    elsewhere = [place for place in found.other_places if not named or (found.place and place.document_id == found.place.document_id)]
    if found.verdict in ("exact", "equivalent", "wrong_document") and not elsewhere and len(quote.bare) >= MIN_UNIQUE_CHARACTERS:
        return found
    stands = found.verdict in ("exact", "equivalent", "wrong_document")
    return replace(found, verdict="too_short", place=found.place if stands else None, locator=found.locator if stands else None, differences=())
