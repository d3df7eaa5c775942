"""The conversation as HTML.

What enters: the turns of a conversation and the suggested questions. What leaves: `Html`, with every word of a document
or a person escaped and every quote exactly as its document has it. It deliberately asks nothing, reads no clock, and
does not show documents (`ui.page.source_rendering`).
"""

from collections.abc import Sequence

from assistant.answer import Answer, Citation
from ui.page import answer_phrases, phrases, proof_phrases
from ui.page.answer_view import WHOLE_ANSWER, first_citations, orderable, ordered
from ui.page.citation_rendering import render_citation, unhelpful_button
from ui.page.conversation import Conversation, Scope, Turn
from ui.page.conversation_phrases import NOTHING_STANDS
from ui.page.conversation_remarks import render_lost, render_understood
from ui.page.filter_phrases import searched_in
from ui.page.filter_rendering import words_of
from ui.page.markup import Html, element, join
from ui.page.writing_rendering import render_written


def render_conversation(conversation: Conversation, suggestions: Sequence[str], said: str | None = None) -> Html:
    """The whole conversation, or the welcome with its suggestions while nothing was asked.

    `said` is what the live region says; where it is left out, what came of the newest question.
    """
    if not conversation:
        body = _welcome(suggestions)
    else:
        turns = [_turn(turn, place) for place, turn in enumerate(conversation)]
        body = join([*turns, _tools(conversation)])
    status = element("p", (spoken(conversation[-1]) if conversation else "") if said is None else said, class_="visually-hidden", role="status")
    return join([status, element("section", body, class_="conversation", aria_label=phrases.CONVERSATION)])


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


def spoken(newest: Turn) -> str:
    """What the live region says of a turn."""
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
    parts = [render_understood(turn, place)]
    if not turn.scope.where.wants_all:
        parts.append(_scope(turn.scope))
    lead = phrases.SILENT if answer.abstained else NOTHING_STANDS
    parts.append(render_written(turn.written, place))
    parts.append(_quotes(answer, turn, place) if answer.citations else element("p", lead, class_="lead"))
    if answer.uncovered:
        parts.append(element("p", phrases.not_covered(answer.uncovered), class_="uncovered"))
    if answer.abstained and answer.nearest:
        parts.append(_nearest(answer, turn, place))
    parts.append(render_lost(turn, place))
    if answer.citations:
        parts.append(_more(turn, place))
    parts.append(_below(turn, place))
    return element("div", *parts, class_=f"answer {answer.certainty}")


def _below(turn: Turn, place: int) -> Html:
    """The line under an answer: keeping it, whether it helped, and how long it took."""
    save = element("button", proof_phrases.SAVE_ANSWER, type="button", class_="quiet", data_event="keep", data_turn=place)
    judge = unhelpful_button(answer_phrases.ANSWER_NOT_HELPFUL, None, place, WHOLE_ANSWER, WHOLE_ANSWER in turn.view.unhelpful)
    problem = element("p", turn.view.problem, class_="problem") if turn.view.problem else Html("")
    took = element("p", phrases.answered_in(turn.seconds), class_="took")
    return join([problem, element("div", save, judge, took, class_="answer-tools")])


def _scope(scope: Scope) -> Html:
    words = searched_in(scope.documents, scope.of, words_of(scope.where))
    return element("p", words, class_="searched scope", dir="auto")


def _quotes(answer: Answer, turn: Turn, place: int) -> Html:
    """The lead, the choice of an order where there is one, and the quotes in that order."""
    lead = phrases.PERHAPS if answer.certainty == "perhaps" else phrases.DOCUMENTS_SAY
    firsts, view = first_citations(answer), turn.view
    head = element("div", element("p", lead, class_="lead"), _order(firsts, turn, place), class_="answer-head")
    if view.order == "relevance" and view.further:
        first = [citation for citation in firsts if citation.number < view.further]
        further = [citation for citation in firsts if citation.number >= view.further]
        return join([head, _list(first, answer, turn, place), _further(further, answer, turn, place)])
    return join([head, _list(ordered(firsts, view.order), answer, turn, place)])


def _list(citations: Sequence[Citation], answer: Answer, turn: Turn, place: int) -> Html:
    items = [render_citation(citation, turn, place, _duplicates(citation, answer)) for citation in citations]
    return element("ol", *items, class_="citations")


def _further(citations: Sequence[Citation], answer: Answer, turn: Turn, place: int) -> Html:
    """The quotes that were asked for beyond the first ones."""
    if not citations:
        return Html("")
    return join([element("h3", answer_phrases.FURTHER, class_="further"), _list(citations, answer, turn, place)])


def _order(citations: Sequence[Citation], turn: Turn, place: int) -> Html:
    """The choice of an order; nothing where dates would order nothing."""
    if not orderable(citations):
        return Html("")
    options = [element("option", words, value=order, selected=order == turn.view.order) for order, words in answer_phrases.ORDERS.items()]
    name = f"order-{place}"
    choice = element("select", *options, id=name, data_turn=place, data_event="order", data_value=turn.view.order)
    undated = turn.view.order != "relevance" and any(not citation.date for citation in citations)
    note = element("span", answer_phrases.UNDATED_LAST, class_="hint") if undated else Html("")
    return element("div", note, element("label", answer_phrases.ORDER, for_=name), choice, class_="order")


def _more(turn: Turn, place: int) -> Html:
    """The button for further quotes, or that there are none."""
    if turn.view.exhausted:
        return element("p", answer_phrases.NO_MORE, class_="note more", tabindex=-1)
    button = element("button", answer_phrases.SHOW_MORE, type="button", class_="quiet", data_event="more", data_turn=place)
    return element("div", button, class_="more")


def _nearest(answer: Answer, turn: Turn, place: int) -> Html:
    items = [render_citation(citation, turn, place, ()) for citation in answer.nearest]
    heading = element("h3", phrases.NEAREST)
    return element("div", heading, element("ol", *items, class_="citations"), class_="nearest")


def _duplicates(citation: Citation, answer: Answer) -> tuple[Citation, ...]:
    """The citations of the same answer that say the same as this one and are folded into it."""
    return tuple(other for other in answer.citations if other.duplicate_of == citation.number)
