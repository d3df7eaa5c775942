"""What a browser may and may not do with the page's server.

What enters: requests on their way to the page, responses on their way back. What leaves: the same, with headers that
forbid the browser any other server; requests made by other sites, or under names that are not this server's, are refused. It
deliberately knows nothing of widgets and holds no accounts: who asks is the business of the gate inside (`ui.service.gate`).
"""

import ipaddress
import json
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ui.service.person import LOCAL, set_person

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

SERVICE = ("/api/", "/mcp")
# Where in a request's scope stands whom a proxy named as its client; nobody's word counts where no proxy was set.
FORWARDED_KEY = "rapporteur.forwarded-for"
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

# Gradio compiles small templates in the browser, hence 'unsafe-eval' and 'unsafe-inline'; what matters here is that
# nothing on the page can load from or send to another server, and that no other site can frame the page.
CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
# A form of the page has to say where it comes from ("no-referrer" would hide that from ourselves), and nobody else is told.
HEADERS = {
    b"content-security-policy": CONTENT_POLICY.encode("ascii"),
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
}
# A year: who came once encrypted does not come in the clear again.
ONLY_ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")
# The page's program has the same bytes for everybody, under names that change with them; everything else is somebody's own.
PROGRAM = re.compile(r"/(assets|static)/")
NOT_KEPT = (b"cache-control", b"private, no-store")
# What Gradio's server can do besides and this page never asks for: give out files, fetch other addresses, describe
# and call functions by name, record runs, edit its own program. The service has its own addresses below one of these names.
UNUSED_ROUTES = re.compile(
    r"(?!(?-i:/api/v1/))/+((gradio_api/+)?(file|proxy|stream|call|runs|run-history|api|info|openapi|deep_link|component_server|custom_component"
    r"|dev|profiling|process_recording|(undo-)?vibe-\w+)|monitoring|login|logout|svelte|pwa_icon)(?![\w-])",
    re.IGNORECASE,
)
# What is left below Gradio's own name; another one that a later version brings stays closed.
GRADIO_ROUTES = re.compile(
    r"/gradio_api/(app_id|cancel|heartbeat/\w+|queue/(data|join|status)|reset|run/\w+|startup-events|theme\.css|token|upload|upload_progress)/?"
)


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI application around another one.

    `host` is the address the page is served at. On a loopback address only loopback names are answered, elsewhere only those of this
    machine, so that no other site can reach the page by pointing its own name at it. `address` is what people type where a proxy stands
    before the server; then that is the only name besides loopback ones.
    """

    application: Application
    host: str
    address: str = ""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.application(scope, receive, send)
            return
        send_guarded = self._guarded(send, scope["path"])
        reason = refusal(request_headers(scope), self.host, self.address) or refused_route(scope["path"])
        if reason:
            await _refuse(send_guarded, reason, scope["path"].startswith(SERVICE))
            return
        set_person(scope, LOCAL)  # the gate inside, where there is one, says who it really is
        self._forget_hearsay(scope)
        await self.application(scope, receive, send_guarded)

    def _guarded(self, send: Send, path: str) -> Send:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._headers(message.get("headers", []), path)
            await send(message)

        return send_guarded

    def _headers(self, given: Any, path: str) -> list[tuple[bytes, bytes]]:
        """A response's headers with ours; no other origin is allowed anything, whatever a library says."""
        own = [(name, value) for name, value in given if not name.lower().startswith(b"access-control-")]
        names = {name.lower() for name, _ in own}
        if b"cache-control" not in names and not PROGRAM.match(path):
            own.append(NOT_KEPT)
        if self.address.startswith("https://"):
            own.append(ONLY_ENCRYPTED)
        return [*own, *((name, value) for name, value in HEADERS.items() if name not in names)]

    def _forget_hearsay(self, scope: Message) -> None:
        """What a request says of the way it came, anybody can write: the page's addresses are made from what a person set, or from the
        request's own host."""
        kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith((b"x-forwarded-", b"forwarded"))]
        if self.address:
            scope[FORWARDED_KEY] = request_headers(scope).get("x-forwarded-for", "").rpartition(",")[2].strip()
            scheme, _, name = self.address.partition("://")
            scope["scheme"] = scheme
            kept = [(key, name.encode("ascii") if key.lower() == b"host" else value) for key, value in kept]
        scope["headers"] = kept


def request_headers(scope: Message) -> dict[str, str]:
    """The headers of a request by lower-case name."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def client_address(scope: Mapping[str, Any]) -> str:
    """Where a request comes from: the other end of the connection, or, where a proxy was set, whom the proxy names last. Of an IPv6
    address the part that one household or office shares."""
    address = scope.get(FORWARDED_KEY) or (scope.get("client") or ("", 0))[0]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return str(address)[:64]
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def says_it_is_ours(headers: Mapping[str, str]) -> bool:
    """Whether a request says that it comes from this page, one that `refusal` let through; programs say nothing of the kind."""
    return "origin" in headers or headers.get("sec-fetch-site") == "same-origin"


def refusal(headers: dict[str, str], host: str, address: str = "") -> str:
    """Why a request is refused, or the empty string where it is not."""
    named = _name(headers.get("host", ""))
    if not _is_ours(named, host, address):
        where = address or ("http://127.0.0.1" if host in LOOPBACK_NAMES else "its address in numbers")
        only = "on this computer only" if host in LOOPBACK_NAMES and not address else "under its own name only"
        return f"This page is served {only}; open it at {where}."
    origin = headers.get("origin")
    if origin is not None and origin != address and origin.partition("://")[2] != headers.get("host", ""):
        return "Another site may not use this page."
    # An image or a script of another site sends no Origin; browsers say of every request which site it comes from. A link
    # to the page is no use of it.
    if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
        return "Another site may not use this page."
    return ""


def refused_route(path: str) -> str:
    """Why a path is refused, or the empty string where it is not."""
    closed = UNUSED_ROUTES.match(path) or (re.match(r"/+gradio_api(?![\w-])", path, re.IGNORECASE) and not GRADIO_ROUTES.fullmatch(path))
    return "This page has no such address." if closed else ""


def _is_ours(named: str, host: str, address: str) -> bool:
    """Whether a name is one that no other site can have: loopback, an address in numbers, this machine's own, or the one that was set."""
    if named in LOOPBACK_NAMES:
        return True
    if address:
        return named == urlsplit(address).hostname
    if host in LOOPBACK_NAMES:
        return False
    try:
        ipaddress.ip_address(named)
    except ValueError:
        machine = socket.gethostname().lower()
        return bool(named) and named in {host.lower(), machine, f"{machine}.local", machine.partition(".")[0]}
    return True


def _name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


async def _refuse(send: Send, reason: str, to_a_program: bool) -> None:
    """One sentence for people, or, at an address of the service, a problem as RFC 9457 has it."""
    problem = {"type": "urn:rapporteur:problem:refused", "title": "The request is refused", "status": 403, "detail": reason}
    kind, body = (b"application/problem+json", json.dumps(problem)) if to_a_program else (b"text/plain; charset=utf-8", reason)
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", kind)]})
    await send({"type": "http.response.body", "body": body.encode("utf-8")})
