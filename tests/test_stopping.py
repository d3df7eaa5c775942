"""Stopping the server as a service manager, a container or Ctrl+C does: real processes, real signals."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL_LIBRARY
from hashing_encoder import HashingEncoder

from corpus.errors import RapporteurError
from corpus.library import Library
from index.build import update_index
from index.lock import writer_lock
from index.passage_index import PassageIndex
from ui.page.update_phrases import UPDATE_ABANDONED
from ui.server import listen
from ui.updating import IndexUpdater

HERE = Path(__file__).parent
SECONDS = 60
# A third of this is the limit that people notice; the rest is for busy machines.
SECONDS_TO_STOP = 15


@dataclass
class Running:
    """A server that runs."""

    process: "subprocess.Popen[str]"
    port: int
    documents: Path
    index: Path
    temporary: Path

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)

    def sent(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> tuple[int, bytes]:
        with closing(self.connection()) as connection:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            response = connection.getresponse()
            return response.status, response.read()

    def call(self, method: str, path: str, record: object = None) -> tuple[int, Any]:
        status, body = self.sent(method, path, json.dumps(record).encode() if record is not None else None)
        return status, json.loads(body)

    @property
    def questions(self) -> int:
        """How many questions are being answered."""
        lines = self.sent("GET", "/api/v1/metrics")[1].decode().splitlines()
        return next(int(line.split(" ")[1]) for line in lines if line.startswith("rapporteur_questions_running "))

    def stopped(self, number: int) -> tuple[int, str]:
        """The exit status after a signal, and what was written on standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=SECONDS_TO_STOP)
        return self.process.returncode, errors

    def left_behind(self) -> list[str]:
        return sorted(path.name for path in self.temporary.iterdir())


@pytest.fixture
def served(write_library: Callable[[Mapping[str, str]], Path], tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts servers over the small library, indexed."""
    processes = []

    def start(question_s: float = 0.0, passage_s: float = 0.0) -> Running:
        documents, index, temporary = write_library(SMALL_LIBRARY), tmp_path / "index", tmp_path / "temporary"
        update_index(Library(documents), index, HashingEncoder())
        temporary.mkdir()
        command = [sys.executable, str(HERE / "served_process.py"), str(index), str(question_s), str(passage_s)]
        environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        processes.append(process)
        assert process.stdout is not None
        address = process.stdout.readline()
        assert address, process.communicate()[1]
        port = re.search(r"http://127\.0\.0\.1:(\d+)/", address)
        assert port, address
        return Running(process, int(port[1]), documents, index, temporary)

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def until(true: Callable[[], bool]) -> None:
    for _ in range(SECONDS * 50):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it does not come")


def asked_on_the_page(server: Running) -> str:
    """How a question on the page ended: the last message of its stream."""
    config = server.call("GET", "/config")[1]
    names = {component["id"]: component["props"].get("elem_id") for component in config["components"]}
    states = {component["id"] for component in config["components"] if component["type"] == "state"}
    event = next(event for event in config["dependencies"] if any(names.get(part) == "question" for part, _ in event["targets"]))
    given = ["How many vessels?", *(None if part in states else "" for part in event["inputs"][1:])]
    status, joined = server.call("POST", "/gradio_api/queue/join", {"data": given, "fn_index": event["id"], "session_hash": "visit"})
    assert status == 200, joined
    stream = server.sent("GET", "/gradio_api/queue/data?session_hash=visit")[1].decode()
    told = [json.loads(line[5:]) for line in stream.splitlines() if line.startswith("data:")]
    return next(f"{message['msg']} {message['success']}" for message in told if message["msg"] == "process_completed")


@contextmanager
def open_stream(server: Running) -> Iterator[None]:
    """What a page that somebody looks at holds open; it has to end with the server."""
    with closing(server.connection()) as connection:
        connection.request("GET", "/gradio_api/heartbeat/visitor")
        response = connection.getresponse()
        yield
        response.read()


def upload(server: Running) -> None:
    """A file chosen on the page, and the page closed before it was read."""
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nA secret.\r\n--x--\r\n'
    assert server.sent("POST", "/gradio_api/upload", body, "multipart/form-data; boundary=x")[0] == 200
    assert [path.read_text() for path in server.temporary.rglob("a.txt")] == ["A secret."]


def test_questions_are_answered_before_a_server_stops(served: Callable[..., Running]) -> None:
    server = served(question_s=2.0)
    upload(server)
    with open_stream(server), ThreadPoolExecutor(2) as people:
        on_page = people.submit(asked_on_the_page, server)
        until(lambda: server.questions == 1)
        over_http = people.submit(server.call, "POST", "/api/v1/ask", {"question": "How many vessels did the harbour master count?"})
        until(lambda: server.questions == 2)
        status, errors = server.stopped(signal.SIGTERM)
        answered, answer = over_http.result()
        assert (answered, answer["citations"][0]["document_id"]) == (200, "harbour-note.txt")
        assert on_page.result() == "process_completed True"
    assert (status, errors) == (0, "")
    assert server.left_behind() == []
    with listen("127.0.0.1", server.port):
        pass
    with pytest.raises(ConnectionError):
        server.call("GET", "/")


def test_an_update_is_undone_when_the_server_stops(served: Callable[..., Running]) -> None:
    server = served(passage_s=0.5)
    before = (server.index / "CURRENT").read_bytes()
    for number in range(30):
        (server.documents / f"more-{number}.txt").write_text(
            f"Note {number}\n\nThe quay number {number} was closed for the winter.\n", encoding="utf-8"
        )
    job = server.call("POST", "/api/v1/index")[1]["job_id"]
    until(lambda: bool(server.call("GET", f"/api/v1/jobs/{job}")[1]["stage"] == "Encoding passages"))
    assert (server.index / ".building").exists()
    status, errors = server.stopped(signal.SIGTERM)
    assert (status, errors) == (0, "")
    assert (server.index / "CURRENT").read_bytes() == before
    assert not (server.index / ".building").exists()
    assert not (server.index / ".lock-owner").exists()
    assert {summary.document_id for summary in PassageIndex.open(server.index).documents()} == set(SMALL_LIBRARY)
    with writer_lock(server.index):
        pass
    report = update_index(Library(server.documents), server.index, HashingEncoder())
    assert len(report.added) == 30


def test_ctrl_c_stops_without_a_traceback(served: Callable[..., Running]) -> None:
    server = served()
    with open_stream(server):
        status, errors = server.stopped(signal.SIGINT)
    assert (status, errors) == (130, "")
    assert server.left_behind() == []


@pytest.mark.parametrize("seconds", [0.3, 1.2])
def test_a_server_that_still_starts_stops(seconds: float, tmp_path: Path, write_library: Callable[[Mapping[str, str]], Path]) -> None:
    documents, index = write_library(SMALL_LIBRARY), tmp_path / "index"
    update_index(Library(documents), index, HashingEncoder())
    command = [sys.executable, str(HERE / "served_process.py"), str(index), "0", "0"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    time.sleep(seconds)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=SECONDS_TO_STOP)
    assert process.returncode in (0, -signal.SIGTERM)
    assert errors == ""


def test_an_update_that_is_stopped_says_so_to_everybody_and_none_follows() -> None:
    begun, go_on, runs = threading.Event(), threading.Event(), []

    def update(report: Callable[[str, int, int], None]) -> Any:
        runs.append(1)
        begun.set()
        go_on.wait(10)
        report("Encoding passages", 1, 2)
        raise RapporteurError("it went on")

    updater = IndexUpdater(update)
    assert updater.request()
    begun.wait(10)
    assert not updater.request()  # another is to follow
    updater.stop()
    go_on.set()
    assert updater.ended(10)
    assert updater.last.problem == UPDATE_ABANDONED
    assert [(state.running, state.problem) for state in updater.follow()][-1] == (False, UPDATE_ABANDONED)
    assert len(runs) == 1
