"""The words of what proves a quote: keeping answers, and checking texts; beside those in `ui.page.phrases`.

What enters: counts and names to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no logic
beyond singular and plural.
"""

from ui.page.phrases import count

COPY_FOOTNOTE = "Copy as footnote"
AT_QUOTE = "Original at this quote"
AT_PAGE = "Original at this page"
SAVE_ANSWER = "Save answer"
EXPORT = "Export the conversation"
EXPORT_AS = "Export:"
FORMS = {"markdown": "Markdown", "word": "Word", "html": "HTML"}
NOTHING_TO_KEEP = "There is no answer to keep yet. Ask a question first."

CHECK = "Check"
INTRODUCTION = "Check the quotations in a text against the documents."
DETAIL = (
    "Every quotation is looked up word for word, and what differs is marked. Of a saved answer (answer.json) it is checked "
    "whether each of its quotes still stands where it stood. The text is not stored."
)
TEXT_LABEL = "Text to check"
TEXT_PLACEHOLDER = "Paste a text with quotations in it"
FILE_LABEL = "A file to check"
FILE_HINT = "Or drop a file here: a text that can be read (Word, Markdown, PDF …) or a saved answer. It is checked at once."
START = "Check the quotations"
DOWNLOAD_COPY = "Download annotated copy"
READING = "Reading the text"
CHECKING = "Looking up the quotations"
CHECKING_ANSWER = "Looking up the saved quotes"
NOTHING_TO_CHECK = "Paste a text or drop a file first."
NO_QUOTATIONS = "No quotation was found in this text. A quotation stands between quotation marks, or in a paragraph set apart as one."
NO_COPY = "There is no annotated copy yet. Check a text first."
RESULTS = "Quotations found"
VERDICTS = {
    "exact": "Exact",
    "equivalent": "Equivalent",
    "altered": "Altered",
    "wrong_document": "In another document",
    "too_short": "Too short",
    "not_found": "Not found",
    "title": "A title",
}
MEANINGS = {
    "exact": "Word for word as in the document.",
    "equivalent": "As in the document; only typesetting differs.",
    "altered": "These are not the document’s words.",
    "wrong_document": "The words stand in another document than the one named.",
    "too_short": "Too few words to say where they are from.",
    "not_found": "These words stand in none of the documents.",
    "title": "Taken for the title of something, not for a quotation.",
}
STATUSES = {"same": "Same", "moved": "Moved", "changed": "Changed", "gone": "Gone"}
STATUS_MEANINGS = {
    "same": "The file and the quote are as they were saved.",
    "moved": "The quote stands word for word; the file or the place is not as it was.",
    "changed": "The quote no longer stands there as it was saved.",
    "gone": "The quote is not in the documents any more.",
}
NEAREST_WORDS = "The nearest words in the documents:"
READS_NOW = "It reads now:"
WAS = "Was:"
ALSO_IN = "Also in:"
NAMED = "The text names:"
UNCLOSED = "No closing mark was found, so it was taken to end with its paragraph."
SEAL_WHOLE = "Its seal is whole: the file is as it was saved."
SEAL_BROKEN = "Its seal is broken: the file was changed after it was saved, so nothing it says of itself is vouched for."
NOT_AN_ANSWER = "nearest passage, not an answer"


def downloaded(name: str) -> str:
    """That a file was handed to the browser."""
    return f"Saved as {name}."


def copy_footnote(number: int) -> str:
    """The name, for a screen reader, of the button that copies a footnote."""
    return f"Copy quote {number} as a footnote"


def open_original(words: str, number: int) -> str:
    """The name, for a screen reader, of the link to the original."""
    return f"{words} (quote {number})"


def export_as(form: str) -> str:
    """The name, for a screen reader, of a button that exports the conversation."""
    return f"{EXPORT} as {form}"


def found(number: int) -> str:
    """How many quotations a text has."""
    return count(number, "quotation", "quotations")


def list_shortened(shown: int, total: int) -> str:
    """That not every quotation is listed."""
    return f"The first {shown:,} of {total:,} are listed."


def counted(number: int, name: str) -> str:
    """One count of the summary: `2 altered`."""
    return f"{number:,} {name[:1].lower()}{name[1:]}"


def to_correct(number: int) -> str:
    """How many quotations should not stay as they are."""
    return f"{number:,} to correct" if number else "nothing to correct"


def saved_on(moment: str, quotes: int) -> str:
    """When an answer was saved and how much it quotes."""
    return f"Saved {moment}, {count(quotes, 'quote', 'quotes')}."


def too_long(characters: int, limit: int) -> str:
    """That a text is too long to be checked at once."""
    return f"This text has {characters:,} characters, and at most {limit:,} are checked at once. Check it in parts."


def too_big(limit: int) -> str:
    """That a file is too big."""
    return f"This file has more than {limit // 1_000_000} MB. Save its text alone, or check it in parts."


def not_checked(name: str, reason: str) -> str:
    """That a file could not be checked, and why."""
    return f"{name[:120]} could not be read: {reason}"


def and_more(number: int) -> str:
    """That a list of places is cut."""
    return f"and {count(number, 'more place', 'more places')}"


def open_place(number: int, title: str, locator: str) -> str:
    """The name, for a screen reader, of the button that opens the place of a quotation."""
    return f"Open the place of quotation {number}: {', '.join(part for part in (title, locator) if part)}"
