"""The words of kept conversations, and of how a question was understood; beside those in `ui.page.phrases`.

What enters: counts and names to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no logic
beyond singular and plural.
"""

from ui.page.phrases import count

CONVERSATIONS = "Conversations"
SHOW = "Show conversations"
HIDE = "Hide conversations"
SEARCH = "Find a conversation"
SEARCH_PLACEHOLDER = "Words in questions and quotes"
NEW = "New"
NEW_LABEL = "New conversation"
NONE_YET = "What you ask is kept here, on the computer that runs this page."
NONE_FOUND = "No conversation holds these words."
RENAME = "Rename"
NAME = "Name"
DELETE = "Delete"
DELETE_QUESTION = "Delete this conversation? It cannot be brought back."
DELETED = "The conversation was deleted."
RENAMED = "The conversation was renamed."

CHANGE = "Change"
SEARCH_INSTEAD = "Search for this instead"
SEARCH_AGAIN = "Search again"
SEARCH_EXACTLY = "Search exactly what I typed"
SEARCHED_EXACTLY = "Searched exactly as you typed it."
ASK_AGAIN = "Ask again"

NOTHING_STANDS = "Nothing that was quoted here can be shown any more."
NO_LONGER_STANDS = "No longer in the documents as it was quoted"
STANDS_STILL = "The document has changed since. This quote still stands in it word for word."
FACTS_CHANGED = "What is known of the document has changed since. This quote still stands in it word for word."
WORDS_GONE = "The document has changed since: these words no longer stand in it."
PLACE_UNKNOWN = "The document has changed since: where this quote stood in it cannot be told any more."


def tools_of(title: str) -> str:
    """The name, for a screen reader, of what opens a conversation's tools."""
    return f"Rename or delete “{title}”"


def not_kept(reason: str) -> str:
    """That an answer was not kept, and why."""
    return f"This answer is not kept: {reason}."


def not_opened(reason: str) -> str:
    """That a conversation could not be opened or changed, and why."""
    return f"That did not work: {reason}."


def damaged(reason: str) -> str:
    """That a conversation cannot be read, and why."""
    return f"A conversation cannot be read: {reason}."


def list_cut(shown: int, total: int) -> str:
    """That the list is cut, and how to see the rest."""
    return f"The last {shown:,} of {total:,} are listed. Search to find the others."


def questions(number: int) -> str:
    """How many questions a conversation has."""
    return count(number, "question", "questions")


def now_in(document_id: str) -> str:
    """That a quote's document has another name."""
    return f"Now in {document_id}: the document was renamed since."


def moved_from(place: str) -> str:
    """That a quote stands at another place than it did."""
    return f"The document has changed since. This quote moved within it: it was at {place}." if place else STANDS_STILL


def not_checked(reason: str) -> str:
    """That a quote cannot be compared with its document."""
    return f"This quote cannot be compared with its document: {reason}."


def removed(number: int) -> str:
    """That quotes went with their documents."""
    quotes = count(number, "quote of this answer is", "quotes of this answer are")
    return f"{quotes} no longer in the library."


def opened(title: str, questions_asked: int) -> str:
    """What a screen reader says when a conversation was opened."""
    return f"“{title}” is open, with {questions(questions_asked)}."
