"""The server that is put under load: a process of its own, on a free port of loopback.

What enters: an index, and names of users where they are to sign in. What leaves: its address, its process, the tokens, and how the page's
own script asks a question. It deliberately measures nothing but the time to the first page.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

COMMAND = (sys.executable, "-c", "from ui.command_line import main; main()")
PASSWORD = "a password for the load test alone"
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Served:
    """A server that runs. A question on the page is the event `page_event` with `page_inputs`, the first of which is the question."""

    address: str
    pid: int
    tokens: Mapping[str, str]
    first_page_s: float
    page_event: int = -1
    page_trigger: int = -1
    page_inputs: tuple[Any, ...] = ()


@contextmanager
def served(index: Path, people: Sequence[str] = ()) -> Iterator[Served]:
    """A server over an index; with people, each of them signs in with a token and may ask as often as they like."""
    with tempfile.TemporaryDirectory() as scratch:
        users = Path(scratch) / "users.json"
        tokens = {person: _token(person, users) for person in people}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "RAPPORTEUR_USERS": str(users), "RAPPORTEUR_QUESTIONS_PER_MINUTE": "0"}
        began = time.perf_counter()
        command = [*COMMAND, "serve", "--index", str(index), "--port", str(port), "--no-browser"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _first_page(process, address)
            first_page = round(time.perf_counter() - began, 2)
            page = _page(address) if not people else {}
            yield Served(address, process.pid, tokens, first_page, **page)
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(60)
        if status != 0:
            raise RuntimeError(f"the server ended with status {status}")


def rss(pid: int) -> int:
    """The memory a process has in use, in bytes; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _first_page(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(SECONDS_TO_START * 50):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            httpx.get(f"{address}/", timeout=30, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer")


def _page(address: str) -> dict[str, Any]:
    """How a question is asked on the page, read from the page's own description."""
    config = httpx.get(f"{address}/config", timeout=30, trust_env=False).json()
    names = {component["id"]: component["props"].get("elem_id") for component in config["components"]}
    kinds = {component["id"]: component["type"] for component in config["components"]}
    for event in config["dependencies"]:
        for component, action in event["targets"]:
            if names.get(component) == "question" and action == "submit":
                inputs = tuple(None if kinds[given] == "state" else "" for given in event["inputs"])
                return {"page_event": event["id"], "page_trigger": component, "page_inputs": inputs}
    raise RuntimeError("the page has no box for questions that can be found")


def _token(person: str, users: Path) -> str:
    def run(*words: str) -> str:
        command = [*COMMAND, "user", *words, "--users", str(users)]
        return subprocess.run(command, check=True, capture_output=True, text=True, input=PASSWORD).stdout.strip()

    run("add", person, "--role", "editor")
    return run("token", person)


def questions_of(path: Path) -> list[str]:
    """The questions of a file of JSON lines."""
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
