"""How often: attempts to sign in, questions, changes.

What enters: who or where from, at what moment. What leaves: how many seconds they have to wait, 0 for none. It deliberately sleeps for
nobody: whoever has to wait is told so at once, and costs nothing meanwhile.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

# So many names and addresses are remembered; those not seen for longest are forgotten first.
REMEMBERED = 20_000
# Three typing errors are free; then one second, two, four, …
FREE_ATTEMPTS = 3
# A name may be tried by others to keep its owner out, hence short; behind one address an office may sit, hence minutes.
LONGEST_WAIT_NAME = 60.0
LONGEST_WAIT_ADDRESS = 300.0
# From an address several people may sign in, and mistype.
FREE_ATTEMPTS_ADDRESS = 10
# Failures are forgotten after this long without another.
FORGOTTEN_AFTER = 3600.0


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Attempts:
    """Failed attempts to sign in, by name and by address. Each counts from its beginning, so that many at once are no way around."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def begin(self, name: str, address: str) -> float:
        """Seconds to wait before another attempt; where it is 0, the attempt is counted as failed until `succeeded`."""
        now, keys = self._clock(), (("name", name), ("address", address))
        with self._lock:
            wait = max(self._wait(key, now) for key in keys)
            if wait <= 0:
                for key in keys:
                    failures = self._failed.setdefault(key, _Failures(0, now))
                    failures.count, failures.last = failures.count + 1, now
                    self._failed.move_to_end(key)
                while len(self._failed) > REMEMBERED:
                    self._failed.popitem(last=False)
        return max(wait, 0.0)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of a name; of an address the last attempt alone, or one known password would make guessing others free."""
        with self._lock:
            self._failed.pop(("name", name), None)
            if failures := self._failed.get(("address", address)):
                failures.count -= 1

    def _wait(self, key: tuple[str, str], now: float) -> float:
        failures = self._failed.get(key)
        if failures is None:
            return 0.0
        if now - failures.last > FORGOTTEN_AFTER:
            del self._failed[key]
            return 0.0
        free, longest = (FREE_ATTEMPTS, LONGEST_WAIT_NAME) if key[0] == "name" else (FREE_ATTEMPTS_ADDRESS, LONGEST_WAIT_ADDRESS)
        over = failures.count - free
        return failures.last + min(2.0 ** min(over, 20), longest) - now if over >= 0 else 0.0


class Buckets:
    """So many a minute for each key, all of a minute's at once if need be (token bucket)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` of 0 sets no limit."""
        self._most, self._clock = float(per_minute), clock
        self._lock = threading.Lock()
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> float:
        """Take one; seconds to wait where there is none."""
        if not self._most:
            return 0.0
        now, rate = self._clock(), self._most / 60
        with self._lock:
            left, then = self._left.pop(key, (self._most, now))
            left = min(self._most, left + (now - then) * rate)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._left[key] = (left if wait else left - 1, now)
            while len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return wait
