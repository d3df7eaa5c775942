"""Evaluation of a small collection of our own, and collections that do not have the form they should have."""

import io
import json
import re
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from rich.console import Console

from assistant.ablation import PASSAGE_RUNGS, SENTENCE_RUNGS, ladder
from assistant.evaluation import Evaluation, evaluate_collection, opened_collection
from assistant.gold import read_questions
from corpus.errors import CollectionError, RapporteurError
from corpus.library import Library
from index.build import update_index
from ui.commands.evaluation_page import evaluation_page, figure_rows
from ui.commands.evaluation_report import show_evaluation

NOTE = "The harbour master counted 412 vessels. Nobody fed the otters."
QUESTIONS = [
    {
        "id": "a",
        "question": "How many vessels did the harbour master count?",
        "answerable": True,
        "kind": "single",
        "evidence": [{"document": "note.txt", "start": 0, "end": 39, "quote": "The harbour master counted 412 vessels."}],
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
    with pytest.raises(RapporteurError, match=r"question 'a' is in 'nothing\.txt', which is not among"):
        evaluated(collection, tmp_path)


@pytest.mark.parametrize(("start", "end", "quote"), [(4, 43, "The harbour master counted 412 vessels."), (0, 10, "The ferry"), (60, 99, None)])
def test_evidence_that_does_not_stand_where_it_is_said_to_stand_is_named(
    collection: Path, tmp_path: Path, start: int, end: int, quote: str | None
) -> None:
    gold = {"document": "note.txt", "start": start, "end": end, "quote": quote}
    (collection / "questions.jsonl").write_text(json.dumps({**QUESTIONS[0], "evidence": [QUESTIONS[0]["evidence"][0], gold]}))  # type: ignore[index]
    said = re.escape(f"question 'a' is not in 'note.txt' at {start}–{end}, where {NOTE[start:end]!r} stands")
    with pytest.raises(CollectionError, match=said):
        evaluated(collection, tmp_path)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-4, 3), ("0", 3), (0.5, 3)])
def test_evidence_that_is_no_stretch_of_text_is_of_another_form(collection: Path, start: object, end: object) -> None:
    (collection / "questions.jsonl").write_text(json.dumps({**QUESTIONS[0], "evidence": [{"document": "note.txt", "start": start, "end": end}]}))
    with pytest.raises(CollectionError, match=r"line 1 is not a question of the form .*is no stretch of text"):
        read_questions(collection / "questions.jsonl")


def test_questions_in_another_encoding_are_an_error_in_words(collection: Path) -> None:
    (collection / "questions.jsonl").write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(CollectionError, match=r"questions\.jsonl is not text in UTF-8 .*save it as UTF-8"):
        read_questions(collection / "questions.jsonl")


def test_an_index_that_is_rebuilt_while_it_is_measured_is_not_measured(collection: Path, tmp_path: Path) -> None:
    def rebuild(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("Asking questions", 1):
            (collection / "documents" / "other.txt").write_text("The ferry leaves at nine.")
            update_index(Library(collection / "documents"), tmp_path / "index", HashingEncoder())

    with pytest.raises(CollectionError, match="rebuilt from other documents while it was measured"):
        evaluate_collection(collection, HashingEncoder(), tmp_path / "index", None, rebuild)


def test_an_evaluation_reads_the_same_on_the_page_and_in_the_terminal(collection: Path, tmp_path: Path) -> None:
    evaluation = evaluated(collection, tmp_path)
    file = io.StringIO()
    show_evaluation(Console(file=file, width=200), evaluation)
    page = evaluation_page([evaluation])
    for row in figure_rows(evaluation):
        assert " ".join(row).split() in [line.split() for line in file.getvalue().splitlines()]
        assert "".join(f"<td>{cell}</td>" for cell in row) in page


def test_the_ladder_measures_every_rung(collection: Path, tmp_path: Path) -> None:
    assistant, questions = opened_collection(collection, HashingEncoder(), tmp_path / "index")
    rungs = {rung.name: rung.figures for rung in ladder(assistant, questions)}
    assert {*PASSAGE_RUNGS, *SENTENCE_RUNGS, "+ neighbours and joining"} == set(rungs)
    assert rungs["BM25"]["R@1"].mean == rungs["+ neighbours and joining"]["hit@1"].mean == 1.0
