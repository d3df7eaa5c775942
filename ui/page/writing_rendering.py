"""A written answer as HTML.

What enters: a written answer and its turn's place in the conversation. What leaves: `Html` above the quotes, labelled as what it is,
each citation a button that opens its quote. It deliberately shows a failed sentence only struck out, and one that may reach no
screen not at all; every word of the model is escaped.
"""

import re
from collections import Counter

from assistant.writing.answering import WrittenSentence
from assistant.writing.form import cited
from assistant.writing.wording import CITATION
from ui.page import writing_phrases as phrases
from ui.page.markup import Html, element, join
from ui.page.written import Written
from ui.writing_forms import cost

_PIECES = re.compile(rf"(.*?)(?:((?:{CITATION.pattern}\s*)*{CITATION.pattern})([.!?,;]?)|\Z)", re.DOTALL)


def render_written(written: Written | None, place: int) -> Html:
    """The written answer of a turn; nothing where nothing was written for it."""
    if written is None:
        return Html("")
    passed = [_passed(sentence, place) for sentence in written.sentences if sentence.verdict.passed]
    wrong = [sentence for sentence in written.sentences if not sentence.verdict.passed]
    failed = [_failed(sentence) for sentence in wrong if sentence.text]
    failed += [_withheld(reason, number) for reason, number in Counter(sentence.verdict.reason for sentence in wrong if not sentence.text).items()]
    parts = [element("h3", phrases.HEADING, class_="written-heading")]
    if passed:
        parts.append(element("p", *[join([sentence, " "]) for sentence in passed], class_="written-text", dir="auto"))
    if written.end is None:
        parts.append(element("p", phrases.WRITING, class_="written-note", role="status"))
    elif written.end.problem:
        parts.append(element("p", phrases.nothing_written(written.end), class_="written-note"))
    if failed:
        parts.append(element("ul", *failed, class_="written-failed"))
    label = join([phrases.LABEL, " ", phrases.sent_to(written.sends_to)]) if written.sends_to else Html(phrases.LABEL)
    parts.append(element("p", label, class_="written-label"))
    if written.end is not None:
        parts.append(element("p", cost(written.end), class_="written-cost"))
    return element("section", *parts, class_="written", aria_label=phrases.HEADING, aria_busy="true" if written.end is None else None)


def _passed(sentence: WrittenSentence, place: int) -> Html:
    """A sentence with its citations as buttons."""
    shown: list[str] = []
    for match in _PIECES.finditer(sentence.text):
        words, citation, stop = match.groups(default="")
        # A citation and the full stop after it stay on one line.
        kept = element("span", _citations(citation, place), stop, class_="written-end") if citation else Html("")
        shown += [words, kept]
    return element("span", *shown, class_="written-sentence")


def _citations(written: str, place: int) -> Html:
    return join(
        element(
            "button",
            str(number),
            type="button",
            class_="written-citation",
            data_event="cite",
            data_turn=place,
            data_number=number,
            aria_label=phrases.citation(number),
        )
        for number in cited(written)
    )


def _failed(sentence: WrittenSentence) -> Html:
    reason = _reason(sentence.verdict.reason)
    return element("li", element("span", phrases.STRUCK, class_="visually-hidden"), element("del", sentence.text, dir="auto"), " – ", reason)


def _withheld(reason: str, number: int) -> Html:
    """So many sentences that may reach no screen, and why."""
    return element("li", phrases.left_out(number), " – ", _reason(reason))


def _reason(reason: str) -> Html:
    return element("span", reason, class_="written-reason", dir="auto")
