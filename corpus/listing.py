"""What stands in a folder of documents.

What enters: a folder. What leaves: the names of the files that can be read, and of those that cannot, with the reason. It
deliberately opens no file and follows no link out of the folder.
"""

import os
from pathlib import Path

from corpus.errors import LibraryError
from corpus.file_reading import Problem, no_reader
from corpus.readers import reader_for
from corpus.sidecar import SUFFIX

# Nothing on a policy desk comes near this; a larger file is a dump or an accident.
MAX_FILE_BYTES = 100 * 1024 * 1024
LINKED_FOLDER = "a link to a folder is not followed; copy the folder itself into the documents folder"


def listed(folder: Path) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The document_ids below a folder that can be read, sorted, and what cannot.

    Raises LibraryError when the folder itself is gone or cannot be listed: that is no folder without documents.
    """
    readable: list[str] = []
    problems: list[Problem] = []
    places: dict[tuple[int, int], str] = {}

    def not_listed(error: OSError) -> None:
        place = Path(os.fsdecode(error.filename))
        if place == folder:
            raise _gone(folder, error) from error
        reason = f"this folder cannot be listed, so none of its documents is read: {error.strerror or error}"
        problems.append(Problem(_name(folder, place), reason))

    for root, folders, names in os.walk(folder, onerror=not_listed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        problems.extend(Problem(_name(folder, Path(root, name)), LINKED_FOLDER) for name in folders if Path(root, name).is_symlink())
        for name in sorted(names):
            if name.startswith((".", "~$")) or (name.endswith(SUFFIX) and name.removesuffix(SUFFIX) in names):
                continue
            path = Path(root, name)
            if reason := _unreadable(folder, path) or _same(folder, path, places):
                problems.append(Problem(_name(folder, path), reason))
            else:
                readable.append(path.relative_to(folder).as_posix())
    return tuple(sorted(readable)), tuple(sorted(problems, key=lambda problem: problem.document_id))


def holds(folder: Path, path: Path) -> bool:
    """Whether a path stays below a folder when its links are followed; realpath, because a loop of links must not raise."""
    return Path(os.path.realpath(path)).is_relative_to(folder)


def _gone(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(f"{folder} cannot be listed: {error.strerror or error}; put the folder back, or name the one that holds your documents now")


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(folder: Path, path: Path) -> str:
    """Why a file cannot be read, as far as its entry in the folder tells; empty when nothing is wrong with it."""
    if not holds(folder, path):
        return "it is a link that leads out of the documents folder; copy the file itself into the folder"
    if reader_for(path.name) is None:
        return no_reader()
    try:
        str(path.relative_to(folder)).encode("utf-8")
    except UnicodeEncodeError:
        return "its path is not valid UTF-8; rename it"
    try:
        if not path.is_file():
            return "it is not an ordinary file"
        size = path.stat().st_size
    except OSError as error:  # gone since the folder was listed, or in a folder that may be listed and not entered
        return f"it cannot be read: {error.strerror or error}"
    return f"it is larger than {MAX_FILE_BYTES / 1e6:.0f} MB; split it" if size > MAX_FILE_BYTES else ""


def _same(folder: Path, path: Path, places: dict[tuple[int, int], str]) -> str:
    """Why a file is left out that stands in the folder under another name already; empty when it does not."""
    name = _name(folder, path)
    try:
        status = path.stat()
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    first = places.setdefault((status.st_dev, status.st_ino), name)
    return "" if first == name or not status.st_ino else f"it is the same file as {first}, which is read"
