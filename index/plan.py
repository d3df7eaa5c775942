"""What an update of the index would do.

What enters: a Library and the generation in force. What leaves: which files are new, changed, gone or as they were, by the
hash of their contents. It deliberately reads no document and writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import RapporteurError
from corpus.file_reading import Problem
from corpus.library import Library
from index.engine import PassageEngine
from index.store import DocumentSummary

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the generation in force knows it."""

    fingerprint: str
    documents: tuple[DocumentSummary, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Files by what is to be done, each in the order of the folder; `problems` are what the listing itself could not take.

    `fingerprints` has every file that can be read; `known` those of them that are as they were.
    """

    fingerprints: dict[str, str]
    known: dict[str, KnownFile]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def to_read(self) -> tuple[str, ...]:
        """The files that are to be read."""
        return tuple(name for name in self.fingerprints if name not in self.known)


def planned(library: Library, old: PassageEngine | None, progress: Progress = lambda stage, done, total: None) -> Plan:
    """What bringing an index in line with a folder takes. Raises LibraryError when the folder cannot be listed."""
    names, problems = library.files()
    fingerprints: dict[str, str] = {}
    unreadable: list[Problem] = []
    for number, name in enumerate(names):
        progress("Looking at files", number, len(names))
        try:
            fingerprints[name] = library.fingerprint(name)
        except RapporteurError as error:
            unreadable.append(Problem(name, str(error)))
    before = known_files(old) if old is not None else {}
    # what wants a password is always tried again: one may have come
    known = {
        name: before[name]
        for name, state in fingerprints.items()
        if name in before and before[name].fingerprint == state and not any(problem.needs_password for problem in before[name].problems)
    }
    return Plan(
        fingerprints=fingerprints,
        known=known,
        added=tuple(name for name in fingerprints if name not in before),
        changed=tuple(name for name in fingerprints if name in before and name not in known),
        removed=tuple(sorted(set(before) - set(fingerprints))),
        problems=(*problems, *unreadable),
    )


def known_files(old: PassageEngine) -> dict[str, KnownFile]:
    """Every file a generation looked at."""
    documents: dict[str, list[DocumentSummary]] = {}
    for summary in old.documents():
        documents.setdefault(summary.held_in or summary.document_id, []).append(summary)
    noted: dict[str, list[Problem]] = {}
    for problem, file_id in old.file_problems():
        noted.setdefault(file_id, []).append(problem)
    return {name: KnownFile(state, tuple(documents.get(name, ())), tuple(noted.get(name, ()))) for name, state in old.files().items()}
