"""The last look before a quote is shown.

What enters: a span, and where documents are kept. What leaves: the quote, or nothing. The span is read a second time, by the
database and not from the document in memory, and the two must agree character for character; it must begin and end with a
sentence; and it must touch no furniture, heading or title. It deliberately trusts no layer above.
"""

from typing import Protocol

from corpus.document import Document


class Source(Protocol):
    """Where quotes come from."""

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        ...

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        """Characters `start` to `end` of a document's text as stored, read anew."""
        ...


def verified_quote(source: Source, document_id: str, start: int, end: int) -> str | None:
    """The document's text from `start` to `end`, when it may be shown as a quote; else None."""
    document = source.document(document_id)
    if not 0 <= start < end <= len(document.text):
        return None
    begins = any(sentence.start == start for sentence in document.sentences)
    if not begins or not any(sentence.end == end for sentence in document.sentences):
        return None
    if any(block.kind != "paragraph" and block.start < end and start < block.end for block in document.blocks):
        return None
    quote = document.text[start:end]
    return quote if quote == source.stored_text(document_id, start, end) else None


def holds(document: Document, start: int, end: int, quote: str) -> bool:
    """Whether a quote is what the document says at that place, character for character."""
    return 0 <= start <= end and document.text[start:end] == quote
