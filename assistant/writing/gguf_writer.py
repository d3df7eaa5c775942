"""Models in this process, from a GGUF file; xllamacpp is imported here alone.

What enters: messages. What leaves: text as it is written. llama.cpp comes with a server that listens on this machine's own
loopback address: its pages are off, and it answers only to a key made anew for each process. It deliberately loads the file
when something is first written, and writes one answer at a time.
"""

import json
import os
import queue
import secrets
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.writing.prompts import MAX_SENTENCES
from assistant.writing.writer import CONTEXT_TOKENS, Message, TokenCount, Usage, WriterError, estimated

if TYPE_CHECKING:
    from xllamacpp import Server

_MAGIC = b"GGUF"
# Without a piece of text for so long, the model is taken to hang.
SILENCE_SECONDS = 120.0
_TOKENIZE_SECONDS = 10.0
_SEED = 1  # the same question, quotes and file give the same text


class GgufWriter:
    """A model from a file."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                magic = file.read(len(_MAGIC))
        except OSError as error:
            raise WriterError(f"the writer {path} cannot be read: {error.strerror or error}; name a GGUF file, or an address") from error
        if magic != _MAGIC:
            raise WriterError(f"the writer {path} is no GGUF file")
        self._path, self._key = path, secrets.token_urlsafe(32)
        self._server: Server | None = None
        self._opening, self._writing = threading.Lock(), threading.Lock()

    @property
    def name(self) -> str:
        return self._path.stem

    @property
    def sends_to(self) -> str:
        return ""

    def count(self, messages: Sequence[Message]) -> TokenCount:
        """What messages cost in the model's own tokens, its chat template's included."""
        try:
            prompt = self._told("/apply-template", {"messages": _sent(messages)})["prompt"]
            return TokenCount(len(self._told("/tokenize", {"content": prompt, "parse_special": True})["tokens"]), exact=True)
        except (OSError, ValueError, KeyError, TypeError):
            return TokenCount(estimated([message.text for message in messages]), exact=False)

    def stream(self, messages: Sequence[Message], max_tokens: int, numbers: Sequence[int] = ()) -> Iterator[str | Usage]:
        """Pieces of text as they are written. Raises WriterError."""
        server = self._opened()
        pieces: queue.Queue[Any] = queue.Queue()
        left = threading.Event()
        request: dict[str, Any] = {
            "messages": _sent(messages),
            "max_tokens": max_tokens,
            "temperature": 0,
            "seed": _SEED,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if numbers:
            request["grammar"] = cited_sentences(numbers)

        def heard(chunk: Any) -> bool:
            pieces.put(chunk)
            return left.is_set()  # true stops the model

        def write() -> None:
            try:
                with self._writing:
                    server.handle_chat_completions(request, heard)
            finally:
                pieces.put(None)

        threading.Thread(target=write, name="writer", daemon=True).start()
        try:
            yield from _pieces(pieces)
        finally:
            left.set()

    def _opened(self) -> "Server":
        with self._opening:
            if self._server is None:
                self._server = self._open()
            return self._server

    def _open(self) -> "Server":
        try:
            import xllamacpp
        except ImportError as error:
            raise WriterError('a writer from a file needs the package xllamacpp; install it with pip install "rapporteur[local]"') from error
        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(self._path)
        wanted.n_ctx, wanted.n_parallel = CONTEXT_TOKENS, 1
        wanted.verbosity, wanted.offline, wanted.warmup = -1, True, False
        wanted.ui = wanted.endpoint_slots = wanted.endpoint_props = wanted.endpoint_metrics = False
        wanted.api_keys = [self._key]
        # One core is left to the questions asked meanwhile: two busy threads on two busy cores are slower than one.
        wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 2) - 1)
        try:
            return xllamacpp.Server(wanted)
        except RuntimeError as error:
            raise WriterError(f"the writer {self._path} does not open: it is damaged, or of a kind that llama.cpp does not know") from error

    def _told(self, path: str, question: dict[str, object]) -> Any:
        """What the server inside this process says over this machine's own loopback address."""
        body = json.dumps(question).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        request = urllib.request.Request(self._opened().listening_address + path, body, headers)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=_TOKENIZE_SECONDS) as told:
            return json.load(told)


def cited_sentences(numbers: Sequence[int]) -> str:
    """A llama.cpp grammar: one to four sentences of words and figures, each with a citation at its end, or that there is no answer.

    Small models forget to cite, and run on in figures. Whether the citation is right, the check says.
    """
    known = " | ".join(f'"{number}"' for number in numbers)
    word = r"""[^0-9 .,!?:;"“”\[\]<>{}|`\n\r]"""
    return (
        f'root ::= "NO ANSWER" | sentence (" " sentence){{0,{MAX_SENTENCES - 1}}}\n'
        'sentence ::= [A-Z] letter{0,24} ((" " | ", ") (word | figure)){3,30} " [" number "]."\n'
        f"letter ::= {word}\n"
        "word ::= letter{1,24}\n"
        'figure ::= [0-9]{1,4} ("," [0-9]{3}){0,3} ("." [0-9]{1,2})? "%"?\n'
        f"number ::= {known}\n"
    )


def _sent(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.text} for message in messages]


def _pieces(pieces: "queue.Queue[Any]") -> Iterator[str | Usage]:
    """The text and the cost in llama.cpp's chunks, until the None that ends them."""
    while True:
        try:
            chunk = pieces.get(timeout=SILENCE_SECONDS)
        except queue.Empty as error:
            raise WriterError(f"the writer was silent for {SILENCE_SECONDS:.0f} seconds") from error
        if chunk is None:
            return
        if "error" in chunk:
            too_long = chunk["error"].get("type") == "exceed_context_size_error"
            raise WriterError("the question and its quotes are too long for the writer" if too_long else "the writer failed")
        for choice in chunk.get("choices", ()):
            if text := choice.get("delta", {}).get("content"):
                yield str(text)
        if usage := chunk.get("usage"):
            yield Usage(int(usage["prompt_tokens"]), int(usage["completion_tokens"]))
