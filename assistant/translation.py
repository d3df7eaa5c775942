"""Quotes in another language than the question, and what may stand beside them.

What enters: an answer. What leaves: which of its quotes a reader of the question may not be able to read, and the protocol of
whoever can translate them. A translation is machine-made, stands beside the quote and never in its place: it is no quote, is not
verified, and is not exported. It deliberately translates nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, Citation
from corpus.language import base_of


@dataclass(frozen=True, slots=True)
class Translation:
    """What a model made of the quote with a number; `language` is the one it is in, `model` who made it."""

    number: int
    text: str
    language: str
    model: str


class TranslatesQuotes(Protocol):
    """A writer that can translate; one that cannot do it in time, or not into that language, leaves quotes out."""

    def translations(self, citations: Sequence[Citation], language: str, /) -> Sequence[Translation]: ...


def in_another_language(citation: Citation, asked_in: str) -> bool:
    """Whether a quote is known to be in another language than its question; a question of no known language counts as English."""
    quoted = base_of(citation.language)
    return bool(quoted) and quoted != (base_of(asked_in) or "en")


def to_translate(answer: Answer) -> tuple[Citation, ...]:
    """The quotes in another language than the question, each once."""
    return tuple(
        citation
        for citation in (*answer.citations, *answer.nearest)
        if citation.duplicate_of is None and in_another_language(citation, answer.language)
    )
