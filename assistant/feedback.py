"""What people marked as not helpful, kept in one file beside the index.

What enters: judgements, each of one quote or of a whole answer, and their withdrawals. What leaves: the judgements in force. Each is
one line added at the end, so that several processes may write and a crash loses at most the line it was writing. It deliberately
keeps no text of any document, only names, places and checksums: removing a document removes its text from the disk.
"""

import json
import logging
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import RapporteurError

FEEDBACK_FILE = "feedback.jsonl"
VERSION = 1
# Some fifty thousand judgements; what writes more is no person.
MAX_BYTES = 20_000_000


class FeedbackError(RapporteurError):
    """A judgement cannot be kept, or kept ones cannot be read."""


@dataclass(frozen=True, slots=True)
class JudgedSpan:
    """A quoted place: characters `start` to `end` of a document's text, and the SHA-256 of that text in UTF-8."""

    document: str
    start: int
    end: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """That a person found a quote, or where `target` is None the whole answer, not helpful; or, `withdrawn`, takes it back.

    `query` is what was searched, `filters` which documents it was asked of, in words; `shown` is all that the answer quoted.
    """

    moment: str
    person: str
    question: str
    query: str
    filters: str
    certainty: str
    shown: tuple[JudgedSpan, ...]
    target: JudgedSpan | None
    withdrawn: bool = False

    @property
    def subject(self) -> tuple[str, str, str, tuple[str, int, int] | None]:
        """What is judged and by whom; a later judgement of the same replaces this one."""
        place = (self.target.document, self.target.start, self.target.end) if self.target else None
        return self.person, self.query, self.filters, place


class Feedback:
    """The judgements of one index, in a file; without one, in memory. Safe to use from several threads and processes."""

    def __init__(self, path: Path | None = None) -> None:
        self._path, self._lock = path, threading.Lock()
        self._unkept: list[Judgement] = []

    def add(self, judgement: Judgement) -> None:
        """Keep a judgement. Raises FeedbackError when it cannot be written."""
        with self._lock:
            if self._path is None:
                self._unkept.append(judgement)
            else:
                _append(self._path, json.dumps({"version": VERSION, **asdict(judgement)}, ensure_ascii=True))

    def judgements(self) -> list[Judgement]:
        """The judgements in force, oldest first. Raises FeedbackError when the file cannot be read."""
        with self._lock:
            return in_force(self._unkept if self._path is None else _read(self._path))


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The last judgement of each subject, without those that were withdrawn, oldest first."""
    latest: dict[object, Judgement] = {}
    for judgement in judgements:
        latest.pop(judgement.subject, None)
        latest[judgement.subject] = judgement
    return [judgement for judgement in latest.values() if not judgement.withdrawn]


def withdrawn(judgement: Judgement) -> Judgement:
    """The line that takes a judgement back; nothing of what was asked is repeated in it that is not needed to find it."""
    return replace(judgement, withdrawn=True, question="", shown=())


def _append(path: Path, line: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "ab+", buffering=0, opener=_private) as file:
            size = file.seek(0, os.SEEK_END)
            if size > MAX_BYTES:
                raise FeedbackError(f"{path} has grown over {MAX_BYTES // 1_000_000} MB; export it with `rapporteur feedback`, then move it away")
            file.seek(max(0, size - 1))
            torn = file.read(1) not in (b"", b"\n")
            file.write(f"{chr(10) if torn else ''}{line}\n".encode())  # one write, at the end whoever else writes
    except OSError as error:
        raise FeedbackError(f"{path} cannot be written: {error.strerror or error}") from error


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner may read: what people ask is nobody else's business."""
    return os.open(path, flags, 0o600)


def _read(path: Path) -> list[Judgement]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FeedbackError(f"{path} cannot be read: {error.strerror or error}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_judgement(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            logging.getLogger(__name__).warning("%s, line %d is no judgement and is passed over: %r", path, number, error)
    return found


def _judgement(record: dict[str, Any]) -> Judgement:
    if record["version"] != VERSION:
        raise ValueError(f"its version is {record['version']!r}, not {VERSION}")
    words = {name: str(record[name]) for name in ("moment", "person", "question", "query", "filters", "certainty")}
    target = None if record["target"] is None else _span(record["target"])
    return Judgement(**words, shown=_spans(record["shown"]), target=target, withdrawn=bool(record["withdrawn"]))


def _spans(records: Sequence[dict[str, Any]]) -> tuple[JudgedSpan, ...]:
    return tuple(map(_span, records))


def _span(record: dict[str, Any]) -> JudgedSpan:
    start, end = int(record["start"]), int(record["end"])
    if not 0 <= start < end:
        raise ValueError(f"{start} to {end} is no stretch of text")
    return JudgedSpan(str(record["document"]), start, end, str(record["text_sha256"]))
