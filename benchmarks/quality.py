"""Quality on question collections: figures with intervals, and the ladder from plain baselines to the whole.

What enters: folders in the form of docs/evaluation.md. What leaves: benchmarks/results/quality.json with the commit and, per
collection, every figure; no text of any document. With --runs DIR the full runs, which hold quotes, are kept there to be
read and compared. It deliberately tunes nothing.

    python benchmarks/quality.py COLLECTION… [--index DIR] [--runs DIR]
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    from assistant.ablation import ladder
    from assistant.evaluation import evaluate_collection, opened_collection
    from assistant.runs import write_run
    from index.encoder import OnnxEncoder
    from index.model import default_cache
    from ui.commands.evaluation_page import evaluation_page

    arguments = _arguments()
    encoder = OnnxEncoder.open(None, default_cache())
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    results: dict[str, object] = {"commit": commit}
    for collection in arguments.collections:
        name = collection.resolve().name
        index = (arguments.index or default_cache() / "evaluations") / name
        evaluation = evaluate_collection(collection, encoder, index)
        assistant, questions = opened_collection(collection, encoder, index)
        rungs = ladder(assistant, questions)
        figures = asdict(evaluation)
        del figures["outcomes"]
        results[name] = {**figures, "ladder": {rung.name: asdict(rung)["figures"] for rung in rungs}}
        if arguments.runs:
            write_run(arguments.runs / f"{name}.json", [evaluation])
            (arguments.runs / f"{name}.html").write_text(evaluation_page([evaluation]), encoding="utf-8")
        print(name, json.dumps({key: round(figure.mean, 3) for key, figure in evaluation.figures.items()}), flush=True)
    target = ROOT / "benchmarks" / "results" / "quality.json"
    target.write_text(json.dumps(_rounded(results), indent=1) + "\n", encoding="utf-8")


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", nargs="+", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--runs", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
