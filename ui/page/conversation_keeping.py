"""What happens to kept conversations on the page, without any widget.

What enters: an assistant, the store, who asks, and what a browser reports. What leaves: the open conversation, its id, and the list as
HTML. Nothing that goes wrong here takes an answer off the screen: it is said above the list. It deliberately trusts no id: the store
looks only below the person's own folder.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version

from assistant.conversations.files import is_id
from assistant.conversations.record import KeptTurn, printable
from assistant.conversations.store import ConversationStore
from assistant.proof.answer_file import Circumstances, Program, saved_answer
from corpus.errors import RapporteurError
from ui.backend import AnswersQuestions
from ui.page import conversation_phrases as phrases
from ui.page.conversation import Conversation, Turn
from ui.page.conversation_rendering import NOTHING, render_listing, render_note
from ui.page.conversation_restoring import restored
from ui.page.keeping import numbered
from ui.page.markup import Html
from ui.page.phrases import UNEXPECTED
from ui.page.translations import Translations


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, which conversation their page has open, and the words they look for in the list; the last two as a browser says."""

    owner: str
    open_id: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """The conversation that is open from now on, the list beside it, and what a screen reader says of it."""

    conversation: Conversation = ()
    conversation_id: str = ""
    listed: Html = NOTHING
    said: str = ""


@dataclass(frozen=True, slots=True)
class ConversationHandlers:
    """The plain functions behind the list of conversations; `quotes` is the most an answer may have. Without a store nothing is kept."""

    assistant: AnswersQuestions
    store: ConversationStore | None
    quotes: int
    translating: Translations | None = None

    def listed(self, asker: Asker, note: Html = NOTHING) -> Html:
        """The list as it stands."""
        if self.store is None:
            return Html("")
        try:
            return render_listing(self.store.listing(asker.owner), asker.open_id, asker.words, note)
        except RapporteurError as error:
            return render_note(phrases.not_opened(str(error)), problem=True)

    def kept(self, asker: Asker, turn: Turn) -> Open:
        """Keep one turn of the open conversation, where it was answered; the id it is kept under, and the list.

        One with quotes that stand no longer stays as it was kept: it alone still says what they were.
        """
        if turn.answer is None or turn.lost or self.store is None:
            return Open((), asker.open_id, self.listed(asker))
        try:
            known = asker.open_id if is_id(asker.open_id) else ""
            open_id = self.store.put(asker.owner, known, lambda: kept_turn(turn, self.assistant, self.quotes))
        except Exception as error:
            return Open((), asker.open_id, self.listed(asker, _problem(phrases.not_kept, error)))
        return Open((), open_id, self.listed(Asker(asker.owner, open_id, asker.words)))

    def opened(self, asker: Asker, data: object) -> Open:
        """Open the conversation that a browser names by its id, or by the end of its address; none where it names none."""
        conversation_id = read_id(data)
        if not conversation_id or self.store is None:
            return Open((), "", self.listed(Asker(asker.owner, "", asker.words)))
        try:
            kept = self.store.read(asker.owner, conversation_id)
            conversation = tuple(replace(turn, translating=self.translating) for turn in restored(kept, self.assistant))
        except Exception as error:
            return Open((), "", self.listed(Asker(asker.owner, "", asker.words), _problem(phrases.not_opened, error)))
        listed = self.listed(Asker(asker.owner, conversation_id, asker.words))
        return Open(conversation, conversation_id, listed, phrases.opened(kept.title, len(kept.turns)))

    def resumed(self, asker: Asker, conversation: Conversation) -> Conversation:
        """The open conversation, read again where the server was started anew since the page was opened."""
        return conversation or (self.opened(asker, asker.open_id).conversation if asker.open_id else ())

    def renamed(self, asker: Asker, data: object) -> Html:
        """Give a conversation the name that was typed; the list."""
        return self._changed(asker, phrases.RENAMED, lambda store: store.rename(asker.owner, read_id(data), _typed(data)))

    def deleted(self, asker: Asker, data: object) -> tuple[bool, Html]:
        """Delete a conversation; whether it was the open one, and the list."""
        gone = read_id(data)
        was_open = bool(gone) and gone == asker.open_id
        left = Asker(asker.owner, "" if was_open else asker.open_id, asker.words)
        return was_open, self._changed(left, phrases.DELETED, lambda store: store.delete(asker.owner, gone))

    def _changed(self, asker: Asker, done: str, change: Callable[[ConversationStore], None]) -> Html:
        if self.store is None:
            return Html("")
        try:
            change(self.store)
        except Exception as error:
            return self.listed(asker, _problem(phrases.not_opened, error))
        return self.listed(asker, render_note(done))


def kept_turn(turn: Turn, assistant: AnswersQuestions, quotes: int) -> KeptTurn:
    """A turn as it is kept. Raises RapporteurError when a document it cites went or changed since it was answered."""
    if turn.answer is None:
        raise RapporteurError("there is no answer to keep")
    circumstances = Circumstances(turn.asked, Program.of(version("rapporteur"), assistant.index.recipe), turn.scope.where, quotes)
    return KeptTurn(
        turn_id=turn.turn_id,
        asked=turn.asked,
        question=turn.question,
        query=turn.answer.query,
        understood=turn.understood,
        filters=turn.scope.where,
        documents=turn.scope.documents,
        of=turn.scope.of,
        seconds=round(turn.seconds, 3),
        removed=turn.removed,
        answer=saved_answer(numbered(turn.answer), assistant, circumstances),
    )


def read_id(data: object) -> str:
    """The id of a conversation that a browser reports, by itself, in an event, or at the end of the page's address; or nothing."""
    named = data.get("conversation") if isinstance(data, Mapping) else data
    named = named.rpartition("=")[2] if isinstance(named, str) else ""
    return named if is_id(named) else ""


def _typed(data: object) -> str:
    words = data.get("words") if isinstance(data, Mapping) else ""
    return printable(words) if isinstance(words, str) else ""


def _problem(words: Callable[[str], str], error: Exception) -> Html:
    """One sentence of what went wrong; what nobody expected is logged."""
    if isinstance(error, RapporteurError):
        return render_note(words(str(error)), problem=True)
    logging.getLogger(__name__).error("a conversation could not be kept or opened", exc_info=error)
    return render_note(UNEXPECTED, problem=True)
