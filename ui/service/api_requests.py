"""What a client of the service may send: the same forms over HTTP and as a model's tool.

What enters: JSON as it came. What leaves: values of known form and bounded size. It deliberately answers nothing; whether a date is
one, or a question has a word, the layers below say.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.question import MAX_QUESTION_CHARACTERS
from corpus.sidecar import MAX_CHARACTERS
from index.filters import Filter

# Follow-ups lean on the last questions alone.
MAX_HISTORY = 20
MAX_QUOTES = 50
# The hundred best by words and the hundred best by vectors are all that is ranked.
MAX_PASSAGES = 200
MAX_LISTED = 500
MAX_CONTEXT_CHARACTERS = 5_000
# A passage has some hundred words; this is ten pages.
MAX_SPAN_CHARACTERS = 30_000
# Nobody quotes two pages in one go.
MAX_QUOTE_CHARACTERS = 5_000

Words = Annotated[str, Field(max_length=300)]
# More documents than this are a folder, which a glob names, or a filter of another kind.
MAX_NAMES = 100
Names = Annotated[list[Words], Field(max_length=MAX_NAMES)]
Stated = Annotated[str, Field(max_length=MAX_CHARACTERS)]
Date = Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]
Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS)]


class RequestForm(BaseModel):
    """A form that takes what it names and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Filters(RequestForm):
    """Which documents are meant; a document that does not say what is asked for does not fit. An empty field asks for nothing."""

    document: Words | Names = Field(
        default="", description="A document_id, or a glob over them: `briefings/*`; or several, of which a document fits one."
    )
    after: Date = Field(default="", description="Dated this day, month or year or later: `2023-11-29`, `2023-11`, `2023`.")
    before: Date = Field(default="", description="Dated before this.")
    publisher: Words = Field(default="", description="A part of the publisher's name.")
    author: Words = Field(default="", description="A part of the author's name.")
    speaker: Words = Field(default="", description="Who says it, by the text itself.")
    language: Words = Field(default="", description="A code: `en`.")
    kind: Words = Field(default="", description="A suffix: `pdf`.")

    def where(self) -> Filter:
        """The filter the index knows. Raises QuestionError when a date is none."""
        named = (self.document,) if isinstance(self.document, str) else tuple(self.document)
        return Filter(named, self.after, self.before, self.publisher, self.author, self.speaker, self.language, self.kind)


class AskRequest(RequestForm):
    """A question, and what it is asked of."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": "What was agreed on cybersecurity in Tirana?", "quotes": 3, "filters": {"after": "2023", "kind": "md"}}]
        }
    )

    question: Question = Field(description="A question, or a few words.")
    quotes: int = Field(default=5, ge=1, le=MAX_QUOTES, description="At most so many quotes; where it is left out, as many as the server is set to.")
    filters: Filters = Filters()
    history: list[Question] = Field(
        default_factory=list, max_length=MAX_HISTORY, description="The person's earlier questions, oldest first; a follow-up is completed from them."
    )
    why: bool = Field(
        default=False, description="Also say, in `reasons`, why each quote was chosen: the question's words in it, and the parts of its score."
    )
    write: bool = Field(default=False, description="Also write a short answer from the quotes, in `written`; the server must have a writer.")
    translate: bool = Field(
        default=False,
        description="Also translate quotes in another language than the question's by machine, in `translations`; the server must have a writer.",
    )


class SearchRequest(RequestForm):
    """Words to search passages by."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "CSIRTs network", "limit": 5}]})

    query: Question
    limit: int = Field(default=10, ge=1, le=MAX_PASSAGES)
    filters: Filters = Filters()


class Facts(RequestForm):
    """What a person states of a document. A field that is left out stays as it is; an empty one is taken back, and what the document
    states itself holds again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Tirana Declaration", "date": "2022-12-06"}]})

    title: Stated = ""
    date: Stated = Field(default="", description="`2023-11-29`, `2023-11`, `2023`, or in words: `29 November 2023`.")
    publisher: Stated = ""
    author: Stated = ""
    language: Stated = Field(default="", description="A code: `en`.")
    source_url: Stated = Field(default="", description="Where it was published.")

    def changes(self) -> dict[str, str]:
        """The fields that were sent."""
        return self.model_dump(exclude_unset=True)


class Paging(RequestForm):
    """Which part of a list."""

    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=50, ge=1, le=MAX_LISTED)


class PassageRequest(RequestForm):
    """A stretch of a document: characters `start` to `end` of its text, end exclusive, and so many characters around it."""

    start: int = Field(ge=0, le=1_000_000_000)
    end: int = Field(ge=1, le=1_000_000_000)
    context: int = Field(default=500, ge=0, le=MAX_CONTEXT_CHARACTERS, description="So many characters before and after it.")


class VerifyRequest(RequestForm):
    """A quote as somebody gives it, and the document it is said to be from."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"quote": "no country of the region can face cyber-attacks alone"}]})

    quote: str = Field(min_length=1, max_length=MAX_QUOTE_CHARACTERS)
    document_id: str = Field(
        default="", max_length=1_000, description="The document it is said to be from; the same words elsewhere do not count then."
    )
