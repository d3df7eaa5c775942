"""Sessions, attempts to sign in, token buckets, and when a server may start without users."""

import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from user_fixtures import ANOTHER, PASSWORD

from ui.service.access import Access, is_this_computer, public_address
from ui.service.accounts import Accounts
from ui.service.guard import FORWARDED_KEY, client_address, refusal
from ui.service.passwords import hashed_secret
from ui.service.person import SCOPE_KEY, Person
from ui.service.sessions import IDLE_SECONDS, LONGEST_SECONDS, SESSIONS_PER_USER, Sessions
from ui.service.throttle import Attempts, Buckets
from ui.service.turns import asker_of

COMMAND = Path(sys.executable).with_name("rapporteur")
pytestmark = pytest.mark.usefixtures("cheap_hashes")


# Sessions and attempts --------------------------------------------------------------------------------------------------


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def signed_in(accounts: Accounts, name: str = "ana") -> tuple[Person, str]:
    found = accounts.signed_in(name, PASSWORD)
    assert found
    return found


def test_a_session_lasts_while_it_is_used_and_not_for_ever(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts, clock)
    idle, busy = sessions.begin(*signed_in(accounts)), sessions.begin(*signed_in(accounts))
    begun = clock.now
    while clock.now - begun + IDLE_SECONDS / 2 <= LONGEST_SECONDS:
        clock.now += IDLE_SECONDS / 2
        assert sessions.person(busy) == Person("ana", "editor")
    assert sessions.person(idle) is None
    clock.now = begun + LONGEST_SECONDS + 1
    assert sessions.person(busy) is None


@pytest.mark.parametrize("change", ["remove", "password", "removed and added again"])
def test_sessions_end_with_their_user_or_password(accounts: Accounts, change: str) -> None:
    sessions = Sessions(accounts)
    session, other = sessions.begin(*signed_in(accounts)), sessions.begin(*signed_in(accounts, "ben"))
    if change == "password":
        accounts.change_password("ana", ANOTHER)
    else:
        accounts.remove("ana")
    if "again" in change:
        accounts.add("ana", "editor", PASSWORD)
    assert sessions.person(session) is None
    assert sessions.person(other) == Person("ben", "reader")


def test_a_role_counts_from_the_next_request(accounts: Accounts) -> None:
    sessions = Sessions(accounts)
    session = sessions.begin(*signed_in(accounts))
    accounts.change_role("ana", "reader")
    assert sessions.person(session) == Person("ana", "reader")


def test_ids_are_not_kept_and_cannot_be_chosen(accounts: Accounts) -> None:
    sessions = Sessions(accounts)
    session = sessions.begin(*signed_in(accounts))
    assert session not in repr(vars(sessions))
    for forged in ("", session[:-1], session + "=", "chosen-by-somebody", hashed_secret(session)):
        assert sessions.person(forged) is None
    sessions.end(session)
    assert sessions.person(session) is None


def test_a_user_has_so_many_sessions(accounts: Accounts) -> None:
    sessions = Sessions(accounts)
    made = [sessions.begin(*signed_in(accounts)) for _ in range(SESSIONS_PER_USER + 2)]
    assert [sessions.person(each) is None for each in made] == [True, True] + [False] * SESSIONS_PER_USER


def test_attempts_have_to_wait_longer_and_longer() -> None:
    clock, waits = Clock(), []
    attempts = Attempts(clock)
    for _ in range(12):
        while wait := attempts.begin("ana", "192.0.2.1"):
            waits.append(wait)
            clock.now += wait
    assert waits[:4] == [1, 2, 4, 8]
    assert sum(waits) > 200
    assert attempts.begin("ben", "192.0.2.1") > 0, "the address has to wait, whatever the name"
    assert attempts.begin("ana", "198.51.100.7") > 0, "the name has to wait, whatever the address"
    assert attempts.begin("ben", "198.51.100.7") == 0
    clock.now += 61
    assert attempts.begin("ana", "198.51.100.7") == 0, "nobody keeps a name's owner out for longer than a minute"


def test_a_known_password_does_not_make_guessing_free() -> None:
    attempts = Attempts(Clock())
    tried = 0
    for number in range(100):
        if attempts.begin(f"guess-{number}", "192.0.2.1"):
            break
        tried += 1
        if attempts.begin("own", "192.0.2.1") == 0:
            attempts.succeeded("own", "192.0.2.1")
    assert tried <= 10


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 20))
@settings(max_examples=50)
def test_a_bucket_never_gives_more_than_its_rate(pauses: list[float], per_minute: int) -> None:
    clock = Clock()
    buckets, taken, begun = Buckets(per_minute, clock), 0, clock.now
    for pause in pauses:
        clock.now += pause
        wait = buckets.take("ana")
        taken += not wait
        assert 0 <= wait <= 60 / per_minute + 1e-6
        assert taken <= per_minute + (clock.now - begun) * per_minute / 60 + 1e-6
    assert Buckets(0).take("ana") == 0


# Who may reach the server -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_this_computer_needs_no_users(host: str, tmp_path: Path) -> None:
    assert is_this_computer(host)
    Access(Accounts(tmp_path / "none.json")).check(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.7", "localhost.example", "127.0.0.1.example"])
def test_elsewhere_there_have_to_be_users_or_somebody_says_so(host: str, accounts: Accounts, tmp_path: Path) -> None:
    none = Accounts(tmp_path / "none.json")
    with pytest.raises(Exception, match="rapporteur user add NAME"):
        Access(none).check(host)
    Access(accounts).check(host)
    Access(none, without_users=True).check(host)
    with pytest.raises(Exception, match="rapporteur user add NAME"):
        Access(none, address="https://documents.example").check("127.0.0.1")


def test_addresses_are_origins() -> None:
    assert public_address("https://Documents.example/") == "https://documents.example"
    assert public_address("http://documents.example:80") == "http://documents.example"
    assert public_address("https://documents.example:8443") == "https://documents.example:8443"
    for wrong in ("documents.example", "ftp://documents.example", "https://", "https://a/b", "https://u@a", "https://a:99999", "https://[::1"):
        with pytest.raises(Exception, match="address is"):
            public_address(wrong)


@pytest.mark.parametrize(
    ("client", "named", "counted"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("127.0.0.1", "unknown", "unknown"),
    ],
)
def test_a_client_is_counted_by_its_address(client: str, named: str, counted: str) -> None:
    """What a proxy names stands in the scope only where somebody said that there is one; two behind it take turns as two."""
    scope = {"client": (client, 1), FORWARDED_KEY: named}
    assert client_address(scope) == asker_of(scope) == counted
    assert asker_of(scope | {SCOPE_KEY: Person("ana", "reader")}) == "ana"


@pytest.mark.parametrize(
    ("headers", "host", "address", "refused"),
    [
        ({"host": "documents.example", "origin": "https://documents.example"}, "127.0.0.1", "https://documents.example", False),
        ({"host": "documents.example", "origin": "http://evil.example"}, "127.0.0.1", "https://documents.example", True),
        ({"host": "evil.example"}, "0.0.0.0", "https://documents.example", True),
        ({"host": "192.0.2.7"}, "0.0.0.0", "https://documents.example", True),
        ({"host": f"{socket.gethostname()}:7860"}, "0.0.0.0", "", False),
        ({"host": "192.0.2.7:7860"}, "0.0.0.0", "", False),
        ({"host": "192.0.2.7.evil.example"}, "0.0.0.0", "", True),
        ({"host": ""}, "0.0.0.0", "", True),
        ({"host": "[::1"}, "0.0.0.0", "", True),
        ({"host": "127.0.0.1:7860", "origin": "http://["}, "127.0.0.1", "", True),
        ({"host": "127.0.0.1:7860", "origin": "null"}, "127.0.0.1", "", True),
    ],
)
def test_a_server_answers_to_its_own_names(headers: dict[str, str], host: str, address: str, refused: bool) -> None:
    assert bool(refusal(headers, host, address)) is refused
