"""Who said it: precision and recall on the labelled sample, per kind and half, and the cost in time.

What enters: tests/data/speakers.jsonl, whose first half the rules were made on and whose second half only judges them. What
leaves: a table, and with --json the figures. A quote counts as found when the speaker is the labelled one; precision is over
the quotes that were given a speaker, recall over those that have one. It deliberately changes nothing.

    python benchmarks/speakers.py [--json FILE] [--wrong development]
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SAMPLE = ROOT / "tests" / "data" / "speakers.jsonl"
TIMED_RUNS = 9


@dataclass
class Figures:
    quotes: int = 0
    with_speaker: int = 0
    given: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        return self.right / self.with_speaker if self.with_speaker else None


def main() -> None:
    arguments = _arguments()
    figures: dict[str, dict[str, Figures]] = {}
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        found = _found(row["text"], row["quote"])
        for kind in (row["kind"], "all"):
            counted = figures.setdefault(row["half"], {}).setdefault(kind, Figures())
            counted.quotes += 1
            counted.with_speaker += bool(row["speaker"])
            counted.given += bool(found)
            counted.right += bool(found) and found == row["speaker"]
        if found != row["speaker"] and row["half"] == arguments.wrong:
            print(f"{row['kind']}: {found!r} and not {row['speaker']!r}: {row['quote']}")
    cost = _milliseconds_per_10k(rows)
    print(_table(figures), f"\n{cost:.2f} ms per 10,000 characters")
    if arguments.json:
        result = {half: {kind: _numbers(each) for kind, each in kinds.items()} for half, kinds in figures.items()}
        arguments.json.write_text(json.dumps({"sample": result, "ms_per_10k_characters": round(cost, 2)}, indent=1) + "\n", encoding="utf-8")


def _found(text: str, quote: str) -> str:
    from corpus.file_reading import read_document
    from corpus.speech.speakers import speeches

    document = read_document("note.txt", text.encode())
    start = document.text.index(quote)
    end = start + len(quote)
    return next(
        (said.speaker for said in speeches(document.text, document.blocks, document.sentences) if said.start <= start and end <= said.end), ""
    )


def _milliseconds_per_10k(rows: Sequence[dict[str, str]]) -> float:
    """Processor time on the sample read as one document: the hardest kind of text, with a speaker in every other sentence."""
    from corpus.file_reading import read_document
    from corpus.speech.speakers import speeches

    document = read_document("note.txt", "\n\n".join(dict.fromkeys(row["text"] for row in rows)).encode())
    costs: list[float] = []
    for _ in range(TIMED_RUNS):
        started = time.process_time()
        speeches(document.text, document.blocks, document.sentences)
        costs.append(time.process_time() - started)
    return min(costs) * 1000 / (len(document.text) / 10_000)


def _numbers(figures: Figures) -> dict[str, float | int | None]:
    shares = {"precision": figures.precision, "recall": figures.recall}
    return {**asdict(figures), **{name: None if share is None else round(share, 4) for name, share in shares.items()}}


def _table(figures: dict[str, dict[str, Figures]]) -> str:
    lines = [f"{'half':<12} {'kind':<13} {'quotes':>6} {'given':>6} {'right':>6} {'precision':>9} {'recall':>7}"]
    for half, kinds in figures.items():
        for kind, each in sorted(kinds.items(), key=lambda pair: (pair[0] == "all", pair[0])):
            shares = [f"{share:.3f}" if share is not None else "-" for share in (each.precision, each.recall)]
            lines.append(f"{half:<12} {kind:<13} {each.quotes:>6} {each.given:>6} {each.right:>6} {shares[0]:>9} {shares[1]:>7}")
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--wrong", choices=["development", "held-out"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
