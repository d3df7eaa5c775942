"""The words of the statistics.

What enters: names and counts to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no logic
beyond singular and plural.
"""

from ui.page.phrases import count

TITLE = "Statistics"
INTRODUCTION = "What the documents state of themselves, counted. Press a bar to ask only the documents it stands for."
EMPTY = "There are no documents to count yet."
BY_DATE = "By date"
BY_PUBLISHER = "By publisher"
BY_KIND = "By kind of file"
BY_LANGUAGE = "By language"
PERIODS = {"years": "Years", "months": "Months"}
PERIOD_LABEL = "How dates are gathered"
AS_TABLE = "As a table"
DOCUMENTS = "Documents"
VALUES = {"years": "Year", "months": "Month", "publisher": "Publisher", "kind": "Kind", "language": "Language"}
NOT_STATED = "Not stated"
TOTALS = {
    "documents": "documents",
    "passages": "passages",
    "words": "words",
    "dated": "dated",
    "undated": "without a date",
    "not_read": "not read",
    "read_in_part": "read in part",
}


def about(number: str) -> str:
    """A number that was reckoned and not counted."""
    return f"about {number}"


def bar(value: str, documents: int) -> str:
    """What a bar says, for a screen reader and where a pointer rests on it."""
    return f"{value}: {count(documents, 'document', 'documents')}"


def press(value: str, documents: int) -> str:
    """The name of the button that a bar is."""
    return f"{bar(value, documents)}. Ask only these."


def without(name: str, documents: int) -> str:
    """How many documents state nothing."""
    return f"{count(documents, 'document states', 'documents state')} no {name}."


def earlier(documents: int, first: str) -> str:
    """That the first bars are left out."""
    return f"{count(documents, 'document is', 'documents are')} dated before {first}; the table has all."


def without_month(documents: int) -> str:
    """How many documents are dated by their year alone."""
    return f"{count(documents, 'document is', 'documents are')} dated by the year alone."


def more(values: int, documents: int) -> str:
    """That only the most frequent values are shown."""
    return f"{values:,} more, in {count(documents, 'document', 'documents')}"
