"""The body of a request, bounded in size and in time.

What enters: a request's parts as they come. What leaves: the same, or an `ApiProblem` where they are too much together or too slow: each part has
to come in time, and all of them at a rate below which nobody sends who means to end. It deliberately understands no content.
"""

import asyncio
import time

from corpus.listing import MAX_FILE_BYTES
from ui.service.api_problems import BODY_TOO_SLOW, TOO_LARGE, ApiProblem
from ui.service.guard import Message, Receive, request_headers

# One file as large as the library takes, and what a form writes around it.
MAX_UPLOAD_BYTES = MAX_FILE_BYTES + 64 * 1024
# A client on this machine or in this house sends the next part of a body at once.
SECONDS_FOR_A_PART = 30.0
# The worst line that a person would wait at; a body that trickles has this rate's time and half a minute.
SLOWEST_BYTES_PER_SECOND = 4 * 1024


def declared_bytes(scope: Message) -> int:
    """The size a request says its body has; 0 where it says none that can be understood."""
    declared = request_headers(scope).get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 20 else 0


def too_large(most: int) -> ApiProblem:
    """The body is larger than is taken here."""
    return ApiProblem(TOO_LARGE, f"the body is larger than {most:,} bytes", headers={"Connection": "close"})


def bounded(receive: Receive, most: int) -> Receive:
    """The body's parts, as long as they come in time and are not too much together."""
    taken, complete, begun, patience = 0, False, time.monotonic(), SECONDS_FOR_A_PART

    async def receive_bounded() -> Message:
        nonlocal taken, complete
        if complete:
            return await receive()
        left = begun + patience + taken / SLOWEST_BYTES_PER_SECOND - time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, min(patience, left)))
        except TimeoutError:
            late = f"no part of the body came for {patience:g} seconds, or all of it too slowly"
            raise ApiProblem(BODY_TOO_SLOW, late, headers={"Connection": "close"}) from None
        taken += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if taken > most:
            raise too_large(most)
        return message

    return receive_bounded


async def whole_body(receive: Receive) -> bytes:
    """All parts of a body put together; bound it first. Raises ApiProblem when the client leaves before its end."""
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ApiProblem(BODY_TOO_SLOW, "the client left")
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, for whoever reads it next."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
