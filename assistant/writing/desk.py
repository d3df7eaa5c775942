"""A writer, ready for use: what the command line, the page and the service need of it, in one place.

What enters: a writer, and what becomes of the sentences that fail. What leaves: written
sentences as they may be shown. It deliberately gives nobody a sentence that may reach no screen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Answer, Citation
from assistant.translation import Translation
from assistant.writing.answering import WrittenEnd, WrittenSentence, write_answer
from assistant.writing.follow_up import rewritten
from assistant.writing.translating import translated
from assistant.writing.writer import Writer

Shows = Literal["struck", "dropped"]
# What stands in place of a sentence that is not shown even struck out.
WITHHELD = ""


@dataclass(frozen=True, slots=True)
class WritingDesk:
    """Writes above an answer's quotes; `shows` says whether a sentence that failed is seen struck out, or not at all."""

    writer: Writer
    shows: Shows = "struck"

    @property
    def sends_to(self) -> str:
        """The host that questions and quotes are sent to; empty when they stay on this machine."""
        return self.writer.sends_to

    def write(self, answer: Answer) -> Iterator[WrittenSentence | WrittenEnd]:
        """Sentences that passed, those that failed where they are wanted, and how it ended. The text of one that may reach no screen is empty."""
        for event in write_answer(answer, self.writer):
            if isinstance(event, WrittenEnd) or event.verdict.passed:
                yield event
            elif self.shows == "struck":
                yield event if event.verdict.near else replace(event, text=WITHHELD)

    def rewrite(self, question: str, history: Sequence[str]) -> str:
        """The question to search, completed from the conversation."""
        return rewritten(question, history, self.writer)

    def translation(self, citation: Citation, asked_in: str) -> Translation:
        """A quote in its question's language, or why not."""
        return translated(citation, asked_in, self.writer)
