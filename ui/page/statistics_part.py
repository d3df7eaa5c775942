"""The statistics, wired to the page.

What enters: `StatisticsHandlers`, the components that show them, and those that hold and show the filter of the next question.
What leaves: nothing; the components are wired. It deliberately writes no HTML itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.errors import QuestionError
from index.filters import Filter
from ui.page.filter_row import FilterHandlers
from ui.page.look import AT_ONCE
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.statistics_handlers import StatisticsHandlers, narrowed, read_period

ASK = "ask"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Where a pressed bar leads: the tabs of the page, and where the filter is held and shown."""

    tabs: gr.Tabs
    where: gr.State
    row: gr.HTML


def wire_statistics(
    handlers: StatisticsHandlers, filters: FilterHandlers, shown: gr.HTML, narrowing: Narrowing, shown_when: tuple[Callable[..., Any], ...]
) -> None:
    """Count the library at each of `shown_when`, and let a pressed bar set the filter and lead to the question."""
    period = gr.State("")

    def change(before: str, event: gr.EventData) -> tuple[str, Html]:
        chosen = read_period(event._data, before)
        return chosen, handlers.shown(chosen)

    def narrow(where: Filter, event: gr.EventData) -> tuple[Any, Filter, Html]:
        try:
            where = narrowed(where, event._data)
        except QuestionError:  # no bar of ours stands for what is no date
            return gr.skip(), where, filters.shown(where)
        return gr.Tabs(selected=ASK), where, filters.shown(where)

    for event in shown_when:
        event(handlers.shown, period, shown, **AT_ONCE)
    shown.period(change, period, [period, shown], **AT_ONCE)
    shown.narrow(narrow, narrowing.where, [narrowing.tabs, narrowing.where, narrowing.row], **AT_ONCE)
