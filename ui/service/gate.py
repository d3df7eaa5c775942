"""Who may come in, and how much each may ask.

What enters: requests that the guard let through. What leaves: the same, with the person they come from written into their scope; or a
refusal: not signed in, not allowed, too often, too large, too slow. It deliberately answers nothing else, and where anything is unclear
(users that cannot be read, a server that had users and has none) it lets nobody in.

A browser shows who it is by its session's cookie, a program by `Authorization: Bearer`. A cookie comes along whoever made the browser
send it, so a change with one has to say that it comes from this page; the guard has already refused those that say another.
"""

import json
import logging
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, RedirectResponse, Response

from ui.service.access import Access, is_this_computer
from ui.service.accounts_file import AccountsError
from ui.service.api_problems import NOT_SIGNED_IN, REFUSED, TOO_OFTEN, UNAVAILABLE, ApiProblem
from ui.service.bodies import MAX_UPLOAD_BYTES, again, bounded, declared_bytes, too_large, whole_body
from ui.service.guard import SERVICE, Application, Message, Receive, Send, client_address, request_headers, says_it_is_ours
from ui.service.page_owners import PageOwners
from ui.service.person import LOCAL, Person, set_person
from ui.service.roles import SAFE_METHODS, Use, is_event, is_upload, use_of
from ui.service.sign_in import SIGN_IN_PATHS, SignIn
from ui.service.throttle import Buckets

# What a person typed or pasted, and what was on the screen.
MAX_EVENT_BYTES = 4 * 1024 * 1024
# Nothing else of the page has a body worth the name.
MAX_OTHER_BYTES = 64 * 1024
BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who asks, and whether a cookie says so."""

    person: Person
    by_cookie: bool = False


class Gate:
    """An ASGI application around another one."""

    def __init__(self, application: Application, host: str, access: Access, sign_in: SignIn | None) -> None:
        """`sign_in` is there whenever there may be users. Raises RapporteurError where the server would be open by mistake."""
        access.check(host)
        self._application, self._access, self._sign_in = application, access, sign_in
        self._owners = PageOwners()
        self._had_users = False
        self._limited = not is_this_computer(host) or bool(access.address)
        limits = access.limits
        self._buckets = {
            Use.QUESTION: Buckets(limits.questions_per_minute),
            Use.LOOK: Buckets(limits.lookups_per_minute),
            Use.CHANGE: Buckets(limits.changes_per_minute),
        }

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        elif scope["type"] == "http":
            try:
                await self._let_in(scope, receive, send)
            except ApiProblem as problem:
                await _answer(problem, scope)(scope, receive, send)

    async def _let_in(self, scope: Message, receive: Receive, send: Send) -> None:
        receive = bounded(receive, _most_bytes(scope))
        caller = self._caller(scope)
        if self._sign_in and scope["path"] in SIGN_IN_PATHS:
            await self._sign_in.respond(scope, receive, send, caller.person if caller else None)
            return
        if caller is None:
            await _not_signed_in(scope)(scope, receive, send)
            return
        set_person(scope, caller.person)
        self._allowed(scope, caller)
        if declared_bytes(scope) > _most_bytes(scope):
            raise too_large(_most_bytes(scope))
        await self._application(scope, await self._own_page(scope, receive, caller.person), send)

    def _caller(self, scope: Message) -> _Caller | None:
        """Who asks; nobody where they have to say so and do not. Raises ApiProblem for a token that is nobody's."""
        accounts = self._access.accounts
        try:
            self._had_users = self._had_users or bool(accounts and accounts.users())
            if accounts is None or self._sign_in is None or not self._had_users:
                return _Caller(LOCAL)
            token = request_headers(scope).get("authorization", "")
            if token and scope["path"].startswith(SERVICE):
                person = accounts.bearer(token[len(BEARER) :].strip()) if token.lower().startswith(BEARER) else None
                if person is None:
                    raise _unknown("the token is not valid; `rapporteur user token NAME` makes one")
                return _Caller(person)
            person = self._sign_in.person(scope)
        except AccountsError as error:
            logging.getLogger(__name__).error("%s; nobody is let in", error)
            raise ApiProblem(UNAVAILABLE, "the users cannot be read; the program's log says why") from error
        return _Caller(person, by_cookie=True) if person else None

    def _allowed(self, scope: Message, caller: _Caller) -> None:
        """Raises ApiProblem for what this person may not do, or not now."""
        method = scope["method"]
        if caller.by_cookie and method not in SAFE_METHODS and not says_it_is_ours(request_headers(scope)):
            raise ApiProblem(REFUSED, "a change with a browser's session has to say which page it comes from; programs use a token")
        use = use_of(method, scope["path"])
        if use is Use.CHANGE and not caller.person.may_edit:
            raise ApiProblem(REFUSED, f"{caller.person.name} reads here; only editors may change the library")
        if use in self._buckets and (caller.person.name or self._limited):
            key = caller.person.name or client_address(scope)
            if wait := self._buckets[use].take(key):
                raise ApiProblem(TOO_OFTEN, "too many requests in a short time; try again in a moment", headers={"Retry-After": str(ceil(wait))})

    async def _own_page(self, scope: Message, receive: Receive, person: Person) -> Receive:
        """Raises ApiProblem where a person speaks for an open page that is somebody else's. Gradio knows an open page by an id alone."""
        if not person.name or not scope["path"].startswith("/gradio_api/"):
            return receive
        pages: list[Any] = []
        if is_event(scope["method"], scope["path"]):
            body = await whole_body(receive)
            receive = again(body, receive)
            pages = [_named(body)]
        elif scope["path"].startswith("/gradio_api/heartbeat/"):
            pages = [scope["path"].removeprefix("/gradio_api/heartbeat/").strip("/")]
        else:
            pages = [*parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [])]  # each: a library may take the last
        if not all(self._owners.is_own(str(page), person.name) for page in pages if page):
            raise ApiProblem(REFUSED, "this page was opened by somebody else; load it again")
        return receive


def _most_bytes(scope: Message) -> int:
    """How large a body may be; the service bounds its own by address, below the largest here."""
    path = scope["path"]
    if is_upload(path) or path.startswith(SERVICE):
        return MAX_UPLOAD_BYTES
    return MAX_EVENT_BYTES if is_event(scope["method"], path) else MAX_OTHER_BYTES


def _named(body: bytes) -> Any:
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiProblem(REFUSED, "the body is not JSON") from None
    return record.get("session_hash") if isinstance(record, dict) else ""


def _unknown(detail: str) -> ApiProblem:
    return ApiProblem(NOT_SIGNED_IN, detail, headers={"WWW-Authenticate": 'Bearer realm="rapporteur"'})


def _not_signed_in(scope: Message) -> Response:
    """A person is led to where they sign in; a program is told what it lacks."""
    if scope["method"] in ("GET", "HEAD") and scope["path"] == "/":
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"/sign-in?{query}" if query else "/sign-in", 303)
    of_page = scope["path"].startswith("/gradio_api/")
    return _answer(_unknown("You are signed out. Load the page again to sign in." if of_page else "send a token: Authorization: Bearer …"), scope)


def _answer(problem: ApiProblem, scope: Message) -> Response:
    """A problem as the one who asked can read it: the service's form, the page's own, or one sentence."""
    if scope["path"].startswith(SERVICE):
        return problem.response()
    if scope["path"].startswith("/gradio_api/"):
        return JSONResponse({"detail": problem.detail}, problem.kind.status, problem.headers)
    return Response(problem.detail, problem.kind.status, problem.headers, "text/plain; charset=utf-8")
