"""The Ask tab: a conversation, the filters on what it is asked of, and the source of the quote that was chosen beside it.

What enters: an assistant. What leaves: Gradio components wired to the methods of `AskHandlers` and `FilterHandlers`, which are
plain functions from values to HTML. It deliberately decides nothing about answers and writes no HTML itself.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Answer
from corpus.document import Document
from corpus.errors import RapporteurError
from index.filters import EVERYTHING, Filter, matching
from ui.backend import AnswersQuestions
from ui.page import phrases
from ui.page.citable import citables
from ui.page.conversation import Conversation, Scope, Turn, earlier_questions, read_suggestion
from ui.page.download_part import build_download
from ui.page.filter_phrases import nothing_fits
from ui.page.filter_rendering import words_of
from ui.page.filter_row import FilterHandlers, build_filter_row
from ui.page.keeping import KeepingHandlers
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.rendering import render_conversation
from ui.page.source_panel import SourceHandlers, build_source_panel, open_when

# Questions are answered side by side up to this many; more wait their turn.
CONCURRENT_QUESTIONS = 4
# So much of a question is shown above its answer; the assistant refuses a longer one in words.
SHOWN_QUESTION_CHARACTERS = 2_000
CONVERSATION_EVENTS = ("suggest", "cite", "restart", "keep", "export")


@dataclass(frozen=True, slots=True)
class AskHandlers:
    """What happens on the Ask tab, without any widget; `quotes` is the most an answer may have."""

    assistant: AnswersQuestions
    quotes: int

    def welcome(self, conversation: Conversation) -> Html:
        """The conversation as it stands, with fresh suggestions while it is empty."""
        if conversation:
            return render_conversation(conversation, ())
        try:
            return render_conversation((), self.assistant.suggestions())
        except RapporteurError as error:
            return render_conversation((Turn("", problem=str(error)),), ())
        except Exception:
            logging.getLogger(__name__).exception("no suggestions")
            return render_conversation((), ())

    def ask(self, question: str, conversation: Conversation, where: Filter = EVERYTHING) -> Iterator[tuple[Html, Conversation]]:
        """First the conversation with the question waiting, then with what came of it."""
        asked = " ".join(question.split())
        if not asked:
            return
        yield render_conversation((*conversation, Turn(shortened(asked))), ()), conversation
        conversation = (*conversation, self.answered(asked, earlier_questions(conversation), where))
        yield render_conversation(conversation, ()), conversation

    def answered(self, question: str, history: tuple[str, ...], where: Filter = EVERYTHING) -> Turn:
        """The turn of one question, asked of the documents that fit a filter, whatever comes of it."""
        shown, began = shortened(question), time.perf_counter()
        try:
            scope = self._scope(where)
            if not where.wants_all and scope.documents == 0:
                return Turn(shown, problem=nothing_fits(words_of(where)))
            answer = self.assistant.ask(question, quotes=self.quotes, where=where, history=history)
            seconds = time.perf_counter() - began
            documents = self._cited(answer)
            origins = {name: document.origins for name, document in documents.items()}
            return Turn(shown, answer, seconds=seconds, scope=scope, origins=origins, citables=citables(answer, documents))
        except RapporteurError as error:
            return Turn(shown, problem=str(error))
        except Exception:
            logging.getLogger(__name__).exception("a question could not be answered")
            return Turn(shown, problem=phrases.UNEXPECTED)

    def _scope(self, where: Filter) -> Scope:
        if where.wants_all:
            return Scope()
        summaries = self.assistant.documents()
        return Scope(where, len(matching(summaries, where)), len(summaries))

    def _cited(self, answer: Answer) -> dict[str, Document]:
        """The cited documents; without those that an update took away meanwhile."""
        documents = {}
        for document_id in {citation.evidence.document_id for citation in (*answer.citations, *answer.nearest)}:
            try:
                documents[document_id] = self.assistant.document(document_id)
            except RapporteurError:
                continue
        return documents


def shortened(question: str) -> str:
    """A question as it is shown: a pasted document not in full."""
    return question if len(question) <= SHOWN_QUESTION_CHARACTERS else f"{question[:SHOWN_QUESTION_CHARACTERS]}…"


@dataclass(frozen=True, slots=True)
class AskTab:
    """The components of the tab that the rest of the page refers to."""

    conversation: gr.State
    log: gr.HTML
    where: gr.State
    filters: gr.HTML


def build_ask_tab(handlers: AskHandlers, filters: FilterHandlers, sources: SourceHandlers, keeping: KeepingHandlers, page: gr.Blocks) -> AskTab:
    """Put the tab's components on the page and wire them."""
    conversation = gr.State(())
    with gr.Row(elem_id="ask-view", elem_classes="with-source"):
        with gr.Column(elem_id="chat"):
            log = gr.HTML(elem_id="log", js_on_load=page_script(CONVERSATION_EVENTS), apply_default_css=False)
            with gr.Column(elem_id="composer"):
                download = build_download("download")
                where, row = build_filter_row(filters)
                question, send = _composer()
        panel = build_source_panel(sources, conversation, "source")
    tab = AskTab(conversation, log, where, row)
    _wire_questions(handlers, tab, (question, send), (panel.source, panel.sheet, download))
    open_when(log.cite, sources, conversation, panel)
    _wire_keeping(keeping, tab, download)
    page.load(handlers.welcome, conversation, log, **AT_ONCE)
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


def _wire_questions(handlers: AskHandlers, tab: AskTab, typing: tuple[gr.Textbox, gr.Button], cleared: tuple[gr.HTML, ...]) -> None:
    question, send = typing
    log, conversation = tab.log, tab.conversation

    def ask(typed: str, turns: Conversation, where: Filter) -> Iterator[tuple[Html, Conversation, str]]:
        for shown, after in handlers.ask(typed, turns, where):
            yield shown, after, ""

    def suggested(turns: Conversation, where: Filter, event: gr.EventData) -> Iterator[tuple[Html, Conversation]]:
        yield from handlers.ask(read_suggestion(event._data), turns, where)

    def restart() -> tuple[Html | Conversation, ...]:
        return handlers.welcome(()), (), *(Html("") for _ in cleared)

    asking = gr.on(
        [question.submit, send.click],
        ask,
        [question, conversation, tab.where],
        [log, conversation, question],
        concurrency_limit=CONCURRENT_QUESTIONS,
        **CALMLY,
    )
    suggesting = log.suggest(suggested, [conversation, tab.where], [log, conversation], concurrency_limit=CONCURRENT_QUESTIONS, **CALMLY)
    log.restart(restart, None, [log, conversation, *cleared], cancels=[asking, suggesting], **CALMLY)


def _wire_keeping(handlers: KeepingHandlers, tab: AskTab, download: gr.HTML) -> None:
    def keep(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.answer(turns, event._data)

    def export(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.conversation(turns, event._data)

    tab.log.keep(keep, tab.conversation, download, **AT_ONCE)
    tab.log.export(export, tab.conversation, download, **AT_ONCE)
