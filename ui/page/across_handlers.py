"""What happens on the tab Across documents, without any widget.

What enters: questions or a subject, and the filter in force. What leaves: `Html` as a stream, first how far the reading is, then
what was found; the places that can be opened; and what can be taken along. It deliberately finds nothing (`assistant.across` does)
and keeps nothing.
"""

import logging
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from assistant.across.comparison import Comparison
from assistant.across.differences import Differing
from assistant.across.facade import Across
from assistant.across.reading import Report
from assistant.across.spreadsheet import comparison_csv, differences_csv, timeline_csv
from assistant.across.timeline import Timeline
from assistant.across.word_export import comparison_docx, differences_docx, timeline_docx
from assistant.answer import Answer, Citation
from corpus.document import Document
from corpus.errors import RapporteurError
from corpus.landmarks import Origins
from index.filters import Filter, matching
from index.store import DocumentSummary
from ui.page import across_phrases as phrases
from ui.page.across_picture import render_timeline
from ui.page.across_rendering import render_comparison, render_differences, render_reading, render_trouble
from ui.page.conversation import Conversation, Turn
from ui.page.downloads import Download, render_refused
from ui.page.filter_phrases import nothing_fits
from ui.page.filter_rendering import words_of
from ui.page.keeping import WORD, kept
from ui.page.markup import Html
from ui.page.phrases import UNEXPECTED

SECONDS_BETWEEN_STATES = 0.3
CSV = "text/csv;charset=utf-8"

Found = Comparison | Timeline | Differing


class KnowsDocuments(Protocol):
    """What lists documents and opens them, as the assistant does."""

    def document(self, document_id: str) -> Document: ...
    def documents(self) -> Sequence[DocumentSummary]: ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: as it is shown, its citations as a conversation of one turn, and itself, to be taken along."""

    shown: Html
    places: Conversation = ()
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class AcrossHandlers:
    """The plain functions behind the tab's widgets."""

    across: Across
    documents: KnowsDocuments

    def look(self, view: str, typed: str, where: Filter) -> Iterator[Findings]:
        """Look across the documents that fit: how far it is, then what was found, or one sentence why nothing was."""
        try:
            listed = self.documents.documents()
            if not where.wants_all and not matching(listed, where):
                yield Findings(render_trouble(nothing_fits(words_of(where))))
                return
            origins = {summary.document_id: summary.origins for summary in listed}
            for state in _reported(lambda report: self._found(view, typed, where, report)):
                yield Findings(render_reading(*state)) if isinstance(state, tuple) else _findings(state, origins)
        except RapporteurError as error:
            yield Findings(render_trouble(str(error)))
        except Exception:
            logging.getLogger(__name__).exception("documents could not be compared")
            yield Findings(render_trouble(UNEXPECTED))

    def export(self, found: Found | None, data: object) -> Html:
        """What was found last, as the file a browser asks for."""
        form = data.get("form") if isinstance(data, Mapping) else None
        if found is None or form not in ("csv", "docx"):
            return render_refused(phrases.NOTHING_TO_EXPORT)
        return kept(lambda: self._download(found, form == "csv"))

    def _found(self, view: str, typed: str, where: Filter, report: Report) -> Found:
        if view == phrases.TIMELINE:
            return self.across.timeline(typed, where, report=report)
        if view == phrases.DIFFERENCES:
            return self.across.differences(typed, where, report=report)
        return self.across.compare(typed.splitlines(), where, report=report)

    def _download(self, found: Found, as_table: bool) -> Download:
        document = self.documents.document
        if isinstance(found, Comparison):
            name, content = "comparison", comparison_csv(found) if as_table else comparison_docx(found, document)
        elif isinstance(found, Timeline):
            name, content = "timeline", timeline_csv(found) if as_table else timeline_docx(found, document)
        else:
            name, content = "differences", differences_csv(found) if as_table else differences_docx(found, document)
        return Download(f"{name}.csv", CSV, content) if as_table else Download(f"{name}.docx", WORD, content)


def _findings(found: Found, origins: Mapping[str, Origins]) -> Findings:
    if isinstance(found, Comparison):
        shown = render_comparison(found, origins)
    else:
        shown = render_timeline(found, origins) if isinstance(found, Timeline) else render_differences(found, origins)
    return Findings(shown, _places(found.citations, origins), found)


def _places(citations: tuple[Citation, ...], origins: Mapping[str, Origins]) -> Conversation:
    """The citations as those of a conversation's one turn, so that the page can open them as it opens an answer's quotes."""
    return (Turn("", Answer("", "", citations, (), "answers", 1.0), origins=origins),)


def _reported(work: Callable[[Report], Found]) -> Iterator[tuple[int, int] | Found]:
    """How far some work is, now and then, and at the end what came of it. Raises whatever it raises."""
    told: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    with ThreadPoolExecutor(1, "across documents") as worker:
        running: Future[Found] = worker.submit(work, lambda done, of: told.put((done, of)))
        yield 0, 0
        last = (0, 0)
        while wait([running], SECONDS_BETWEEN_STATES).not_done:
            while not told.empty():
                last = told.get()
            yield last
        yield running.result()
