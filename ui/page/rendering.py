"""The conversation as HTML.

What enters: the turns of a conversation and the suggested questions. What leaves: `Html`, with every word of a document
or a person escaped and every quote exactly as its document has it. It deliberately asks nothing, reads no clock, and
does not show documents (`ui.page.source_rendering`).
"""

from collections.abc import Sequence

from assistant.answer import Answer, Citation
from ui.page import phrases, proof_phrases
from ui.page.citable import Citable
from ui.page.conversation import Conversation, Scope, Turn
from ui.page.facts import hint, references
from ui.page.filter_phrases import searched_in
from ui.page.filter_rendering import words_of
from ui.page.markup import Html, element, join, outside_link

# A paragraph of lines this long was wrapped by hand for a narrow screen; shorter lines are a list, a table or verse.
WRAPPED_LINE_CHARACTERS = 45


def render_conversation(conversation: Conversation, suggestions: Sequence[str]) -> Html:
    """The whole conversation, or the welcome with its suggestions while nothing was asked."""
    if not conversation:
        body = _welcome(suggestions)
    else:
        turns = [_turn(turn, place) for place, turn in enumerate(conversation)]
        body = join([*turns, _tools(conversation)])
    status = element("p", _spoken(conversation), class_="visually-hidden", role="status")
    return join([status, element("section", body, class_="conversation", aria_label=phrases.CONVERSATION)])


def flow_class(text: str) -> str:
    """How the line breaks of a stretch of text are shown: `wrapped` reflows them, `lines` keeps them.

    Only hard-wrapped prose is reflowed; the characters stay the document's own either way.
    """
    lines = text.strip().splitlines()
    wrapped = all(len(line) >= WRAPPED_LINE_CHARACTERS for line in lines[:-1])
    return "wrapped" if wrapped else "lines"


def _welcome(suggestions: Sequence[str]) -> Html:
    parts = [element("h2", phrases.WELCOME), element("p", phrases.WELCOME_DETAIL)]
    if suggestions:
        buttons = [
            element("li", element("button", text, type="button", data_event="suggest", data_question=text, dir="auto")) for text in suggestions
        ]
        parts.append(element("h3", phrases.SUGGESTIONS, id="suggestions-heading"))
        parts.append(element("ul", *buttons, class_="suggestions", aria_labelledby="suggestions-heading"))
    return element("div", *parts, class_="welcome")


def _tools(conversation: Conversation) -> Html:
    """What can be done with the whole conversation."""
    restart = element("button", phrases.NEW_CONVERSATION, type="button", class_="quiet", data_event="restart")
    if not any(turn.answer for turn in conversation):
        return element("div", restart, class_="conversation-tools")
    forms = [
        element("button", name, type="button", class_="quiet", data_event="export", data_form=form, aria_label=proof_phrases.export_as(name))
        for form, name in proof_phrases.FORMS.items()
    ]
    export = element("div", element("span", proof_phrases.EXPORT_AS), *forms, class_="export", role="group", aria_label=proof_phrases.EXPORT)
    return element("div", restart, export, class_="conversation-tools")


def _spoken(conversation: Conversation) -> str:
    """What the live region says of the newest turn."""
    if not conversation:
        return ""
    newest = conversation[-1]
    if newest.problem:
        return newest.problem
    if newest.answer is None:
        return phrases.LOOKING
    if newest.answer.abstained:
        return phrases.SILENT
    documents = {citation.evidence.document_id for citation in newest.answer.citations}
    perhaps = newest.answer.certainty == "perhaps"
    return phrases.announcement(len(newest.answer.citations), len(documents), perhaps)


def _turn(turn: Turn, place: int) -> Html:
    question = element("h2", turn.question, class_="question", dir="auto")
    if turn.answer is not None:
        body = _answer(turn.answer, turn, place)
    elif turn.problem:
        body = element("p", turn.problem, class_="problem")
    else:
        body = element("p", phrases.LOOKING, class_="looking")
    return element("article", question, body, class_="turn", aria_busy="true" if turn.pending else None)


def _answer(answer: Answer, turn: Turn, place: int) -> Html:
    parts: list[Html] = []
    if answer.query.strip() and answer.query.strip() != answer.question.strip():
        parts.append(element("p", phrases.searched_for(answer.query), class_="searched", dir="auto"))
    if not turn.scope.where.wants_all:
        parts.append(_scope(turn.scope))
    parts.append(element("p", phrases.SILENT, class_="lead") if answer.abstained else _quotes(answer, turn, place))
    if answer.uncovered:
        parts.append(element("p", phrases.not_covered(answer.uncovered), class_="uncovered"))
    if answer.abstained and answer.nearest:
        parts.append(_nearest(answer, turn, place))
    parts.append(_below(turn, place))
    return element("div", *parts, class_=f"answer {answer.certainty}")


def _below(turn: Turn, place: int) -> Html:
    """The line under an answer: keeping it, and how long it took."""
    save = element("button", proof_phrases.SAVE_ANSWER, type="button", class_="quiet", data_event="keep", data_turn=place)
    return element("div", save, element("p", phrases.answered_in(turn.seconds), class_="took"), class_="answer-tools")


def _scope(scope: Scope) -> Html:
    words = searched_in(scope.documents, scope.of, words_of(scope.where))
    return element("p", words, class_="searched scope", dir="auto")


def _quotes(answer: Answer, turn: Turn, place: int) -> Html:
    lead = phrases.PERHAPS if answer.certainty == "perhaps" else phrases.DOCUMENTS_SAY
    numbers = {citation.number for citation in answer.citations}
    firsts = [citation for citation in answer.citations if citation.duplicate_of not in numbers]
    items = [_citation(citation, turn, place, _duplicates(citation, answer)) for citation in firsts]
    return join([element("p", lead, class_="lead"), element("ol", *items, class_="citations")])


def _nearest(answer: Answer, turn: Turn, place: int) -> Html:
    items = [_citation(citation, turn, place, ()) for citation in answer.nearest]
    heading = element("h3", phrases.NEAREST)
    return element("div", heading, element("ol", *items, class_="citations"), class_="nearest")


def _duplicates(citation: Citation, answer: Answer) -> tuple[Citation, ...]:
    """The citations of the same answer that say the same as this one and are folded into it."""
    return tuple(other for other in answer.citations if other.duplicate_of == citation.number)


def _citation(citation: Citation, turn: Turn, place: int, duplicates: Sequence[Citation]) -> Html:
    quote = element("p", citation.quote, class_=flow_class(citation.quote), dir="auto")
    footer = [*_reference(citation, turn, place), _along(citation, turn)]
    folded = [
        element("p", element("span", phrases.ALSO_IN, class_="also-label"), *_reference(other, turn, place), class_="also") for other in duplicates
    ]
    return element("li", element("blockquote", quote), element("footer", *footer), *folded, class_="citation")


def _along(citation: Citation, turn: Turn) -> Html:
    """What can be taken along of a quote: itself, its footnote, and the way to the original."""
    citable = turn.citables.get(citation.number, Citable())
    parts = [_copy(phrases.COPY_QUOTE, phrases.copy_quote(citation.number))]
    if citable.footnote:
        parts.append(_copy(proof_phrases.COPY_FOOTNOTE, proof_phrases.copy_footnote(citation.number), citable.footnote))
    words = _link_words(citable.link)
    parts.append(outside_link(citable.link, words, proof_phrases.open_original(words, citation.number)))
    return element("span", *parts, class_="along")


def _copy(words: str, label: str, copied: str | None = None) -> Html:
    """A button that copies the quote with its reference, or the words given."""
    return element("button", words, type="button", class_="quiet copy", data_copied=phrases.COPIED, data_text=copied, aria_label=label)


def _link_words(link: str) -> str:
    """How near to the quote an address leads."""
    if ":~:text=" in link:
        return proof_phrases.AT_QUOTE
    return proof_phrases.AT_PAGE if "#page=" in link else phrases.ORIGINAL


def _reference(citation: Citation, turn: Turn, place: int) -> tuple[Html, Html]:
    """The button that opens a citation's source, and what is known of it."""
    known = references(citation, turn.origins_of(citation))
    return _open_button(citation, turn, place), element("span", known, class_="references")


def _open_button(citation: Citation, turn: Turn, place: int) -> Html:
    """The button that opens a citation's source: its number and its title."""
    title = citation.title or citation.evidence.document_id.rpartition("/")[2]
    origin = turn.origins_of(citation).title
    where = phrases.origin("title", origin) or None
    return element(
        "button",
        element("span", str(citation.number), class_="number"),
        element("cite", title, hint(origin, visible=False), dir="auto", class_="weak" if where else None, title=where),
        type="button",
        class_="open",
        data_event="cite",
        data_turn=place,
        data_number=citation.number,
        aria_label=phrases.open_quote(citation.number, title, citation.locator),
    )
