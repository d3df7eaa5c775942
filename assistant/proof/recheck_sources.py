"""Where citations are looked up again: a folder of documents, or an open index.

What enters: a library, or whatever holds documents by their ids. What leaves: what `assistant.proof.recheck` asks for. A file
is read at most once, in a process of its own; a folder's files are hashed only when one of a given hash is wanted. It
deliberately decides nothing about citations.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from assistant.proof.answer_file import SavedDocument
from corpus.document import Document
from corpus.errors import DocumentError, LibraryError
from corpus.file_reading import FileReading
from corpus.library import Library
from index.store import DocumentSummary


class FolderDocuments:
    """The documents of a folder, read as they are asked for; those that will be `wanted` are read together, at once."""

    def __init__(self, library: Library, wanted: Iterable[SavedDocument] = ()) -> None:
        """Raises LibraryError when the folder cannot be listed."""
        self._library = library
        # File systems keep "é" as one character or as two: names are compared in Unicode NFC.
        self._names = {unicodedata.normalize("NFC", name): name for name in library.files()[0]}
        self._readings: dict[str, FileReading] = {}
        self._read([name for document in wanted for name in self._files_of(document)])

    def document(self, document_id: str, held_in: str) -> Document | None:
        """A document by its id, and by the file that holds it. Raises DocumentError when its file cannot be read."""
        name = self._name(held_in or document_id)
        if name is None:
            return None
        self._read([name])
        reading = self._readings[name]
        inner = document_id if held_in else name
        for document in reading.documents:
            if document.document_id == inner:
                return document
        if problem := next((problem for problem in reading.problems if problem.document_id == inner), None):
            raise DocumentError(problem.reason)
        return None

    def same_bytes(self, sha256: str) -> Sequence[str]:
        """The document_ids of files with this SHA-256, in order."""
        return self._hashes.get(sha256, ())

    def every(self) -> Iterator[Document]:
        """Every document of every file; those read for this alone are not kept."""
        for reading in self._readings.values():
            yield from reading.documents
        for reading in self._library.read_all([name for name in self._names.values() if name not in self._readings]):
            yield from reading.documents

    @cached_property
    def _hashes(self) -> dict[str, list[str]]:
        from hashlib import sha256

        found: dict[str, list[str]] = {}
        for name in self._names.values():
            try:
                found.setdefault(sha256(self._library.content(name)).hexdigest(), []).append(name)
            except (DocumentError, LibraryError):  # gone since the folder was listed
                continue
        return found

    def _files_of(self, document: SavedDocument) -> Sequence[str]:
        """The file of a document by its name; where there is none of that name, those of the same bytes."""
        name = self._name(document.held_in or document.document_id)
        return [name] if name is not None else self.same_bytes(document.sha256)

    def _name(self, asked: str) -> str | None:
        return self._names.get(unicodedata.normalize("NFC", asked))

    def _read(self, names: Sequence[str]) -> None:
        unread = [name for name in dict.fromkeys(names) if name not in self._readings]
        self._readings |= zip(unread, self._library.read_all(unread))


class StoredDocuments(Protocol):
    """What an open index offers, and an assistant through it."""

    def documents(self) -> Sequence[DocumentSummary]:
        """Every document without its text."""
        ...

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        ...


class IndexDocuments:
    """The documents of an open index, as they were when it was built."""

    def __init__(self, stored: StoredDocuments) -> None:
        self._stored = stored
        self._summaries = {summary.document_id: summary for summary in stored.documents()}

    def document(self, document_id: str, held_in: str) -> Document | None:
        """A document by its id; the index knows an attachment by its own."""
        return self._stored.document(document_id) if document_id in self._summaries else None

    def same_bytes(self, sha256: str) -> Sequence[str]:
        """The document_ids with this SHA-256, in order."""
        return [name for name, summary in self._summaries.items() if summary.sha256 == sha256]

    def every(self) -> Iterator[Document]:
        """Every document, by document_id."""
        yield from map(self._stored.document, self._summaries)
