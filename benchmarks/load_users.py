"""People who ask, on the page and over HTTP, and documents that come and go meanwhile.

What enters: a server under load, questions, and who asks how long. What leaves: a `Tally` of what they met with. It deliberately decides
nothing of how many they are.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
from load_server import Served

# One in five asks on the page, through the queue its script speaks to; the rest as programs do.
SHARE_OF_PAGE = 0.2
# One in five asks about a document that came or went a moment ago.
SHARE_OF_NEWS = 0.2
MOST_TRIES = 60
SECONDS_BETWEEN_PROBES = 0.25


def percentiles(seconds: list[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(seconds, share)) * 1000, 1) for share in (50, 95, 99)} if seconds else {}


@dataclass
class Tally:
    """What the users of one level met with."""

    seconds: list[float] = field(default_factory=list)
    on_page: list[float] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    deferred: int = 0
    stale: int = 0
    added: list[float] = field(default_factory=list)
    removed: list[float] = field(default_factory=list)
    not_found: int = 0

    def error(self, words: str) -> None:
        self.errors[words] = self.errors.get(words, 0) + 1

    def record(self, seconds: float) -> dict[str, Any]:
        return {
            "answers": len(self.seconds) + len(self.on_page),
            "answers_per_second": round((len(self.seconds) + len(self.on_page)) / seconds, 1),
            "service_ms": percentiles(self.seconds),
            "page_ms": percentiles(self.on_page),
            "health_ms": percentiles(self.probes),
            "errors": self.errors,
            "deferred": self.deferred,
            "documents_added": len(self.added),
            "documents_removed": len(self.removed),
            "added_and_not_found": self.not_found,
            "stale_after_removal": self.stale,
            "add_to_searchable_ms": percentiles(self.added),
            "remove_to_gone_ms": percentiles(self.removed),
        }


@dataclass
class News:
    """Documents that came and went: the name, the question it answers, and from when on it is gone."""

    asked: dict[str, str] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)

    def stale(self, answer: str, began: float) -> bool:
        """Whether an answer to a question asked after a document's removal was done names that document."""
        return any(began > when and name in answer for name, when in self.gone.items())


class Users:
    """People who ask, one question after another, without a pause."""

    def __init__(self, server: Served, questions: list[str], client: httpx.AsyncClient) -> None:
        self.server, self.questions, self.client = server, questions, client
        self.tally, self.news, self.asked = Tally(), News(), 0

    async def ask(self, question: str, headers: dict[str, str] | None = None) -> str:
        """The answer over HTTP, as it was sent; empty where there was none."""
        began = time.perf_counter()
        for _ in range(MOST_TRIES):
            response = await self.client.post("/api/v1/ask", json={"question": question}, headers=headers)
            if response.status_code not in (429, 503) or "retry-after" not in response.headers:
                break
            self.tally.deferred += 1
            await asyncio.sleep(float(response.headers["retry-after"]) * random.uniform(0.5, 1.5))
        self.asked += 1
        if response.status_code != 200:
            self.tally.error(f"service {response.status_code}")
            return ""
        self.tally.seconds.append(time.perf_counter() - began)
        return response.text

    async def ask_on_page(self, question: str) -> str:
        """The conversation as the page shows it after a question; one visit of the page, held open as a browser does."""
        began, session = time.perf_counter(), f"{random.getrandbits(48):012x}"
        data = [question, *self.server.page_inputs[1:]]
        body = {"data": data, "fn_index": self.server.page_event, "session_hash": session, "trigger_id": self.server.page_trigger}
        shown = ""
        async with self.client.stream("GET", f"/gradio_api/heartbeat/{session}"):
            joined = await self.client.post("/gradio_api/queue/join", json=body)
            joined.raise_for_status()
            async with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as news:
                async for line in news.aiter_lines():
                    told = json.loads(line[5:]) if line.startswith("data:") else {}
                    if told.get("msg") == "process_completed":
                        if not told["success"]:
                            self.tally.error("page")
                            return ""
                        shown = json.dumps(told["output"])
                        break
        self.asked += 1
        self.tally.on_page.append(time.perf_counter() - began)
        return shown

    async def user(self, until: float, draw: random.Random) -> None:
        while time.perf_counter() < until:
            about = list(self.news.asked.values())[-3:]
            question = draw.choice(about) if about and draw.random() < SHARE_OF_NEWS else draw.choice(self.questions)
            began = time.perf_counter()
            try:
                answer = await (self.ask_on_page(question) if draw.random() < SHARE_OF_PAGE else self.ask(question))
            except httpx.HTTPError as error:
                self.tally.error(type(error).__name__)
                continue
            self.tally.stale += self.news.stale(answer, began)

    async def probe(self) -> None:
        while True:
            began = time.perf_counter()
            response = await self.client.get("/api/v1/health")
            if response.status_code == 200:
                self.tally.probes.append(time.perf_counter() - began)
            else:
                self.tally.error(f"health {response.status_code}")
            await asyncio.sleep(SECONDS_BETWEEN_PROBES)

    async def churn(self, until: float, draw: random.Random) -> None:
        """Documents come and go, one after another, each with a fact of its own that is asked for once it is in and once it is out."""
        while time.perf_counter() < until:
            number = draw.randrange(10**9)
            name, place = f"load-{number:09d}.txt", f"Quell{number:09d}"
            text = f"Note on {place}\n\nThe harbour of {place} allots {number % 9000 + 1000} lanterns to the ferry company every winter.\n"
            question = f"How many lanterns does the harbour of {place} allot to the ferry company?"
            began = time.perf_counter()
            await self._changed(await self.client.post("/api/v1/documents", files={"file": (name, text.encode())}))
            self.tally.added.append(time.perf_counter() - began)
            self.news.asked[name] = question
            self.tally.not_found += name not in await self.ask(question)
            began = time.perf_counter()
            await self._changed(await self.client.delete(f"/api/v1/documents/{name}"))
            self.tally.removed.append(time.perf_counter() - began)
            self.news.gone[name] = asked = time.perf_counter()
            self.tally.stale += self.news.stale(await self.ask(question), asked + 1e-9)

    async def _changed(self, response: httpx.Response) -> None:
        """Wait for the update that a change began."""
        response.raise_for_status()
        while True:
            job = (await self.client.get(f"/api/v1/jobs/{response.json()['job_id']}")).json()
            if job["status"] != "running":
                break
            await asyncio.sleep(0.05)
        if job["status"] != "done":
            self.tally.error(f"update: {job['problem']}")
