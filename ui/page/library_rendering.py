"""The library tab's questions and reports as HTML.

What enters: states of an update, names of documents. What leaves: `Html`. It deliberately changes nothing: a removal is only
asked about here, and the list itself is `ui.page.list_rendering`'s.
"""

from collections.abc import Sequence

from ui.page import phrases
from ui.page.library_phrases import removal_consequences
from ui.page.markup import Html, element
from ui.updating import UpdateState


def render_removal(names: Sequence[str]) -> Html:
    """The question before documents are removed."""
    items = [element("li", name, dir="auto") for name in names]
    remove = element("button", phrases.REMOVE, type="button", class_="danger", data_event="confirm")
    keep = element("button", phrases.KEEP, type="button", class_="quiet", data_event="keep", data_focus=True)
    return element(
        "div",
        element("h3", phrases.removal_question(len(names)), id="removal-question"),
        element("p", removal_consequences(len(names)), class_="note"),
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
        return element("div", *said, progress_bar(state.stage, state.done, state.total), class_="update running")
    if state.problem:
        said.append(element("p", state.problem, class_="problem"))
    elif state.reports:
        said.append(element("p", _outcome(state), class_="outcome"))
        if trouble := _trouble(state):
            said.append(element("p", trouble, class_="note"))
    return element("div", *said, class_="update", role="status")


def render_notes(notes: Sequence[str]) -> Html:
    """Sentences about something that did not lead to an update."""
    return element("div", *[element("p", note, class_="problem") for note in notes], class_="update", role="status")


def progress_bar(stage: str, done: int, total: int) -> Html:
    """How far something is; `total` is 0 where that is not known."""
    bar = element("progress", max=total or None, value=min(done, total) if total else None, aria_label=stage)
    amount = f"{done:,} of {total:,}" if total else ""
    name = stage[:1].upper() + stage[1:]
    return element("div", element("span", name, class_="stage"), bar, element("span", amount), class_="progress")


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


def _trouble(state: UpdateState) -> str:
    """How many files could not be read, or only in part; the list says which and why."""
    problems = state.reports[-1].problems
    not_read = {problem.document_id for problem in problems if not problem.partly}
    in_part = {problem.document_id for problem in problems if problem.partly}
    return phrases.see_problems(len(not_read), len(in_part)) if problems else ""
