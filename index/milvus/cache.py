"""What was read from a database lately.

What enters: keys, and a function that reads values for several of them at once. What leaves: values. It deliberately notices no
change: what it keeps never changes.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The last `most` values read. Safe to use from several threads."""

    def __init__(self, most: int, read: Callable[[Sequence[Key]], Mapping[Key, Value]]) -> None:
        self._most, self._read = most, read
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def many(self, keys: Sequence[Key]) -> dict[Key, Value]:
        """Values by key; those that are not known are read together, and those that are not there are left out."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
        missing = list(dict.fromkeys(key for key in keys if key not in found))
        if missing:
            found.update(self._read(missing))
        self.keep(found)
        return found

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Keep values that were read on another occasion."""
        with self._lock:
            for key, value in values.items():
                self._values[key] = value
                self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
