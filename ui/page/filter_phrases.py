"""The words of the page's filters, beside those in `ui.page.phrases`.

What enters: names, values and counts to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no
logic beyond naming languages.
"""

from corpus.language import language_name
from ui.page.phrases import count, written_date

TITLE = "Filters"
SWITCHED_ON = "Filters that are on"
CLEAR = "Clear all"
ANY = "Any"
NAMES = {
    "documents": "Documents, one or several",
    "after": "Dated from",
    "before": "Dated before",
    "publisher": "Publisher",
    "author": "Author",
    "speaker": "Speaker",
    "language": "Language",
    "kind": "Kind of file",
}
WORDS = {"documents": "document", "after": "from", "before": "before", "kind": "kind"}
HINTS = {"documents": "Add one, or briefings/*", "after": "2023-11-29", "before": "2024"}


def quoted_in(code: str) -> str:
    """In which language a quote is, where that is not the question's."""
    return f"in {language_name(code)}"


def part(name: str, value: str) -> str:
    """One part of a filter in words: `publisher: Lake Secretariat`, `from: 2023`."""
    shown = language_name(value) if name == "language" else written_date(value) if name in ("after", "before") else value
    return f"{WORDS.get(name, name)}: {shown}"


def remove_filter(part: str) -> str:
    """The name, for a screen reader, of the button that takes a part of the filter away."""
    return f"Remove the filter {part}"


def counted(value: str, documents: int) -> str:
    """A value with the number of documents that have it."""
    return f"{value} ({documents:,})"


def more_values(number: int) -> str:
    """That a list of values is cut."""
    return f"… and {number:,} more that are not listed"


def searched_in(documents: int, of: int, parts: str) -> str:
    """What a filtered question was asked of: `Searched in 3 of 12 documents (publisher: Lake Secretariat)`."""
    return f"Searched in {documents:,} of {count(of, 'document', 'documents')} ({parts})"


def nothing_fits(parts: str) -> str:
    """That no document fits the filters."""
    return f"None of the documents fits the filters ({parts}). Take one of them away and ask again."
