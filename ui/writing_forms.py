"""A written answer as a record, and what a written answer is called for people.

What enters: the events of `assistant.writing.desk`. What leaves: dictionaries in the published form, and a line on who wrote and
what it cost. It deliberately renders nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.writing.answering import WrittenEnd, WrittenSentence

LABEL = "Written by a language model from the quotes, and checked against them sentence by sentence; rely on the quotes."
WITHHELD = "A sentence was left out"


def written_record(events: Iterable[WrittenSentence | WrittenEnd]) -> dict[str, Any]:
    """The written answer as `--json` and the service give it: sentences with their citations, those that failed with the reason."""
    from assistant.writing.answering import WrittenEnd

    sentences, end = [], None
    for event in events:
        if isinstance(event, WrittenEnd):
            end = event
        else:
            verdict = event.verdict
            sentences.append({"text": event.text, "passed": verdict.passed, "citations": list(verdict.cites), "reason": verdict.reason})
    record: dict[str, Any] = {"sentences": sentences}
    if end is not None:
        record |= {
            "problem": end.problem,
            "model": end.model,
            "sent_to": end.sends_to,
            "tokens_read": end.usage.read,
            "tokens_written": end.usage.written,
            "tokens_exact": end.usage.exact,
            "seconds": round(end.seconds, 3),
        }
    return record


def sent_to(host: str) -> str:
    """Where questions and quotes go, in words; empty when they stay on this machine."""
    return f"Questions and quotes are sent to {host}." if host else ""


def cost(end: WrittenEnd) -> str:
    """Who wrote, and what it cost."""
    about = "" if end.usage.exact else "about "
    tokens = f"{about}{end.usage.read:,} tokens read, {end.usage.written:,} written" if end.usage.read else "no tokens"
    return f"{end.model} · {tokens} · {end.seconds:.1f} s"
