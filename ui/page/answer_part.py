"""What can be done with the answers of the Ask tab, wired.

What enters: the part of the page that shows the conversation, and `AnswerHandlers`. What leaves: its events, listened to. It deliberately
decides nothing: the handlers are plain functions.
"""

from typing import Any

from ui.page.answer_handlers import AnswerHandlers, Grown
from ui.page.conversation import Conversation
from ui.page.look import AT_ONCE
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.signed_in import person_of_request

ANSWER_EVENTS = ("order", "more", "judge", "translate")


def wire_answers(handlers: AnswerHandlers, log: gr.HTML, conversation: gr.State) -> tuple[Any, gr.State]:
    """Listen to what is done with answers; returns the event of an answer that has grown, and where what it grew by is held."""

    def reorder(turns: Conversation, event: gr.EventData) -> tuple[Html, Conversation]:
        return handlers.reorder(turns, event._data)

    def more(turns: Conversation, event: gr.EventData) -> Grown | None:
        return handlers.more(turns, event._data)

    def judge(turns: Conversation, event: gr.EventData, request: gr.Request) -> tuple[Html, Conversation]:
        return handlers.judge(turns, event._data, person_of_request(request).name)

    def recalled(turns: Conversation, request: gr.Request) -> tuple[Any, Any]:
        return handlers.recalled(turns, person_of_request(request).name) or (gr.skip(), gr.skip())

    grown = gr.State(None)
    shown = [log, conversation]
    log.order(reorder, conversation, shown, trigger_mode="always_last", **AT_ONCE)
    log.judge(judge, conversation, shown, trigger_mode="multiple", **AT_ONCE)
    # What the same person said of the same quotes before, in another conversation or before the server was started anew.
    log.change(recalled, conversation, shown, trigger_mode="always_last", **AT_ONCE)
    # Looking for more takes a moment: what is found is put below the answer in the conversation as it is then.
    return log.more(more, conversation, grown, **AT_ONCE).then(handlers.grown, [conversation, grown], shown, **AT_ONCE), grown
