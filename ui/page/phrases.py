"""The words of the page, in one place.

What enters: counts and names to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no
logic beyond singular, plural and the writing of dates.
"""

TITLE = "Rapporteur"
TAGLINE = "Answers from your documents, word for word"

ASK = "Ask"
LIBRARY = "Library"

QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask the documents a question"
WELCOME = "Ask a question in your own words."
WELCOME_DETAIL = (
    "The answer is quoted from the documents exactly as it stands there, and every quote opens its source "
    "at its place. Where the documents do not answer, the page says so."
)
SUGGESTIONS = "Questions to begin with"
CONVERSATION = "Conversation"
NEW_CONVERSATION = "New conversation"
LOOKING = "Looking through the documents…"

DOCUMENTS_SAY = "The documents say:"
PERHAPS = "Perhaps:"
SILENT = "The documents do not answer this."
NEAREST = "Nearest passages, which are not an answer"
ALSO_IN = "Also in"
COPY_QUOTE = "Copy"
COPIED = "Copied"

SOURCE = "Source document"
CLOSE_SOURCE = "Close the source"
ORIGINAL = "Open the original"
SHOW_WHOLE = "Show the whole document"
TEXT_BEFORE = "The text before this is not shown."
TEXT_AFTER = "The text after this is not shown."
DOCUMENT_CHANGED = "This document has changed since it was quoted, so the quote is not marked. Ask or check again."

NO_PAGES = "This format has no page numbers."
VIEWS = {"text": "Text", "page": "Page", "both": "Both"}
VIEW_LABEL = "What is shown of the source"
PAGE_IMAGE = "The page as printed"
PREVIOUS_PAGE = "Previous page"
NEXT_PAGE = "Next page"
QUOTES_HERE = "Quotes in this document"
PREVIOUS_QUOTE = "Previous quote in this document"
NEXT_QUOTE = "Next quote in this document"
BACK_TO_QUOTE = "Back to the quote"
NO_MARKS = "Where the quote stands on the page is not known, so it is not marked."
PAGE_FAILED = "The page cannot be shown."

LIBRARY_INTRODUCTION = "The folder of documents that questions are answered from."
FILTER_LABEL = "Find in the list"
FILTER_PLACEHOLDER = "Find in the list: part of a title, publisher or name"
UPDATE_INDEX = "Update the index"
REMOVE_SELECTED = "Remove the ticked documents"
REMOVE_ONE = "Remove this file"
REMOVE = "Remove"
KEEP = "Keep"
NO_DOCUMENTS = "There are no documents yet. Add some above, then ask about them."
NO_MATCHES = "No document in the list matches."
COLUMNS = ("Title", "Date", "Publisher", "Kind", "Passages")
TABLE_CAPTION = "Documents in the library"
NOTHING_TICKED = "Tick the documents to remove in the list first."
UPDATE_JOINED = "An update is already running. The index is updated once more when it ends, so nothing is missed."
UPDATE_STARTING = "Preparing the update"
NOT_READ = "Not read"
READ_IN_PART = "Read in part"
ADDRESS_LABEL = "Add a page by its web address"
ADDRESS_PLACEHOLDER = "https://"
ADD_ADDRESS = "Add"
ADDRESS_NOTE = "Nothing else on this page goes to the network."
ADDRESS_MISSING = "Type or paste the address of a page first."
FETCHING = "Fetching the page"
ADDING = "Reading the files"
ONLY_FILES = "Holds only the files below"
ATTACHED = "Attached to"
UNCHANGED = "The index is up to date."

UNEXPECTED = "Something went wrong inside the program. Its log says what. Please try again."

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
KINDS = {
    "text/html": "Web page",
    "text/markdown": "Markdown",
    "text/plain": "Text",
    "text/csv": "Table",
    "application/pdf": "PDF",
    "application/msword": "Word",
    f"{OFFICE}.wordprocessingml.document": "Word",
    f"{OFFICE}.presentationml.presentation": "Slides",
    f"{OFFICE}.spreadsheetml.sheet": "Workbook",
    "application/vnd.ms-excel": "Workbook",
    f"{OPEN_DOCUMENT}.text": "OpenDocument",
    f"{OPEN_DOCUMENT}.spreadsheet": "Workbook",
    "application/epub+zip": "E-book",
    "application/vnd.ms-outlook": "Mail",
    "message/rfc822": "Mail",
    "image/jpeg": "Picture",
    "image/png": "Picture",
    "image/tiff": "Picture",
}
ORIGINS = {"file name": "from the file’s name", "metadata": "from the file’s properties", "given": "stated by a person", "detected": "recognised"}


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 quote`, `1,200 quotes`."""
    return f"{number:,} {one if number == 1 else many}"


def written_date(date: str) -> str:
    """An ISO date as people write it, as far as it is stated: `29 November 2023`, `November 2023`, `2023`."""
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= len(MONTHS)):
        return date
    name = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {name}" if day.isdecimal() else name


def kind(media_type: str) -> str:
    """A media type as a reader would call it."""
    return KINDS.get(media_type, media_type.rpartition("/")[2].upper())


def searched_for(query: str) -> str:
    """How the question was understood, where that is more than the question."""
    return f"Searched for: {query}"


def not_covered(words: tuple[str, ...]) -> str:
    """Which of the question's words stand nowhere in what was found."""
    return "Not mentioned in what was found: " + ", ".join(f"“{word}”" for word in words) + "."


def answered_in(seconds: float) -> str:
    """A duration as short as it can be said."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def announcement(quotes: int, documents: int, perhaps: bool) -> str:
    """What a screen reader says when an answer has come."""
    found = f"{count(quotes, 'quote', 'quotes')} from {count(documents, 'document', 'documents')}."
    return f"Perhaps an answer: {found}" if perhaps else f"Answered with {found}"


def open_quote(number: int, title: str, locator: str) -> str:
    """The name, for a screen reader, of the button that opens a source."""
    return f"Open quote {number} in its source: {', '.join(part for part in (title, locator) if part)}"


def copy_quote(number: int) -> str:
    """The name, for a screen reader, of the button that copies a quote."""
    return f"Copy quote {number} with its reference"


def removal_question(number: int) -> str:
    """The question before documents are removed."""
    noun = "this document" if number == 1 else f"these {number:,} documents"
    return f"Remove {noun}?"


def updated(done: str, passages: int, seconds: float) -> str:
    """What an update did: `Updated in 2.1 s: added 2, removed 1. The index has 340 passages.`"""
    return f"Updated in {answered_in(seconds)}: {done}. The index has {count(passages, 'passage', 'passages')}."


def kept_as(name: str, document_id: str) -> str:
    """That a file has another name in the folder than it came with."""
    return f"{name} was added as {document_id}."


def origin(name: str, where: str) -> str:
    """Where a fact comes from, when the document does not itself state it: `date from the file’s name`."""
    return f"{name} {ORIGINS[where]}".strip() if where in ORIGINS else ""


def said_by(speaker: str) -> str:
    """Who says a quote."""
    return f"said by {speaker}"


def by_author(author: str) -> str:
    """Who wrote a document, or the empty string."""
    return f"by {author}" if author else ""


def place_of_page(words: str, total: int) -> str:
    """A page and how many there are: `Page 3 (printed iii) of 12`."""
    return f"{words[:1].upper()}{words[1:]} of {total:,}"


def image_of_page(words: str, name: str, marked: bool) -> str:
    """The description of a page's image."""
    return f"Image of {words} of {name}{', with the quote marked' if marked else ''}. Its words are in the text of the source."


def quote_place(number: int, total: int) -> str:
    """Which of an answer's quotes in one document is shown."""
    return f"Quote {number} of {total}"


def facts_from(title_origin: str) -> str:
    """Where a title comes from that the document does not itself state, as a sentence."""
    words = origin("title", title_origin)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def attached_to(file_id: str) -> str:
    """Which file a document is inside."""
    return f"{ATTACHED} {file_id}"


def open_document(name: str) -> str:
    """The name, for a screen reader, of the button that opens a document."""
    return f"Open {name}"


def problems_found(not_read: int, in_part: int) -> str:
    """How many files could not be read, or only in part."""
    parts = [count(not_read, "file was not read", "files were not read")] if not_read else []
    if in_part:
        parts.append(f"{in_part:,} only in part" if parts else count(in_part, "file was read only in part", "files were read only in part"))
    return ", ".join(parts)


def see_problems(not_read: int, in_part: int) -> str:
    """How many files could not be read, and where the reasons are."""
    return f"{problems_found(not_read, in_part).capitalize()}; the reasons are above the list."


def not_fetched(address: str, reason: str) -> str:
    """That nothing was added from an address, and why."""
    return f"{address[:120]} was not added: {reason}"
