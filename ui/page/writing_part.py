"""Written answers on the page, wired.

What enters: the conversation as it stands after a question was answered. What leaves: the newest turn's written answer, sentence by
sentence. What is written is put into the conversation as it is by then, which other parts of the page may have changed meanwhile, and
only above the quotes it was written from. It deliberately starts only after the quotes are on the screen, and writes for one answer once.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.answer import Answer
from assistant.writing.desk import WritingDesk
from ui.page.conversation import Conversation, Turn
from ui.page.look import AT_ONCE, CALMLY
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.rendering import render_conversation
from ui.page.written import Written

# A model on this machine writes one answer at a time anyway; more wait.
WRITING_AT_ONCE = 2
# Of all pages together; what was written longer ago is in the conversations that show it.
_KEPT = 512
Growing = tuple[str, Written]
"""The id of a turn, and what is written for it so far."""


@dataclass
class WritingHandlers:
    """What happens when an answer is there, without any widget. Safe to use from several threads."""

    desk: WritingDesk
    _written: "OrderedDict[str, tuple[Answer, Written]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, conversation: Conversation) -> Iterator[Growing]:
        """What is written for the newest turn, as it grows; nothing where there are no quotes to write from. It ends early where the turn
        has another answer by then."""
        turn = conversation[-1] if conversation else Turn("")
        answer, written = turn.answer, Written(sends_to=self.desk.sends_to)
        if answer is None or not answer.citations or not turn.turn_id or not self._begun(turn.turn_id, answer, written):
            return
        yield turn.turn_id, written
        for event in self.desk.write(answer):
            written = written.with_event(event)
            if not self._grown(turn.turn_id, answer, written):
                return
            yield turn.turn_id, written

    def merged(self, conversation: Conversation) -> tuple[Html, Conversation] | None:
        """The conversation with what was written so far; None where there is no more than it has."""
        after = tuple(self._with_written(turn) for turn in conversation)
        return None if after == conversation else (render_conversation(after, (), ""), after)

    def _begun(self, turn_id: str, answer: Answer, written: Written) -> bool:
        """Whether nothing was begun for this answer yet; it is now."""
        with self._lock:
            before = self._written.get(turn_id)
            if before is not None and _begins_with(answer, before[0]):
                return False
            self._written[turn_id] = answer, written
            self._written.move_to_end(turn_id)
            while len(self._written) > _KEPT:
                self._written.popitem(last=False)
            return True

    def _grown(self, turn_id: str, answer: Answer, written: Written) -> bool:
        """Keep what was written; False where another answer is written for meanwhile."""
        with self._lock:
            if turn_id not in self._written or self._written[turn_id][0] is not answer:
                return False
            self._written[turn_id] = answer, written
            return True

    def _with_written(self, turn: Turn) -> Turn:
        with self._lock:
            answer, written = self._written.get(turn.turn_id, (None, None))
        if answer is None or turn.answer is None or written == turn.written or not _begins_with(turn.answer, answer):
            return turn
        return replace(turn, written=written)


def _begins_with(answer: Answer, other: Answer) -> bool:
    """Whether an answer is another one, to which further quotes may have been added: its numbers mean the same quotes."""
    quotes = [citation.evidence for citation in other.citations]
    return answer.query == other.query and quotes == [citation.evidence for citation in answer.citations[: len(quotes)]]


def wire_writing(handlers: WritingHandlers, answered: Sequence[Any], log: gr.HTML, conversation: gr.State) -> None:
    """Write after each of some events, and show what is written as it grows."""
    growing = gr.State(None)

    def write(turns: Conversation) -> Iterator[Growing]:
        yield from handlers.write(turns)

    def merged(turns: Conversation) -> tuple[Any, Any]:
        return handlers.merged(turns) or (gr.skip(), gr.skip())

    # A question may be answered while the one before is written of.
    for event in answered:
        event.then(write, conversation, growing, concurrency_limit=WRITING_AT_ONCE, trigger_mode="multiple", **CALMLY)
    # A question that was answered meanwhile may have put back the conversation as it was before.
    for changed in (growing.change, log.change):
        changed(merged, conversation, [log, conversation], trigger_mode="always_last", **AT_ONCE)
