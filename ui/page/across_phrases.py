"""The words of the tab Across documents.

What enters: numbers and names. What leaves: English sentences, all of the tab's words in one place. It deliberately holds no HTML.
"""

from collections.abc import Mapping

from ui.page.phrases import count

TAB = "Across documents"
INTRODUCTION = "Put one question to each document, follow a subject through time, or see where documents differ."
VIEW = "View"
COMPARE, TIMELINE, DIFFERENCES = "Compare", "Timeline", "Where they differ"
LABELS: Mapping[str, str] = {
    COMPARE: "Questions, one a line, at most five",
    TIMELINE: "Subject",
    DIFFERENCES: "Subject",
}
HINTS: Mapping[str, str] = {
    COMPARE: "What was agreed on cybersecurity?",
    TIMELINE: "irregular crossings on the Balkan route",
    DIFFERENCES: "irregular crossings on the Balkan route",
}
EXPLANATIONS: Mapping[str, str] = {
    COMPARE: "One question a line, at most five. Each document answers for itself; one that only touches on the matter says nothing.",
    TIMELINE: "Quotes by the dates of the documents they stand in, not by dates they mention.",
    DIFFERENCES: (
        "Statements of different documents on one thing that differ in a number, a date, a negation or the strength of a commitment. Only close "
        "cases are shown, and nothing is decided: both may be right."
    ),
}
START = "Look"
RESULTS = "What was found"
READING = "reading passages"
SAYS_NOTHING = "says nothing"
PERHAPS = "perhaps"
DOCUMENT = "Document"
ANSWER = "What it says"
UNDATED = "Without a date"
NO_QUOTES = "None of the documents says anything on this that could be quoted."
NO_DIFFERENCES = "No two statements were found that speak of the same thing and differ. That does not say that the documents agree."
PICTURE = "The dates as a picture; each mark opens the first quote of its date"
EXPORT = "Take along:"
TABLE, WORD = "Table (CSV)", "Word document"
NOTHING_TO_EXPORT = "There is nothing to take along yet. Look first."


def saying(number: int, of: int) -> str:
    """How many of the documents compared say something."""
    return f"{number:,} of {count(of, 'document', 'documents')} {'says' if number == 1 else 'say'} something"


def left_out(fitting: int, compared: int) -> str:
    """That more documents fit than were compared; empty where all were."""
    return (
        f"{fitting:,} documents fit; only the {compared:,} nearest were compared. Narrow the filters to reach the others."
        if fitting > compared
        else ""
    )


def silent(number: int) -> str:
    """The heading over those that say nothing."""
    return "1 document says nothing" if number == 1 else f"{number:,} documents say nothing"


def dates(number: int, quotes: int) -> str:
    """How many dates a timeline has, and how many quotes."""
    return f"{count(quotes, 'quote', 'quotes')} on {count(number, 'date', 'dates')}"


def pairs(number: int) -> str:
    """How many pairs of statements differ."""
    return f"{count(number, 'pair of statements differs', 'pairs of statements differ')}"


def read(statements: int, documents: int) -> str:
    """How much was compared."""
    return f"{count(statements, 'statement', 'statements')} of {count(documents, 'document', 'documents')} were compared"


def mark(date: str, quotes: int) -> str:
    """The name of a mark in the picture."""
    return f"{date}: {count(quotes, 'quote', 'quotes')}"


def open_quote(number: int, name: str, locator: str) -> str:
    """The name of the button that opens a quote in its document."""
    return f"Open quote {number} in {name}{f', {locator}' if locator else ''}"
