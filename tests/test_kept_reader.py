"""A reading process that waits for the next file: files that come one after another share one, and none stays when no more come."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.isolation import Limits, Request, stop_reading
from corpus.kept_reader import KeptReader
from corpus.library import Library

COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("misbehaving_reader.py")))
LIMITS = Limits(seconds=30.0, memory_bytes=1024**3)
TEXT = "The ferry leaves at nine from pier {}."
LONG = 600.0

Write = Callable[[str, str], Request]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str) -> Request:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return Request(name, tmp_path / name)

    return write


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The ids of the reading processes that were started; none may be left."""
    ids: list[int] = []
    start = subprocess.Popen

    def noted(*arguments: object, **options: object) -> object:
        process = start(*arguments, **options)  # type: ignore[call-overload]
        ids.append(process.pid)
        return process

    monkeypatch.setattr(subprocess, "Popen", noted)
    yield ids
    assert not [one for one in ids if alive(one)]


def alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def until(reached: Callable[[], bool]) -> bool:
    """Whether something comes to be so before long."""
    last = time.monotonic() + 30
    while not reached() and time.monotonic() < last:
        time.sleep(0.01)
    return reached()


def test_files_that_come_one_after_another_share_a_process(write: Write, started: list[int]) -> None:
    reader = KeptReader(LIMITS, LONG, COMMAND)
    for number in range(3):
        (document,) = reader.read(write(f"{number}.txt", TEXT.format(number))).documents
        assert document.text == TEXT.format(number)
    assert len(started) == 1
    reader.close()


def test_a_process_that_is_asked_nothing_ends_and_the_next_file_gets_another(write: Write, started: list[int]) -> None:
    reader = KeptReader(LIMITS, 0.2, COMMAND)
    for number in range(2):
        assert reader.read(write(f"{number}.txt", TEXT.format(number))).documents
        assert until(lambda number=number: not alive(started[number]))  # type: ignore[misc]
    assert len(started) == 2


def test_without_a_wait_every_file_has_a_process_of_its_own(write: Write, started: list[int]) -> None:
    before, reader = set(threading.enumerate()), KeptReader(LIMITS, 0.0, COMMAND)
    for number in range(2):
        assert reader.read(write(f"{number}.txt", TEXT.format(number))).documents
        assert not alive(started[number])
    assert len(started) == 2
    assert set(threading.enumerate()) == before


def test_a_file_that_ends_its_reader_costs_nothing_to_the_next_one(write: Write, started: list[int]) -> None:
    reader = KeptReader(LIMITS, LONG, COMMAND)
    assert reader.read(write("before.txt", TEXT.format(1))).documents
    assert "its reader crashed" in reader.read(write("bad.abort", "x")).problems[0].reason
    assert reader.read(write("behind.txt", TEXT.format(2))).documents
    assert len(started) == 2
    reader.close()


def test_a_server_that_stops_ends_a_process_that_waits(write: Write, started: list[int]) -> None:
    reader = KeptReader(LIMITS, LONG, COMMAND)
    assert reader.read(write("0.txt", TEXT.format(0))).documents
    stop_reading()
    assert until(lambda: not alive(started[0]) or is_ended(started[0]))
    with pytest.raises(DocumentError, match="reading was stopped"):
        reader.read(write("1.txt", TEXT.format(1)))
    reader.close()


def is_ended(process_id: int) -> bool:
    """Whether a process ended that was not asked about since."""
    return Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"


def test_files_added_one_by_one_are_read_by_one_process(tmp_path: Path, started: list[int]) -> None:
    kept = Library(tmp_path, keep_reader=LONG)
    for number in range(3):
        assert kept.add("note.txt", TEXT.format(number).encode()) == ("note.txt" if not number else f"note ({number + 1}).txt")
    assert len(started) == 1
    kept.close()


def test_files_of_one_name_added_at_once_all_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is stored under a name of its own with its own bytes, though both found the first name free."""
    replace = os.replace

    def slow(source: Path, target: Path) -> None:
        time.sleep(0.2)  # the other one looks meanwhile whether the name is free
        replace(source, target)

    monkeypatch.setattr(os, "replace", slow)
    documents = Library(tmp_path)
    texts = [TEXT.format(number).encode() for number in range(3)]
    adding = [threading.Thread(target=documents.add, args=("note.txt", text)) for text in texts]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == texts
