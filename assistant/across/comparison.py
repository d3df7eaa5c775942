"""One question put to each document: a row per document, a cell of quotes per question, or "says nothing".

What enters: questions, one open index, and which documents are meant. What leaves: rows of verified citations, numbered through
the whole table. A cell is judged by the calibrated probability that any answer is judged by, and a document whose best sentence
scores well below the best of all documents only brushes the subject and says nothing. It deliberately words nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.abstention import certainty, fit, probability, uncovered
from assistant.across.reading import DocumentReading, Readings, Report, read_documents
from assistant.answer import Certainty, Citation
from assistant.citation import cite
from assistant.question import Question
from assistant.reasons import held_terms
from assistant.selection import MARGIN, select
from assistant.translation import in_another_language
from corpus.errors import QuestionError
from index.calibration import Calibration
from index.encoder import Encoder
from index.engine import PassageEngine
from index.filters import EVERYTHING, Filter
from index.store import DocumentSummary

# A table of more columns does not fit a page.
MAX_QUESTIONS = 5
QUOTES_PER_CELL = 2
MAX_QUOTES_PER_CELL = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document says on one question; `citations` are empty where it says nothing."""

    certainty: Certainty = "silent"
    probability: float = 0.0
    citations: tuple[Citation, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not self.citations


@dataclass(frozen=True, slots=True)
class Row:
    """A document and its cells, one per question."""

    document: DocumentSummary
    cells: tuple[Cell, ...]

    @property
    def says_nothing(self) -> bool:
        return all(cell.says_nothing for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row per document, by document_id; `fitting` is how many fit the filter, of which not all may have been compared."""

    questions: tuple[str, ...]
    rows: tuple[Row, ...]
    fitting: int
    generation: str

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of the table, in order of its number."""
        return tuple(citation for row in self.rows for cell in row.cells for citation in cell.citations)


def compare(
    questions: Sequence[str],
    index: PassageEngine,
    encoder: Encoder,
    where: Filter = EVERYTHING,
    *,
    quotes: int = QUOTES_PER_CELL,
    report: Report = lambda done, of: None,
) -> Comparison:
    """Put questions to each document that fits a filter, with at most so many quotes a cell. Raises QuestionError or StoredIndexError."""
    asked = tuple(dict.fromkeys(" ".join(question.split()) for question in questions if question.strip()))
    if not asked or len(asked) > MAX_QUESTIONS:
        raise QuestionError(
            "the question is empty; ask in a few words what you want to know"
            if not asked
            else f"{len(asked)} questions were asked; at most {MAX_QUESTIONS} are compared"
        )
    columns = [read_documents(question, index, encoder, where, report) for question in asked]
    read = [{reading.summary.document_id: reading for reading in column.documents} for column in columns]
    rows = []
    number = 1
    for name, summary in sorted({name: reading.summary for column in read for name, reading in column.items()}.items()):
        cells = [
            cell_of(column[name], readings, (index, encoder.calibration), quotes) if name in column else Cell()
            for column, readings in zip(read, columns)
        ]
        numbered = []
        for cell in cells:
            numbered.append(_numbered(cell, number))
            number += len(cell.citations)
        rows.append(Row(summary, tuple(numbered)))
    return Comparison(asked, tuple(rows), columns[0].fitting, index.generation)


def cell_of(reading: DocumentReading, readings: Readings, within: tuple[PassageEngine, Calibration], quotes: int) -> Cell:
    """The cell of one document: its quotes, where they answer as any answer must, and about as well as the best document's."""
    if not reading.sentences or reading.sentences[0].score < readings.best - MARGIN:
        return Cell()
    index, calibration = within
    chosen = [replace(quotable, repeats=()) for quotable in select(reading.sentences, index.document, quotes)]
    citations = tuple(citation for citation in cite(chosen, index) if citation.evidence.score >= readings.best - MARGIN)
    across = bool(citations) and in_another_language(citations[0], readings.question.language)
    features = fit(reading.sentences, reading.ranking, background=readings.background, across=across)
    chance = probability(features, calibration)
    missing = _missing(readings.question, citations, index)
    verdict = certainty(chance, readings.question, missing, across=across) if citations else "silent"
    return Cell(verdict, chance, citations if verdict != "silent" else ())


def _missing(question: Question, citations: Sequence[Citation], index: PassageEngine) -> tuple[str, ...]:
    """The question's words that neither the quotes nor their titles and headings hold."""
    return uncovered(question, held_terms(citations, question), index.term_idf)


def _numbered(cell: Cell, first: int) -> Cell:
    return replace(cell, citations=tuple(replace(citation, number=number) for number, citation in enumerate(cell.citations, first)))
