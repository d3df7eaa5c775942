"""Manifests: what a generation and its segments are made of, and whether it is all there.

What enters: folders. What leaves: manifests, and faults in words: every file's size and SHA-256 is listed in one. It
deliberately mends nothing.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import StoredIndexError
from index.model import file_sha256

FORMAT = 4
GENERATIONS = "generations"
SEGMENTS = "segments"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What shapes the index besides the documents; a generation of another recipe is rebuilt, never mixed."""

    format: int
    reader_version: int
    words_version: int
    encoder: str
    max_passage_characters: int
    libraries: str


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as its generation lists it; its name is the SHA-256 of its manifest, cut."""

    name: str
    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: its recipe, its segments in order, and the SHA-256 and size of each of its own files."""

    recipe: Recipe
    segments: tuple[SegmentEntry, ...]
    files: dict[str, tuple[str, int]]

    @property
    def documents(self) -> int:
        return sum(segment.documents for segment in self.segments)

    @property
    def passages(self) -> int:
        return sum(segment.passages for segment in self.segments)


def segment_folder(generation: Path, name: str) -> Path:
    """Where a generation's segment is."""
    return generation.parent.parent / SEGMENTS / name


def damaged(generation: Path, fault: str) -> str:
    """What to say of a generation that cannot be used."""
    return f"the index in {generation} is damaged: {fault}; run `rapporteur index FOLDER` to build it again"


def read_manifest(generation: Path) -> Manifest:
    """A generation's manifest. Raises StoredIndexError when it is missing, or not one of ours."""
    try:
        sealed = (generation / MANIFEST).read_bytes()
        values = json.loads(sealed)
        if (found := values["recipe"]["format"]) != FORMAT:
            raise StoredIndexError(f"the index in {generation} has format {found}, this program reads {FORMAT}; run `rapporteur index FOLDER`")
        if name_of(sealed) != generation.name:
            raise StoredIndexError(damaged(generation, f"{MANIFEST} was changed after it was written"))
        return Manifest(Recipe(**values["recipe"]), tuple(SegmentEntry(**entry) for entry in values["segments"]), _listed(values))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StoredIndexError(damaged(generation, f"{MANIFEST} cannot be read: {error}")) from error


def check_generation(generation: Path, *, contents: bool) -> list[str]:
    """What is wrong with a generation and its segments, in words; `contents` compares SHA-256 and not sizes alone."""
    manifest = read_manifest(generation)
    faults = _faults(generation, manifest.files, contents)
    for entry in manifest.segments:
        faults += [f"segment {entry.name}: {fault}" for fault in check_segment(segment_folder(generation, entry.name), contents=contents)]
    return faults


def is_whole(generation: Path, *, contents: bool = False) -> bool:
    """Whether a generation is there with all its files, sizes compared, or every byte."""
    try:
        return not check_generation(generation, contents=contents)
    except StoredIndexError:
        return False


def check_own_files(generation: Path, *, contents: bool) -> list[str]:
    """What is wrong with a generation's own files, its segments aside."""
    return _faults(generation, read_manifest(generation).files, contents)


def check_segment(folder: Path, *, contents: bool) -> list[str]:
    """What is wrong with a segment's files, in words."""
    try:
        sealed = (folder / MANIFEST).read_bytes()
        if name_of(sealed) != folder.name:
            return [f"{MANIFEST} was changed after it was written"]
        return _faults(folder, _listed(json.loads(sealed)), contents)
    except FileNotFoundError:
        return ["it is missing"]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return [f"{MANIFEST} cannot be read: {error}"]


def _faults(folder: Path, files: dict[str, tuple[str, int]], contents: bool) -> list[str]:
    faults = []
    for name, (digest, size) in files.items():
        path = folder / name
        try:
            found = path.stat().st_size
            if found != size:
                faults.append(f"{name} has {found} bytes instead of {size}")
            elif contents and file_sha256(path) != digest:
                faults.append(f"{name} was changed after it was written")
        except OSError as error:
            faults.append(f"{name} is missing" if isinstance(error, FileNotFoundError) else f"{name} cannot be read: {error.strerror}")
    return faults


def _listed(values: Any) -> dict[str, tuple[str, int]]:
    return {name: (str(digest), int(size)) for name, (digest, size) in values["files"].items()}


def name_of(sealed: bytes) -> str:
    """The name of what has this manifest: its SHA-256, cut."""
    return hashlib.sha256(sealed).hexdigest()[:16]
