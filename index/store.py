"""Documents and passages of one generation, in one SQLite file.

What enters: Documents and Passages in order. What leaves: the same values, by id or ordinal. The file is written once and
only read after; `ordinal` is a passage's row in every array beside it. It deliberately ranks nothing.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from corpus.document import Document, Passage
from corpus.errors import StoredIndexError
from corpus.file_reading import Problem
from corpus.landmarks import UNKNOWN_ORIGINS, GlyphRun, Origins
from corpus.packing import PackedDocument, pack, unpack, unpack_glyphs

_FILE = "library.sqlite"
_COLUMNS = tuple(field.name for field in fields(PackedDocument))
_SCHEMA = """
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
    publisher TEXT NOT NULL, language TEXT NOT NULL, source_url TEXT NOT NULL, author TEXT NOT NULL, held_in TEXT NOT NULL,
    origins TEXT NOT NULL, page_kind TEXT NOT NULL, pages TEXT NOT NULL, speeches TEXT NOT NULL, labels TEXT NOT NULL,
    text TEXT NOT NULL, blocks BLOB NOT NULL, sentences BLOB NOT NULL, glyphs BLOB NOT NULL, scanned BLOB NOT NULL,
    characters INTEGER NOT NULL, first_passage INTEGER NOT NULL, passages INTEGER NOT NULL, speakers TEXT NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    ordinal INTEGER PRIMARY KEY, document_id TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, headings TEXT NOT NULL
);
CREATE TABLE files (file_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE problems (
    document_id TEXT NOT NULL, reason TEXT NOT NULL, partly INTEGER NOT NULL, needs_password INTEGER NOT NULL, file_id TEXT NOT NULL
);
"""
_SUMMARY_FIELDS = ("document_id title date publisher language media_type source_url characters passages sha256 first_passage author held_in").split()
_SUMMARY = ", ".join([*_SUMMARY_FIELDS, "speakers", "origins", "page_kind"])
# Decoding a document's landmarks again for every question would cost more than the ranking.
_DOCUMENTS_IN_MEMORY = 128


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text: what a list shows. Its passages are `first_passage` and those after it.

    `speakers` are the names its text gives to what is said in it, sorted.
    """

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
    author: str = ""
    held_in: str = ""
    speakers: tuple[str, ...] = ()
    origins: Origins = UNKNOWN_ORIGINS
    page_kind: str = ""


class StoreWriter:
    """Writes documents in order; passages get consecutive ordinals. Every method raises OSError when the disk is full."""

    def __init__(self, folder: Path) -> None:
        with _disk_errors():
            self._database = sqlite3.connect(folder / _FILE, isolation_level=None)
            self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; " + _SCHEMA + "BEGIN;")
        self.passages = 0

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Add one document and its passages."""
        self.copy(pack(document), passages)

    def copy(self, packed: PackedDocument, passages: Sequence[Passage]) -> None:
        """Add one document as its columns, and its passages."""
        speakers = json.dumps(sorted({speaker for _, _, speaker in json.loads(packed.speeches)}), ensure_ascii=False)
        row = [*(getattr(packed, name) for name in _COLUMNS), len(packed.text), self.passages, len(passages), speakers, _digest(packed)]
        rows = (
            (self.passages + place, packed.document_id, passage.start, passage.end, json.dumps(passage.heading_path, ensure_ascii=False))
            for place, passage in enumerate(passages)
        )
        with _disk_errors():
            self._database.execute(f"INSERT INTO documents VALUES ({','.join('?' * len(row))})", row)  # nosec B608 # marks
            self._database.executemany("INSERT INTO passages VALUES (?,?,?,?,?)", rows)
        self.passages += len(passages)

    def add_file(self, file_id: str, fingerprint: str, problems: Iterable[Problem] = ()) -> None:
        """Note which state of a file its documents are from, and what of it could not be read."""
        rows = ((problem.document_id, problem.reason, problem.partly, problem.needs_password, file_id) for problem in problems)
        with _disk_errors():
            self._database.execute("INSERT INTO files VALUES (?,?)", (file_id, fingerprint))
            self._database.executemany("INSERT INTO problems VALUES (?,?,?,?,?)", rows)

    def close(self) -> None:
        """Write everything through and close."""
        with _disk_errors():
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
        with _damage():
            return tuple(_summary(row) for row in self._rows(f"SELECT {_SUMMARY} FROM documents ORDER BY document_id"))  # nosec B608 # own columns

    def files(self) -> dict[str, str]:
        """The fingerprint of each file that was looked at."""
        return dict(self._rows("SELECT file_id, fingerprint FROM files ORDER BY file_id"))

    def problems(self) -> tuple[tuple[Problem, str], ...]:
        """What could not be read, or only in part, and the file each is in; the file is empty for what is no file."""
        rows = self._rows("SELECT document_id, reason, partly, needs_password, file_id FROM problems ORDER BY document_id, reason")
        return tuple((Problem(row[0], row[1], bool(row[2]), bool(row[3])), row[4]) for row in rows)

    def holds(self, document_id: str) -> bool:
        """Whether there is a document by that id."""
        return bool(self._rows("SELECT 1 FROM documents WHERE document_id = ?", (document_id,)))

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Passages by ordinal, in the order asked."""
        asked = [int(ordinal) for ordinal in ordinals]
        marks = ",".join("?" * len(asked))
        with _damage():
            rows = self._rows(f"SELECT ordinal, document_id, first, last, headings FROM passages WHERE ordinal IN ({marks})", asked)  # nosec B608 # marks
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

    def glyphs(self, document_id: str) -> tuple[GlyphRun, ...]:
        """Where a document's characters stand on its pages, for marking them; `document` leaves this out, as no answer needs it."""
        with _damage():
            rows = self._rows("SELECT glyphs FROM documents WHERE document_id = ?", (document_id,))
            return unpack_glyphs(rows[0][0]) if rows else ()

    def packed(self, document_id: str) -> PackedDocument:
        """A document as its columns. Raises StoredIndexError when there is none by that id, or when it was changed."""
        if (packed := self._packed(document_id, _COLUMNS)) is None:
            raise StoredIndexError(f"the index holds no document {document_id!r}; list them with `rapporteur documents`")
        return packed

    def _document(self, document_id: str) -> Document | None:
        packed = self._packed(document_id, ("x''" if name == "glyphs" else name for name in _COLUMNS))
        with _damage():
            return unpack(packed) if packed else None

    def _packed(self, document_id: str, columns: Iterable[str]) -> PackedDocument | None:
        with _damage():
            for *row, digest in self._rows(f"SELECT {', '.join(columns)}, digest FROM documents WHERE document_id = ?", (document_id,)):  # nosec B608 # own columns
                packed = PackedDocument(*row)
                if _digest(packed) != digest:  # a bit that flipped on the disk must not become a quote
                    raise StoredIndexError(f"the text of {document_id} was changed after it was written; run `rapporteur doctor --repair`")
                return packed
        return None

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with _damage(), self._lock:
            return self._database.execute(query, values).fetchall()


@contextmanager
def _damage() -> Iterator[None]:
    """What does not read as it was written, in words."""
    try:
        yield
    except (sqlite3.DatabaseError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise StoredIndexError(f"the index is damaged: {error}; run `rapporteur index FOLDER` to build it again") from error


@contextmanager
def _disk_errors() -> Iterator[None]:
    """What sqlite reports of a full or failing disk, as the error of the disk that it is."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def _digest(packed: PackedDocument) -> str:
    """The SHA-256 of every column but the glyphs, which no quote is made of; each with its length before it."""
    digest = hashlib.sha256()
    for name in _COLUMNS:
        column = getattr(packed, name)
        content = column if isinstance(column, bytes) else column.encode("utf-8", "surrogatepass")
        if name != "glyphs":
            digest.update(len(content).to_bytes(8))
            digest.update(content)
    return digest.hexdigest()


def _summary(row: tuple) -> DocumentSummary:  # type: ignore[type-arg]
    *plain, speakers, origins, page_kind = row
    facts = dict(zip(_SUMMARY_FIELDS, plain))
    return DocumentSummary(**facts, speakers=_speakers(speakers), origins=_origins(origins), page_kind=page_kind)


@lru_cache(maxsize=1024)
def _speakers(column: str) -> tuple[str, ...]:
    return tuple(json.loads(column))


@lru_cache(maxsize=1024)  # most documents of a library are known from the same kinds of places
def _origins(column: str) -> Origins:
    return Origins(**json.loads(column))
