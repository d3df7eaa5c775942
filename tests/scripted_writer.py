"""A language model that writes what a test says: in this process, and as an OpenAI-compatible server on this machine.

The server speaks plain HTTP with server-sent events, as Ollama, llama.cpp and vLLM do, and has every fault a server can have: too
slow, broken off, no JSON, 429, 500, a redirect. What it was sent is kept for the test to look at.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.writing.writer import Message, TokenCount, Usage, WriterError, estimated

PIECE = 7


@dataclass
class ScriptedWriter:
    """Writes the same text whatever it is asked; `heard` are the messages it was sent."""

    text: str
    name: str = "scripted"
    sends_to: str = ""
    error: Exception | None = None
    tokens: int = 100
    heard: list[Sequence[Message]] = field(default_factory=list)
    closed: int = 0

    def count(self, messages: Sequence[Message]) -> TokenCount:
        return TokenCount(self.tokens if self.tokens >= 0 else estimated([message.text for message in messages]), exact=True)

    def stream(self, messages: Sequence[Message], max_tokens: int, numbers: Sequence[int] = ()) -> Iterator[str | Usage]:
        self.heard.append(messages)
        try:
            for start in range(0, len(self.text), PIECE):
                yield self.text[start : start + PIECE]
            if self.error is not None:
                raise self.error
            yield Usage(self.tokens, len(self.text) // 4)
        finally:
            self.closed += 1


def broken(text: str = "") -> ScriptedWriter:
    """A writer that breaks off after some text."""
    return ScriptedWriter(text, error=WriterError("the writer's answer broke off"))


@dataclass
class Script:
    """What a server answers: a text, a status, or a fault."""

    text: str = ""
    status: int = 200
    fault: str = ""
    failures: int = 0
    failing: int = 500
    pause: float = 0.0
    models: tuple[str, ...] = ("scripted-model",)
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def writer_server(script: Script) -> Iterator[str]:
    """The address of a server that follows a script, while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

        def do_GET(self) -> None:
            script.paths.append(self.path)
            self._json(200, {"object": "list", "data": [{"id": name, "object": "model", "created": 0, "owned_by": "t"} for name in script.models]})

        def do_POST(self) -> None:
            script.paths.append(self.path)
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
            if self.path == "/tokenize":
                self._json(200, {"tokens": body["content"].split()}) if script.fault != "no tokenizer" else self._json(404, {})
                return
            script.requests.append({"body": body, "headers": dict(self.headers)})
            if script.failures:
                script.failures -= 1
                self._json(script.failing, {"error": {"message": f"secret {body}"}})
            elif script.status != 200:
                self._json(script.status, {"error": {"message": f"secret {body}"}}, {"location": "http://127.0.0.1:9/v1"})
            else:
                self._stream()

        def _json(self, status: int, record: object, headers: dict[str, str] | None = None) -> None:
            content = json.dumps(record).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", "content-length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                for line in _FAULTS.get(script.fault, _whole)(script):
                    self.wfile.write(line)
                    self.wfile.flush()
            except OSError:
                return

    return Handler


def _event(record: object) -> bytes:
    return f"data: {json.dumps(record)}\n\n".encode()


def _chunk(text: str, finished: str | None = None) -> bytes:
    delta = {"role": "assistant", "content": text} if text else {}
    choice = {"index": 0, "delta": delta, "finish_reason": finished}
    return _event({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]})


def _whole(script: Script) -> Iterator[bytes]:
    for start in range(0, len(script.text), PIECE):
        time.sleep(script.pause)
        yield _chunk(script.text[start : start + PIECE])
    yield _chunk("", "stop")
    usage = {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366}
    yield _event({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _broken_off(script: Script) -> Iterator[bytes]:
    yield _chunk(script.text)


def _no_json(script: Script) -> Iterator[bytes]:
    yield _chunk(script.text)
    yield b"data: {not json\n\n"


def _silent(script: Script) -> Iterator[bytes]:
    yield _chunk(script.text)
    time.sleep(5)
    yield _chunk("too late", "stop")


def _strange(script: Script) -> Iterator[bytes]:
    yield _event({"choices": "none", "usage": 7})


def _error_inside(script: Script) -> Iterator[bytes]:
    yield _chunk(script.text)
    yield _event({"error": {"message": f"secret {script.text}", "code": 500}})


_FAULTS: dict[str, Callable[[Script], Iterator[bytes]]] = {
    "broken off": _broken_off,
    "no json": _no_json,
    "silent": _silent,
    "strange": _strange,
    "error inside": _error_inside,
}
