"""The unseen labelled sentences: every quote stands at its offsets, the labels are balanced, and nothing is said twice."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "examples" / "documents"
FEWEST_OF_A_LABEL = 160  # below this the interval around a rate of errors is too wide to say anything


def records(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "tests" / "data" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def unseen() -> list[dict[str, Any]]:
    return records("writing_unseen.jsonl")


def test_every_quote_stands_at_its_offsets(unseen: list[dict[str, Any]]) -> None:
    quotes = [quote for record in unseen for quote in record["quotes"]]
    library = Library(DOCUMENTS)
    texts = {name: library.read(name).text for name in {quote["document"] for quote in quotes}}
    samples = {path.relative_to(DOCUMENTS).as_posix() for path in DOCUMENTS.rglob("*") if path.is_file()}
    assert set(texts) == samples
    assert [quote for quote in quotes if texts[quote["document"]][quote["start"] : quote["end"]] != quote["quote"]] == []


def test_the_labels_are_balanced(unseen: list[dict[str, Any]]) -> None:
    labels = Counter(record["faithful"] for record in unseen)
    assert min(labels[True], labels[False]) >= FEWEST_OF_A_LABEL
    assert abs(labels[True] - labels[False]) <= len(unseen) // 20


def test_each_sentence_is_new_and_cites_exactly_its_quotes(unseen: list[dict[str, Any]]) -> None:
    seen = records("writing.jsonl")
    sentences = [record["sentence"].casefold() for record in unseen]
    assert len(set(sentences)) == len(sentences)
    assert set(sentences).isdisjoint(record["sentence"].casefold() for record in seen)
    assert len({record["id"] for record in unseen + seen}) == len(unseen) + len(seen)
    for record in unseen:
        assert {int(number) for number in re.findall(r"\[(\d+)\]", record["sentence"])} == set(range(1, len(record["quotes"]) + 1)), record["id"]


def test_form_and_kinds_are_those_of_the_first_set(unseen: list[dict[str, Any]]) -> None:
    seen = records("writing.jsonl")
    assert {tuple(record) for record in unseen} == {tuple(record) for record in seen}
    assert {(record["faithful"], record["kind"]) for record in unseen} <= {(record["faithful"], record["kind"]) for record in seen}
