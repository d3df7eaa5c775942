"""What stands in a folder of documents.

What enters: a folder. What leaves: the names of the files that can be read, and of those that cannot, with the reason. It
deliberately opens no file and follows no link out of the folder.
"""

import os
import stat
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
        below = "" if root == str(folder) else f"{Path(root).relative_to(folder).as_posix()}/"
        beside = set(names)
        for name in sorted(names):
            if name.startswith((".", "~$")) or (name.endswith(SUFFIX) and name.removesuffix(SUFFIX) in beside):
                continue
            if reason := _unreadable(folder, os.path.join(root, name), below + name, places):  # noqa: PTH118
                problems.append(Problem(_printable(below + name), reason))
            else:
                readable.append(below + name)
    return tuple(sorted(readable)), tuple(sorted(problems, key=lambda problem: problem.document_id))


def holds(folder: Path, path: Path) -> bool:
    """Whether a path stays below a folder when its links are followed; realpath, because a loop of links must not raise."""
    real, base = os.path.realpath(path), os.fspath(folder)
    return real == base or real.startswith(base if base.endswith(os.sep) else base + os.sep)


def _gone(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(f"{folder} cannot be listed: {error.strerror or error}; put the folder back, or name the one that holds your documents now")


def _name(folder: Path, path: Path) -> str:
    return _printable(path.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(folder: Path, path: str, name: str, places: dict[tuple[int, int], str]) -> str:
    """Why a file cannot be read, as far as its entry in the folder tells; empty when nothing is wrong with it.

    It stands in a folder that was walked to without a link, so only a link of its own can lead it out. `places` are the
    files seen so far.
    """
    try:
        if os.path.islink(path) and not holds(folder, Path(path)):  # noqa: PTH114
            return "it is a link that leads out of the documents folder; copy the file itself into the folder"
        if reason := _unreadable_by_name(name):
            return reason
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:  # gone since the folder was listed, or in a folder that may be listed and not entered
        return f"it cannot be read: {error.strerror or error}"
    if not stat.S_ISREG(status.st_mode):
        return "it is not an ordinary file"
    if status.st_size > MAX_FILE_BYTES:
        return f"it is larger than {MAX_FILE_BYTES / 1e6:.0f} MB; split it"
    first = places.setdefault((status.st_dev, status.st_ino), name)
    return "" if first == name or not status.st_ino else f"it is the same file as {first}, which is read"


def _unreadable_by_name(name: str) -> str:
    if reader_for(name) is None:
        return no_reader()
    return "" if name == _printable(name) else "its path is not valid UTF-8; rename it"
