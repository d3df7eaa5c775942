"""The same questions in seven languages and scripts: how much of the English quality is left with each encoder?

What enters: examples/parallel/LANGUAGE.tsv (question id, question), the samples, and, where it is there, the policy collection
(by default ../shared/collections/policy). The evidence is that of the English questions. What leaves:
benchmarks/results/languages.json, and its tables. Serbian Cyrillic is the Latin set in the other alphabet, letter by letter.
It deliberately changes no setting: what is measured is what people get.

    python benchmarks/languages.py [--encoders default,multilingual] [--languages sq,de] [--cache DIR]
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARALLEL = ROOT / "examples/parallel"
LANGUAGES = ("en", "sq", "sr-Latn", "sr-Cyrl", "mk", "de", "fr")
MEASURES = ("hit@1", "hit@3", "R@1", "R@5", "characters covered@3", "false refusals")
# Digraphs first: they are one letter in Cyrillic.
_DIGRAPHS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_LETTERS = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))
# Abbreviations that Serbian texts in Cyrillic leave in Latin letters.
_LEFT = {"NIS", "IPA", "III", "EU"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--encoders", default="default,multilingual")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--policy", type=Path, default=ROOT.parent / "shared/collections/policy")
    parser.add_argument("--cache", type=Path, help="where indexes are kept between runs (default: nowhere)")
    arguments = parser.parse_args()
    collections = {"samples": ROOT / "examples"} | ({"policy": arguments.policy} if arguments.policy.is_dir() else {})
    found: dict[str, object] = {"commit": _commit()}
    with tempfile.TemporaryDirectory() as scratch:
        for encoder in arguments.encoders.split(","):
            for name, collection in collections.items():
                for language in arguments.languages.split(","):
                    figures = measured(encoder, name, collection, language, Path(scratch), arguments.cache or Path(scratch))
                    found[f"{encoder} / {name} / {language}"] = figures
                    print(encoder, name, language, json.dumps(figures), flush=True)
    target = ROOT / "benchmarks/results/languages.json"
    before = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps(before | found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for line in table(found):
        print(line)


def measured(encoder_name: str, name: str, collection: Path, language: str, scratch: Path, cache: Path) -> dict[str, object]:
    """The figures of one collection asked in one language."""
    from assistant.evaluation import evaluate_collection
    from index.bundled_models import BUNDLED
    from index.encoder import OnnxEncoder
    from index.model import default_cache

    asked = _asked(collection, language)
    folder = scratch / name / language
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questions.jsonl").write_text("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in asked), encoding="utf-8")
    if not (folder / "documents").exists():
        (folder / "documents").symlink_to((collection / "documents").resolve(), target_is_directory=True)
    encoder = OnnxEncoder.open(next(model for model in BUNDLED if model == encoder_name), default_cache())
    evaluation = evaluate_collection(folder, encoder, cache / encoder_name / name)
    answerable = [outcome for outcome in evaluation.outcomes if outcome.answerable]
    absent = [outcome for outcome in evaluation.outcomes if not outcome.answerable]
    return {
        "questions": len(evaluation.outcomes),
        "answerable": len(answerable),
        **{measure: _rounded(evaluation.figures[measure]) for measure in MEASURES if measure in evaluation.figures},
        "unanswerable refused": round(sum(outcome.certainty == "silent" for outcome in absent) / max(1, len(absent)), 3),
        "exact": evaluation.exact,
        "total p50 ms": evaluation.latency_ms.get("total p50"),
    }


def _asked(collection: Path, language: str) -> list[dict[str, object]]:
    """The collection's questions that were translated, in a language, each with the evidence of the English one."""
    lines = (collection / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    english = {record["id"]: record for record in map(json.loads, lines)}
    wording = translated(language)
    ids = [question_id for question_id in translated("de") if question_id in english]
    return [english[question_id] | ({"question": wording[question_id]} if wording else {}) for question_id in ids]


def translated(language: str) -> Mapping[str, str]:
    """Questions by id; none for English, whose wording is the collections' own."""
    if language == "en":
        return {}
    file = PARALLEL / ("sr-Latn.tsv" if language == "sr-Cyrl" else f"{language}.tsv")
    rows = dict(line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {name: cyrillic(question) for name, question in rows.items()} if language == "sr-Cyrl" else rows


def cyrillic(latin: str) -> str:
    """Serbian in its other alphabet; numbers and a few abbreviations stay."""
    return " ".join(word if word.strip("?,.") in _LEFT else _cyrillic_word(word) for word in latin.split(" "))


def _cyrillic_word(word: str) -> str:
    letters, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        taken = pair if pair.lower() in _DIGRAPHS else word[place]
        letter = _DIGRAPHS.get(taken.lower()) or _LETTERS.get(taken.lower(), taken)
        letters.append(letter.upper() if taken[0].isupper() else letter)
        place += len(taken)
    return "".join(letters)


def table(found: Mapping[str, object]) -> Sequence[str]:
    """A row a language, for each encoder and collection."""
    lines = ["| encoder | collection | language | hit@1 | hit@3 | R@5 | false refusals | unanswerable refused |", "|---|---|---|---|---|---|---|---|"]
    for name, figures in found.items():
        if isinstance(figures, dict):
            cells = [figures[measure] for measure in ("hit@1", "hit@3", "R@5", "false refusals", "unanswerable refused")]
            lines.append("| " + " | ".join([*name.split(" / "), *(f"{cell:.2f}" for cell in cells)]) + " |")
    return lines


def _rounded(figure: object) -> float:
    return round(float(getattr(figure, "mean")), 3)  # noqa: B009


def _commit() -> str:
    return subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()
