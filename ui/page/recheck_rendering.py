"""A saved answer as HTML, each of its quotes with what became of it.

What enters: an answer file as read, and what became of its citations. What leaves: `Html` with the seal and the counts first. It
deliberately decides nothing: `assistant.proof.recheck` does.
"""

from collections.abc import Sequence

from assistant.proof.answer_file import SavedAnswer
from assistant.proof.quote_verdict import Place
from assistant.proof.recheck import Recheck
from ui.page import proof_phrases
from ui.page.check_places import Documents, quoted_spans
from ui.page.check_rendering import badge, difference_list, findings, other_places, place_button, quote, render_summary, source_words
from ui.page.markup import Html, element, join


def recheck_places(rechecks: Sequence[Recheck]) -> dict[int, Place]:
    """Where the quotes stand now, or what has taken their place, by the citation's number."""
    return {recheck.citation.number: place for recheck in rechecks if (place := _place(recheck)) is not None}


def render_rechecked(answer: SavedAnswer, whole: bool, rechecks: Sequence[Recheck], documents: Documents) -> Html:
    """The question, whether the file is as it was saved, the counts, and every quote."""
    seal = element("p", proof_phrases.SEAL_WHOLE if whole else proof_phrases.SEAL_BROKEN, class_="note" if whole else "problem")
    question = element("h3", answer.question, class_="question", dir="auto")
    saved = proof_phrases.saved_on(answer.saved.replace("T", " ").replace("Z", " UTC"), len(rechecks))
    counts = {name: sum(recheck.status == status for recheck in rechecks) for status, name in proof_phrases.STATUSES.items()}
    head = join([question, seal, render_summary(saved, counts, proof_phrases.STATUSES)])
    return findings(head, [_finding(recheck, bool(answer.nearest), documents) for recheck in rechecks])


def _place(recheck: Recheck) -> Place | None:
    return Place(recheck.document_id, recheck.span.start, recheck.span.end) if recheck.span is not None else None


def _finding(recheck: Recheck, is_near: bool, documents: Documents) -> Html:
    citation, status, place = recheck.citation, recheck.status, _place(recheck)
    changed = status == "changed"
    meaning = proof_phrases.STATUS_MEANINGS[status] + (f" ({proof_phrases.NOT_AN_ANSWER})" if is_near else "")
    parts = [badge(citation.number, status, proof_phrases.STATUSES[status], meaning)]
    parts.append(quote(citation.quote, quoted_spans(citation.quote, recheck.differences) if changed else ()))
    if changed and recheck.found:
        parts.append(source_words(proof_phrases.READS_NOW, recheck.found, recheck.differences))
    if recheck.differences:
        parts.append(difference_list(recheck.differences))
    if recheck.remarks:
        parts.append(element("ul", *[element("li", remark, dir="auto") for remark in recheck.remarks], class_="differences"))
    if place is not None:
        parts.append(element("footer", place_button(citation.number, place, documents)))
    if status != "same":
        was = ", ".join(filter(None, (citation.document.document_id, citation.locator.words)))
        parts.append(element("p", f"{proof_phrases.WAS} {was}", class_="note", dir="auto"))
    return element("li", *parts, other_places(recheck.elsewhere, documents), class_=f"finding {status}")
