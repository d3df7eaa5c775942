"""Reading files in processes of their own.

What enters: files. What leaves: what they hold, in the order asked; a file whose parser crashed, hung or ate too much memory
is a problem, and the next file gets a new process. It deliberately trusts nothing a reading process says beyond its form:
spans are checked against the text before a document is taken.
"""

import contextlib
import json
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from os import cpu_count
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.document import Document
from corpus.errors import DocumentError, LibraryError
from corpus.file_reading import FileReading, Problem
from corpus.readers import scans_are_read
from corpus.worker import decoded

# The longest real document tried (872 pages) takes a tenth of this.
MAX_SECONDS = 120.0
# A scanned page takes four seconds, more on a busy machine: where pages can be recognised, files that may hold some have so much more time.
SCAN_TIMES = 6
# Recognition begins no page after this share of the time, so that what was recognised can still be put together.
RECOGNITION_SHARE = 0.8
# Address space, which is more than memory in use: libraries reserve what they never touch.
MAX_MEMORY_BYTES = 4 * 1024**3
_CRASHED = "its reader crashed; the file is damaged or made to do harm; save it again from its program, or in another format"
_CLOSED = "reading was stopped before it was read"
# The fields of a document that hold words.
_WORDS = tuple(column.name for column in fields(Document) if column.type is str)
# More readers than this wait for the disk and for each other.
MAX_PROCESSES = 4
# What a reading process runs. -P: a folder named `corpus` where somebody stands must not be taken for this program.
READER = (sys.executable, "-P", "-c", "from corpus.worker import main; main()")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: float = MAX_SECONDS
    memory_bytes: int = MAX_MEMORY_BYTES

    def seconds_for(self, name: str) -> float:
        """How long a file of a name may take."""
        return self.seconds * (SCAN_TIMES if scans_are_read(name) else 1)


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read: its name, its path, what opens it and what a person says of it."""

    document_id: str
    path: Path
    passwords: Sequence[str] = ()
    given: Mapping[str, str] = field(default_factory=dict)


class FileReaders:
    """Reading processes; use it as a context, so that none outlives its use. `command` is what each of them runs."""

    def __init__(self, limits: Limits = Limits(), processes: int | None = None, command: Sequence[str] = READER) -> None:
        self._limits, self._command = limits, command
        self._count = processes or min(MAX_PROCESSES, cpu_count() or 1)
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reader")
        self._local = threading.local()
        self._processes: set[_Process] = set()
        self._closing = threading.Lock()
        self._closed = False
        with _counting:
            _in_use.add(self)

    def __enter__(self) -> "FileReaders":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.stop()
        self._threads.shutdown()

    def close(self) -> None:
        """Begin no process any more, and end those there are; from any thread."""
        with self._closing:  # first: a thread whose process ends would begin the next file in a new one
            self._closed = True
            for process in self._processes:
                process.kill()

    def ask(self, request: dict[str, Any]) -> Any:
        """What a reading process says to any other request. Raises DocumentError when it crashes or takes too long."""
        return self._threads.submit(lambda: self._process().ask(request)).result()

    def read_all(self, requests: Iterable[Request]) -> Iterator[FileReading]:
        """What each file holds, in order; a few are read ahead."""
        waiting: deque[Future[FileReading]] = deque()
        for request in requests:
            waiting.append(self._threads.submit(self._read, request))
            if len(waiting) > 2 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _read(self, request: Request) -> FileReading:
        return self._process().read(request)

    def _process(self) -> "_Process":
        process: _Process | None = getattr(self._local, "process", None)
        if process is not None and process.alive:
            return process
        with self._closing:
            if self._closed:
                raise DocumentError(_CLOSED)
            if process is not None:
                process.stop()
                self._processes.discard(process)
            process = self._local.process = _Process(self._limits, self._command)
            self._processes.add(process)
        return process


_in_use: "weakref.WeakSet[FileReaders]" = weakref.WeakSet()
_counting = threading.Lock()  # a set that another thread adds to cannot be gone through


def stop_reading() -> None:
    """End every reading process of this program. What they were reading counts as not read, so whoever waits for it has to be told first."""
    with _counting:
        in_use = list(_in_use)
    for readers in in_use:
        readers.close()


class _Process:
    """One reading process; dead after a file it could not survive."""

    def __init__(self, limits: Limits, command: Sequence[str]) -> None:
        self._limits = limits
        try:
            self._child = subprocess.Popen(  # nosec B603 # a fixed command, no shell; files are named in its standard input
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
            )
        except OSError as error:
            raise LibraryError(f"files are read in processes of their own, and none can be started: {error.strerror or error}") from error

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def kill(self) -> None:
        """End it; whoever waits for its answer hears at once that there is none."""
        self._child.kill()

    def stop(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def read(self, request: Request) -> FileReading:
        line = {"path": str(request.path), "passwords": list(request.passwords), "given": dict(request.given)}
        try:
            answer = self.ask({"task": "read", "document_id": request.document_id, **line}, self._limits.seconds_for(request.document_id))
            return checked(decoded(answer), request.document_id)
        except DocumentError as error:
            return FileReading("", problems=(Problem(request.document_id, str(error)),))
        except (ValueError, KeyError, TypeError):
            self.stop()
            return FileReading("", problems=(Problem(request.document_id, _CRASHED),))

    def ask(self, request: dict[str, Any], seconds: float | None = None) -> Any:
        """The answer to a request. Raises DocumentError, and is dead, when none comes in time."""
        seconds = seconds or self._limits.seconds
        allowed = {"memory_bytes": self._limits.memory_bytes, "recognition_seconds": RECOGNITION_SHARE * seconds, "seconds": seconds}
        late = threading.Event()

        def end() -> None:
            late.set()
            self._child.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            assert self._child.stdin is not None and self._child.stdout is not None
            self._child.stdin.write(json.dumps({**request, **allowed}) + "\n")
            self._child.stdin.flush()
            return json.loads(self._child.stdout.readline())
        except (OSError, ValueError) as error:
            self.stop()
            slow = f"reading it took longer than {seconds:.0f} seconds and was stopped; split it or save it in another format"
            raise DocumentError(slow if late.is_set() else _CRASHED) from error
        finally:
            timer.cancel()
            timer.join()  # so that it never ends the process in the middle of the next file
            if late.is_set():
                self.stop()


def checked(reading: FileReading, document_id: str) -> FileReading:
    """A reading whose documents are the file's own and whose spans fit their texts. Raises ValueError or TypeError for any other."""
    for document in reading.documents:
        own = document.document_id == document_id and not document.held_in
        inside = document.document_id.startswith(f"{document_id}/") and document.held_in == document_id
        if not (own or inside):
            raise ValueError("a document that is not in the file")
        for spans in (document.blocks, document.sentences, document.speeches, document.pages):
            edges = [edge for span in spans for edge in (span.start, span.end)]
            if edges != sorted(edges) or (edges and not (edges[0] >= 0 and edges[-1] <= len(document.text))):
                raise ValueError("spans that do not fit the text")
        labels = [mark.label for marks in (document.blocks, document.pages) for mark in marks]
        words = [*(getattr(document, name) for name in _WORDS), *labels, *(speech.speaker for speech in document.speeches)]
        "".join(words).encode()
    for problem in reading.problems:
        if not f"{problem.document_id}/".startswith(f"{document_id}/"):
            raise ValueError("a problem of another file")
        "".join((problem.document_id, problem.reason)).encode()
    return reading
