"""What was found across documents as plain records, for JSON.

What enters: comparisons, timelines and differences. What leaves: dictionaries in the published form, the same for the terminal and
the service. It deliberately renders nothing for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.forms import Record, citation_record

if TYPE_CHECKING:
    from assistant.across.comparison import Comparison
    from assistant.across.differences import Differing, Pair, Sided
    from assistant.across.timeline import Timeline


def comparison_record(comparison: Comparison) -> Record:
    """A comparison: a row per document, a cell per question."""
    rows = [
        {
            "document_id": row.document.document_id,
            "title": row.document.title,
            "publisher": row.document.publisher,
            "date": row.document.date,
            "cells": [
                {
                    "says_nothing": cell.says_nothing,
                    "certainty": cell.certainty,
                    "probability": round(cell.probability, 4),
                    "citations": [citation_record(citation) for citation in cell.citations],
                }
                for cell in row.cells
            ],
        }
        for row in comparison.rows
    ]
    return {
        "questions": list(comparison.questions),
        "compared": len(comparison.rows),
        "fitting": comparison.fitting,
        "generation": comparison.generation,
        "rows": rows,
    }


def timeline_record(timeline: Timeline) -> Record:
    """A timeline: dates from the earliest on, each with the days it may mean."""
    moments = [
        {
            "date": moment.date,
            "first_day": moment.days[0].isoformat(),
            "last_day": moment.days[1].isoformat(),
            "citations": [citation_record(citation) for citation in moment.citations],
        }
        for moment in timeline.moments
    ]
    return {
        "subject": timeline.subject,
        "compared": timeline.compared,
        "silent": timeline.silent,
        "fitting": timeline.fitting,
        "generation": timeline.generation,
        "moments": moments,
        "undated": [citation_record(citation) for citation in timeline.undated],
    }


def differences_record(differing: Differing) -> Record:
    """Pairs of statements, and in what they differ."""
    return {
        "subject": differing.subject,
        "statements": differing.statements,
        "documents": differing.documents,
        "fitting": differing.fitting,
        "generation": differing.generation,
        "pairs": [_pair(pair) for pair in differing.pairs],
    }


def _pair(pair: Pair) -> Record:
    found = [
        {"kind": difference.kind, "one": _marked(pair.one, place), "other": _marked(pair.other, place)} for place, difference in enumerate(pair.found)
    ]
    cited = {"one": citation_record(pair.one.citation), "other": citation_record(pair.other.citation)}
    return {"similarity": round(pair.similarity, 4), "differences": found, **cited}


def _marked(side: Sided, place: int) -> Record:
    from assistant.across.wording import differing_words

    mark = side.marks[place]
    return {"words": differing_words(side, place), "start": mark.start, "end": mark.end}
