"""Users, their passwords and tokens, the file they are kept in, and the commands that change it."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from user_fixtures import ANOTHER, PASSWORD

from ui.service import passwords
from ui.service.accounts import Accounts, user_name
from ui.service.accounts_file import AccountsError, read_users, write_users
from ui.service.passwords import TOKEN_PREFIX, hashed_secret, is_password
from ui.service.person import Person

COMMAND = Path(sys.executable).with_name("rapporteur")
pytestmark = pytest.mark.usefixtures("cheap_hashes")


# Passwords and tokens ---------------------------------------------------------------------------------------------------


def test_passwords_are_hashed_with_argon2id_at_the_librarys_costs() -> None:
    assert passwords.PasswordHasher().memory_cost >= 64 * 1024
    kept = passwords.PasswordHasher().hash(PASSWORD)
    assert kept.startswith("$argon2id$")


def test_the_right_password_is_the_only_one(accounts: Accounts) -> None:
    found = accounts.signed_in(" ANA ", PASSWORD)
    assert found and found[0] == Person("ana", "editor")
    for name, password in (
        ("ana", PASSWORD + " "),
        ("ana", ""),
        ("ben", "wrong"),
        ("carl", PASSWORD),
        ("", PASSWORD),
        ("../ana", PASSWORD),
        ("ana", "x" * 9_999),
    ):
        assert accounts.signed_in(name, password) is None, name


def test_one_password_is_kept_as_two_hashes(accounts: Accounts) -> None:
    kept = {user.password for user in accounts.users().values()}
    assert len(kept) == 2
    assert PASSWORD not in accounts.path.read_text()


def test_nobody_has_the_empty_hash() -> None:
    assert not is_password("", "")
    assert not is_password("", PASSWORD)
    assert not is_password("no hash at all", PASSWORD)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_a_password_is_itself_and_no_other(one: str, other: str) -> None:
    kept = passwords.hashed_password(one)
    assert is_password(kept, one)
    assert is_password(kept, other) == (passwords._composed(one) == passwords._composed(other))


def test_an_accent_is_typed_in_two_ways() -> None:
    assert is_password(passwords.hashed_password("caf\u00e9 caf\u00e9 caf\u00e9"), "cafe\u0301 cafe\u0301 cafe\u0301")


@pytest.mark.parametrize("weak", ["", "short", "elevenchars", "with a line\nbreak in it", "x" * 501])
def test_weak_passwords_are_refused_in_words(accounts: Accounts, weak: str) -> None:
    with pytest.raises(AccountsError, match="the password"):
        accounts.add("dora", "reader", weak)
    assert "dora" not in accounts.users()


def test_a_hash_at_lower_costs_is_made_anew_when_its_owner_signs_in(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    before = accounts.users()["ana"]
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert accounts.signed_in("ana", "wrong wrong wrong") is None
    assert accounts.users()["ana"] == before
    assert accounts.signed_in("ana", PASSWORD)
    after = accounts.users()["ana"]
    assert "m=16,t=2" in after.password and after.stamp == before.stamp
    assert accounts.signed_in("ana", PASSWORD)


def test_a_token_is_shown_once_and_kept_as_a_hash(accounts: Accounts) -> None:
    token, kept = accounts.add_token("ana", "nightly")
    assert token.startswith(TOKEN_PREFIX) and len(token) >= len(TOKEN_PREFIX) + 43
    assert token not in accounts.path.read_text() and kept.sha256 == hashed_secret(token)
    assert accounts.bearer(token) == Person("ana", "editor")
    for forged in (
        token[:-1],
        token + "A",
        token.swapcase(),
        token.removeprefix(TOKEN_PREFIX),
        TOKEN_PREFIX,
        "",
        kept.sha256,
        TOKEN_PREFIX + "\ud800",
    ):
        assert accounts.bearer(forged) is None, forged
    accounts.revoke_token("ana", kept.token_id)
    assert accounts.bearer(token) is None
    with pytest.raises(AccountsError, match="no token"):
        accounts.revoke_token("ana", kept.token_id)


# The file ---------------------------------------------------------------------------------------------------------------


def test_the_file_is_its_owners_alone(accounts: Accounts) -> None:
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600
    assert [path.name for path in accounts.path.parent.iterdir() if path.suffix != ".lock"] == ["users.json"]


def test_another_process_is_heard_at_once(accounts: Accounts) -> None:
    token, _ = accounts.add_token("ben")
    elsewhere = Accounts(accounts.path)
    assert elsewhere.bearer(token) == Person("ben", "reader")
    accounts.change_role("ben", "editor")
    assert elsewhere.bearer(token) == Person("ben", "editor")
    accounts.remove("ben")
    assert elsewhere.bearer(token) is None
    assert elsewhere.signed_in("ben", PASSWORD) is None


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe\x00",
        b'{"format": 2, "users": {}}',
        b'{"format": 1}',
        b'{"format": 1, "users": {"ana": {"role": "owner", "password": "", "stamp": "", "tokens": []}}}',
        b'{"format": 1, "users": {"ana": {"role": "editor", "password": null, "stamp": "", "tokens": []}}}',
        b'{"format": 1, "users": {"ana": {"role": "editor", "password": "", "stamp": "", "tokens": [{}]}}}',
    ],
)
def test_a_damaged_file_lets_nobody_in(accounts: Accounts, written: bytes) -> None:
    accounts.path.write_bytes(written)
    for ask in (accounts.users, lambda: accounts.signed_in("ana", PASSWORD), lambda: accounts.add("dora", "reader", PASSWORD)):
        with pytest.raises(AccountsError, match="damaged"):
            ask()
    assert accounts.path.read_bytes() == written


def test_a_full_disk_leaves_the_users_as_they_were(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    before = accounts.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AccountsError, match="No space left"):
        accounts.add("dora", "reader", PASSWORD)
    assert accounts.path.read_bytes() == before
    assert {path.name for path in accounts.path.parent.iterdir()} <= {"users.json", "users.json.lock"}


def test_many_writers_lose_nothing(accounts: Accounts) -> None:
    threads = [threading.Thread(target=Accounts(accounts.path).add_token, args=("ana", f"number {number}")) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {token.label for token in accounts.users()["ana"].tokens} == {f"number {number}" for number in range(12)}


def test_what_is_written_is_what_is_read(accounts: Accounts, tmp_path: Path) -> None:
    write_users(tmp_path / "copy.json", accounts.users())
    assert read_users(tmp_path / "copy.json") == accounts.users()
    assert read_users(tmp_path / "none.json") == {}


@pytest.mark.parametrize("name", ["", " ", ".", "..", "../ana", "a/b", "a\\b", "a b", "-rf", "@home", "a\nb", "a\x00b", "<b>", "x" * 65, "\u202eana"])
def test_names_are_plain(name: str) -> None:
    with pytest.raises(AccountsError, match="no user's name"):
        user_name(name)


@pytest.mark.parametrize(
    ("typed", "kept"), [("Ana", "ana"), (" ana.k@rcc-int.org ", "ana.k@rcc-int.org"), ("Ćamil", "ćamil"), ("STRASSE", "strasse")]
)
def test_one_name_has_one_spelling(typed: str, kept: str) -> None:
    assert user_name(typed) == kept


# Commands ---------------------------------------------------------------------------------------------------------------


def run(tmp_path: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORTEUR_")}
    environment = kept | {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path)}
    return subprocess.run([COMMAND, "user", *arguments], env=environment, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def test_the_commands(tmp_path: Path) -> None:
    assert run(tmp_path, "list").stdout == ""
    assert "added ana, editor" in run(tmp_path, "add", "Ana", "--role", "editor", stdin=f"{PASSWORD}\n").stderr
    kept = Accounts(tmp_path / "data" / "rapporteur" / "users.json")
    made = run(tmp_path, "token", "ana", "--label", "nightly")
    assert kept.bearer(made.stdout.strip()) == Person("ana", "editor")
    assert made.stdout.strip() not in made.stderr
    listed = json.loads(run(tmp_path, "list", "--json").stdout)
    assert (listed["name"], listed["role"], listed["tokens"][0]["label"]) == ("ana", "editor", "nightly")
    assert "sha256" not in str(listed) and "argon2" not in str(listed)
    assert run(tmp_path, "token", "ana", "--revoke", listed["tokens"][0]["token_id"]).returncode == 0
    assert kept.bearer(made.stdout.strip()) is None
    stamp = kept.users()["ana"].stamp
    assert run(tmp_path, "password", "ana", stdin=f"{ANOTHER}\n").returncode == 0
    assert kept.users()["ana"].stamp != stamp
    assert run(tmp_path, "role", "ana", "reader").returncode == 0
    assert kept.users()["ana"].role == "reader"
    assert "lets nobody in" in run(tmp_path, "remove", "ana").stderr
    assert kept.users() == {}


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "Ana"), "short\n", "the password has 5 characters; it needs 12"),
        (("add", "Ana", "--role", "owner"), f"{PASSWORD}\n", "role is 'owner'; it must be one of reader, editor"),
        (("add", "../ana"), f"{PASSWORD}\n", "no user's name"),
        (("remove", "nobody"), "", "there is no user 'nobody'"),
        (("token", "nobody"), "", "there is no user 'nobody'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: tuple[str, ...], stdin: str, said: str, tmp_path: Path) -> None:
    result = run(tmp_path, *arguments, stdin=stdin)
    assert result.returncode == 1 and said in result.stderr and len(result.stderr.splitlines()) == 1


def test_no_command_takes_a_password_as_an_argument() -> None:
    from ui.commands.user_commands import user_app

    options = [name for command in user_app.registered_commands for name in (command.callback.__annotations__ if command.callback else ())]
    assert options and "password" not in options
