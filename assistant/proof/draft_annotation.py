"""A draft annotated as Markdown.

What enters: a draft, its checked quotations, and a way to name documents. What leaves: the draft's text with a footnote at each
quotation saying the verdict and the citation. It deliberately changes no word of the draft: footnote marks are put in, and
footnotes added at the end.
"""

import re
from collections.abc import Callable, Sequence

from assistant.proof.draft import CheckedQuotation, Draft, source_words
from assistant.proof.markdown_text import markdown_text
from assistant.proof.quote_verdict import Difference, Place
from corpus.document import Document

DocumentOf = Callable[[str], Document]

_LABEL = "check"
_SAID = {
    "exact": "Verified word for word",
    "equivalent": "Verified; only typesetting differs",
    "altered": "Altered: these are not the source’s words",
    "wrong_document": "In another document than the one named",
    "too_short": "Too short to verify",
    "not_found": "Not found in the documents",
}
TITLE = "Taken for a title; not a quotation"
UNCLOSED = "no closing mark was found, so it was taken to end with its paragraph"
# Whoever changed more than this should look at the source.
_MAX_DIFFERENCES = 8


def remark(checked: CheckedQuotation, document_of: DocumentOf) -> str:
    """The verdict and the citation of a quotation, in words, on one line."""
    found = checked.verdict
    parts = [TITLE if checked.is_title else _SAID[found.verdict]]
    if found.place is not None and found.verdict != "too_short":
        parts.append(place_words(found.place, document_of))
    if found.verdict != "exact" and not checked.is_title:
        telling = [difference for difference in found.differences if difference.kind != "typesetting"]
        parts.extend(map(difference_words, telling[:_MAX_DIFFERENCES]))
    if checked.fails and checked.stated and found.verdict == "wrong_document":
        parts.append(f"named: {checked.stated}")
    if found.other_places:
        parts.append("also in " + ", ".join(dict.fromkeys(place.document_id for place in found.other_places[:3])))
    if not checked.quotation.closed:
        parts.append(UNCLOSED)
    return " ".join(f"{part}." for part in parts)


def place_words(place: Place, document_of: DocumentOf) -> str:
    """Where a span stands: title, publisher, date, place in it, and the document's id."""
    document = document_of(place.document_id)
    locator = str(document.locator(place.start, place.end))
    return f"{', '.join(filter(None, (source_words(document), locator)))} [{place.document_id}]"


def difference_words(difference: Difference) -> str:
    """One difference between a quote and its source, in words."""
    name = difference.kind.replace("_", " ")
    if difference.quoted and difference.found:
        return f"{name}: quoted “{difference.quoted}”, the source has “{difference.found}”"
    if difference.quoted:
        return f"{name}: “{difference.quoted}” is not in the source"
    return f"{name}: the source also has “{difference.found}”"


def annotated_markdown(draft: Draft, checked: Sequence[CheckedQuotation], document_of: DocumentOf) -> str:
    """The draft with a footnote mark behind each quotation and the footnotes at its end."""
    label = _LABEL
    while f"[^{label}-" in draft.text:  # a draft that was annotated before keeps its footnotes
        label += "x"
    pieces, position = [], 0
    numbered = list(enumerate(checked, 1))
    for number, one in sorted(numbered, key=lambda pair: pair[1].quotation.after):
        pieces += [draft.text[position : one.quotation.after], f"[^{label}-{number}]"]
        position = one.quotation.after
    notes = [f"[^{label}-{number}]: {markdown_text(_one_line(remark(one, document_of)))}\n" for number, one in numbered]
    body = "".join([*pieces, draft.text[position:]]).rstrip("\n")
    return "\n".join([f"{body}\n", *notes]) if notes else f"{body}\n"


def _one_line(words: str) -> str:
    """Words on one line, without what a terminal or an editor would obey."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in re.sub(r"\s+", " ", words))
