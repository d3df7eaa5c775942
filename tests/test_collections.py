"""The question collections beside this folder, with the real model: every quote exact, and the right quote among the first three.

The collections hold other people's texts and are not part of this project; without them these tests are skipped.
"""

from pathlib import Path

import pytest

from assistant.evaluation import Evaluation, evaluate_collection
from assistant.gold import read_questions
from index.encoder import Encoder

pytestmark = [pytest.mark.collection, pytest.mark.model]
COLLECTIONS = Path(__file__).resolve().parent.parent.parent / "shared" / "collections"
HIT_3_FLOOR = {"policy": 0.85}


@pytest.fixture(scope="module", params=sorted(HIT_3_FLOOR))
def evaluation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, real_encoder: Encoder) -> Evaluation:
    folder = COLLECTIONS / request.param
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there; the collections are kept beside this project")
    return evaluate_collection(folder, real_encoder, tmp_path_factory.mktemp(request.param) / "index")


def test_every_quote_is_exact(evaluation: Evaluation) -> None:
    assert evaluation.exact == 1.0
    for outcome in evaluation.outcomes:
        for document_id, quote in outcome.shown:
            assert quote in (COLLECTIONS / evaluation.collection / "documents" / document_id).read_bytes().decode("utf-8")


def test_the_right_quote_is_among_the_first_three(evaluation: Evaluation) -> None:
    assert evaluation.figures["hit@3"].mean >= HIT_3_FLOOR[evaluation.collection]


def test_every_question_was_asked(evaluation: Evaluation) -> None:
    asked = read_questions(COLLECTIONS / evaluation.collection / "questions.jsonl")
    assert [outcome.id for outcome in evaluation.outcomes] == [question.id for question in asked]
