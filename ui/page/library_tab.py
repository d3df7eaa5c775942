"""The Library tab: the list of documents, opening, adding and removing them, and updating the index.

What enters: the methods of `LibraryHandlers` and `SourceHandlers`. What leaves: Gradio components wired to them. It
deliberately writes no HTML besides its introduction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ui.page import phrases
from ui.page.library_handlers import LibraryHandlers, read_ticked, read_uploads
from ui.page.library_rendering import render_notes, render_removal
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html, element, join
from ui.page.offline_gradio import gr
from ui.page.source_panel import SourceHandlers, build_source_panel, open_when

# Pages that follow an update at the same time; each holds one waiting thread.
CONCURRENT_FOLLOWERS = 8
LIST_EVENTS = ("remove", "open")
STATUS_EVENTS = ("remove", "confirm", "keep")


@dataclass(frozen=True, slots=True)
class LibraryTab:
    """The components of the tab that the wiring refers to."""

    upload: gr.File
    address: gr.Textbox
    fetch: gr.Button
    update: gr.Button
    status: gr.HTML
    words: gr.Textbox
    listed: gr.HTML


def build_library_tab(
    handlers: LibraryHandlers, sources: SourceHandlers, refresh_chat: Callable[[Any], Any], chat: tuple[gr.State, gr.HTML]
) -> LibraryTab:
    """Put the tab's components on the page and wire them.

    `refresh_chat` is called after an update with the first of `chat` and gives the new value of the second.
    """
    with gr.Row(elem_id="library-view", elem_classes="with-source"):
        with gr.Column(elem_id="library"):
            hint = f"{phrases.UPLOAD_HINT} {' '.join(handlers.library.suffixes)}"
            introduction = element("p", phrases.LIBRARY_INTRODUCTION, class_="introduction")
            gr.HTML(join([introduction, element("p", hint, class_="note")]), apply_default_css=False)
            upload, update = _tools(handlers.library.suffixes)
            address, fetch = _address()
            status = gr.HTML(elem_id="status", js_on_load=page_script(STATUS_EVENTS), apply_default_css=False)
            words = _plain_box(phrases.FILTER_LABEL, phrases.FILTER_PLACEHOLDER, "filter")
            listed = gr.HTML(elem_id="documents", js_on_load=page_script(LIST_EVENTS), apply_default_css=False)
        panel = build_source_panel(sources, gr.State(()), "reader")
    tab = LibraryTab(upload, address, fetch, update, status, words, listed)

    def refresh(typed: str, conversation: Any) -> tuple[Any, Any]:
        return handlers.listed(typed), refresh_chat(conversation)

    def refresh_after(event: Any) -> None:
        event.then(refresh, [words, chat[0]], [listed, chat[1]], **AT_ONCE)

    _wire_changes(handlers, tab, refresh_after)
    _wire_removal(handlers, tab, refresh_after)
    words.change(handlers.listed, words, listed, trigger_mode="always_last", **AT_ONCE)
    open_when(listed.open, sources, gr.State(()), panel)
    return tab


def _tools(suffixes: tuple[str, ...]) -> tuple[gr.File, gr.Button]:
    """Where files are dropped, and the button that updates the index."""
    with gr.Row(elem_id="library-tools"):
        upload = gr.File(label=phrases.UPLOAD_LABEL, file_count="multiple", file_types=list(suffixes), elem_id="upload", height=110)
        update = gr.Button(phrases.UPDATE_INDEX, elem_id="update", scale=0)
    return upload, update


def _address() -> tuple[gr.Textbox, gr.Button]:
    """Where a web address is typed, and what that means said above it."""
    with gr.Column(elem_id="address-tools"):
        gr.HTML(element("p", f"{phrases.ADDRESS_LABEL}. {phrases.ADDRESS_NOTE}", class_="note"), apply_default_css=False)
        with gr.Row(elem_id="address-row"):
            address = _plain_box(phrases.ADDRESS_LABEL, phrases.ADDRESS_PLACEHOLDER, "address")
            fetch = gr.Button(phrases.ADD_ADDRESS, elem_id="fetch", scale=0)
    return address, fetch


def _plain_box(label: str, placeholder: str, name: str) -> gr.Textbox:
    return gr.Textbox(value="", label=label, placeholder=placeholder, container=False, show_label=False, elem_id=name)


def _wire_changes(handlers: LibraryHandlers, tab: LibraryTab, refresh_after: Callable[[Any], None]) -> None:
    def add(paths: list[str] | None) -> Iterator[tuple[Html, None]]:
        for shown in handlers.add(read_uploads(paths)):
            yield shown, None

    def add_address(typed: str) -> Iterator[tuple[Html, str]]:
        for shown in handlers.add_address(typed):
            yield shown, ""

    def update() -> Iterator[Html]:
        yield from handlers.update()

    followed: dict[str, Any] = {"concurrency_limit": CONCURRENT_FOLLOWERS, **CALMLY}
    refresh_after(tab.upload.upload(add, tab.upload, [tab.status, tab.upload], trigger_mode="multiple", **followed))
    refresh_after(gr.on([tab.address.submit, tab.fetch.click], add_address, tab.address, [tab.status, tab.address], **followed))
    refresh_after(tab.update.click(update, None, tab.status, **followed))


def _wire_removal(handlers: LibraryHandlers, tab: LibraryTab, refresh_after: Callable[[Any], None]) -> None:
    ticked = gr.State(())

    def ask(event: gr.EventData) -> tuple[Html, tuple[str, ...]]:
        names = read_ticked(event._data)
        return (render_removal(names) if names else render_notes([phrases.NOTHING_TICKED])), names

    def confirmed(names: tuple[str, ...]) -> Iterator[tuple[Html, tuple[str, ...]]]:
        for shown in handlers.remove(names):
            yield shown, ()

    for part in (tab.listed, tab.status):
        part.remove(ask, None, [tab.status, ticked], **AT_ONCE)
    tab.status.keep(None, None, tab.status, js="() => ''", **AT_ONCE)
    removing = tab.status.confirm(confirmed, ticked, [tab.status, ticked], concurrency_limit=CONCURRENT_FOLLOWERS, **CALMLY)
    refresh_after(removing)
