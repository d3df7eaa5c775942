"""Updates of the index as jobs that can be looked at later.

What enters: the one updater of the index, which the page uses too, and requests for an update. What leaves: jobs with a number of
their own and a state that changes. It deliberately runs nothing itself, and forgets jobs that ended long ago.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from ui.updating import IndexUpdater, UpdateState

# A client looks at its job while it runs and once after.
JOBS_REMEMBERED = 100


@dataclass(slots=True)
class Job:
    """One update that was asked for, or several that are done in one go."""

    job_id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: UpdateState = field(default_factory=UpdateState)

    @property
    def status(self) -> str:
        """`running`, `done` or `failed`."""
        return "running" if self.state.running else "failed" if self.state.problem else "done"


class Jobs:
    """At most one job runs; who asks meanwhile gets the same one, and it ends after an update that began after they asked."""

    def __init__(self, updater: IndexUpdater) -> None:
        self.updater = updater
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._active: Job | None = None
        self._joined = False

    def start(self) -> Job:
        """Ask for an update."""
        with self._lock:
            if self._active is not None:
                self._joined = True
                self.updater.request()
                return self._active
            job = self._active = Job()
            self._known[job.job_id] = job
            while len(self._known) > JOBS_REMEMBERED:
                self._known.popitem(last=False)
        threading.Thread(target=self._follow, args=(job,), name="index job", daemon=True).start()
        return job

    def find(self, job_id: str) -> Job | None:
        """A job by its id; None when there is none, or none any more."""
        with self._lock:
            return self._known.get(job_id)

    def _follow(self, job: Job) -> None:
        while job.state.running:
            for state in self.updater.follow():
                self._note(job, state)

    def _note(self, job: Job, state: UpdateState) -> None:
        """Take over a state. One that says the end may be older than a request that joined since the state before it: that
        request is then followed anew, since the run made for it may be going on still."""
        with self._lock:
            overtaken, self._joined = self._joined and not state.running, False
            if overtaken:
                return
            job.state = state
            if not state.running:
                self._active = None
