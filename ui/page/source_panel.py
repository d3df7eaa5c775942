"""The source panel: the text of what was opened, and beside it the image of its page.

What enters: an assistant, a library, and what a browser reports as opened. What leaves: Gradio components wired to the methods
of `SourceHandlers`, plain functions from values to HTML. The page's image is made only when the script asks for it, so that
the text never waits. It deliberately marks nothing itself.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.document import Document
from corpus.errors import RapporteurError
from ui.backend import AnswersQuestions, KeepsDocuments, PageBox
from ui.page import phrases
from ui.page.conversation import Conversation, Opened, read_opened, read_page
from ui.page.look import AT_ONCE, page_script
from ui.page.markup import Html, element
from ui.page.offline_gradio import gr
from ui.page.sheet_rendering import no_sheet, render_sheet, render_sheet_problem
from ui.page.source_header import close_button, has_page_images
from ui.page.source_rendering import render_source

SOURCE_EVENTS = ("whole", "close", "cite", "sheet")
SHEET_EVENTS = ("turn",)


@dataclass(frozen=True, slots=True)
class SourceHandlers:
    """What happens in the panel, without any widget."""

    assistant: AnswersQuestions
    library: KeepsDocuments

    def source(self, conversation: Conversation, data: object, whole: bool = False) -> Html:
        """The text of what was opened on the page; nothing where there is no such citation or document."""
        opened = read_opened(conversation, data)
        if opened is None:
            return Html("")
        return _or_problem(lambda: render_source(self.assistant.document(opened.document_id), opened, whole), source_problem)

    def sheet(self, conversation: Conversation, data: object) -> Html:
        """The image of the page that was opened or turned to; nothing where there is no such citation or document."""
        opened = read_opened(conversation, data)
        if opened is None:
            return Html("")
        return _or_problem(lambda: self._sheet(opened, read_page(data)), lambda problem: render_sheet_problem(opened, problem))

    def _sheet(self, opened: Opened, page: int | None) -> Html:
        document = self.assistant.document(opened.document_id)
        if not has_page_images(document):
            return no_sheet(opened)
        return render_sheet(document, opened, self._boxes(document, opened), page)

    def _boxes(self, document: Document, opened: Opened) -> tuple[PageBox, ...]:
        """The boxes of the quote; none where there is no quote, or where it is no longer what the index has."""
        if opened.citation is None:
            return ()
        start, end = opened.citation.evidence.start, opened.citation.evidence.end
        if document.text[start:end] != opened.citation.quote:
            return ()
        glyphs = self.assistant.index.glyphs(document.document_id)
        return tuple(self.library.quote_boxes(document, glyphs, start, end))


def source_problem(problem: str) -> Html:
    """The source panel where there is no source to show, only a sentence saying why."""
    title = element("div", element("h2", phrases.SOURCE, tabindex=-1), close_button(), class_="source-title")
    text = element("p", problem, class_="problem", role="status")
    return element("section", element("header", title), text, class_="source", aria_label=phrases.SOURCE)


def _or_problem(made: Callable[[], Html], problem: Callable[[str], Html]) -> Html:
    """What was made, or one sentence where it could not be."""
    try:
        return made()
    except RapporteurError as error:
        return problem(str(error))
    except Exception:
        logging.getLogger(__name__).exception("a source could not be shown")
        return problem(phrases.UNEXPECTED)


@dataclass(frozen=True, slots=True)
class SourcePanel:
    """The components of one panel."""

    source: gr.HTML
    sheet: gr.HTML


def build_source_panel(handlers: SourceHandlers, conversation: gr.State, name: str) -> SourcePanel:
    """Put a panel on the page and wire what happens within it."""
    with gr.Row(elem_id=f"{name}-panel", elem_classes="source-panel"):
        source = gr.HTML(elem_id=name, elem_classes="source-part", js_on_load=page_script(SOURCE_EVENTS), apply_default_css=False)
        sheet = gr.HTML(elem_id=f"{name}-sheet", elem_classes="sheet-part", js_on_load=page_script(SHEET_EVENTS), apply_default_css=False)
    panel = SourcePanel(source, sheet)

    def whole(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.source(turns, event._data, whole=True)

    def turned(turns: Conversation, event: gr.EventData) -> Html:
        return handlers.sheet(turns, event._data)

    source.whole(whole, conversation, source, **AT_ONCE)
    source.close(None, None, [source, sheet], js="() => ['', '']", **AT_ONCE)
    open_when(source.cite, handlers, conversation, panel)
    for asked in (source.sheet, sheet.turn):
        asked(turned, conversation, sheet, trigger_mode="always_last", **AT_ONCE)
    return panel


def open_when(event: Any, handlers: SourceHandlers, conversation: gr.State, panel: SourcePanel) -> None:
    """Open in a panel whatever an event of the page names; its image is asked for by the script once the text is there."""

    def opened(turns: Conversation, reported: gr.EventData) -> tuple[Html, Html]:
        return handlers.source(turns, reported._data), Html("")

    event(opened, conversation, [panel.source, panel.sheet], trigger_mode="always_last", **AT_ONCE)
