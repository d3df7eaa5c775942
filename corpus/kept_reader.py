"""A reading process that waits a little for the next file.

What enters: files, one after another, each when it comes. What leaves: what each holds. To start a process takes longer than to read most
files, and files rarely come alone. It deliberately keeps none that nothing is asked of: it ends after so many seconds.
"""

import contextlib
import threading
from collections.abc import Sequence

from corpus.file_reading import FileReading
from corpus.isolation import READER, FileReaders, Limits, Request

# Files that are sent one after the other come closer together than this.
SECONDS_TO_WAIT = 10.0


class KeptReader:
    """Reads one file at a time, from any thread; its process stays `seconds` after each, or ends with it where that is 0."""

    def __init__(self, limits: Limits, seconds: float, command: Sequence[str] = READER) -> None:
        self._limits, self._seconds, self._command = limits, seconds, command
        self._turn = threading.Lock()
        self._held = contextlib.ExitStack()
        self._readers: FileReaders | None = None
        self._ending = threading.Timer(0, self.close)

    def read(self, request: Request) -> FileReading:
        """What a file holds; what is wrong with it is among its problems."""
        with self._turn:
            self._ending.cancel()
            if self._readers is None:
                self._readers = self._held.enter_context(FileReaders(self._limits, 1, self._command))
            try:
                reading = next(self._readers.read_all([request]))
            except BaseException:  # whoever gives up waits for no file
                self._end()
                raise
            self._end_later()
            return reading

    def close(self) -> None:
        """End the process; the next file gets a new one."""
        with self._turn:
            self._end()

    def _end_later(self) -> None:
        if not self._seconds:
            self._end()
            return
        self._ending = threading.Timer(self._seconds, self.close)
        self._ending.daemon = True
        self._ending.start()

    def _end(self) -> None:
        self._readers = None
        self._held.close()
