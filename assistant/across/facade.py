"""Across: what a page, a terminal or a program asks of many documents at once.

What enters: an assistant, for the generation in force and its encoder. What leaves: comparisons, timelines and differences. One
generation answers one request, whatever is built meanwhile. It deliberately holds nothing between requests.
"""

from collections.abc import Sequence
from typing import Protocol

from assistant.across.comparison import QUOTES_PER_CELL, Comparison, compare
from assistant.across.differences import Differing, where_they_differ
from assistant.across.reading import Report
from assistant.across.timeline import QUOTES_PER_DOCUMENT, Timeline, timeline
from index.encoder import Encoder
from index.engine import PassageEngine
from index.filters import EVERYTHING, Filter


class HasIndex(Protocol):
    """What knows the generation in force and the encoder that built it, as `assistant.assistant.Assistant` does."""

    @property
    def in_force(self) -> tuple[PassageEngine, Encoder]: ...


def _quietly(done: int, of: int) -> None:
    """Report to nobody."""


class Across:
    """Questions to many documents. Safe to use from several threads. Every method raises QuestionError or StoredIndexError."""

    def __init__(self, assistant: HasIndex) -> None:
        self._assistant = assistant

    def compare(
        self, questions: Sequence[str], where: Filter = EVERYTHING, *, quotes: int = QUOTES_PER_CELL, report: Report = _quietly
    ) -> Comparison:
        """What each document that fits says on each question, or that it says nothing."""
        return compare(questions, *self._assistant.in_force, where, quotes=quotes, report=report)

    def timeline(self, subject: str, where: Filter = EVERYTHING, *, quotes: int = QUOTES_PER_DOCUMENT, report: Report = _quietly) -> Timeline:
        """What the documents that fit say on a subject, by their dates."""
        return timeline(subject, *self._assistant.in_force, where, quotes=quotes, report=report)

    def differences(self, subject: str, where: Filter = EVERYTHING, *, report: Report = _quietly) -> Differing:
        """Where the documents that fit differ on a subject, undecided."""
        return where_they_differ(subject, *self._assistant.in_force, where, report=report)
