"""An evaluation in a terminal.

What enters: an Evaluation. What leaves: tables, and the misses beside what was shown. It deliberately measures nothing.
"""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.evaluation import Evaluation, Outcome
from assistant.metrics import Figure
from ui.terminal import printable


def show_evaluation(out: Console, evaluation: Evaluation) -> None:
    """Print figures with their 95 % intervals, then every answerable question whose first three quotes miss."""
    out.print(
        Text(
            f"{evaluation.collection}: {evaluation.documents:,} documents, {evaluation.passages:,} passages, {len(evaluation.outcomes):,} questions",
            style="bold",
        )
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("measure", "mean", "95 % interval", "questions"):
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for name, figure in evaluation.figures.items():
        _row(table, name, figure)
    for kind, figure in evaluation.refusals.items():
        _row(table, f"declined: {kind}", figure)
    for kind, value in evaluation.aurocs.items():
        table.add_row(f"AUROC: {kind}", f"{value:.3f}")
    table.add_row("quotes exact", f"{evaluation.exact:.3f}")
    for stage, milliseconds in evaluation.latency_ms.items():
        table.add_row(f"ms, {stage}", f"{milliseconds:.0f}")
    out.print(table)
    for outcome in evaluation.outcomes:
        if (
            outcome.hit_3 is False
            or (outcome.answerable and outcome.certainty == "silent")
            or (not outcome.answerable and outcome.certainty != "silent")
        ):
            _show_miss(out, outcome)


def _row(table: Table, name: str, figure: Figure) -> None:
    digits = 0 if figure.mean > 2 else 3
    table.add_row(name, f"{figure.mean:.{digits}f}", f"{figure.low:.{digits}f} – {figure.high:.{digits}f}", f"{figure.count:,}")


def _show_miss(out: Console, outcome: Outcome) -> None:
    what = "answered, should be declined" if not outcome.answerable else "declined" if outcome.certainty == "silent" else "missed"
    out.print(Text(f"\n{what} ({outcome.certainty}, {outcome.probability:.2f}): {printable(outcome.question)}", style="yellow"))
    for document_id, quote in outcome.gold:
        out.print(Text(f"  wanted {printable(document_id)}: {printable(quote)}"))
    for document_id, quote in outcome.shown:
        out.print(Text(f"  shown  {printable(document_id)}: {printable(quote)[:200]}", style="dim"))
