"""What becomes of real files of many formats: read, read in part, or refused with a reason; words, order, time and memory.

    python benchmarks/formats.py FOLDER [--expected FOLDER] [--passwords FILE] [--json FILE]

Each file is read in a process of its own, as the program does. Where FOLDER has a reading by another tool (NAME.md), words are
compared with it: the share of its words that were found (as a multiset) and how many of the common words stand in the same
order (longest common subsequence, as difflib finds it, over the words of the other reading).
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from corpus.file_reading import read_file

_WORD = re.compile(r"[^\W_]+")
_TAGS = re.compile(r"<!--.*?-->|<[^>]+>|&[a-z]+;|https?://\S+", re.DOTALL)


def words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def read_one(path: Path, passwords: list[str]) -> dict[str, object]:
    """One file, read in this process; the caller gives it a process of its own."""
    content = path.read_bytes()
    started = time.perf_counter()
    reading = read_file(path.name, content, passwords)
    seconds = time.perf_counter() - started
    for document in reading.documents:
        for spans in (document.blocks, document.sentences):
            edges = [edge for span in spans for edge in (span.start, span.end)]
            assert edges == sorted(edges) and (not edges or edges[-1] <= len(document.text)), (path, document.document_id)
    whole = [problem for problem in reading.problems if not problem.partly]
    outcome = "refused" if not reading.documents else "partly" if reading.problems else "read"
    return {
        "file": path.name,
        "outcome": outcome,
        "seconds": round(seconds, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "documents": [document.document_id for document in reading.documents],
        "pages": sum(len(document.pages) for document in reading.documents),
        "words": sum(len(words(document.text)) for document in reading.documents),
        "facts": {name: getattr(reading.documents[0], name) for name in ("title", "date", "author", "publisher", "language")}
        if reading.documents
        else {},
        "problems": [f"{problem.document_id}: {problem.reason}" for problem in (*whole, *(p for p in reading.problems if p.partly))],
        "text": "\n\n".join(document.text for document in reading.documents[:1]),
    }


def compared(text: str, expected: str) -> dict[str, float]:
    wanted, found = words(_TAGS.sub(" ", expected)), words(text)
    shared = sum((Counter(wanted) & Counter(found)).values())
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    in_order = sum(block.size for block in matcher.get_matching_blocks()) if len(wanted) * len(found) < 3e8 else 0
    return {
        "recall": round(shared / max(1, len(wanted)), 3),
        "order": round(in_order / max(1, shared), 3),
        "precision": round(shared / max(1, len(found)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--expected", type=Path)
    parser.add_argument("--passwords", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    passwords = arguments.passwords.read_text().split() if arguments.passwords else []
    if arguments.one:
        print(json.dumps(read_one(arguments.one, passwords)))
        return
    rows = []
    for path in sorted(arguments.folder.iterdir()):
        command = [sys.executable, __file__, str(arguments.folder), "--one", str(path)]
        if arguments.passwords:
            command += ["--passwords", str(arguments.passwords)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
            row = json.loads(done.stdout) if done.returncode == 0 else {"file": path.name, "outcome": "CRASHED", "problems": [done.stderr[-300:]]}
        except subprocess.TimeoutExpired:
            row = {"file": path.name, "outcome": "HUNG", "problems": []}
        text = str(row.pop("text", ""))
        expected = arguments.expected / f"{path.name}.md" if arguments.expected else None
        if expected and expected.exists():
            row |= compared(text, expected.read_text(encoding="utf-8"))
        rows.append(row)
        figures = f"{row.get('seconds', 0):6.2f} s {row.get('peak_mb', 0):5} MB {row.get('pages', 0):4} p {row.get('words', 0):7} w"
        compared_words = f"{row.get('recall', ''):>6} {row.get('order', ''):>6}"
        print(f"{row['file'][:46]:46} {row['outcome']:8} {figures} {compared_words}  {'; '.join(map(str, row['problems']))[:150]}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
