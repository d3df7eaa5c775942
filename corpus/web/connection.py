"""Web connections: one request's line to a server, whose every wait ends when the time in all is up.

What enters: numbers that were checked, and the name of the host they belong to. What leaves: a connection for http.client.
It deliberately finds no numbers itself: what was checked and what is asked cannot differ.
"""

import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BufferedReader, RawIOBase
from typing import Any, NamedTuple

from corpus.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Limits:
    max_bytes: int
    ends: float

    @property
    def seconds(self) -> float:
        """How many seconds are left. Raises DocumentError when none are."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise DocumentError("the server is too slow; try again later, or save the page yourself and add the file")
        return left


class Place(NamedTuple):
    """Where to connect: the host by name, and the numbers found for it."""

    host: str
    port: int
    secure: bool
    numbers: Sequence[str]


class _Line:
    """The socket of a connection as http.client uses one, which never waits longer than there is time in all.

    A socket's own limit begins anew with every byte: a server that sends one now and then would hold on for ever.
    """

    def __init__(self, plain: socket.socket, limits: Limits) -> None:
        self._socket, self._limits = plain, limits

    def sendall(self, content: bytes) -> None:
        self._socket.settimeout(self._limits.seconds)
        self._socket.sendall(content)

    def makefile(self, mode: str) -> BufferedReader:
        return BufferedReader(_Incoming(self._socket, self._limits))

    def close(self) -> None:
        """Nothing: http.client closes it before the answer is read."""


class _Incoming(RawIOBase):
    def __init__(self, plain: socket.socket, limits: Limits) -> None:
        self._socket, self._limits = plain, limits

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._limits.seconds)
        return self._socket.recv_into(buffer)


class Connection(HTTPConnection):
    """A connection to one of the numbers that were checked, in the host's name."""

    def __init__(self, place: Place, limits: Limits) -> None:
        super().__init__(place.host if place.host.isascii() else place.host.encode("idna").decode(), place.port)
        self._secure, self._numbers, self._limits = place.secure, place.numbers, limits
        self.default_port = 443 if self._secure else 80
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first number that answers."""
        problem = OSError("it has no number")
        for number in self._numbers:
            try:
                self._socket = socket.create_connection((number, self.port), self._limits.seconds)
                break
            except OSError as error:
                problem = error
        if self._socket is None:
            raise problem
        if self._secure:
            self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=self.host)
        self.sock = _Line(self._socket, self._limits)

    def hang_up(self) -> None:
        """Close the socket itself."""
        if self._socket is not None:
            self._socket.close()
