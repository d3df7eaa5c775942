"""Sessions of people who signed in.

What enters: the person who signed in and their stamp; later the id that their browser sends. What leaves: whose session it is, as long as it
lasts. It deliberately keeps ids as hashes, and in memory alone: nothing on disk could be stolen, and a restart signs everyone out.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from ui.service.accounts import Accounts
from ui.service.passwords import hashed_secret, new_secret
from ui.service.person import Person

# A working day with its breaks; who leaves in the evening signs in again in the morning.
IDLE_SECONDS = 8 * 3600.0
# However busy: once in a week a person shows again who they are.
LONGEST_SECONDS = 7 * 24 * 3600.0
# A person's computers, phones and browsers; one more ends the one that was idle longest.
SESSIONS_PER_USER = 20


@dataclass(slots=True)
class _Session:
    name: str
    stamp: str
    begun: float
    used: float


class Sessions:
    """Who is signed in. A session ends with its time, its user, or the password it was begun with."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts, self._clock = accounts, clock
        self._lock = threading.Lock()
        self._open: OrderedDict[str, _Session] = OrderedDict()  # least lately used first

    def begin(self, person: Person, stamp: str) -> str:
        """A new session's id, which only the person's browser will know. An id that came from outside is never taken."""
        made, now = new_secret(), self._clock()
        with self._lock:
            self._forget(now)
            own = [key for key, session in self._open.items() if session.name == person.name]
            for key in own[: max(0, len(own) - SESSIONS_PER_USER + 1)]:
                del self._open[key]
            self._open[hashed_secret(made)] = _Session(person.name, stamp, now, now)
        return made

    def person(self, session_id: str) -> Person | None:
        """Whose session this is; nobody's where it ended or never was."""
        key, now = hashed_secret(session_id), self._clock()
        with self._lock:
            session = self._open.get(key)
            if session is None:
                return None
            user = self._accounts.users().get(session.name)
            if user is None or user.stamp != session.stamp or _over(session, now):
                del self._open[key]
                return None
            session.used = now
            self._open.move_to_end(key)
            return Person(session.name, user.role)

    def end(self, session_id: str) -> None:
        """Sign out."""
        with self._lock:
            self._open.pop(hashed_secret(session_id), None)

    def _forget(self, now: float) -> None:
        for key in [key for key, session in self._open.items() if _over(session, now)]:
            del self._open[key]


def _over(session: _Session, now: float) -> bool:
    return now - session.used > IDLE_SECONDS or now - session.begun > LONGEST_SECONDS
