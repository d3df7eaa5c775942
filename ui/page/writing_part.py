"""Written answers on the page, wired.

What enters: the conversation as it stands after a question was answered. What leaves: the newest turn's written answer, sentence by
sentence. What is written is put into the conversation as it is by then, which other parts of the page may have changed meanwhile. It
deliberately starts only after the quotes are on the screen, and writes for one turn once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.writing.desk import WritingDesk
from ui.page.conversation import Conversation
from ui.page.look import AT_ONCE, CALMLY
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.rendering import render_conversation
from ui.page.written import Written

# A model on this machine writes one answer at a time anyway; more wait.
WRITING_AT_ONCE = 2
Growing = tuple[str, Written]
"""The id of a turn, and what is written for it so far."""


@dataclass(frozen=True, slots=True)
class WritingHandlers:
    """What happens when an answer is there, without any widget."""

    desk: WritingDesk

    def write(self, conversation: Conversation) -> Iterator[Growing]:
        """What is written for the newest turn, as it grows; nothing where there are no quotes to write from."""
        if not conversation:
            return
        turn = conversation[-1]
        if turn.answer is None or not turn.answer.citations or turn.written is not None or not turn.turn_id:
            return
        written = Written(sends_to=self.desk.sends_to)
        yield turn.turn_id, written
        for event in self.desk.write(turn.answer):
            written = written.with_event(event)
            yield turn.turn_id, written

    def merged(self, conversation: Conversation, growing: Growing | None) -> tuple[Html, Conversation] | None:
        """The conversation with what was written so far; None where it has no such turn any more."""
        if growing is None or growing[0] not in {turn.turn_id for turn in conversation}:
            return None
        after = tuple(replace(turn, written=growing[1]) if turn.turn_id == growing[0] else turn for turn in conversation)
        return render_conversation(after, (), ""), after


def wire_writing(handlers: WritingHandlers, answered: Sequence[Any], log: gr.HTML, conversation: gr.State) -> None:
    """Write after each of some events, and show what is written as it grows."""
    growing = gr.State(None)

    def write(turns: Conversation) -> Iterator[Growing]:
        yield from handlers.write(turns)

    def merged(turns: Conversation, found: Growing | None) -> tuple[Any, Any]:
        return handlers.merged(turns, found) or (gr.skip(), gr.skip())

    for event in answered:
        event.then(write, conversation, growing, concurrency_limit=WRITING_AT_ONCE, **CALMLY)
    growing.change(merged, [conversation, growing], [log, conversation], trigger_mode="always_last", **AT_ONCE)
