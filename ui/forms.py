"""Answers as plain records, for JSON.

What enters: answers, rankings and summaries. What leaves: dictionaries in the published form, and lines of JSON. It
deliberately renders nothing for people.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation
    from assistant.evaluation import Evaluation
    from assistant.proof.verifier import QuoteVerdict
    from index.ranking import ScoredPassage
    from index.store import DocumentSummary
    from ui.backend import DocumentProblem

Record = dict[str, Any]

# The C1 controls, the line and paragraph separators and the marks of direction; json escapes the C0 controls itself.
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def json_line(record: object, *, ascii_only: bool = False) -> str:
    """A record or dataclass as one line of JSON; what a terminal would obey, or a reader take for a line's end, is escaped."""
    line = json.dumps(record, ensure_ascii=ascii_only, default=_plain)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def _plain(value: Any) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def answer_record(answer: Answer, *, why: bool = False) -> Record:
    """An answer as `ask --json` prints it; with `why`, the reasons too."""
    shown = {citation.number for citation in (*answer.citations, *answer.nearest)}
    reasons = {"reasons": [asdict(reason) for reason in answer.reasons if reason.number in shown]} if why else {}
    return {
        "question": answer.question,
        "query": answer.query,
        "abstained": answer.abstained,
        "certainty": answer.certainty,
        "probability": round(answer.probability, 4),
        "uncovered": list(answer.uncovered),
        "citations": [citation_record(citation) for citation in answer.citations],
        "nearest": [citation_record(citation) for citation in answer.nearest],
        "timings_ms": answer.timings_ms,
        **reasons,
    }


def citation_record(citation: Citation) -> Record:
    """A citation: where the quote stands and what it says; offsets are characters of the document's stored text."""
    return {
        "number": citation.number,
        "document_id": citation.evidence.document_id,
        "start": citation.evidence.start,
        "end": citation.evidence.end,
        "quote": citation.quote,
        "title": citation.title,
        "publisher": citation.publisher,
        "date": citation.date,
        "author": citation.author,
        "speaker": citation.speaker,
        "language": citation.language,
        "locator": citation.locator,
        "page_kind": citation.place.page_kind or None,
        "pages": [{"number": page.number, "label": page.label} for page in citation.place.pages] or None,
        "heading_path": list(citation.place.headings),
        "paragraph": citation.place.paragraph,
        "score": round(citation.evidence.score, 6),
        "source_url": citation.source_url,
        "also_in": list(citation.also_in),
        "duplicate_of": citation.duplicate_of,
    }


def passage_record(rank: int, ranked: ScoredPassage, text: str) -> Record:
    """A ranked passage and the parts of its score."""
    return {
        "rank": rank,
        "document_id": ranked.passage.document_id,
        "start": ranked.passage.start,
        "end": ranked.passage.end,
        "text": text,
        "heading_path": list(ranked.passage.heading_path),
        "score": round(ranked.score, 6),
        "lexical": round(ranked.lexical, 6),
        "dense": round(ranked.dense, 6),
        "late": None if ranked.late is None else round(ranked.late, 6),
    }


def document_record(summary: DocumentSummary) -> Record:
    """A document without its text; `problem` is null, as it was read."""
    return {**asdict(summary), "problem": None}


def problem_record(problem: DocumentProblem) -> Record:
    """A file that was not read, or only in part, and why."""
    return {"document_id": problem.document_id, "problem": problem.reason, "partly": problem.partly}


def evaluation_record(evaluation: Evaluation) -> Record:
    """An evaluation with every question's outcome."""
    return asdict(evaluation)


def verdict_record(found: QuoteVerdict) -> dict[str, Any]:
    """A verdict as `--json` prints it; `document_id`, `start`, `end` and `locator` are null where the quote stands nowhere."""
    place = found.place
    return {
        "quote": found.quote,
        "verdict": found.verdict,
        "document_id": place.document_id if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "locator": str(found.locator) if found.locator else None,
        "differences": [{"kind": each.kind, "quoted": each.quoted, "found": each.found} for each in found.differences],
        "other_places": [{"document_id": other.document_id, "start": other.start, "end": other.end} for other in found.other_places],
    }
