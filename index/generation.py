"""Generations: the index folder always names one complete, checked index.

What enters: an index folder. What leaves: the folder of its current generation, or a scratch folder to build the next one
in. A generation is built beside, its files are written through to the disk and listed with SHA-256 in a manifest, it is
renamed into place, and one atomic rename of CURRENT makes it the one that is read. A crash leaves the old one. It
deliberately carries no clock: the same documents and settings give the same bytes, and a generation is named by them.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import StoredIndexError
from index.model import file_sha256

FORMAT = 1
_CURRENT = "CURRENT"
_GENERATIONS = "generations"
_MANIFEST = "manifest.json"


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
class Manifest:
    """What a generation is: its recipe, its counts and the SHA-256 and size of each of its files."""

    recipe: Recipe
    documents: int
    passages: int
    files: dict[str, tuple[str, int]]


def current_generation(index_folder: Path) -> Path | None:
    """The folder of the generation in force; None before the first one is built."""
    try:
        name = (index_folder / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoredIndexError(f"the index in {index_folder} cannot be read: {error}; run `rapporteur index FOLDER` to build it again") from error
    return index_folder / _GENERATIONS / name


def read_manifest(generation: Path) -> Manifest:
    """A generation's manifest. Raises StoredIndexError when it is missing, or not one of ours."""
    try:
        values = json.loads((generation / _MANIFEST).read_text(encoding="utf-8"))
        files = {name: (digest, size) for name, (digest, size) in values["files"].items()}
        return Manifest(Recipe(**values["recipe"]), values["documents"], values["passages"], files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StoredIndexError(f"the index in {generation} is damaged: {error}; run `rapporteur index` to build it again") from error


def check_generation(generation: Path, *, contents: bool) -> list[str]:
    """What is wrong with a generation's files, in words; `contents` compares SHA-256 and not sizes alone."""
    faults = []
    for name, (digest, size) in read_manifest(generation).files.items():
        path = generation / name
        try:
            found = path.stat().st_size
            if found != size:
                faults.append(f"{name} has {found} bytes instead of {size}")
            elif contents and file_sha256(path) != digest:
                faults.append(f"{name} was changed after it was written")
        except OSError as error:
            faults.append(f"{name} is missing" if isinstance(error, FileNotFoundError) else f"{name} cannot be read: {error.strerror}")
    return faults


@contextmanager
def next_generation(index_folder: Path) -> Iterator[Path]:
    """A scratch folder to build in; removed whatever happens, so that a failed build leaves nothing."""
    scratch = index_folder / _GENERATIONS / f".building-{os.getpid()}"
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        yield scratch
    except OSError as error:
        raise StoredIndexError(
            f"the index could not be written to {index_folder}: {error.strerror or error}; the index before it is unchanged"
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def switch_to(scratch: Path, index_folder: Path, recipe: Recipe, documents: int, passages: int) -> str:
    """Seal a scratch folder as a generation, check it, put it in force, and clear away the others. Returns its name."""
    paths = sorted(path for path in scratch.iterdir() if path.is_file())
    files = {path.name: (file_sha256(path), path.stat().st_size) for path in paths}
    manifest = json.dumps(asdict(Manifest(recipe, documents, passages, files)), indent=1, sort_keys=True)
    (scratch / _MANIFEST).write_text(manifest, encoding="utf-8")
    name = hashlib.sha256(manifest.encode()).hexdigest()[:16]
    target = index_folder / _GENERATIONS / name
    if not _holds(target, manifest):
        shutil.rmtree(target, ignore_errors=True)
        for path in (*paths, scratch / _MANIFEST):
            _flush(path)
        os.replace(scratch, target)
        _flush(target.parent)
    _put_in_force(index_folder, name)
    _clear(index_folder, name)
    return name


def _holds(generation: Path, manifest: str) -> bool:
    """Whether a generation is there already, whole and exactly as its manifest says."""
    try:
        return (generation / _MANIFEST).read_bytes() == manifest.encode() and not check_generation(generation, contents=True)
    except OSError:
        return False


def _put_in_force(index_folder: Path, name: str) -> None:
    partial = index_folder / f".{_CURRENT}.partial"
    partial.write_text(name + "\n", encoding="utf-8")
    _flush(partial)
    os.replace(partial, index_folder / _CURRENT)
    _flush(index_folder)


def _clear(index_folder: Path, name: str) -> None:
    """Old generations and the leavings of builds that were killed. Readers keep the files they have open."""
    for path in (index_folder / _GENERATIONS).iterdir():
        if path.name != name:
            shutil.rmtree(path, ignore_errors=True)


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows opens no folders; it orders renames itself
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
