"""The Ask tab: a conversation, and the source of the quote that was chosen beside it.

What enters: an assistant. What leaves: Gradio components wired to the methods of `AskHandlers`, which are plain
functions from values to HTML. It deliberately decides nothing about answers and writes no HTML itself.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.errors import RapporteurError
from ui import phrases
from ui.backend import AnswersQuestions
from ui.conversation import Conversation, Turn, chosen_citation, earlier_questions, read_choice, read_suggestion
from ui.look import AT_ONCE, CALMLY, page_script
from ui.markup import Html, element
from ui.offline_gradio import gr
from ui.rendering import render_conversation
from ui.source_rendering import render_source

# Questions are answered side by side up to this many; more wait their turn.
CONCURRENT_QUESTIONS = 4
# So much of a question is shown above its answer; the assistant refuses a longer one in words.
SHOWN_QUESTION_CHARACTERS = 2_000
CONVERSATION_EVENTS = ("suggest", "cite", "restart")
SOURCE_EVENTS = ("whole", "close")


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

    def ask(self, question: str, conversation: Conversation) -> Iterator[tuple[Html, Conversation]]:
        """First the conversation with the question waiting, then with what came of it."""
        asked = " ".join(question.split())
        if not asked:
            return
        yield render_conversation((*conversation, Turn(shortened(asked))), ()), conversation
        conversation = (*conversation, self.answered(asked, earlier_questions(conversation)))
        yield render_conversation(conversation, ()), conversation

    def answered(self, question: str, history: tuple[str, ...]) -> Turn:
        """The turn of one question, whatever comes of it."""
        shown, began = shortened(question), time.perf_counter()
        try:
            answer = self.assistant.ask(question, quotes=self.quotes, history=history)
        except RapporteurError as error:
            return Turn(shown, problem=str(error))
        except Exception:
            logging.getLogger(__name__).exception("a question could not be answered")
            return Turn(shown, problem=phrases.UNEXPECTED)
        return Turn(shown, answer, seconds=time.perf_counter() - began)

    def source(self, conversation: Conversation, data: object, whole: bool) -> Html:
        """The panel of the citation chosen on the page; nothing where there is no such citation."""
        choice = read_choice(data)
        citation = chosen_citation(conversation, choice)
        if choice is None or citation is None:
            return Html("")
        try:
            document = self.assistant.document(citation.evidence.document_id)
            return render_source(document, citation, choice, whole)
        except RapporteurError as error:
            return source_problem(str(error))
        except Exception:
            logging.getLogger(__name__).exception("a source could not be shown")
            return source_problem(phrases.UNEXPECTED)


def shortened(question: str) -> str:
    """A question as it is shown: a pasted document not in full."""
    return question if len(question) <= SHOWN_QUESTION_CHARACTERS else f"{question[:SHOWN_QUESTION_CHARACTERS]}…"


def source_problem(problem: str) -> Html:
    """The source panel where there is no source to show, only a sentence saying why."""
    close = element("button", "×", type="button", class_="close", data_event="close", aria_label=phrases.CLOSE_SOURCE)
    title = element("div", element("h2", phrases.SOURCE, tabindex=-1), close, class_="source-title")
    text = element("p", problem, class_="problem", role="status")
    return element("section", element("header", title), text, class_="source", aria_label=phrases.SOURCE)


def build_ask_tab(handlers: AskHandlers, page: gr.Blocks) -> tuple[gr.State, gr.HTML]:
    """Put the tab's components on the page and wire them; returns where the conversation is held and shown."""
    conversation = gr.State(())
    with gr.Row(elem_id="ask-view"):
        with gr.Column(elem_id="chat"):
            log = gr.HTML(elem_id="log", js_on_load=page_script(CONVERSATION_EVENTS), apply_default_css=False)
            with gr.Row(elem_id="composer"):
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
        source = gr.HTML(elem_id="source", js_on_load=page_script(SOURCE_EVENTS), apply_default_css=False)
    _wire_questions(handlers, conversation, log, (question, send, source))
    _wire_sources(handlers, conversation, log, source)
    page.load(handlers.welcome, conversation, log, **AT_ONCE)
    return conversation, log


def _wire_questions(handlers: AskHandlers, conversation: gr.State, log: gr.HTML, parts: tuple[gr.Textbox, gr.Button, gr.HTML]) -> None:
    question, send, source = parts

    def ask(typed: str, turns: Conversation) -> Iterator[tuple[Html, Conversation, str]]:
        for shown, after in handlers.ask(typed, turns):
            yield shown, after, ""

    def suggested(turns: Conversation, event: gr.EventData) -> Iterator[tuple[Html, Conversation]]:
        yield from handlers.ask(read_suggestion(event._data), turns)

    def restart() -> tuple[Html, Conversation, Html]:
        return handlers.welcome(()), (), Html("")

    asking = gr.on(
        [question.submit, send.click],
        ask,
        [question, conversation],
        [log, conversation, question],
        concurrency_limit=CONCURRENT_QUESTIONS,
        **CALMLY,
    )
    suggesting = log.suggest(suggested, conversation, [log, conversation], concurrency_limit=CONCURRENT_QUESTIONS, **CALMLY)
    log.restart(restart, None, [log, conversation, source], cancels=[asking, suggesting], **CALMLY)


def _wire_sources(handlers: AskHandlers, conversation: gr.State, log: gr.HTML, source: gr.HTML) -> None:
    def cite(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.source(turns, event._data, whole=False)

    def whole(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.source(turns, event._data, whole=True)

    log.cite(cite, conversation, source, trigger_mode="always_last", **AT_ONCE)
    source.whole(whole, conversation, source, **AT_ONCE)
    source.close(None, None, source, js="() => ''", **AT_ONCE)
