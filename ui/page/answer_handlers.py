"""What a person does with an answer that is shown: orders it, asks for more of it, says that it did not help.

What enters: an assistant, where judgements are kept, the turns of a conversation, and what a browser reports. What leaves: plain values,
the conversation as it then is and its HTML. It deliberately asks nothing that was not asked before: more quotes come from the same
question, put to the same documents.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.answer import Answer, Citation
from assistant.continuation import continued
from assistant.feedback import Feedback, JudgedSpan, Judgement, withdrawn
from assistant.proof.answer_file import text_sha256
from corpus.document import Document
from corpus.errors import RapporteurError
from ui.backend import AnswersQuestions
from ui.page import answer_phrases, phrases
from ui.page.answer_view import WHOLE_ANSWER, first_citations, read_order
from ui.page.citable import citables, cited_documents
from ui.page.conversation import Conversation, Turn, read_choice, read_turn, replaced
from ui.page.markup import Html
from ui.page.rendering import render_conversation

# An answer of more quotes than this is a reading list; the command line may be asked for more.
MOST_QUOTES = 50

Shown = tuple[Html, Conversation]
Change = Callable[[Turn, Answer], tuple[Turn, str]]


@dataclass(frozen=True, slots=True)
class Grown:
    """A turn with further quotes for the answer `before` at a place of the conversation, and what a screen reader says of it."""

    place: int
    before: Answer
    turn: Turn
    said: str


@dataclass(frozen=True, slots=True)
class AnswerHandlers:
    """What happens to an answer, without any widget; `quotes` is how many more are shown at a time."""

    assistant: AnswersQuestions
    feedback: Feedback
    quotes: int

    def reorder(self, conversation: Conversation, data: object) -> Shown:
        """The answer in the order that was chosen."""
        order = read_order(data)

        def reordered(turn: Turn, answer: Answer) -> tuple[Turn, str]:
            undated = sum(not citation.date for citation in first_citations(answer))
            chosen = order or turn.view.order
            return replace(turn, view=replace(turn.view, order=chosen)), answer_phrases.ordered_by(chosen, undated)

        return _changed(conversation, read_turn(data), reordered)

    def more(self, conversation: Conversation, data: object) -> Grown | None:
        """Further quotes for the answer named; None where there is no such answer. They are put below it by `grown`: meanwhile the
        conversation may have gone on.
        """
        place = read_turn(data)
        turn = conversation[place] if 0 <= place < len(conversation) else None
        if turn is None or turn.answer is None:
            return None
        after, said = _attempted(turn, turn.answer, self._with_more)
        return Grown(place, turn.answer, after, said)

    def grown(self, conversation: Conversation, grown: Grown | None) -> Shown:
        """The conversation with the further quotes, where the answer they are for still stands as it was."""

        def change(turn: Turn, answer: Answer) -> tuple[Turn, str]:
            if grown is None or answer != grown.before:
                return turn, ""
            view = replace(grown.turn.view, order=turn.view.order, unhelpful=turn.view.unhelpful)
            return replace(grown.turn, view=view), grown.said

        return _changed(conversation, grown.place if grown else -1, change)

    def judge(self, conversation: Conversation, data: object, person: str) -> Shown:
        """The answer with a quote, or all of it, marked as not helpful, or no longer so."""
        choice = read_choice(data)
        number = choice.number if choice else -1
        return _changed(conversation, read_turn(data), lambda turn, answer: self._judged(turn, answer, number, person))

    def recalled(self, conversation: Conversation, person: str) -> Shown | None:
        """The conversation with what the person said before of the same quotes, for the same question; None where nothing is to be added."""
        try:
            before = [each for each in self.feedback.judgements() if each.person == person]
        except RapporteurError as error:
            logging.getLogger(__name__).warning("judgements cannot be read: %s", error)
            return None
        turns = tuple(_with_judgements(turn, before) for turn in conversation)
        return (render_conversation(turns, ()), turns) if turns != conversation else None

    def _with_more(self, turn: Turn, answer: Answer) -> tuple[Turn, str]:
        have = len(first_citations(answer))
        wanted = min(have + self.quotes, MOST_QUOTES)
        found = self.assistant.ask(answer.query, quotes=wanted, where=turn.scope.where, fewest=wanted)
        more = continued(answer, found, wanted - have)
        added = len(first_citations(more)) - have
        number = min((citation.number for citation in more.citations[len(answer.citations) :]), default=0)
        view = replace(turn.view, further=turn.view.further or number, exhausted=added == 0 or have + added >= MOST_QUOTES)
        documents = cited_documents(self.assistant, more.citations[len(answer.citations) :])
        origins = {**{name: document.origins for name, document in documents.items()}, **turn.origins}
        taken = {**citables(more, documents), **turn.citables}
        return replace(turn, answer=more, view=view, origins=origins, citables=taken), answer_phrases.added(added)

    def _judged(self, turn: Turn, answer: Answer, number: int, person: str) -> tuple[Turn, str]:
        target = next((citation for citation in _shown(answer) if citation.number == number), None)
        if target is None and number != WHOLE_ANSWER:
            return turn, ""
        marked = number in turn.view.unhelpful
        judgement = self._judgement(turn, answer, target, person)
        self.feedback.add(withdrawn(judgement) if marked else judgement)
        unhelpful = turn.view.unhelpful ^ {number}
        said = answer_phrases.TAKEN_BACK if marked else answer_phrases.NOTED
        return replace(turn, view=replace(turn.view, unhelpful=unhelpful)), said

    def _judgement(self, turn: Turn, answer: Answer, target: Citation | None, person: str) -> Judgement:
        documents = cited_documents(self.assistant, _shown(answer))
        spans = {citation.number: span for citation in _shown(answer) if (span := _span(citation, documents)) is not None}
        if target is not None and target.number not in spans:
            raise RapporteurError(phrases.DOCUMENT_CHANGED)
        return Judgement(
            moment=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            person=person,
            question=answer.question,
            query=answer.query,
            filters=str(turn.scope.where),
            certainty=answer.certainty,
            shown=tuple(spans.values()),
            target=spans[target.number] if target else None,
        )


def _changed(conversation: Conversation, place: int, change: Change) -> Shown:
    """The conversation with one of its answers changed; as it was, where there is no such answer."""
    turn = conversation[place] if 0 <= place < len(conversation) else None
    if turn is None or turn.answer is None:
        return render_conversation(conversation, (), said=""), conversation
    after, said = _attempted(turn, turn.answer, change)
    turns = replaced(conversation, place, after)
    return render_conversation(turns, (), said=said), turns


def _attempted(turn: Turn, answer: Answer, change: Change) -> tuple[Turn, str]:
    """A turn changed, and what a screen reader says of it; the same turn with a sentence, where that fails."""
    try:
        return change(replace(turn, view=replace(turn.view, problem="")), answer)
    except RapporteurError as error:
        problem = str(error)
    except Exception:
        logging.getLogger(__name__).exception("an answer could not be changed")
        problem = phrases.UNEXPECTED
    return replace(turn, view=replace(turn.view, problem=problem)), problem


def _with_judgements(turn: Turn, judgements: Iterable[Judgement]) -> Turn:
    """A turn with those of its quotes marked that judgements of the same question mean."""
    answer = turn.answer
    if answer is None:
        return turn
    asked = answer.query, str(turn.scope.where)
    places = {each.subject[-1] for each in judgements if (each.query, each.filters) == asked}
    numbers = {citation.number for citation in _shown(answer) if _place(citation) in places} | ({WHOLE_ANSWER} if None in places else set())
    return replace(turn, view=replace(turn.view, unhelpful=frozenset(numbers))) if numbers != turn.view.unhelpful else turn


def _shown(answer: Answer) -> tuple[Citation, ...]:
    return (*answer.citations, *answer.nearest)


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.evidence.document_id, citation.evidence.start, citation.evidence.end


def _span(citation: Citation, documents: dict[str, Document]) -> JudgedSpan | None:
    """Where a citation stands; None where its document is gone or has changed."""
    document = documents.get(citation.evidence.document_id)
    if document is None or not document.text.startswith(citation.quote, citation.evidence.start):
        return None
    return JudgedSpan(*_place(citation), text_sha256(document.text))
