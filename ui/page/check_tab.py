"""The Check tab: a text or a file in, its quotations with their verdicts out, and their sources beside them.

What enters: the methods of `CheckHandlers` and `SourceHandlers`. What leaves: Gradio components wired to them. It deliberately
writes no HTML besides its introduction.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ui.page import proof_phrases as phrases
from ui.page.checking import CheckHandlers, Findings
from ui.page.download_part import build_download
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html, element, join
from ui.page.offline_gradio import gr
from ui.page.source_panel import SourceHandlers, build_source_panel, open_when

# Texts that are checked side by side; each takes a processor core.
CONCURRENT_CHECKS = 2
CHECKED_EVENTS = ("cite", "annotate")
ANSWERS = ".json"


def build_check_tab(handlers: CheckHandlers, sources: SourceHandlers, suffixes: tuple[str, ...]) -> None:
    """Put the tab's components on the page and wire them; `suffixes` are those of files that can be read."""
    places, copy = gr.State(()), gr.State(None)
    with gr.Row(elem_id="check-view", elem_classes="with-source"):
        with gr.Column(elem_id="check"):
            introduction = element("p", phrases.INTRODUCTION, class_="introduction")
            gr.HTML(join([introduction, element("p", phrases.DETAIL, class_="note")]), apply_default_css=False)
            text, start, upload = _inputs(suffixes)
            checked = gr.HTML(elem_id="checked", js_on_load=page_script(CHECKED_EVENTS), apply_default_css=False)
            download = build_download("checked-copy")
        panel = build_source_panel(sources, places, "proof")
    results = [checked, places, copy, panel.source, panel.sheet, download]
    _wire_checks(handlers, (text, start, upload), results)

    def annotate(held: Any) -> Html:
        return handlers.annotated(held)

    checked.annotate(annotate, copy, download, **AT_ONCE)
    open_when(checked.cite, sources, places, panel)


def _inputs(suffixes: tuple[str, ...]) -> tuple[gr.Textbox, gr.Button, gr.File]:
    """Where a text is pasted or a file dropped."""
    text = gr.Textbox(
        value="",
        label=phrases.TEXT_LABEL,
        show_label=False,
        placeholder=phrases.TEXT_PLACEHOLDER,
        lines=7,
        max_lines=14,
        container=False,
        elem_id="check-text",
    )
    start = gr.Button(phrases.START, variant="primary", elem_id="check-start")
    gr.HTML(element("p", phrases.FILE_HINT, class_="note"), apply_default_css=False)
    upload = gr.File(label=phrases.FILE_LABEL, file_count="single", file_types=[*suffixes, ANSWERS], elem_id="check-file", height=110)
    return text, start, upload


def _wire_checks(handlers: CheckHandlers, inputs: tuple[gr.Textbox, gr.Button, gr.File], results: list[Any]) -> None:
    text, start, upload = inputs

    def check(typed: str) -> Iterator[tuple[Any, ...]]:
        yield from map(_outputs, handlers.text(typed))

    def check_file(path: str | None) -> Iterator[tuple[Any, ...]]:
        for findings in handlers.file(Path(path)) if path else ():
            yield *_outputs(findings), None

    gr.on([text.submit, start.click], check, text, results, concurrency_limit=CONCURRENT_CHECKS, **CALMLY)
    upload.upload(check_file, upload, [*results, upload], concurrency_limit=CONCURRENT_CHECKS, **CALMLY)


def _outputs(findings: Findings) -> tuple[Any, ...]:
    """What a check shows and holds; a source that was open is closed, an older copy is forgotten."""
    return findings.shown, findings.places, findings.copy, Html(""), Html(""), Html("")
