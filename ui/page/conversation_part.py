"""The column of kept conversations beside the Ask tab, and which of them the page has open.

What enters: the methods of `ConversationHandlers`. What leaves: Gradio components wired to them. The id of the open conversation is
held in the browser, in a hidden field and at the end of the page's address, so that it outlives this server. It deliberately decides
nothing about conversations and writes no HTML.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.page import conversation_phrases as phrases
from ui.page.answer_handlers import Grown
from ui.page.conversation import Conversation, Turn
from ui.page.conversation_keeping import Asker, ConversationHandlers, Open
from ui.page.conversation_rendering import render_head
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.signed_in import person_of_request

HEAD_EVENTS = ("restart",)
LIST_EVENTS = ("conversation", "rename", "delete")


@dataclass(frozen=True, slots=True)
class ConversationPart:
    """The components of the column, and the handlers behind them."""

    handlers: ConversationHandlers
    page: gr.Blocks
    head: gr.HTML
    open_id: gr.Textbox
    words: gr.Textbox
    listed: gr.HTML

    @property
    def unchanged(self) -> tuple[Any, Any]:
        """The outputs `open_id` and `listed` as they are."""
        return gr.skip(), gr.skip()

    def asker(self, request: gr.Request, open_id: str, words: str) -> Asker:
        """Who asks, as the server knows them, and what their browser says of the page."""
        return Asker(person_of_request(request).name, open_id or "", words or "")

    def kept(self, asker: Asker, turn: Turn) -> tuple[Any, Any]:
        """The outputs `open_id` and `listed` once a turn was kept."""
        found = self.handlers.kept(asker, turn)
        return found.conversation_id, found.listed

    def wire(self, opened: Callable[[Open], tuple[Any, ...]], log: gr.HTML, shown: list[Any], asking: list[Any]) -> None:
        """Wire what opens, ends, renames and deletes conversations; `opened` gives the values of `shown`, and ends what is being asked."""
        held = [self.open_id, self.words]

        def load(address: str, words: str, request: gr.Request) -> tuple[Any, ...]:
            return opened(self.handlers.opened(self.asker(request, "", words), address))

        def chosen(open_id: str, words: str, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
            return opened(self.handlers.opened(self.asker(request, open_id, words), event._data))

        def restart(words: str, request: gr.Request) -> tuple[Any, ...]:
            return opened(self.handlers.opened(self.asker(request, "", words), ""))

        def rename(open_id: str, words: str, event: gr.EventData, request: gr.Request) -> Html:
            return self.handlers.renamed(self.asker(request, open_id, words), event._data)

        def delete(open_id: str, words: str, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
            was_open, listed = self.handlers.deleted(self.asker(request, open_id, words), event._data)
            return opened(Open(listed=listed)) if was_open else (*[gr.skip()] * 3, listed, *[gr.skip()] * (len(shown) - 4))

        def find(open_id: str, words: str, request: gr.Request) -> Html:
            return self.handlers.listed(self.asker(request, open_id, words))

        for part in (log, self.head):
            part.restart(restart, self.words, shown, cancels=asking, **CALMLY)
        self.listed.conversation(chosen, held, shown, cancels=asking, **CALMLY)
        self.listed.rename(rename, held, self.listed, **AT_ONCE)
        self.listed.delete(delete, held, shown, **AT_ONCE)
        self.words.change(find, held, self.listed, trigger_mode="always_last", **AT_ONCE)
        # The script of the page reads the end of its address, which no browser sends to a server.
        self.page.load(load, held, shown, js="(id, words) => [location.hash, words]", **AT_ONCE)

    def keep_grown(self, event: Any, grown: gr.State, conversation: gr.State) -> None:
        """Keep an answer again once quotes were added to it; `grown` says where in the conversation it stands."""

        def keep(found: Grown | None, turns: Conversation, open_id: str, words: str, request: gr.Request) -> tuple[Any, Any]:
            turn = turns[found.place] if found is not None and found.place < len(turns) else None
            return self.kept(self.asker(request, open_id, words), turn) if turn is not None else self.unchanged

        event.then(keep, [grown, conversation, self.open_id, self.words], [self.open_id, self.listed], **AT_ONCE)


def build_conversation_part(handlers: ConversationHandlers, page: gr.Blocks) -> ConversationPart:
    """Put the column on the page."""
    with gr.Column(elem_id="conversations-part", visible=handlers.store is not None):
        head = gr.HTML(render_head(), elem_id="conversations-head", js_on_load=page_script(HEAD_EVENTS), apply_default_css=False)
        open_id = gr.Textbox(value="", visible="hidden", elem_id="conversations-open")
        words = gr.Textbox(
            value="",
            label=phrases.SEARCH,
            placeholder=phrases.SEARCH_PLACEHOLDER,
            container=False,
            show_label=False,
            elem_id="conversations-words",
        )
        listed = gr.HTML(elem_id="conversations", js_on_load=page_script(LIST_EVENTS), apply_default_css=False)
    return ConversationPart(handlers, page, head, open_id, words, listed)
