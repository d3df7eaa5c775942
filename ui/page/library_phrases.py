"""The words of the Library tab beside those in `ui.page.phrases`: its views, adding files, sorting, and stating facts.

What enters: names and counts to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no logic
beyond singular and plural.
"""

from ui.page.phrases import count

DOCUMENTS = "Documents"
READERS_ONLY = "You can read everything here. Only editors add, describe or remove documents."

# Adding ----------------------------------------------------------------------------------------------------------------

DROP_HERE = "Drop files or whole folders here"
KINDS_READ = "Kinds of files that can be read"
CHOOSE_FILES = "Choose files"
CHOOSE_FOLDER = "Choose a folder"
STOP = "Stop adding"
OUTCOMES = "What became of each file"
# Words that the script puts in place while files are sent; what stands in braces is replaced.
ADDING = {
    "adding": "Adding {number} of {total}: {name}",
    "added": "added",
    "added-as": "added as {name}",
    "there": "there already as {name}",
    "refused": "not added: {reason}",
    "unknown-kind": "files of this kind cannot be read",
    "too-large": "it is larger than {most} MB; split it",
    "unreadable": "it could not be read on this computer",
    "unreachable": "the server did not answer; try again",
    "stopped": "stopped before this file",
    "empty": "There was no file in what you chose.",
}

# The list --------------------------------------------------------------------------------------------------------------

NO_DOCUMENTS = "There are no documents yet."
SORT_BY = "Sort by"
ASCENDING, DESCENDING = "ascending", "descending"
PREVIOUS, NEXT = "Previous", "Next"
PAGER = "Pages of the list"
ALL_HERE = "Tick every file on this page"
EDIT = "Edit"

# Facts -----------------------------------------------------------------------------------------------------------------

FACT_NAMES = {
    "title": "Title",
    "date": "Date",
    "publisher": "Publisher",
    "author": "Author",
    "language": "Language",
    "source_url": "Address",
}
FACT_HINTS = {"date": "2023-11-29, 2023-11 or 2023", "language": "en", "source_url": "https://"}
FACTS_NOTE = "What you write is kept beside the file; the file itself is never changed. Empty a field to go back to what the document says."
SAVE, CANCEL = "Save", "Cancel"
GIVEN = "Stated by a person."
FROM = {
    "stated": "As the document states it.",
    "metadata": "From the file’s properties.",
    "file name": "From the file’s name.",
    "detected": "Recognised from the text.",
}
NOT_SAID = "The document does not say."
FACTS_UNCHANGED = "Nothing was changed."


def edit_facts(name: str) -> str:
    """The name, for a screen reader, of the button that opens the facts of a document."""
    return f"{EDIT} the facts of {name}"


def facts_of(name: str) -> str:
    """The heading over the facts of a document."""
    return f"Facts of {name}"


def page_of(page: int, pages: int) -> str:
    """Which part of the list is shown."""
    return f"Page {page:,} of {pages:,}"


def added(number: int) -> str:
    """How many files were added."""
    return f"{count(number, 'file was', 'files were')} added."


def already_there(number: int) -> str:
    """How many files were in the folder already."""
    return f"{count(number, 'file was', 'files were')} there already."


def refused(number: int) -> str:
    """How many files were not added; the reasons follow."""
    return f"{count(number, 'file was', 'files were')} not added:"


def and_more(number: int) -> str:
    """That a list of files is cut."""
    return f"… and {number:,} more"


def removal_consequences(files: int) -> str:
    """What a removal does, said before it is done."""
    what, it = ("The file is", "it") if files == 1 else (f"The {files:,} files are", "them")
    return f"{what} deleted from the documents folder, with what people stated beside {it} and everything inside; no question finds {it} any more."


def passages_unit(number: int) -> str:
    """The noun after a number of passages that stands by itself."""
    return "passage" if number == 1 else "passages"
