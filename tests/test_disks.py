"""Disks that are full or read-only leave the index before as it was."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from index_folders import BuildingProcess, assert_whole, build, complete, ferries, files_of

from corpus.errors import StoredIndexError
from index.passage_index import PassageIndex


@pytest.fixture(scope="module")
def building() -> Iterator[BuildingProcess]:
    process = BuildingProcess(passages_in_segment=30)
    yield process
    process.stop()


def but_vectors(index: Path) -> dict[str, bytes]:
    """The files of an index folder, aside from vectors kept for the next attempt."""
    return {name: content for name, content in files_of(index).items() if not name.startswith("unfinished-vectors")}


@pytest.mark.parametrize("most_bytes", [0, 100, 5_000, 20_000, 60_000])
def test_when_writing_fails_the_index_before_stays(small_library: Path, tmp_path: Path, building: BuildingProcess, most_bytes: int) -> None:
    build(small_library, tmp_path / "index")
    before = but_vectors(tmp_path / "index")
    for name, text in ferries(100).items():
        (small_library / name).write_text(text)
    building.start(small_library, tmp_path / "index", most_bytes=most_bytes)
    end = building.end()
    assert end.startswith(f"StoredIndexError: the index could not be written to {tmp_path / 'index'}: ")
    assert end.endswith("; the index before it is unchanged")
    assert but_vectors(tmp_path / "index") == before
    assert build(small_library, tmp_path / "index").passages == 104


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 500 kB, where one can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount")
        and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", str(folder)], capture_output=True, check=False)
    )
    if not mounted or mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_leaves_the_index_before(small_library: Path, small_disk: Path, building: BuildingProcess) -> None:
    building.start(small_library, small_disk / "index")
    assert building.end() == "done"
    before = but_vectors(small_disk / "index")
    (small_library / "long.txt").write_text(
        "\n\n".join(f"The ferry number {number} carried {number * 7} cars across the lake in fair weather." for number in range(5_000))
    )
    building.start(small_library, small_disk / "index")
    assert building.end().startswith("StoredIndexError: the index could not be written")
    assert but_vectors(small_disk / "index") == before
    (small_library / "long.txt").unlink()
    building.start(small_library, small_disk / "index")
    assert building.end() == "done"
    assert files_of(small_disk / "index") == before


@pytest.fixture
def sealed(small_library: Path, tmp_path: Path) -> Iterator[Path]:
    """An index on a disk that takes no writing, where one can be mounted."""
    build(small_library, tmp_path / "index")
    index = str(tmp_path / "index")
    mounted = os.geteuid() == 0 and all(
        subprocess.run(["mount", *how], capture_output=True, check=False).returncode == 0
        for how in (["--bind", index, index], ["-o", "remount,bind,ro", index])
    )
    if not mounted:
        subprocess.run(["umount", "-l", index], capture_output=True, check=False)
        pytest.skip("no read-only disk can be mounted here")
    yield tmp_path / "index"
    subprocess.run(["umount", "-l", index], check=True)


def test_an_index_that_cannot_be_written_answers_and_is_not_updated(small_library: Path, sealed: Path) -> None:
    assert PassageIndex.open(sealed).search("sixty cars", HashingEncoder())[0].passage.document_id == "lake-meeting.md"
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    with pytest.raises(StoredIndexError, match=r"could not be written to .*: Read-only file system; the index before it is unchanged"):
        build(small_library, sealed)
    assert_whole(sealed)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_index_folder_one_may_not_write_to_answers_and_is_not_updated(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    before = complete(tmp_path / "index")
    (tmp_path / "index").chmod(0o500)
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    try:
        assert PassageIndex.open(tmp_path / "index").search("sixty cars", HashingEncoder())
        with pytest.raises(StoredIndexError, match="Permission denied; the index before it is unchanged"):
            build(small_library, tmp_path / "index")
        assert complete(tmp_path / "index") == before
    finally:
        (tmp_path / "index").chmod(0o700)


@pytest.mark.parametrize("what", ["index", "above"])
def test_a_file_where_the_index_should_be_is_named(small_library: Path, tmp_path: Path, what: str) -> None:
    (tmp_path / what).write_text("a file")
    with pytest.raises(StoredIndexError, match="the index could not be written to"):
        build(small_library, tmp_path / what / ("" if what == "index" else "index"))
