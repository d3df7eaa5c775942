"""The head of the source panel as HTML: what the document is, what is shown of it, and the way to the answer's other quotes.

What enters: a Document and how it was opened. What leaves: `Html`. It deliberately shows no text of the document besides its
title and facts.
"""

from corpus.document import Document
from corpus.landmarks import Locator, Page
from ui.page import phrases
from ui.page.conversation import Opened
from ui.page.facts import facts_of, references
from ui.page.markup import Html, element, join, outside_link


def render_header(document: Document, opened: Opened) -> Html:
    """Title, facts, and what there is to press."""
    citation = opened.citation
    facts = references(citation, document.origins, visible=True) if citation else facts_of(document)
    tools = join([_quotes(opened), _views() if has_page_images(document) else Html("")])
    return element(
        "header",
        element("div", element("h2", document.name, dir="auto", tabindex=-1), close_button(), class_="source-title"),
        element("p", facts, class_="references") if facts else Html(""),
        element("p", join(_remarks(document, opened)), class_="remarks"),
        element("div", tools, class_="source-tools") if tools else Html(""),
    )


def close_button() -> Html:
    """The button that closes the panel."""
    return element("button", "×", type="button", class_="close", data_event="close", aria_label=phrases.CLOSE_SOURCE)


def has_page_images(document: Document) -> bool:
    """Whether the pages of a document can be shown as images."""
    drawn = document.media_type == "application/pdf" or document.media_type.startswith("image/")
    return drawn and bool(document.pages)


def page_words(document: Document, page: Page) -> str:
    """A page in words: "page 3 (printed iii)", "slide 4"."""
    return Locator((), None, pages=(page,), page_kind=document.page_kind).page_words


def step_button(event: str, label: str, sign: str, address: dict[str, str | int] | None) -> Html:
    """A small button that goes one on; without an address there is nowhere to go."""
    return element(
        "button",
        sign,
        type="button",
        class_="step",
        data_event=event,
        aria_label=label,
        title=label,
        aria_disabled="true" if address is None else None,
        **(address or {}),
    )


def _remarks(document: Document, opened: Opened) -> list[Html]:
    """Where the file is and what it lacks."""
    remarks = [element("span", document.document_id, class_="file", dir="auto")]
    if not document.page_kind:
        remarks.append(element("span", phrases.NO_PAGES, class_="no-pages"))
    if title := phrases.facts_from(document.origins.title):
        remarks.append(element("span", title, class_="hint"))
    source_url = opened.citation.source_url if opened.citation else ""
    original = outside_link(source_url or document.source_url, phrases.ORIGINAL)
    return [*remarks, original] if original else remarks


def _quotes(opened: Opened) -> Html:
    """The way to the other quotes of the same answer in the same document; nothing where there are none."""
    if opened.choice is None or len(opened.quotes) < 2:
        return Html("")
    place = opened.quotes.index(opened.choice.number)

    def address(other: int) -> dict[str, str | int] | None:
        if opened.choice is None or not 0 <= other < len(opened.quotes):
            return None
        return {"data_turn": opened.choice.turn, "data_number": opened.quotes[other]}

    return element(
        "nav",
        step_button("cite", phrases.PREVIOUS_QUOTE, "‹", address(place - 1)),
        element("span", phrases.quote_place(place + 1, len(opened.quotes)), aria_live="polite"),
        step_button("cite", phrases.NEXT_QUOTE, "›", address(place + 1)),
        class_="steps quotes",
        aria_label=phrases.QUOTES_HERE,
    )


def _views() -> Html:
    """The switch between text and page; the script says which is on, and hides it where there is nothing to switch."""
    buttons = [element("button", words, type="button", data_view=view, aria_pressed="false") for view, words in phrases.VIEWS.items()]
    return element("div", *buttons, class_="views", role="group", aria_label=phrases.VIEW_LABEL)
