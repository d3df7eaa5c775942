"""One update of the index at a time, followed by any number of pages.

What enters: the function that updates the index. What leaves: a stream of states for each page that asked for an
update. It deliberately knows neither documents nor widgets. Questions are not its business: they go on meanwhile.
"""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.errors import RapporteurError
from ui.backend import UpdateIndex, UpdateReport
from ui.page import phrases
from ui.page.update_phrases import UPDATE_ABANDONED

# Pages are told of progress at most this often; more would cost the update time and be unreadable.
SECONDS_BETWEEN_STATES = 0.15


class AbandonedError(Exception):
    """Raised inside an update that is to end now; the index in force stays as it is."""


@dataclass(frozen=True, slots=True)
class UpdateState:
    """How far the running update is, or how the last one ended.

    `reports` are those of all runs since the first page asked, in order; `problem` is the sentence of a failed run.
    """

    running: bool = True
    stage: str = phrases.UPDATE_STARTING
    done: int = 0
    total: int = 0
    reports: tuple[UpdateReport, ...] = ()
    problem: str = ""
    joined: bool = False


class IndexUpdater:
    """Runs updates in one background thread; a request during a run makes one more run follow it."""

    def __init__(self, update: UpdateIndex) -> None:
        self._update = update
        self._changed = threading.Condition()
        self._state = UpdateState(running=False)
        self._again = self._stopped = False

    @property
    def last(self) -> UpdateState:
        """The running update, or how the last one ended."""
        with self._changed:
            return self._state

    def stop(self) -> None:
        """Begin no update any more, and abandon the running one at its next step."""
        with self._changed:
            self._stopped, self._again = True, False

    def ended(self, seconds: float) -> bool:
        """Wait until no update runs, at most so long; whether none does."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._state.running, seconds)

    def request(self) -> bool:
        """Ask for an update. True when it begins now; False when one is running and another will follow it, or when none may begin."""
        with self._changed:
            if self._stopped and not self._state.running:
                self._state = UpdateState(running=False, problem=UPDATE_ABANDONED)
                return False
            if self._state.running:
                self._again = True
                return False
            self._state = UpdateState()
        threading.Thread(target=self._run, name="index update", daemon=True).start()
        return True

    def follow(self) -> Iterator[UpdateState]:
        """Request an update and yield its states; the last one yielded is not running."""
        joined = not self.request()
        seen: UpdateState | None = None
        while seen is None or seen.running:
            with self._changed:
                while self._state is seen:
                    self._changed.wait()
                seen = self._state
            yield replace(seen, joined=joined)
            if seen.running:
                time.sleep(SECONDS_BETWEEN_STATES)

    def _run(self) -> None:
        while True:
            problem, reports = "", self._state.reports
            try:
                reports = (*reports, self._update(self._report_progress))
            except RapporteurError as error:
                problem = str(error)
            except AbandonedError:
                problem = UPDATE_ABANDONED
            except Exception:
                logging.getLogger(__name__).exception("the index could not be updated")
                problem = phrases.UNEXPECTED
            if self._finished(UpdateState(running=False, reports=reports, problem=problem)):
                return

    def _finished(self, ended: UpdateState) -> bool:
        """Publish how a run ended; False when a request came meanwhile and another run must follow."""
        with self._changed:
            again, self._again = self._again and not self._stopped, False
            self._state = replace(ended, running=True, problem="") if again else ended
            self._changed.notify_all()
            return not again

    def _report_progress(self, stage: str, done: int, total: int) -> None:
        with self._changed:
            if self._stopped:
                raise AbandonedError
            self._state = replace(self._state, stage=stage, done=done, total=total)
            self._changed.notify_all()
