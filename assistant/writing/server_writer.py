"""Models behind an OpenAI-compatible address: Ollama, llama.cpp, vLLM, hosted ones; openai is imported here alone.

What enters: messages. What leaves: text as it is written. Whatever goes wrong becomes one WriterError in plain words that
repeats nothing the server said, since a server's words may hold the prompt, and no key. It deliberately follows no redirect,
retries a bounded number of times, and stops a stream that is too long or too slow.
"""

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from assistant.writing.writer import Message, TokenCount, Usage, WriterError, estimated

CONNECT_SECONDS = 5.0
# Between two pieces of text: a large model on a laptop reads its prompt for so long before it writes.
SILENCE_SECONDS = 60.0
# For one answer altogether.
ANSWER_SECONDS = 180.0
RETRIES = 2
_TOKENIZE_SECONDS = 5.0
_STATUS = {
    400: "did not accept the request",
    401: "refused the key; set RAPPORTEUR_WRITER_KEY",
    403: "refused the key; set RAPPORTEUR_WRITER_KEY",
    404: "has no such model or address; see --writer and --writer-model",
    408: "took too long",
    413: "did not accept so long a request",
    429: "has too many requests at the moment; try again later",
}


class ServerWriter:
    """A model behind an address."""

    def __init__(self, address: str, model: str, key: str, host: str, silence_seconds: float = SILENCE_SECONDS) -> None:
        try:
            import httpx2
            from openai import DefaultHttpxClient, OpenAI
        except ImportError as error:
            raise WriterError('a writer at an address needs the package openai; install it with pip install "rapporteur[writer]"') from error
        times = httpx2.Timeout(silence_seconds, connect=CONNECT_SECONDS)
        # A proxy named in the environment is for other machines: nothing meant for this one goes through it.
        transport = DefaultHttpxClient(follow_redirects=False, trust_env=bool(host), timeout=times)
        # An empty header cannot be sent; servers without keys ignore this one.
        self._client = OpenAI(base_url=address, api_key=key or "no-key", timeout=times, max_retries=RETRIES, http_client=transport)
        self._address, self._model, self._host = address, model, host
        self._own_tokenizer: bool | None = None if not host else False

    @property
    def name(self) -> str:
        return self._model or "the server's first model"

    @property
    def sends_to(self) -> str:
        return self._host

    def count(self, messages: Sequence[Message]) -> TokenCount:
        """What messages cost: counted by the server where it is on this machine and can, else estimated."""
        texts = [message.text for message in messages]
        if self._own_tokenizer is not False:
            counted = [self._tokens(text) for text in texts]
            self._own_tokenizer = None not in counted
            if self._own_tokenizer:
                return TokenCount(sum(count for count in counted if count is not None) + estimated([""] * len(texts)), exact=True)
        return TokenCount(estimated(texts), exact=False)

    def stream(self, messages: Sequence[Message], max_tokens: int, numbers: Sequence[int] = ()) -> Iterator[str | Usage]:
        """Pieces of text as they are written. Raises WriterError. Servers differ in how they hold a model to a form: `numbers` is not used."""
        import httpx2
        from openai import OpenAIError

        try:
            yield from self._pieces(messages, max_tokens)
        except (OpenAIError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, ValueError, TypeError, AttributeError, LookupError) as error:
            _fail(error)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str | Usage]:
        if not self._model:
            self._model = self._first_model()
        sent: list[Any] = [{"role": message.role, "content": message.text} for message in messages]
        ends = time.monotonic() + ANSWER_SECONDS
        answer = self._client.chat.completions.create(
            model=self._model, messages=sent, max_tokens=max_tokens, temperature=0, stream=True, stream_options={"include_usage": True}
        )
        usage, written, finished = None, [], False
        with contextlib.closing(answer):
            for chunk in answer:
                if time.monotonic() > ends:
                    raise WriterError(f"the writer had not finished after {ANSWER_SECONDS:.0f} seconds")
                if chunk.usage is not None:
                    usage = Usage(int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens))
                for choice in chunk.choices or ():
                    finished |= choice.finish_reason is not None
                    if choice.delta is not None and choice.delta.content:
                        written.append(str(choice.delta.content))
                        yield written[-1]
        if not finished:
            raise WriterError("the writer's answer broke off")
        yield usage or Usage(self.count(messages).tokens, estimated(["".join(written)]), exact=False)

    def _first_model(self) -> str:
        models = list(self._client.models.list())
        if not models:
            raise WriterError("the writer's server names no model; name one with --writer-model")
        return str(models[0].id)

    def _tokens(self, text: str) -> int | None:
        """Tokens of a text as llama.cpp's server and vLLM count them beside their /v1; None where this server does not."""
        import httpx2

        root = self._address.rstrip("/").removesuffix("/v1")
        try:
            with httpx2.Client(trust_env=False, follow_redirects=False, timeout=_TOKENIZE_SECONDS) as client:
                told = client.post(f"{root}/tokenize", json={"content": text, "prompt": text, "model": self._model}).json()
            return len(told["tokens"])
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            return None


def _fail(error: Exception) -> NoReturn:
    """One line in plain words for whatever a request ended with."""
    import httpx2
    import openai

    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        raise WriterError("the writer did not answer in time") from error
    if isinstance(error, openai.APIStatusError):
        what = _STATUS.get(error.status_code, "failed" if error.status_code >= 500 else "did not accept the request")
        raise WriterError(f"the writer's server {what} (HTTP {error.status_code})") from error
    if isinstance(error, openai.APIConnectionError | httpx2.ConnectError):
        raise WriterError("the writer cannot be reached; is its server running, and is the address right?") from error
    if isinstance(error, httpx2.HTTPError | httpx2.StreamError):
        raise WriterError("the writer's answer broke off") from error
    raise WriterError("the writer's server answered with something that is no answer") from error
