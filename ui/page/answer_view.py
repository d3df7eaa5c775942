"""How one answer is shown: in which order, whether more quotes were asked for, and which of them a person found not helpful.

What enters: citations, and what a browser reports as chosen. What leaves: frozen values, and the citations in order. It deliberately
never changes a citation: whatever the order, each keeps its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.answer import Answer, Citation

Order = Literal["relevance", "oldest", "newest"]
# The number by which a judgement means the whole answer; citations are numbered from 1.
WHOLE_ANSWER = 0


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`further` is the number of the first quote that was added later, 0 where none was; `exhausted` says that there are no more;
    `unhelpful` holds the numbers a person marked, `WHOLE_ANSWER` for all of it; `problem` is what went wrong with the last wish.
    """

    order: Order = "relevance"
    further: int = 0
    exhausted: bool = False
    unhelpful: frozenset[int] = frozenset()
    problem: str = ""


def ordered(citations: Sequence[Citation], order: Order) -> list[Citation]:
    """The citations in an order: best first as they are numbered, or by their documents' dates with the undated last."""
    if order == "relevance":
        return list(citations)
    dated = [citation for citation in citations if citation.date]
    undated = [citation for citation in citations if not citation.date]
    return [*sorted(dated, key=lambda citation: citation.date, reverse=order == "newest"), *undated]


def orderable(citations: Sequence[Citation]) -> bool:
    """Whether dates would order these citations: at least two of them, and one that is dated differently from another."""
    return len({citation.date for citation in citations}) > 1


def first_citations(answer: Answer) -> list[Citation]:
    """The citations that are shown by themselves; the others say the same as one of these and are folded into it."""
    numbers = {citation.number for citation in answer.citations}
    return [citation for citation in answer.citations if citation.duplicate_of not in numbers]


def read_order(data: object) -> Order | None:
    """The order a browser reports as chosen, or None."""
    order = data.get("order") if isinstance(data, Mapping) else None
    return order if order in get_args(Order) else None
