"""What stands around an answer of a conversation, as HTML: how its question was understood, and what became of a kept answer's quotes.

What enters: a turn and its place. What leaves: `Html`, empty where there is nothing to say. It deliberately renders no quote that
stands: those are `ui.page.rendering`'s, and look the same whether they were just found or kept for a year.
"""

from ui.page import conversation_phrases as phrases
from ui.page.conversation import Turn
from ui.page.markup import Html, element, join
from ui.page.phrases import searched_for


def render_understood(turn: Turn, place: int) -> Html:
    """What was searched, where that is not what was typed, and the form to correct it."""
    if turn.answer is None:
        return Html("")
    query = turn.answer.query.strip()
    same = query in ("", turn.answer.question.strip())
    if same and turn.understood != "exact":
        return Html("")
    said = element("span", phrases.SEARCHED_EXACTLY if same else searched_for(query), class_="searched", dir="auto")
    summary = element("summary", said, " ", element("span", phrases.CHANGE, class_="change"))
    box = element("input", name="words", value=query, autocomplete="off", dir="auto")
    again = element("button", phrases.SEARCH_AGAIN, type="submit", class_="quiet")
    typed = element("button", phrases.SEARCH_EXACTLY, type="button", class_="quiet", data_event="correct", data_turn=place, data_words="")
    form = element(
        "form",
        element("label", element("span", phrases.SEARCH_INSTEAD), box),
        element("div", again, Html("") if same else typed, class_="choices"),
        data_event="correct",
        data_turn=place,
    )
    return element("details", summary, form, class_="understood")


def render_note(turn: Turn, number: int) -> Html:
    """What became of a kept quote that stands."""
    words = turn.notes.get(number, "")
    return element("p", words, class_="note kept-note", dir="auto") if words else Html("")


def render_lost(turn: Turn, place: int) -> Html:
    """The quotes of a kept answer that do not stand, struck through; how many went with their documents; and a way to ask again."""
    if turn.answer is None or not (turn.lost or turn.removed):
        return Html("")
    items = [
        element(
            "li",
            element("span", str(lost.number), class_="number"),
            element("blockquote", element("p", element("del", lost.quote), dir="auto")),
            element("p", lost.words, class_="note", dir="auto"),
            class_="lost",
        )
        for lost in turn.lost
    ]
    struck = element("ul", *items, class_="lost-quotes", aria_label=phrases.NO_LONGER_STANDS) if items else Html("")
    gone = element("p", phrases.removed(turn.removed), class_="note") if turn.removed else Html("")
    again = element("button", phrases.ASK_AGAIN, type="button", class_="quiet", data_event="correct", data_turn=place, data_words=turn.answer.query)
    return element("div", join([struck, gone]), again, class_="lost-part")
