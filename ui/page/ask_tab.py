"""The Ask tab: a conversation, the filters on what it is asked of, and the source of the quote that was chosen beside it.

What enters: handlers. What leaves: Gradio components wired to the methods of `AskHandlers`, `ConversationHandlers` and the others, which
are plain functions from values to HTML. It deliberately decides nothing about answers and writes no HTML itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.filters import Filter
from ui.page import phrases
from ui.page.answer_part import ANSWER_EVENTS
from ui.page.asking import AskHandlers
from ui.page.conversation import Conversation, read_suggestion
from ui.page.conversation_keeping import Asker, ConversationHandlers, Open
from ui.page.conversation_part import ConversationPart, build_conversation_part
from ui.page.download_part import build_download
from ui.page.filter_row import FilterHandlers, build_filter_row
from ui.page.keeping import KeepingHandlers
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.rendering import render_conversation
from ui.page.source_panel import SourceHandlers, build_source_panel, open_when

# Questions are answered side by side up to this many; more wait their turn.
CONCURRENT_QUESTIONS = 4
CONVERSATION_EVENTS = ("suggest", "cite", "restart", "keep", "export", "correct", *ANSWER_EVENTS)


@dataclass(frozen=True, slots=True)
class TabHandlers:
    """What happens on the tab, part by part."""

    asking: AskHandlers
    filters: FilterHandlers
    sources: SourceHandlers
    keeping: KeepingHandlers
    conversations: ConversationHandlers


@dataclass(frozen=True, slots=True)
class AskTab:
    """The components of the tab that the rest of the page refers to."""

    conversation: gr.State
    log: gr.HTML
    where: gr.State
    filters: gr.HTML
    kept: ConversationPart
    answered: list[Any] = field(default_factory=list)


def build_ask_tab(handlers: TabHandlers, page: gr.Blocks) -> AskTab:
    """Put the tab's components on the page and wire them."""
    conversation = gr.State(())
    with gr.Row(elem_id="ask-frame"):
        part = build_conversation_part(handlers.conversations, page)
        with gr.Row(elem_id="ask-view", elem_classes="with-source"):
            with gr.Column(elem_id="chat"):
                log = gr.HTML(elem_id="log", js_on_load=page_script(CONVERSATION_EVENTS), apply_default_css=False)
                with gr.Column(elem_id="composer"):
                    download = build_download("download")
                    where, row = build_filter_row(handlers.filters)
                    question, send = _composer()
            panel = build_source_panel(handlers.sources, conversation, "source")
    tab = AskTab(conversation, log, where, row, part)
    _wire_questions(handlers.asking, tab, (question, send), (panel.source, panel.sheet, download), part)
    open_when(log.cite, handlers.sources, conversation, panel)
    _wire_keeping(handlers.keeping, tab, download)
    return tab


def _composer() -> tuple[gr.Textbox, gr.Button]:
    """Where questions are typed."""
    with gr.Row(elem_id="question-row"):
        question = gr.Textbox(
            value="",
            label=phrases.QUESTION_LABEL,
            show_label=False,
            placeholder=phrases.QUESTION_PLACEHOLDER,
            max_lines=4,
            container=False,
            elem_id="question",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        )
        send = gr.Button(phrases.ASK, variant="primary", elem_id="send", scale=0)
    return question, send


def _wire_questions(
    handlers: AskHandlers, tab: AskTab, typing: tuple[gr.Textbox, gr.Button], cleared: tuple[gr.HTML, ...], part: ConversationPart
) -> None:
    question, send = typing
    log, conversation = tab.log, tab.conversation

    def answers(typed: str, turns: Conversation, where: Filter, asker: Asker) -> Iterator[tuple[Any, ...]]:
        turns = part.handlers.resumed(asker, turns)
        for shown, after in handlers.ask(typed, turns, where):
            yield shown, after, *(part.kept(asker, after[-1]) if after is not turns else part.unchanged)

    def ask(typed: str, turns: Conversation, where: Filter, open_id: str, words: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        for shown in answers(typed, turns, where, part.asker(request, open_id, words)):
            yield *shown, ""

    def suggested(
        turns: Conversation, where: Filter, open_id: str, words: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        yield from answers(read_suggestion(event._data), turns, where, part.asker(request, open_id, words))

    def correct(turns: Conversation, open_id: str, words: str, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        asker = part.asker(request, open_id, words)
        for shown, after, turn in handlers.correct(part.handlers.resumed(asker, turns), event._data):
            yield shown, after, *(part.kept(asker, turn) if turn is not None else part.unchanged)

    def opened(found: Open) -> tuple[Any, ...]:
        shown = render_conversation(found.conversation, (), found.said) if found.conversation else handlers.welcome(())
        return shown, found.conversation, found.conversation_id, found.listed, *(Html("") for _ in cleared)

    held, several = [part.open_id, part.words], {"concurrency_limit": CONCURRENT_QUESTIONS, **CALMLY}
    shown = [log, conversation, part.open_id, part.listed]
    asking = gr.on([question.submit, send.click], ask, [question, conversation, tab.where, *held], [*shown, question], **several)
    suggesting = log.suggest(suggested, [conversation, tab.where, *held], shown, **several)
    correcting = log.correct(correct, [conversation, *held], shown, **several)
    tab.answered.extend([asking, suggesting, correcting])
    part.wire(opened, log, [*shown, *cleared], [asking, suggesting, correcting])


def _wire_keeping(handlers: KeepingHandlers, tab: AskTab, download: gr.HTML) -> None:
    def keep(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.answer(turns, event._data)

    def export(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.conversation(turns, event._data)

    tab.log.keep(keep, tab.conversation, download, **AT_ONCE)
    tab.log.export(export, tab.conversation, download, **AT_ONCE)
