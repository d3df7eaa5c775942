"""What stands beneath a quote in another language: a button, and the machine translation it was asked for.

What enters: a citation, its turn and the turn's place in the conversation. What leaves: `Html` outside the quote, labelled as no words of
the document, every word of the model escaped. It deliberately offers nothing where no writer is set, and nothing for a quote in the
question's language.
"""

from assistant.answer import Citation
from assistant.translation import Translation, in_another_language
from corpus.language import html_language
from ui.page import translation_phrases as phrases
from ui.page.conversation import Turn
from ui.page.markup import Html, element, join
from ui.translation_forms import label, none_shown, sends_quote


def render_translation(citation: Citation, turn: Turn, place: int) -> Html:
    """The button, and the translation once it was asked for."""
    if turn.translating is None or turn.answer is None or not in_another_language(citation, turn.answer.language):
        return Html("")
    number, made = citation.number, turn.translating.made
    translation = made.get(number)
    waiting = number in made and translation is None
    shown = translation is not None and bool(translation.text)
    # The live region is there before its words are, so that they are read out.
    region = element("div", _translation(translation) if translation else Html(""), class_="translation-text", aria_live="polite")
    notice = element("span", sends_quote(turn.translating.sends_to), class_="translation-label") if turn.translating.sends_to else Html("")
    return element("div", region, join([_button(number, place, waiting, shown), " ", notice]), class_="translation")


def _button(number: int, place: int, waiting: bool, shown: bool) -> Html:
    words = phrases.TRANSLATING if waiting else phrases.HIDE if shown else phrases.TRANSLATE
    return element(
        "button",
        words,
        type="button",
        class_="quiet plain",
        data_event="translate",
        data_turn=place,
        data_number=number,
        aria_disabled="true" if waiting else None,
        aria_label=None if waiting else phrases.hide(number) if shown else phrases.translate(number),
    )


def _translation(translation: Translation) -> Html:
    if translation.problem:
        return element("p", none_shown(translation), class_="translation-label", dir="auto")
    text = element("p", translation.text, class_="translated", lang=html_language(translation.language) or None, dir="auto")
    return join([element("p", label(translation), class_="translation-label", dir="auto"), text])
