"""The files of one person's conversations.

What enters: a folder and a person's name. What leaves: the folder that is theirs alone, files written whole or not at all that
nobody else on the machine may read, and the right to change them, one at a time over all processes. It deliberately knows nothing
of what the files say.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.conversations.record import ConversationError

# The folder of whoever sits at a computer where nobody signs in. No name of a user makes the same one.
LOCAL_OWNER = "local"
SUFFIX = ".json"
_PLAIN_NAME = re.compile(r"[a-z0-9_-]{1,64}")
_ID = re.compile(r"[0-9a-f]{32}")
_LOCK = ".lock"
# Whoever holds a person's conversations writes one file; a minute means that the disk does not answer.
_SECONDS_TO_WAIT = 60
_SECONDS_BETWEEN_TRIES = 0.01


def owner_folder(folder: Path, name: str) -> Path:
    """The folder of a person's conversations: two names never share one, also where capitals are not told apart."""
    if not name:
        return folder / LOCAL_OWNER
    if _PLAIN_NAME.fullmatch(name):
        return folder / f"user-{name}"
    return folder / f"name-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def is_id(conversation_id: str) -> bool:
    """Whether a string can be the id of a conversation: 32 hexadecimal digits, and so no path."""
    return _ID.fullmatch(conversation_id) is not None


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold a person's conversations for writing. Raises ConversationError when the disk refuses."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=_SECONDS_TO_WAIT, mode=0o600, poll_interval=_SECONDS_BETWEEN_TRIES):
            yield
    except Timeout:
        raise ConversationError(f"another process holds the conversations in {folder.name}; try again") from None
    except OSError as error:
        raise ConversationError(f"the conversations could not be written: {error.strerror or error}") from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file through to the disk beside the old one, then in its place; only its owner may read it."""
    partial = _partial(path)
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def clear_partial(folder: Path) -> None:
    """Remove what a process that died left of a file it was writing."""
    for path in folder.glob(f".*{SUFFIX}.partial"):
        path.unlink(missing_ok=True)


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")


def _flush(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders; it orders renames itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
