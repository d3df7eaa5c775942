"""Evaluation of a small collection of our own, and collections that do not have the form they should have."""

import json
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

from assistant.evaluation import Evaluation, evaluate_collection, read_questions
from corpus.errors import CollectionError, RapporteurError

NOTE = "The harbour master counted 412 vessels. Nobody fed the otters."
QUESTIONS = [
    {
        "id": "a",
        "question": "How many vessels did the harbour master count?",
        "answerable": True,
        "kind": "single",
        "evidence": [{"document": "note.txt", "start": 0, "end": 39}],
    },
    {"id": "b", "question": "What is the boiling point of tungsten?", "answerable": False, "kind": "absent", "evidence": []},
]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    (tmp_path / "c" / "documents").mkdir(parents=True)
    (tmp_path / "c" / "documents" / "note.txt").write_text(NOTE)
    (tmp_path / "c" / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)) + "\n\n")
    return tmp_path / "c"


def evaluated(collection: Path, tmp_path: Path) -> Evaluation:
    return evaluate_collection(collection, HashingEncoder(), tmp_path / "index")


def test_figures_are_means_over_the_questions_that_have_evidence(collection: Path, tmp_path: Path) -> None:
    evaluation = evaluated(collection, tmp_path)
    assert (evaluation.collection, evaluation.documents, evaluation.passages, evaluation.exact) == ("c", 1, 1, 1.0)
    assert [outcome.id for outcome in evaluation.outcomes] == ["a", "b"]
    assert evaluation.figures["hit@1"].mean == evaluation.figures["R@1"].mean == 1.0
    assert evaluation.figures["hit@1"].count == 1
    assert set(evaluation.refusals) == {"absent"}


def test_an_evaluation_is_repeatable(collection: Path, tmp_path: Path) -> None:
    one, other = evaluated(collection, tmp_path), evaluated(collection, tmp_path)
    assert (one.figures, one.refusals, one.aurocs) == (other.figures, other.refusals, other.aurocs)


def test_no_more_questions_than_asked_for(collection: Path, tmp_path: Path) -> None:
    assert len(evaluate_collection(collection, HashingEncoder(), tmp_path / "index", 1).outcomes) == 1


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", '"text"', '{"id": "a", "question": "x", "answerable": true, "kind": "k", "evidence": [{"document": "note.txt"}]}']
)
def test_a_line_of_another_form_is_named_by_its_number(collection: Path, line: str) -> None:
    (collection / "questions.jsonl").write_text(json.dumps(QUESTIONS[0]) + "\n" + line + "\n")
    with pytest.raises(CollectionError, match=r"questions\.jsonl, line 2 is not a question of the form in docs/evaluation\.md"):
        read_questions(collection / "questions.jsonl")


def test_a_collection_without_questions_says_what_one_is(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"cannot be read .*a collection is a folder with documents/ and questions\.jsonl"):
        read_questions(tmp_path / "questions.jsonl")
    (tmp_path / "questions.jsonl").write_text("\n")
    with pytest.raises(CollectionError, match="holds no question"):
        read_questions(tmp_path / "questions.jsonl")


def test_a_line_separator_inside_a_question_does_not_end_its_line(collection: Path) -> None:
    (collection / "questions.jsonl").write_text(json.dumps({**QUESTIONS[1], "question": "What is\u2028the point?"}, ensure_ascii=False) + "\n")
    assert [question.question for question in read_questions(collection / "questions.jsonl")] == ["What is\u2028the point?"]


def test_evidence_in_a_document_that_is_not_there_is_an_error_in_words(collection: Path, tmp_path: Path) -> None:
    (collection / "questions.jsonl").write_text(json.dumps({**QUESTIONS[0], "evidence": [{"document": "nothing.txt", "start": 0, "end": 5}]}))
    with pytest.raises(RapporteurError, match=r"nothing\.txt"):
        evaluated(collection, tmp_path)
