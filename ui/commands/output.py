"""Standard output and error, whatever encoding they have, and files that a command writes.

What enters: records, contents, and the two streams as the process got them. What leaves: lines of JSON, whole files, and streams that
write what their encoding lacks as an escape instead of failing. It deliberately renders nothing for people.
"""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path

from corpus.errors import RapporteurError
from ui.forms import json_line


def escape_what_cannot_be_written() -> None:
    """Let both streams write "\\u201c" where their encoding (ASCII, Latin-1) has no “."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_json(record: object) -> None:
    """Print a record on one line of JSON, at once; letters that standard output cannot write as JSON's own escapes."""
    line = json_line(record)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = json_line(record, ascii_only=True)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def require_place(path: Path | None) -> None:
    """Raises RapporteurError where no file of that name could be written, before the work that would fill it."""
    if path is not None and (path.is_dir() or not path.resolve().parent.is_dir()):
        raise RapporteurError(f"{path} cannot be written: name a file in a folder that is there")


def write_file(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; into a device or a pipe, as it comes. Raises RapporteurError when it cannot be written."""
    target = path.resolve()
    partial = target.with_name(f".{target.name}.partial")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            partial.write_bytes(content)
            os.replace(partial, target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise RapporteurError(f"{path} cannot be written: {error.strerror or error}") from error
