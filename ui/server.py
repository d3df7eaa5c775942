"""The server behind the page.

What enters: a page and the address to serve it at. What leaves: a server, not yet running, and the socket it will use.
It deliberately knows nothing of what the page shows.
"""

import asyncio
import socket

import uvicorn

from corpus.errors import RapporteurError
from ui.layout import NOBODY_SIGNS_IN, WebPage, application
from ui.service.access import Access
from ui.service.connections import MAX_HEAD_BYTES, PatientProtocol
from ui.stopping import Work

# Requests that are being answered have so long when the server is stopped; then whoever waits is let go.
SECONDS_TO_FINISH = 10
# Longer than the five seconds for which common clients keep a connection: one that is closed while it is being used again is an error there.
SECONDS_BETWEEN_REQUESTS = 20


class PageServer(uvicorn.Server):
    """A web server that finishes what people wait for when it is stopped, and then ends the connections of open pages: those are held for
    news of the next question, and nobody waits for people to close them."""

    def __init__(self, config: uvicorn.Config, end_connections: asyncio.Event, work: Work) -> None:
        super().__init__(config)
        self._end_connections, self._work = end_connections, work

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:  # first of all: who comes now is told at once that nobody is here
            server.close()
        abandoning = asyncio.create_task(asyncio.to_thread(self._work.abandon_updates))
        await self._work.answered()
        self._end_connections.set()
        await super().shutdown(sockets)
        await abandoning


def page_server(page: WebPage, host: str, port: int, access: Access = NOBODY_SIGNS_IN) -> PageServer:
    """A server for the page that says nothing unless something is wrong. Raises RapporteurError where it would be open to others by mistake."""
    guarded, end_connections = application(page, host, port, access)
    config = uvicorn.Config(
        guarded,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        http=PatientProtocol,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        limit_concurrency=access.limits.connections or None,
        proxy_headers=False,  # the guard reads them, where somebody said that a proxy is there
        timeout_keep_alive=SECONDS_BETWEEN_REQUESTS,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    return PageServer(config, end_connections, Work(page.service.metrics, page.service.changes.jobs.updater))


def listen(host: str, port: int) -> socket.socket:
    """A socket at the address, any free port for 0. Raises RapporteurError when it is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        problem = f"the page cannot be served at {host}:{port}: {reason}; choose another port or host"
        raise RapporteurError(problem) from error
