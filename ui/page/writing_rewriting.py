"""An assistant whose follow-ups a language model completes.

What enters: an assistant and a writing desk. What leaves: the same assistant, but that a question which leans on those before it is
searched as the model rewrote it, and shown so. It deliberately falls back to the assistant's own rules wherever the model adds
something or fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.assistant import DEFAULT_QUOTES
from assistant.selection import MIN_QUOTES
from assistant.writing.desk import WritingDesk
from corpus.document import Document
from index.filters import EVERYTHING, Filter
from index.store import DocumentSummary
from ui.backend import AnswersQuestions, OpenIndex


@dataclass(frozen=True, slots=True)
class RewritesFollowUps:
    """Answers questions like the assistant it stands before."""

    assistant: AnswersQuestions
    desk: WritingDesk

    @property
    def index(self) -> OpenIndex:
        return self.assistant.index

    def ask(
        self, question: str, *, quotes: int = DEFAULT_QUOTES, where: Filter = EVERYTHING, history: Sequence[str] = (), fewest: int = MIN_QUOTES
    ) -> Answer:
        query = self.desk.rewrite(question, history) if history else question
        answer = self.assistant.ask(query, quotes=quotes, where=where, fewest=fewest)
        return replace(answer, question=question)

    def document(self, document_id: str) -> Document:
        return self.assistant.document(document_id)

    def documents(self) -> Sequence[DocumentSummary]:
        return self.assistant.documents()

    def suggestions(self, limit: int = 4) -> Sequence[str]:
        return self.assistant.suggestions(limit)
