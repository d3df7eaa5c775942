"""Translations of quotes as records, and what they are called for people.

What enters: an answer and who translates. What leaves: dictionaries in the published form, and the lines that label a translation as
what it is. It deliberately renders nothing, and puts no translation into a citation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.translation import to_translate

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.translation import TranslatesQuotes, Translation

LABEL = "Machine translation, not the document's words"


def translation_records(answer: Answer, translator: TranslatesQuotes) -> list[dict[str, Any]]:
    """What stands beside the quotes in another language than the question, as `--json` and the service give it."""
    return [_record(translator.translation(citation, answer.language), translator.sends_to) for citation in to_translate(answer)]


def label(translation: Translation) -> str:
    """What a translation is, who made it, and what of it could not be checked."""
    return f"{LABEL} · {translation.model}{f' · {translation.remark}' if translation.remark else ''}"


def none_shown(translation: Translation) -> str:
    """Why there is no translation, in one line."""
    return f"No translation is shown: {translation.problem}."


def sends_quote(host: str) -> str:
    """Where a quote goes to be translated; empty when it stays on this machine."""
    return f"The quote is sent to {host}." if host else ""


def sends_quotes(host: str) -> str:
    """Where quotes go to be translated; empty when they stay on this machine."""
    return f"Quotes in another language than the question are sent to {host} to be translated." if host else ""


def _record(translation: Translation, host: str) -> dict[str, Any]:
    return {
        "number": translation.number,
        "label": LABEL,
        "text": translation.text,
        "language": translation.language,
        "problem": translation.problem,
        "remark": translation.remark,
        "model": translation.model,
        "sent_to": host,
    }
