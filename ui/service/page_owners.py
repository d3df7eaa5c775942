"""Which open page is whose.

What enters: the id that Gradio knows an open page by, and who speaks for it. What leaves: whether it is theirs. It deliberately keeps
nothing but hashes of ids and names: who first speaks for a page has it.
"""

import threading
from collections import OrderedDict

from ui.service.passwords import hashed_secret

# Gradio forgets a closed page after an hour; nobody opens so many in one.
REMEMBERED = 50_000


class PageOwners:
    """Who opened which page. Without it, whoever learns the id of another's open page would read its answers as they come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: OrderedDict[str, str] = OrderedDict()

    def is_own(self, page: str, name: str) -> bool:
        """Whether a page is this person's; a page not known yet becomes theirs."""
        key = hashed_secret(page)
        with self._lock:
            owner = self._owners.setdefault(key, name)
            self._owners.move_to_end(key)
            while len(self._owners) > REMEMBERED:
                self._owners.popitem(last=False)
        return owner == name
