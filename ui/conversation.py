"""The conversation of one open page, as a value.

What enters: questions and what came of them. What leaves: frozen turns, and look-ups in them that trust nothing a
browser sends. It deliberately renders nothing and asks nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Answer, Citation


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, or a problem in one sentence, or neither yet."""

    question: str
    answer: Answer | None = None
    problem: str = ""
    seconds: float = 0.0

    @property
    def pending(self) -> bool:
        return self.answer is None and not self.problem


Conversation = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A citation chosen on the page: the turn's place in the conversation, from 0, and the citation's number in it."""

    turn: int
    number: int


def earlier_questions(conversation: Conversation) -> tuple[str, ...]:
    """The questions that were searched, oldest first: what a follow-up may refer to."""
    return tuple(turn.question for turn in conversation if turn.answer is not None)


def read_choice(data: object) -> Choice | None:
    """The choice a browser reports, or None where it does not have the form of one."""
    if not isinstance(data, Mapping):
        return None
    try:
        return Choice(int(data["turn"]), int(data["number"]))
    except (KeyError, TypeError, ValueError):
        return None


def read_suggestion(data: object) -> str:
    """The suggested question a browser reports as chosen, or the empty string."""
    question = data.get("question") if isinstance(data, Mapping) else None
    return question if isinstance(question, str) else ""


def chosen_citation(conversation: Conversation, choice: Choice | None) -> Citation | None:
    """The citation a choice means, or None where the conversation has no such citation."""
    if choice is None or not 0 <= choice.turn < len(conversation):
        return None
    answer = conversation[choice.turn].answer
    shown = (*answer.citations, *answer.nearest) if answer else ()
    return next((citation for citation in shown if citation.number == choice.number), None)
