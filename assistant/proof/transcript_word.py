"""A transcript as a Word document.

What enters: a transcript. What leaves: the bytes of a DOCX whose sources are footnotes. It deliberately leaves type and page to
the styles, which whoever opens it can change.
"""

from collections.abc import Iterator

from assistant.proof.footnotes import linked_footnote
from assistant.proof.transcript import REPEATS, Exchange, Exhibit, Transcript
from assistant.proof.word_document import Note, Paragraph, word_document


def transcript_word(transcript: Transcript) -> bytes:
    """The transcript as a Word document; the same transcript gives the same bytes."""
    paragraphs = [Paragraph("Title", transcript.title)]
    for exchange in transcript.exchanges:
        paragraphs.extend(_exchange(exchange))
    return word_document(transcript.title, paragraphs, [_note(exhibit) for exhibit in transcript.exhibits])


def _exchange(exchange: Exchange) -> Iterator[Paragraph]:
    yield Paragraph("Heading1", exchange.question)
    yield from (Paragraph("Remark", remark) for remark in exchange.remarks)
    for quote in exchange.quotes:
        yield from _quote(quote)
        for repeat in exchange.repeats.get(quote.note, ()):
            yield Paragraph("Normal", REPEATS)
            yield from _quote(repeat)


def _quote(exhibit: Exhibit) -> Iterator[Paragraph]:
    yield Paragraph("Quote", f"“{exhibit.words}”", exhibit.note, exhibit.cited.document.language)
    yield Paragraph("Status", exhibit.status)


def _note(exhibit: Exhibit) -> Note:
    before, title, after = linked_footnote(exhibit.cited)
    return Note(f"{before}“", title, exhibit.cited.link, f"”{after}")
