"""How long recognition may go on in one file.

What enters: seconds, from whoever starts the reading of a file. What leaves: whether any are left, to whoever is about to
recognise another page: what was recognised before is kept. A reader is called with a file's bytes alone, so the deadline
stands beside the call. It deliberately interrupts nothing.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

_DEADLINE: ContextVar[float] = ContextVar("deadline", default=inf)


@contextmanager
def recognition_limited(seconds: float) -> Iterator[None]:
    """No page is begun later than this many seconds from now, for the length of a `with` block."""
    token = _DEADLINE.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def time_left() -> bool:
    """Whether another page may be begun; always, where nobody set a limit."""
    return time.monotonic() < _DEADLINE.get()
