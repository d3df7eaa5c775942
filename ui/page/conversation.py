"""The conversation of one open page, as a value.

What enters: questions and what came of them. What leaves: frozen turns, and look-ups in them that trust nothing a
browser sends. It deliberately renders nothing and asks nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation
from assistant.conversations.record import Understanding
from corpus.landmarks import UNKNOWN_ORIGINS, Origins
from index.filters import EVERYTHING, Filter
from ui.page.answer_view import AnswerView
from ui.page.citable import Citable
from ui.page.translations import Translations
from ui.page.written import Written


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was asked of: the filter, and how many of how many documents fit it."""

    where: Filter = EVERYTHING
    documents: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """A quote of a kept answer that stands no longer, and why in words. It is shown struck through, and never as a citation."""

    number: int
    quote: str
    words: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, or a problem in one sentence, or neither yet.

    `origins` says of each document the answer cites where its title and date come from; `citables` holds, by number, what a
    reader can take along of a citation. `understood` says who made the searched question of the typed one, `asked` when it was,
    ISO 8601 in UTC. Of an answer that was kept, `notes` say by number what became of a quote that stands, `lost` are those that
    do not, and `removed` went with their documents. `written` is what a language model wrote above the quotes, `translating`
    what one made of quotes in other languages; None where no model is set.
    """

    question: str
    answer: Answer | None = None
    problem: str = ""
    seconds: float = 0.0
    scope: Scope = Scope()
    origins: Mapping[str, Origins] = field(default_factory=dict)
    citables: Mapping[int, Citable] = field(default_factory=dict)
    view: AnswerView = field(default_factory=AnswerView)
    turn_id: str = ""
    asked: str = ""
    understood: Understanding = "completed"
    notes: Mapping[int, str] = field(default_factory=dict)
    lost: tuple[Lost, ...] = ()
    removed: int = 0
    written: Written | None = None
    translating: Translations | None = None

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
    """The questions that were searched, oldest first: what a follow-up may refer to. One that was corrected counts as corrected."""
    return tuple(turn.answer.query if turn.understood == "corrected" else turn.question for turn in conversation if turn.answer is not None)


def read_choice(data: object) -> Choice | None:
    """The choice a browser reports, or None where it does not have the form of one."""
    if not isinstance(data, Mapping):
        return None
    try:
        return Choice(int(data["turn"]), int(data["number"]))
    except (KeyError, TypeError, ValueError):
        return None


def read_turn(data: object) -> int:
    """The place of the turn that a browser names; -1 where it names none."""
    try:
        return int(data["turn"]) if isinstance(data, Mapping) else -1
    except (KeyError, TypeError, ValueError):
        return -1


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


@dataclass(frozen=True, slots=True)
class Correction:
    """How a turn's question is to be understood: searched as these words, or exactly as it was typed where there are none."""

    turn: int
    words: str


def read_correction(conversation: Conversation, data: object) -> Correction | None:
    """The correction a browser reports, or None where it makes none of an answered turn."""
    turn = read_turn(data)
    if not isinstance(data, Mapping) or not 0 <= turn < len(conversation) or conversation[turn].answer is None:
        return None
    words = data.get("words", "")
    return Correction(turn, " ".join(words.split()) if isinstance(words, str) else "")


def replaced(conversation: Conversation, place: int, turn: Turn) -> Conversation:
    """A conversation with another turn in one place."""
    return (*conversation[:place], turn, *conversation[place + 1 :])


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
