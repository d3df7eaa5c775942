"""Standard output and error, whatever encoding they have.

What enters: records, and the two streams as the process got them. What leaves: lines of JSON, and streams that write what
their encoding lacks as an escape instead of failing. It deliberately renders nothing for people.
"""

import io
import sys

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
