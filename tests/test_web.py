"""Fetching an address: only what is public, only so much, only so long. The server is a real one, in a thread."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import ClassVar
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError
from corpus.web.fetching import fetch
from corpus.web.hosts import checked_numbers, is_public

PAGE = b"<html><body><p>The harbour is closed until June.</p></body></html>"
BOMB = gzip.compress(b"<p>" + b"a" * 3_000_000)


HTML = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": "a=b"}
# What the server answers, by path: content, status and headers.
ANSWERS: dict[str, tuple[bytes, int, dict[str, str]]] = {
    "/cut": (PAGE, 200, {"Content-Length": str(len(PAGE) + 10)}),
    "/missing": (b"no", 404, {}),
    "/packed": (gzip.compress(PAGE), 200, {"Content-Encoding": "gzip"}),
    "/bomb": (BOMB, 200, {"Content-Encoding": "gzip"}),
    "/brotli": (PAGE, 200, {"Content-Encoding": "br"}),
    "/broken-gzip": (gzip.compress(PAGE)[:-12], 200, {"Content-Encoding": "gzip"}),
    "/big": (b"a" * 3_000_000, 200, {}),
    "/film": (b"film", 200, {"Content-Type": "video/mp4"}),
    "/report.csv": (b"a,b\n1,2\n", 200, {"Content-Type": "application/octet-stream"}),
    "/pretends": (b"%PDF-1.7 ...", 200, {}),
    "/empty": (b"", 200, {}),
}


class Handler(BaseHTTPRequestHandler):
    """A server with a page at every address, and worse at some."""

    seen: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append(dict(self.headers.items()))
        path = unquote(self.path.partition("?")[0])
        if path.startswith("/to/"):
            self.answer(b"", 302, {"Location": path.removeprefix("/to/")})
        elif path.startswith("/loop"):
            self.answer(b"", 302, {"Location": f"{path}x"})
        elif path in {"/drip", "/slow-head", "/endless"}:
            {"/drip": self.drip, "/slow-head": self.drip_head, "/endless": self.endless}[path]()
        else:
            self.answer(*ANSWERS.get(path, (PAGE, 200, {})))

    def answer(self, content: bytes, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (HTML | {"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.trickle(b"a")

    def drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self.trickle(b"a")

    def trickle(self, piece: bytes) -> None:
        try:
            for _ in range(100):
                self.wfile.write(piece)
                time.sleep(0.05)
        except OSError:
            pass

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(1_000):
                self.wfile.write(b"a" * 10_000)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: some of these tests speak nonsense to it."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def loopback(number: IPv4Address | IPv6Address) -> bool:
    return number == ip_address("127.0.0.1")


def test_a_page_comes_with_a_safe_name_and_its_address(site: str) -> None:
    page = fetch(f"{site}/news/Ferry%20fares/../2023.html?id=5#top", allowed=loopback)
    assert page.content == PAGE
    assert page.address == f"{site}/news/Ferry%20fares/../2023.html?id=5"
    assert page.name == "127.0.0.1-news-Ferry-fares-2023-id-5.html"


def test_an_honest_name_and_no_cookies_go_to_the_server(site: str) -> None:
    Handler.seen.clear()
    fetch(f"{site}/to//page", allowed=loopback)
    assert len(Handler.seen) == 2
    for headers in Handler.seen:
        assert headers["User-Agent"].startswith("rapporteur") and headers["Accept-Encoding"] == "gzip"
        assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_a_redirect_is_followed_and_the_last_address_is_kept(site: str) -> None:
    assert fetch(f"{site}/to//page", allowed=loopback).address == f"{site}/page"


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://localhost:1/"])
def test_a_redirect_into_the_network_is_refused(site: str, target: str) -> None:
    def resolve(host: str, port: int, **options: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("127.0.0.2" if host == "localhost" else host, port))]

    with pytest.raises(DocumentError, match="inside this machine or its network"):
        fetch(f"{site}/to/{target}", allowed=loopback, resolve=resolve)


def test_a_redirect_to_a_file_is_refused(site: str) -> None:
    with pytest.raises(DocumentError, match="has to begin with http"):
        fetch(f"{site}/to/file:///etc/passwd", allowed=loopback)


def test_redirects_end(site: str) -> None:
    with pytest.raises(DocumentError, match="redirected more than 5 times"):
        fetch(f"{site}/loop", allowed=loopback)


@pytest.mark.parametrize("path", ["big", "endless", "bomb"])
def test_too_much_is_refused(site: str, path: str) -> None:
    with pytest.raises(DocumentError, match="1,000,000 bytes that are fetched"):
        fetch(f"{site}/{path}", allowed=loopback, max_bytes=1_000_000)


@pytest.mark.parametrize("path", ["drip", "slow-head"])
def test_a_server_that_drips_is_left(site: str, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(DocumentError, match="too slow"):
        fetch(f"{site}/{path}", allowed=loopback, timeout_s=0.3)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "answers 404"),
        ("film", "of the kind video/mp4"),
        ("brotli", "packs it as br"),
        ("cut", "broke off after"),
        ("broken-gzip", "broke off"),
        ("empty", "nothing at this address"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(site: str, path: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        fetch(f"{site}/{path}", allowed=loopback)


def test_packed_pages_and_other_kinds_of_files_are_taken(site: str) -> None:
    assert fetch(f"{site}/packed", allowed=loopback).content == PAGE
    assert fetch(f"{site}/report.csv", allowed=loopback).name.endswith("-report.csv")
    assert fetch(f"{site}/pretends", allowed=loopback).name.endswith("-pretends.pdf")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/a", "file:///etc/passwd", "gopher://example.org", "javascript:alert(1)", "//example.org", "example.org", "",
        "http://", "http:///path", "http://user:secret@example.org/", "http://user@example.org/", "http://example.org:99999/",
        "http://exa mple.org/", "http://example.org\\@127.0.0.1/", "http://[::1", "http://example.org/" + "a" * 3_000,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_before_anything_is_asked(address: str) -> None:
    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise AssertionError("a name was looked up")

    with pytest.raises(DocumentError):
        fetch(address, resolve=resolve)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "127.0.0.1.", "localhost",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[::127.0.0.1]",
        "[fe80::1]", "[fc00::1]", "[fec0::1]", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255",
    ],
)  # fmt: skip
def test_no_spelling_of_an_inner_number_is_asked(host: str) -> None:
    with pytest.raises(DocumentError):
        fetch(f"http://{host}:9/", timeout_s=1)


def test_public_numbers_are_public() -> None:
    for number in ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"):
        assert is_public(ip_address(number))


def test_one_inner_number_among_public_ones_is_enough_to_refuse() -> None:
    def resolve(host: str, port: int, **options: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("93.184.216.34", port)), (0, 0, 0, "", ("10.0.0.1", port))]

    with pytest.raises(DocumentError, match=r"10\.0\.0\.1"):
        checked_numbers("example.org", 80, resolve, is_public)


def test_a_name_is_looked_up_once_and_the_checked_number_is_asked(site: str) -> None:
    port = int(site.rpartition(":")[2])
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    def resolve(host: str, port: int, **options: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (number, port)) for number in next(answers)]

    Handler.seen.clear()
    assert fetch(f"http://changes.example:{port}/", allowed=loopback, resolve=resolve).content == PAGE
    assert Handler.seen[0]["Host"] == f"changes.example:{port}"


def test_a_site_that_cannot_prove_its_name_is_refused(site: str) -> None:
    with pytest.raises(DocumentError):
        fetch(site.replace("http://", "https://"), allowed=loopback, timeout_s=2)


def test_nobody_there_and_no_such_name() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DocumentError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", allowed=loopback)

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror("unknown")

    with pytest.raises(DocumentError, match="no site has the name"):
        fetch("http://example.invalid/", resolve=resolve)


@given(st.text(max_size=40))
def test_any_words_are_an_address_or_a_reason(words: str) -> None:
    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror("unknown")

    for address in (words, f"http://{words}", f"https://example.org/{words}"):
        with pytest.raises(DocumentError):
            fetch(address, resolve=resolve)
