"""Answers in a terminal or a pipe.

What enters: answers, rankings, reports. What leaves: lines on standard output. Document text is data: control characters,
which a terminal would obey, are replaced before anything is printed. It deliberately decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # reading a library or building an index is not on the way to an answer
    from assistant.answer import Answer, Citation
    from assistant.feedback import Judgement
    from corpus.file_reading import Problem
    from index.build import BuildReport
    from index.plan import Plan
    from index.ranking import ScoredPassage
    from index.store import DocumentSummary

_QUOTE_WIDTH = 96


def printable(text: str) -> str:
    """Text with white space collapsed and every control or direction character replaced by U+FFFD."""
    return "".join(letter if letter.isprintable() or letter in "\u200c\u200d\u00ad" else "\ufffd" for letter in " ".join(text.split()))


def printable_part(part: str) -> str:
    """A part of a quote as `printable` has it, with a space at each end where there is white space."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() and part.strip() else ""
    return f"{before}{printable(part)}{after}"


def console() -> Console:
    """Standard output: styled and wrapped in a terminal, plain unwrapped lines in a pipe."""
    probe = Console(highlight=False)
    return probe if probe.is_terminal else Console(highlight=False, width=10_000, soft_wrap=True)


def errors() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def announce(address: str) -> None:
    """Print where the page is."""
    console().print(Text(f"Rapporteur is at {address} – press Ctrl+C to stop"))


def show_question(out: Console, question: str) -> None:
    """Print a question above its answer, where several are asked."""
    out.print(Text(f"\nQuestion: {printable(question)}", style="bold cyan"))


def show_refused(out: Console, problem: str) -> None:
    """Print why a question has no answer."""
    out.print(Text(printable(problem), style="red"))


def show_answer(out: Console, answer: Answer, *, why: bool = False, below: Callable[[Citation], None] | None = None) -> None:
    """Print an answer: quotes with their citations, and with `why` their reasons, or that the documents do not answer.

    `below` prints what is to stand under a quote.
    """
    reasons = {reason.number: reason for reason in answer.reasons} if why else {}
    if answer.query != " ".join(answer.question.split()):
        out.print(Text(f"Searched for: {printable(answer.query)}", style="italic"))
    if answer.abstained:
        out.print(Text("The documents do not answer this.", style="bold"))
        if answer.uncovered:
            out.print(Text(f"Nothing found covers: {', '.join(map(printable, answer.uncovered))}"))
        if answer.nearest:
            out.print(Text("\nNearest passages – not an answer:", style="dim"))
    elif answer.certainty == "perhaps":
        unsaid = f" Not covered: {', '.join(map(printable, answer.uncovered))}." if answer.uncovered else ""
        out.print(Text(f"Perhaps – the documents come near, but may not answer this.{unsaid}", style="bold yellow"))
    for citation in answer.citations or answer.nearest:
        _show_citation(out, citation, answer.abstained, _language_of(citation, answer))
        if below is not None:
            below(citation)
        if citation.number in reasons:
            from ui.commands.reason_lines import show_reason

            show_reason(out, reasons[citation.number])
    out.print(Text(f"\n{answer.timings_ms.get('total', 0):.0f} ms", style="dim"))


def _show_citation(out: Console, citation: Citation, dim: bool, language: str = "") -> None:
    known = (_said_by(citation), language, citation.publisher, citation.date, citation.locator, citation.evidence.document_id)
    where = " · ".join(map(printable, filter(None, known)))
    if citation.duplicate_of is not None:
        out.print(
            Text(
                f"[{citation.number}] as [{citation.duplicate_of}]: {printable(citation.title or citation.evidence.document_id)} · {where}",
                style="dim",
            )
        )
        return
    also = f"  (also in {', '.join(f'[{number}]' for number in citation.also_in)})" if citation.also_in else ""
    out.print()
    out.print(
        Text.assemble((f"[{citation.number}] ", "bold cyan"), (f"“{printable(citation.quote)}”", "dim" if dim else "")),
        width=min(out.width, _QUOTE_WIDTH) if out.is_terminal else None,
    )
    if citation.title:
        out.print(
            Padding(Text(f"{printable(citation.title)}{also}", style="bold"), (0, 0, 0, 4))
            if out.is_terminal
            else Text(f"    {printable(citation.title)}{also}")
        )
    line = Text(f"{where}{'' if citation.title else also}", style="dim")
    out.print(Padding(line, (0, 0, 0, 4)) if out.is_terminal else Text("    ") + line)


def _language_of(citation: Citation, answer: Answer) -> str:
    """In which language a quote is, where that is not the question's."""
    from assistant.translation import in_another_language
    from ui.page.filter_phrases import quoted_in

    return quoted_in(citation.language) if in_another_language(citation, answer.language) else ""


def _said_by(citation: Citation) -> str:
    return f"said by {citation.speaker}" if citation.speaker else citation.author


def show_ranking(out: Console, ranking: Sequence[ScoredPassage], text: Callable[[ScoredPassage], str]) -> None:
    """Print ranked passages with the parts of their scores."""
    for rank, ranked in enumerate(ranking, 1):
        late = "–" if ranked.late is None else f"{ranked.late:.3f}"
        head = f"{rank:>2}. {ranked.score:.3f}  words {ranked.lexical:.3f}  vectors {ranked.dense:.3f}  tokens {late}  "
        out.print(Text.assemble((head, "cyan"), (printable(ranked.passage.passage_id), "bold")))
        if ranked.passage.heading_path:
            out.print(Text("    " + " › ".join(map(printable, ranked.passage.heading_path)), style="italic"))
        out.print(Text("    " + printable(text(ranked)), style="dim"))


def show_judgement(out: Console, judgement: Judgement) -> None:
    """Print what somebody marked as not helpful."""
    target = judgement.target
    what = f"{target.document}, characters {target.start}–{target.end}" if target else "the whole answer"
    asked = f"  ({judgement.filters})" if judgement.filters else ""
    out.print(Text.assemble((f"{judgement.moment[:10]}  ", "cyan"), (printable(f"{judgement.query}{asked}"), "bold")))
    out.print(Text(f"    {' · '.join(map(printable, filter(None, (what, judgement.person))))}", style="dim"))


def show_documents(out: Console, documents: Sequence[DocumentSummary], problems: Sequence[Problem]) -> None:
    """Print the list of documents and what could not be read."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("document", "title", "date", "publisher"):
        table.add_column(heading, overflow="fold")
    for heading in ("characters", "passages"):
        table.add_column(heading, justify="right")
    for row in documents:
        words = map(printable, (row.document_id, row.title, row.date, row.publisher))
        table.add_row(*map(Text, words), f"{row.characters:,}", f"{row.passages:,}")
    out.print(table)
    out.print(Text(f"\n{len(documents):,} documents, {sum(row.passages for row in documents):,} passages", style="dim"))
    show_problems(out, problems)


def show_problems(out: Console, problems: Iterable[Problem]) -> None:
    """Print files that were not read, or only in part, and why."""
    for problem in problems:
        what = "read in part" if problem.partly else "not read"
        out.print(Text(f"{what}: {printable(problem.document_id)}: {printable(problem.reason)}", style="yellow"))


def show_report(out: Console, report: BuildReport) -> None:
    """Print what a build did."""
    counts = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed, {len(report.unchanged)} unchanged"
    out.print(Text(f"{counts}; {report.passages:,} passages, {report.encoded:,} encoded, {report.seconds:.1f} s"))
    show_problems(out, report.problems)


def show_plan(out: Console, plan: Plan) -> None:
    """Print what an update would do."""
    for what, names in (("add", plan.added), ("read again", plan.changed), ("remove", plan.removed)):
        for name in names:
            out.print(Text(f"would {what}: {printable(name)}"))
    counts = f"{len(plan.added)} to add, {len(plan.changed)} changed, {len(plan.removed)} to remove, {len(plan.known)} unchanged; nothing was done"
    out.print(Text(counts))
    show_problems(out, plan.problems)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, silent in a pipe; yields a callable of stage, done and total."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    out = Console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield report
