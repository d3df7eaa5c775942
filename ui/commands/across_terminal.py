"""What was found across documents, in a terminal or a pipe.

What enters: comparisons, timelines and differences. What leaves: lines on standard output. It deliberately decides nothing.
"""

from rich.console import Console
from rich.text import Text

from assistant.across.comparison import Comparison
from assistant.across.differences import Differing, Sided
from assistant.across.timeline import Timeline
from assistant.across.wording import NO_DIFFERENCES, SAYS_NOTHING, UNDATED, UNDECIDED, beyond, cell_words, compared, counted, difference_words
from assistant.answer import Citation
from assistant.proof.wording import date_in_words
from ui.commands.terminal import console, printable, printable_part


def show_comparison(comparison: Comparison) -> None:
    """Print each document that says something with its quotes, then those that say nothing."""
    out = console()
    several = len(comparison.questions) > 1
    for row in comparison.rows:
        if row.says_nothing:
            continue
        out.print()
        _heading(out, row.document.title or row.document.document_id, row.document.document_id, row.document.date)
        for question, cell in zip(comparison.questions, row.cells):
            said = cell_words(cell)
            if several or said:
                out.print(Text(f"  {': '.join(filter(None, (printable(question) if several else '', said)))}", style="italic"))
            for citation in cell.citations:
                _quote(out, citation)
    silent = [row.document.document_id for row in comparison.rows if row.says_nothing]
    if silent:
        out.print()
        out.print(Text(f"{SAYS_NOTHING.capitalize()} ({len(silent):,}): {', '.join(map(printable, silent))}", style="dim"))
    out.print(Text(f"\n{compared(comparison)}", style="dim"))


def show_timeline(timeline: Timeline) -> None:
    """Print the dates from the earliest on, each with its quotes, and the undated last."""
    out = console()
    for moment in timeline.moments:
        out.print(Text(f"\n{date_in_words(moment.date)}", style="bold cyan"))
        for citation in moment.citations:
            _quote(out, citation, named=True)
    if timeline.undated:
        out.print(Text(f"\n{UNDATED}", style="bold cyan"))
        for citation in timeline.undated:
            _quote(out, citation, named=True)
    silent = f"{counted(timeline.silent, 'document')} of {timeline.compared:,} {SAYS_NOTHING if timeline.silent == 1 else 'say nothing'}."
    out.print(Text(f"\n{silent}{beyond(timeline.fitting, timeline.compared)}", style="dim"))


def show_differences(differing: Differing) -> None:
    """Print pairs of quotes, and what differs in them."""
    out = console()
    out.print(Text(UNDECIDED if differing.pairs else NO_DIFFERENCES, style="bold"))
    for number, pair in enumerate(differing.pairs, 1):
        out.print()
        for words in difference_words(pair):
            out.print(Text(f"{number}. {printable(words)}", style="bold cyan"))
        for side in (pair.one, pair.other):
            _quote(out, side.citation, named=True, marks=_marks(side))
    compared = f"{counted(differing.statements, 'statement')} of {counted(differing.documents, 'document')} were compared."
    out.print(Text(f"\n{compared}", style="dim"))


def _marks(side: Sided) -> list[tuple[int, int]]:
    start = side.citation.evidence.start
    return [(mark.start - start, mark.end - start) for mark in side.marks]


def _heading(out: Console, name: str, document_id: str, date: str) -> None:
    facts = " · ".join(printable(fact) for fact in (date, document_id) if fact and fact != name)
    out.print(Text.assemble((printable(name), "bold"), (f"  {facts}" if facts else "", "dim")))


def _quote(out: Console, citation: Citation, *, named: bool = False, marks: list[tuple[int, int]] | None = None) -> None:
    words = Text("  “")
    position = 0
    for start, end in sorted(marks or []):
        words.append(printable_part(citation.quote[position:start])).append(printable(citation.quote[start:end]), style="bold reverse")
        position = end
    out.print(words.append(printable_part(citation.quote[position:])).append("”"))
    facts = (citation.title, citation.publisher, citation.date) if named else ()
    where = " · ".join(printable(fact) for fact in (*facts, citation.locator, citation.evidence.document_id) if fact)
    out.print(Text(f"      [{citation.number}] {where}", style="dim"))
