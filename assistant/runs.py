"""Evaluations kept in files, to compare with later.

What enters: Evaluations. What leaves: JSON, and the same Evaluations again. It deliberately keeps no clock, so that the same
measurement gives the same bytes save its latencies.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.evaluation import Evaluation, Outcome
from assistant.metrics import Figure
from corpus.errors import CollectionError

FORM = "rapporteur evaluation, version 1"


def write_run(path: Path, evaluations: Sequence[Evaluation]) -> None:
    """Keep evaluations in a file. Raises CollectionError when it cannot be written."""
    record = {"form": FORM, "evaluations": [asdict(evaluation) for evaluation in evaluations]}
    try:
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}") from error


def read_run(path: Path) -> list[Evaluation]:
    """Evaluations from a file that `write_run` wrote. Raises CollectionError for any other file."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["form"] != FORM:
            raise ValueError(f"its form is {record['form']!r}, not {FORM!r}")
        return [_evaluation(values) for values in record["evaluations"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CollectionError(f"{path} is not a kept run ({error}); make one with `rapporteur evaluate COLLECTION --save RUN.json`") from error


def _evaluation(values: dict[str, Any]) -> Evaluation:
    figures = {name: {key: Figure(**figure) for key, figure in values[name].items()} for name in ("figures", "refusals")}
    return Evaluation(**{**values, **figures, "outcomes": tuple(_outcome(outcome) for outcome in values["outcomes"])})


def _outcome(values: dict[str, Any]) -> Outcome:
    pairs = {name: tuple((document_id, quote) for document_id, quote in values[name]) for name in ("shown", "gold")}
    return Outcome(**{**values, **pairs})
