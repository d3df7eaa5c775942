"""The index at ten thousand, a hundred thousand, three hundred thousand and a million passages.

What enters: a collection's text (by default ../shared/collections/squad), repeated with other names and numbers until there
are enough distinct passages. What leaves: benchmarks/results/scale.json: building, opening, memory, and the times of vector
search, word search, both fused, and whole answers; one document added and removed. Passage vectors are synthetic (a fixed
random projection of the text's checksum): what is measured is the index, not the encoder, whose rate is in speed.json.
Questions are encoded and passages re-read by the real encoder. Baselines, where they fit: numpy's matrix product over all
vectors, and rank_bm25.get_scores.

    python benchmarks/scale.py [--sizes 10000,100000] [--folder DIR] [--questions 100]
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
PARAGRAPHS_IN_DOCUMENT = 20
Measured = dict[str, object]


class SyntheticEncoder:
    """The real encoder's questions and tokens, and vectors of passages that cost nothing."""

    fingerprint = "synthetic"
    dimensions = 384

    def __init__(self) -> None:
        from index.encoder import OnnxEncoder
        from index.model import default_cache

        self._real = OnnxEncoder.open(None, default_cache())
        table = np.random.default_rng(20260101).standard_normal((1 << 16, self.dimensions), dtype=np.float32)
        self._table = table / np.linalg.norm(table, axis=1, keepdims=True)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> NDArray[np.float32]:
        sums = np.array([zlib.crc32(text.encode()) for text in texts], dtype=np.int64)
        rows = self._table[sums & 0xFFFF] + 0.5 * self._table[sums >> 16]
        progress(len(texts))
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def encode_question(self, text: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return self._real.encode_question(text)

    def token_vectors(self, texts: Sequence[str]) -> list[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        return self._real.token_vectors(texts)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--collection", type=Path, default=ROOT.parent / "shared/collections/squad")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--folder", type=Path, help="where documents and indexes are kept between runs (default: nowhere)")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        index = Path(arguments.measure)
        print(json.dumps(searched(index, _questions(arguments.collection, arguments.questions))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        base = arguments.folder or Path(scratch)
        target = ROOT / "benchmarks/results/scale.json"
        kept = json.loads(target.read_text()) if target.exists() else {}
        for size in map(int, arguments.sizes.split(",")):
            found = measured(size, arguments, base / str(size))
            if not found["build_s"]:  # it was built by an earlier run, whose figures stand
                found = kept.get(str(size), {}) | {name: value for name, value in found.items() if not name.startswith("build")}
            kept[str(size)] = found
            print(json.dumps({size: kept[str(size)]}, indent=1), flush=True)
            target.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def measured(size: int, arguments: argparse.Namespace, base: Path) -> Measured:
    """Build, search in a process of its own, and change, at one size."""
    from corpus.library import Library
    from index.build import update_index

    documents, index = base / "documents", base / "index"
    write_documents(arguments.collection, documents, size)
    encoder = SyntheticEncoder()
    library = Library(documents)
    started = time.perf_counter()
    report = update_index(library, index, encoder)
    built = time.perf_counter() - started
    command = [sys.executable, __file__, "--measure", str(index), "--questions", str(arguments.questions), "--collection", str(arguments.collection)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    added, removed = changed(library, index, encoder)
    return {
        "commit": _commit(),
        "machine": f"{os.cpu_count()} cores",
        "passages": report.passages,
        "documents": len(report.added) + len(report.unchanged),
        "segments": report.segments,
        "build_s": round(built, 1) if report.added else 0.0,
        "build_stages_s": report.stages,
        "index_mb": round(sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6),
        **found,
        "add_one_s": added,
        "remove_one_s": removed,
    }


def changed(library: object, index: Path, encoder: SyntheticEncoder, times: int = 3) -> tuple[list[float], list[float]]:
    """Seconds to add a document of about 3 kB, and to remove it again, in a running process."""
    from corpus.library import Library
    from index.build import update_index

    assert isinstance(library, Library)
    added, removed = [], []
    for number in range(times):
        path = library.folder / f"added-{number}.txt"
        path.write_text(
            "\n\n".join(f"Otter number {number} of bay {bay} was counted in May; it weighed {bay + 7} kilograms." * 3 for bay in range(12))
        )
        started = time.perf_counter()
        update_index(library, index, encoder)
        added.append(round(time.perf_counter() - started, 3))
        path.unlink()
        started = time.perf_counter()
        update_index(library, index, encoder)
        removed.append(round(time.perf_counter() - started, 3))
    return added, removed


def searched(index_folder: Path, questions: Sequence[str]) -> Measured:
    """Opening, memory and times of search, in this process alone."""
    from assistant.assistant import Assistant

    encoder = SyntheticEncoder()
    vectors = {question: encoder.encode_question(question)[0] for question in questions}
    figures = searched_alone(index_folder, encoder, vectors)
    assistant = Assistant(index_folder, encoder)
    figures["answer_ms"] = _spread(assistant.ask, questions)
    figures["process_resident_mb"] = round(_resident_mb())
    return {**figures, **baselines(assistant.index, questions, vectors)}


def searched_alone(index_folder: Path, encoder: SyntheticEncoder, vectors: dict[str, NDArray[np.float32]]) -> Measured:
    """Opening and searching without answering; the index is let go, or its mapped files would be counted twice."""
    from index.passage_index import PassageIndex
    from index.words import terms

    questions = list(vectors)
    before = _resident_mb()
    started = time.perf_counter()
    index = PassageIndex.open(index_folder)
    opened = time.perf_counter() - started
    figures: Measured = {"open_ms": round(opened * 1000, 1)}
    figures["words_ms"] = _spread(lambda question: index.lexical_scores(terms(question)), questions)
    figures["vectors_ms"] = _spread(lambda question: index.nearest(vectors[question], 100), questions)
    figures["fused_ms"] = _spread(lambda question: index.search(question, encoder, rerank=False), questions)
    figures["index_resident_mb"] = round(_resident_mb() - before)
    return figures


def baselines(index: object, questions: Sequence[str], vectors: dict[str, NDArray[np.float32]]) -> Measured:
    """The plain ways over the same passages, where they fit."""
    from index.passage_index import PassageIndex
    from index.words import terms

    assert isinstance(index, PassageIndex)
    found: Measured = {}
    matrix = np.concatenate([segment.dense.vectors for segment in index.segments])
    found["baseline_numpy_ms"] = _spread(lambda question: np.argpartition(-(matrix @ vectors[question]), 100)[:100], questions[:20])
    if len(index) <= 120_000:
        from rank_bm25 import BM25Okapi

        texts = [index.document(summary.document_id) for summary in index.documents()]
        corpus = [terms(text.text[p.start : p.end]) for text in texts for _, p in index.passages_of(text.document_id)]
        plain = BM25Okapi(corpus)
        found["baseline_rank_bm25_ms"] = _spread(lambda question: plain.get_scores(terms(question)), questions[:10])
    return found


def write_documents(collection: Path, folder: Path, passages: int) -> None:
    """Documents with so many paragraphs, each of its own words: a paragraph used again says other numbers."""
    if folder.is_dir():
        return
    partial = folder.with_name("writing")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    paragraphs = _paragraphs(collection)
    for number in range(-(-passages // PARAGRAPHS_IN_DOCUMENT)):
        text = "\n\n".join(next(paragraphs) for _ in range(PARAGRAPHS_IN_DOCUMENT))
        (partial / f"{number % 97:02d}").mkdir(exist_ok=True)
        (partial / f"{number % 97:02d}" / f"document-{number}.txt").write_text(text, encoding="utf-8")
    partial.rename(folder)


def _paragraphs(collection: Path) -> Iterator[str]:
    """Paragraphs of about a passage's length, without end: the collection's own, then the same with a sentence that tells them apart."""
    own = [p for path in sorted((collection / "documents").iterdir()) for p in path.read_text(encoding="utf-8").split("\n") if 500 < len(p) < 900]
    for turn in count():
        for number, paragraph in enumerate(own):
            yield paragraph if not turn else f"{paragraph} Edition {turn} counts this as entry {turn * len(own) + number}."


def _questions(collection: Path, limit: int) -> list[str]:
    lines = (collection / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:: max(1, len(lines) // limit)]][:limit]


def _spread(call: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    for question in questions[:3]:
        call(question)
    times = []
    for question in questions:
        started = time.perf_counter()
        call(question)
        times.append((time.perf_counter() - started) * 1000)
    return {"p50": round(statistics.median(times), 2), "p95": round(float(np.quantile(times, 0.95)), 2)}


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else ():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _commit() -> str:
    return subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()
