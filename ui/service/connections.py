"""Connections that are not held open for nothing.

What enters: the web server's connections. What leaves: the same, ended where the head of a request does not come in time, where a body
that nobody reads any more trickles on, where a client does not take its answer, or where one address holds too many. It
deliberately leaves alone what is open on purpose: a page waiting for news of its questions.
"""

import asyncio
import socket

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

# A browser sends the head of a request in one piece.
SECONDS_FOR_HEAD = 10.0
# What was refused may still be on its way; a megabyte at a slow line's rate.
SECONDS_TO_DRAIN = 20.0
# A full buffer of 64 KiB that does not empty in this time goes to nobody.
SECONDS_TO_TAKE = 60.0
# An office behind one address, with some open pages each.
CONNECTIONS_PER_ADDRESS = 250
# A head of a request of ours is a tenth of it.
MAX_HEAD_BYTES = 32 * 1024


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with an end to its patience."""

    _waiting: asyncio.TimerHandle | None = None
    _draining: asyncio.TimerHandle | None = None
    _full: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # An answer is written in two parts, and the second would wait 40 ms for the other side to acknowledge the first (Nagle).
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # From this computer come a person's own programs, or a proxy with everybody's connections.
        if self.client and not self.client[0].startswith("127.") and self.client[0] != "::1":
            same = [each for each in self.connections if isinstance(each, H11Protocol) and each.client and each.client[0] == self.client[0]]
            if len(same) > CONNECTIONS_PER_ADDRESS:
                transport.abort()
                return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._waiting, self._draining, self._full):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._expect_head()
        elif self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self._draining is not None and self.conn.their_state is not h11.SEND_BODY:
            self._draining.cancel()
            self._draining = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and self._draining is None and not self.transport.is_closing():
            self._draining = self.loop.call_later(SECONDS_TO_DRAIN, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._full is None:
            self._full = self.loop.call_later(SECONDS_TO_TAKE, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._full is not None:
            self._full.cancel()
            self._full = None

    def _expect_head(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(SECONDS_FOR_HEAD, self.transport.abort)
