"""Attacks on a served page and service, over TCP: who may not come in, may not change anything, and may not keep others waiting."""

import contextlib
import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from guarded_site import DOCUMENTS, GuardedSite, guarded_site, received
from user_fixtures import PASSWORD

from ui.service import bodies, connections
from ui.service.access import Limits
from ui.service.gate import MAX_EVENT_BYTES
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
    assert site.files() == set(DOCUMENTS)
    assert all((site.folder / name).read_text(encoding="utf-8") == text for name, text in DOCUMENTS.items())


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
    """Every address is either named as one that reads, or closed to readers."""
    with unchanged.program("ben") as client:
        for method, path in unchanged.operations():
            answer = client.request(method, path, json={} if method != "GET" else None)
            assert (answer.status_code == 403) == (use_of(method, path) is Use.CHANGE), (method, path, answer.text)


def test_a_reader_uploads_nothing(unchanged: GuardedSite) -> None:
    with unchanged.browser("ben") as client:
        for path in ("/gradio_api/upload", "/gradio_api/upload/", "//gradio_api/upload", "/gradio_api//upload", "/GRADIO_API/upload"):
            answer = client.post(path, files={"files": ("new.txt", b"The pier is new.")})
            assert answer.status_code in (403, 404), path
    with unchanged.browser("ana") as client:
        assert client.post("/gradio_api/upload", files={"files": ("new.txt", b"The pier is new.")}).status_code == 200


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


# Files, names, addresses -------------------------------------------------------------------------------------------------


def test_gradio_gives_out_nothing_else(unchanged: GuardedSite, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the harbour's secret\n")
    targets = [
        str(secret),
        "/etc/passwd",
        str(unchanged.folder / "harbour-note.txt"),
        str(unchanged.accounts.path),
        "../../users.json",
        "..%2f..%2fusers.json",
    ]
    routes = (
        "gradio_api/file=",
        "gradio_api/file/",
        "file=",
        "static/",
        "assets/",
        "svelte/",
        "gradio_api/stream/",
        "gradio_api/proxy=",
        "gradio_api/custom_component/",
    )
    named = (
        "gradio_api/proxy=http://127.0.0.1:1/",
        "gradio_api/component_server",
        "gradio_api/call/x",
        "gradio_api/info",
        "gradio_api/api/predict",
        "gradio_api/runs",
    )
    with unchanged.browser("ana") as client:
        cookie = client.cookies[unchanged.cookie_name]
    for route, target in itertools.product(routes, targets):
        for path in (
            f"/{route}{target}",
            f"//{route}{target}",
            f"/{route.upper()}{target}",
            f"/x/../{route}{target}",
            f"/assets/%2e%2e/{route}{target}",
        ):
            status, text = unchanged.asked("GET", path, cookie)
            assert status in (400, 401, 403, 404, 405), (path, status)
            assert "secret\n" not in text and "root:" not in text and "argon2" not in text
    for path in (*named, "monitoring", "login", "docs", "openapi.json", "gradio_api/dev/reload", "gradio_api/vibe-edit", "gradio_api/next-thing"):
        for method in ("GET", "POST"):
            assert unchanged.asked(method, f"/{path}", cookie)[0] in (403, 404, 405), path


OUTSIDE = (
    "../outside.txt",
    "/etc/cron.d/outside.txt",
    "..\\outside.txt",
    "C:\\outside.txt",
    "a/../../outside.txt",
    "....//outside.txt",
    "%2e%2e%2foutside.txt",
    ".hidden.txt",
    "a\x00b.txt",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_files_name_leads_nowhere(name: str, tmp_path: Path, site: GuardedSite) -> None:
    around = set(site.folder.parent.iterdir())
    with site.program("ana") as client:
        answer = client.post("/api/v1/documents?update=false", files={"file": (name, f"The pier of {name!r} is long.".encode())})
        assert answer.status_code in (201, 400, 422)
        added = site.files() - set(DOCUMENTS)
        assert all("/" not in each and ".." not in Path(each).parts and not each.startswith(".") for each in added)
        for each in added:
            (site.folder / each).unlink()
    assert set(site.folder.parent.iterdir()) == around
    assert not (site.folder.parent / "outside.txt").exists() and not Path("/etc/cron.d/outside.txt").exists()


def test_names_of_documents_lead_nowhere(unchanged: GuardedSite) -> None:
    with unchanged.program("ana") as client:
        for name in (
            "..%2fusers.json",
            "%2Fetc%2Fpasswd",
            "..%5c..%5cusers.json",
            "%00",
            "harbour-note.txt%00.pdf",
            ".%2f..%2fusers.json",
            "harbour-note.txt%2f..%2f..%2fusers.json",
        ):
            for method, path in (("GET", f"documents/{name}"), ("GET", f"documents/{name}/passage?start=0&end=5"), ("DELETE", f"documents/{name}")):
                answer = client.request(method, f"/api/v1/{path}")
                assert answer.status_code in (404, 422), (path, answer.text)
                assert "argon2" not in answer.text and "root:" not in answer.text
        with unchanged.browser("ana") as browser:
            for name in ("../users.json", "/etc/passwd", "harbour-note.txt", "%00"):
                assert browser.get("/page-image", params={"document": name, "page": "1"}).status_code == 404


def test_links_out_of_the_folder_are_not_followed(site: GuardedSite) -> None:
    link, folder = site.folder / "link.txt", site.folder / "linked"
    link.symlink_to(site.accounts.path)
    folder.symlink_to(site.folder.parent)
    try:
        with site.program("ana") as client:
            job = client.post("/api/v1/index").json()["job_id"]
            while client.get(f"/api/v1/jobs/{job}").json()["status"] == "running":
                time.sleep(0.05)
            listed = client.get("/api/v1/documents").text
            assert "linked" not in listed and "users" not in listed
            for name in ("link.txt", "linked%2Fusers.json"):
                answer = client.get(f"/api/v1/documents/{name}", params={"text": True})
                assert answer.status_code == 404 and "argon2" not in answer.text, name
            found = client.post("/api/v1/search", json={"query": "argon2id editor stamp"}).json()
            assert "argon2" not in str(found["passages"])
    finally:
        link.unlink()
        folder.unlink()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("letter.docx", b"MZ\x90\x00 not a letter"),
        ("run.exe", b"MZ\x90"),
        ("x.html.exe", b"<p>a</p>"),
        ("none", b"text"),
    ],
)
def test_uploads_are_judged_by_their_content(name: str, content: bytes, unchanged: GuardedSite) -> None:
    with unchanged.program("ana") as client:
        assert client.post("/api/v1/documents", files={"file": (name, content)}).status_code in (415, 422), name


def test_nothing_breaks_out_of_a_header(unchanged: GuardedSite) -> None:
    with unchanged.browser("ana") as client:
        for path in (
            "/sign-in?x=%0d%0aSet-Cookie:%20a=b",
            "/?x=%0d%0aSet-Cookie:%20a=b",
            "/api/v1/documents/%0d%0aSet-Cookie:%20a=b",
            "/page-image?document=%0d%0aX-Evil:1&page=1",
        ):
            answer = client.get(path)
            assert "set-cookie" not in answer.headers and "x-evil" not in answer.headers
            assert "\n" not in answer.headers.get("location", "")
    with unchanged.program("ana") as client:
        answer = client.post("/api/v1/documents?update=false", files={"file": ("a\r\nX-Evil: 1\r\n.txt", b"The quay is new.")})
        assert "x-evil" not in answer.headers
        for each in unchanged.files() - set(DOCUMENTS):
            (unchanged.folder / each).unlink()


# Other sites, other names ------------------------------------------------------------------------------------------------


def test_other_sites_cannot_use_a_persons_session(unchanged: GuardedSite) -> None:
    with unchanged.browser("ana") as client:
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": f"http://evil.example:{unchanged.port}"},
            {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"},
            {"Origin": unchanged.address, "Sec-Fetch-Site": "cross-site"},
            {"Host": "evil.example", "Origin": "http://evil.example"},
            {"Host": f"evil.example:{unchanged.port}", "Origin": f"http://evil.example:{unchanged.port}"},
            {"Host": "127.0.0.1.evil.example", "Origin": "http://127.0.0.1.evil.example"},
        ):
            for method, path in (
                ("DELETE", "/api/v1/documents/harbour-note.txt"),
                ("POST", "/api/v1/index"),
                ("POST", "/gradio_api/queue/join"),
                ("POST", "/mcp"),
            ):
                assert client.request(method, path, headers=headers).status_code == 403, (headers, path)
            preflight = client.options("/api/v1/ask", headers=headers | {"Access-Control-Request-Method": "POST"})
            assert not [name for name in preflight.headers if name.startswith("access-control")]
    with unchanged.browser("ana") as client:
        del client.headers["Origin"], client.headers["Sec-Fetch-Site"]
        assert client.delete("/api/v1/documents/harbour-note.txt").status_code == 403, "a cookie alone says nothing of who sends it"


def test_every_answer_tells_the_browser_what_it_may_do(unchanged: GuardedSite) -> None:
    with unchanged.browser("ana") as client, unchanged.program() as stranger:
        answers = [
            client.get(path)
            for path in ("/", "/config", "/api/v1/health", "/api/v1/documents/none.txt", "/gradio_api/file=/etc/passwd", "/page-image")
        ]
        answers += [stranger.get(path) for path in ("/sign-in", "/api/v1/health", "/x")] + [stranger.get("/", headers={"Host": "evil.example"})]
        asset = client.get("/theme.css")
    for answer in (*answers, asset):
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cross-origin-opener-policy"] == answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "no-store" in answer.headers["cache-control"]
        assert "server" not in answer.headers and "x-powered-by" not in answer.headers
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "strict-transport-security" not in answer.headers, "this server speaks no HTTPS"


# Too much, too slow, too often -------------------------------------------------------------------------------------------


def test_large_bodies_are_refused_before_they_have_come(unchanged: GuardedSite) -> None:
    with unchanged.program("ana") as client, unchanged.browser("ana") as browser:
        assert client.post("/api/v1/ask", json={"question": "x" * 2_000_000}).status_code == 413
        assert browser.post("/gradio_api/queue/join", json={"data": ["x" * (MAX_EVENT_BYTES + 1)], "session_hash": "large"}).status_code == 413
        assert browser.post("/sign-in", data={"name": "x" * 100_000, "password": "y"}).status_code == 413
        assert browser.post("/", content=b"x" * 100_000).status_code in (405, 413)
    cookie = f"Cookie: {unchanged.cookie_name}={browser.cookies[unchanged.cookie_name]}\r\nOrigin: {unchanged.address}\r\n"
    for path in ("/gradio_api/upload", "/gradio_api/queue/join"):
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{unchanged.port}\r\n{cookie}Content-Type: multipart/form-data; boundary=x\r\n"
        assert b" 413 " in unchanged.raw(f"{head}Content-Length: 99999999999\r\n\r\n".encode())[:30], path


def test_a_body_without_a_length_is_counted_as_it_comes(unchanged: GuardedSite) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(400):
            yield b"x" * 65_536

    with unchanged.program("ana") as client:
        with contextlib.suppress(httpx.TransportError):  # it was told and cut off while it still sent
            assert client.post("/api/v1/ask", content=endless(), headers={"Content-Type": "application/json"}).status_code == 413
        assert client.get("/api/v1/health").status_code == 200


def test_slow_heads_are_cut_off(unchanged: GuardedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SECONDS_FOR_HEAD", 0.4)
    begun = time.monotonic()
    for head in (b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "):
        with socket.create_connection(("127.0.0.1", unchanged.port), timeout=5) as slow:
            slow.sendall(head)
            trickle = threading.Thread(target=dripped, args=(slow,), daemon=True)
            trickle.start()
            assert received(slow) == b""
    assert time.monotonic() - begun < 4
    monkeypatch.undo()
    with unchanged.program("ana") as client:
        assert client.get("/api/v1/health").status_code == 200


def dripped(connection: socket.socket) -> None:
    """A letter now and then, as long as somebody listens."""
    try:
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"a")
    except OSError:
        pass


def test_slow_bodies_are_cut_off(unchanged: GuardedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS_FOR_A_PART", 0.4)
    monkeypatch.setattr(connections, "SECONDS_TO_DRAIN", 0.4)
    head = (
        f"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{unchanged.port}\r\nAuthorization: Bearer {unchanged.tokens['ben']}\r\n"
        "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
    )
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", unchanged.port), timeout=5) as slow:
        slow.sendall(head.encode())
        threading.Thread(target=dripped, args=(slow,), daemon=True).start()
        assert b" 408 " in received(slow)[:30]
    assert time.monotonic() - begun < 4


def test_refused_bodies_that_trickle_on_are_cut_off(unchanged: GuardedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SECONDS_TO_DRAIN", 0.4)
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", unchanged.port), timeout=5) as slow:
        slow.sendall(f"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{unchanged.port}\r\nContent-Length: 5000\r\n\r\n".encode())
        threading.Thread(target=dripped, args=(slow,), daemon=True).start()
        assert b" 401 " in received(slow)[:30]
    assert time.monotonic() - begun < 4


def test_two_requests_are_not_taken_for_one(unchanged: GuardedSite) -> None:
    host = f"Host: 127.0.0.1:{unchanged.port}\r\n"
    for smuggled in (
        f"POST /mcp HTTP/1.1\r\n{host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /config HTTP/1.1\r\n{host}\r\n",
        f"POST /mcp HTTP/1.1\r\n{host}Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd",
        f"GET / HTTP/1.1\r\n{host}{host.replace('127.0.0.1', 'evil.example')}\r\n",
        f"GET / HTTP/1.1\r\n{host}X-A: {'a' * 100_000}\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "\x00\x01\x02\r\n\r\n",
    ):
        answer = unchanged.raw(smuggled.encode(), wait=2.0)
        assert b"HTTP/1.1 200" not in answer and b"components" not in answer, smuggled[:60]


def test_asking_too_often_has_to_wait(tmp_path: Path) -> None:
    with guarded_site(tmp_path, limits=Limits(questions_per_minute=3, changes_per_minute=2, connections=100)) as own:
        with own.program("ben") as ben, own.program("eve") as eve, own.browser("ben") as page:
            asked = [ben.post("/api/v1/ask", json={"question": "How many vessels?"}) for _ in range(5)]
            assert [answer.status_code for answer in asked] == [200, 200, 200, 429, 429]
            assert asked[3].json()["type"].endswith(":too-often") and 1 <= int(asked[3].headers["retry-after"]) <= 20
            assert eve.post("/api/v1/ask", json={"question": "How many vessels?"}).status_code == 200, "others need not wait"
            assert ben.post("/mcp", json={}).status_code == 429, "neither by another door"
            told = page.post("/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "often"})
            assert told.status_code == 429 and told.json()["detail"]
            assert page.get("/").status_code == 200
        with own.program("ana") as ana:
            assert [ana.post("/api/v1/index").status_code for _ in range(3)] == [202, 202, 429]


def test_too_many_connections_are_turned_away(tmp_path: Path) -> None:
    with guarded_site(tmp_path, limits=Limits(0, 0, connections=8)) as own:
        held = [socket.create_connection(("127.0.0.1", own.port), timeout=5) for _ in range(12)]
        try:
            with own.program("ana") as client:
                assert client.get("/api/v1/health").status_code == 503
        finally:
            for connection in held:
                connection.close()
        time.sleep(0.2)
        with own.program("ana") as client:
            assert client.get("/api/v1/health").status_code == 200


# Words that want to be obeyed --------------------------------------------------------------------------------------------


def test_instructions_in_documents_are_quoted_and_not_obeyed(unchanged: GuardedSite) -> None:
    with unchanged.program("ben") as client:
        answer = client.post("/api/v1/ask", json={"question": "Who may remove files according to the orders?"}).json()
        text = client.get("/api/v1/documents/orders.txt", params={"text": True}).json()["text"]
        for citation in answer["citations"]:
            if citation["document_id"] == "orders.txt":
                assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert client.post("/api/v1/index").status_code == 403, "whatever a document says of readers"
        other = client.post("/api/v1/ask", json={"question": "How many vessels did the harbour master count?"}).json()
        assert "412" in json.dumps(other["citations"])


def test_a_question_is_a_question_whatever_it_says(unchanged: GuardedSite) -> None:
    hostile: list[Any] = [
        "'; DROP TABLE documents; --",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "../../etc/passwd",
        "\x00\x01 ferry",
        '* OR NEAR(a b) " ^ -',
        "\u202e" * 50 + "ferry",
        "%s%n%x ferry",
        PASSWORD,
    ]
    with unchanged.program("ben") as client:
        for question in hostile:
            for path, body in (("ask", {"question": question}), ("search", {"query": question}), ("verify-quote", {"quote": question})):
                answer = client.post(f"/api/v1/{path}", json=body)
                assert answer.status_code in (200, 422), (path, question, answer.text)
                assert (
                    "Traceback" not in answer.text
                    and "sqlite" not in answer.text.lower()
                    and "49" not in json.dumps(answer.json().get("citations", ""))
                )
