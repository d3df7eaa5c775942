"""Documents and passages of one generation, in one SQLite file.

What enters: Documents and Passages in order. What leaves: the same values, by id or ordinal. The file is written once and
only read after; `ordinal` is a passage's row in every array beside it. It deliberately ranks nothing.
"""

import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from corpus.document import Block, BlockKind, Document, Passage, Span
from corpus.errors import StoredIndexError

_FILE = "library.sqlite"
_KINDS: tuple[str, ...] = get_args(BlockKind)
_SCHEMA = """
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
    publisher TEXT NOT NULL, language TEXT NOT NULL, source_url TEXT NOT NULL, characters INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL, text TEXT NOT NULL, blocks BLOB NOT NULL, sentences BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    ordinal INTEGER PRIMARY KEY, document_id TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, headings TEXT NOT NULL
);
CREATE TABLE problems (document_id TEXT NOT NULL, reason TEXT NOT NULL);
"""
_SUMMARY = "document_id, title, date, publisher, language, media_type, source_url, characters, passages, sha256, first_passage"
# Decoding a document's landmarks again for every question would cost more than the ranking.
_DOCUMENTS_IN_MEMORY = 128


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text: what a list shows. Its passages are `first_passage` and those after it."""

    document_id: str
    title: str
    date: str
    publisher: str
    language: str
    media_type: str
    source_url: str
    characters: int
    passages: int
    sha256: str
    first_passage: int


class StoreWriter:
    """Writes documents in order; passages get consecutive ordinals. Every method raises OSError when the disk is full."""

    def __init__(self, folder: Path) -> None:
        with _disk_errors():
            self._database = sqlite3.connect(folder / _FILE, isolation_level=None)
            self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; " + _SCHEMA + "BEGIN;")
        self.passages = 0

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Add one document and its passages."""
        fields = (document.document_id, document.sha256, document.media_type, document.title, document.date, document.publisher)
        numbers = (document.language, document.source_url, len(document.text), self.passages, len(passages))
        blobs = (_block_bytes(document.blocks), array("i", [n for s in document.sentences for n in (s.start, s.end)]).tobytes())
        rows = (
            (self.passages + place, document.document_id, passage.start, passage.end, json.dumps(passage.heading_path, ensure_ascii=False))
            for place, passage in enumerate(passages)
        )
        with _disk_errors():
            self._database.execute(f"INSERT INTO documents VALUES ({','.join('?' * 14)})", (*fields, *numbers, document.text, *blobs))
            self._database.executemany("INSERT INTO passages VALUES (?,?,?,?,?)", rows)
        self.passages += len(passages)

    def close(self, problems: Iterable[tuple[str, str]] = ()) -> None:
        """Write what could not be read, and close the file."""
        with _disk_errors():
            self._database.executemany("INSERT INTO problems VALUES (?,?)", problems)
            self._database.execute("COMMIT")
            self._database.close()


class Store:
    """Reads what StoreWriter wrote. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        address = f"{(folder / _FILE).resolve().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self.document = lru_cache(maxsize=_DOCUMENTS_IN_MEMORY)(self._document)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, by document_id."""
        return tuple(DocumentSummary(*row) for row in self._rows(f"SELECT {_SUMMARY} FROM documents ORDER BY document_id"))

    def problems(self) -> tuple[tuple[str, str], ...]:
        """What could not be read: document_id and reason."""
        return tuple((row[0], row[1]) for row in self._rows("SELECT document_id, reason FROM problems ORDER BY document_id"))

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Passages by ordinal, in the order asked."""
        asked = [int(ordinal) for ordinal in ordinals]
        marks = ",".join("?" * len(asked))
        rows = self._rows(f"SELECT ordinal, document_id, first, last, headings FROM passages WHERE ordinal IN ({marks})", asked)
        found = {row[0]: Passage(row[1], row[2], row[3], tuple(json.loads(row[4]))) for row in rows}
        return [found[ordinal] for ordinal in asked]

    def passages_of(self, document_id: str) -> Iterator[tuple[int, Passage]]:
        """A document's passages with their ordinals, in order."""
        for row in self._rows("SELECT first_passage, passages FROM documents WHERE document_id = ?", (document_id,)):
            ordinals = range(row[0], row[0] + row[1])
            for place in range(0, len(ordinals), 500):
                yield from zip(ordinals[place : place + 500], self.passages(ordinals[place : place + 500]))

    def text_between(self, document_id: str, start: int, end: int) -> str:
        """Characters `start` to `end` of a document's text, cut by SQLite and not by Python; empty when there is no such document."""
        rows = self._rows("SELECT substr(text, ?, ?) FROM documents WHERE document_id = ?", (start + 1, end - start, document_id))
        return str(rows[0][0]) if rows else ""

    def _document(self, document_id: str) -> Document | None:
        columns = "document_id, sha256, media_type, text, title, date, publisher, language, source_url, blocks, sentences"
        for row in self._rows(f"SELECT {columns} FROM documents WHERE document_id = ?", (document_id,)):
            document_id, sha256, media_type, text, title, date, publisher, language, source_url, blocks, sentences = row
            return Document(document_id, sha256, media_type, text, title, date, publisher, language, source_url, _blocks(blocks), _spans(sentences))
        return None

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        try:
            with self._lock:
                return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoredIndexError(f"the index is damaged: {error}; run `rapporteur index FOLDER` to build it again") from error


@contextmanager
def _disk_errors() -> Iterator[None]:
    """What sqlite reports of a full or failing disk, as the error of the disk that it is."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def _block_bytes(blocks: Sequence[Block]) -> bytes:
    return array("i", [n for b in blocks for n in (b.start, b.end, _KINDS.index(b.kind), b.level)]).tobytes()


def _blocks(content: bytes) -> tuple[Block, ...]:
    numbers = iter(array("i", content))
    return tuple(Block(start, end, _KINDS[kind], level) for start, end, kind, level in zip(numbers, numbers, numbers, numbers))  # type: ignore[arg-type]


def _spans(content: bytes) -> tuple[Span, ...]:
    numbers = iter(array("i", content))
    return tuple(Span(start, end) for start, end in zip(numbers, numbers))
