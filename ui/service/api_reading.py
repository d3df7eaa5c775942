"""What can be asked of the index, as records.

What enters: the assistant, and requests of known form. What leaves: records in the published forms. One generation answers one
request, whatever is built meanwhile. It deliberately changes nothing and knows neither HTTP nor tools.
"""

import logging
from bisect import bisect_left
from dataclasses import dataclass

from assistant.question import read_question
from assistant.writing.desk import WritingDesk
from corpus.errors import RapporteurError
from index.filters import Filter, matching
from index.store import DocumentSummary
from ui.forms import Record, answer_record, document_record, passage_record, verdict_record
from ui.service.api_backend import SearchableIndex, ServesAnswers
from ui.service.api_problems import INVALID, NOT_FOUND, ApiProblem, not_read_record
from ui.service.api_requests import MAX_SPAN_CHARACTERS, AskRequest, Filters, Paging, PassageRequest, SearchRequest, VerifyRequest
from ui.service.metrics import IndexSize
from ui.service.vitals import built_at
from ui.translation_forms import translation_records
from ui.writing_forms import written_record


@dataclass(frozen=True, slots=True)
class Reading:
    """Questions in, records out. Safe to use from several threads."""

    assistant: ServesAnswers
    quotes: int
    desk: WritingDesk | None = None

    def ask(self, asked: AskRequest) -> Record:
        """An answer. Raises RapporteurError, or ApiProblem when no document fits."""
        where = fitting(self.assistant.index, asked.filters)
        quotes = asked.quotes if "quotes" in asked.model_fields_set else self.quotes
        if (asked.write or asked.translate) and self.desk is None:
            raise ApiProblem(INVALID, f"no writer is set on this server; ask without `{'write' if asked.write else 'translate'}`")
        answer = self.assistant.ask(asked.question, quotes=quotes, where=where, history=asked.history)
        written = {"written": written_record(self.desk.write(answer))} if asked.write and self.desk else {}
        translations = {"translations": translation_records(answer, self.desk)} if asked.translate and self.desk else {}
        return answer_record(answer, why=asked.why) | written | translations

    def search(self, asked: SearchRequest) -> Record:
        """A ranking with the passages' texts. Raises RapporteurError, or ApiProblem when no document fits."""
        (index, encoder), searched = self.assistant.in_force, read_question(asked.query).text
        where = fitting(index, asked.filters)
        ranking = index.search(searched, encoder, where=where, limit=asked.limit)
        passages = []
        for rank, ranked in enumerate(ranking, 1):
            text = index.document(ranked.passage.document_id).text
            passages.append(passage_record(rank, ranked, text[ranked.passage.start : ranked.passage.end]))
        return {"query": searched, "generation": index.generation, "passages": passages}

    def documents(self, filters: Filters, paging: Paging) -> Record:
        """A part of the list of documents that fit."""
        index = self.assistant.index
        listed = matching(index.documents(), filters.where())
        shown = [document_record(summary) for summary in listed[paging.offset : paging.offset + paging.limit]]
        return {"total": len(listed), "offset": paging.offset, "limit": paging.limit, "generation": index.generation, "documents": shown}

    def document(self, document_id: str, with_text: bool) -> Record:
        """What is known of a document. Raises ApiProblem when there is none by that id."""
        index = self.assistant.index
        record = document_record(_summary(index, document_id))
        return {**record, "text": index.document(document_id).text} if with_text else record

    def passage(self, document_id: str, asked: PassageRequest) -> Record:
        """A stretch of a document. Raises ApiProblem when there is no such document or stretch."""
        index, start, end = self.assistant.index, asked.start, asked.end
        characters = _summary(index, document_id).characters
        if not start < end <= characters:
            raise ApiProblem(INVALID, f"characters {start} to {end} are no stretch of {document_id!r}, which has {characters}")
        if end - start > MAX_SPAN_CHARACTERS:
            raise ApiProblem(INVALID, f"characters {start} to {end} are more than {MAX_SPAN_CHARACTERS:,}; ask for less at once")
        document = index.document(document_id)
        place = document.locator(start, end)
        return {
            "document_id": document_id,
            "start": start,
            "end": end,
            "text": document.text[start:end],
            "before": document.text[max(0, start - asked.context) : start],
            "after": document.text[end : end + asked.context],
            "heading_path": list(place.headings),
            "paragraph": place.paragraph,
            "locator": str(place),
            "pages": [{"number": page.number, "label": page.label} for page in place.pages] or None,
            "speaker": document.speaker(start, end),
            "title": document.name,
            "generation": index.generation,
        }

    def verify(self, asked: VerifyRequest) -> Record:
        """Whether a quote stands in the documents. Raises ApiProblem when the document it is said to be from is not there."""
        from assistant.proof.verifier import verify_quote
        from index.quote_texts import QuoteTexts

        index = self.assistant.index
        if asked.document_id:
            _summary(index, asked.document_id)
        return verdict_record(verify_quote(asked.quote, QuoteTexts(index), asked.document_id))

    def problems(self) -> Record:
        """What of the folder is not in the index, and why."""
        return {"problems": [not_read_record(problem) for problem, _ in self.assistant.index.problems()]}

    def size(self) -> IndexSize | None:
        """How much the index holds; None where it cannot be read."""
        try:
            index = self.assistant.index
            return IndexSize(index.generation, index.document_count, len(index), built_at(index))
        except RapporteurError as error:
            logging.getLogger(__name__).warning("the index cannot be read: %s", error)
            return None


def fitting(index: SearchableIndex, filters: Filters) -> Filter:
    """The filter the index knows. Raises QuestionError when a date is none, ApiProblem when no document fits."""
    where = filters.where()
    if not where.wants_all and not matching(index.documents(), where):
        raise ApiProblem(INVALID, f"no document fits the filter {where}; ask with a wider one, or with none")
    return where


def _summary(index: SearchableIndex, document_id: str) -> DocumentSummary:
    """The facts of a document, looked up in the list and nowhere on the disk."""
    listed = index.documents()
    place = bisect_left(listed, document_id, key=lambda summary: summary.document_id)
    if place == len(listed) or listed[place].document_id != document_id:
        raise ApiProblem(NOT_FOUND, f"the index holds no document {document_id!r}")
    return listed[place]
