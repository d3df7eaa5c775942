"""What was found across documents, in words.

What enters: comparisons, timelines and differences. What leaves: English sentences for files and terminals. It deliberately never
says that two documents contradict each other.
"""

from assistant.across.comparison import Cell, Comparison
from assistant.across.differences import Pair, Sided
from assistant.across.differing import DifferenceKind

SAYS_NOTHING = "says nothing"
PERHAPS = "perhaps"
UNDATED = "Without a date"
NO_DIFFERENCES = "No two statements on this subject were found that differ in a number, a date, a negation or the strength of a commitment."
UNDECIDED = "Statements on one subject that differ, side by side. Which of them is right, or whether both are, is not decided here."
_IN = {"number": "in the number", "date": "in the date", "negation": "in what one of them denies", "commitment": "in how strong the commitment is"}


def differ_in(kind: DifferenceKind) -> str:
    """In what two statements differ."""
    return _IN[kind]


def differing_words(side: Sided, place: int) -> str:
    """The words of one side that differ."""
    start = side.citation.evidence.start
    return side.citation.quote[side.marks[place].start - start : side.marks[place].end - start]


def difference_words(pair: Pair) -> list[str]:
    """One sentence per difference: `These differ in the number: “30 %” / “25 %”.`"""
    return [
        f"These differ {differ_in(found.kind)}: “{differing_words(pair.one, place)}” / “{differing_words(pair.other, place)}”."
        for place, found in enumerate(pair.found)
    ]


def cell_words(cell: Cell) -> str:
    """What is said of a cell beside its quotes; empty where they answer."""
    if cell.says_nothing:
        return SAYS_NOTHING
    return PERHAPS if cell.certainty == "perhaps" else ""


def compared(comparison: Comparison) -> str:
    """How many documents were compared, and how many of them say something."""
    rows = len(comparison.rows)
    saying = sum(not row.says_nothing for row in comparison.rows)
    return f"{saying:,} of {counted(rows, 'document')} {'says' if saying == 1 else 'say'} something.{beyond(comparison.fitting, rows)}"


def beyond(fitting: int, read: int) -> str:
    """That documents were left out, where some were."""
    return f" {fitting:,} documents fit; the {read:,} nearest were compared. Narrow the filter to see the others." if fitting > read else ""


def counted(number: int, noun: str) -> str:
    """A number and what it counts: "1 document", "2 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
