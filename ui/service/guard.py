"""What a browser may and may not do with the page's server.

What enters: requests on their way to the page, responses on their way back. What leaves: the same, with headers that
forbid the browser any other server; requests made by other sites are refused. It deliberately knows nothing of
widgets, and holds no accounts: who can reach the address can use the page.
"""

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ui.service.person import LOCAL, set_person

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

SERVICE = "/api/"
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
HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode("ascii")),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)
# What Gradio's server can do besides and this page never asks for: give out files, fetch other addresses, describe
# and call functions by name, record runs, edit its own program. The service has its own addresses below one of these names.
UNUSED_ROUTES = re.compile(
    r"(?!(?-i:/api/v1/))/+((gradio_api/+)?(file|proxy|stream|call|runs|run-history|api|info|openapi|deep_link|component_server|custom_component"
    r"|dev|profiling|process_recording|(undo-)?vibe-\w+)|monitoring|login|logout|svelte|pwa_icon)(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI application around another one.

    `host` is the address the page is served at. On a loopback address only loopback names are answered, so that no
    other site can reach the page by pointing its own name at this machine.
    """

    application: Application
    host: str

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        reason = refusal(request_headers(scope), self.host) or refused_route(scope["path"])
        if reason:
            await _refuse(send, reason, scope["path"].startswith(SERVICE))
            return

        set_person(scope, LOCAL)  # the gate inside, where there is one, says who it really is

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self.application(scope, receive, send_guarded)


def request_headers(scope: Message) -> dict[str, str]:
    """The headers of a request by lower-case name."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def refusal(headers: dict[str, str], host: str) -> str:
    """Why a request is refused, or the empty string where it is not."""
    named = _name(headers.get("host", ""))
    if host in LOOPBACK_NAMES and named not in LOOPBACK_NAMES:
        return "This page is served on this computer only; open it at http://127.0.0.1."
    origin = headers.get("origin")
    served_as = {headers.get("host", ""), headers.get("x-forwarded-host", "")} - {""}
    if origin is not None and urlsplit(origin).netloc not in served_as:
        return "Another site may not use this page."
    # An image or a script of another site sends no Origin; browsers say of every request which site it comes from. A link
    # to the page is no use of it.
    if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
        return "Another site may not use this page."
    return ""


def refused_route(path: str) -> str:
    """Why a path is refused, or the empty string where it is not."""
    return "This page has no such address." if UNUSED_ROUTES.match(path) else ""


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
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", kind), *HEADERS]})
    await send({"type": "http.response.body", "body": body.encode("utf-8")})
