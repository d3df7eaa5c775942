"""What a person says of a file, kept beside it.

What enters: a file's path and facts as a person types them. What leaves: NAME.toml beside it, written whole or not at all, and
what it says then. It deliberately never opens the file itself: what a document says stays as it is.
"""

import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import LibraryError
from corpus.readers import reader_for
from corpus.sidecar import SUFFIX, amended, read_sidecar

# Two changes of one sidecar at a time would each keep what the other has not read.
_TURN = threading.Lock()


def describe(file: Path, changes: Mapping[str, str]) -> dict[str, str]:
    """Change what a person says of a file; an empty value takes a fact back. Returns all that is said of it then.

    Without changes it only looks. Raises DocumentError when what stands there or a change is not understood, LibraryError when
    there is no such file or nothing can be written beside it.
    """
    sidecar = file.with_name(file.name + SUFFIX)
    try:
        with _TURN:
            if reader_for(file.name) is None or not file.is_file():
                raise LibraryError(f"there is no file {file.name!r} to describe; list the documents with `rapporteur documents`")
            content = sidecar.read_bytes() if os.path.lexists(sidecar) else b""
            if changes and (after := amended(content, changes)) != content:
                _replace(sidecar, after)
                content = after
    except OSError as error:
        raise LibraryError(f"{sidecar.name} could not be written: {error.strerror or error}") from error
    return read_sidecar(content)


def _replace(path: Path, content: bytes) -> None:
    """Put a file in place in one step; an empty one goes. The name it has meanwhile is hidden, and so no document."""
    if not content:
        path.unlink(missing_ok=True)
        return
    handle, partial = tempfile.mkstemp(prefix=".", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(partial).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)
