"""What happens on the Library tab, without any widget.

What enters: an assistant (for the list), a library (for the files), the one updater of the index, and what fetches a page from
the web. What leaves: `Html`, as a stream where something takes time. It deliberately never stops questions: an update runs in
its own thread, and every page that asked for it follows it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from corpus.errors import RapporteurError
from ui.backend import AnswersQuestions, Fetch, KeepsDocuments
from ui.page import phrases
from ui.page.library_adding import Outcomes, render_outcomes
from ui.page.library_rendering import render_notes, render_update
from ui.page.library_view import ListView
from ui.page.list_rendering import render_list
from ui.page.markup import Html, element, join
from ui.updating import IndexUpdater, UpdateState


@dataclass(frozen=True, slots=True)
class LibraryHandlers:
    """The plain functions behind the tab's widgets."""

    assistant: AnswersQuestions
    library: KeepsDocuments
    updater: IndexUpdater
    fetch: Fetch

    def listed(self, view: ListView, may_edit: bool = True) -> Html:
        """A part of the list of documents and the problems, or one sentence where there is none to be had."""
        try:
            return render_list(self.assistant.documents(), view, self.assistant.index.problems(), may_edit=may_edit)
        except RapporteurError as error:
            return element("p", str(error), class_="problem")
        except Exception:
            logging.getLogger(__name__).exception("the documents could not be listed")
            return element("p", phrases.UNEXPECTED, class_="problem")

    def update(self, notes: Sequence[str] = (), before: Html = Html("")) -> Iterator[Html]:  # noqa: B008
        """Update the index, yielding how far it is and then how it ended, after what led to it."""
        for state in self.updater.follow():
            yield join([before, render_update(state, notes)])

    def added(self, outcomes: Outcomes) -> Iterator[Html]:
        """Say what became of files that were sent, and update the index if any was taken."""
        said = render_outcomes(outcomes)
        if outcomes.added:
            yield from self.update(before=said)
        else:
            yield element("div", said, class_="update", role="status") if said else said

    def add_address(self, address: str) -> Iterator[Html]:
        """Fetch what is behind a web address, add it with that address, and update the index."""
        if not address.strip():
            yield render_notes([phrases.ADDRESS_MISSING])
            return
        yield render_update(UpdateState(stage=phrases.FETCHING))
        yield from self._concluded([self._tried(partial(self._fetched, address.strip()))])

    def remove(self, document_ids: Sequence[str]) -> Iterator[Html]:
        """Remove documents and update the index if any was removed."""
        outcomes = [self._tried(partial(self._remove, name)) for name in document_ids]
        return self._concluded(outcomes)

    def _fetched(self, address: str) -> str:
        try:
            found = self.fetch(address)
        except RapporteurError as error:
            raise RapporteurError(phrases.not_fetched(address, str(error))) from error
        return phrases.kept_as(found.address, self.library.add(found.name, found.content, found.address))

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
    """The document_ids a browser reports as ticked, each once; anything that does not have the form of one is left out."""
    if not isinstance(data, Mapping):
        return ()
    one = data.get("document")
    ticked = [one] if one else data.get("documents")
    return tuple(dict.fromkeys(name for name in ticked if isinstance(name, str) and name)) if isinstance(ticked, list) else ()
