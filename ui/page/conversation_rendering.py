"""The list of kept conversations as HTML.

What enters: headings, the id of the conversation that is open, and what there is to say. What leaves: `Html` with a button that opens
each, and behind it a form to rename it and a question before it is deleted. It deliberately reads nothing.
"""

from assistant.conversations.heading import Heading
from assistant.conversations.record import MAX_NAME_CHARACTERS
from assistant.conversations.store import Damaged, Listing
from ui.page import conversation_phrases as phrases
from ui.page.markup import Html, element, join
from ui.page.phrases import KEEP, written_date

# More are not looked through by eye.
SHOWN = 200
NOTHING = Html("")


def render_listing(listing: Listing, open_id: str = "", words: str = "", note: Html = NOTHING) -> Html:
    """The list, as far as it holds the words of a search. `data-open` tells the script which conversation the page shows."""
    found = [heading for heading in listing.headings if heading.holds(words)]
    parts = [note, *(_damaged(one) for one in listing.damaged)]
    if found:
        parts.append(element("ul", *[_item(heading, heading.conversation_id == open_id) for heading in found[:SHOWN]], class_="kept"))
    else:
        parts.append(element("p", phrases.NONE_FOUND if listing.headings else phrases.NONE_YET, class_="note"))
    if len(found) > SHOWN:
        parts.append(element("p", phrases.list_cut(SHOWN, len(found)), class_="note"))
    return element("nav", *parts, class_="conversations", data_open=open_id, aria_label=phrases.CONVERSATIONS)


def render_head() -> Html:
    """The button that shows and hides the list, and the one that begins a conversation."""
    bars = element("span", "☰", aria_hidden="true")
    label = element("span", phrases.CONVERSATIONS, class_="label")
    said = {"aria_label": phrases.SHOW, "data_show": phrases.SHOW, "data_hide": phrases.HIDE}
    toggle = element("button", bars, label, type="button", class_="toggle", aria_expanded="false", title=phrases.CONVERSATIONS, **said)
    new = element("button", phrases.NEW, type="button", class_="quiet new", data_event="restart", aria_label=phrases.NEW_LABEL)
    return element("div", toggle, new, class_="conversations-head")


def render_note(words: str, *, problem: bool = False) -> Html:
    """One sentence above the list; nothing where there is nothing to say."""
    if not words:
        return Html("")
    return element("p", words, class_="problem" if problem else "note", role="alert" if problem else "status")


def _item(heading: Heading, is_open: bool) -> Html:
    asked = element("time", written_date(heading.asked[:10]), datetime=heading.asked)
    facts = element("span", asked, " · ", phrases.questions(heading.turns), class_="when")
    name = element(
        "button",
        element("span", heading.title, class_="title", dir="auto"),
        facts,
        type="button",
        class_="name",
        data_event="conversation",
        data_conversation=heading.conversation_id,
        aria_current="page" if is_open else None,
    )
    return element("li", name, _tools(heading), class_="open" if is_open else None)


def _tools(heading: Heading) -> Html:
    """Renaming and deleting, folded until they are asked for."""
    summary = element("summary", "⋯", aria_label=phrases.tools_of(heading.title), title=phrases.tools_of(heading.title))
    box = element("input", name="words", value=heading.title, maxlength=MAX_NAME_CHARACTERS, autocomplete="off", dir="auto")
    rename = element(
        "form",
        element("label", element("span", phrases.NAME), box),
        element("button", phrases.RENAME, type="submit", class_="quiet"),
        data_event="rename",
        data_conversation=heading.conversation_id,
    )
    return element("details", summary, element("div", rename, _deletion(heading.conversation_id), class_="tools-body"), class_="tools")


def _deletion(conversation_id: str) -> Html:
    """The question before a conversation is deleted; the script folds it again when it is kept."""
    delete = element("button", phrases.DELETE, type="button", class_="danger", data_event="delete", data_conversation=conversation_id)
    keep = element("button", KEEP, type="button", class_="quiet", data_fold="details")
    body = [element("p", phrases.DELETE_QUESTION), element("div", delete, keep, class_="choices")]
    return element("details", element("summary", f"{phrases.DELETE}…"), *body, class_="deletion")


def _damaged(one: Damaged) -> Html:
    return element("div", join([phrases.damaged(one.reason), _deletion(one.conversation_id)]), class_="problem")
