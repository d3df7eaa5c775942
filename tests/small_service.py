"""The service over a small library on disk, with the hashing encoder and without a page: what several tests ask.

What enters: a folder of documents and one for the index. What leaves: the service, its ASGI application behind the page's guard,
and a client. It deliberately opens no port.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import fastapi
from hashing_encoder import HashingEncoder
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from corpus.library import Library
from index.build import update_index
from ui.service.api import API_PATH, Service, api_mount
from ui.service.api_changes import Changes
from ui.service.api_limits import Workers
from ui.service.api_reading import Reading
from ui.service.guard import Guard
from ui.service.jobs import Jobs
from ui.service.metrics import MeasuredAssistant, Metrics
from ui.updating import IndexUpdater


@dataclass(frozen=True)
class SmallService:
    """The service and what stands behind it; `client` speaks to it as a program on this computer would."""

    folder: Path
    index_folder: Path
    service: Service
    app: Guard
    client: TestClient

    def settled(self, job_id: str) -> dict[str, Any]:
        """A job, once it has ended."""
        for _ in range(600):
            job: dict[str, Any] = self.client.get(f"/jobs/{job_id}").json()
            if job["status"] != "running":
                return job
            time.sleep(0.02)
        raise AssertionError(f"{job} does not end")


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, and return it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def served(folder: Path, files: Mapping[str, str]) -> Iterator[SmallService]:
    """The service over files in a folder of their own."""
    service = small_service(write_files(folder / "documents", files), folder / "index")
    with service.client:
        yield service


def small_service(
    folder: Path, index_folder: Path, *, workers: Workers | None = None, wrap: Callable[[Any], Any] = lambda update: update
) -> SmallService:
    """The service over a folder, indexed; `wrap` may stand around the update of the index."""
    library, encoder = Library(folder), HashingEncoder()
    update = partial(update_index, library, index_folder, encoder)
    update()
    metrics = Metrics()
    reading = Reading(MeasuredAssistant(Assistant(index_folder, encoder), metrics), quotes=5)
    service = Service(reading, Changes(library, Jobs(IndexUpdater(wrap(update)))), metrics)
    outer = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    outer.router.routes.append(api_mount(service, workers=workers))
    guarded = Guard(outer, "127.0.0.1")
    return SmallService(
        folder, index_folder, service, guarded, TestClient(guarded, base_url=f"http://127.0.0.1{API_PATH}", raise_server_exceptions=False)
    )
