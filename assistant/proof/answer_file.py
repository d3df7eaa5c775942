"""Answer files: an answer with all that is needed to check it later, from the documents alone.

What enters: an answer, the documents it cites, and the circumstances the edge knows (the time, the filters, the versions).
What leaves: a frozen value whose fields are those of the JSON form, and its bytes, sealed. The form is published as JSON
Schema 2020-12 in docs/answer.schema.json. It deliberately reads no clock and no file: the same answer under the same
circumstances gives the same bytes.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Protocol

from assistant.answer import Answer, Certainty, Citation
from assistant.proof.canonical_json import seal_of
from assistant.proof.selectors import TextSelector, selector_of
from corpus.document import Document
from corpus.errors import RapporteurError
from corpus.landmarks import Locator, Origins, PageKind
from index.filters import EVERYTHING, Filter

if TYPE_CHECKING:  # checking an answer needs no index
    from index.manifest import Recipe

FORM = "rapporteur answer, version 1"
# The probability is worth no more digits; RFC 8785 and Python write such numbers alike.
_DIGITS = 4
# What a terminal would obey or a reader take for a line's end; JSON's own escapes cover only the C0 controls.
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class AnswerFileError(RapporteurError):
    """A file is no answer file, or an answer cannot be saved."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page, slide, sheet or part that a quote touches; `number` counts from 1, `label` is what is printed on it."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class SavedLocator:
    """Where a quote stands, for a reader: in `words`, and their parts. `paragraph` counts from 1."""

    words: str
    page_kind: PageKind
    pages: tuple[SavedPage, ...]
    headings: tuple[str, ...]
    paragraph: int | None
    label: str

    @classmethod
    def of(cls, place: Locator) -> "SavedLocator":
        """A locator without the spans of its pages."""
        pages = tuple(SavedPage(page.number, page.label) for page in place.pages)
        return cls(str(place), place.page_kind, pages, place.headings, place.paragraph, place.label)


@dataclass(frozen=True, slots=True)
class SavedDocument:
    """The cited document without its text: what it states of itself, and what it is known by again.

    `sha256` is of the source file's bytes (of the attachment's own, where `held_in` names the file it is in), `text_sha256`
    of its text as read, in UTF-8; both are lower-case hexadecimal.
    """

    document_id: str
    held_in: str
    title: str
    date: str
    publisher: str
    author: str
    language: str
    media_type: str
    source_url: str
    sha256: str
    text_sha256: str
    origins: Origins

    @classmethod
    def of(cls, document: Document) -> "SavedDocument":
        """What is kept of a document."""
        facts = {name: getattr(document, name) for name in cls.__slots__ if name != "text_sha256"}
        return cls(text_sha256=text_sha256(document.text), **facts)


@dataclass(frozen=True, slots=True)
class SavedCitation:
    """A quote and its place. `start` and `end` are characters of the document's text as read, end exclusive.

    `unique` says that the quote's words stood once in that text; `also_in` and `duplicate_of` are numbers of citations.
    """

    number: int
    quote: str
    document: SavedDocument
    start: int
    end: int
    selector: TextSelector
    unique: bool
    locator: SavedLocator
    speaker: str
    also_in: tuple[int, ...]
    duplicate_of: int | None


@dataclass(frozen=True, slots=True)
class Program:
    """What shaped the texts and the choice of quotes: this program's version, and what the index was made by."""

    version: str
    reader_version: int
    words_version: int
    encoder: str
    max_passage_characters: int
    libraries: str

    @classmethod
    def of(cls, version: str, recipe: "Recipe") -> "Program":
        """From the recipe of the index that answered."""
        return cls(version, *(getattr(recipe, name) for name in cls.__slots__[1:]))


@dataclass(frozen=True, slots=True)
class SavedSettings:
    """What the person set: how many quotes at most."""

    quotes: int


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer file. `saved` is when it was written, ISO 8601 in UTC; every other field depends on index and question alone."""

    form: str
    saved: str
    question: str
    query: str
    certainty: Certainty
    probability: float
    uncovered: tuple[str, ...]
    filters: Filter
    settings: SavedSettings
    generation: str
    program: Program
    citations: tuple[SavedCitation, ...]
    nearest: tuple[SavedCitation, ...]
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the edge knows of an answer: when, by what, of which documents, with which settings."""

    saved: str
    program: Program
    filters: Filter = EVERYTHING
    quotes: int = 5


class Source(Protocol):
    """Where the answer's documents are: an open index."""

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        ...


def saved_answer(answer: Answer, source: Source, circumstances: Circumstances) -> SavedAnswer:
    """An answer as it is kept, sealed. Raises AnswerFileError when a document no longer reads as it was quoted."""
    known: dict[str, tuple[Document, SavedDocument]] = {}

    def kept(citations: Sequence[Citation]) -> tuple[SavedCitation, ...]:
        found = []
        for citation in citations:
            document_id = citation.evidence.document_id
            if document_id not in known:
                document = source.document(document_id)
                known[document_id] = document, SavedDocument.of(document)
            found.append(saved_citation(citation, *known[document_id]))
        return tuple(found)

    return sealed(
        SavedAnswer(
            form=FORM,
            saved=circumstances.saved,
            question=answer.question,
            query=answer.query,
            certainty=answer.certainty,
            probability=round(answer.probability, _DIGITS),
            uncovered=answer.uncovered,
            filters=circumstances.filters,
            settings=SavedSettings(circumstances.quotes),
            generation=answer.generation,
            program=circumstances.program,
            citations=kept(answer.citations),
            nearest=kept(answer.nearest),
        )
    )


def saved_citation(citation: Citation, document: Document, kept: SavedDocument) -> SavedCitation:
    """A citation as it is kept. Raises AnswerFileError when the document no longer reads as it was quoted."""
    start, end = citation.evidence.start, citation.evidence.end
    if document.text[start:end] != citation.quote:
        raise AnswerFileError(f"{document.document_id} changed while it was quoted; ask again")
    return SavedCitation(
        number=citation.number,
        quote=citation.quote,
        document=kept,
        start=start,
        end=end,
        selector=selector_of(document.text, start, end),
        unique=stands_once(document.text, citation.quote),
        locator=SavedLocator.of(citation.place),
        speaker=citation.speaker,
        also_in=citation.also_in,
        duplicate_of=citation.duplicate_of,
    )


def stands_once(text: str, words: str) -> bool:
    """Whether a string stands in a text exactly once, overlapping places counted."""
    first = text.find(words)
    return first >= 0 and text.find(words, first + 1) < 0


def text_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(answer: SavedAnswer) -> SavedAnswer:
    """An answer with the seal that its other fields ask for."""
    return replace(answer, seal=seal_of(asdict(answer)))


def written(answer: SavedAnswer) -> bytes:
    """The bytes of an answer file: JSON in UTF-8, indented, and harmless to look at in a terminal."""
    text = json.dumps(asdict(answer), ensure_ascii=False, indent=1)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode() + b"\n"
