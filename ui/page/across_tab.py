"""The tab Across documents: a view, a question or a subject, the filters, and what was found, with the sources beside it.

What enters: the methods of `AcrossHandlers`, `FilterHandlers` and `SourceHandlers`. What leaves: Gradio components wired to them. It
deliberately writes no HTML besides its introduction.
"""

from collections.abc import Iterator
from typing import Any

from index.filters import Filter
from ui.page import across_phrases as phrases
from ui.page.across_handlers import AcrossHandlers, Findings, Found
from ui.page.download_part import build_download
from ui.page.filter_row import FilterHandlers, build_filter_row
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html, element, join
from ui.page.offline_gradio import gr
from ui.page.source_panel import SourceHandlers, build_source_panel, open_when

# Looks across documents that run side by side; each takes a processor core.
CONCURRENT_LOOKS = 2
FOUND_EVENTS = ("cite", "export")
VIEWS = [phrases.COMPARE, phrases.TIMELINE, phrases.DIFFERENCES]


def build_across_tab(handlers: AcrossHandlers, filters: FilterHandlers, sources: SourceHandlers) -> tuple[gr.State, gr.HTML]:
    """Put the tab's components on the page and wire them; returns where its filter is held and shown."""
    places, held = gr.State(()), gr.State(None)
    with gr.Row(elem_id="across-view", elem_classes="with-source"):
        with gr.Column(elem_id="across"):
            gr.HTML(element("p", phrases.INTRODUCTION, class_="introduction"), apply_default_css=False)
            view = gr.Radio(VIEWS, value=phrases.COMPARE, label=phrases.VIEW, elem_id="across-choice", container=False)
            note = gr.HTML(_explained(phrases.COMPARE), apply_default_css=False)
            where, row = build_filter_row(filters, "across-filters")
            typed, start = _asked()
            found = gr.HTML(elem_id="across-found", js_on_load=page_script(FOUND_EVENTS), apply_default_css=False)
            download = build_download("across-download")
        panel = build_source_panel(sources, places, "beside")

    def chosen(name: str) -> tuple[Any, Html]:
        return gr.Textbox(label=phrases.LABELS[name], placeholder=phrases.HINTS[name]), _explained(name)

    view.change(chosen, view, [typed, note], **AT_ONCE)
    _wire(handlers, (view, typed, where, start), [found, places, held, panel.source, panel.sheet, download])

    def export(result: Found | None, event: gr.EventData) -> Html:
        return handlers.export(result, event._data)

    found.export(export, held, download, **AT_ONCE)
    open_when(found.cite, sources, places, panel)
    return where, row


def _asked() -> tuple[gr.Textbox, gr.Button]:
    """Where a question or a subject is typed."""
    typed = gr.Textbox(
        value="",
        label=phrases.LABELS[phrases.COMPARE],
        placeholder=phrases.HINTS[phrases.COMPARE],
        lines=2,
        max_lines=5,
        container=False,
        elem_id="across-text",
    )
    return typed, gr.Button(phrases.START, variant="primary", elem_id="across-start")


def _wire(handlers: AcrossHandlers, inputs: tuple[gr.Radio, gr.Textbox, gr.State, gr.Button], results: list[Any]) -> None:
    view, typed, where, start = inputs

    def look(name: str, words: str, narrowed: Filter) -> Iterator[tuple[Any, ...]]:
        yield from map(_outputs, handlers.look(name, words, narrowed))

    gr.on([typed.submit, start.click], look, [view, typed, where], results, concurrency_limit=CONCURRENT_LOOKS, **CALMLY)


def _outputs(findings: Findings) -> tuple[Any, ...]:
    """What is shown and held; a source that was open is closed."""
    return findings.shown, findings.places, findings.found, Html(""), Html(""), Html("")


def _explained(view: str) -> Html:
    return join([element("p", phrases.EXPLANATIONS[view], class_="note")])
