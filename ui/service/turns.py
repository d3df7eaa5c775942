"""Whose turn it is: calls that wait for a thread, one asker after another.

What enters: calls, each with who asks. What leaves: futures of what they return. Of those that wait, the next is the oldest of the asker
whose turn is longest ago (fair queuing; Nagle, RFC 970, 1985), so that somebody who asks fifty things at once waits for fifty, and whoever
asks one thing meanwhile waits for one. It deliberately knows nothing of requests, and never stops a call that runs.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

from ui.service.guard import client_address
from ui.service.person import SCOPE_KEY, Person

T = TypeVar("T")

# Who asks, in the task that answers a request; everybody is the same where nobody says.
ASKER: ContextVar[str] = ContextVar("asker", default="")


class NoRoomError(Exception):
    """There is no room for another call: of all askers, or of this one."""


class Turns:
    """Threads that make calls, `threads` at once; at most `waiting` wait, and `each` of one asker. Safe to use from several threads."""

    def __init__(self, threads: int, waiting: int, each: int) -> None:
        self._pool = ThreadPoolExecutor(threads, "answers")
        self._free, self._waiting, self._each = threads, waiting, each
        self._lock = threading.Lock()
        self._queues: OrderedDict[str, deque[tuple[Future[Any], Callable[[], Any]]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many calls wait."""
        with self._lock:
            return self._count()

    def submit(self, asker: str, call: Callable[[], T]) -> Future[T]:
        """The future of a call. Raises NoRoomError."""
        future: Future[T] = Future()
        with self._lock:
            if self._free <= 0 and (self._count() >= self._waiting or len(self._queues.get(asker, ())) >= self._each):
                raise NoRoomError
            self._queues.setdefault(asker, deque()).append((future, call))
            if self._free > 0:
                self._free -= 1
                self._pool.submit(self._work)
        return future

    def _count(self) -> int:
        return sum(not future.cancelled() for queue in self._queues.values() for future, _ in queue)

    def _work(self) -> None:
        """Make calls as long as any waits."""
        while True:
            with self._lock:
                if not self._queues:
                    self._free += 1
                    return
                future, call = self._next()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:
                future.set_exception(error)
            del future, call  # or what was answered would be kept until the next call

    def _next(self) -> tuple[Future[Any], Callable[[], Any]]:
        asker, queue = next(iter(self._queues.items()))
        taken = queue.popleft()
        self._queues.move_to_end(asker)
        if not queue:
            del self._queues[asker]
        return taken


def asker_of(scope: Mapping[str, Any]) -> str:
    """Who a request comes from: who signed in, or else the address it came from."""
    person = scope.get(SCOPE_KEY)
    return person.name if isinstance(person, Person) and person.name else client_address(scope)
