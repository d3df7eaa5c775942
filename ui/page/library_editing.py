"""The facts of a document, as a person states them on the Library tab.

What enters: an assistant (for what is known of a document), a library (which keeps what is stated), and what a browser reports.
What leaves: a form as `Html`, or the sentence why it cannot be kept. It deliberately never touches a document's file.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import RapporteurError
from corpus.language import LANGUAGE_NAMES
from corpus.sidecar import FIELDS, MAX_CHARACTERS
from index.store import DocumentSummary
from ui.backend import AnswersQuestions, KeepsDocuments
from ui.page import library_phrases as words
from ui.page import phrases
from ui.page.library_view import shown_name
from ui.page.markup import Html, element


@dataclass(frozen=True, slots=True)
class EditingHandlers:
    """What happens with the form, without any widget."""

    assistant: AnswersQuestions
    library: KeepsDocuments

    def form(self, data: object) -> Html:
        """The form for a document that a browser names, or the sentence why there is none."""
        document_id = _word(data, "document")
        try:
            given = self.library.describe(document_id, {})
            return render_form(self._summary(document_id), given, {})
        except RapporteurError as error:
            return _refusal(str(error))
        except Exception:
            logging.getLogger(__name__).exception("the facts of a document could not be shown")
            return _refusal(phrases.UNEXPECTED)

    def save(self, data: object) -> tuple[bool, Html]:
        """Keep what was typed. Whether anything changed, and the form again where it could not be kept; nothing once it is."""
        document_id, typed = _word(data, "document"), _typed(data)
        try:
            summary, given = self._summary(document_id), self.library.describe(document_id, {})
            try:
                after = self.library.describe(document_id, changes(summary, given, typed))
            except RapporteurError as error:
                return False, render_form(summary, given, typed, str(error))
            return after != given, Html("")
        except RapporteurError as error:
            return False, _refusal(str(error))
        except Exception:
            logging.getLogger(__name__).exception("the facts of a document could not be kept")
            return False, _refusal(phrases.UNEXPECTED)

    def _summary(self, document_id: str) -> DocumentSummary:
        for summary in self.assistant.documents():
            if summary.document_id == document_id and not summary.held_in:
                return summary
        raise RapporteurError(f"{document_id} is no longer in the list; look again")


def changes(summary: DocumentSummary, given: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What of the form a person changed: a fact that stands there as the document says it is not stated by anybody."""
    kept = {name: " ".join(value.split()) for name, value in typed.items()}
    return {name: value for name, value in kept.items() if value != (given[name] if name in given else getattr(summary, name))}


def render_form(summary: DocumentSummary, given: Mapping[str, str], typed: Mapping[str, str], problem: str = "") -> Html:
    """The form: every fact as it is known, and where from; over it what is wrong with what was typed."""
    fields = [_field(name, typed.get(name, given.get(name, getattr(summary, name))), _origin(name, summary, given)) for name in FIELDS]
    buttons = (
        element("button", words.SAVE, type="submit", class_="primary"),
        element("button", words.CANCEL, type="button", class_="quiet", data_event="cancel"),
    )
    form = element(
        "form",
        element("h2", words.facts_of(shown_name(summary)), id="facts-heading", dir="auto"),
        element("p", summary.document_id, class_="file", dir="auto"),
        element("p", words.FACTS_NOTE, class_="note"),
        element("p", problem, class_="problem", role="alert", hidden=not problem),
        element("div", *fields, class_="fact-fields"),
        element("datalist", *[element("option", name, value=code) for code, name in LANGUAGE_NAMES.items()], id="fact-languages"),
        element("div", *buttons, class_="choices"),
        data_document=summary.document_id,
        novalidate=True,
    )
    return element("dialog", form, class_="facts", aria_labelledby="facts-heading")


def _field(name: str, value: str, origin: str) -> Html:
    identity = f"fact-{name}"
    box = element(
        "input",
        id=identity,
        type="text",
        data_fact=name,
        data_value=value,
        maxlength=MAX_CHARACTERS,
        placeholder=words.FACT_HINTS.get(name),
        list="fact-languages" if name == "language" else None,
        aria_describedby=f"{identity}-origin",
        autocomplete="off",
        spellcheck="false",
    )
    label = element("label", words.FACT_NAMES[name], for_=identity)
    return element("div", label, box, element("p", origin, id=f"{identity}-origin", class_="note"), class_="field")


def _origin(name: str, summary: DocumentSummary, given: Mapping[str, str]) -> str:
    """Where a fact is from, in words."""
    if name in given:
        return words.GIVEN
    if not getattr(summary, name):
        return words.NOT_SAID
    return words.FROM.get(getattr(summary.origins, name, "stated"), words.FROM["stated"])


def _refusal(reason: str) -> Html:
    """A sentence in the form's place."""
    close = element("button", words.CANCEL, type="button", class_="quiet", data_event="cancel")
    return element("dialog", element("p", reason, class_="problem"), element("div", close, class_="choices"), class_="facts")


def _word(data: object, name: str) -> str:
    value = data.get(name) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) else ""


def _typed(data: object) -> dict[str, str]:
    """The fields of the form as a browser reports them; longer ones are refused by the library, in words."""
    fields = data.get("fields") if isinstance(data, Mapping) else None
    stated = fields if isinstance(fields, Mapping) else {}
    return {name: value[:10_000] for name in FIELDS if isinstance(value := stated.get(name), str)}
