"""The Library tab: the list of documents, opening, adding, describing and removing them, updating the index, and statistics.

What enters: plain functions of `LibraryHandlers`, `EditingHandlers`, `StatisticsHandlers` and `SourceHandlers`. What leaves: Gradio
components wired to them; who may not change anything is shown no way to, and is refused by every handler that would. It
deliberately writes no HTML besides its introduction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ui.page import library_phrases, phrases, statistics_phrases
from ui.page.library_adding import read_outcomes, render_adding
from ui.page.library_editing import EditingHandlers
from ui.page.library_handlers import LibraryHandlers, read_ticked
from ui.page.library_rendering import render_notes, render_removal
from ui.page.library_view import ListView, read_view
from ui.page.look import AT_ONCE, CALMLY, page_script
from ui.page.markup import Html, element, join
from ui.page.offline_gradio import gr
from ui.page.signed_in import person_of_request
from ui.page.source_panel import SourceHandlers, build_source_panel, open_when

# Pages that follow an update at the same time; each holds one waiting thread.
CONCURRENT_FOLLOWERS = 8
FOLLOWED: dict[str, Any] = {"concurrency_limit": CONCURRENT_FOLLOWERS, **CALMLY}
LIST_EVENTS = ("remove", "open", "edit", "sort", "turn")
STATUS_EVENTS = ("remove", "confirm", "keep")
Refresh = Callable[[Any], None]
NOT_ALLOWED = render_notes([library_phrases.READERS_ONLY])


@dataclass(frozen=True, slots=True)
class LibraryTab:
    """The components of the tab that the wiring refers to; `chat` is the conversation and where it is shown."""

    changes: gr.Column
    notice: gr.HTML
    adding: gr.HTML
    address: gr.Textbox
    fetch: gr.Button
    update: gr.Button
    status: gr.HTML
    words: gr.Textbox
    view: gr.State
    listed: gr.HTML
    facts: gr.HTML
    statistics_view: gr.Tab
    statistics: gr.HTML


def build_library_tab(
    handlers: LibraryHandlers,
    sources: SourceHandlers,
    refresh_chat: Callable[[Any], Any],
    chat: tuple[gr.State, gr.HTML],
    shown_when: tuple[Callable[..., Any], ...] = (),
) -> LibraryTab:
    """Put the tab's components on the page and wire them; the list is brought up to date at each of `shown_when`.

    `refresh_chat` is called after an update with the first of `chat` and gives the new value of the second.
    """
    with gr.Row(elem_id="library-view", elem_classes="with-source"):
        tab = _components(handlers)
        panel = build_source_panel(sources, gr.State(()), "reader")

    def show(typed: str, view: ListView, request: gr.Request) -> Html:
        return handlers.listed(replace(view, words=typed), may_edit(request))

    def refresh(typed: str, view: ListView, conversation: Any, request: gr.Request) -> tuple[Any, Any]:
        return show(typed, view, request), refresh_chat(conversation)

    def refresh_after(event: Any) -> None:
        event.then(refresh, [tab.words, tab.view, chat[0]], [tab.listed, chat[1]], **AT_ONCE)

    def opened(request: gr.Request) -> tuple[Any, Html]:
        editor = may_edit(request)
        return gr.update(visible=editor), Html("") if editor else element("p", library_phrases.READERS_ONLY, class_="note")

    for event in shown_when:
        event(show, [tab.words, tab.view], tab.listed, **AT_ONCE)
    shown_when[0](opened, None, [tab.changes, tab.notice], **AT_ONCE) if shown_when else None
    _wire_list(handlers, tab)
    _wire_changes(handlers, tab, refresh_after)
    _wire_removal(handlers, tab, refresh_after)
    _wire_facts(handlers, EditingHandlers(handlers.assistant, handlers.library), tab, refresh_after)
    open_when(tab.listed.open, sources, gr.State(()), panel)
    return tab


def may_edit(request: gr.Request) -> bool:
    """Whether the person behind an event may change the library."""
    return person_of_request(request).may_edit


def _components(handlers: LibraryHandlers) -> LibraryTab:
    with gr.Column(elem_id="library"):
        gr.HTML(element("p", phrases.LIBRARY_INTRODUCTION, class_="introduction"), apply_default_css=False)
        with gr.Tabs(elem_id="library-views"):
            with gr.Tab(library_phrases.DOCUMENTS, id="documents-view"):
                notice = gr.HTML(elem_id="library-notice", apply_default_css=False)
                with gr.Column(elem_id="library-changes") as changes:
                    suffixes = handlers.library.suffixes
                    adding = gr.HTML(render_adding(suffixes), elem_id="adding", js_on_load=page_script(["added"]), apply_default_css=False)
                    hint = element("details", element("summary", library_phrases.KINDS_READ), element("p", " ".join(suffixes)), class_="note kinds")
                    gr.HTML(hint, apply_default_css=False)
                    address, fetch, update = _address()
                status = gr.HTML(elem_id="status", js_on_load=page_script(STATUS_EVENTS), apply_default_css=False)
                words = _plain_box(phrases.FILTER_LABEL, phrases.FILTER_PLACEHOLDER, "filter")
                listed = gr.HTML(elem_id="documents", js_on_load=page_script(LIST_EVENTS), apply_default_css=False)
                facts = gr.HTML(elem_id="facts", js_on_load=page_script(["save", "cancel"]), apply_default_css=False)
            with gr.Tab(statistics_phrases.TITLE, id="statistics-view") as statistics_view:
                statistics = gr.HTML(elem_id="statistics", js_on_load=page_script(["narrow", "period"]), apply_default_css=False)
    return LibraryTab(
        changes, notice, adding, address, fetch, update, status, words, gr.State(ListView()), listed, facts, statistics_view, statistics
    )


def _address() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    """Where a web address is typed, what that means said above it, and the button that updates the index."""
    with gr.Column(elem_id="address-tools"):
        gr.HTML(element("p", f"{phrases.ADDRESS_LABEL}. {phrases.ADDRESS_NOTE}", class_="note"), apply_default_css=False)
        with gr.Row(elem_id="address-row"):
            address = _plain_box(phrases.ADDRESS_LABEL, phrases.ADDRESS_PLACEHOLDER, "address")
            fetch = gr.Button(phrases.ADD_ADDRESS, elem_id="fetch", scale=0)
            update = gr.Button(phrases.UPDATE_INDEX, elem_id="update", scale=0)
    return address, fetch, update


def _plain_box(label: str, placeholder: str, name: str) -> gr.Textbox:
    return gr.Textbox(value="", label=label, placeholder=placeholder, container=False, show_label=False, elem_id=name)


def _wire_list(handlers: LibraryHandlers, tab: LibraryTab) -> None:
    def search(typed: str, view: ListView, request: gr.Request) -> tuple[ListView, Html]:
        view = replace(view, page=1)
        return view, handlers.listed(replace(view, words=typed), may_edit(request))

    def turn(typed: str, view: ListView, event: gr.EventData, request: gr.Request) -> tuple[ListView, Html]:
        view = read_view(view, event._data)
        return view, handlers.listed(replace(view, words=typed), may_edit(request))

    tab.words.change(search, [tab.words, tab.view], [tab.view, tab.listed], trigger_mode="always_last", **AT_ONCE)
    for event in (tab.listed.sort, tab.listed.turn):
        event(turn, [tab.words, tab.view], [tab.view, tab.listed], trigger_mode="always_last", **AT_ONCE)


def _wire_changes(handlers: LibraryHandlers, tab: LibraryTab, refresh_after: Refresh) -> None:
    def added(event: gr.EventData, request: gr.Request) -> Iterator[Html]:
        yield from handlers.added(read_outcomes(event._data)) if may_edit(request) else [NOT_ALLOWED]

    def add_address(typed: str, request: gr.Request) -> Iterator[tuple[Html, str]]:
        for shown in handlers.add_address(typed) if may_edit(request) else [NOT_ALLOWED]:
            yield shown, ""

    def update(request: gr.Request) -> Iterator[Html]:
        yield from handlers.update() if may_edit(request) else [NOT_ALLOWED]

    refresh_after(tab.adding.added(added, None, tab.status, trigger_mode="multiple", **FOLLOWED))
    refresh_after(gr.on([tab.address.submit, tab.fetch.click], add_address, tab.address, [tab.status, tab.address], **FOLLOWED))
    refresh_after(tab.update.click(update, None, tab.status, **FOLLOWED))


def _wire_removal(handlers: LibraryHandlers, tab: LibraryTab, refresh_after: Refresh) -> None:
    ticked = gr.State(())

    def ask(event: gr.EventData, request: gr.Request) -> tuple[Html, tuple[str, ...]]:
        if not may_edit(request):
            return NOT_ALLOWED, ()
        names = read_ticked(event._data)
        return (render_removal(names) if names else render_notes([phrases.NOTHING_TICKED])), names

    def confirmed(names: tuple[str, ...], request: gr.Request) -> Iterator[tuple[Html, tuple[str, ...]]]:
        for shown in handlers.remove(names) if may_edit(request) else [NOT_ALLOWED]:
            yield shown, ()

    for part in (tab.listed, tab.status):
        part.remove(ask, None, [tab.status, ticked], **AT_ONCE)
    tab.status.keep(None, None, tab.status, js="() => ''", **AT_ONCE)
    refresh_after(tab.status.confirm(confirmed, ticked, [tab.status, ticked], **FOLLOWED))


def _wire_facts(handlers: LibraryHandlers, editing: EditingHandlers, tab: LibraryTab, refresh_after: Refresh) -> None:
    def edit(event: gr.EventData, request: gr.Request) -> tuple[Html, Any]:
        return (editing.form(event._data), gr.skip()) if may_edit(request) else (Html(""), NOT_ALLOWED)

    def save(event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        if not may_edit(request):
            yield Html(""), NOT_ALLOWED
            return
        changed, form = editing.save(event._data)
        yield form, gr.skip() if form or changed else join([element("p", library_phrases.FACTS_UNCHANGED, class_="note", role="status")])
        for shown in handlers.update() if changed else ():
            yield gr.skip(), shown

    tab.listed.edit(edit, None, [tab.facts, tab.status], **AT_ONCE)
    tab.facts.cancel(lambda: Html(""), None, tab.facts, **AT_ONCE)
    refresh_after(tab.facts.save(save, None, [tab.facts, tab.status], **FOLLOWED))
