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
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import StoredIndexError
from index.manifest import (
    GENERATIONS,
    MANIFEST,
    SEGMENTS,
    Recipe,
    SegmentEntry,
    check_own_files,
    check_segment,
    is_whole,
    name_of,
    read_manifest,
)
from index.model import file_sha256

CURRENT = "CURRENT"
SCRATCH = ".building"
# A build may clear a generation between reading its name and opening it.
_ATTEMPTS = 5
Opened = TypeVar("Opened")


def current_generation(index_folder: Path) -> Path | None:
    """The folder of the generation in force; None before the first one is built."""
    names = _named(index_folder)
    return index_folder / GENERATIONS / names[0] if names else None


def candidates(index_folder: Path) -> list[Path]:
    """The generation in force, the last good one before it, and, where the first is not even there, every other one.

    A generation that nothing names may hold text that was removed, so it stands in only for one that is lost altogether.
    """
    folder = index_folder / GENERATIONS
    named = [folder / name for name in _named(index_folder)]
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    if not named or named[0] not in there:
        named += [path for path in there if path not in named]
    return named


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
            for other in candidates(index_folder)[1:]:
                if is_whole(other, contents=True):
                    logging.getLogger(__name__).warning("%s; answering from the generation before it", error)
                    return opened(other)
            raise
    raise StoredIndexError(f"the index in {index_folder} is being built again and again; try again")


@contextmanager
def scratch_folder(index_folder: Path) -> Iterator[Path]:
    """A folder to build in; removed whatever happens, and with it what a failed build put beside it."""
    scratch = index_folder / SCRATCH
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        yield scratch
    except BaseException as error:
        with suppress(StoredIndexError, OSError):
            clear(index_folder, _named(index_folder) or [path.name for path in candidates(index_folder)])
        if isinstance(error, OSError):
            raise StoredIndexError(
                f"the index could not be written to {index_folder}: {error.strerror or error}; the index before it is unchanged"
            ) from error
        raise
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
    else:
        shutil.rmtree(scratch)
    return entry


def switch_to(scratch: Path, index_folder: Path, recipe: Recipe, segments: Sequence[SegmentEntry], *, last_good: str = "") -> str:
    """Seal a scratch folder as a generation, put it in force, and clear away what no generation needs. Returns its name.

    `last_good` names the generation that stays beside it; it must hold no text that was removed. The one that was kept stays
    when nothing is new.
    """
    before = _named(index_folder)
    sealed = _sealed(scratch, {"recipe": asdict(recipe), "segments": [asdict(segment) for segment in segments]})
    name = name_of(sealed)
    folder = index_folder / GENERATIONS
    folder.mkdir(exist_ok=True)
    if not _stands(folder / name, sealed):
        _place(scratch, folder / name)
    wanted = before[1:2] if before[:1] == [name] else [last_good]
    names = [name, *(other for other in wanted if other not in ("", name) and is_whole(folder / other))]
    put_file(index_folder, CURRENT, "".join(f"{listed}\n" for listed in names))
    clear(index_folder, names)
    return name


def clear(index_folder: Path, kept: Sequence[str]) -> None:
    """Remove every other generation, and the segments that the kept ones do not list. Readers keep the files they have open.

    Raises StoredIndexError, and removes nothing, when it cannot be told what a kept one needs.
    """
    generations, segments = index_folder / GENERATIONS, index_folder / SEGMENTS
    needed = {entry.name for name in kept for entry in read_manifest(generations / name).segments}
    for folder, staying in ((generations, set(kept)), (segments, needed)):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in staying:
                _remove(path)


def put_file(index_folder: Path, name: str, content: str) -> None:
    """Write a small file of the index folder, whole or not at all; one that says the same already is left alone."""
    target, partial = index_folder / name, index_folder / f".{name}.partial"
    partial.unlink(missing_ok=True)
    if target.is_file() and target.read_bytes() == content.encode():
        return
    partial.write_bytes(content.encode())
    _flush(partial)
    os.replace(partial, target)
    _flush(index_folder)


def _named(index_folder: Path) -> list[str]:
    """What CURRENT names: the generation in force, then the last good one where there is one; nothing before the first build."""
    try:
        return (index_folder / CURRENT).read_text(encoding="utf-8", errors="replace").split() or [""]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoredIndexError(f"the index in {index_folder} cannot be read: {error}; run `rapporteur index FOLDER` to build it again") from error


def _stands(target: Path, sealed: bytes) -> bool:
    """Whether a generation with this manifest is there, its own files whole."""
    try:
        return (target / MANIFEST).read_bytes() == sealed and not check_own_files(target, contents=True)
    except (OSError, StoredIndexError):
        return False


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    if path.exists():  # Windows keeps what somebody has open
        logging.getLogger(__name__).warning("%s could not be removed and keeps what it holds until the next update", path)


def _sealed(scratch: Path, facts: dict[str, Any]) -> bytes:
    """The manifest of a folder's files, written into it."""
    paths = sorted(path for path in scratch.iterdir() if path.is_file())
    files = {path.name: (file_sha256(path), path.stat().st_size) for path in paths}
    sealed = json.dumps({**facts, "files": files}, indent=1, sort_keys=True).encode()
    (scratch / MANIFEST).write_bytes(sealed)
    return sealed


def _place(scratch: Path, target: Path) -> None:
    """Write a folder's files through to the disk and rename it into place; a damaged one that stands there goes first."""
    for path in scratch.iterdir():
        _flush(path)
    _flush(scratch)
    shutil.rmtree(target, ignore_errors=True)
    os.replace(scratch, target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    folder = path.is_dir()
    if os.name == "nt" and folder:  # Windows opens no folders; it orders renames itself
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)  # Windows writes nothing through that is open for reading alone
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
