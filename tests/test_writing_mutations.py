"""A sentence of a document with one number, month, name or "not" changed by a machine never passes; unchanged it does."""

import re
from collections.abc import Iterator
from pathlib import Path

from sentencex import segment

from assistant.writing.checker import Quoted, check
from assistant.writing.form import MAX_CHARACTERS, harmful
from corpus.library import Library

DOCUMENTS = Path(__file__).parent.parent / "examples" / "documents"
LEAST = 40  # a shorter line is a heading
FEW = 8  # a sentence of fewer words may have too few of its own to be known again
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


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the samples, with the sentences around it as its quote."""
    library = Library(DOCUMENTS)
    for path in sorted(path for path in DOCUMENTS.rglob("*") if path.is_file()):
        for paragraph in library.read(path.relative_to(DOCUMENTS).as_posix()).text.split("\n\n"):
            row = [" ".join(sentence.split()) for sentence in segment("en", " ".join(paragraph.split()))]
            for place, sentence in enumerate(row):
                if LEAST <= len(sentence) <= MAX_CHARACTERS // 2 and sentence[-1] in ".!?" and not harmful(sentence):
                    yield sentence.rstrip(".!?"), " ".join(row[max(0, place - 1) : place + 2])


def test_a_copied_sentence_passes_and_no_mutation_of_it_does() -> None:
    copied, tried, refused, passed = 0, 0, [], []
    for sentence, quote in sentences():
        copied += 1
        verdict = check(f"{sentence} [1].", [Quoted(1, quote)])
        if not verdict.passed and len(sentence.split()) > FEW:
            refused.append((sentence, verdict.reason))
        for changed in mutations(sentence):
            tried += 1
            if check(f"{changed} [1].", [Quoted(1, quote)]).passed:
                passed.append(changed)
    assert copied > 200 and tried > 1000
    assert not refused
    assert not passed
