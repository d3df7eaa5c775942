"""What is known of a document, as HTML: who says it, when, where, and where that is known from.

What enters: citations, documents and lines of the list. What leaves: `Html` in which a fact that the document does not itself
state (a date in the file's name, a title in the file's properties) says so. It deliberately guesses nothing.
"""

from assistant.answer import Citation
from corpus.document import Document
from corpus.landmarks import UNKNOWN_ORIGINS, Origin, Origins
from index.store import DocumentSummary
from ui.page import phrases
from ui.page.markup import Html, element, join


def references(citation: Citation, origins: Origins = UNKNOWN_ORIGINS, *, visible: bool = False) -> Html:
    """Who says it, publisher, date and locator of a citation, each where it is known; `visible` shows every origin in words."""
    said = phrases.said_by(citation.speaker) if citation.speaker else phrases.by_author(citation.author)
    origin: Origin = "unknown" if citation.speaker else origins.author
    return join(
        [
            fact("speaker" if citation.speaker else "author", said, origin, visible=visible),
            fact("publisher", citation.publisher, origins.publisher, visible=visible),
            dated(citation.date, origins.date, visible=visible),
            fact("locator", citation.locator, "unknown"),
        ]
    )


def facts_of(document: Document | DocumentSummary) -> Html:
    """Author, publisher and date of a document, each where it is known."""
    origins = document.origins
    return join(
        [
            fact("author", phrases.by_author(document.author), origins.author, visible=True),
            fact("publisher", document.publisher, origins.publisher, visible=True),
            dated(document.date, origins.date, visible=True),
        ]
    )


def fact(name: str, shown: str, origin: Origin, *, visible: bool = False) -> Html:
    """One fact, or nothing where it is empty."""
    if not shown:
        return Html("")
    return element("span", shown, hint(origin, visible), class_=_class(name, origin), dir="auto", title=phrases.origin(name, origin) or None)


def dated(date: str, origin: Origin, *, visible: bool = False) -> Html:
    """A date as people write it, or nothing where it is not known."""
    if not date:
        return Html("")
    written = element("time", phrases.written_date(date), datetime=date)
    return element("span", written, hint(origin, visible), class_=_class("date", origin), title=phrases.origin("date", origin) or None)


def hint(origin: Origin, visible: bool) -> Html:
    """Where a fact comes from, for the eye or for a screen reader alone; nothing for one the document states itself."""
    words = phrases.origin("", origin)
    return element("span", f" ({words})", class_="hint" if visible else "visually-hidden") if words else Html("")


def _class(name: str, origin: Origin) -> str:
    return f"{name} weak" if phrases.origin(name, origin) else name
