"""Are altered quotes told from honest ones? A confusion table per kind, beside an exact and a fuzzy comparison.

    python benchmarks/verification.py FOLDER [--index DIR] [--seed N] [--per-kind N] [--passwords FILE] [--json FILE] [--wrong FILE]

Every document below FOLDER is read through the readers and put in one index, with a hashing encoder: the verifier needs no model.
From random stretches of one to three sentences, quotes are altered in many ways, and honest ones are set otherwise
(benchmarks/verification_quotes.py). One in four is verified without naming its document. An alteration whose words stand in the
document after all (in whatever case, punctuation aside) is left out, and so is one that stands word for word in another when none was named.
Baselines look in the right document alone: the quote as a substring once white space is collapsed, and the best partial ratio of
rapidfuzz at 0.8 or more. "wrong" counts altered quotes accepted and honest ones rejected.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from hashing_encoder import HashingEncoder  # noqa: E402
from verification_quotes import ALTERED, DOCUMENT_SIDE, HONEST  # noqa: E402

from assistant.proof.verifier import QuoteVerdict, compared, verify_quote  # noqa: E402
from corpus.document import Document  # noqa: E402
from corpus.file_reading import read_document  # noqa: E402
from corpus.library import Library  # noqa: E402
from index.build import update_index  # noqa: E402
from index.passage_index import PassageIndex  # noqa: E402
from index.quote_texts import QuoteTexts  # noqa: E402

MIN_WORDS, MAX_WORDS = 7, 90
FUZZY = 80.0


@dataclass
class Sample:
    kind: str
    honest: bool
    quote: str
    document_id: str
    named: str
    document: Document | None = None  # where the document itself was set otherwise


@dataclass
class Counts:
    honest: bool
    quotes: int = 0
    wrong: int = 0
    substring_wrong: int = 0
    fuzzy_wrong: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)


class Stretches:
    """Random stretches of documents, each top folder as likely as the others."""

    def __init__(self, index: PassageIndex, rng: random.Random) -> None:
        self._index, self._rng = index, rng
        self._folders: dict[str, list[str]] = defaultdict(list)
        for summary in index.documents():
            self._folders[summary.document_id.partition("/")[0]].append(summary.document_id)

    def next(self) -> tuple[Document, int, int]:
        while True:
            folder = self._rng.choice(sorted(self._folders))
            document = self._index.document(self._rng.choice(self._folders[folder]))
            first = self._rng.randrange(len(document.sentences))
            last = min(first + self._rng.choice([0, 0, 1, 2]), len(document.sentences) - 1)
            start, end = document.sentences[first].start, document.sentences[last].end
            if "\n\n" not in document.text[start:end] and MIN_WORDS <= len(re.findall(r"\w+", document.text[start:end])) <= MAX_WORDS:
                return document, start, end

    def other(self, document_id: str) -> str:
        folder = self._rng.choice(sorted(self._folders))
        return next((name for name in self._rng.sample(self._folders[folder], min(4, len(self._folders[folder]))) if name != document_id), "")


def main() -> None:
    arguments = _arguments()
    index = _index(arguments)
    rng = random.Random(arguments.seed)
    texts, counts, wrong, times = QuoteTexts(index), {}, [], {True: [], False: []}
    for sample in _samples(index, rng, arguments.per_kind):
        document = sample.document or index.document(sample.document_id)
        started = time.perf_counter()
        if sample.document:
            found = compared(sample.quote, sample.document) or QuoteVerdict(sample.quote, "not_found")
        else:
            found = verify_quote(sample.quote, texts, sample.named)
            times[found.stands].append((time.perf_counter() - started) * 1000)
        if not sample.honest and not sample.named and found.verdict == "exact":
            continue
        _count(counts.setdefault(sample.kind, Counts(sample.honest)), sample, document, found)
        if found.stands != sample.honest:
            wrong.append({**_plain(sample), "verdict": found.verdict, "differences": [[d.kind, d.quoted, d.found] for d in found.differences]})
    result = _result(arguments, counts, times, len(index))
    print(_table(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if arguments.wrong:
        arguments.wrong.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in wrong), encoding="utf-8")


def _samples(index: PassageIndex, rng: random.Random, per_kind: int) -> Iterator[Sample]:
    stretches = Stretches(index, rng)
    makers = {
        **{kind: _altered(kind, stretches, rng) for kind in (*ALTERED, "sentences stitched", "another document named")},
        **{kind: _honest(kind, stretches, rng) for kind in HONEST},
        **{kind: _set_otherwise(kind, stretches, rng) for kind in DOCUMENT_SIDE},
        "heading in capitals": _capitals(stretches, rng),
    }
    for maker in makers.values():
        for _, sample in zip(range(per_kind), maker):
            yield sample


def _altered(kind: str, stretches: Stretches, rng: random.Random) -> Iterator[Sample]:
    while True:
        document, start, end = stretches.next()
        quote = document.text[start:end]
        named = document.document_id if rng.random() < 0.75 else ""
        if kind == "another document named":
            other = stretches.other(document.document_id)
            if other and not _stands(quote, stretches._index.document(other).text):
                yield Sample(kind, False, quote, other, other)
            continue
        changed = _stitched(document, start, end, rng) if kind == "sentences stitched" else ALTERED[kind](quote, document.text, rng)
        if changed and not _stands(changed, document.text, keep_case=kind == "name in lower case"):
            yield Sample(kind, False, changed, document.document_id, named)


def _stitched(document: Document, start: int, end: int, rng: random.Random) -> str | None:
    further = [document.text[sentence.start : sentence.end] for sentence in document.sentences if document.text[end : sentence.start].strip()]
    apart = [words for sentence in further if MIN_WORDS <= len(words := sentence.split()) <= MAX_WORDS]
    if not apart:
        return None
    if re.search(r"…|\.\s*\.", document.text[start:end]):
        return None  # that would be an ellipsis
    words = rng.choice(apart[: rng.choice([1, 3, 50])])
    return f"{document.text[start:end]} {' '.join(words[: rng.randrange(5, len(words) + 1)])}"


def _honest(kind: str, stretches: Stretches, rng: random.Random) -> Iterator[Sample]:
    while True:
        document, start, end = stretches.next()
        changed = HONEST[kind](document.text[start:end], rng)
        if changed and (changed != document.text[start:end] or kind == "as it is"):
            yield Sample(kind, True, changed, document.document_id, document.document_id if rng.random() < 0.75 else "")


def _set_otherwise(kind: str, stretches: Stretches, rng: random.Random) -> Iterator[Sample]:
    suffix = "md" if "Markdown" in kind else "txt"
    while True:
        document, start, end = stretches.next()
        quote = document.text[start:end]
        around = [DOCUMENT_SIDE[kind](part, rng) for part in (document.text[max(0, start - 300) : start], quote, document.text[end : end + 300])]
        if around[1] != quote:
            set_otherwise = read_document(f"note.{suffix}", "".join(around).encode("utf-8", "replace"))
            yield Sample(kind, True, quote, document.document_id, document.document_id, set_otherwise)


def _capitals(stretches: Stretches, rng: random.Random) -> Iterator[Sample]:
    while True:
        document, _, _ = stretches.next()
        headings = [document.text[block.start : block.end] for block in document.blocks if block.kind in ("heading", "title")]
        long = [heading for heading in headings if 4 <= len(re.findall(r"[^\W\d_]+", heading)) <= 20]
        if long and (heading := rng.choice(long)).upper() != heading and len(heading.upper()) == len(heading):
            yield Sample("heading in capitals", True, heading.upper(), document.document_id, document.document_id)


def _stands(quote: str, text: str, *, keep_case: bool = False) -> bool:
    """Whether a quote's words stand in a text, whatever the punctuation: then nothing was altered."""

    def words(stretch: str) -> str:
        found = re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[%‰$€£]", stretch)
        return " ".join(found if keep_case else [word.lower() for word in found])

    return f" {words(quote)} " in f" {words(text)} "


def _count(counts: Counts, sample: Sample, document: Document, found: QuoteVerdict) -> None:
    from rapidfuzz.fuzz import partial_ratio

    plain, text = " ".join(sample.quote.split()), " ".join(document.text.split())
    counts.quotes += 1
    counts.wrong += found.stands != sample.honest
    counts.substring_wrong += (plain in text) != sample.honest
    counts.fuzzy_wrong += (partial_ratio(plain, text) >= FUZZY) != sample.honest
    counts.verdicts[found.verdict] = counts.verdicts.get(found.verdict, 0) + 1


def _plain(sample: Sample) -> dict[str, object]:
    return {"kind": sample.kind, "honest": sample.honest, "quote": sample.quote, "document_id": sample.document_id, "named": sample.named}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False).stdout.strip()


def _result(arguments: argparse.Namespace, counts: dict[str, Counts], times: dict[bool, list[float]], passages: int) -> dict[str, object]:
    standing, others = sorted(times[True]), sorted(times[False])
    return {
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--short", "assistant/proof", "index") else ""),
        "seed": arguments.seed,
        "passages": passages,
        "standing_ms": {"p50": _quantile(standing, 0.5), "p95": _quantile(standing, 0.95)},
        "others_ms": {"p50": _quantile(others, 0.5), "p95": _quantile(others, 0.95)},
        "kinds": {kind: asdict(each) for kind, each in counts.items()},
    }


def _quantile(times: list[float], share: float) -> float:
    return round(times[int((len(times) - 1) * share)], 1) if times else 0.0


def _table(result: dict) -> str:
    lines = [f"| {'kind':<32} | quotes | wrong | substring wrong | fuzzy wrong | verdicts |", "|---|---:|---:|---:|---:|---|"]
    for honest in (False, True):
        kinds = {kind: each for kind, each in result["kinds"].items() if each["honest"] is honest}
        total = {name: sum(each[name] for each in kinds.values()) for name in ("quotes", "wrong", "substring_wrong", "fuzzy_wrong")}
        for kind, each in [*kinds.items(), ("**all honest**" if honest else "**all altered**", {**total, "verdicts": {}})]:
            verdicts = ", ".join(f"{verdict} {count}" for verdict, count in sorted(each["verdicts"].items(), key=lambda pair: -pair[1]))
            lines.append(f"| {kind:<32} | {each['quotes']} | {each['wrong']} | {each['substring_wrong']} | {each['fuzzy_wrong']} | {verdicts} |")
    return "\n".join(
        [*lines, "", f"seed {result['seed']}, {result['passages']:,} passages, standing {result['standing_ms']}, others {result['others_ms']} ms"]
    )


def _index(arguments: argparse.Namespace) -> PassageIndex:
    passwords = arguments.passwords.read_text(encoding="utf-8").split() if arguments.passwords else []
    if not (arguments.index / "CURRENT").exists():
        update_index(Library(arguments.folder, passwords), arguments.index, HashingEncoder())
    return PassageIndex.open(arguments.index)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-kind", type=int, default=350)
    for name in ("passwords", "json", "wrong"):
        parser.add_argument(f"--{name}", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
