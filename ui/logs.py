"""What the program writes down about its own work.

What enters: records of the standard logging module; what was measured travels in their `measured` field. What leaves: lines on
standard error, for people or as JSON. It deliberately has no text of a question or a document: counts and times alone.
"""

import json
import logging
from typing import Literal

LogFormat = Literal["text", "json"]
_OWN = ("corpus", "index", "assistant", "ui")


class _JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, "measured", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


class _Lines(logging.Formatter):
    """A record as one line for people; what was measured follows the words."""

    def format(self, record: logging.LogRecord) -> str:
        measured = getattr(record, "measured", {})
        return f"{record.getMessage()}{': ' if measured else ''}{', '.join(f'{name} {value}' for name, value in measured.items())}"


def write_logs(form: LogFormat | None) -> None:
    """Send this program's records to standard error; without a form, warnings and errors alone, for people."""
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines() if form == "json" else _Lines())
    for name in _OWN:
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO if form else logging.WARNING)
        logger.propagate = False
