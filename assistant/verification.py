"""The last look before a quote is shown.

What enters: a document and a span. What leaves: the quote, or nothing. It deliberately trusts no layer above: a span that
does not give exactly a stretch of stored text, or that reaches into furniture, is never shown.
"""

from corpus.document import Document


def verified_quote(document: Document, start: int, end: int) -> str | None:
    """`document.text[start:end]`, when that is a non-empty stretch of the document's text outside its furniture; else None."""
    if not 0 <= start < end <= len(document.text):
        return None
    if any(block.kind == "furniture" and block.start < end and start < block.end for block in document.blocks):
        return None
    quote = document.text[start:end]
    return quote if quote.strip() else None


def holds(document: Document, start: int, end: int, quote: str) -> bool:
    """Whether a quote is what the document says at that place, character for character."""
    return 0 <= start <= end and document.text[start:end] == quote
