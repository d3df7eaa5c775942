"""What the tests of the index share: builds, what an index folder holds, and a process whose builds can be killed.

What enters: folders of documents. What leaves: reports, bytes, open indexes. It deliberately reads files in this process
(`NearLibrary`): starting reading processes would take most of a test's time. `BuildingProcess` has the real ones.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hashing_encoder import HashingEncoder

from corpus.file_reading import FileReading, read_file
from corpus.library import Library
from index.build import BuildReport, update_index
from index.generation import current_generation
from index.manifest import check_generation
from index.passage_index import PassageIndex

KEPT = {".lock", "CURRENT", "generations", "segments", "source.json"}


class NearLibrary(Library):
    """A library that reads its files in this process."""

    def read_all(self, document_ids: Iterable[str]) -> Iterator[FileReading]:
        for document_id in document_ids:
            yield read_file(document_id, self.content(document_id))


def build(documents: Path, index: Path, encoder: HashingEncoder | None = None) -> BuildReport:
    return update_index(NearLibrary(documents), index, encoder or HashingEncoder())


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def in_force(index: Path) -> Path:
    generation = current_generation(index)
    assert generation is not None
    return generation


def complete(index: Path) -> dict[str, bytes]:
    """The files of the generation in force and of its segments, by their paths."""
    generation = in_force(index)
    segments = json.loads((generation / "manifest.json").read_text())["segments"]
    folders = [generation, *(index / "segments" / segment["name"] for segment in segments)]
    return {f"{folder.name}/{name}": content for folder in folders for name, content in files_of(folder).items()}


def segments_of(index: Path) -> dict[str, int]:
    """The inode of each segment's manifest in an index folder, by the segment's name."""
    return {path.name: (path / "manifest.json").stat().st_ino for path in (index / "segments").iterdir()}


def assert_whole(index: Path) -> PassageIndex:
    assert check_generation(in_force(index), contents=True) == []
    opened = PassageIndex.open(index)
    summed = sum(summary.passages for summary in opened.documents())
    assert len(opened) == summed == sum(len(segment.dense) for segment in opened.segments) == opened.statistics.passages
    for summary in opened.documents():
        document = opened.document(summary.document_id)
        assert all(document.text[passage.start : passage.end].strip() for _, passage in opened.passages_of(summary.document_id))
    return opened


def texts_of(opened: PassageIndex) -> dict[str, str]:
    return {summary.document_id: opened.document(summary.document_id).text.strip() for summary in opened.documents()}


def write_documents(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a folder hold these documents and no others; a file that says the same already is left alone."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        if not (folder / name).is_file() or (folder / name).read_text() != text:
            (folder / name).write_text(text)


def ferry(number: int, told: str = "sailed") -> str:
    """A document of one passage; the word with its number is in no other."""
    return f"The ferry xq{number}z {told} across the lake with {number * 7} cars. The harbour master wrote down its name."


def ferries(count: int) -> dict[str, str]:
    return {f"ferry-{number:03d}.txt": ferry(number) for number in range(count)}


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: a build flushes every file, and what a kill leaves needs no disk to be true."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() and os.access(memory, os.W_OK) else None, prefix="rapporteur-") as folder:
        yield Path(folder)


class BuildingProcess:
    """A running tests/building_process.py: builds are started, watched and killed from here."""

    def __init__(self, passages_in_segment: int = 8192) -> None:
        self._said = ""
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("building_process.py")), str(passages_in_segment)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

    def start(self, documents: Path, index: Path, **how: object) -> int:
        """Begin a build and return the id of its process; see building_process.py for `how`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"documents": str(documents), "index": str(index), **how}) + "\n")
        self._process.stdin.flush()
        return int(self.line())

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def reaches(self, moment: str) -> bool:
        """Whether the build comes to a moment, "encoding" or "switching", before it is done."""
        while (line := self.line()) in ("encoding", "switching"):
            if line == moment:
                return True
        self._said = line
        return False

    def end(self) -> str:
        """How the build ended: "done", what was wrong, or "killed"."""
        said, self._said = self._said, ""
        while (line := self.line()) not in ("over", "killed"):
            said = line if line not in ("encoding", "switching") else said
        return said or line

    def stop(self) -> None:
        self._process.communicate()
