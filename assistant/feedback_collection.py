"""Judgements as questions to be measured by, in the form of a collection.

What enters: judgements in force, and the documents as they are now. What leaves: records of `questions.jsonl`, every span checked
against its document. It deliberately vouches for none: what a person did not object to is no proof, so each says "check me".
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from assistant.feedback import JudgedSpan, Judgement
from assistant.proof.answer_file import text_sha256
from corpus.document import Document
from corpus.errors import RapporteurError

Record = dict[str, Any]

QUOTES_REJECTED = "check me: quotes not helpful"
ANSWER_REJECTED = "check me: answer not helpful"
REFUSAL_REJECTED = "check me: refused"


class Spans:
    """Spans looked up in the documents as they are now; `left_out` counts those whose document is gone or reads otherwise."""

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document, self._texts = document, dict[str, tuple[str, str]]()
        self.left_out = 0

    def records(self, spans: Iterable[JudgedSpan]) -> list[Record]:
        """The spans with the text that stands there, each once."""
        found = []
        for span in dict.fromkeys(spans):
            text, sha256 = self._text(span.document)
            if sha256 != span.text_sha256 or span.end > len(text):
                self.left_out += 1
                continue
            found.append({"document": span.document, "start": span.start, "end": span.end, "quote": text[span.start : span.end]})
        return found

    def _text(self, document_id: str) -> tuple[str, str]:
        if document_id not in self._texts:
            try:
                text = self._document(document_id).text
                self._texts[document_id] = text, text_sha256(text)
            except RapporteurError:
                self._texts[document_id] = "", ""
        return self._texts[document_id]


def feedback_questions(judgements: Sequence[Judgement], spans: Spans) -> list[Record]:
    """One question for each thing that was asked, in alphabetical order: `evidence` is what was shown and not objected to, `hard_negatives`
    what was.
    """
    asked = sorted(judgements, key=_asked)
    groups = [list(group) for _, group in groupby(asked, key=_asked)]
    return [_question(number, group, spans) for number, group in enumerate(groups, 1)]


def _asked(judgement: Judgement) -> tuple[str, str]:
    return judgement.query, judgement.filters


def _question(number: int, group: Sequence[Judgement], spans: Spans) -> Record:
    rejected = [judgement.target for judgement in group if judgement.target is not None]
    whole = [judgement for judgement in group if judgement.target is None]
    refused = any(judgement.certainty == "silent" for judgement in whole)
    shown = [span for judgement in group for span in judgement.shown if judgement.certainty != "silent"]
    bad = [*rejected, *(shown if whole else ())]
    left = [span for span in shown if not any(_overlap(span, other) for other in bad)]
    evidence, negatives = spans.records(left), spans.records(bad)
    record = {
        "id": f"feedback-{number:02d}",
        "question": group[0].query,
        "answerable": bool(evidence) or refused,
        "kind": REFUSAL_REJECTED if refused else ANSWER_REJECTED if whole else QUOTES_REJECTED,
        "evidence": evidence,
        "hard_negatives": negatives,
    }
    return {**record, "filters": group[0].filters} if group[0].filters else record


def _overlap(one: JudgedSpan, other: JudgedSpan) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end
