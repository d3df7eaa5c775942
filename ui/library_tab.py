"""The Library tab: the list of documents, adding and removing them, and updating the index.

What enters: an assistant (for the list), a library (for the files) and the one updater of the index. What leaves:
Gradio components wired to the methods of `LibraryHandlers`. It deliberately never stops questions: an update runs in
its own thread, and every page that asked for it follows it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpus.errors import RapporteurError
from ui import phrases
from ui.backend import AnswersQuestions, KeepsDocuments
from ui.library_rendering import render_list, render_notes, render_removal, render_update
from ui.look import AT_ONCE, CALMLY, page_script
from ui.markup import Html, element, join
from ui.offline_gradio import gr
from ui.updating import IndexUpdater

# Pages that follow an update at the same time; each holds one waiting thread.
CONCURRENT_FOLLOWERS = 8
LIST_EVENTS = ("remove",)
STATUS_EVENTS = ("remove", "confirm", "keep")


@dataclass(frozen=True, slots=True)
class LibraryHandlers:
    """What happens on the Library tab, without any widget."""

    assistant: AnswersQuestions
    library: KeepsDocuments
    updater: IndexUpdater

    def listed(self, words: str) -> Html:
        """The list of documents, or one sentence where there is none to be had."""
        try:
            return render_list(self.assistant.documents(), words)
        except RapporteurError as error:
            return element("p", str(error), class_="problem")
        except Exception:
            logging.getLogger(__name__).exception("the documents could not be listed")
            return element("p", phrases.UNEXPECTED, class_="problem")

    def update(self, notes: Sequence[str] = ()) -> Iterator[Html]:
        """Update the index, yielding how far it is and then how it ended."""
        for state in self.updater.follow():
            yield render_update(state, notes)

    def add(self, files: Sequence[tuple[str, bytes]]) -> Iterator[Html]:
        """Add files, given as names and contents, and update the index if any was taken."""
        outcomes = [self._tried(partial(self._add, name, content)) for name, content in files]
        return self._concluded(outcomes)

    def remove(self, document_ids: Sequence[str]) -> Iterator[Html]:
        """Remove documents and update the index if any was removed."""
        outcomes = [self._tried(partial(self._remove, name)) for name in document_ids]
        return self._concluded(outcomes)

    def _add(self, name: str, content: bytes) -> str:
        document_id = self.library.add(name, content)
        return "" if document_id == name else phrases.kept_as(name, document_id)

    def _remove(self, document_id: str) -> str:
        self.library.remove(document_id)
        return ""

    def _tried(self, change: Callable[[], str]) -> tuple[bool, str]:
        """Whether a change was made, and what there is to say about it."""
        try:
            return True, change()
        except RapporteurError as error:
            return False, str(error)
        except Exception:
            logging.getLogger(__name__).exception("the documents folder could not be changed")
            return False, phrases.UNEXPECTED

    def _concluded(self, outcomes: Sequence[tuple[bool, str]]) -> Iterator[Html]:
        notes = [note for _, note in outcomes if note]
        if any(changed for changed, _ in outcomes):
            yield from self.update(notes)
        else:
            yield render_notes(notes)


def read_ticked(data: object) -> tuple[str, ...]:
    """The document_ids a browser reports as ticked; anything that does not have the form of one is left out."""
    if not isinstance(data, Mapping):
        return ()
    ticked = data.get("documents") or [data.get("document")]
    return tuple(name for name in ticked if isinstance(name, str) and name) if isinstance(ticked, list) else ()


def read_uploads(paths: Sequence[str] | None) -> list[tuple[str, bytes]]:
    """The names and contents of uploaded files; the copies the upload left behind are deleted."""
    files = []
    for path in map(Path, paths or ()):
        files.append((path.name, path.read_bytes()))
        path.unlink(missing_ok=True)
    return files


@dataclass(frozen=True, slots=True)
class LibraryTab:
    """The components of the tab that the wiring refers to."""

    upload: gr.File
    update: gr.Button
    status: gr.HTML
    words: gr.Textbox
    listed: gr.HTML


def build_library_tab(handlers: LibraryHandlers, refresh_chat: Callable[[Any], Any], chat: tuple[gr.State, gr.HTML]) -> LibraryTab:
    """Put the tab's components on the page and wire them.

    `refresh_chat` is called after an update with the first of `chat` and gives the new value of the second.
    """
    with gr.Column(elem_id="library"):
        hint = f"{phrases.UPLOAD_HINT} {' '.join(handlers.library.suffixes)}"
        introduction = element("p", phrases.LIBRARY_INTRODUCTION, class_="introduction")
        gr.HTML(join([introduction, element("p", hint, class_="note")]), apply_default_css=False)
        with gr.Row(elem_id="library-tools"):
            upload = gr.File(
                label=phrases.UPLOAD_LABEL,
                file_count="multiple",
                file_types=list(handlers.library.suffixes),
                elem_id="upload",
                height=110,
            )
            update = gr.Button(phrases.UPDATE_INDEX, elem_id="update", scale=0)
        status = gr.HTML(elem_id="status", js_on_load=page_script(STATUS_EVENTS), apply_default_css=False)
        words = gr.Textbox(
            value="",
            label=phrases.FILTER_LABEL,
            placeholder=phrases.FILTER_PLACEHOLDER,
            container=False,
            show_label=False,
            elem_id="filter",
        )
        listed = gr.HTML(elem_id="documents", js_on_load=page_script(LIST_EVENTS), apply_default_css=False)
    tab = LibraryTab(upload, update, status, words, listed)

    def refresh(typed: str, conversation: Any) -> tuple[Any, Any]:
        return handlers.listed(typed), refresh_chat(conversation)

    def refresh_after(event: Any) -> None:
        event.then(refresh, [words, chat[0]], [listed, chat[1]], **AT_ONCE)

    _wire_changes(handlers, tab, refresh_after)
    _wire_removal(handlers, tab, refresh_after)
    words.change(handlers.listed, words, listed, trigger_mode="always_last", **AT_ONCE)
    return tab


def _wire_changes(handlers: LibraryHandlers, tab: LibraryTab, refresh_after: Callable[[Any], None]) -> None:
    def add(paths: list[str] | None) -> Iterator[tuple[Html, None]]:
        for shown in handlers.add(read_uploads(paths)):
            yield shown, None

    def update() -> Iterator[Html]:
        yield from handlers.update()

    uploading = tab.upload.upload(
        add,
        tab.upload,
        [tab.status, tab.upload],
        concurrency_limit=CONCURRENT_FOLLOWERS,
        trigger_mode="multiple",
        **CALMLY,
    )
    updating = tab.update.click(
        update,
        None,
        tab.status,
        concurrency_limit=CONCURRENT_FOLLOWERS,
        **CALMLY,
    )
    refresh_after(uploading)
    refresh_after(updating)


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
    removing = tab.status.confirm(
        confirmed,
        ticked,
        [tab.status, ticked],
        concurrency_limit=CONCURRENT_FOLLOWERS,
        **CALMLY,
    )
    refresh_after(removing)
