"""What a language model is to this program: something that writes text for messages.

What enters: nothing. What leaves: the protocol, its messages, and the one error. It deliberately knows no server, no file
and no prompt, and nothing here trusts what a writer writes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from corpus.errors import RapporteurError

# What a question, its quotes and the answer may cost together: every model in use reads so much.
CONTEXT_TOKENS = 4096
# Letters, in UTF-8 bytes, that one token holds at least in the tokenizers in use, on the average of a text.
_BYTES_PER_TOKEN = 3
# What a chat template puts around one message, at most.
_TOKENS_PER_MESSAGE = 8


class WriterError(RapporteurError):
    """The language model cannot be opened or did not answer; the quotes are not touched by it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class TokenCount:
    """So many tokens; `exact` when the model's own tokenizer counted them, else estimated on the high side."""

    tokens: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """What one answer cost, in tokens read and written; `exact` when the model said so itself."""

    read: int = 0
    written: int = 0
    exact: bool = True

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.read + other.read, self.written + other.written, self.exact and other.exact)


class Writer(Protocol):
    """A language model."""

    @property
    def name(self) -> str:
        """The model's name, for people."""
        ...

    @property
    def sends_to(self) -> str:
        """The host that questions and quotes are sent to; empty when they stay on this machine."""
        ...

    def count(self, messages: Sequence[Message]) -> TokenCount:
        """What messages cost. Raises WriterError."""
        ...

    def stream(self, messages: Sequence[Message], max_tokens: int, numbers: Sequence[int] = ()) -> Iterator[str | Usage]:
        """Pieces of text as they are written, and what they cost, last. Raises WriterError; ends early when it is closed.

        `numbers` are the quotes that may be cited: a writer that can hold a model to a form lets it write cited sentences alone.
        """
        ...


def estimated(texts: Sequence[str]) -> int:
    """Tokens of some messages' texts, estimated on the high side."""
    return sum(len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1 + _TOKENS_PER_MESSAGE for text in texts)
