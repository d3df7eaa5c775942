"""What people marked as not helpful: kept without any text of a document, taken back, and made into questions to be measured by."""

import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.evaluation import evaluate_collection
from assistant.feedback import FEEDBACK_FILE, MAX_BYTES, Feedback, FeedbackError, JudgedSpan, Judgement, in_force, withdrawn
from assistant.feedback_collection import ANSWER_REJECTED, QUOTES_REJECTED, REFUSAL_REJECTED, Spans, feedback_questions
from assistant.gold import read_questions
from assistant.proof.answer_file import text_sha256
from corpus.document import Document
from corpus.errors import CollectionError, StoredIndexError
from corpus.library import Library
from index.build import update_index
from ui.command_line import app

NOTE = "The harbour master counted 412 vessels. Nobody fed the otters. Pilots rest on Sundays."
HASH = text_sha256(NOTE)
VESSELS, OTTERS = JudgedSpan("note.txt", 0, 39, HASH), JudgedSpan("note.txt", 40, 62, HASH)


def judged(target: JudgedSpan | None = VESSELS, **facts: object) -> Judgement:
    usual = Judgement("2026-01-02T03:04:05Z", "", "How many?", "How many vessels?", "", "answers", (VESSELS, OTTERS), target)
    return replace(usual, **facts)


def test_a_judgement_is_kept_and_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "index" / FEEDBACK_FILE
    feedback = Feedback(path)
    assert feedback.judgements() == []
    feedback.add(judged())
    feedback.add(judged(None))
    feedback.add(judged(person="Ada"))
    assert Feedback(path).judgements() == [judged(), judged(None), judged(person="Ada")]
    feedback.add(withdrawn(judged()))
    assert feedback.judgements() == [judged(None), judged(person="Ada")]
    assert "How many?" not in path.read_text().splitlines()[-1]
    feedback.add(judged())
    assert len(feedback.judgements()) == 3


def test_the_file_is_the_owners_alone_and_holds_no_text_of_a_document(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / FEEDBACK_FILE)
    feedback.add(judged())
    feedback.add(withdrawn(judged()))
    written = (tmp_path / FEEDBACK_FILE).read_text()
    assert not any(word in written for word in ("harbour", "otters", "Pilots"))
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FEEDBACK_FILE).stat().st_mode) == 0o600


def test_a_torn_or_strange_line_is_passed_over_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / FEEDBACK_FILE
    feedback = Feedback(path)
    feedback.add(judged())
    strange = ['{"version": 1, "mom', "[]", "null", '{"version": 2}', '{"version": 1}', "\x00\xff"]
    path.write_bytes(path.read_bytes() + "\n".join(strange).encode())
    feedback.add(judged(OTTERS))
    assert feedback.judgements() == [judged(), judged(OTTERS)]


def test_a_file_that_cannot_be_written_or_has_grown_out_of_hand_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbackError, match="cannot be written"):
        Feedback(tmp_path / "file" / FEEDBACK_FILE).add(judged())
    with (tmp_path / "big").open("wb") as big:
        big.truncate(MAX_BYTES + 1)
    with pytest.raises(FeedbackError, match="has grown over 20 MB"):
        Feedback(tmp_path / "big").add(judged())
    with pytest.raises(FeedbackError, match="cannot be read"):
        Feedback(tmp_path).judgements()


def test_many_threads_and_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / FEEDBACK_FILE
    feedback = Feedback(path)
    code = (
        "import sys; from dataclasses import replace; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from test_feedback import Feedback, judged;"
        "[Feedback(Path(sys.argv[1])).add(judged(query=f'other {n}')) for n in range(100)]"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(path), str(Path(__file__).parent)], cwd=Path(__file__).parents[1])
    threads = [threading.Thread(target=lambda name=name: [feedback.add(judged(query=f"{name} {n}")) for n in range(50)]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait(timeout=60) == 0
    assert len(feedback.judgements()) == 200


SUBJECTS = st.builds(judged, st.sampled_from([VESSELS, OTTERS, None]), person=st.sampled_from(["", "Ada"]), withdrawn=st.booleans())


@given(st.lists(SUBJECTS, max_size=12))
def test_the_last_word_on_each_subject_counts(said: list[Judgement]) -> None:
    held = in_force(said)
    last = {each.subject: each.withdrawn for each in said}
    assert {each.subject for each in held} == {subject for subject, gone in last.items() if not gone}
    assert len({each.subject for each in held}) == len(held)


def documents(document_id: str) -> Document:
    if document_id != "note.txt":
        raise StoredIndexError(f"no {document_id}")
    return Document(document_id=document_id, sha256="0" * 64, media_type="text/plain", text=NOTE)


def test_what_was_objected_to_is_a_hard_negative_and_the_rest_is_for_a_person_to_check() -> None:
    (question,) = feedback_questions([judged(), judged(person="Ada")], Spans(documents))
    assert question["question"] == "How many vessels?"
    assert (question["answerable"], question["kind"]) == (True, QUOTES_REJECTED)
    assert question["hard_negatives"] == [{"document": "note.txt", "start": 0, "end": 39, "quote": NOTE[:39]}]
    assert [gold["quote"] for gold in question["evidence"]] == ["Nobody fed the otters."]


def test_a_whole_answer_and_a_refusal_that_did_not_help() -> None:
    refused = judged(None, query="What do otters eat?", certainty="silent")
    whole, refusal = feedback_questions([judged(None), refused], Spans(documents))
    assert (whole["answerable"], whole["kind"], whole["evidence"], len(whole["hard_negatives"])) == (False, ANSWER_REJECTED, [], 2)
    assert (refusal["answerable"], refusal["kind"], refusal["evidence"], refusal["hard_negatives"]) == (True, REFUSAL_REJECTED, [], [])


def test_places_that_read_otherwise_now_are_left_out_and_counted() -> None:
    gone, changed = replace(VESSELS, document="gone.txt"), replace(VESSELS, text_sha256="0" * 64)
    spans = Spans(documents)
    (question,) = feedback_questions([judged(gone, shown=(OTTERS,)), judged(changed, shown=(OTTERS,), filters="after '2023'")][:1], spans)
    assert question["hard_negatives"] == []
    assert spans.left_out == 1
    assert spans.records([changed]) == []
    assert spans.left_out == 2


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "note.txt").write_text(NOTE)
    update_index(Library(tmp_path / "documents"), tmp_path / "index", HashingEncoder())
    return tmp_path


def test_the_command_lists_prints_and_writes_a_collection_that_evaluate_reads(library: Path) -> None:
    run, index = CliRunner().invoke, str(library / "index")
    assert run(app, ["feedback", "--index", index]).output == "Nothing was marked as not helpful.\n"
    refused = run(app, ["feedback", "--index", index, "--output", str(library / "c")])
    assert "nothing was marked" in str(refused.exception)
    stored = Assistant(library / "index", HashingEncoder()).document("note.txt").text
    span = replace(VESSELS, text_sha256=text_sha256(stored))
    Feedback(library / "index" / FEEDBACK_FILE).add(judged(span, shown=(span, replace(OTTERS, text_sha256=span.text_sha256)), person="Ada"))
    listed = run(app, ["feedback", "--index", index]).output
    assert "How many vessels?" in listed and "note.txt, characters 0–39 · Ada" in listed
    assert json.loads(run(app, ["feedback", "--index", index, "--json"]).output)["target"]["document"] == "note.txt"
    written = run(app, ["feedback", "--index", index, "--output", str(library / "c")])
    assert "1 questions to look through" in written.output
    (question,) = read_questions(library / "c" / "questions.jsonl")
    assert [gold.quote for gold in question.negatives] == [NOTE[:39]]
    evaluation = evaluate_collection(library / "c", HashingEncoder(), library / "measured")
    assert 0 < evaluation.figures["hard negatives shown"].mean <= 1
    again = run(app, ["feedback", "--index", index, "--output", str(library / "c")])
    assert isinstance(again.exception, CollectionError)


def test_an_update_keeps_the_judgements_and_removing_a_document_leaves_none_of_its_text(library: Path) -> None:
    Feedback(library / "index" / FEEDBACK_FILE).add(judged())
    Library(library / "documents").remove("note.txt")
    (library / "documents" / "other.txt").write_text("Something else stands here.")
    update_index(Library(library / "documents"), library / "index", HashingEncoder())
    assert len(Feedback(library / "index" / FEEDBACK_FILE).judgements()) == 1
    held = [path for path in (library / "index").rglob("*") if path.is_file() and b"412 vessels" in path.read_bytes()]
    assert held == []
