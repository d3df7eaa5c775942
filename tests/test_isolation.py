"""Reading processes: whatever a reader does, it costs that one file, in words, and the next files are read.

The readers that misbehave are those of `misbehaving_reader.py`; the processes are real.
"""

import base64
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from corpus.errors import DocumentError, LibraryError
from corpus.file_reading import FileReading, read_file
from corpus.isolation import FileReaders, Limits, Request
from corpus.worker import encoded

READER = (sys.executable, "-P", str(Path(__file__).with_name("misbehaving_reader.py")))
TEXT = "The ferry leaves at nine from pier {}."
# The system's own limit is what stops the one that eats; enough for Python itself.
LIMITS = Limits(seconds=30.0, memory_bytes=1024**3)

Write = Callable[..., Request]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes) -> Request:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Request(name, path)

    return write


@pytest.fixture(autouse=True)
def no_process_is_left_behind() -> Iterator[None]:
    before = children()
    yield
    assert not children() - before


def children() -> set[int]:
    """The processes this one has started that are not gone, those that ended and were never asked about among them."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(status.parent.name))
        except OSError:  # gone meanwhile
            continue
    return found


def read(requests: Sequence[Request], limits: Limits = LIMITS, processes: int = 1) -> list[FileReading]:
    with FileReaders(limits, processes, READER) as readers:
        return list(readers.read_all(requests))


def among_good_files(write: Write, bad: Request, limits: Limits = LIMITS) -> FileReading:
    """What a bad file gives between two good ones, which are read."""
    before, after = write("before.txt", TEXT.format(1)), write("behind.txt", TEXT.format(2))
    first, reading, last = read([before, bad, after], limits)
    assert [document.text for document in (*first.documents, *last.documents)] == [TEXT.format(1), TEXT.format(2)]
    assert not first.problems + last.problems
    return reading


def assert_lost(reading: FileReading, name: str, reason: str) -> None:
    assert not reading.documents
    assert [problem.document_id for problem in reading.problems] == [name]
    assert reason in reading.problems[0].reason
    assert not reading.problems[0].partly


@pytest.mark.parametrize("suffix", ["abort", "fault", "leave", "sysexit"])
def test_a_reader_that_crashes_costs_its_file(write: Write, suffix: str) -> None:
    assert_lost(among_good_files(write, write(f"bad.{suffix}", "x")), f"bad.{suffix}", "its reader crashed; the file is damaged")


def test_a_reader_that_hangs_costs_its_file_and_the_time_allowed(write: Write) -> None:
    started = time.perf_counter()
    reading = among_good_files(write, write("bad.hang", "x"), Limits(seconds=3.0))
    assert_lost(reading, "bad.hang", "reading it took longer than 3 seconds and was stopped; split it or save it in another format")
    assert time.perf_counter() - started < 3.0 + 8.0  # and two processes begun, on a machine with other work


def test_a_reader_that_eats_memory_costs_its_file(write: Write) -> None:
    assert_lost(among_good_files(write, write("bad.eat", "x")), "bad.eat", "it needs more memory to read than one file may take")


def test_a_reader_that_talks_spoils_no_answer(write: Write) -> None:
    reading = among_good_files(write, write("loud.say", TEXT.format(3)))
    assert [document.text for document in reading.documents] == [TEXT.format(3)]


@pytest.mark.parametrize("there", [False, True])
def test_a_reader_cannot_write_a_file(write: Write, tmp_path: Path, there: bool) -> None:
    target = tmp_path / "target.txt"
    if there:
        target.write_text("mine")
    among_good_files(write, write("bad.write", f"{target}\n\n{TEXT.format(3)}"))
    assert (target.read_bytes() if target.exists() else b"") == b""  # opened and emptied it may be: it is never given content


def document(name: str, **changes: object) -> dict[str, object]:
    """An answer of the program's own form, changed."""
    answer = encoded(read_file(name, TEXT.format(1).encode()))
    answer["documents"][0] |= changes
    return answer


def integers(*numbers: int) -> str:
    return base64.b64encode(b"".join(number.to_bytes(4, sys.byteorder, signed=True) for number in numbers)).decode()


GARBAGE = {
    "an empty value": "{}",
    "no json": "<html>",
    "cut off": '{"sha256": "", "documents": [',
    "another value": "[1, 2]",
    "null": "null",
    "no documents": '{"sha256": ""}',
    "another form": '{"sha256": "", "documents": [{"document_id": "bad.answer"}], "problems": []}',
    "another file's document": json.dumps(document("good.txt")),
    "a document beside the file": json.dumps(document("bad.answer.txt", document_id="bad.answerer/x.txt", held_in="bad.answer")),
    "a span past the end": json.dumps(document("bad.txt", document_id="bad.answer", sentences=integers(0, 5000))),
    "a span before the start": json.dumps(document("bad.txt", document_id="bad.answer", sentences=integers(-9, 5))),
    "spans out of order": json.dumps(document("bad.txt", document_id="bad.answer", sentences=integers(9, 12, 0, 5))),
    "half a number": json.dumps(document("bad.txt", document_id="bad.answer", sentences="AAA=")),
    "a page past the end": json.dumps(document("bad.txt", document_id="bad.answer", page_kind="page", pages='[[0, 5000, 1, ""]]')),
    "a text that is none": json.dumps(document("bad.txt", document_id="bad.answer", text=["The ferry"])),
    "a title that is none": json.dumps(document("bad.txt", document_id="bad.answer", title={"a": 1})),
    "half a letter": json.dumps(document("bad.txt", document_id="bad.answer", title="\ud83d")),
    "another file's problem": '{"sha256": "", "documents": [], "problems": [{"document_id": "good.txt", "reason": "it is gone"}]}',
    "a problem without words": '{"sha256": "", "documents": [], "problems": [{"document_id": "bad.answer", "reason": null}]}',
}


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=list(GARBAGE))
def test_an_answer_that_is_not_one_costs_its_file(write: Write, answer: str) -> None:
    assert_lost(among_good_files(write, write("bad.answer", answer)), "bad.answer", "its reader crashed")


def test_files_come_in_the_order_asked_however_long_each_takes(write: Write) -> None:
    kinds = ["txt", "abort", "txt", "txt", "hang", "txt", "leave", "txt"]
    requests = [write(f"{number:02}.{kinds[number % len(kinds)]}", TEXT.format(number)) for number in range(16)]
    readings = read(requests, Limits(seconds=3.0), processes=3)
    for request, reading in zip(requests, readings, strict=True):
        if request.document_id.endswith(".txt"):
            assert [document.document_id for document in reading.documents] == [request.document_id]
        else:
            assert [problem.document_id for problem in reading.problems] == [request.document_id]


def test_who_stops_early_waits_for_no_file_and_leaves_no_process(write: Write) -> None:
    requests = [write(f"{number}.hang" if number else "0.txt", TEXT.format(number)) for number in range(9)]
    started = time.perf_counter()
    with FileReaders(Limits(seconds=60.0), 2, READER) as readers:
        assert next(readers.read_all(requests)).documents
    assert time.perf_counter() - started < 30


def test_an_error_while_reading_ends_the_processes(write: Write) -> None:
    def requests() -> Iterator[Request]:
        yield write("0.hang", "x")
        yield write("1.hang", "x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), FileReaders(Limits(seconds=60.0), 2, READER) as readers:
        list(readers.read_all(requests()))


def test_nothing_is_read_by_readers_that_are_closed(write: Write) -> None:
    with FileReaders(LIMITS, 1, READER) as readers:
        pass
    with pytest.raises(RuntimeError):
        list(readers.read_all([write("0.txt", TEXT)]))


def test_a_process_that_cannot_be_started_is_said(write: Write, tmp_path: Path) -> None:
    with FileReaders(LIMITS, 1, (str(tmp_path / "nothing"),)) as readers, pytest.raises(LibraryError, match="none can be started: No such file"):
        list(readers.read_all([write("0.txt", TEXT)]))


def test_a_file_that_goes_or_cannot_be_opened_is_said(write: Write, tmp_path: Path) -> None:
    gone = write("gone.txt", TEXT)
    gone.path.unlink()
    (tmp_path / "folder.txt").mkdir()
    readings = read([gone, Request("folder.txt", tmp_path / "folder.txt")])
    assert [reading.problems[0].reason for reading in readings] == ["it went away while the folder was read", "it cannot be read: Is a directory"]


def test_another_request_that_fails_is_an_error_in_words(write: Write) -> None:
    with FileReaders(Limits(seconds=3.0), 1, READER) as readers:
        for suffix, reason in (("abort", "its reader crashed"), ("hang", "took longer than 3 seconds")):
            request = write(f"bad.{suffix}", "x")
            asked = {"task": "read", "document_id": request.document_id, "path": str(request.path), "passwords": [], "given": {}}
            with pytest.raises(DocumentError, match=reason):
                readers.ask(asked)
        with pytest.raises(DocumentError, match="its reader crashed"):
            readers.ask({"task": "dance"})


def test_no_thread_is_left_behind(write: Write) -> None:
    before = set(threading.enumerate())
    read([write(f"{number}.txt", TEXT.format(number)) for number in range(4)], processes=2)
    assert set(threading.enumerate()) == before
