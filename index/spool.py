"""Files that were read, waiting to be written into their segments.

What enters: what each file holds, in order. What leaves: the same, one file at a time, and before that how many passages each
has. They wait on the disk: a library may be larger than memory. It deliberately outlives nothing: it lives in the folder a
build works in.
"""

import json
from pathlib import Path

from corpus.document import Document, Passage
from corpus.file_reading import FileReading, Problem
from corpus.passages import split_passages
from corpus.worker import decoded, encoded


class Spool:
    """Readings by file, on disk."""

    def __init__(self, path: Path, max_passage_characters: int) -> None:
        self._path, self._max = path, max_passage_characters
        self._places: dict[str, int] = {}
        self.fingerprints: dict[str, str] = {}
        self.passages: dict[str, int] = {}
        self.documents: list[str] = []
        self.problems: list[Problem] = []
        self._file = path.open("ab")

    def add(self, file_id: str, fingerprint: str, reading: FileReading) -> None:
        """Keep what a file held in the state of that fingerprint."""
        self._places[file_id] = self._file.tell()
        self.fingerprints[file_id] = fingerprint
        self.passages[file_id] = sum(len(self.split(document)) for document in reading.documents)
        self.documents += [document.document_id for document in reading.documents]
        self.problems += reading.problems
        self._file.write(json.dumps(encoded(reading)).encode() + b"\n")

    def reading(self, file_id: str) -> FileReading:
        """What a file holds. Raises KeyError for one that was not added."""
        with self._path.open("rb") as file:
            file.seek(self._places[file_id])
            return decoded(json.loads(file.readline()))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def split(self, document: Document) -> tuple[Passage, ...]:
        """The passages of a document, by this build's recipe."""
        return split_passages(document, self._max)
