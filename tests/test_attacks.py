"""Attacks on a served page and service, over TCP: strangers, readers who would edit, and people on each other's pages."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from guarded_site import DOCUMENTS, GuardedSite, guarded_site

from ui.service.access import Limits
from ui.service.roles import Use, use_of

LEAKED = ("harbour", "lighthouse", "Traceback", "/tmp/", "users.json")
# What a request for something of the page may be answered with when it is refused.
REFUSED = (303, 400, 401, 403, 404, 405)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedSite]:
    with guarded_site(tmp_path_factory.mktemp("attacked"), limits=Limits(0, 0, 200)) as made:
        yield made


@pytest.fixture
def unchanged(site: GuardedSite) -> Iterator[GuardedSite]:
    """The site, whose documents an attack must not change."""
    yield site
    assert site.is_unchanged()


# Without signing in ------------------------------------------------------------------------------------------------------


PAGE_ROUTES = (
    "GET /",
    "GET /config",
    "GET /theme.css",
    "GET /page-image?document=harbour-note.txt&page=1",
    "GET /gradio_api/queue/data?session_hash=abc",
    "GET /gradio_api/heartbeat/abc",
    "GET /gradio_api/upload_progress?upload_id=abc",
    "GET /gradio_api/startup-events",
    "GET /gradio_api/app_id",
    "POST /gradio_api/queue/join",
    "POST /gradio_api/run/predict",
    "POST /gradio_api/upload",
    "POST /gradio_api/cancel",
    "POST /gradio_api/reset",
    "POST /mcp",
    "GET /assets/../config",
    "GET //config",
    "GET /docs",
)


@pytest.mark.parametrize("route", PAGE_ROUTES)
def test_nobody_comes_in_without_signing_in(route: str, unchanged: GuardedSite) -> None:
    status, text = unchanged.asked(*route.split())
    assert status in REFUSED, text
    assert not any(word in text for word in LEAKED)


def test_no_address_of_the_service_is_open(unchanged: GuardedSite) -> None:
    with unchanged.program() as client:
        for method, path in [*unchanged.operations(), ("GET", "/api/v1/openapi.json"), ("POST", "/api/v1/unknown"), ("GET", "/api/v1/")]:
            answer = client.request(method, path, json={})
            assert answer.status_code == 401, (method, path)
            assert answer.headers["www-authenticate"].startswith("Bearer") and answer.json()["type"].endswith(":not-signed-in")


def test_forged_tokens_are_nobodys(unchanged: GuardedSite) -> None:
    good = unchanged.tokens["ana"]
    kept = unchanged.accounts.users()["ana"].tokens[0]
    forged = (
        good[:-1],
        good + "x",
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.upper(),
        kept.sha256,
        kept.token_id,
        "rapporteur_",
        "null",
        "' OR 1=1 --",
        "x" * 8_000,
    )
    with unchanged.program() as client:
        for token, scheme in itertools.product(forged, ("Bearer", "bearer")):
            assert client.get("/api/v1/documents", headers={"Authorization": f"{scheme} {token}"}).status_code == 401, token
        for header in (f"Basic {good}", good, f"Bearer  {good} x", f"Token {good}", "Bearer"):
            assert client.get("/api/v1/documents", headers={"Authorization": header}).status_code == 401, header
        assert client.get(f"/api/v1/documents?token={good}").status_code == 401
        assert client.get("/", headers={"Authorization": f"Bearer {good}"}).status_code == 303, "a token opens no page"


def test_a_wrong_token_is_refused_even_beside_a_right_cookie(unchanged: GuardedSite) -> None:
    with unchanged.browser("ana") as client:
        assert client.get("/api/v1/health").status_code == 200
        assert client.get("/api/v1/health", headers={"Authorization": "Bearer rapporteur_wrong"}).status_code == 401


def test_forged_sessions_are_nobodys(unchanged: GuardedSite) -> None:
    with unchanged.browser("ana") as client:
        good = client.cookies[unchanged.cookie_name]
    with unchanged.browser() as client:
        for forged in (good[:-1], good + "A", good.swapcase(), "", "ana", "../../users.json", unchanged.tokens["ana"], "A" * 43):
            sent = client.get("/config", headers={"Cookie": f"{unchanged.cookie_name}={forged}"})
            assert sent.status_code == 401, forged
        assert client.get("/config", headers={"Cookie": f"other={good}"}).status_code == 401


# A reader stays a reader -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["token", "cookie"])
def test_a_reader_changes_nothing_by_any_address(by: str, unchanged: GuardedSite) -> None:
    """Over the description of the service: an address that comes later is tried too."""
    changing = [(method, path) for method, path in unchanged.operations() if use_of(method, path) is Use.CHANGE]
    assert {("POST", "/api/v1/documents"), ("DELETE", "/api/v1/documents/harbour-note.txt"), ("POST", "/api/v1/index")} <= set(changing)
    with unchanged.program("ben") if by == "token" else unchanged.browser("ben") as client:
        for method, path in changing:
            answer = client.request(method, path, files={"file": ("new.txt", b"The pier is new.")} if path.endswith("/documents") else None)
            assert answer.status_code == 403, (method, path)
            assert answer.json()["type"].endswith(":refused") and "editors" in answer.json()["detail"]
        for method in ("PUT", "PATCH", "POST", "DELETE", "MOVE", "COPY", "PROPFIND"):
            assert client.request(method, "/api/v1/documents/harbour-note.txt").status_code in (400, 403, 405), method
        assert client.get("/api/v1/documents", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


def test_what_only_reads_is_a_readers(unchanged: GuardedSite) -> None:
    """Every address is either named as one that reads, or closed to readers; who adds one decides here which it is."""
    document = "/api/v1/documents/harbour-note.txt"
    closed = {("POST", "/api/v1/documents"), ("POST", "/api/v1/index"), ("PATCH", document), ("DELETE", document)}
    assert {(method, path) for method, path in unchanged.operations() if use_of(method, path) is Use.CHANGE} == closed
    with unchanged.program("ben") as client:
        for method, path in unchanged.operations():
            answer = client.request(method, path, json={} if method != "GET" else None)
            assert (answer.status_code == 403) == (use_of(method, path) is Use.CHANGE), (method, path, answer.text)


def test_a_reader_hands_in_texts_to_be_checked_and_none_reaches_the_library(unchanged: GuardedSite) -> None:
    with unchanged.browser("ben") as client:
        before = client.get("/api/v1/documents").json()
        assert client.post("/gradio_api/upload", files={"files": ("new.txt", b"The pier is new.")}).status_code == 200
        for path in ("/gradio_api/upload/", "//gradio_api/upload", "/gradio_api//upload", "/GRADIO_API/upload"):
            client.post(path, files={"files": ("new.txt", b"The pier is new.")})
        assert client.get("/api/v1/documents").json() == before
    assert unchanged.is_unchanged()


def events(site: GuardedSite, client: httpx.Client, session: str) -> None:
    """Every function of the page called as a page would, through the queue and beside it, with the names of documents for data."""
    names = list(DOCUMENTS)
    functions = client.get("/config").json()["dependencies"]
    assert len(functions) > 10
    for data in ({"documents": names, "document": names[0]}, names[0]):
        for function in functions:
            body = {"data": [list(names) for _ in function["inputs"]], "fn_index": function["id"], "session_hash": session, "event_data": data}
            client.post("/gradio_api/run/predict", json=body)
            if function["queue"] and client.post("/gradio_api/queue/join", json=body).status_code == 200:
                settled(client, session)


def settled(client: httpx.Client, session: str) -> str:
    """The news of a page's events, until they have ended."""
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        return "".join(stream.iter_text())


def test_a_reader_changes_nothing_by_any_function_of_the_page(unchanged: GuardedSite) -> None:
    before = sorted(unchanged.folder.parent.joinpath("index", "generations").iterdir())
    with unchanged.browser("ben") as client:
        events(unchanged, client, "bensession1")
    assert sorted(unchanged.folder.parent.joinpath("index", "generations").iterdir()) == before


def test_the_same_calls_of_an_editor_do_change_something(tmp_path: Path) -> None:
    """So that the test above can fail."""
    with guarded_site(tmp_path, limits=Limits(0, 0, 200)) as own, own.browser("ana") as client:
        events(own, client, "anasession1")
        assert own.files() != set(DOCUMENTS)


# One person's page is not another's --------------------------------------------------------------------------------------


def test_a_page_that_somebody_else_opened_is_closed(unchanged: GuardedSite) -> None:
    with unchanged.browser("ben") as ben, unchanged.browser("eve") as eve:
        welcome = next(each for each in ben.get("/config").json()["dependencies"] if each["queue"] is False)
        body = {"data": [[] for _ in welcome["inputs"]], "fn_index": welcome["id"], "session_hash": "openedbyben"}
        assert ben.post("/gradio_api/run/predict", json=body).status_code != 403
        for method, path, sent in (
            ("POST", "/gradio_api/run/predict", body),
            ("POST", "/gradio_api/queue/join", body),
            ("POST", "/gradio_api/cancel", {"session_hash": "openedbyben", "fn_index": 1, "event_id": "x"}),
            ("GET", "/gradio_api/queue/data?session_hash=openedbyben", None),
            ("GET", "/gradio_api/queue/data?session_hash=openedbyeve&session_hash=openedbyben", None),
            ("GET", "/gradio_api/heartbeat/openedbyben", None),
        ):
            answer = eve.request(method, path, json=sent)
            assert answer.status_code == 403 and "somebody else" in answer.text, path


def test_a_body_cannot_hide_whose_page_it_names(unchanged: GuardedSite) -> None:
    with unchanged.browser("ben") as ben, unchanged.browser("eve") as eve:
        assert ben.post("/gradio_api/reset", json={"session_hash": "benspage22", "event_id": "x"}).status_code != 403
        double = b'{"session_hash": "evespage", "data": [], "fn_index": 0, "session_hash": "benspage22"}'
        assert eve.post("/gradio_api/queue/join", content=double, headers={"Content-Type": "application/json"}).status_code == 403
        for broken in (b"{", b"[" * 100_000, b"\xff", b""):
            assert eve.post("/gradio_api/queue/join", content=broken, headers={"Content-Type": "application/json"}).status_code in (400, 403, 422)


def test_the_tools_are_a_readers_with_a_token(unchanged: GuardedSite) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"Accept": "application/json, text/event-stream"}
    with unchanged.program("ben") as client, unchanged.program() as stranger:
        listed = client.post("/mcp", json=asked, headers=accepted).json()["result"]["tools"]
        assert listed and all(tool["annotations"]["readOnlyHint"] for tool in listed)
        assert stranger.post("/mcp", json=asked, headers=accepted).status_code == 401
        assert client.get("/mcp").status_code == 405
