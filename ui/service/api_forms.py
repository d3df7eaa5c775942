"""What the service answers: the published forms of `ui.forms` as schemas, and the few that only it has.

What enters: records. What leaves: what OpenAPI and a model's tools say of them. It deliberately changes nothing: a field that a
record has and its form here has not is passed on.
"""

from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from index.store import DocumentSummary

_QUOTE = "The words of the document, characters `start` to `end` of its text, end exclusive, unchanged."


class PublishedForm(BaseModel):
    """A form that names what is always there; more may stand beside it."""

    model_config = ConfigDict(extra="allow")


class PageRecord(PublishedForm):
    """A page, slide, sheet or part."""

    number: int
    label: str = Field(description="What is printed on it or what it is called; empty when that is the number or nothing.")


class CitationRecord(PublishedForm):
    """A verified quote, and all a reader needs to find it again."""

    number: int
    document_id: str
    start: int
    end: int
    quote: str = Field(description=_QUOTE)
    title: str
    publisher: str
    date: str
    author: str
    speaker: str
    language: str = Field(description="The quote's, as its document states it or it was recognised; empty when neither.")
    locator: str
    page_kind: str | None
    pages: list[PageRecord] | None
    heading_path: list[str]
    paragraph: int | None
    score: float
    source_url: str
    also_in: list[int]
    duplicate_of: int | None


class AnswerRecord(PublishedForm):
    """Quotes, best first, or the statement that the documents do not answer; `nearest` is then near and no answer."""

    question: str
    query: str = Field(description="What was searched: the question, or the question completed from the conversation.")
    abstained: bool
    certainty: Literal["answers", "perhaps", "silent"]
    probability: float
    uncovered: list[str]
    citations: list[CitationRecord]
    nearest: list[CitationRecord]
    timings_ms: dict[str, float]


class RankedPassage(PublishedForm):
    """A passage and the parts of its score."""

    rank: int
    document_id: str
    start: int
    end: int
    text: str = Field(description=_QUOTE)
    heading_path: list[str]
    score: float
    lexical: float
    dense: float
    late: float | None


class SearchResult(PublishedForm):
    """A ranking, best first."""

    query: str
    generation: str
    passages: list[RankedPassage]


# Field by field what the list of documents knows of each, all of it always there.
_LISTED: dict[str, Any] = {name: (kind, ...) for name, kind in get_type_hints(DocumentSummary).items()}
_Listed = create_model("_Listed", __base__=PublishedForm, **_LISTED)


class DocumentRecord(_Listed):  # type: ignore[misc,valid-type]
    """What is known of a document."""

    problem: None


class WholeDocument(DocumentRecord):
    """What is known of a document, and its text where it was asked for."""

    text: str | None = None


class DocumentList(PublishedForm):
    """A part of the list of documents, by document_id."""

    total: int
    offset: int
    limit: int
    generation: str
    documents: list[DocumentRecord]


class PassageRecord(PublishedForm):
    """A stretch of a document and what stands around it."""

    document_id: str
    start: int
    end: int
    text: str = Field(description=_QUOTE)
    before: str = Field(description="What stands before it, unchanged.")
    after: str = Field(description="What stands after it, unchanged.")
    heading_path: list[str]
    paragraph: int | None
    locator: str
    pages: list[PageRecord] | None
    speaker: str
    title: str
    generation: str


class QuoteDifference(PublishedForm):
    """One difference between a quote and the document; either side may be empty."""

    kind: str
    quoted: str
    found: str


class QuotePlace(PublishedForm):
    """A further place where a quote stands."""

    document_id: str
    start: int
    end: int


class VerdictRecord(PublishedForm):
    """Whether a quote stands, and where; the place is null where it stands nowhere, and that of the nearest words where it was altered."""

    quote: str
    verdict: Literal["exact", "equivalent", "altered", "wrong_document", "too_short", "not_found"]
    document_id: str | None
    start: int | None
    end: int | None
    locator: str | None
    differences: list[QuoteDifference]
    other_places: list[QuotePlace]


class NotRead(PublishedForm):
    """A file that was not read, or only in part, and why."""

    document_id: str
    problem: str
    partly: bool


class NotReadList(PublishedForm):
    """What of the folder is not in the index."""

    problems: list[NotRead]


class UpdateRecord(PublishedForm):
    """What an update did."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    problems: list[NotRead]
    passages: int
    seconds: float


class JobRecord(PublishedForm):
    """An update of the index: how far it is, or how it ended."""

    job_id: str
    status: Literal["running", "done", "failed"]
    stage: str
    done: int
    total: int
    problem: str
    report: UpdateRecord | None


class ChangeRecord(PublishedForm):
    """A document that was added or removed, and the update that brings the index in line; null where none was asked for."""

    document_id: str
    job_id: str | None


class DescribedRecord(ChangeRecord):
    """A document that was described, and the update that brings the index in line; null where nothing changed or none was asked for."""

    given: dict[str, str] = Field(description="All that people state of it, by field; the rest is what the document states itself.")


class HealthRecord(PublishedForm):
    """Whether questions can be answered, and from what."""

    ready: bool
    generation: str
    documents: int
    passages: int


class Fault(PublishedForm):
    """Where a request is not as it should be."""

    where: str
    fault: str


class Problem(PublishedForm):
    """What went wrong: problem details, RFC 9457."""

    type: str = Field(examples=["urn:rapporteur:problem:not-found"])
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list, description="Of a request that does not have the published form.")
