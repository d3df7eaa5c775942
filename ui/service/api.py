"""The service behind the page: the same answers, documents and updates over HTTP, under `/api/v1`.

What enters: the assistant, the library and the page's own updater. What leaves: an ASGI application, described by its
`openapi.json`. It deliberately has no page of its own, since those load their parts from other servers, and no accounts:
the gate before it (`ui.service.gate`) has let in only whom it knows, and readers to no change.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount

from ui.service.api_across import across_routes
from ui.service.api_changes import Changes
from ui.service.api_library_routes import job_routes, library_routes
from ui.service.api_limits import Bounded, Workers
from ui.service.api_openapi import TITLE, WORDS, described
from ui.service.api_problems import ApiProblem, problem_of_framework, problem_of_request
from ui.service.api_reading import Reading
from ui.service.api_routes import asking_routes, looking_routes, service_routes
from ui.service.api_statistics import statistics_routes
from ui.service.metrics import Metrics

API_PATH = "/api/v1"
VERSION = "1"
# Files are read in processes of their own; two at a time share the cores and hold two files in memory.
CONCURRENT_CHANGES = 2
# The library gives a reader a minute or so; a change may wait for the one before it.
SECONDS_FOR_A_CHANGE = 300.0


@dataclass(frozen=True, slots=True)
class Service:
    """What the service answers from, and what it counts."""

    reading: Reading
    changes: Changes
    metrics: Metrics


def build_api(service: Service, *, workers: Workers | None = None) -> FastAPI:
    """The application that `api_mount` puts at its address."""
    answering = workers or Workers()
    changing = Workers(CONCURRENT_CHANGES, seconds=SECONDS_FOR_A_CHANGE)
    watching = Workers(threads=1)  # who asks how the service is must not wait behind the questions
    service.metrics.watch("rapporteur_requests_waiting", "Requests that wait for their turn.", lambda: answering.waiting)
    app = FastAPI(title=TITLE, version=VERSION, description=WORDS, docs_url=None, redoc_url=None, openapi_url=None)
    routers = (
        asking_routes(service.reading, answering),
        across_routes(service.reading, answering),
        looking_routes(service.reading, answering),
        statistics_routes(service.reading, answering),
        library_routes(service.changes, changing),
        job_routes(service.changes, changing),
        service_routes(service.reading, watching, service.metrics),
    )
    for router in routers:
        app.include_router(router)
    routes = [route for router in routers for route in router.routes]
    app.add_exception_handler(RequestValidationError, partial(_refused_request, service.metrics))
    app.add_exception_handler(HTTPException, partial(_refused, service.metrics, routes))
    app.add_middleware(Bounded, note=service.metrics.problem)
    app.openapi = partial(_description, app)  # type: ignore[method-assign]
    return app


def api_mount(service: Service, *, workers: Workers | None = None) -> Mount:
    """The service at its address; whatever follows that belongs to it, line breaks and all."""
    mount = Mount(API_PATH, build_api(service, workers=workers))
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


def _description(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, servers=[{"url": API_PATH}])
        app.openapi_schema = described(made)
    return app.openapi_schema


async def _refused_request(metrics: Metrics, request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _answered(metrics, problem_of_request(error.errors()))


async def _refused(metrics: Metrics, routes: Sequence[BaseRoute], request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = problem_of_framework(error, request)
    if problem.kind.status == 405:
        problem.headers = {"Allow": ", ".join(_methods(routes, request))}
    return _answered(metrics, problem)


def _answered(metrics: Metrics, problem: ApiProblem) -> Response:
    metrics.problem(problem.kind.name)
    return problem.response()


def _methods(routes: Sequence[BaseRoute], request: Request) -> list[str]:
    """The methods that an address takes, over all routes for it."""
    matching = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in matching for method in getattr(route, "methods", None) or ()})
