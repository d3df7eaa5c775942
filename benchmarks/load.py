"""The service under load: many people ask, on the page and over HTTP, while documents come and go.

What enters: a folder of documents and questions on them (by default the samples). What leaves: benchmarks/results/load.json, and from it
the table in docs/operations.md: throughput, latencies and errors for each number of users; whether anything of a removed document was
answered after its removal; what one greedy user does to the others; memory over ten thousand questions. The server is a process of its
own with the real encoder, on loopback; who asks shares its machine. A 429 or 503 with Retry-After is obeyed, and counted as deferred;
anything else that is no answer is an error.

    python benchmarks/load.py [--users 1,10,50,200] [--seconds 60] [--questions 10000] [--documents DIR --asked FILE] [--keep FILE]
    python benchmarks/load.py --users 1,10 --seconds 10 --questions 500 --keep /tmp/load.json     # to try it
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import load_report
import numpy as np
from load_server import COMMAND, Served, questions_of, rss, served
from load_users import Tally, Users, percentiles

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks/results/load.json"
STEADY_USERS = 16
QUESTIONS_BETWEEN_SAMPLES = 250
GREEDY = 50
MODEST = 4
SECONDS_OF_FAIRNESS = 20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--users", default="1,10,50,200")
    parser.add_argument("--seconds", type=float, default=60, help="of each number of users")
    parser.add_argument("--questions", type=int, default=10_000, help="in all, for the memory")
    parser.add_argument("--documents", type=Path, default=ROOT / "examples/documents")
    parser.add_argument("--asked", type=Path, default=ROOT / "examples/questions.jsonl")
    parser.add_argument("--keep", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    began, load = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        documents, index = Path(scratch) / "documents", Path(scratch) / "index"
        shutil.copytree(arguments.documents, documents)
        subprocess.run([*COMMAND, "index", str(documents), "--index", str(index)], check=True)
        found = asyncio.run(measured(arguments, index, questions_of(arguments.asked)))
    machine = f"{os.cpu_count()} cores, load before the run {load:.1f}"
    record = {"commit": _commit(), "machine": machine, "seconds": round(time.perf_counter() - began), **found}
    arguments.keep.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if arguments.keep == RESULTS:
        load_report.put(record)
    if any(level["errors"] or level["stale_after_removal"] or level["added_and_not_found"] for level in found["levels"]):
        sys.exit("there were errors; see above")


async def level(users: Users, people: int, seconds: float) -> dict[str, Any]:
    users.tally = Tally()
    began = time.perf_counter()
    until = began + seconds
    watching = asyncio.create_task(users.probe())
    await asyncio.gather(users.churn(until, random.Random(-people)), *(users.user(until, random.Random(n)) for n in range(people)))
    watching.cancel()
    return {"users": people, **users.tally.record(time.perf_counter() - began), "resident_mb": round(rss(users.server.pid) / 1e6)}


async def steady(users: Users, total: int) -> dict[str, Any]:
    """Memory while the rest of so many questions are asked over HTTP and nothing else happens."""
    users.tally, samples = Tally(), [(users.asked, rss(users.server.pid))]

    async def asking(draw: random.Random) -> None:
        while users.asked < total:
            await users.ask(f"{draw.choice(users.questions)} {draw.randrange(1000)}")
            if users.asked - samples[-1][0] >= QUESTIONS_BETWEEN_SAMPLES:
                samples.append((users.asked, rss(users.server.pid)))

    await asyncio.gather(*(asking(random.Random(n)) for n in range(STEADY_USERS)))
    asked, held = np.array(samples).T
    later = slice(len(samples) // 2, None)  # caches fill in the first half
    slope = float(np.polyfit(asked[later], held[later], 1)[0]) * 1000 / 1e6 if len(asked[later]) > 2 else float("nan")
    series = [[int(count), round(size / 1e6, 1)] for count, size in samples]
    return {"questions": users.asked, "slope_mb_per_1000_questions": round(slope, 3), "errors": users.tally.errors, "series_questions_mb": series}


async def fairness(index: Path, questions: list[str], seconds: float) -> dict[str, Any]:
    """How long modest users wait, alone and beside one who asks fifty questions at once."""
    people = ["greedy", *(f"modest{number}" for number in range(MODEST))]
    with served(index, people) as server:
        async with client_of(server) as client:
            found = {}
            for name, crowd in (("alone", 0), ("beside_a_greedy_user", GREEDY)):
                until = time.perf_counter() + seconds
                groups = [(Users(server, questions, client), person) for person in people]

                async def asks(users: Users, person: str, draw: random.Random, until: float = until) -> None:
                    while time.perf_counter() < until:
                        await users.ask(draw.choice(questions), {"Authorization": f"Bearer {server.tokens[person]}"})

                greedy = (asks(*groups[0], random.Random(n)) for n in range(crowd))
                await asyncio.gather(*greedy, *(asks(users, person, random.Random(person)) for users, person in groups[1:]))
                modest = [seconds for users, _ in groups[1:] for seconds in users.tally.seconds]
                found[name] = {"modest_ms": percentiles(modest), "greedy_ms": percentiles(groups[0][0].tally.seconds)}
                found[name]["errors"] = {words: count for users, _ in groups for words, count in users.tally.errors.items()}
            return found


def client_of(server: Served) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx.AsyncClient(base_url=server.address, timeout=120, limits=limits, trust_env=False)


async def measured(arguments: argparse.Namespace, index: Path, questions: list[str]) -> dict[str, Any]:
    levels = []
    with served(index) as server:
        async with client_of(server) as client:
            users = Users(server, questions, client)
            for people in map(int, arguments.users.split(",")):
                levels.append(await level(users, people, arguments.seconds))
                print(json.dumps(levels[-1]), flush=True)
            memory = await steady(users, arguments.questions)
            print(json.dumps(memory), flush=True)
        first_page = server.first_page_s
    fair = await fairness(index, questions, min(arguments.seconds, SECONDS_OF_FAIRNESS))
    print(json.dumps(fair), flush=True)
    return {"first_page_s": first_page, "levels": levels, "memory": memory, "fairness": fair}


def _commit() -> str:
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()
