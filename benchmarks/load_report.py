"""The results of a load run as a table in docs/operations.md.

What enters: the record that benchmarks/load.py keeps. What leaves: Markdown, put between two marks of the page. It deliberately computes
nothing that is not in the record.

    python benchmarks/load_report.py [FILE]     # the table of a kept record
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/operations.md"
BEGIN, END = "<!-- load: written by benchmarks/load_report.py -->", "<!-- end of load -->"
HEAD = "| users | answers/s | service p50 / p95 / p99 | page p50 / p95 / p99 | health p95 | errors | deferred | came and went | stale |"


def table(record: dict[str, Any]) -> str:
    """The record in words and rows; milliseconds."""
    rows = [HEAD, "|" + "---|" * HEAD.count(" | ") + "---|"]
    for level in record["levels"]:
        came = f"{level['documents_added']} / {level['documents_removed']}"
        cells = [level["users"], level["answers_per_second"], _ms(level["service_ms"]), _ms(level["page_ms"]), _ms(level["health_ms"], "p95")]
        cells += [sum(level["errors"].values()), level["deferred"], came, level["stale_after_removal"]]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    memory, fair = record["memory"], record["fairness"]
    series = memory["series_questions_mb"]
    alone, beside = fair["alone"]["modest_ms"], fair["beside_a_greedy_user"]
    return "\n".join(
        [
            f"Commit {record['commit']}; {record['machine']}; milliseconds.",
            "",
            *rows,
            "",
            f"Memory: {series[0][1]:.0f} MB after {series[0][0]:,} questions, {series[-1][1]:.0f} MB after {series[-1][0]:,}; in the second half "
            f"of them it grew by {memory['slope_mb_per_1000_questions']} MB per thousand.",
            "",
            f"Four users who ask one question after another waited {_ms(alone)} alone, and {_ms(beside['modest_ms'])} beside one who asks fifty at "
            f"once, who waited {_ms(beside['greedy_ms'])}. The first page came {record['first_page_s']} s after the command.",
        ]
    )


def put(record: dict[str, Any]) -> None:
    """Replace the table of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{table(record)}\n{END}{after}", encoding="utf-8")


def _ms(found: dict[str, float], *names: str) -> str:
    return " / ".join(f"{found[name]:.0f}" for name in names or found) if found else "–"


if __name__ == "__main__":
    put(json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "benchmarks/results/load.json").read_text(encoding="utf-8")))
