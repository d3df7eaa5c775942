"""The row of filters over a question.

What enters: an assistant, for what there is to choose from, and what a browser reports. What leaves: the filter in force, and
the row as HTML. It deliberately asks no question.
"""

import logging
from dataclasses import dataclass

from corpus.errors import RapporteurError
from index.filters import EVERYTHING, Filter
from ui.backend import AnswersQuestions
from ui.page import phrases
from ui.page.filter_rendering import render_filters
from ui.page.filtering import changed, offers, read_change
from ui.page.look import AT_ONCE, page_script
from ui.page.markup import Html
from ui.page.offline_gradio import gr

FILTER_EVENTS = ("filter", "unfilter")


@dataclass(frozen=True, slots=True)
class FilterHandlers:
    """What happens in the row, without any widget; the ids of its fields begin with `prefix`."""

    assistant: AnswersQuestions
    prefix: str = "filter"

    def shown(self, where: Filter, problem: str = "", typed: tuple[str, str] = ("", "")) -> Html:
        """The row as it stands; without anything to choose from where the documents cannot be listed."""
        try:
            return render_filters(where, offers(self.assistant.documents(), where), problem, typed, self.prefix)
        except RapporteurError as error:
            return render_filters(where, {}, problem or str(error), prefix=self.prefix)
        except Exception:
            logging.getLogger(__name__).exception("the filters could not be shown")
            return render_filters(where, {}, problem or phrases.UNEXPECTED, prefix=self.prefix)

    def changed(self, where: Filter, data: object) -> tuple[Filter, Html]:
        """The filter and the row after a change; the filter stays as it was where a date cannot be understood."""
        try:
            where = changed(where, data)
        except RapporteurError as error:
            return where, self.shown(where, str(error), read_change(data) or ("", ""))
        return where, self.shown(where)


def build_filter_row(handlers: FilterHandlers, name: str = "filters") -> tuple[gr.State, gr.HTML]:
    """Put the row on the page and wire it; returns where the filter is held and shown."""
    where = gr.State(EVERYTHING)
    row = gr.HTML(elem_id=name, elem_classes="filter-row", js_on_load=page_script(FILTER_EVENTS), apply_default_css=False)

    def change(held: Filter, event: gr.EventData) -> tuple[Filter, Html]:
        return handlers.changed(held, event._data)

    def clear() -> tuple[Filter, Html]:
        return EVERYTHING, handlers.shown(EVERYTHING)

    row.filter(change, where, [where, row], trigger_mode="multiple", **AT_ONCE)
    row.unfilter(clear, None, [where, row], **AT_ONCE)
    return where, row
