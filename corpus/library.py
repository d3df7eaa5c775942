"""The documents folder.

What enters: a folder and names below it. What leaves: Documents, and files added or removed. Every name stays below the
folder: no `..`, no link that leads out, no hidden file. It deliberately knows nothing of the index.
"""

import base64
import hashlib
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.describing import describe
from corpus.document import Document
from corpus.errors import DocumentError, LibraryError, PasswordError
from corpus.file_reading import FileReading, Problem, no_reader
from corpus.isolation import FileReaders, Limits, Request
from corpus.kept_reader import KeptReader
from corpus.landmarks import GlyphRun, PageBox
from corpus.listing import MAX_FILE_BYTES, holds, listed
from corpus.names import safe_folder, safe_name
from corpus.packing import pack_glyphs
from corpus.readers import READERS, reader_for, scans_are_read
from corpus.scans.places import quote_places, scanned_runs
from corpus.sidecar import SUFFIX, read_sidecar, written

# A page that takes longer than this to draw is no page for a person to wait for.
_PAGE_LIMITS = Limits(seconds=20.0)
# One password a line, for encrypted files; hidden, and so no document.
PASSWORDS = ".passwords"


class Library:
    """A folder of documents, read and changed by document_id: the POSIX path below the folder."""

    suffixes: tuple[str, ...] = tuple(READERS)

    def __init__(self, folder: Path, passwords: Sequence[str] = (), limits: Limits | None = None, *, keep_reader: float = 0.0) -> None:
        """`passwords` are tried on encrypted files, before those in the folder's own `.passwords`.

        After a file is added, the process that read it waits `keep_reader` seconds for the next one, or until `close`.
        Raises LibraryError when the folder is not there.
        """
        if not folder.is_dir():
            raise LibraryError(f"{folder} is not a folder; name the folder that holds your documents")
        self.folder = folder.resolve()
        self._given_passwords, self._limits = tuple(passwords), limits or Limits()
        self._reader, self._adding = KeptReader(self._limits, keep_reader), threading.Lock()

    def files(self) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """The document_ids that can be read, sorted, and what cannot, with the reason.

        Raises LibraryError when the folder itself is gone or cannot be listed: that is no folder without documents.
        """
        return listed(self.folder)

    def content(self, document_id: str) -> bytes:
        """A document's bytes. Raises DocumentError when they cannot be read."""
        try:
            return self._path(document_id).read_bytes()
        except OSError as error:
            raise DocumentError(f"it cannot be read: {error.strerror or error}") from error

    def fingerprint(self, document_id: str) -> str:
        """What changes when a file, or what a person says of it beside it, changes, or when its scans come to be read.

        Raises DocumentError when it cannot be read.
        """
        parts = [self.content(document_id), self._sidecar(document_id)]
        digests = [hashlib.sha256(part).hexdigest() for part in parts if part is not None]
        return "-".join([*digests, "scans"] if scans_are_read(document_id) else digests)

    def read(self, document_id: str) -> Document:
        """Read one document. Raises DocumentError, saying why, when it cannot be read."""
        path = self._path(document_id)
        reading = next(self._readings([Request(document_id, path, self.passwords(), self._given(document_id)[0])]))
        return _own(reading, document_id)

    def read_all(self, document_ids: Iterable[str]) -> Iterator[FileReading]:
        """What each file holds, in the order asked; what is wrong with one is among its problems. Processes of their own read them."""
        passwords = self.passwords()
        noted: deque[tuple[Problem, ...]] = deque()

        def requests() -> Iterator[Request]:
            for document_id in document_ids:
                given, problems = self._given(document_id)
                noted.append(problems)
                yield Request(document_id, self._path(document_id), passwords, given)

        for reading in self._readings(requests()):
            yield replace(reading, problems=(*noted.popleft(), *reading.problems))

    def passwords(self) -> tuple[str, ...]:
        """The passwords to try: those given, then the lines of `.passwords` in the folder."""
        try:
            lines = (self.folder / PASSWORDS).read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            lines = []
        except (OSError, ValueError) as error:
            raise LibraryError(f"{self.folder / PASSWORDS} cannot be read: {error}; it holds one password a line, in UTF-8") from error
        return (*self._given_passwords, *filter(None, lines))

    def add(self, name: str, content: bytes, source_url: str = "", folder: str = "") -> str:
        """Put a file into the folder, or one below it, under a safe form of its name, and return its document_id.

        The same bytes under the same name are added once; other bytes get a number appended, nothing is overwritten.
        `source_url`, where given, is kept beside it. Raises DocumentError when no reader takes the file or when it cannot be read.
        """
        safe = safe_name(name)
        if len(content) > MAX_FILE_BYTES:
            raise DocumentError(f"{safe} has {len(content) / 1e6:.0f} MB; the limit is {MAX_FILE_BYTES / 1e6:.0f} MB")
        if reader_for(safe) is None:
            raise DocumentError(f"{safe} was not added: {no_reader()}")
        with self._adding, self._partial(safe, content) as partial:  # two of one name at a time would take each other's place
            reading = self._reader.read(Request(safe, partial, self.passwords()))
            if not reading.documents:
                why = next(iter(reading.problems), Problem(safe, "it holds no text"))
                raise (PasswordError if why.needs_password else DocumentError)(f"{safe} was not added: {why.reason}")
            for candidate in _numbered(safe, safe_folder(folder)):
                path = self._path(candidate)
                if path.is_file() and path.read_bytes() == content:
                    return candidate
                if not path.exists():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    if source_url and not path.with_name(path.name + SUFFIX).exists():  # what a person wrote there stays
                        self._write(f"{candidate}{SUFFIX}", written({"source_url": source_url}))
                    os.replace(partial, path)
                    return candidate
        raise LibraryError(f"{safe} cannot be stored")  # not reached: there is always a next number

    def close(self) -> None:
        """No file is added soon: end the process that waits for one."""
        self._reader.close()

    def remove(self, document_id: str) -> None:
        """Remove a document's file. Raises LibraryError when there is none by that id, or when it cannot be removed."""
        path = self._path(document_id)
        try:
            path.unlink()
            path.with_name(path.name + SUFFIX).unlink(missing_ok=True)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise LibraryError(f"there is no document {document_id!r} in {self.folder}; list them with `rapporteur documents`") from None
        except OSError as error:
            raise LibraryError(f"{document_id} could not be removed from {self.folder}: {error.strerror or error}") from error

    def describe(self, document_id: str, changes: Mapping[str, str]) -> dict[str, str]:
        """Change what a person says of a file beside it, and return all of it; see `corpus.describing.describe`."""
        return describe(self._path(document_id), changes)

    def page_image(self, document: Document, page: int, width: int) -> bytes:
        """A page of a document as PNG, `width` pixels wide. Raises DocumentError when its file is not the one that was read."""
        answer = self._asked(document, {"task": "draw", "page": page, "width": width})
        return base64.b64decode(answer["png"])

    def quote_boxes(self, document: Document, glyphs: Sequence[GlyphRun], start: int, end: int) -> tuple[PageBox, ...]:
        """Where a span of the text stands on its pages, a box a line. Raises DocumentError when its file is not the one that was read.

        Lines that were recognised in a picture are known already, and their file is not looked at.
        """
        scanned, drawn = scanned_runs([run for run in glyphs if run.start < end and start < run.start + run.length], document.scanned)
        boxes = [*quote_places(scanned, document.scanned, start, end)]
        if drawn or not scanned:
            packed = base64.b64encode(pack_glyphs(drawn)).decode()
            answer = self._asked(document, {"task": "mark", "glyphs": packed, "start": start, "end": end})
            boxes.extend(PageBox(*box) for box in answer["boxes"])
        return tuple(sorted(boxes, key=lambda box: box.page))

    def _asked(self, document: Document, request: Mapping[str, object]) -> Any:
        file_id = document.held_in or document.document_id
        kind = {"document_id": document.document_id, "sha256": document.sha256, "media_type": document.media_type}
        place = {"file_id": file_id, "path": str(self._path(file_id)), "passwords": list(self.passwords())}
        with FileReaders(_PAGE_LIMITS, processes=1) as readers:
            answer = readers.ask({**kind, **place, **request})
        if "problem" in answer:
            raise DocumentError(answer["problem"])
        return answer

    def _readings(self, requests: Iterable[Request]) -> Iterator[FileReading]:
        with FileReaders(self._limits) as readers:
            yield from readers.read_all(requests)

    def _sidecar(self, document_id: str) -> bytes | None:
        if not os.path.lexists(f"{self.folder}/{document_id}{SUFFIX}"):  # most have none, and following links takes time
            return None
        try:
            return self._path(f"{document_id}{SUFFIX}").read_bytes()
        except (OSError, LibraryError):
            return None

    def _given(self, document_id: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
        """What a person says of a file beside it; one that cannot be understood is a problem and the file is read without it."""
        content = self._sidecar(document_id)
        try:
            return (read_sidecar(content) if content is not None else {}), ()
        except DocumentError as error:
            return {}, (Problem(document_id, str(error), partly=True),)

    @contextmanager
    def _partial(self, name: str, content: bytes) -> Iterator[Path]:
        """A file not yet in the folder's list, gone afterwards unless it was renamed."""
        partial = self.folder / f".{name}.partial"
        try:
            partial.write_bytes(content)
            yield partial
        except OSError as error:
            raise LibraryError(f"{name} could not be written to {self.folder}: {error.strerror or error}") from error
        finally:
            partial.unlink(missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        with self._partial(PurePosixPath(name).name, content) as partial:
            os.replace(partial, self.folder / name)

    def _path(self, document_id: str) -> Path:
        parts = PurePosixPath(document_id).parts
        if not parts or document_id.startswith("/") or "\0" in document_id or any(part.startswith(".") for part in parts):
            raise LibraryError(f"{document_id!r} is not the name of a document below {self.folder}")
        path = self.folder.joinpath(*parts)
        if not holds(self.folder, path):
            raise LibraryError(f"{document_id!r} leads out of {self.folder}")
        return path


def _own(reading: FileReading, document_id: str) -> Document:
    for document in reading.documents:
        if document.document_id == document_id:
            return document
    why = next((problem for problem in reading.problems if problem.document_id == document_id), Problem(document_id, "it holds no text of its own"))
    raise (PasswordError if why.needs_password else DocumentError)(why.reason)


def _numbered(name: str, folder: str) -> Iterator[str]:
    path, below = PurePosixPath(name), f"{folder}/" if folder else ""
    yield below + name
    yield from (f"{below}{path.stem} ({number}){path.suffix}" for number in count(2))
