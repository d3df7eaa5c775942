"""A faithful sentence with one number, month, name or "not" changed by a machine never passes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.writing.checker import Quoted, check
from index.encoder import Encoder

LABELLED = Path(__file__).parent / "data" / "writing.jsonl"
HELPING = "is are was were be been has have had will would can could should must may did does".split()
MONTHS = "January February March April May June July August September October November December".split()
NAMES = "Albania Kosovo Serbia Montenegro Frontex Germany France Rama Merkel Belgrade London Tirana".split()
WITH = {"n": "all", "w": "with"}


def mutations(body: str) -> Iterator[str]:
    """A sentence with one thing changed, without its citations."""
    for found in re.finditer(rf"\b(?:{'|'.join(HELPING)})\b(?!\s+(?:not|never|no)\b)", body):
        for added in ("not", "never"):
            yield f"{body[: found.end()]} {added}{body[found.end() :]}"
    for found in re.finditer(r"\s(?:not|never)\b|n't\b", body):
        yield body[: found.start()] + body[found.end() :]
    for found in re.finditer(r"\b(?:no|none of|without)\b", body, re.IGNORECASE):
        yield body[: found.start()] + WITH[found[0][0].lower()] + body[found.end() :]
    for found in re.finditer(r"\d+", body):
        for more in (1, 2, 10):
            yield body[: found.start()] + str(int(found[0]) + more) + body[found.end() :]
    for words in (MONTHS, NAMES):
        for found in re.finditer(rf"\b(?:{'|'.join(words)})\b", body):
            other = words[(words.index(found[0]) + 1 + len(body) % (len(words) - 1)) % len(words)]
            yield body[: found.start()] + other + body[found.end() :]


def test_a_mutation_changes_a_sentence() -> None:
    changed = list(mutations("On 9 July London was not asked without"))
    assert len(changed) == len(set(changed)) == 3 + 1 + 1 + 1 + 1
    assert "On 9 July London was asked without" in changed


@pytest.mark.model
def test_no_mutation_passes(real_encoder: Encoder) -> None:
    tried, passed = 0, []
    for row in map(json.loads, LABELLED.read_text(encoding="utf-8").splitlines()):
        quotes = [Quoted(number, quote["quote"]) for number, quote in enumerate(row["quotes"], 1)]
        if not row["faithful"] or not check(row["sentence"], quotes, real_encoder).passed:
            continue
        cited = row["sentence"].rindex("[")
        for changed in mutations(row["sentence"][:cited]):
            tried += 1
            if check(changed + row["sentence"][cited:], quotes, real_encoder).passed:
                passed.append(changed)
    assert tried > 1000
    assert not passed
