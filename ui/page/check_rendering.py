"""The quotations of a text as HTML, each with its verdict.

What enters: checked quotations and the documents they stand in. What leaves: `Html` with the counts first and every quotation in
the text's order, the words that differ marked. It deliberately decides nothing: the verdicts are `assistant.proof.verifier`'s.
"""

from collections.abc import Sequence

from assistant.proof.draft import CheckedQuotation
from assistant.proof.draft_annotation import difference_words
from assistant.proof.quote_verdict import Difference, Place
from ui.page import proof_phrases
from ui.page.check_places import Documents, citation_of, in_order, marked, place_of, quoted_spans
from ui.page.facts import references
from ui.page.flow import flow_class
from ui.page.library_rendering import progress_bar
from ui.page.markup import Html, element, join

# More are not read on a page; the annotated copy has all.
SHOWN = 500
SHOWN_DIFFERENCES = 12
SHOWN_PLACES = 3
SHOWN_CHARACTERS = 3_000


def render_checked(checked: Sequence[CheckedQuotation], documents: Documents) -> Html:
    """The counts, the way to the annotated copy, and every quotation."""
    kinds = [kind_of(one) for one in checked]
    failing = sum(one.fails for one in checked)
    total = f"{proof_phrases.found(len(checked))}, {proof_phrases.to_correct(failing)}"
    copy = element("button", proof_phrases.DOWNLOAD_COPY, type="button", class_="quiet", data_event="annotate")
    items = [_finding(number, one, documents) for number, one in enumerate(checked[:SHOWN], 1)]
    cut = element("p", proof_phrases.list_shortened(SHOWN, len(checked)), class_="note") if len(checked) > SHOWN else Html("")
    head = render_summary(total, {name: kinds.count(kind) for kind, name in proof_phrases.VERDICTS.items()}, proof_phrases.VERDICTS, copy)
    return findings(head, items, cut)


def findings(head: Html, items: Sequence[Html], *below: Html) -> Html:
    """A summary and the list below it."""
    return element("section", head, element("ol", *items, class_="findings"), *below, aria_label=proof_phrases.RESULTS)


def render_summary(total: str, counts: dict[str, int], kinds: dict[str, str], *tools: Html) -> Html:
    """How many there are of each kind, those that there are."""
    chips = [
        element("li", element("span", proof_phrases.counted(counts[name], name), class_=f"badge {kind}"))
        for kind, name in kinds.items()
        if counts.get(name)
    ]
    said = element("p", total, class_="total", role="status")
    return element("div", said, element("ul", *chips, class_="counts"), *tools, class_="summary")


def render_working(stage: str, done: int = 0, total: int = 0) -> Html:
    """How far a check is."""
    return element("div", progress_bar(stage, done, total), class_="update running")


def render_problem(problem: str) -> Html:
    """Why nothing was checked."""
    return element("p", problem, class_="problem", role="alert")


def render_nothing(words: str) -> Html:
    """That there was nothing to check."""
    return element("p", words, class_="note", role="status")


def kind_of(checked: CheckedQuotation) -> str:
    """The verdict, or "title" for what was taken for one."""
    return "title" if checked.is_title else checked.verdict.verdict


def _finding(number: int, checked: CheckedQuotation, documents: Documents) -> Html:
    kind, found, place = kind_of(checked), checked.verdict, place_of(checked)
    differing = [each for each in found.differences if each.kind != "typesetting"]
    altered = kind == "altered"
    words = quote(found.quote, quoted_spans(found.quote, differing) if altered else ())
    parts = [badge(number, kind, proof_phrases.VERDICTS[kind], proof_phrases.MEANINGS[kind]), words]
    if altered and place is not None:
        stands = documents(place.document_id).text[place.start : place.end]
        parts.append(source_words(proof_phrases.NEAREST_WORDS, stands, differing))
    if differing and kind in ("altered", "equivalent"):
        parts.append(difference_list(differing))
    if place is not None:
        parts.append(element("footer", place_button(number, place, documents)))
    return element("li", *parts, *_remarks(checked, documents), class_=f"finding {kind}")


def badge(number: int, kind: str, name: str, meaning: str) -> Html:
    """A finding's number, what it is, and what that means."""
    verdict = element("strong", name, class_=f"badge {kind}")
    return element("p", element("span", str(number), class_="number"), verdict, element("span", meaning, class_="meaning"), class_="verdict")


def quote(words: str, spans: Sequence[tuple[int, int]] = ()) -> Html:
    """Words of a text, those that differ marked."""
    shown = words if len(words) <= SHOWN_CHARACTERS else f"{words[:SHOWN_CHARACTERS]}…"
    inside = [span for span in spans if span[1] <= SHOWN_CHARACTERS]
    return element("blockquote", element("p", marked(shown, inside), class_=flow_class(shown), dir="auto"))


def source_words(label: str, words: str, differences: Sequence[Difference]) -> Html:
    """What a document says, with what the quote has otherwise marked."""
    stands = quote(words, in_order(words, [each.found for each in differences]))
    return element("div", element("p", label, class_="label"), stands, class_="stands")


def difference_list(differences: Sequence[Difference]) -> Html:
    """The differences in words."""
    items = [element("li", difference_words(each), dir="auto") for each in differences[:SHOWN_DIFFERENCES]]
    return element("ul", *items, class_="differences")


def place_button(number: int, place: Place, documents: Documents) -> Html:
    """The button that opens a place, and what is known of its document."""
    document = documents(place.document_id)
    citation = citation_of(number, place, document)
    button = element(
        "button",
        element("cite", document.name, dir="auto"),
        type="button",
        class_="open",
        data_event="cite",
        data_turn=0,
        data_number=number,
        aria_label=proof_phrases.open_place(number, document.name, citation.locator),
    )
    return join([button, element("span", references(citation, document.origins), class_="references")])


def other_places(places: Sequence[Place], documents: Documents) -> Html:
    """Further places in words, the first of them named."""
    if not places:
        return Html("")
    names = dict.fromkeys(f"{documents(place.document_id).name} ({place.document_id})" for place in places[:SHOWN_PLACES])
    more = f"; {proof_phrases.and_more(len(places) - SHOWN_PLACES)}" if len(places) > SHOWN_PLACES else ""
    return element("p", f"{proof_phrases.ALSO_IN} {', '.join(names)}{more}", class_="note", dir="auto")


def _remarks(checked: CheckedQuotation, documents: Documents) -> list[Html]:
    parts = [] if checked.is_title else [other_places(checked.verdict.other_places, documents)]
    if checked.stated and checked.verdict.verdict == "wrong_document":
        parts.append(element("p", f"{proof_phrases.NAMED} {checked.stated}", class_="note", dir="auto"))
    if not checked.quotation.closed:
        parts.append(element("p", proof_phrases.UNCLOSED, class_="note"))
    return parts
