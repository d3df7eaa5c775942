"""A conversation as a transcript, before it takes a form.

What enters: answers and where their documents are, or answer files. What leaves: frozen values with every sentence the
Markdown, HTML and Word forms show, in the order they show them. It deliberately hides no uncertainty: that documents only
perhaps answer, or do not, stands above the quotes, and how each quote was checked stands below it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, Certainty, Citation
from assistant.proof.answer_file import SavedAnswer, SavedCitation
from assistant.proof.cited import Cited, cited, cited_again
from assistant.proof.wording import date_in_words, one_line
from assistant.verification import holds
from corpus.document import Document

TITLE = "Questions, and what the documents say"
PERHAPS = "Perhaps: the documents come near, but may not answer this."
SILENT = "The documents do not answer this."
NEAREST = "The nearest passages, which are not an answer:"
REPEATS = "The same, in another place:"
NOTES = "Sources"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A quote as shown: `note` numbers its footnote from 1 through the whole transcript; `status` says how it was checked."""

    note: int
    cited: Cited
    status: str

    @property
    def words(self) -> str:
        """The quote on one line."""
        return one_line(self.cited.quote)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what was found. `repeats` holds, for each quote's footnote number, the places that say the same."""

    question: str
    remarks: tuple[str, ...]
    quotes: tuple[Exhibit, ...]
    repeats: dict[int, tuple[Exhibit, ...]]

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """Quotes and repeats in the order they are shown."""
        return tuple(shown for quote in self.quotes for shown in (quote, *self.repeats.get(quote.note, ())))


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation, ready to be written in any form."""

    title: str
    exchanges: tuple[Exchange, ...]

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """Every quote shown, in order: its place in this tuple is its footnote's number less one."""
        return tuple(exhibit for exchange in self.exchanges for exhibit in exchange.exhibits)


class Source(Protocol):
    """Where the answers' documents are: an open index."""

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    question: str
    query: str
    certainty: Certainty
    uncovered: tuple[str, ...]
    quotes: tuple[tuple[Cited, str], ...]


def transcript(answers: Sequence[Answer], source: Source, title: str = TITLE) -> Transcript:
    """A conversation with each quote compared, now, with its document. Raises StoredIndexError when a document is gone."""
    return _transcript((_found(answer, source) for answer in answers), title)


def saved_transcript(answers: Sequence[SavedAnswer], title: str = TITLE) -> Transcript:
    """A conversation from answer files whose seals are whole; its quotes were checked when the files were written."""
    return _transcript(map(_found_again, answers), title)


def checked(citation: Citation, document: Document) -> str:
    """Whether a quote is what its document says at its place, in a sentence."""
    made = cited(citation, document)
    if holds(document, citation.evidence.start, citation.evidence.end, citation.quote):
        return f"Checked word for word against the text with SHA-256 {made.text_sha256}."
    return f"Not confirmed: at this place the text with SHA-256 {made.text_sha256} says something else."


def _found(answer: Answer, source: Source) -> _Found:
    shown = answer.citations or answer.nearest
    quotes = tuple((cited(citation, document), checked(citation, document)) for citation, document in _with_documents(shown, source))
    return _Found(answer.question, answer.query, answer.certainty, answer.uncovered, quotes)


def _with_documents(citations: Sequence[Citation], source: Source) -> Iterable[tuple[Citation, Document]]:
    return ((citation, source.document(citation.evidence.document_id)) for citation in citations)


def _found_again(answer: SavedAnswer) -> _Found:
    day = date_in_words(answer.saved[:10])
    quotes = tuple((cited_again(citation), _checked_then(citation, day)) for citation in answer.citations or answer.nearest)
    return _Found(answer.question, answer.query, answer.certainty, answer.uncovered, quotes)


def _checked_then(citation: SavedCitation, day: str) -> str:
    return f"Checked word for word against the text with SHA-256 {citation.document.text_sha256}, on {day}."


def _transcript(found: Iterable[_Found], title: str) -> Transcript:
    exchanges: list[Exchange] = []
    shown = 0
    for answer in found:
        exchanges.append(_exchange(answer, shown))
        shown += len(exchanges[-1].exhibits)
    return Transcript(one_line(title), tuple(exchanges))


def _exchange(answer: _Found, shown: int) -> Exchange:
    numbers = {made.number for made, _ in answer.quotes}
    firsts = [quote for quote in answer.quotes if quote[0].duplicate_of not in numbers]
    quotes: list[Exhibit] = []
    repeats: dict[int, tuple[Exhibit, ...]] = {}
    for made, status in firsts:
        shown += 1
        quotes.append(Exhibit(shown, made, status))
        same = [quote for quote in answer.quotes if quote[0].duplicate_of == made.number]
        if same:
            repeats[shown] = tuple(Exhibit(note, *quote) for note, quote in enumerate(same, shown + 1))
            shown += len(same)
    return Exchange(one_line(answer.question), tuple(_remarks(answer)), tuple(quotes), repeats)


def _remarks(answer: _Found) -> Iterable[str]:
    """What a reader must know before the quotes."""
    if one_line(answer.query) != one_line(answer.question):
        yield f"Searched for: {one_line(answer.query)}"
    missing = ", ".join(map(one_line, answer.uncovered))
    if answer.certainty == "perhaps":
        yield PERHAPS
        if missing:
            yield f"Not covered: {missing}."
    if answer.certainty == "silent":
        yield SILENT
        if missing:
            yield f"Nothing found covers: {missing}."
        if answer.quotes:
            yield NEAREST
