"""Questions as they are asked on the page, without any widget.

What enters: an assistant, a question, the conversation before it, a filter. What leaves: the conversation as HTML and as a value, first
with the question waiting and then with what came of it. It reads the clock, for when a question was asked and how long it took. It
deliberately decides nothing about answers and keeps nothing.
"""

import logging
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.conversations.record import Understanding, printable
from corpus.errors import RapporteurError
from index.filters import EVERYTHING, Filter, matching
from ui.backend import AnswersQuestions
from ui.page import phrases
from ui.page.citable import citables, cited_documents
from ui.page.conversation import Conversation, Scope, Turn, earlier_questions, read_correction, replaced
from ui.page.filter_phrases import nothing_fits
from ui.page.filter_rendering import words_of
from ui.page.keeping import moment
from ui.page.markup import Html
from ui.page.rendering import render_conversation, spoken
from ui.page.translations import Translations

# So much of a question is shown above its answer; the assistant refuses a longer one in words.
SHOWN_QUESTION_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it is understood from: the questions before it, or, where a person says so, the `query` to search."""

    question: str
    where: Filter = EVERYTHING
    history: tuple[str, ...] = ()
    query: str = ""
    understood: Understanding = "completed"


@dataclass(frozen=True, slots=True)
class AskHandlers:
    """What happens on the Ask tab, without any widget; `quotes` is the most an answer may have, `translating` is there where quotes can be
    translated."""

    assistant: AnswersQuestions
    quotes: int
    translating: Translations | None = None

    def welcome(self, conversation: Conversation) -> Html:
        """The conversation as it stands, with fresh suggestions while it is empty."""
        if conversation:
            return render_conversation(conversation, ())
        try:
            return render_conversation((), self.assistant.suggestions())
        except RapporteurError as error:
            return render_conversation((Turn("", problem=str(error)),), ())
        except Exception:
            logging.getLogger(__name__).exception("no suggestions")
            return render_conversation((), ())

    def ask(self, question: str, conversation: Conversation, where: Filter = EVERYTHING) -> Iterator[tuple[Html, Conversation]]:
        """First the conversation with the question waiting, then with what came of it."""
        asked = " ".join(printable(question).split())
        if not asked:
            return
        yield render_conversation((*conversation, Turn(shortened(asked))), ()), conversation
        conversation = (*conversation, self.answered(asked, earlier_questions(conversation), where))
        yield render_conversation(conversation, ()), conversation

    def correct(self, conversation: Conversation, data: object) -> Iterator[tuple[Html, Conversation, Turn | None]]:
        """Ask a turn's question again as a person says it is to be understood, in the place it has; last the turn that came of it."""
        correction = read_correction(conversation, data)
        if correction is None:
            return
        place, before = correction.turn, conversation[correction.turn]
        yield render_conversation(replaced(conversation, place, Turn(before.question)), (), phrases.LOOKING), conversation, None
        turn = replace(self.turn(_corrected(before, printable(correction.words))), turn_id=before.turn_id)
        conversation = replaced(conversation, place, turn)
        yield render_conversation(conversation, (), spoken(turn)), conversation, turn

    def answered(self, question: str, history: tuple[str, ...], where: Filter = EVERYTHING) -> Turn:
        """The turn of one question, completed from those before it and asked of the documents that fit a filter."""
        return self.turn(Asked(question, where, history))

    def turn(self, asked: Asked) -> Turn:
        """The turn of a question, whatever comes of it."""
        shown, began = Turn(shortened(asked.question), turn_id=secrets.token_hex(8), asked=moment(), understood=asked.understood), time.perf_counter()
        shown = replace(shown, translating=self.translating)
        try:
            scope = self._scope(asked.where)
            if not asked.where.wants_all and scope.documents == 0:
                return replace(shown, problem=nothing_fits(words_of(asked.where)))
            answer = self.assistant.ask(asked.query or asked.question, quotes=self.quotes, where=asked.where, history=asked.history)
            answer = replace(answer, question=asked.question)
            seconds = time.perf_counter() - began
            documents = cited_documents(self.assistant, (*answer.citations, *answer.nearest))
            origins = {name: document.origins for name, document in documents.items()}
            return replace(shown, answer=answer, seconds=seconds, scope=scope, origins=origins, citables=citables(answer, documents))
        except RapporteurError as error:
            return replace(shown, problem=str(error))
        except Exception:
            logging.getLogger(__name__).exception("a question could not be answered")
            return replace(shown, problem=phrases.UNEXPECTED)

    def _scope(self, where: Filter) -> Scope:
        if where.wants_all:
            return Scope()
        summaries = self.assistant.documents()
        return Scope(where, len(matching(summaries, where)), len(summaries))


def shortened(question: str) -> str:
    """A question as it is shown: a pasted document not in full."""
    return question if len(question) <= SHOWN_QUESTION_CHARACTERS else f"{question[:SHOWN_QUESTION_CHARACTERS]}…"


def _corrected(before: Turn, words: str) -> Asked:
    """A turn's question with other words to search; those of its own answer leave open who chose them, none mean those that were typed."""
    where, query = before.scope.where, before.answer.query if before.answer else ""
    if words and words == query:
        return Asked(before.question, where, (), words, before.understood)
    if not words or words == before.question:
        return Asked(before.question, where, understood="exact")
    return Asked(before.question, where, (), words, "corrected")
