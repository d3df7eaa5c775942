"""Signing in and out: the addresses a browser without a session may use.

What enters: requests for them, and the function that renders the page. What leaves: the page, its style, a session's cookie, or a
refusal that does not say whether the name or the password was wrong. It deliberately shows nothing of the library, and sends
nobody anywhere but to the page itself.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from urllib.parse import parse_qs, quote

from starlette.responses import RedirectResponse, Response

from ui.service.access import Access
from ui.service.accounts import Accounts, one_spelling
from ui.service.api_problems import BUSY, METHOD_NOT_ALLOWED, NOT_FOUND, REFUSED, ApiProblem
from ui.service.bodies import bounded, whole_body
from ui.service.guard import Message, Receive, Send, client_address, request_headers, says_it_is_ours
from ui.service.passwords import is_password
from ui.service.person import Person
from ui.service.sessions import LONGEST_SECONDS, Sessions
from ui.service.throttle import Attempts

SIGN_IN, SIGN_OUT, STYLE = "/sign-in", "/sign-out", "/sign-in.css"
SIGN_IN_PATHS = frozenset({SIGN_IN, SIGN_OUT, STYLE})
MAX_FORM_BYTES = 8 * 1024
# One hash takes 64 MiB and some 50 ms of a core.
CONCURRENT_HASHES = 2
WAITING_HASHES = 30
# No script at all on a page where passwords are typed.
POLICY = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong: nothing, the wrong name or password, or too many attempts and seconds to wait."""

    wrong: bool = False
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class SignInPage:
    """How the page looks: its HTML for where the form goes, the name to begin with and what went wrong; and its style."""

    render: Callable[[str, str, Fault], str]
    style: Callable[[], str]


class SignIn:
    """Turns names and passwords into sessions, and sessions into people."""

    def __init__(self, accounts: Accounts, access: Access, port: int, page: SignInPage) -> None:
        self._accounts, self._access, self._page = accounts, access, page
        self.sessions, self._attempts = Sessions(accounts), Attempts()
        self._hashing, self._waiting = ThreadPoolExecutor(CONCURRENT_HASHES, "passwords"), 0
        if accounts.users():
            self._hashing.submit(is_password, "", "")  # the first unknown name shall not take longer than the second
        # A cookie counts for every port of a machine, hence the port; "__Host-" lets no other site below the same name set it.
        self._cookie = f"{'__Host-' if access.secure else ''}rapporteur-{port}"

    def person(self, scope: Message) -> Person | None:
        """Whose session a request's cookie names."""
        session_id = self._session_id(scope)
        return self.sessions.person(session_id) if session_id else None

    async def respond(self, scope: Message, receive: Receive, send: Send, person: Person | None) -> None:
        """Answer a request to one of `SIGN_IN_PATHS`."""
        response = await self._response(scope, receive, person)
        await response(scope, receive, send)

    async def _response(self, scope: Message, receive: Receive, person: Person | None) -> Response:
        path, method = scope["path"], scope["method"]
        if path == STYLE and method in ("GET", "HEAD"):
            return Response(self._page.style(), media_type="text/css")
        if path == SIGN_IN and method in ("GET", "HEAD"):
            return RedirectResponse(_home(scope), 303) if person else self._shown(scope, "", Fault())
        if method != "POST":
            raise ApiProblem(METHOD_NOT_ALLOWED, f"{method} is not taken here", headers={"Allow": "POST" if path == SIGN_OUT else "GET, HEAD, POST"})
        if path == STYLE:
            raise ApiProblem(NOT_FOUND, "there is nothing at this address")
        _require_own_form(scope)
        return self._signed_out(scope) if path == SIGN_OUT else await self._signed_in(scope, receive)

    async def _signed_in(self, scope: Message, receive: Receive) -> Response:
        name, password = await _form(receive)
        address, known_as = client_address(scope), one_spelling(name)
        if wait := self._attempts.begin(known_as, address):
            return self._shown(scope, name, Fault(wait_seconds=ceil(wait)))
        found = await self._checked(name, password)
        if found is None:
            return self._shown(scope, name, Fault(wrong=True))
        self._attempts.succeeded(known_as, address)
        self.sessions.end(self._session_id(scope))
        response = RedirectResponse(_home(scope), 303)
        self._set_cookie(response, self.sessions.begin(*found), int(LONGEST_SECONDS))
        return response

    async def _checked(self, name: str, password: str) -> tuple[Person, str] | None:
        """Whose name and password these are. Raises ApiProblem when too many are being checked."""
        if self._waiting >= WAITING_HASHES:
            raise ApiProblem(BUSY, "too many people are signing in; try again in a moment", headers={"Retry-After": "2"})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hashing, self._accounts.signed_in, name, password)
        finally:
            self._waiting -= 1

    def _signed_out(self, scope: Message) -> Response:
        self.sessions.end(self._session_id(scope))
        response = RedirectResponse(SIGN_IN, 303, {"Clear-Site-Data": '"cache"'})
        self._set_cookie(response, "", 0)
        return response

    def _set_cookie(self, response: Response, value: str, seconds: int) -> None:
        response.set_cookie(self._cookie, value, max_age=seconds, path="/", secure=self._access.secure, httponly=True, samesite="lax")

    def _session_id(self, scope: Message) -> str:
        """The id in the cookie; the first where somebody planted a second."""
        for part in request_headers(scope).get("cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == self._cookie:
                return value.strip('"')
        return ""

    def _shown(self, scope: Message, name: str, fault: Fault) -> Response:
        status = 429 if fault.wait_seconds else 401 if fault.wrong else 200
        headers = {"content-security-policy": POLICY} | ({"Retry-After": str(fault.wait_seconds)} if fault.wait_seconds else {})
        query = _query(scope)
        return Response(self._page.render(f"{SIGN_IN}?{query}" if query else SIGN_IN, name, fault), status, headers, "text/html; charset=utf-8")


def _require_own_form(scope: Message) -> None:
    """Raises ApiProblem for a form that does not say that it is this page's; the guard refused those that say another's."""
    if not says_it_is_ours(request_headers(scope)):
        raise ApiProblem(REFUSED, "sign in with a browser; programs use a token")


async def _form(receive: Receive) -> tuple[str, str]:
    body = await whole_body(bounded(receive, MAX_FORM_BYTES))
    try:
        sent = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=10)
    except (UnicodeDecodeError, ValueError):
        sent = {}
    return sent.get("name", [""])[0][:200], sent.get("password", [""])[0]


def _query(scope: Message) -> str:
    """What the person's link asked of the page, written so that it can be nothing but a query."""
    return quote(scope["query_string"].decode("latin-1"), safe="=&%+-._~")[:2_000]


def _home(scope: Message) -> str:
    query = _query(scope)
    return f"/?{query}" if query else "/"
