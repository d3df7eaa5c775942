"""The documents folder.

What enters: a folder and names below it. What leaves: Documents, and files added or removed. Every name stays below the
folder: no `..`, no link that leads out, no hidden file. It deliberately knows nothing of the index.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from corpus.document import Document
from corpus.errors import DocumentError, LibraryError
from corpus.readers import READERS, read_document, reader_for

# No policy document in a text format comes near this; a larger file is a dump or an accident.
MAX_FILE_BYTES = 100 * 1024 * 1024
# A disk takes names of 255 bytes; a suffix, a number and the mark of a partial file are added.
MAX_STEM_BYTES = 200
LINKED_FOLDER = "a link to a folder is not followed; copy the folder itself into the documents folder"
_UNSAFE = re.compile(r"[^\w.,()&'’+ -]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that was not read, and why."""

    document_id: str
    reason: str


class Library:
    """A folder of documents, read and changed by document_id: the POSIX path below the folder."""

    suffixes: tuple[str, ...] = tuple(READERS)

    def __init__(self, folder: Path) -> None:
        """Raises LibraryError when the folder is not there."""
        if not folder.is_dir():
            raise LibraryError(f"{folder} is not a folder; name the folder that holds your documents")
        self.folder = folder.resolve()

    def files(self) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """The document_ids that can be read, sorted, and what cannot, with the reason.

        Raises LibraryError when the folder itself is gone or cannot be listed: that is no folder without documents.
        """
        readable: list[str] = []
        problems: list[Problem] = []

        def not_listed(error: OSError) -> None:
            place = Path(os.fsdecode(error.filename))
            if place == self.folder:
                raise self._gone(error) from error
            problems.append(self._problem(place, f"this folder cannot be listed, so none of its documents is read: {error.strerror or error}"))

        for root, folders, names in os.walk(self.folder, onerror=not_listed):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            problems.extend(self._problem(Path(root, name), LINKED_FOLDER) for name in folders if Path(root, name).is_symlink())
            for name in names:
                if name.startswith((".", "~$")):
                    continue
                path = Path(root, name)
                if reason := self._unreadable(path):
                    problems.append(self._problem(path, reason))
                else:
                    readable.append(path.relative_to(self.folder).as_posix())
        return tuple(sorted(readable)), tuple(sorted(problems, key=lambda problem: problem.document_id))

    def content(self, document_id: str) -> bytes:
        """A document's bytes. Raises DocumentError when they cannot be read."""
        try:
            return self._path(document_id).read_bytes()
        except OSError as error:
            raise DocumentError(f"it cannot be read: {error.strerror or error}") from error

    def read(self, document_id: str) -> Document:
        """Read one document. Raises DocumentError, saying why, when it cannot be read."""
        return read_document(document_id, self.content(document_id))

    def add(self, name: str, content: bytes) -> str:
        """Put a file into the folder under a safe form of its name, and return its document_id.

        The same bytes under the same name are added once; other bytes get a number appended, nothing is overwritten.
        Raises DocumentError when no reader takes the file or when it cannot be read.
        """
        safe = _safe_name(name)
        if len(content) > MAX_FILE_BYTES:
            raise DocumentError(f"{safe} has {len(content) / 1e6:.0f} MB; the limit is {MAX_FILE_BYTES / 1e6:.0f} MB")
        try:
            read_document(safe, content)
        except DocumentError as error:
            raise DocumentError(f"{safe} was not added: {error}") from error
        for candidate in _numbered(safe):
            path = self.folder / candidate
            if path.is_file() and path.read_bytes() == content:
                return candidate
            if not path.exists():
                return self._write(candidate, content)
        raise LibraryError(f"{safe} cannot be stored")  # not reached: there is always a next number

    def remove(self, document_id: str) -> None:
        """Remove a document's file. Raises LibraryError when there is none by that id, or when it cannot be removed."""
        try:
            self._path(document_id).unlink()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise LibraryError(f"there is no document {document_id!r} in {self.folder}; list them with `rapporteur documents`") from None
        except OSError as error:
            raise LibraryError(f"{document_id} could not be removed from {self.folder}: {error.strerror or error}") from error

    def _write(self, name: str, content: bytes) -> str:
        partial = self.folder / f".{name}.partial"
        try:
            partial.write_bytes(content)
            os.replace(partial, self.folder / name)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise LibraryError(f"{name} could not be written to {self.folder}: {error.strerror or error}") from error
        return name

    def _path(self, document_id: str) -> Path:
        parts = PurePosixPath(document_id).parts
        if not parts or document_id.startswith("/") or "\0" in document_id or any(part.startswith(".") for part in parts):
            raise LibraryError(f"{document_id!r} is not the name of a document below {self.folder}")
        path = self.folder.joinpath(*parts)
        if not self._holds(path):
            raise LibraryError(f"{document_id!r} leads out of {self.folder}")
        return path

    def _holds(self, path: Path) -> bool:
        """Whether a path stays below the folder when its links are followed; realpath, because a loop of links must not raise."""
        return Path(os.path.realpath(path)).is_relative_to(self.folder)

    def _gone(self, error: OSError) -> LibraryError:
        reason = error.strerror or error
        return LibraryError(f"{self.folder} cannot be listed: {reason}; put the folder back, or name the one that holds your documents now")

    def _problem(self, path: Path, reason: str) -> Problem:
        return Problem(_printable(path.relative_to(self.folder).as_posix()), reason)

    def _unreadable(self, path: Path) -> str:
        if not self._holds(path):
            return "it is a link that leads out of the documents folder; copy the file itself into the folder"
        if reader_for(path.name) is None:
            return f"no reader for this kind of file; supported are {', '.join(READERS)}"
        try:
            str(path.relative_to(self.folder)).encode("utf-8")
        except UnicodeEncodeError:
            return "its path is not valid UTF-8; rename it"
        try:
            str(path.relative_to(self.folder)).encode("utf-8")
        except UnicodeEncodeError:
            return "its path is not valid UTF-8; rename it"
        return _unsuited(path)


def _unsuited(path: Path) -> str:
    """Why a file cannot be read, as far as its entry in the folder tells; empty when nothing is wrong with it."""
    try:
        if not path.is_file():
            return "it is not an ordinary file"
        size = path.stat().st_size
    except OSError as error:  # gone since the folder was listed, or in a folder that may be listed and not entered
        return f"it cannot be read: {error.strerror or error}"
    return f"it is larger than {MAX_FILE_BYTES / 1e6:.0f} MB; split it" if size > MAX_FILE_BYTES else ""


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _safe_name(name: str) -> str:
    """The last part of a name, without anything a shell, a page or another system could misread."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    path = PurePosixPath(_UNSAFE.sub("_", last).lstrip(" .").rstrip(" ._") or "document.txt")
    stem = path.stem.encode("utf-8")[:MAX_STEM_BYTES].decode("utf-8", "ignore").strip(" ._")
    return f"{stem or 'document'}{path.suffix.lower()}"


def _numbered(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    yield name
    yield from (f"{path.stem} ({number}){path.suffix}" for number in count(2))
