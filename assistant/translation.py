"""Quotes in another language than the question, and what may stand beside them.

What enters: an answer. What leaves: which of its quotes a reader of the question may not be able to read, and what a translation of one
is. A translation is machine-made, stands beside the quote and never in its place: it is no quote, is not verified, and is not
exported. It deliberately translates nothing.
"""

from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, Citation
from corpus.language import base_of

# The language of a question whose language could not be told.
_ELSE_ASKED_IN = "en"


@dataclass(frozen=True, slots=True)
class Translation:
    """What a model made of the quote with a number; `language` is the one it is in, `model` who made it.

    `problem` is why there is no text, `remark` what of the text could not be checked; plain words, empty where there is nothing to say.
    """

    number: int
    text: str
    language: str
    model: str
    problem: str = ""
    remark: str = ""


class TranslatesQuotes(Protocol):
    """Whoever can translate a quote; what cannot be translated comes back with its problem, and nothing is raised."""

    @property
    def sends_to(self) -> str:
        """The host that quotes are sent to; empty when they stay on this machine."""
        ...

    def translation(self, citation: Citation, asked_in: str, /) -> Translation: ...


def asked_language(asked_in: str) -> str:
    """The language a question counts as asked in; one of no known language counts as English."""
    return asked_in if base_of(asked_in) else _ELSE_ASKED_IN


def in_another_language(citation: Citation, asked_in: str) -> bool:
    """Whether a quote is known to be in another language than its question."""
    quoted = base_of(citation.language)
    return bool(quoted) and quoted != base_of(asked_language(asked_in))


def to_translate(answer: Answer) -> tuple[Citation, ...]:
    """The quotes in another language than the question, each once."""
    return tuple(
        citation
        for citation in (*answer.citations, *answer.nearest)
        if citation.duplicate_of is None and in_another_language(citation, answer.language)
    )
