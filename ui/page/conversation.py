"""The conversation of one open page, as a value.

What enters: questions and what came of them. What leaves: frozen turns, and look-ups in them that trust nothing a
browser sends. It deliberately renders nothing and asks nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation
from corpus.landmarks import UNKNOWN_ORIGINS, Origins
from index.filters import EVERYTHING, Filter
from ui.page.citable import Citable


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was asked of: the filter, and how many of how many documents fit it."""

    where: Filter = EVERYTHING
    documents: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, or a problem in one sentence, or neither yet.

    `origins` says of each document the answer cites where its title and date come from; `citables` holds, by number, what a
    reader can take along of a citation.
    """

    question: str
    answer: Answer | None = None
    problem: str = ""
    seconds: float = 0.0
    scope: Scope = Scope()
    origins: Mapping[str, Origins] = field(default_factory=dict)
    citables: Mapping[int, Citable] = field(default_factory=dict)

    @property
    def pending(self) -> bool:
        return self.answer is None and not self.problem

    def origins_of(self, citation: Citation) -> Origins:
        """Where the facts of a citation's document come from."""
        return self.origins.get(citation.evidence.document_id, UNKNOWN_ORIGINS)


Conversation = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A citation chosen on the page: the turn's place in the conversation, from 0, and the citation's number in it."""

    turn: int
    number: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A document opened on the page: at a citation, or by itself.

    `quotes` are the numbers of the same answer's citations in the same document, in text order.
    """

    document_id: str
    citation: Citation | None = None
    choice: Choice | None = None
    quotes: tuple[int, ...] = ()

    @property
    def address(self) -> dict[str, str | int]:
        """The attributes by which a button of the page names what was opened."""
        if self.choice is None:
            return {"data_document": self.document_id}
        return {"data_turn": self.choice.turn, "data_number": self.choice.number}


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


def read_page(data: object) -> int | None:
    """The page number a browser reports, or None."""
    try:
        return int(data["page"]) if isinstance(data, Mapping) else None
    except (KeyError, TypeError, ValueError):
        return None


def read_suggestion(data: object) -> str:
    """The suggested question a browser reports as chosen, or the empty string."""
    question = data.get("question") if isinstance(data, Mapping) else None
    return question if isinstance(question, str) else ""


def chosen_citation(conversation: Conversation, choice: Choice | None) -> Citation | None:
    """The citation a choice means, or None where the conversation has no such citation."""
    return next((citation for citation in _shown(conversation, choice) if choice and citation.number == choice.number), None)


def read_opened(conversation: Conversation, data: object) -> Opened | None:
    """What a browser reports as opened: a citation of the conversation, or a document by its id; None where it is neither."""
    choice = read_choice(data)
    citation = chosen_citation(conversation, choice)
    if citation is not None:
        document_id = citation.evidence.document_id
        beside = [other for other in _shown(conversation, choice) if other.evidence.document_id == document_id]
        numbers = [other.number for other in sorted(beside, key=lambda other: (other.evidence.start, other.number))]
        return Opened(document_id, citation, choice, tuple(numbers))
    document = data.get("document") if isinstance(data, Mapping) and choice is None else None
    return Opened(document) if isinstance(document, str) and document else None


def _shown(conversation: Conversation, choice: Choice | None) -> tuple[Citation, ...]:
    """Every citation that the turn of a choice shows."""
    if choice is None or not 0 <= choice.turn < len(conversation):
        return ()
    answer = conversation[choice.turn].answer
    return (*answer.citations, *answer.nearest) if answer else ()
