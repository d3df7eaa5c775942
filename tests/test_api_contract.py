"""The service does what its own description says, for requests made from that description, right ones and wrong ones."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import SMALL_LIBRARY
from hypothesis import HealthCheck, given, settings
from small_service import SmallService, served

from ui.service.api import Service, build_api
from ui.service.metrics import Metrics

schemathesis = pytest.importorskip("schemathesis", reason="the contract tests need schemathesis: pip install schemathesis")
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402

# A question of the right form may still have no word, a passage end behind its document, a file be unreadable: 422, as described.
EXCLUDED = [positive_data_acceptance]
EXAMPLES = 25


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with served(tmp_path_factory.mktemp("contract"), SMALL_LIBRARY) as service:
        yield service


@pytest.fixture(scope="module")
def description(small: SmallService) -> object:
    """The description, as the service gives it out; the guard around it answers no made-up host, and has tests of its own."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", small.app.application)


def operations() -> list[tuple[str, str, GenerationMode]]:
    """Every address and method described, asked rightly and, where there is something to get wrong, wrongly; no documents are needed."""
    nothing: Any = None
    described = build_api(Service(nothing, nothing, Metrics())).openapi()
    return [
        (path, method, mode)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        for mode in GenerationMode
        if mode is GenerationMode.POSITIVE or operation.keys() & {"parameters", "requestBody"}
    ]


@pytest.mark.parametrize(("path", "method", "mode"), operations())
def test_every_address_keeps_its_contract(description: Any, path: str, method: str, mode: GenerationMode) -> None:
    cases = description[path][method].as_strategy(generation_mode=mode)

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def keeps(case: Any) -> None:
        case.call_and_validate(excluded_checks=EXCLUDED)

    keeps()


def test_nothing_was_lost_and_it_still_answers(small: SmallService) -> None:
    assert small.client.get("/health").json()["ready"] is True
    assert (small.folder / "harbour-note.txt").is_file()
