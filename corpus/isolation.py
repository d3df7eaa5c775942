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
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from os import cpu_count
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.errors import DocumentError
from corpus.file_reading import FileReading, Problem
from corpus.worker import decoded

# The longest real document tried (872 pages) takes a tenth of this.
MAX_SECONDS = 120.0
# Address space, which is more than memory in use: libraries reserve what they never touch.
MAX_MEMORY_BYTES = 4 * 1024**3
_CRASHED = "its reader crashed; the file is damaged or made to do harm; save it again from its program, or in another format"
# More readers than this wait for the disk and for each other.
MAX_PROCESSES = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: float = MAX_SECONDS
    memory_bytes: int = MAX_MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read: its name, its path, what opens it and what a person says of it."""

    document_id: str
    path: Path
    passwords: Sequence[str] = ()
    given: Mapping[str, str] = field(default_factory=dict)


class FileReaders:
    """Reading processes; use it as a context, so that none outlives its use."""

    def __init__(self, limits: Limits = Limits(), processes: int | None = None) -> None:
        self._limits = limits
        self._count = processes or min(MAX_PROCESSES, cpu_count() or 1)
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reader")
        self._local = threading.local()
        self._processes: list[_Process] = []

    def __enter__(self) -> "FileReaders":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes:
            process.stop()
        self._threads.shutdown(cancel_futures=True)

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
        if process is None or not process.alive:
            process = self._local.process = _Process(self._limits)
            self._processes.append(process)
        return process


class _Process:
    """One reading process; dead after a file it could not survive."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        # -P: a folder named `corpus` where somebody stands must not be taken for this program
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-c", "from corpus.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

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
            return checked(decoded(self.ask({"task": "read", "document_id": request.document_id, **line})), request.document_id)
        except DocumentError as error:
            return FileReading("", problems=(Problem(request.document_id, str(error)),))
        except (ValueError, KeyError, TypeError):
            self.stop()
            return FileReading("", problems=(Problem(request.document_id, _CRASHED),))

    def ask(self, request: dict[str, Any]) -> Any:
        """The answer to a request. Raises DocumentError, and is dead, when none comes in time."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._child.kill()

        timer = threading.Timer(self._limits.seconds, end)
        timer.start()
        try:
            assert self._child.stdin is not None and self._child.stdout is not None
            self._child.stdin.write(json.dumps({**request, "memory_bytes": self._limits.memory_bytes}) + "\n")
            self._child.stdin.flush()
            return json.loads(self._child.stdout.readline())
        except (OSError, ValueError) as error:
            self.stop()
            slow = f"reading it took longer than {self._limits.seconds:.0f} seconds and was stopped; split it or save it in another format"
            raise DocumentError(slow if late.is_set() else _CRASHED) from error
        finally:
            timer.cancel()


def checked(reading: FileReading, document_id: str) -> FileReading:
    """A reading whose documents are the file's own and whose spans fit their texts. Raises ValueError for any other."""
    for document in reading.documents:
        own = document.document_id == document_id and not document.held_in
        inside = document.document_id.startswith(f"{document_id}/") and document.held_in == document_id
        if not (own or inside):
            raise ValueError("a document that is not in the file")
        for spans in (document.blocks, document.sentences, document.speeches):
            edges = [edge for span in spans for edge in (span.start, span.end)]
            if edges != sorted(edges) or (edges and not (edges[0] >= 0 and edges[-1] <= len(document.text))):
                raise ValueError("spans that do not fit the text")
    return reading
