"""Speed and memory, beside a plain baseline.

What enters: the sample documents, and a question collection (COLLECTION, by default ../shared/collections/squad). What
leaves: benchmarks/results/speed.json: per measure the machine, the commit, and each figure beside its baseline of the same
run. It deliberately asserts nothing: a timed test fails on a busy machine and proves nothing on an idle one.

    python benchmarks/speed.py [--collection DIR] [--questions 200] [--only cold,answer,build,memory]
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "ui.command_line"]


def main() -> None:
    arguments = _arguments()
    results: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        measures: dict[str, Callable[[], dict[str, object]]] = {
            "cold": lambda: cold_process(Path(scratch)),
            "build": lambda: build(arguments.collection, Path(scratch)),
            "answer": lambda: warm_answers(arguments.collection, Path(scratch), arguments.questions),
            "memory": lambda: memory(arguments.collection, Path(scratch)),
        }
        for name in arguments.only.split(","):
            if name != "cold" and not (arguments.collection / "documents").is_dir():
                print(f"{name}: skipped, {arguments.collection} is not there", file=sys.stderr)
                continue
            results[name] = {"commit": _commit(), "machine": _machine(), **measures[name]()}
            print(json.dumps({name: results[name]}, indent=1), flush=True)
    target = ROOT / "benchmarks" / "results" / "speed.json"
    before = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps({**before, **results}, indent=1) + "\n", encoding="utf-8")


def cold_process(scratch: Path, runs: int = 9) -> dict[str, object]:
    """Whole-process `rapporteur ask` on the samples, and what it imports, beside importing sentence-transformers alone."""
    index = scratch / "samples"
    subprocess.run([*COMMAND, "index", str(ROOT / "examples/documents"), "--index", str(index)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    ask = [*COMMAND, "ask", "What was agreed on cybersecurity in Tirana?", "--index", str(index)]
    probe = (
        "import sys, ui.command_line as c; sys.argv = ['rapporteur'] + sys.argv[1:]\n"
        "try: c.main()\nexcept SystemExit: pass\nprint('torch' in sys.modules, file=sys.stderr)"
    )
    imported = subprocess.run([sys.executable, "-c", probe, *ask[3:]], cwd=ROOT, capture_output=True, text=True, check=True).stderr.strip()
    return {
        "ask_s": _spread([_timed(ask) for _ in range(runs)]),
        "help_s": _spread([_timed([*COMMAND, "--help"]) for _ in range(runs)]),
        "torch_imported": imported.endswith("True"),
        "baseline_import_sentence_transformers_s": _spread([_timed([sys.executable, "-c", "import sentence_transformers"]) for _ in range(3)]),
    }


def build(collection: Path, scratch: Path) -> dict[str, object]:
    """Building an index, beside the bare int8 encoder and sentence-transformers on torch over the same passages."""
    from corpus.library import Library
    from corpus.passages import split_passages
    from index.build import update_index
    from index.context import encoder_text
    from index.encoder import OnnxEncoder
    from index.model import bundled_weights, default_cache

    encoder = OnnxEncoder.open(None, default_cache())
    library = Library(collection / "documents")
    documents = [library.read(name) for name in library.files()[0]]
    texts = [encoder_text(document, passage).text for document in documents for passage in split_passages(document)]
    sample = texts[:: max(1, len(texts) // 2000)]
    bare = len(sample) / _seconds(lambda: encoder.encode_passages(sample))
    report = update_index(library, scratch / "collection", encoder)
    again = update_index(library, scratch / "collection", encoder)
    bare_after = len(sample) / _seconds(lambda: encoder.encode_passages(sample))
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(bundled_weights()), device="cpu")
    few = sample[:600]
    torch_rate = len(few) / _seconds(lambda: model.encode(few, batch_size=32, normalize_embeddings=True))
    rate, bare_mean = report.passages / report.seconds, (bare + bare_after) / 2
    return {
        "passages": report.passages,
        "seconds": round(report.seconds, 1),
        "passages_per_s": round(rate, 1),
        "bare_int8_encoder_passages_per_s": round(bare_mean, 1),
        "share_of_bare_encoder": round(rate / bare_mean, 3),
        "baseline_sentence_transformers_torch_passages_per_s": round(torch_rate, 1),
        "times_baseline": round(rate / torch_rate, 2),
        "unchanged_again_s": round(again.seconds, 2),
    }


def warm_answers(collection: Path, scratch: Path, count: int) -> dict[str, object]:
    """Answers in one process, and their stages, beside BM25 by rank_bm25 over the same passages."""
    from rank_bm25 import BM25Okapi

    from assistant.assistant import Assistant
    from index.context import lexical_text
    from index.words import terms

    index_folder = _built(collection, scratch)
    assistant = Assistant.open(index_folder)
    questions = [json.loads(line)["question"] for line in (collection / "questions.jsonl").read_text(encoding="utf-8").splitlines()][:count]
    for question in questions[:5]:
        assistant.ask(question)
    cold = [_timed([*COMMAND, "ask", question, "--index", str(index_folder)], check=False) for question in questions[:9]]
    answers = [assistant.ask(question) for question in questions]
    stages = {stage: _percentiles([answer.timings_ms[stage] for answer in answers]) for stage in answers[0].timings_ms}
    index = assistant.index
    fusion = _milliseconds(lambda question: index.search(question, assistant.encoder, rerank=False), questions)
    passages = (lexical_text(index.document(s.document_id), p) for s in index.documents() for _, p in index.passages_of(s.document_id))
    plain = BM25Okapi([terms(text) for text in passages])
    lexical = _milliseconds(lambda question: index.lexical_scores(terms(question)), questions)
    scored = _milliseconds(lambda question: plain.get_scores(terms(question)), questions[:40])
    return {
        "questions": len(questions),
        "passages": len(index),
        "whole_process_s": _spread(cold),
        "stages_ms": stages,
        "retrieval_without_reranking_ms": _percentiles(fusion),
        "lexical_ms": _percentiles(lexical),
        "baseline_rank_bm25_ms": _percentiles(scored),
    }


def memory(collection: Path, scratch: Path) -> dict[str, object]:
    """Resident memory, at most, of building the collection afresh, and while serving it after 50 questions."""
    documents, index = str(collection / "documents"), str(_built(collection, scratch))
    questions = [json.loads(line)["question"] for line in (collection / "questions.jsonl").read_text(encoding="utf-8").splitlines()][:50]
    return {
        "building_peak_mb": _last_number(_BUILD.format(documents=documents, index=str(scratch / "memory"))),
        "serving_mb": _last_number(_SERVE.format(documents=documents, index=index, questions=questions)),
        "baseline_sentence_transformers_loaded_mb": _last_number(_LOAD),
    }


_MEMORY = """
import resource
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def now(): return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmRSS"))
"""
_BUILD = (
    _MEMORY
    + """
import sys; sys.argv = ["rapporteur", "index", {documents!r}, "--index", {index!r}]
import ui.command_line as command
try: command.main()
except SystemExit: pass
print(peak())
"""
)
_SERVE = (
    _MEMORY
    + """
from pathlib import Path
from assistant.assistant import Assistant
from corpus.library import Library
from ui.serving import build_page
folder = Path({index!r})
assistant = Assistant.open(folder)
page = build_page(assistant, Library(Path({documents!r})), folder)
for question in {questions!r}: assistant.ask(question)
print(now())
"""
)
_LOAD = (
    _MEMORY
    + """
from sentence_transformers import SentenceTransformer
from index.model import bundled_weights
SentenceTransformer(str(bundled_weights()), device="cpu").encode(["a question"])
print(now())
"""
)


def _built(collection: Path, scratch: Path) -> Path:
    from corpus.library import Library
    from index.build import update_index
    from index.encoder import OnnxEncoder
    from index.model import default_cache

    folder = scratch / "collection"
    update_index(Library(collection / "documents"), folder, OnnxEncoder.open(None, default_cache()))
    return folder


def _last_number(script: str) -> float:
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return round(float(output.strip().splitlines()[-1]), 0)


def _timed(command: list[str], *, check: bool = True) -> float:
    """Seconds of a whole process; without `check` a question may also be declined."""
    return _seconds(lambda: subprocess.run(command, cwd=ROOT, check=check, capture_output=True))


def _seconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def _milliseconds(function: Callable[[str], object], questions: list[str]) -> list[float]:
    found = []
    for question in questions:
        started = time.perf_counter()
        function(question)
        found.append((time.perf_counter() - started) * 1000)
    return found


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 3), "least": round(min(values), 3), "most": round(max(values), 3)}


def _percentiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50": round(ordered[len(ordered) // 2], 2), "p95": round(ordered[int(len(ordered) * 0.95)], 2)}


def _commit() -> str:
    return subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _machine() -> dict[str, object]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collection", type=Path, default=ROOT.parent / "shared" / "collections" / "squad")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--only", default="cold,build,answer,memory")
    return parser.parse_args()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
