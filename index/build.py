"""Building: bring an index in line with a folder of documents.

What enters: a Library, an index folder and an Encoder. What leaves: a new generation in force, and a report. Documents
whose bytes did not change are copied with their vectors and word counts; passages whose text did not change keep their
vectors. It deliberately never touches the generation in force: questions go on being answered from it.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.document import Document
from corpus.errors import DocumentError, RapporteurError, StoredIndexError
from corpus.library import Library, Problem
from corpus.passages import MAX_PASSAGE_CHARACTERS, split_passages
from corpus.readers import READER_VERSION, read_document
from index.context import encoder_text, lexical_text
from index.dense import DenseIndex
from index.encoder import Encoder
from index.generation import FORMAT, Recipe, check_generation, next_generation, switch_to
from index.lexical import LexicalIndex, TermCounts
from index.passage_index import PassageIndex
from index.store import DocumentSummary, Store, StoreWriter
from index.words import WORDS_VERSION, terms

Progress = Callable[[str, int, int], None]
_SOURCE = "source.json"
_SHAPING = ("charset-normalizer", "markdown-it-py", "PyStemmer", "sentencex", "trafilatura")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; document_ids sorted. `encoded` counts passages whose vectors were made anew."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]
    passages: int
    encoded: int
    seconds: float
    generation: str


def update_index(library: Library, index_folder: Path, encoder: Encoder, progress: Progress = lambda stage, done, total: None) -> BuildReport:
    """Build the next generation and put it in force.

    Raises StoredIndexError when another process is building, or when the index cannot be written; the index before stays.
    """
    place = index_folder.resolve()
    if place.is_relative_to(library.folder) and not any(part.startswith(".") for part in place.relative_to(library.folder).parts):
        raise StoredIndexError(f"the index cannot live in the documents folder {library.folder} itself; name another with --index")
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
        with FileLock(index_folder / ".lock", timeout=0):
            return _Build(library, index_folder, encoder, progress).run()
    except Timeout:
        raise StoredIndexError(f"another process is updating the index in {index_folder}; wait until it is done and try again") from None
    except OSError as error:
        raise StoredIndexError(
            f"the index could not be written to {index_folder}: {error.strerror or error}; the index before it is unchanged"
        ) from error


def documents_folder(index_folder: Path) -> Path | None:
    """The folder an index was built from; None when it is not known."""
    try:
        return Path(json.loads((index_folder / _SOURCE).read_text(encoding="utf-8"))["documents"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


class _Build:
    """One run over the folder; its steps share the old generation and the growing lists of the new one."""

    def __init__(self, library: Library, index_folder: Path, encoder: Encoder, progress: Progress) -> None:
        self.library, self.index_folder, self.encoder, self.progress = library, index_folder, encoder, progress
        self.recipe = Recipe(FORMAT, READER_VERSION, WORDS_VERSION, encoder.fingerprint, MAX_PASSAGE_CHARACTERS, _libraries())
        self.old = _reusable(index_folder, self.recipe)
        self.before: dict[str, DocumentSummary] = {summary.document_id: summary for summary in self.old.documents()} if self.old else {}
        self.kept: dict[str, DocumentSummary] = {}
        self.fresh: set[str] = set()
        self.problems: list[Problem] = []
        self.old_places: list[tuple[int, int]] = []  # (old ordinal, new ordinal)
        self.new_places: list[int] = []
        self.new_texts: list[str] = []
        self.new_terms = TermCounts()

    def run(self) -> BuildReport:
        started = time.perf_counter()
        names, unreadable = self.library.files()
        self.problems.extend(unreadable)
        with next_generation(self.index_folder) as scratch:
            writer = StoreWriter(scratch)
            for number, document_id in enumerate(names):
                self.progress("Reading documents", number, len(names))
                self._take(document_id, writer)
            self.problems.sort(key=lambda problem: problem.document_id)
            writer.close((problem.document_id, problem.reason) for problem in self.problems)
            encoded = self._write_arrays(scratch, writer.passages)
            self.progress("Checking and switching", 0, 1)
            documents = len(self.kept) + len(self.fresh)
            _check(scratch, documents, writer.passages)
            name = switch_to(scratch, self.index_folder, self.recipe, documents, writer.passages)
        if documents_folder(self.index_folder) != self.library.folder:
            (self.index_folder / _SOURCE).write_text(json.dumps({"documents": str(self.library.folder)}), encoding="utf-8")
        self.progress("Checking and switching", 1, 1)
        return self._report(writer.passages, encoded, time.perf_counter() - started, name)

    def _take(self, document_id: str, writer: StoreWriter) -> None:
        """One file: copied when its bytes are those of the old generation, else read; a problem stops only this file."""
        try:
            content = self.library.content(document_id)
            known = self.before.get(document_id)
            if self.old and known and known.sha256 == hashlib.sha256(content).hexdigest():
                self._copy(self.old, known, writer)
            else:
                self._add(_read(document_id, content), writer)
        except RapporteurError as error:
            self.problems.append(Problem(document_id, str(error)))

    def _copy(self, old: PassageIndex, known: DocumentSummary, writer: StoreWriter) -> None:
        document = old.document(known.document_id)
        passages = [passage for _, passage in old.passages_of(known.document_id)]
        self.old_places.extend((known.first_passage + place, writer.passages + place) for place in range(len(passages)))
        self.kept[known.document_id] = known
        writer.add(document, passages)

    def _add(self, document: Document, writer: StoreWriter) -> None:
        passages = split_passages(document, self.recipe.max_passage_characters)
        first = writer.passages
        writer.add(document, passages)
        self.fresh.add(document.document_id)
        for place, passage in enumerate(passages):
            self.new_places.append(first + place)
            self.new_texts.append(encoder_text(document, passage).text)
            self.new_terms.add(terms(lexical_text(document, passage)))

    def _write_arrays(self, scratch: Path, passages: int) -> int:
        vectors = np.zeros((passages, self.encoder.dimensions), dtype=np.float32)
        parts = []
        if self.old:
            places = np.full(len(self.old), -1, dtype=np.int64)
            for before, after in self.old_places:
                places[before] = after
            vectors[places[places >= 0]] = self.old.dense.vectors[places >= 0]
            parts.append((self.old.lexical, places))
        made, encoded = self._vectors()
        vectors[self.new_places] = made
        parts.append((self.new_terms.index(), np.array(self.new_places, dtype=np.int64)))
        LexicalIndex.merged(parts, passages).save(scratch)
        DenseIndex.from_vectors(vectors).save(scratch)
        return encoded

    def _vectors(self) -> tuple[NDArray[np.float32], int]:
        """Vectors of the new passages: known ones by their text, identical ones once."""
        known = self._known_vectors()
        wanted = sorted({text for text in self.new_texts if text not in known}, key=len, reverse=True)
        total = len(wanted)
        self.progress("Encoding passages", 0, total)
        made = self.encoder.encode_passages(wanted, lambda done: self.progress("Encoding passages", done, total))
        known.update(zip(wanted, made))
        rows = [known[text] for text in self.new_texts]
        return (np.stack(rows) if rows else np.zeros((0, self.encoder.dimensions), np.float32)), total

    def _known_vectors(self) -> dict[str, NDArray[np.float32]]:
        """Vectors of passages in documents that changed, moved or went: their text may be back under another place."""
        known: dict[str, NDArray[np.float32]] = {}
        if self.old is None or not self.new_texts:
            return known
        for document_id in sorted(set(self.before) - set(self.kept)):
            document = self.old.document(document_id)
            for ordinal, passage in self.old.passages_of(document_id):
                known[encoder_text(document, passage).text] = self.old.dense.vectors[ordinal]
        return known

    def _report(self, passages: int, encoded: int, seconds: float, generation: str) -> BuildReport:
        before = set(self.before)
        return BuildReport(
            added=tuple(sorted(self.fresh - before)),
            changed=tuple(sorted(self.fresh & before)),
            removed=tuple(sorted(before - self.fresh - set(self.kept))),
            unchanged=tuple(sorted(self.kept)),
            problems=tuple(self.problems),
            passages=passages,
            encoded=encoded,
            seconds=seconds,
            generation=generation,
        )


def _read(document_id: str, content: bytes) -> Document:
    """One document. Whatever a parser raises costs this one file. Raises DocumentError."""
    try:
        return read_document(document_id, content)
    except RapporteurError:
        raise
    except Exception as error:  # parsers each fail in their own way
        raise DocumentError(f"its reader failed ({type(error).__name__}: {error}); save it in another format and add that") from error


def _check(scratch: Path, documents: int, passages: int) -> None:
    """Open what was written, as a reader would, before it is put in force. Raises StoredIndexError when it does not fit together."""
    try:
        store = Store(scratch)
        counts = {len(DenseIndex.open(scratch)), len(LexicalIndex.open(scratch).lengths), sum(row.passages for row in store.documents())}
        sound = counts == {passages} and len(store.documents()) == documents
        store.close()
    except Exception as error:  # sqlite, numpy and faiss each say it in their own way
        raise StoredIndexError(f"the new index cannot be read back ({error}); the index before it is unchanged; try again") from error
    if not sound:
        raise StoredIndexError("the new index does not hold what was put into it; the index before it is unchanged; try again")


def _libraries() -> str:
    """The versions of the libraries that shape documents and terms: another version may read the same file otherwise."""
    return ", ".join(f"{name} {version(name)}" for name in _SHAPING)


def _reusable(index_folder: Path, recipe: Recipe) -> PassageIndex | None:
    """The generation in force, when it is sound and of the same recipe."""
    try:
        old = PassageIndex.open(index_folder)
    except RapporteurError:
        return None
    if old.manifest.recipe != recipe or check_generation(old.folder, contents=True):
        return None
    return old
