"""What was found across documents, as a Word document.

What enters: comparisons, timelines and differences, and the documents they cite. What leaves: the bytes of a DOCX in which every
quote has a footnote that says where it stands. It deliberately takes no quote that is not a verified citation's, nor one that its
document no longer holds.
"""

from collections.abc import Callable, Iterable

from assistant.across.comparison import Comparison
from assistant.across.differences import Differing
from assistant.across.timeline import Timeline
from assistant.across.wording import NO_DIFFERENCES, PERHAPS, SAYS_NOTHING, UNDATED, UNDECIDED, beyond, compared, difference_words
from assistant.answer import Citation
from assistant.proof.cited import cited
from assistant.proof.footnotes import linked_footnote
from assistant.proof.word_document import Note, Paragraph, word_document
from assistant.proof.wording import date_in_words
from assistant.verification import holds
from corpus.document import Document
from corpus.errors import RapporteurError

Documents = Callable[[str], Document]


def comparison_docx(comparison: Comparison, document: Documents) -> bytes:
    """A heading per document that says something, its quotes below each question, and a list of those that say nothing."""
    page = _Page(document)
    several = len(comparison.questions) > 1
    page.say("Status", compared(comparison))
    for row in comparison.rows:
        if row.says_nothing:
            continue
        page.say("Heading1", row.document.title or row.document.document_id)
        for question, cell in zip(comparison.questions, row.cells):
            if several:
                page.say("Remark", question)
            if cell.says_nothing:
                page.say("Normal", f"({SAYS_NOTHING})")
            elif cell.certainty == "perhaps":
                page.say("Status", PERHAPS)
            page.quote(cell.citations)
    silent = [row.document.title or row.document.document_id for row in comparison.rows if row.says_nothing]
    if silent:
        page.say("Heading1", SAYS_NOTHING.capitalize())
        for name in silent:
            page.say("Normal", name)
    return page.written(" / ".join(comparison.questions))


def timeline_docx(timeline: Timeline, document: Documents) -> bytes:
    """A heading per date, and below it the quotes of the documents of that date."""
    page = _Page(document)
    if timeline.fitting > timeline.compared:
        page.say("Status", beyond(timeline.fitting, timeline.compared).strip())
    for moment in timeline.moments:
        page.say("Heading1", date_in_words(moment.date))
        page.quote(moment.citations)
    if timeline.undated:
        page.say("Heading1", UNDATED)
        page.quote(timeline.undated)
    return page.written(timeline.subject)


def differences_docx(differing: Differing, document: Documents) -> bytes:
    """Pairs of quotes, each with what differs in it."""
    page = _Page(document)
    page.say("Status", UNDECIDED if differing.pairs else NO_DIFFERENCES)
    for number, pair in enumerate(differing.pairs, 1):
        page.say("Heading1", f"{number}")
        for words in difference_words(pair):
            page.say("Remark", words)
        page.quote((pair.one.citation, pair.other.citation))
    return page.written(differing.subject)


class _Page:
    """Paragraphs and footnotes, as they are put down."""

    def __init__(self, document: Documents) -> None:
        self._document = document
        self._paragraphs: list[Paragraph] = []
        self._notes: list[Note] = []

    def say(self, style: str, text: str) -> None:
        self._paragraphs.append(Paragraph(style, text))

    def quote(self, citations: Iterable[Citation]) -> None:
        for citation in citations:
            evidence = citation.evidence
            document = self._document(evidence.document_id)
            if not holds(document, evidence.start, evidence.end, citation.quote):
                raise RapporteurError(f"{evidence.document_id} was changed since its quotes were found; look again")
            source = cited(citation, document)
            before, title, after = linked_footnote(source)
            self._notes.append(Note(f"{before}“", title, source.link, f"”{after}"))
            self._paragraphs.append(Paragraph("Quote", f"“{citation.quote}”", len(self._notes), source.document.language))

    def written(self, title: str) -> bytes:
        return word_document(title, [Paragraph("Title", title), *self._paragraphs], self._notes)
