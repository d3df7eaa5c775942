"""What was found across documents, as CSV.

What enters: comparisons, timelines and differences. What leaves: bytes as RFC 4180 has them, in UTF-8 with the mark by which
spreadsheets know it, one quote a row. A cell that a spreadsheet would take for a formula gets an apostrophe before it. It
deliberately knows no documents: what is not in a citation is not in the file.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from assistant.across.comparison import Comparison
from assistant.across.differences import Differing, Pair, Sided
from assistant.across.timeline import Timeline
from assistant.across.wording import SAYS_NOTHING, differ_in, differing_words
from assistant.answer import Citation

# What a spreadsheet may take for the start of a formula, wide forms included.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_MARK = "\ufeff"
_CITED = ("quote", "document_id", "title", "publisher", "date", "locator", "start", "end", "source_url")

Cell = str | int


def comparison_csv(comparison: Comparison) -> bytes:
    """A row per quote, and one per document and question that has none."""
    rows: list[Sequence[Cell]] = []
    for row in comparison.rows:
        for question, cell in zip(comparison.questions, row.cells):
            for citation in cell.citations:
                rows.append((question, cell.certainty, *_cited(citation)))
            if cell.says_nothing:
                document = row.document
                rows.append(
                    (
                        question,
                        SAYS_NOTHING,
                        "",
                        document.document_id,
                        document.title,
                        document.publisher,
                        document.date,
                        "",
                        "",
                        "",
                        document.source_url,
                    )
                )
    return written(("question", "certainty", *_CITED), rows)


def timeline_csv(timeline: Timeline) -> bytes:
    """A row per quote, from the earliest date on, the undated last."""
    return written(("subject", *_CITED), [(timeline.subject, *_cited(citation)) for citation in timeline.citations])


def differences_csv(differing: Differing) -> bytes:
    """A row per difference: in what, the words that differ, and both quotes."""
    sides = [f"{name}_{side}" for side in ("one", "other") for name in ("words", *_CITED)]
    rows = [(number, *row) for number, pair in enumerate(differing.pairs, 1) for row in _differences(pair)]
    return written(("pair", "differ", *sides), rows)


def written(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A header and rows as CSV."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return (_MARK + page.getvalue()).encode("utf-8", "replace")


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; an apostrophe says that it is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _cited(citation: Citation) -> tuple[Cell, ...]:
    evidence = citation.evidence
    stands = (citation.locator, evidence.start, evidence.end, citation.source_url)
    return (citation.quote, evidence.document_id, citation.title, citation.publisher, citation.date, *stands)


def _differences(pair: Pair) -> Iterable[tuple[Cell, ...]]:
    for place, found in enumerate(pair.found):
        yield (differ_in(found.kind), *_side(pair.one, place), *_side(pair.other, place))


def _side(side: Sided, place: int) -> tuple[Cell, ...]:
    return (differing_words(side, place), *_cited(side.citation))
