"""Does the check tell sentences that quotes carry from altered ones? False accepts and false rejects per kind, beside two plain baselines.

    python benchmarks/writing.py [--set NAME] [--json FILE] [--wrong]
    python benchmarks/writing.py --model FILE.gguf --index DIR --questions FILE.jsonl [--written FILE.jsonl]

The first form judges labelled sentences, faithful ones and ones with one thing changed, in three families, each with a development part,
which the rules were made on, and an unseen one:

    instructed   written by a capable model that follows the instruction the program gives (tests/data/written/instructed-*.jsonl)
    free         written by one that rewords as it likes (tests/data/written/free-*.jsonl)
    samples      over the samples, in their makers' own words (tests/data/writing.jsonl, writing_unseen.jsonl)

Of writing_unseen.jsonl the sentences whose first quote's document has an even hash count as development: earlier rules were made on them.
The baselines get the threshold that serves them best on the development part of the family: the cosine of sentence and quotes, and the
share of the sentence's words that the quotes have. Intervals are Wilson's, 95 %. --wrong prints sentences of a development part alone.
The second form lets a real model answer questions, and writes every sentence with its quotes and verdict, for a person to judge.
"""

import argparse
import hashlib
import json
import math
import os
import platform
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from assistant.assistant import Assistant  # noqa: E402
from assistant.writing.answering import WrittenEnd, write_answer  # noqa: E402
from assistant.writing.checker import Quoted, check  # noqa: E402
from assistant.writing.gguf_writer import GgufWriter  # noqa: E402
from assistant.writing.wording import uncited, unset, words_of  # noqa: E402
from index.encoder import Encoder, OnnxEncoder  # noqa: E402
from index.model import default_cache  # noqa: E402

Row = dict[str, Any]
Score = Callable[[Row], float]


DATA = ROOT / "tests" / "data"
SETS = tuple(f"{family}-{part}" for family in ("instructed", "free", "samples") for part in ("development", "unseen"))
_CITED = re.compile(r"\[(\d+)\]")


def rows(name: str) -> list[Row]:
    """A labelled set: sentences with their label, their kind and the quotes there are; `cited` are those a sentence rests on."""
    family, part = name.split("-")
    if family == "samples":
        blind = [row for row in _read(DATA / "writing_unseen.jsonl") if _opened(row) == (part == "development")]
        over = _read(DATA / "writing.jsonl") + blind if part == "development" else blind
        return [{**row, "quotes": [quote["quote"] for quote in row["quotes"]], "cited": [quote["quote"] for quote in row["quotes"]]} for row in over]
    found = []
    for group in _read(DATA / "written" / f"{name}.jsonl"):
        for label in ("faithful", "altered"):
            for sentence in group[label]:
                cited = [group["quotes"][int(number) - 1] for number in dict.fromkeys(_CITED.findall(sentence["sentence"]))]
                found.append({**group, **sentence, "id": group["document"], "faithful": label == "faithful", "cited": cited})
    return found


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path.exists() else []


def _opened(row: Row) -> bool:
    """Whether rules were made on a blindly written sentence over the samples: the hash of its document is even."""
    return int(hashlib.sha256(row["quotes"][0]["document"].encode()).hexdigest(), 16) % 2 == 0


def quoted(row: Row) -> list[Quoted]:
    """The quotes a sentence was written from; who speaks and the document are known for answers of the program."""
    unknown = [""] * len(row["quotes"])
    told = zip(row["quotes"], row.get("speakers", unknown), row.get("documents", unknown))
    return [Quoted(number, quote, speaker, document) for number, (quote, speaker, document) in enumerate(told, 1)]


def cosine(encoder: Encoder) -> Score:
    """The cosine of a sentence and its quotes together."""

    def score(row: Row) -> float:
        one, other = encoder.encode_passages([uncited(row["sentence"]), unset(" ".join(row["cited"]))])
        return float(np.dot(one, other))

    return score


def overlap(row: Row) -> float:
    """The share of a sentence's carrying words that its quotes have."""
    known = {word.stem for quote in row["cited"] for word in words_of(unset(quote))}
    carrying = [word.stem for word in words_of(unset(uncited(row["sentence"]))) if word.carries]
    return sum(stem in known for stem in carrying) / max(1, len(carrying))


def best_threshold(score: Score, labelled: Sequence[Row]) -> float:
    """The threshold with the fewest errors, faithful and altered weighing the same."""
    scored = [(score(row), row["faithful"]) for row in labelled]
    faithful = sum(true for _, true in scored)

    def error(threshold: float) -> float:
        rejected = sum(true and value < threshold for value, true in scored) / faithful
        accepted = sum(not true and value >= threshold for value, true in scored) / (len(scored) - faithful)
        return rejected + accepted

    return min(sorted({value for value, _ in scored}), key=error)


def interval(wrong: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, wrong / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)


def table(labelled: Iterable[Row], passes: dict[str, Callable[[Row], bool]]) -> dict[str, Row]:
    """Per kind of sentence, how many there are and how many each judge gets wrong; "faithful" and "altered" are all of them."""
    counts: dict[str, Row] = defaultdict(lambda: {"sentences": 0, **dict.fromkeys(passes, 0)})
    for row in labelled:
        whole = "faithful" if row["faithful"] else "altered"
        for name in (whole, f"{whole}: {row['kind']}"):
            counts[name]["sentences"] += 1
            for judge, accepts in passes.items():
                counts[name][judge] += accepts(row) != row["faithful"]
    for each in counts.values():
        each["interval"] = interval(each["check"], each["sentences"])
    return dict(sorted(counts.items()))


def judged(name: str, show_wrong: bool) -> Row:
    """The figures of one set."""
    encoder = OnnxEncoder.open(None, default_cache())
    chosen, cosines, development = rows(name), cosine(encoder), rows(f"{name.split('-', maxsplit=1)[0]}-development")
    by_cosine, by_overlap = best_threshold(cosines, development), best_threshold(overlap, development)
    began = time.perf_counter()
    verdicts = [check(row["sentence"], quoted(row)) for row in chosen]
    seconds = time.perf_counter() - began
    passed = {id(row): verdict.passed for row, verdict in zip(chosen, verdicts)}
    passes: dict[str, Callable[[Row], bool]] = {
        "check": lambda row: passed[id(row)],
        "cosine": lambda row: cosines(row) >= by_cosine,
        "overlap": lambda row: overlap(row) >= by_overlap,
    }
    if show_wrong and name.endswith("-development"):
        for row, verdict in zip(chosen, verdicts):
            if verdict.passed != row["faithful"]:
                print(row["id"], "faithful" if row["faithful"] else row["kind"], "|", row["sentence"], "|", verdict.reason)
    thresholds = {"cosine": round(by_cosine, 3), "overlap": round(by_overlap, 3)}
    return {"set": name, "thresholds": thresholds, "ms_per_sentence": round(1000 * seconds / len(chosen), 1), "kinds": table(chosen, passes)}


def write_for_real(model: Path, index: Path, questions: Path, out: Path) -> None:
    """Every sentence a real model writes, with its quotes and verdict; goes on where it was interrupted."""
    assistant, writer = Assistant.open(index), GgufWriter(model)
    done = {json.loads(line)["question"] for line in out.read_text(encoding="utf-8").splitlines()} if out.exists() else set()
    with out.open("a", encoding="utf-8") as file:
        for line in questions.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)["question"]
            if question in done:
                continue
            answer = assistant.ask(question)
            *sentences, end = write_answer(answer, writer)
            assert isinstance(end, WrittenEnd)
            record = {
                "question": question,
                "quotes": {citation.number: citation.quote for citation in answer.citations if citation.duplicate_of is None},
                "sentences": [[each.text, each.verdict.passed, each.verdict.kind, each.verdict.reason] for each in sentences],  # type: ignore[union-attr]
                "problem": end.problem,
                "tokens": [end.usage.read, end.usage.written],
                "seconds": round(end.seconds, 1),
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()


def show(found: Row) -> None:
    print(f"\n{found['set']}, {found['ms_per_sentence']} ms a sentence; thresholds of the baselines {found['thresholds']}\n")
    print(f"{'kind':28} {'n':>4} {'check':>6} {'95 %':>15} {'cosine':>7} {'overlap':>8}")
    for kind, each in found["kinds"].items():
        low, high = each["interval"]
        print(f"{kind:28} {each['sentences']:4} {each['check']:6} {low:7.3f}–{high:.3f} {each['cosine']:7} {each['overlap']:8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, default=None, dest="name")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print the sentences judged wrongly")
    for name in ("--model", "--index", "--questions"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--written", type=Path, default=Path("written.jsonl"))
    given = parser.parse_args()
    if given.model:
        write_for_real(given.model, given.index, given.questions, given.written)
        return
    names = [given.name] if given.name else [name for name in SETS if rows(name)]
    sets = [judged(name, given.wrong) for name in names]
    for found in sets:
        show(found)
    if given.json:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        kept = json.loads(given.json.read_text(encoding="utf-8")) if given.json.exists() else {}
        kept |= {"commit": commit, "machine": f"{platform.machine()}, {os.cpu_count()} cores", "sets": sets}
        given.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
