"""Why a quote was chosen, as HTML.

What enters: the reason of a citation. What leaves: `Html`, folded until it is asked for. It deliberately explains the figures that ranked
the quote and adds no opinion.
"""

from assistant.answer import Reason
from ui.page import answer_phrases as phrases
from ui.page.markup import Html, element, join


def render_why(reason: Reason) -> Html:
    """The question's words that the quote holds or lacks, and what its score is made of."""
    summary = element("summary", phrases.WHY, element("span", phrases.of_quote(reason.number), class_="visually-hidden"))
    words = [
        _words(phrases.WORDS_FOUND, reason.found),
        _words(phrases.WORDS_NEAR, reason.near) if reason.near else Html(""),
        _words(phrases.WORDS_MISSING, reason.missing) if reason.missing else Html(""),
    ]
    body = element("div", element("dl", *words), _score(reason), class_="why-body")
    return element("details", summary, body, class_="why", data_number=reason.number)


def _words(name: str, words: tuple[str, ...]) -> Html:
    return element("div", element("dt", name), element("dd", phrases.quoted_words(words), dir="auto"))


def _score(reason: Reason) -> Html:
    """The parts of the score with what was measured, and their sum."""
    if not reason.parts:
        return element("p", phrases.NO_SCORE, class_="note")
    head = element("tr", element("td", ""), *(element("th", name, scope="col") for name in (phrases.MEASURED, phrases.COUNTS)))
    rows = [
        element(
            "tr",
            element("th", phrases.PARTS[part.name], scope="row"),
            element("td", phrases.measured(part.name, part.value)),
            element("td", phrases.counted(part.counted)),
        )
        for part in reason.parts
    ]
    foot = element("tr", element("th", phrases.TOTAL, scope="row"), element("td", ""), element("td", phrases.counted(reason.score)))
    table = element("table", element("caption", phrases.SCORE), element("thead", head), element("tbody", *rows), element("tfoot", foot))
    return join([table, element("p", phrases.SCORE_NOTE, class_="note")])
