"""The address at which a library is counted.

What enters: filters. What leaves: numbers of the documents that fit. It deliberately counts nothing itself:
`assistant.statistics` does.
"""

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from assistant.statistics import Words, counted_words, library_statistics
from index.filters import matching
from ui.forms import Record
from ui.service.api_limits import Workers
from ui.service.api_openapi import LOOKING, told
from ui.service.api_reading import Reading
from ui.service.api_requests import Filters


class CountRecord(BaseModel):
    """A value, as filters take it, and how many documents state it."""

    value: str
    documents: int


class GroupRecord(BaseModel):
    """Documents by one thing, and how many state nothing of it."""

    counts: list[CountRecord]
    unstated: int


class WordsRecord(BaseModel):
    """How many words there are; reckoned from a sample where it is not `exact`."""

    number: int
    exact: bool


class StatisticsRecord(BaseModel):
    """The documents that fit, in numbers."""

    documents: int
    files: int
    passages: int
    characters: int
    words: WordsRecord
    not_read: int = Field(description="Files of the whole library that could not be read.")
    read_in_part: int
    first_date: str
    last_date: str
    years: GroupRecord
    months: GroupRecord
    publishers: GroupRecord
    kinds: GroupRecord
    languages: GroupRecord
    generation: str


def statistics_routes(reading: Reading, workers: Workers) -> APIRouter:
    """What the library holds."""
    router = APIRouter(tags=["documents"], responses=told(*LOOKING))

    @router.get("/statistics", response_model=StatisticsRecord, summary="Count the documents that fit by date, publisher, kind and language")
    async def statistics(asked: Annotated[Filters, Query()]) -> Record:
        return await workers.run(partial(statistics_of, reading, asked))

    return router


def statistics_of(reading: Reading, asked: Filters) -> Record:
    """The numbers of one generation. Raises QuestionError when a date is none."""
    index: Any = reading.assistant.index
    fitting = matching(index.documents(), asked.where())
    words = counted_words(index, fitting) if fitting else Words(0, exact=True)
    problems = [problem for problem, _ in index.problems()]
    return {**asdict(library_statistics(fitting, problems, words)), "generation": index.generation}
