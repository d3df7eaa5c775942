"""Kept conversations: their form, written and read strictly.

What enters: turns, each a question with how it was understood and the answer as an answer file holds it. What leaves: frozen values
whose fields are those of the JSON form, and their bytes; or an error that names the first field at fault. It deliberately reads no
file and no clock (`assistant.conversations.store` does), and checks no quote: `assistant.proof.recheck` does.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Literal

from assistant.proof.answer_file import FORM as ANSWER_FORM
from assistant.proof.answer_file import SavedAnswer, sealed
from assistant.proof.answer_file_reading import check_answer, decoded, json_record
from corpus.errors import QuestionError, RapporteurError
from index.filters import EVERYTHING, Filter, folded

FORM = "rapporteur conversation, version 1"
# A day's work has some dozens of questions; a page with more is slow to draw and to read.
MAX_TURNS = 200
# Two hundred answers of five quotes with all that checks them come to a quarter of this.
MAX_BYTES = 20 * 1024 * 1024
MAX_NAME_CHARACTERS = 120

Understanding = Literal["completed", "corrected", "exact"]
"""Who made the searched question of the typed one: the rules for follow-ups, the person, or nobody."""


class ConversationError(RapporteurError):
    """A conversation cannot be kept, is not there, or cannot be read."""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question and what came of it.

    `asked` is when, ISO 8601 in UTC; `query` is what was searched, `understood` who made it of the question; `documents` of `of`
    fitted the filter. `removed` quotes were taken out with their documents; `answer` is None when none was left of an answer.
    """

    turn_id: str
    asked: str
    question: str
    query: str
    understood: Understanding = "completed"
    filters: Filter = EVERYTHING
    documents: int = 0
    of: int = 0
    seconds: float = 0.0
    removed: int = 0
    answer: SavedAnswer | None = None


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation; without a `name` of its own it is called by its first question."""

    form: str = FORM
    name: str = ""
    turns: tuple[KeptTurn, ...] = field(default=())

    @property
    def title(self) -> str:
        """What the conversation is called."""
        return self.name or shortened(self.turns[0].question if self.turns else "")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list of conversations shows of one, and its words, folded, for finding it."""

    conversation_id: str
    title: str
    asked: str
    turns: int
    words: str

    def holds(self, words: str) -> bool:
        """Whether every word of a search stands in the name, a question or a quote."""
        return all(word in self.words for word in folded(words).split())


def heading_of(conversation_id: str, kept: KeptConversation) -> Heading:
    """The heading of a conversation; `asked` is when its newest question was."""
    said = [kept.name]
    for turn in kept.turns:
        said += [turn.question, turn.query]
        if turn.answer is not None:
            said += [citation.quote for citation in (*turn.answer.citations, *turn.answer.nearest)]
    asked = max((turn.asked for turn in kept.turns), default="")
    return Heading(conversation_id, kept.title, asked, len(kept.turns), folded("\n".join(said)))


def with_turn(kept: KeptConversation, turn: KeptTurn) -> KeptConversation:
    """A conversation with a turn in the place of the one of its id, or at the end. Raises ConversationError when it is full."""
    if any(other.turn_id == turn.turn_id for other in kept.turns):
        return replace(kept, turns=tuple(turn if other.turn_id == turn.turn_id else other for other in kept.turns))
    if len(kept.turns) >= MAX_TURNS:
        raise ConversationError(f"this conversation has {MAX_TURNS} questions, and none is kept after those; begin a new one")
    return replace(kept, turns=(*kept.turns, turn))


def renamed(kept: KeptConversation, name: str) -> KeptConversation:
    """A conversation under another name; an empty one calls it by its first question again."""
    return replace(kept, name=shortened(printable(name)))


def shortened(name: str) -> str:
    """A name on one line, no longer than names are."""
    line = " ".join(name.split())
    return line if len(line) <= MAX_NAME_CHARACTERS else f"{line[: MAX_NAME_CHARACTERS - 1].rstrip()}…"


def printable(text: str) -> str:
    """A text without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def written_conversation(kept: KeptConversation) -> bytes:
    """The bytes of a conversation: JSON in UTF-8. Raises ConversationError when they are too many."""
    content = json.dumps(asdict(kept), ensure_ascii=False, indent=1).encode()
    if len(content) > MAX_BYTES:
        raise ConversationError(
            f"this conversation has {len(content) / 1e6:.0f} MB, and no more than {MAX_BYTES / 1e6:.0f} are kept; begin a new one"
        )
    return content


def read_conversation(content: bytes) -> KeptConversation:
    """A conversation. Raises ConversationError when it is none, or an answer in it is not as it was written."""
    try:
        if len(content) > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_BYTES / 1e6:.0f} MB")
        kept: KeptConversation = decoded(KeptConversation, json_record(content, FORM), "")
        for number, turn in enumerate(kept.turns):
            _check(turn, f"turns[{number}]")
        return kept
    except (ValueError, RecursionError, QuestionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ConversationError(f"it is no conversation as it was kept: {reason}") from error


def _check(turn: KeptTurn, place: str) -> None:
    """What no type says of a turn. Raises ValueError."""
    datetime.fromisoformat(turn.asked)
    if not turn.question.strip():
        raise ValueError(f"{place}.question is empty")
    if turn.answer is None:
        if not turn.removed:
            raise ValueError(f"{place}.answer is missing")
        return
    if turn.answer.form != ANSWER_FORM:
        raise ValueError(f"{place}.answer is not {ANSWER_FORM!r}")
    check_answer(turn.answer)
    if sealed(turn.answer).seal != turn.answer.seal:
        raise ValueError(f"{place}.answer was changed after it was written")
