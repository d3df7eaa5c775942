"""The counts of the service, read as Prometheus reads them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from small_service import small_service

from assistant.answer import Answer
from corpus.errors import QuestionError
from ui.service.metrics import BUCKETS, MEDIA_TYPE, IndexSize, MeasuredAssistant, Metrics

ANSWER = Answer("q", "q", (), (), "silent", 0.0, timings_ms={"encode": 1.5, "total": 300.0})
SIZE = IndexSize("abc", 3, 40)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\["\\n])*)"')
Sample = tuple[str, tuple[tuple[str, str], ...]]


def read(text: str) -> dict[Sample, float]:
    """The samples of the text format 0.0.4; every line has to be one, or a comment on one, and belong to the family above it."""
    samples: dict[Sample, float] = {}
    family, kind = "", ""
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2] == family
            kind = line.split(" ")[3]
        else:
            match = re.fullmatch(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)", line)
            assert match, line
            assert match[1].removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") == family or (
                kind != "histogram" and match[1] == family
            )
            labels = tuple(sorted(LABEL.findall(match[2] or "")))
            assert (match[1], labels) not in samples, line
            samples[match[1], labels] = float(match[3])
    return samples


def value(text: str, name: str, **labels: str) -> float:
    return read(text)[name, tuple(sorted(labels.items()))]


def test_answers_are_counted_by_certainty() -> None:
    metrics = Metrics()
    for certainty in ("answers", "answers", "silent"):
        metrics.answered(replace(ANSWER, certainty=certainty))  # type: ignore[arg-type]
    text = metrics.text(SIZE)
    counted = [value(text, "rapporteur_questions_total", certainty=certainty) for certainty in ("answers", "perhaps", "silent")]
    assert counted == [2, 0, 1]


def test_a_histogram_counts_up_to_each_bound() -> None:
    metrics = Metrics()
    seconds = (0.0005, BUCKETS[0], 0.3, 0.3, 99.0)
    for each in seconds:
        metrics.answered(replace(ANSWER, timings_ms={"total": each * 1000}))
    text = metrics.text(SIZE)
    for bound in (*map(str, BUCKETS), "+Inf"):
        assert value(text, "rapporteur_answer_seconds_bucket", stage="total", le=bound) == sum(each <= float(bound) for each in seconds)
    assert value(text, "rapporteur_answer_seconds_count", stage="total") == len(seconds)
    assert value(text, "rapporteur_answer_seconds_sum", stage="total") == pytest.approx(sum(seconds))


def test_the_size_of_the_index_is_a_gauge() -> None:
    text = Metrics().text(SIZE)
    assert [value(text, f"rapporteur_{name}") for name in ("ready", "documents", "passages")] == [1, 3, 40]
    assert value(text, "rapporteur_generation_info", generation="abc") == 1
    assert "rapporteur_documents" not in Metrics().text(None)
    assert value(Metrics().text(None), "rapporteur_ready") == 0


def test_labels_are_escaped() -> None:
    text = Metrics().text(replace(SIZE, generation='a"b\\c\nd'))
    assert value(text, "rapporteur_generation_info", generation='a\\"b\\\\c\\nd') == 1


def test_questions_without_an_answer_are_counted_and_raised() -> None:
    class Failing:
        def ask(self, question: str, **_: object) -> Answer:
            raise QuestionError("empty") if not question else ZeroDivisionError

    metrics = Metrics()
    measured = MeasuredAssistant(Failing(), metrics)  # type: ignore[arg-type]
    for question, error in (("", QuestionError), ("x", ZeroDivisionError)):
        with pytest.raises(error):
            measured.ask(question)
    counted: Sequence[float] = [value(metrics.text(None), "rapporteur_question_errors_total", kind=kind) for kind in ("refused", "failed")]
    assert counted == [1, 1]


def test_the_service_counts_what_it_does(small_library: Path, tmp_path: Path) -> None:
    small = small_service(small_library, tmp_path / "index")
    with small.client as client:
        client.post("/ask", json={"question": "How many vessels did the harbour master count?"})
        client.post("/ask", json={"question": ""})
        client.get("/documents/secret-name.txt")
        response = client.get("/metrics")
    assert response.headers["content-type"] == MEDIA_TYPE
    assert sum(number for (name, _), number in read(response.text).items() if name == "rapporteur_questions_total") == 1
    assert value(response.text, "rapporteur_problems_total", kind="invalid") == 1
    assert value(response.text, "rapporteur_problems_total", kind="not-found") == 1
    assert value(response.text, "rapporteur_documents") == 3
    assert {stage for (name, labels) in read(response.text) if name.endswith("_count") for stage in dict(labels).values()} >= {"encode", "total"}
    assert "vessels" not in response.text and "secret" not in response.text
