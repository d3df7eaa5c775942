"""Attacks on a served page and service, over TCP: by other sites in the same browser, by size, by slowness, by number."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from guarded_site import GuardedSite, guarded_site, received

from ui.service import bodies, connections
from ui.service.access import Limits
from ui.service.gate import MAX_EVENT_BYTES


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedSite]:
    with guarded_site(tmp_path_factory.mktemp("attacked"), limits=Limits(0, 0, 200)) as made:
        yield made


@pytest.fixture
def unchanged(site: GuardedSite) -> Iterator[GuardedSite]:
    """The site, whose documents an attack must not change."""
    yield site
    assert site.is_unchanged()


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
        answer = unchanged.raw(smuggled.encode(), wait=0.7)
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
