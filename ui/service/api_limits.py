"""How much of this machine a client of the service may use.

What enters: requests, and the calls that answer them. What leaves: the same, bounded: so many bytes in a body, so many seconds
for it to come, so many calls at once, so many waiting, so many seconds for an answer. It deliberately does not stop a call
that runs: Python cannot; the call keeps its thread, and the client is told that it took too long.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from ui.service.api_problems import BUSY, TOO_SLOW, WRONG_MEDIA_TYPE, ApiProblem, problem_of
from ui.service.bodies import MAX_UPLOAD_BYTES, bounded, declared_bytes, too_large
from ui.service.guard import Application, Message, Receive, Send
from ui.service.turns import ASKER, NoRoomError, Turns, asker_of

T = TypeVar("T")

# A question, its filters and twenty earlier questions, every character of them escaped, are a quarter of this.
MAX_JSON_BYTES = 1024 * 1024
# A question takes a tenth of a second, on a large index and a busy machine a few.
SECONDS_FOR_AN_ANSWER = 30.0
# More questions at once than this share the same cores and are no faster.
CONCURRENT_ANSWERS = 4
# Two hundred people who ask at the same moment are answered; who waits behind more is better told to come back than kept.
WAITING_ANSWERS = 256
# One asker leaves places for others.
SHARE_OF_ONE_ASKER = 0.875


class Workers:
    """Threads that answer requests, a few at a time, one asker after another."""

    def __init__(self, threads: int = CONCURRENT_ANSWERS, waiting: int = WAITING_ANSWERS, seconds: float = SECONDS_FOR_AN_ANSWER) -> None:
        self._turns, self._seconds = Turns(threads, waiting, each=max(1, int(waiting * SHARE_OF_ONE_ASKER))), seconds

    @property
    def waiting(self) -> int:
        """How many calls wait for a thread."""
        return self._turns.waiting

    async def run(self, call: Callable[[], T]) -> T:
        """What a call returns. Raises ApiProblem when too many wait, when it takes too long, or for whatever it raised."""
        try:
            running = asyncio.wrap_future(self._turns.submit(ASKER.get(), call))
        except NoRoomError:
            raise ApiProblem(BUSY, "too many requests are waiting; try again in a moment", headers={"Retry-After": "1"}) from None
        try:
            return await asyncio.wait_for(running, self._seconds)
        except TimeoutError:
            raise ApiProblem(TOO_SLOW, f"no answer within {self._seconds:g} seconds; ask something narrower, or try again") from None
        except Exception as error:
            raise problem_of(error) from error


class Bounded:
    """An ASGI application around another one: bodies are bounded, and whatever goes wrong inside becomes a problem."""

    def __init__(self, app: Application, note: Callable[[str], None]) -> None:
        """`note` is told the name of each problem that is answered here."""
        self.app, self._note = app, note

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        most = _most_bytes(scope)
        ASKER.set(asker_of(scope))
        try:
            if declared_bytes(scope) > most:
                raise too_large(most)
            await self.app(scope, bounded(receive, most), send_noting)
        except Exception as error:
            if begun:
                raise
            problem = problem_of(error)
            self._note(problem.kind.name)
            await problem.response()(scope, receive, send)


def _most_bytes(scope: Message) -> int:
    return MAX_UPLOAD_BYTES if scope["method"] == "POST" and scope["path"].endswith("/documents") else MAX_JSON_BYTES


async def json_body(request: Request) -> None:
    """Refuse a body that is not called JSON: a form of another site could send it without asking."""
    _require(request, "application/json")


async def multipart_body(request: Request) -> None:
    """Refuse a body that is not a form with files."""
    _require(request, "multipart/form-data")


def _require(request: Request, wanted: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted:
        raise ApiProblem(WRONG_MEDIA_TYPE, f"the body has to be sent as {wanted}, and was sent as {given or 'nothing in particular'}")
