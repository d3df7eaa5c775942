"""Updates as jobs: one at a time, shared by who asks meanwhile, and ended only after an update that began after they asked."""

import threading
import time
from collections.abc import Callable

import pytest

from corpus.errors import StoredIndexError
from index.build import BuildReport
from ui.backend import ReportProgress
from ui.service import jobs
from ui.service.jobs import Job, Jobs
from ui.updating import IndexUpdater, UpdateState


def report(number: int) -> BuildReport:
    return BuildReport((f"{number}.txt",), (), (), (), (), 0, 0, 0.0, "")


class Updates:
    """An update that waits to be let go, and remembers when each run began."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = threading.Semaphore(0)

    def __call__(self, progress: ReportProgress) -> BuildReport:
        self.begun += 1
        progress("Reading", self.begun, 9)
        assert self.go.acquire(timeout=20)
        return report(self.begun)


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it does not come to hold")


@pytest.fixture
def updates() -> Updates:
    return Updates()


def test_a_job_says_how_far_it_is_and_how_it_ended(updates: Updates) -> None:
    held = Jobs(IndexUpdater(updates))
    job = held.start()
    until(lambda: job.state.done == 1)
    assert (job.status, job.state.stage, job.state.total) == ("running", "Reading", 9)
    updates.go.release()
    until(lambda: job.status == "done")
    assert job.state.reports == (report(1),)
    assert held.find(job.job_id) is job
    assert held.find("another") is None


def test_who_asks_during_an_update_waits_for_another_one(updates: Updates) -> None:
    held = Jobs(IndexUpdater(updates))
    job = held.start()
    until(lambda: updates.begun == 1)
    assert held.start() is job
    updates.go.release()
    until(lambda: updates.begun == 2 and len(job.state.reports) == 1)
    assert job.status == "running"
    updates.go.release()
    until(lambda: job.status == "done")
    assert job.state.reports == (report(1), report(2))
    updates.go.release()
    later = held.start()
    assert later is not job
    until(lambda: later.status == "done")


def test_a_page_and_a_job_share_one_updater(updates: Updates) -> None:
    updater = IndexUpdater(updates)
    assert updater.request()
    until(lambda: updates.begun == 1)
    job = Jobs(updater).start()
    updates.go.release(2)
    until(lambda: job.status == "done")
    assert updates.begun == 2


def test_an_end_that_is_older_than_a_request_is_not_taken_for_its_end(updates: Updates) -> None:
    held = Jobs(IndexUpdater(updates))
    job = held.start()
    until(lambda: updates.begun == 1 and job.state.done == 1)
    held.start()
    held._note(job, UpdateState(running=False))
    assert job.status == "running"
    held._note(job, UpdateState(running=False))
    assert job.status == "done"
    updates.go.release(5)


def test_a_job_that_fails_says_why() -> None:
    def fail(progress: ReportProgress) -> BuildReport:
        raise StoredIndexError("another process is building")

    job = Jobs(IndexUpdater(fail)).start()
    until(lambda: job.status == "failed")
    assert job.state.problem == "another process is building"


def test_many_people_get_one_job_each_time(updates: Updates) -> None:
    held = Jobs(IndexUpdater(updates))
    first = held.start()
    until(lambda: updates.begun == 1)
    got: list[Job] = []
    people = [threading.Thread(target=lambda: got.append(held.start())) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    updates.go.release()
    until(lambda: updates.begun == 2 and len(first.state.reports) == 1)
    updates.go.release()
    until(lambda: first.status == "done")
    assert got == [first] * 8
    assert updates.begun == 2


def test_old_jobs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "JOBS_REMEMBERED", 2)
    held = Jobs(IndexUpdater(lambda progress: report(0)))
    started = []
    for _ in range(4):
        started.append(held.start())
        until(lambda: started[-1].status == "done")
    assert [held.find(job.job_id) is not None for job in started] == [False, False, True, True]
