"""The library tab's list, questions and reports as HTML.

What enters: lines of the list of documents, states of an update, names of documents. What leaves: `Html`. It
deliberately changes nothing: a removal is only asked about here.
"""

from collections.abc import Sequence

from ui import phrases
from ui.backend import ListedDocument, UpdateProblem
from ui.markup import Html, element, join
from ui.updating import UpdateState

# More rows make the page slow and are not read; the filter finds the others.
LISTED_DOCUMENTS = 300


def render_list(documents: Sequence[ListedDocument], words: str) -> Html:
    """The table of documents whose title, publisher or name contains all the words, ready to be ticked."""
    if not documents:
        return element("p", phrases.NO_DOCUMENTS, class_="empty")
    found = [document for document in documents if _matches(document, words)]
    shown = found[:LISTED_DOCUMENTS]
    summary = element("p", _totals(found), class_="totals")
    if not found:
        return join([summary, element("p", phrases.NO_MATCHES, class_="empty")])
    head = element("tr", element("td"), *[element("th", name, scope="col") for name in phrases.COLUMNS])
    table = element(
        "table",
        element("caption", phrases.TABLE_CAPTION, class_="visually-hidden"),
        element("thead", head),
        element("tbody", *[_row(document) for document in shown]),
        class_="documents",
    )
    remove = element("button", phrases.REMOVE_SELECTED, type="button", class_="quiet", data_event="remove")
    shortened = phrases.list_shortened(len(shown), len(found)) if len(shown) < len(found) else ""
    note = element("p", shortened, class_="note") if shortened else Html("")
    return join([summary, table, note, element("div", remove, class_="list-tools")])


def render_removal(names: Sequence[str]) -> Html:
    """The question before documents are removed."""
    items = [element("li", name, dir="auto") for name in names]
    remove = element("button", phrases.REMOVE, type="button", class_="danger", data_event="confirm")
    keep = element("button", phrases.KEEP, type="button", class_="quiet", data_event="keep", data_focus=True)
    return element(
        "div",
        element("h3", phrases.removal_question(len(names)), id="removal-question"),
        element("ul", *items),
        element("div", remove, keep, class_="choices"),
        class_="removal",
        role="alertdialog",
        aria_labelledby="removal-question",
    )


def render_update(state: UpdateState, notes: Sequence[str] = ()) -> Html:
    """How far an update is or how it ended, after the notes on what led to it."""
    said = [element("p", note, class_="note") for note in notes]
    if state.running:
        if state.joined:
            said.append(element("p", phrases.UPDATE_JOINED, class_="note"))
        return element("div", *said, _progress(state), class_="update running")
    if state.problem:
        said.append(element("p", state.problem, class_="problem"))
    elif state.reports:
        said.append(element("p", _outcome(state), class_="outcome"))
        said.append(_problems(state.reports[-1].problems))
    return element("div", *said, class_="update", role="status")


def render_notes(notes: Sequence[str]) -> Html:
    """Sentences about something that did not lead to an update."""
    return element("div", *[element("p", note, class_="problem") for note in notes], class_="update", role="status")


def _matches(document: ListedDocument, words: str) -> bool:
    described = f"{document.title} {document.publisher} {document.document_id} {document.date}".casefold()
    return all(word in described for word in words.casefold().split())


def _totals(documents: Sequence[ListedDocument]) -> str:
    passages = sum(document.passages for document in documents)
    listed = phrases.count(len(documents), "document", "documents")
    return f"{listed}, {phrases.count(passages, 'passage', 'passages')}"


def _row(document: ListedDocument) -> Html:
    name = document.title or document.document_id.rpartition("/")[2]
    box = element("input", type="checkbox", name="document", value=document.document_id, aria_label=name)
    file = element("span", document.document_id, class_="file") if document.document_id != name else Html("")
    title = join([element("span", name, class_="name", dir="auto"), file])
    date = element("time", phrases.written_date(document.date), datetime=document.date) if document.date else Html("")
    cells = [
        element("td", date, class_="date"),
        element("td", document.publisher, class_="publisher", dir="auto"),
        element("td", phrases.kind(document.media_type), class_="kind"),
        element("td", f"{document.passages:,}", class_="passages", data_unit=phrases.COLUMNS[-1].lower()),
    ]
    return element("tr", element("td", box, class_="tick"), element("th", title, scope="row"), *cells)


def _progress(state: UpdateState) -> Html:
    known = state.total > 0
    bar = element(
        "progress",
        max=state.total if known else None,
        value=min(state.done, state.total) if known else None,
        aria_label=state.stage,
    )
    amount = f"{state.done:,} of {state.total:,}" if known else ""
    stage = state.stage[:1].upper() + state.stage[1:]
    return element("div", element("span", stage, class_="stage"), bar, element("span", amount), class_="progress")


def _outcome(state: UpdateState) -> str:
    """What the runs of an update did, in one sentence."""
    counts = {
        "added": sum(len(report.added) for report in state.reports),
        "changed": sum(len(report.changed) for report in state.reports),
        "removed": sum(len(report.removed) for report in state.reports),
    }
    done = ", ".join(f"{word} {number:,}" for word, number in counts.items() if number)
    seconds = sum(report.seconds for report in state.reports)
    return phrases.updated(done, state.reports[-1].passages, seconds) if done else phrases.UNCHANGED


def _problems(problems: Sequence[UpdateProblem]) -> Html:
    if not problems:
        return Html("")
    items = element("ul", *[_problem(problem) for problem in problems])
    return element("div", element("h3", phrases.UNREADABLE), items, class_="problems")


def _problem(problem: UpdateProblem) -> Html:
    file = element("span", problem.document_id, class_="file")
    remove = element(
        "button",
        phrases.REMOVE_ONE,
        type="button",
        class_="quiet",
        data_event="remove",
        data_document=problem.document_id,
        aria_label=f"{phrases.REMOVE_ONE}: {problem.document_id}",
    )
    return element("li", file, " ", problem.reason, " ", remove)
