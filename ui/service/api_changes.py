"""What a client of the service may change: documents come and go, and the index follows.

What enters: files, document_ids, requests for an update. What leaves: records of what was done. It deliberately writes nothing
itself: the library keeps every name below its folder, and the page's own updater builds.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from corpus.errors import DocumentError, LibraryError
from corpus.names import safe_folder, safe_name
from ui.backend import UpdateReport
from ui.forms import Record
from ui.service.api_backend import KeepsFiles
from ui.service.api_problems import EXISTS, NOT_FOUND, WRONG_MEDIA_TYPE, ApiProblem, not_read_record, without_paths
from ui.service.jobs import Job, Jobs


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents folder and the index, as a client changes them. Safe to use from several threads."""

    library: KeepsFiles
    jobs: Jobs
    turn: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, read: Callable[[], bytes], source_url: str, update: bool, folder: str = "") -> Record:
        """Put a file into the folder. Raises ApiProblem when it is there already or no reader takes it, DocumentError when it cannot be read."""
        suffix = PurePosixPath(safe_name(name)).suffix
        if suffix not in self.library.suffixes:
            raise ApiProblem(WRONG_MEDIA_TYPE, f"no reader takes {safe_name(name)!r}; taken are {', '.join(self.library.suffixes)}")
        with self.turn:
            below = safe_folder(folder)
            before = self._before(f"{below}/{safe_name(name)}" if below else safe_name(name))
            document_id = self.library.add(name, read(), source_url, below)
        if document_id in before:
            raise ApiProblem(EXISTS, f"the same file is there already as {document_id!r}", document_id=document_id)
        return self._changed(document_id, update)

    def remove(self, document_id: str, update: bool) -> Record:
        """Take a file out of the folder. Raises ApiProblem when there is none by that id, LibraryError when it cannot be removed."""
        with self.turn:
            try:
                self.library.remove(document_id)
            except LibraryError as error:
                if document_id in self.library.files()[0]:
                    raise
                raise ApiProblem(NOT_FOUND, f"the documents folder holds no file {document_id!r}") from error
        return self._changed(document_id, update)

    def describe(self, document_id: str, facts: Mapping[str, str], update: bool) -> Record:
        """State facts of a document beside its file. Raises ApiProblem when there is no file by that id, DocumentError for a fact that is none."""
        with self.turn:
            try:
                before = self.library.describe(document_id, {})
                given = self.library.describe(document_id, facts)
            except LibraryError as error:
                if document_id in self.library.files()[0]:
                    raise
                raise ApiProblem(NOT_FOUND, f"the documents folder holds no file {document_id!r}; attachments are not described") from error
        return {**self._changed(document_id, update and given != before), "given": given}

    def update(self) -> Record:
        """Ask for an update of the index."""
        return job_record(self.jobs.start())

    def job(self, job_id: str) -> Record:
        """How far an update is. Raises ApiProblem when there is no such job."""
        job = self.jobs.find(job_id)
        if job is None:
            raise ApiProblem(NOT_FOUND, f"there is no job {job_id!r}, or none any more")
        return job_record(job)

    def _changed(self, document_id: str, update: bool) -> Record:
        return {"document_id": document_id, "job_id": self.jobs.start().job_id if update else None}

    def _before(self, name: str) -> frozenset[str]:
        """The files that one of this name could turn out to be; most names are new, and the folder need not be listed for them."""
        return frozenset(self.library.files()[0]) if self._is_there(name) else frozenset()

    def _is_there(self, document_id: str) -> bool:
        try:
            self.library.content(document_id)
        except (DocumentError, LibraryError):
            return False
        return True


def job_record(job: Job) -> Record:
    """A job in its published form."""
    state = job.state
    return {
        "job_id": job.job_id,
        "status": job.status,
        "stage": state.stage if state.running else "",
        "done": state.done,
        "total": state.total,
        "problem": without_paths(state.problem),
        "report": _report_record(state.reports[-1]) if state.reports else None,
    }


def _report_record(report: UpdateReport) -> Record:
    return {
        "added": list(report.added),
        "changed": list(report.changed),
        "removed": list(report.removed),
        "problems": [not_read_record(problem) for problem in report.problems],
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }
