"""Building in Milvus: bring the database in line with a folder of documents.

What enters: a Library, an Encoder, a server, and the index folder, which here holds only the lock and the work in progress. What
leaves: a new generation in force, and a report. A generation never changes: the next one is written beside it, known documents
by copying their rows, and an alias is switched. It deliberately never touches the generation in force before that.
"""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoredIndexError
from corpus.library import Library
from index.build import SOURCE, Build, BuildReport, check_place, recipe_of
from index.context import encoder_text, passage_terms
from index.encoder import Encoder
from index.generation import put_file, scratch_folder
from index.lock import writer_lock
from index.manifest import Recipe, SegmentEntry
from index.milvus.client import MilvusConnection, MilvusServer, connected
from index.milvus.index import MilvusPassageIndex, UnusableError
from index.milvus.schema import ALIAS, collection, create, generation_of, in_force
from index.milvus.writing import GenerationWriter
from index.plan import Plan, Progress, planned
from index.spool import Spool
from index.vector_journal import VectorJournal

# Passages are encoded so many at a time, so that every core has work.
_ENCODED_TOGETHER = 2048


def update_milvus(
    library: Library,
    index_folder: Path,
    encoder: Encoder,
    server: MilvusServer,
    progress: Progress = lambda stage, done, total: None,
) -> BuildReport:
    """Build the next generation in Milvus and put it in force.

    Raises StoredIndexError when another process here is building, or when the server does not answer or refuses; the generation
    before stays. Two machines must not build into one database at a time: nothing but this machine's lock stands between them.
    """
    check_place(library, index_folder)
    connection = connected(server)
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(index_folder):
            return _MilvusBuild(library, index_folder, encoder, progress, connection).run()
    except OSError as error:
        raise StoredIndexError(f"{index_folder} cannot be written to: {error.strerror or error}; the index is unchanged") from error


def plan_milvus(library: Library, encoder: Encoder, server: MilvusServer) -> Plan:
    """What `update_milvus` would do. Writes nothing."""
    return planned(library, _reusable(connected(server), recipe_of(encoder)))


class _MilvusBuild(Build):
    """One run over the folder."""

    def __init__(self, library: Library, index_folder: Path, encoder: Encoder, progress: Progress, connection: MilvusConnection) -> None:
        super().__init__(library, index_folder, encoder, progress, check_all=False)
        self.connection = connection
        self.length = 0

    def run(self) -> BuildReport:
        started = time.perf_counter()
        with self._stage("look"):
            old = _reusable(self.connection, self.recipe)
            plan = planned(self.library, old, self.progress)
        with scratch_folder(self.index_folder) as scratch:
            spool = Spool(scratch / "spool", self.recipe.max_passage_characters)
            with closing(spool), self._stage("read"):
                self._read(plan, spool)
            name = _name(plan, spool, self.recipe)
            passages, documents, new = len(old) if old else 0, len(old.documents()) if old else 0, not old or name != old.generation
            if new:
                passages, documents = self._generation(name, plan, old, spool)
            put_file(self.index_folder, SOURCE, json.dumps({"documents": str(self.library.folder)}))
        self.progress("Checking and switching", 1, 1)
        return self._report(plan, old, spool, [SegmentEntry(name, documents, passages)], int(new), name, time.perf_counter() - started)

    def _generation(self, name: str, plan: Plan, old: MilvusPassageIndex | None, spool: Spool) -> tuple[int, int]:
        """Write a generation and put it in force; returns its passages and documents. One that fails leaves nothing."""
        journal = VectorJournal(self.index_folder, self.encoder)
        with self._stage("encode"):
            self._encode(plan, old, spool, journal)
        before = in_force(self.connection)
        try:
            with self._stage("write"):
                clear(self.connection, {before})
                writer = self._write(name, plan, old, spool, journal)
        except BaseException:
            clear(self.connection, {before})
            raise
        with self._stage("switch"):
            self.progress("Checking and switching", 0, 1)
            self._put_in_force(name, before, keep_before=old is not None and not plan.removed and not plan.changed)
        journal.remove()
        return writer.passages, writer.documents

    def _encode(self, plan: Plan, old: MilvusPassageIndex | None, spool: Spool, journal: VectorJournal) -> None:
        """See to the vectors of everything that was read, and count its terms."""
        known_vector, total, before = _vectors_leaving(plan, old), sum(spool.passages.values()), 0
        texts: list[str] = []
        for number, name in enumerate(plan.to_read):
            for document in spool.reading(name).documents:
                for passage in spool.split(document):
                    texts.append(encoder_text(document, passage).text)
                    self.length += len(passage_terms(document, passage))
            if len(texts) >= _ENCODED_TOGETHER or number + 1 == len(plan.to_read):

                def report(done: int, before: int = before) -> None:
                    self.progress("Encoding passages", before + done, total)

                self.encoded += journal.encode(texts, known_vector, report)
                before += len(texts)
                texts = []

    def _write(self, name: str, plan: Plan, old: MilvusPassageIndex | None, spool: Spool, journal: VectorJournal) -> GenerationWriter:
        kept = {summary.document_id for known in plan.known.values() for summary in known.documents}
        copied = [(summary, length) for summary, length in (old.summaries if old else ()) if summary.document_id in kept]
        passages = sum(spool.passages.values()) + sum(summary.passages for summary, _ in copied)
        average = (self.length + sum(length for _, length in copied)) / max(1, passages)
        create(self.connection, name, self.encoder.dimensions, passages)
        writer = GenerationWriter(
            self.connection, name, self.recipe, average, lambda written: self.progress("Writing into Milvus", written, passages)
        )
        for known, files in groupby(plan.fingerprints, key=plan.known.__contains__):
            if known and old is not None:
                states = {file: plan.known[file] for file in files}
                for file, state in states.items():
                    writer.file(file, state.fingerprint, state.problems)
                writer.copy([summary for state in states.values() for summary in state.documents], old)
                continue
            for file in files:
                reading = spool.reading(file)
                writer.file(file, spool.fingerprints[file], reading.problems)
                for document in reading.documents:
                    writer.take(document, spool, journal)
        writer.finish(plan.problems)
        return writer

    def _put_in_force(self, name: str, before: str | None, *, keep_before: bool) -> None:
        """Put a generation in force. The one before goes unless nothing was taken from it: then its readers keep it until the next build."""
        method = "create_alias" if before is None else "alter_alias"
        self.connection.call(method, collection_name=collection(name, "passages"), alias=ALIAS)
        if keep_before:
            clear(self.connection, {name, before})
            return
        if before is not None:
            clear(self.connection, {name, before})
            time.sleep(self.connection.server.grace_s)  # for the questions that are being answered from it
        clear(self.connection, {name})


def clear(connection: MilvusConnection, kept: set[str | None]) -> None:
    """Drop the collections of every other generation."""
    for name in sorted(connection.call("list_collections")):
        generation = generation_of(name)
        if generation is not None and generation not in kept:
            connection.call("drop_collection", collection_name=name)


def _reusable(connection: MilvusConnection, recipe: Recipe) -> MilvusPassageIndex | None:
    """The generation in force, when it is of the same recipe. Raises StoredIndexError when the server does not answer."""
    generation = in_force(connection)
    if generation is None:
        return None
    try:
        found = MilvusPassageIndex(connection, generation)
    except UnusableError:
        return None
    return found if found.recipe == recipe else None


def _vectors_leaving(plan: Plan, old: MilvusPassageIndex | None) -> Callable[[str], NDArray[np.float32] | None]:
    """A function that gives the vector of a passage that stood in a document that changed, moved or went: its text may be back."""
    kept = {summary.document_id for known in plan.known.values() for summary in known.documents}
    places: dict[str, int] = {}
    for summary in old.documents() if old and plan.to_read else ():
        if old is not None and summary.document_id not in kept:
            document = old.document(summary.document_id)
            places |= {encoder_text(document, passage).text: ordinal for ordinal, passage in old.passages_of(summary.document_id)}

    def vector(text: str) -> NDArray[np.float32] | None:
        if old is None or text not in places:
            return None
        return np.array(old.passage_rows([places[text]], ("dense",))[places[text]]["dense"], dtype=np.float32)

    return vector


def _name(plan: Plan, spool: Spool, recipe: Recipe) -> str:
    """The name of a generation: the SHA-256, cut, of all that it is made from."""
    files = []
    for name, fingerprint in plan.fingerprints.items():
        if name in plan.known:
            files.append([name, fingerprint, [asdict(problem) for problem in plan.known[name].problems]])
        else:
            reading = spool.reading(name)
            state = spool.fingerprints[name] or [document.text for document in reading.documents]
            files.append([name, state, [asdict(problem) for problem in reading.problems]])
    made_from = [asdict(recipe), files, [asdict(problem) for problem in plan.problems]]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:16]
