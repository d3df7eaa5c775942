"""An evaluation in a terminal.

What enters: an Evaluation. What leaves: tables, and the misses beside what was shown. It deliberately measures nothing.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.ablation import Rung
from assistant.comparison import changed, differences
from assistant.evaluation import Evaluation, Outcome
from ui.commands.evaluation_page import HEADINGS, figure_rows, miss_of
from ui.commands.terminal import printable


def show_evaluation(out: Console, evaluation: Evaluation) -> None:
    """Print figures with their 95 % intervals, then every answerable question whose first three quotes miss."""
    out.print(
        Text(
            f"{evaluation.collection}: {evaluation.documents:,} documents, {evaluation.passages:,} passages, {len(evaluation.outcomes):,} questions",
            style="bold",
        )
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == HEADINGS[0] else "right")
    for row in figure_rows(evaluation):
        table.add_row(*row)
    for stage, milliseconds in evaluation.latency_ms.items():
        table.add_row(f"ms, {stage}", f"{milliseconds:.0f}")
    out.print(table)
    for outcome in evaluation.outcomes:
        if what := miss_of(outcome):
            _show_miss(out, outcome, what)


def _show_miss(out: Console, outcome: Outcome, what: str) -> None:
    out.print(Text(f"\n{what} ({outcome.certainty}, {outcome.probability:.2f}): {printable(outcome.question)}", style="yellow"))
    for document_id, quote in outcome.gold:
        out.print(Text(f"  wanted {printable(document_id)}: {printable(quote)}"))
    for document_id, quote in outcome.shown:
        out.print(Text(f"  shown  {printable(document_id)}: {printable(quote)[:200]}", style="dim"))


def show_ladder(out: Console, collection: str, rungs: Sequence[Rung]) -> None:
    """Print what each part of the recipe adds."""
    out.print(Text(collection, style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    measures = list(dict.fromkeys(measure for rung in rungs for measure in rung.figures))
    table.add_column("rung")
    for measure in measures:
        table.add_column(measure, justify="right")
    for rung in rungs:
        table.add_row(rung.name, *(f"{rung.figures[measure].mean:.3f}" if measure in rung.figures else "" for measure in measures))
    out.print(table)


def show_comparison(out: Console, before: Evaluation | None, after: Evaluation) -> None:
    """Print what changed since a kept run: figures with the interval of their difference, then the questions."""
    if before is None:
        out.print(Text(f"{after.collection} is not in the kept run", style="yellow"))
        return
    out.print(Text(after.collection, style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("measure", "before", "after", "difference, 95 %", ""):
        table.add_column(heading, justify="left" if heading in {"measure", ""} else "right")
    for row in differences(before, after):
        interval = f"{row.change.mean:+.3f}  {row.change.low:+.3f} – {row.change.high:+.3f}"
        table.add_row(row.measure, f"{row.before:.3f}", f"{row.after:.3f}", interval, "significant" if row.significant else "")
    out.print(table)
    for question in changed(before, after):
        out.print(Text(f"{question.before} → {question.after}: {printable(question.question)}"))
