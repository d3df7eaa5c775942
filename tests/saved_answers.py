"""Answers to save, written for tests: documents without files, citations of their spans, and saved answers of those."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Evidence
from assistant.proof.answer_file import Circumstances, Program, SavedAnswer, saved_answer
from corpus.document import Document
from corpus.file_reading import read_document

PROGRAM = Program("0.1.0", 3, 1, "hashing-64", 900, "sentencex 1.0")
CIRCUMSTANCES = Circumstances("2024-02-03T04:05:06Z", PROGRAM)


class Texts:
    """Documents by their ids, as `recheck` asks for them."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {document.document_id: document for document in documents}

    def document(self, document_id: str, held_in: str = "") -> Document | None:
        return self.documents.get(document_id)

    def same_bytes(self, sha256: str) -> Sequence[str]:
        return sorted(name for name, document in self.documents.items() if document.sha256 == sha256)

    def every(self):  # type: ignore[no-untyped-def]
        return iter(self.documents.values())


class Held:
    """Documents by their ids, as an index holds them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def document(self, document_id: str) -> Document:
        return self._documents[document_id]


def text_document(text: str, document_id: str = "note.txt") -> Document:
    return read_document(document_id, text.encode())


def bare_document(text: str, document_id: str = "note.txt") -> Document:
    """A document of any text, blocks and sentences aside."""
    import hashlib

    return Document(document_id, hashlib.sha256(text.encode()).hexdigest(), "text/plain", text)


def citation(document: Document, start: int, end: int, number: int = 1) -> Citation:
    return Citation(
        number=number,
        evidence=Evidence(document.document_id, start, end, 0.5),
        quote=document.text[start:end],
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        place=document.locator(start, end),
        speaker=document.speaker(start, end),
        author=document.author,
    )


def quoted(document: Document, words: str, number: int = 1) -> Citation:
    start = document.text.index(words)
    return citation(document, start, start + len(words), number)


def saved(*cited: tuple[Document, Citation], question: str = "What was agreed?") -> SavedAnswer:
    citations = tuple(replace(one, number=number) for number, (_, one) in enumerate(cited, 1))
    answer = Answer(question, question, citations, (), "answers", 0.75, uncovered=("lake",), generation="0123456789abcdef")
    return saved_answer(answer, Held({document.document_id: document for document, _ in cited}), CIRCUMSTANCES)
