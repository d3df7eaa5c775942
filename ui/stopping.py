"""What happens to work in hand when the server is stopped.

What enters: signals of the operating system, the questions and the update that are running. What leaves: an index that is one whole
generation, answers for who waits for them, no files that were uploaded and not read, and an exit status: 0 for SIGTERM, 130 for Ctrl+C.
It deliberately waits for nothing longer than half a minute; what has not ended by then is ended, and no crash leaves half an index.
"""

import asyncio
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from corpus.isolation import stop_reading
from ui.service.metrics import Metrics
from ui.updating import IndexUpdater

# A question takes a tenth of a second, on a large index and a busy machine a few.
SECONDS_TO_ANSWER = 10.0
# What was answered is drawn and sent after that.
SECONDS_TO_SHOW = 0.5
SECONDS_BETWEEN_LOOKS = 0.05
# An update ends at its next step: a passage that was encoded, a file that was read. Writing the largest segment takes a few seconds.
SECONDS_TO_ABANDON = 20.0
# Threads that have not ended so long after the server are left where they are.
SECONDS_TO_LEAVE = 5.0
INTERRUPTED = 130
UPLOADS = "rapporteur-uploads-"
# What Gradio keeps uploaded files in.
UPLOADS_VARIABLE = "GRADIO_TEMP_DIR"


@dataclass(frozen=True, slots=True)
class Work:
    """What may be running when the server is stopped."""

    metrics: Metrics
    updater: IndexUpdater

    async def answered(self) -> None:
        """Wait until no question is being answered any more, and what was answered is on its way; not for long."""
        until = time.monotonic() + SECONDS_TO_ANSWER
        busy = self.metrics.running > 0
        while self.metrics.running and time.monotonic() < until:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if busy:
            await asyncio.sleep(SECONDS_TO_SHOW)

    def abandon_updates(self) -> None:
        """End the running update, if there is one, and begin no other. Files that are being read are left."""
        self.updater.stop()
        stop_reading()
        self.updater.ended(SECONDS_TO_ABANDON)


class Termination:
    """SIGTERM: before the server runs it ends the program, afterwards it is only noted; what it means while it runs is the server's business.

    It does nothing but in the main thread, where alone Python hears of signals.
    """

    def __init__(self) -> None:
        self._stop: Callable[[], None] = _exit

    def __enter__(self) -> "Termination":
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGTERM, self._heard)
        return self

    def __exit__(self, *error: object) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._before)

    def now_means(self, stop: Callable[[], None]) -> None:
        """From now on a signal calls this."""
        self._stop = stop

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self._stop()


def _exit() -> None:
    sys.exit(0)


@contextmanager
def private_uploads() -> Iterator[None]:
    """A folder of this process alone, readable by nobody else, for files on their way into the library; gone with the process."""
    if os.environ.get(UPLOADS_VARIABLE):  # somebody chose a place
        yield
        return
    with tempfile.TemporaryDirectory(prefix=UPLOADS, ignore_cleanup_errors=True) as folder:
        os.environ[UPLOADS_VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[UPLOADS_VARIABLE]


@contextmanager
def left_soon() -> Iterator[None]:
    """The process ends soon after what is done in here, also where a thread would keep it from ending by itself."""
    status = 0
    try:
        yield
    except KeyboardInterrupt:
        status = INTERRUPTED
        raise
    except BaseException:
        status = 1
        raise
    finally:
        timer = threading.Timer(SECONDS_TO_LEAVE, os._exit, (status,))
        timer.daemon = True
        timer.start()
