"""What happens with the statistics, without any widget.

What enters: an assistant, and what a browser reports. What leaves: the plots as `Html`, and the filter that a pressed bar asks for.
It deliberately counts and draws nothing itself.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.statistics import counted_words, library_statistics
from corpus.errors import RapporteurError
from index.filters import Filter
from ui.backend import AnswersQuestions
from ui.page import phrases
from ui.page.filtering import VALUE_CHARACTERS
from ui.page.markup import Html, element
from ui.page.statistics_phrases import PERIODS
from ui.page.statistics_rendering import filled, render_statistics

# Documents of so short a time are told apart by their months.
MONTHS_WORTH_SEEING = 36


@dataclass(frozen=True, slots=True)
class StatisticsHandlers:
    """The plain functions behind the statistics."""

    assistant: AnswersQuestions

    def shown(self, period: str) -> Html:
        """The plots, or one sentence where there is nothing to count."""
        try:
            index = self.assistant.index
            documents = self.assistant.documents()
            problems = [problem for problem, _ in index.problems()]
            found = library_statistics(documents, problems, counted_words(index, documents))
            months = len(filled(found.months.counts, "months"))
            return render_statistics(found, period or ("months" if 1 < months <= MONTHS_WORTH_SEEING else "years"))
        except RapporteurError as error:
            return element("p", str(error), class_="problem")
        except Exception:
            logging.getLogger(__name__).exception("the library could not be counted")
            return element("p", phrases.UNEXPECTED, class_="problem")


def read_period(data: object, before: str) -> str:
    """The period a browser reports, or the one before."""
    period = data.get("period") if isinstance(data, Mapping) else None
    return period if isinstance(period, str) and period in PERIODS else before


def narrowed(where: Filter, data: object) -> Filter:
    """The filter with the part that a pressed bar stands for; as it was where that makes no sense. Raises QuestionError for a bad date."""
    if not isinstance(data, Mapping):
        return where
    field, value = data.get("field"), data.get("value")
    if not isinstance(value, str) or not value:
        return where
    parts: dict[str, Any] = {"after": value, "before": following(value)} if field == "date" else {}
    if field in ("publisher", "kind", "language"):
        parts[field] = value[:VALUE_CHARACTERS]
    return replace(where, **parts)


def following(period: str) -> str:
    """The year or month after one; empty where it is neither."""
    year, _, month = period.partition("-")
    if not (len(year) == 4 and period.replace("-", "").isascii() and period.replace("-", "").isdecimal()):
        return ""
    if not month:
        return f"{int(year) + 1:04}"
    return f"{int(year) + 1:04}-01" if month == "12" else f"{year}-{int(month) + 1:02}"
