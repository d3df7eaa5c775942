"""One writer at a time.

What enters: an index folder. What leaves: the right to write to it, or who has it. The lock is the operating system's, which
takes it back from an owner that died; the owner's process and host are written beside it for people to read. It deliberately
never waits: what a second writer would do is done by asking again.
"""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import StoredIndexError

_LOCK = ".lock"
_OWNER = ".lock-owner"


@contextmanager
def writer_lock(index_folder: Path) -> Iterator[None]:
    """Hold the index for writing. Raises StoredIndexError, naming the owner, when another process does."""
    try:
        with FileLock(index_folder / _LOCK, timeout=0):
            owner = index_folder / _OWNER
            try:
                owner.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}), encoding="utf-8")
                yield
            finally:
                owner.unlink(missing_ok=True)
    except Timeout:
        raise StoredIndexError(
            f"another process{_owner(index_folder)} is updating the index in {index_folder}; wait until it is done and try again"
        ) from None


def writer_of(index_folder: Path) -> str | None:
    """The process that holds the index for writing, in words, as far as it is known; None when none does. Nothing is written."""
    if not (index_folder / _LOCK).exists():
        return None
    try:
        with FileLock(index_folder / _LOCK, timeout=0):
            return None
    except Timeout:
        return _owner(index_folder)


def _owner(index_folder: Path) -> str:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        owner = json.loads((index_folder / _OWNER).read_text(encoding="utf-8"))
        return f" ({int(owner['pid'])} on {owner['host']})"
    return ""
