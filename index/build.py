"""Building: bring an index in line with a folder of documents.

What enters: a Library, an index folder and an Encoder. What leaves: a new generation in force, and a report. Segments whose
files did not change are kept as they are; in the others, documents whose bytes did not change are copied with their vectors
and word counts, and passages whose text did not change keep their vectors. It deliberately never touches the generation in
force: questions go on being answered from it.
"""

import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from corpus.errors import RapporteurError, StoredIndexError
from corpus.file_reading import Problem
from corpus.library import Library
from corpus.passages import MAX_PASSAGE_CHARACTERS
from corpus.readers import READER_VERSION
from index.encoder import Encoder
from index.engine import PassageEngine
from index.generation import candidates, put_file, scratch_folder, seal_segment, switch_to
from index.lexical import Postings, TermStatistics
from index.lock import writer_lock
from index.manifest import FORMAT, SEGMENTS, Recipe, SegmentEntry
from index.passage_index import PROBLEMS, PassageIndex
from index.plan import Plan, Progress, planned
from index.segment import PASSAGES_IN_SEGMENT, check_written, segmented
from index.segment_writing import Encoding, SegmentWriter
from index.spool import Spool
from index.vector_journal import VectorJournal
from index.words import WORDS_VERSION

SOURCE = "source.json"
_SHAPING = ("charset-normalizer", "markdown-it-py", "PyStemmer", "sentencex", "trafilatura", "pypdfium2")
# Checking so many bytes takes a fifth of a second; a larger index is checked by `rapporteur doctor`, and quotes always are.
_CHECKED_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; document_ids sorted. `encoded` counts passages whose vectors were made anew.

    `written` of `segments` segments were written, the others kept; `stages` are seconds by name.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]
    passages: int
    encoded: int
    seconds: float
    generation: str
    segments: int = 0
    written: int = 0
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def measured(self) -> dict[str, object]:
        """Counts and seconds, without a name of a document."""
        counted = {name: len(getattr(self, name)) for name in ("added", "changed", "removed", "unchanged", "problems")}
        numbers = {name: getattr(self, name) for name in ("passages", "encoded", "segments", "written")}
        return {**counted, **numbers, "seconds": round(self.seconds, 3), "stages": self.stages, "generation": self.generation}


def update_index(
    library: Library,
    index_folder: Path,
    encoder: Encoder,
    progress: Progress = lambda stage, done, total: None,
    *,
    check_all: bool = False,
) -> BuildReport:
    """Build the next generation and put it in force; `check_all` compares every byte of what is kept with its checksum first.

    Raises StoredIndexError when another process is building, or when the index cannot be written; the index before stays.
    """
    check_place(library, index_folder)
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(index_folder):
            report = Build(library, index_folder, encoder, progress, check_all).run()
    except OSError as error:
        raise StoredIndexError(
            f"the index could not be written to {index_folder}: {error.strerror or error}; the index before it is unchanged"
        ) from error
    logging.getLogger(__name__).info("index updated", extra={"measured": report.measured})
    return report


def plan_update(library: Library, index_folder: Path, encoder: Encoder) -> Plan:
    """What `update_index` would do. Writes nothing."""
    return planned(library, _reusable(index_folder, recipe_of(encoder), _CHECKED_BYTES))


def documents_folder(index_folder: Path) -> Path | None:
    """The folder an index was built from; None when it is not known."""
    try:
        return Path(json.loads((index_folder / SOURCE).read_text(encoding="utf-8"))["documents"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Build:
    """One run over the folder."""

    def __init__(self, library: Library, index_folder: Path, encoder: Encoder, progress: Progress, check_all: bool) -> None:
        self.library, self.index_folder, self.encoder, self.progress = library, index_folder, encoder, progress
        self.checked_bytes = sys.maxsize if check_all else _CHECKED_BYTES
        self.recipe = recipe_of(encoder)
        self.stages: dict[str, float] = {}
        self.encoded = 0

    def run(self) -> BuildReport:
        started = time.perf_counter()
        with self._stage("look"):
            old = _reusable(self.index_folder, self.recipe, self.checked_bytes)
            plan = planned(self.library, old, self.progress)
        with scratch_folder(self.index_folder) as scratch:
            spool = Spool(scratch / "spool", self.recipe.max_passage_characters)
            with closing(spool), self._stage("read"):
                self._read(plan, spool)
            entries, written = self._segments(plan, old, spool, scratch)
            with self._stage("switch"):
                name = self._switch(plan, old, entries, scratch)
                put_file(self.index_folder, SOURCE, json.dumps({"documents": str(self.library.folder)}))
        self.progress("Checking and switching", 1, 1)
        return self._report(plan, old, spool, entries, written, name, time.perf_counter() - started)

    def _read(self, plan: Plan, spool: Spool) -> None:
        """Read every file that is new or changed; a problem stops only its file."""
        for number, (name, reading) in enumerate(zip(plan.to_read, self.library.read_all(plan.to_read))):
            self.progress("Reading documents", number, len(plan.to_read))
            spool.add(name, self._state_read(name, plan.fingerprints[name], reading.sha256), reading)

    def _state_read(self, name: str, fingerprint: str, sha256: str) -> str:
        """The fingerprint of what was read; empty when the file changed or went since it was looked at, so that it is read again."""
        if sha256:
            return fingerprint if fingerprint.startswith(sha256) else ""
        try:  # nothing was read: its reader failed, or it was not there
            return fingerprint if self.library.fingerprint(name) == fingerprint else ""
        except RapporteurError:
            return ""

    def _segments(self, plan: Plan, old: PassageIndex | None, spool: Spool, scratch: Path) -> tuple[list[SegmentEntry], int]:
        """The segments of the next generation, in order, and how many of them were written for it."""
        kept = {tuple(segment.store.files()): segment for segment in old.segments} if old is not None else {}
        entries_before = {entry.name: entry for entry in old.manifest.segments} if old is not None else {}
        counts = {name: sum(summary.passages for summary in known.documents) for name, known in plan.known.items()} | spool.passages
        groups = list(segmented(((name, counts[name], name) for name in plan.fingerprints), PASSAGES_IN_SEGMENT))
        journal = VectorJournal(self.index_folder, self.encoder)
        writer = SegmentWriter(plan, old, spool, journal, Encoding(self.progress, sum(spool.passages.values())))
        entries, written = [], 0
        for group in groups:
            segment = kept.get(tuple(sorted(group)))
            if segment is not None and all(name in plan.known for name in group):
                entries.append(entries_before[segment.name])
                continue
            with self._stage("write"):
                folder = scratch / "segment"
                folder.mkdir()
                documents, passages = writer.write(folder, group)
                check_written(folder, documents, passages)
                entries.append(seal_segment(folder, self.index_folder, documents, passages))
                written += 1
        self.encoded = writer.encoded
        self.journal = journal
        return entries, written

    def _switch(self, plan: Plan, old: PassageIndex | None, entries: Sequence[SegmentEntry], scratch: Path) -> str:
        self.progress("Checking and switching", 0, 1)
        listed = {entry.name for entry in entries}
        whole = old if old is not None and old.is_whole else None
        before = {segment.name: segment.postings for segment in whole.segments} if whole is not None else {}
        gone = [postings for name, postings in before.items() if name not in listed]
        come = [Postings.open(self.index_folder / SEGMENTS / name) for name in sorted(listed - before.keys())]
        folder = scratch / "generation"
        folder.mkdir()
        (whole.statistics if whole is not None else TermStatistics.empty()).changed(come, gone).save(folder)
        (folder / PROBLEMS).write_text(json.dumps([asdict(problem) for problem in plan.problems], ensure_ascii=False), encoding="utf-8")
        # what holds removed text must go, and what holds nothing could only say that nothing is known
        good = whole is not None and len(whole) > 0 and not plan.removed and not plan.changed
        name = switch_to(folder, self.index_folder, self.recipe, entries, last_good=whole.generation if whole is not None and good else "")
        self.journal.remove()
        return name

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.stages[name] = round(self.stages.get(name, 0.0) + time.perf_counter() - started, 3)

    def _report(
        self, plan: Plan, old: PassageEngine | None, spool: Spool, entries: Sequence[SegmentEntry], written: int, name: str, seconds: float
    ) -> BuildReport:
        before = {summary.document_id for summary in old.documents()} if old is not None else set()
        kept = {summary.document_id for known in plan.known.values() for summary in known.documents}
        fresh = set(spool.documents)
        problems = [*plan.problems, *spool.problems, *(problem for known in plan.known.values() for problem in known.problems)]
        return BuildReport(
            added=tuple(sorted(fresh - before)),
            changed=tuple(sorted(fresh & before)),
            removed=tuple(sorted(before - fresh - kept)),
            unchanged=tuple(sorted(kept)),
            problems=tuple(sorted(problems, key=lambda problem: (problem.document_id, problem.reason))),
            passages=sum(entry.passages for entry in entries),
            encoded=self.encoded,
            seconds=seconds,
            generation=name,
            segments=len(entries),
            written=written,
            stages=self.stages,
        )


def recipe_of(encoder: Encoder) -> Recipe:
    """What shapes an index made by this program with an encoder, besides the documents."""
    return Recipe(FORMAT, READER_VERSION, WORDS_VERSION, encoder.fingerprint, MAX_PASSAGE_CHARACTERS, _libraries())


def _libraries() -> str:
    """The versions of the libraries that shape documents and terms: another version may read the same file otherwise."""
    return ", ".join(f"{name} {version(name)}" for name in _SHAPING)


def check_place(library: Library, index_folder: Path) -> None:
    """Raises StoredIndexError when an index would live among the documents."""
    place = index_folder.resolve()
    if place.is_relative_to(library.folder) and not any(part.startswith(".") for part in place.relative_to(library.folder).parts):
        raise StoredIndexError(f"the index cannot live in the documents folder {library.folder} itself; name another with --index")


def _reusable(index_folder: Path, recipe: Recipe, checked_bytes: int) -> PassageIndex | None:
    """What of the generation in force, or else of one that can stand in for it, is whole and of the same recipe; None when nothing is."""
    for generation in candidates(index_folder):
        with suppress(RapporteurError):
            if (found := PassageIndex.salvaged(generation, recipe, checked_bytes)) is not None:
                return found
    return None
