"""One writer at a time, any number of readers, and nobody waits."""

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SMALL_LIBRARY
from hashing_encoder import HashingEncoder
from index_folders import BuildingProcess, NearLibrary, assert_whole, build, ferries, texts_of, write_documents

from corpus.errors import StoredIndexError
from index.build import update_index
from index.lock import writer_lock, writer_of
from index.passage_index import PassageIndex


@pytest.fixture(scope="module")
def building() -> Iterator[BuildingProcess]:
    process = BuildingProcess(passages_in_segment=30)
    yield process
    process.stop()


def test_a_second_writer_is_refused_and_told_who_the_first_is(small_library: Path, tmp_path: Path) -> None:
    refusals: list[str] = []

    def meddle(stage: str, done: int, total: int) -> None:
        with pytest.raises(StoredIndexError) as refusal:
            build(small_library, tmp_path / "index")
        refusals.append(str(refusal.value))

    update_index(NearLibrary(small_library), tmp_path / "index", HashingEncoder(), meddle)
    who = f"({os.getpid()} on {socket.gethostname()})"
    assert set(refusals) == {f"another process {who} is updating the index in {tmp_path / 'index'}; wait until it is done and try again"}
    assert_whole(tmp_path / "index")


def test_a_writer_in_another_process_is_named_and_its_lock_goes_with_it(tmp_path: Path, building: BuildingProcess) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    write_documents(documents, ferries(300))
    process = building.start(documents, index, log=str(tmp_path / "log"))
    assert building.reaches("encoding")
    os.kill(process, signal.SIGSTOP)
    try:
        began = time.perf_counter()
        with pytest.raises(StoredIndexError, match=re.escape(f"another process ({process} on {socket.gethostname()}) is updating the index")):
            build(documents, index)
        assert time.perf_counter() - began < 1
    finally:
        os.kill(process, signal.SIGKILL)
    assert building.end() == "killed"
    assert build(documents, index).passages == 300
    assert not (index / ".lock-owner").exists()


@pytest.mark.parametrize("owner", [b"", b"junk", b"{}", b'{"pid": "x", "host": 1}', b"\xff"])
def test_an_owner_that_cannot_be_read_is_not_named(small_library: Path, tmp_path: Path, owner: bytes) -> None:
    refusals: list[str] = []

    def meddle(stage: str, done: int, total: int) -> None:
        (tmp_path / "index" / ".lock-owner").write_bytes(owner)
        with pytest.raises(StoredIndexError, match="another process is updating the index") as refusal:
            build(small_library, tmp_path / "index")
        refusals.append(str(refusal.value))

    update_index(NearLibrary(small_library), tmp_path / "index", HashingEncoder(), meddle)
    assert refusals


def test_a_reader_opened_before_a_rebuild_goes_on_answering(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    (small_library / "table.sav").write_bytes(b"PK")
    build(small_library, tmp_path / "index")
    before = PassageIndex.open(tmp_path / "index")
    (small_library / "lake-meeting.md").unlink()
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    build(small_library, tmp_path / "index")
    assert not before.folder.exists()
    assert before.search("sixty cars", encoder)[0].passage.document_id == "lake-meeting.md"
    assert "trawlers" in before.document("lake-meeting.md").text
    assert "trawlers" in before.stored_text("lake-meeting.md", 0, 1_000)
    assert [problem.document_id for problem, _ in before.problems()] == ["table.sav"]


def test_readers_neither_fail_nor_wait_while_builds_follow_one_another(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    faults: list[str] = []
    longest = [0.0]
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            began = time.perf_counter()
            try:
                opened = PassageIndex.open(tmp_path / "index")
                assert len(opened.documents()) >= len(SMALL_LIBRARY)
                assert opened.search("sixty cars", HashingEncoder())[0].passage.document_id == "lake-meeting.md"
            except Exception as fault:
                faults.append(repr(fault))
            longest[0] = max(longest[0], time.perf_counter() - began)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(16):
        (small_library / "otters.txt").write_text(f"Otters were counted {number} times along the river.")
        build(small_library, tmp_path / "index")
        if number % 3 == 0:
            (small_library / "otters.txt").unlink()
            build(small_library, tmp_path / "index")
    over.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert longest[0] < 5


def test_a_reader_answers_while_a_writer_stands_still(tmp_path: Path, building: BuildingProcess) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    write_documents(documents, ferries(20))
    build(documents, index)
    write_documents(documents, ferries(40))
    process = building.start(documents, index, log=str(tmp_path / "log"))
    assert building.reaches("switching")
    os.kill(process, signal.SIGSTOP)
    assert len(texts_of(PassageIndex.open(index))) in (20, 40)
    os.kill(process, signal.SIGCONT)
    assert building.end() == "done"
    assert texts_of(assert_whole(index)) == ferries(40)


def test_many_threads_read_one_index(tmp_path: Path) -> None:
    write_documents(tmp_path / "documents", ferries(60))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.build.PASSAGES_IN_SEGMENT", 5)
        build(tmp_path / "documents", tmp_path / "index")
    opened, faults = PassageIndex.open(tmp_path / "index"), []

    def read(offset: int) -> None:
        for number in range(60):
            wanted = (number * 7 + offset) % 60
            found = opened.search(f"xq{wanted}z", HashingEncoder())[0].passage.document_id
            if found != f"ferry-{wanted:03d}.txt" or f"xq{wanted}z" not in opened.document(found).text:
                faults.append((wanted, found))

    threads = [threading.Thread(target=read, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_who_writes_is_told_without_waiting_and_without_a_trace(tmp_path: Path) -> None:
    assert writer_of(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    with writer_lock(tmp_path):
        assert writer_of(tmp_path) == f" ({os.getpid()} on {socket.gethostname()})"
    assert writer_of(tmp_path) is None
