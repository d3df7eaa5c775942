"""Generations: the index folder always names one complete, checked index.

What enters: an index folder. What leaves: the folder of its current generation, or a scratch folder to build the next one
in. A generation lists its segments; segments are folders that never change and that generations share. What is new is
built beside, written through to the disk, listed with SHA-256 in manifests and renamed into place; one atomic rename of
CURRENT puts it in force. A crash leaves the generation before. It deliberately carries no clock: the same documents and
settings give the same bytes, and generations and segments are named by them.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import StoredIndexError
from index.manifest import GENERATIONS, MANIFEST, SEGMENTS, Recipe, SegmentEntry, check_generation, check_segment, is_whole, name_of, read_manifest
from index.model import file_sha256

CURRENT = "CURRENT"
_SCRATCH = ".building"
# A build may clear a generation between reading its name and opening it.
_ATTEMPTS = 5
Opened = TypeVar("Opened")


def current_generation(index_folder: Path) -> Path | None:
    """The folder of the generation in force; None before the first one is built."""
    try:
        name = (index_folder / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoredIndexError(f"the index in {index_folder} cannot be read: {error}; run `rapporteur index FOLDER` to build it again") from error
    return index_folder / GENERATIONS / name


def newest(index_folder: Path, opened: Callable[[Path], Opened]) -> Opened:
    """The generation in force, opened, or, where that is damaged, another one that is whole.

    Raises StoredIndexError when there is none.
    """
    for _ in range(_ATTEMPTS):
        generation = current_generation(index_folder)
        if generation is None:
            raise StoredIndexError(f"there is no index in {index_folder} yet; run `rapporteur index FOLDER` to build it")
        try:
            return opened(generation)
        except StoredIndexError as error:
            if current_generation(index_folder) != generation:
                continue  # a build cleared it away meanwhile: the next name is there at once
            for other in last_good(index_folder, generation):
                logging.getLogger(__name__).warning("%s; answering from the generation before it", error)
                return opened(other)
            raise
    raise StoredIndexError(f"the index in {index_folder} is being built again and again; try again")


def last_good(index_folder: Path, besides: Path) -> list[Path]:
    """The other generations that are whole, every byte compared."""
    folder = index_folder / GENERATIONS
    others = sorted(path for path in folder.iterdir() if path != besides) if folder.is_dir() else []
    return [path for path in others if is_whole(path) and not check_generation(path, contents=True)]


@contextmanager
def scratch_folder(index_folder: Path) -> Iterator[Path]:
    """A folder to build in; removed whatever happens, so that a failed build leaves nothing."""
    scratch = index_folder / _SCRATCH
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


def seal_segment(scratch: Path, index_folder: Path, documents: int, passages: int) -> SegmentEntry:
    """Put a built segment among the others, unless the same is there already, whole."""
    sealed = _sealed(scratch, {})
    entry = SegmentEntry(name_of(sealed), documents, passages)
    target = index_folder / SEGMENTS / entry.name
    target.parent.mkdir(exist_ok=True)
    if check_segment(target, contents=True):
        _place(scratch, target)
    return entry


def switch_to(scratch: Path, index_folder: Path, recipe: Recipe, segments: Sequence[SegmentEntry], *, keep_before: bool) -> str:
    """Seal a scratch folder as a generation, put it in force, and clear away what no generation needs. Returns its name.

    `keep_before` leaves the generation before in its place, as the last good one; it must not when that holds text that was
    removed.
    """
    before = current_generation(index_folder)
    sealed = _sealed(scratch, {"recipe": asdict(recipe), "segments": [asdict(segment) for segment in segments]})
    name = name_of(sealed)
    target = index_folder / GENERATIONS / name
    target.parent.mkdir(exist_ok=True)
    if not target.is_dir() or (target / MANIFEST).read_bytes() != sealed or check_generation(target, contents=False):
        _place(scratch, target)
    _put_in_force(index_folder, name)
    keep_before = keep_before and before is not None and before.name != name and is_whole(before)
    kept = {name, before.name} if keep_before and before is not None else {name}
    clear(index_folder, kept)
    return name


def clear(index_folder: Path, kept: set[str]) -> None:
    """Remove every other generation, and the segments that the kept ones do not list. Readers keep the files they have open."""
    needed = set()
    for path in (index_folder / GENERATIONS).iterdir():
        if path.name in kept:
            needed |= {entry.name for entry in read_manifest(path).segments}
        else:
            _remove(path)
    for path in (index_folder / SEGMENTS).iterdir() if (index_folder / SEGMENTS).is_dir() else ():
        if path.name not in needed:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sealed(scratch: Path, facts: dict[str, Any]) -> bytes:
    """The manifest of a folder's files, written into it."""
    paths = sorted(path for path in scratch.iterdir() if path.is_file())
    files = {path.name: (file_sha256(path), path.stat().st_size) for path in paths}
    sealed = json.dumps({**facts, "files": files}, indent=1, sort_keys=True).encode()
    (scratch / MANIFEST).write_bytes(sealed)
    return sealed


def _place(scratch: Path, target: Path) -> None:
    """Write a folder's files through to the disk and rename it into place; a damaged one that stands there goes first."""
    shutil.rmtree(target, ignore_errors=True)
    for path in scratch.iterdir():
        _flush(path)
    _flush(scratch)
    os.replace(scratch, target)
    _flush(target.parent)


def _put_in_force(index_folder: Path, name: str) -> None:
    partial = index_folder / f".{CURRENT}.partial"
    partial.write_text(name + "\n", encoding="utf-8")
    _flush(partial)
    os.replace(partial, index_folder / CURRENT)
    _flush(index_folder)


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows opens no folders; it orders renames itself
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
