"""One citation of an answer as HTML: the quote, where it is from, and what can be done with it.

What enters: a citation, its turn, and the turn's place in the conversation. What leaves: `Html`, with every word of a document escaped and
the quote exactly as its document has it. It deliberately shows no document (`ui.page.source_rendering`) and decides no order.
"""

from collections.abc import Sequence

from assistant.answer import Citation
from assistant.translation import in_another_language
from corpus.language import html_language
from ui.page import answer_phrases, filter_phrases, phrases, proof_phrases
from ui.page.citable import Citable
from ui.page.conversation import Turn
from ui.page.conversation_remarks import render_note
from ui.page.facts import hint, references
from ui.page.flow import flow_class
from ui.page.markup import Html, element, join, outside_link, web_address
from ui.page.preview_rendering import preview_id, render_preview
from ui.page.translation_rendering import render_translation
from ui.page.why_rendering import render_why


def render_citation(citation: Citation, turn: Turn, place: int, duplicates: Sequence[Citation]) -> Html:
    """A citation, with those that say the same folded into it."""
    quote = element("p", citation.quote, class_=flow_class(citation.quote), dir="auto", lang=html_language(citation.language) or None)
    asides = element("div", _why(citation, turn), _judge(citation, turn, place), class_="asides")
    footer = [_language(citation, turn), _reference(citation, turn, place), _along(citation, turn), asides]
    folded = [
        element("div", element("span", phrases.ALSO_IN, class_="also-label"), _reference(other, turn, place), class_="also") for other in duplicates
    ]
    notes = [render_note(turn, each.number) for each in (citation, *duplicates)]
    return element(
        "li", element("blockquote", quote), render_translation(citation, turn, place), element("footer", *footer), *folded, *notes, class_="citation"
    )


def unhelpful_button(words: str, label: str | None, place: int, number: int, pressed: bool) -> Html:
    """The button that marks a quote, or the whole answer, as not helpful, and takes it back."""
    return element(
        "button",
        words,
        type="button",
        class_="quiet plain judge",
        data_event="judge",
        data_turn=place,
        data_number=number,
        aria_pressed="true" if pressed else "false",
        aria_label=label,
    )


def _language(citation: Citation, turn: Turn) -> Html:
    """In which language the quote is, where that is not the question's."""
    if turn.answer is None or not in_another_language(citation, turn.answer.language):
        return Html("")
    return element("span", filter_phrases.quoted_in(citation.language), class_="quote-language")


def _along(citation: Citation, turn: Turn) -> Html:
    """What can be taken along of a quote: itself, its footnote, and the way to the original."""
    number, citable = citation.number, turn.citables.get(citation.number, Citable())
    parts = [_copy(phrases.COPY_QUOTE, phrases.copy_quote(number))]
    if citable.footnote:
        parts.append(_copy(proof_phrases.COPY_FOOTNOTE, proof_phrases.copy_footnote(number), citable.footnote))
    if address := web_address(citable.link):
        words = _link_words(citable.link)
        parts.append(_copy(answer_phrases.COPY_LINK, answer_phrases.copy_link(number), address))
        parts.append(outside_link(address, words, proof_phrases.open_original(words, number)))
    return element("span", *parts, class_="along")


def _why(citation: Citation, turn: Turn) -> Html:
    """Why the quote was chosen; nothing where that is not known."""
    reasons = turn.answer.reasons if turn.answer else ()
    reason = next((reason for reason in reasons if reason.number == citation.number), None)
    return render_why(reason) if reason else Html("")


def _judge(citation: Citation, turn: Turn, place: int) -> Html:
    number = citation.number
    return unhelpful_button(answer_phrases.NOT_HELPFUL, answer_phrases.not_helpful(number), place, number, number in turn.view.unhelpful)


def _copy(words: str, label: str, copied: str | None = None) -> Html:
    """A button that copies the quote with its reference, or the words given."""
    return element("button", words, type="button", class_="quiet plain copy", data_copied=phrases.COPIED, data_text=copied, aria_label=label)


def _link_words(link: str) -> str:
    """How near to the quote an address leads."""
    if ":~:text=" in link:
        return proof_phrases.AT_QUOTE
    return proof_phrases.AT_PAGE if "#page=" in link else phrases.ORIGINAL


def _reference(citation: Citation, turn: Turn, place: int) -> Html:
    """The button that opens a citation's source, what is known of it, and the card that shows while the button is pointed at."""
    origins = turn.origins_of(citation)
    preview = turn.citables.get(citation.number, Citable()).preview
    card = render_preview(preview, citation, origins, place) if preview else Html("")
    known = element("span", references(citation, origins), class_="references")
    return join([_open_button(citation, turn, place, previewed=preview is not None), known, card])


def _open_button(citation: Citation, turn: Turn, place: int, *, previewed: bool) -> Html:
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
        aria_describedby=preview_id(place, citation.number) if previewed else None,
    )
