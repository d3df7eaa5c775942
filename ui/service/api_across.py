"""The addresses at which many documents are asked at once: compare, timeline, differences.

What enters: requests of known form. What leaves: the records of `ui.across_records`, with what OpenAPI says of them. It deliberately
decides nothing: `assistant.across` answers, in a thread of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, cast

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from assistant.across.comparison import MAX_QUESTIONS, MAX_QUOTES_PER_CELL, QUOTES_PER_CELL
from assistant.across.facade import Across, HasIndex
from assistant.across.timeline import QUOTES_PER_DOCUMENT
from index.filters import Filter
from ui.across_records import comparison_record, differences_record, timeline_record
from ui.forms import Record
from ui.service.api_forms import CitationRecord, PublishedForm
from ui.service.api_limits import Workers, json_body
from ui.service.api_openapi import ASKING, told
from ui.service.api_reading import Reading, fitting
from ui.service.api_requests import Filters, Question, RequestForm

_QUOTES = "At most so many quotes of a document."


class CompareRequest(RequestForm):
    """Questions that are put to each document that fits."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"questions": ["What was agreed on cybersecurity?"], "filters": {"after": "2023"}}]})

    questions: list[Question] = Field(min_length=1, max_length=MAX_QUESTIONS, description="Each is a column.")
    quotes: int = Field(default=QUOTES_PER_CELL, ge=1, le=MAX_QUOTES_PER_CELL, description=_QUOTES)
    filters: Filters = Filters()


class TimelineRequest(RequestForm):
    """A subject, to be followed through the documents' dates."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject": "crossings on the Balkan route"}]})

    subject: Question = Field(description="A few words, or a question.")
    quotes: int = Field(default=QUOTES_PER_DOCUMENT, ge=1, le=MAX_QUOTES_PER_CELL, description=_QUOTES)
    filters: Filters = Filters()


class DifferencesRequest(RequestForm):
    """A subject on which documents may differ."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject": "crossings on the Balkan route"}]})

    subject: Question = Field(description="A few words, or a question.")
    filters: Filters = Filters()


class CellRecord(PublishedForm):
    """What one document says on one question; without citations where it says nothing."""

    says_nothing: bool
    certainty: Literal["answers", "perhaps", "silent"]
    probability: float
    citations: list[CitationRecord]


class RowRecord(PublishedForm):
    """A document, and a cell for each question."""

    document_id: str
    title: str
    publisher: str
    date: str
    cells: list[CellRecord]


class ComparisonRecord(PublishedForm):
    """A row per document, by document_id; citations are numbered through."""

    questions: list[str]
    compared: int
    fitting: int = Field(description="How many documents fit; where they are more than were compared, those nearest to the questions were.")
    generation: str
    rows: list[RowRecord]


class MomentRecord(PublishedForm):
    """A date as documents state it, the days it may mean, and what documents of that date say."""

    date: str
    first_day: str
    last_day: str
    citations: list[CitationRecord]


class TimelineRecord(PublishedForm):
    """Dates from the earliest on; `undated` are quotes of documents that state no date."""

    subject: str
    compared: int
    silent: int = Field(description="How many of the documents compared say nothing on the subject.")
    fitting: int
    generation: str
    moments: list[MomentRecord]
    undated: list[CitationRecord]


class MarkRecord(PublishedForm):
    """Words that differ: characters `start` to `end` of the document's stored text, end exclusive."""

    words: str
    start: int
    end: int


class DifferenceRecord(PublishedForm):
    """In what two statements differ."""

    kind: Literal["number", "date", "negation", "commitment"]
    one: MarkRecord
    other: MarkRecord


class PairRecord(PublishedForm):
    """Two statements on one thing that differ; which of them is right, if not both, is not decided."""

    similarity: float
    differences: list[DifferenceRecord]
    one: CitationRecord
    other: CitationRecord


class DifferencesRecord(PublishedForm):
    """Pairs, nearest in meaning first; `statements` sentences of `documents` documents were compared."""

    subject: str
    statements: int
    documents: int
    fitting: int
    generation: str
    pairs: list[PairRecord]


@dataclass(frozen=True, slots=True)
class AcrossReading:
    """Requests in, records out. Safe to use from several threads."""

    reading: Reading

    def compare(self, asked: CompareRequest) -> Record:
        """A comparison. Raises RapporteurError, or ApiProblem when no document fits."""
        return comparison_record(self._across.compare(asked.questions, self._fitting(asked.filters), quotes=asked.quotes))

    def timeline(self, asked: TimelineRequest) -> Record:
        """A timeline. Raises RapporteurError, or ApiProblem when no document fits."""
        return timeline_record(self._across.timeline(asked.subject, self._fitting(asked.filters), quotes=asked.quotes))

    def differences(self, asked: DifferencesRequest) -> Record:
        """Where documents differ. Raises RapporteurError, or ApiProblem when no document fits."""
        return differences_record(self._across.differences(asked.subject, self._fitting(asked.filters)))

    @property
    def _across(self) -> Across:
        return Across(cast(HasIndex, self.reading.assistant))

    def _fitting(self, filters: Filters) -> Filter:
        return fitting(self.reading.assistant.index, filters)


def across_routes(within: Reading, workers: Workers) -> APIRouter:
    """Questions to many documents, sent as JSON."""
    reading = AcrossReading(within)
    router = APIRouter(tags=["across documents"], dependencies=[Depends(json_body)], responses=told(*ASKING))

    async def answered(of: Callable[[Any], Record], asked: BaseModel) -> Record:
        return await workers.run(partial(of, asked))

    @router.post("/compare", response_model=ComparisonRecord, summary="Put questions to each document: its quotes, or that it says nothing")
    async def compare(asked: CompareRequest) -> Record:
        return await answered(reading.compare, asked)

    @router.post("/timeline", response_model=TimelineRecord, summary="Quotes on a subject, ordered by the dates of their documents")
    async def timeline(asked: TimelineRequest) -> Record:
        return await answered(reading.timeline, asked)

    @router.post("/differences", response_model=DifferencesRecord, summary="Statements on a subject that differ, side by side, undecided")
    async def differences(asked: DifferencesRequest) -> Record:
        return await answered(reading.differences, asked)

    return router
