"""The places that a check found, so that the page can open them as it opens an answer's quotes.

What enters: places by number, and the documents they are in. What leaves: a conversation of one turn, whose citations are the
places; spans of text with what differs in them. It deliberately judges nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.answer import Answer, Citation, Evidence
from assistant.proof.draft import CheckedQuotation
from assistant.proof.quote_verdict import Difference, Place
from corpus.document import Document
from ui.page.conversation import Conversation, Turn
from ui.page.markup import Html, element, join

Spans = Sequence[tuple[int, int]]


class Documents:
    """Documents by id, each asked for once."""

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document = document
        self._held: dict[str, Document] = {}

    def __call__(self, document_id: str) -> Document:
        """A document. Raises RapporteurError when there is none by that id."""
        if document_id not in self._held:
            self._held[document_id] = self._document(document_id)
        return self._held[document_id]


def verdict_places(checked: Sequence[CheckedQuotation]) -> dict[int, Place]:
    """Where quotations stand, or their nearest words do, by the quotation's number."""
    return {number: place for number, one in enumerate(checked, 1) if (place := place_of(one)) is not None}


def place_of(checked: CheckedQuotation) -> Place | None:
    """The place to show of a quotation; none of what was taken for a title."""
    return None if checked.is_title else checked.verdict.place


def placed(places: Mapping[int, Place], documents: Documents) -> Conversation:
    """The places as the citations of a conversation's one turn."""
    citations = tuple(citation_of(number, place, documents(place.document_id)) for number, place in places.items())
    origins = {place.document_id: documents(place.document_id).origins for place in places.values()}
    return (Turn("", Answer("", "", citations, (), "answers", 1.0), origins=origins),)


def citation_of(number: int, place: Place, document: Document) -> Citation:
    """A place as a citation of the words that stand there."""
    return Citation(
        number=number,
        evidence=Evidence(document.document_id, place.start, place.end, 0.0),
        quote=document.text[place.start : place.end],
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        place=document.locator(place.start, place.end),
        source_url=document.source_url,
        author=document.author,
        speaker=document.speaker(place.start, place.end),
    )


def quoted_spans(words: str, differences: Sequence[Difference]) -> Spans:
    """Where in a quote the words stand that differ: where the differences say so, else where they come in order."""
    told = [(each.quote_start, min(each.quote_end, len(words))) for each in differences if each.quote_end]
    return told or in_order(words, [each.quoted for each in differences])


def in_order(words: str, parts: Sequence[str]) -> Spans:
    """Where parts of a text stand in it, one after another; those that do not are left out."""
    found, position = [], 0
    for part in parts:
        start = words.find(part, position) if part else -1
        if start >= 0:
            position = start + len(part)
            found.append((start, position))
    return found


def marked(words: str, spans: Spans) -> Html:
    """A text with spans of it marked."""
    return join(_pieces(words, sorted(set(spans))))


def _pieces(words: str, spans: Spans) -> Iterator[str]:
    position = 0
    for start, end in spans:
        if position <= start < end:
            yield words[position:start]
            yield element("mark", words[start:end], class_="differs")
            position = end
    yield words[position:]
