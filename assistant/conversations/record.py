"""Kept conversations: their form, written and read strictly.

What enters: turns, each a question with how it was understood and the answer as an answer file holds it. What leaves: frozen values
whose fields are those of the JSON form, and their bytes; or an error that names the first field at fault. It deliberately reads no
file and no clock (`assistant.conversations.store` does), and checks no quote: `assistant.proof.recheck` does.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from assistant.proof.answer_file import FORM as ANSWER_FORM
from assistant.proof.answer_file import SavedAnswer
from assistant.proof.answer_file_reading import check_answer, decoded, json_record
from assistant.proof.canonical_json import seal_of
from corpus.errors import QuestionError, RapporteurError
from index.filters import EVERYTHING, Filter

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
    turns: tuple[KeptTurn, ...] = ()

    @property
    def title(self) -> str:
        """What the conversation is called."""
        return title_of(self.name, self.turns[0].question if self.turns else "")


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


def title_of(name: str, first_question: str) -> str:
    """What a conversation is called: by its name, or where it has none by its first question."""
    return name or shortened(first_question)


def shortened(name: str) -> str:
    """A name on one line, no longer than names are."""
    line = " ".join(name.split())
    return line if len(line) <= MAX_NAME_CHARACTERS else f"{line[: MAX_NAME_CHARACTERS - 1].rstrip()}…"


def printable(text: str) -> str:
    """A text without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def written_conversation(kept: KeptConversation) -> bytes:
    """The bytes of a conversation: JSON in UTF-8. Raises ConversationError when they are too many."""
    content = json.dumps(kept, ensure_ascii=False, default=_fields).encode()
    if len(content) > MAX_BYTES:
        raise ConversationError(
            f"this conversation has {len(content) / 1e6:.0f} MB, and no more than {MAX_BYTES / 1e6:.0f} are kept; begin a new one"
        )
    return content


def _fields(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def read_conversation(content: bytes) -> KeptConversation:
    """A conversation. Raises ConversationError when it is none, or an answer in it is not as it was written."""
    with refusing():
        record = conversation_record(content)
        kept: KeptConversation = decoded(KeptConversation, record, "")
        for number, (turn, written) in enumerate(zip(kept.turns, record["turns"])):
            _check(turn, written["answer"], f"turns[{number}]")
        return kept


def conversation_record(content: bytes) -> dict[str, Any]:
    """The JSON of a conversation, not yet checked. Raises ValueError or RecursionError."""
    if len(content) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES / 1e6:.0f} MB")
    return json_record(content, FORM)


@contextmanager
def refusing() -> Iterator[None]:
    """What is found wrong with the bytes of a conversation, as a ConversationError."""
    try:
        yield
    except (ValueError, RecursionError, QuestionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ConversationError(f"it is no conversation as it was kept: {reason}") from error


def _check(turn: KeptTurn, written: dict[str, Any] | None, place: str) -> None:
    """What no type says of a turn. Raises ValueError."""
    datetime.fromisoformat(turn.asked)
    if not turn.question.strip():
        raise ValueError(f"{place}.question is empty")
    if turn.answer is None or written is None:
        if not turn.removed:
            raise ValueError(f"{place}.answer is missing")
        return
    if turn.answer.form != ANSWER_FORM:
        raise ValueError(f"{place}.answer is not {ANSWER_FORM!r}")
    check_answer(turn.answer)
    if seal_of(written) != turn.answer.seal:
        raise ValueError(f"{place}.answer was changed after it was written")
