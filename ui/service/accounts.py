"""Users: who they are, what they may do, how they prove it.

What enters: the path of the users file; names, passwords and tokens as they came. What leaves: the `Person` they belong to, or nobody;
changes of the file. A file that changed is read again before the next question, so that a removed user is out at once. It
deliberately holds no sessions and counts no attempts (`ui.service.sessions`, `ui.service.throttle`).
"""

import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from ui.service.accounts_file import AccountsError, ApiToken, User, Users, one_writer, read_users, write_users
from ui.service.passwords import (
    TOKEN_PREFIX,
    hashed_password,
    hashed_secret,
    is_password,
    new_secret,
    password_fault,
    same,
    wants_new_hash,
)
from ui.service.person import Person, Role

# A letter or digit first, then also what addresses are written with; no path, no blank, nothing that a terminal or a page could misread.
_NAME = re.compile(r"\w[\w.@+-]{0,63}")
MAX_LABEL_CHARACTERS = 100
# Enough for every program a person runs; a request compares with all of them.
MAX_TOKENS = 50


def one_spelling(typed: str) -> str:
    """What was typed as a name, in one spelling, whatever the case, and whether é came as one character or two."""
    return unicodedata.normalize("NFC", typed.strip().casefold())


def user_name(typed: str) -> str:
    """A name as it is kept. Raises AccountsError for what is no name."""
    name = one_spelling(typed)
    if not _NAME.fullmatch(name):
        raise AccountsError(f"{typed!r} is no user's name; names are 1 to 64 letters, digits and . _ @ + -, and begin with a letter or digit")
    return name


class Accounts:
    """The users of one file, as they are now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._mark: object = object()
        self._users: Users = {}

    def users(self) -> Users:
        """All users by name. Raises AccountsError when the file is damaged."""
        with self._lock:
            mark = self._marked()
            if mark != self._mark:
                self._users = read_users(self.path)
                self._mark = mark
            return self._users

    def person(self, name: str) -> Person | None:
        """The person of a name."""
        user = self.users().get(name)
        return Person(name, user.role) if user else None

    def signed_in(self, typed: str, password: str) -> tuple[Person, str] | None:
        """The person whose name and password these are, and their stamp; an unknown name takes as long as a known one."""
        try:
            name = user_name(typed)
        except AccountsError:
            name = ""
        user = self.users().get(name)
        if not is_password(user.password if user else "", password) or user is None:
            return None
        if wants_new_hash(user.password):
            self._rehashed(name, user, password)
        return Person(name, user.role), user.stamp

    def bearer(self, token: str) -> Person | None:
        """The person whose token this is."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        sent, found = hashed_secret(token), None
        for name, user in self.users().items():
            for kept in user.tokens:
                if same(kept.sha256, sent):
                    found = Person(name, user.role)
        return found

    # Changes -------------------------------------------------------------------------------------------------------------

    def add(self, typed: str, role: Role, password: str) -> str:
        """A new user; their name as it is kept. Raises AccountsError when there is one of this name, or the password is too weak."""
        name = user_name(typed)
        with self._changing() as users:
            if name in users:
                raise AccountsError(f"there is a user {name!r} already; `rapporteur user password {name}` changes the password")
            users[name] = User(role, _hashed(password), secrets.token_hex(16))
        return name

    def change_password(self, typed: str, password: str) -> None:
        """Another password; every session begun with the old one ends. Tokens stay. Raises AccountsError."""
        self._change(typed, lambda user: replace(user, password=_hashed(password), stamp=secrets.token_hex(16)))

    def change_role(self, typed: str, role: Role) -> None:
        """Another role, from the next request on. Raises AccountsError."""
        self._change(typed, lambda user: replace(user, role=role))

    def remove(self, typed: str) -> None:
        """Forget a user, their sessions and their tokens. Raises AccountsError."""
        name = user_name(typed)
        with self._changing() as users:
            _known(users, name)
            del users[name]

    def add_token(self, typed: str, label: str = "") -> tuple[str, ApiToken]:
        """A new token, to be shown this once, and what is kept of it. Raises AccountsError."""
        if len(label) > MAX_LABEL_CHARACTERS or not label.isprintable():
            raise AccountsError(f"a token's label has at most {MAX_LABEL_CHARACTERS} characters, in one line")
        token = TOKEN_PREFIX + new_secret()
        kept = ApiToken(secrets.token_hex(4), label, hashed_secret(token), date.today().isoformat())

        def added(user: User) -> User:
            if len(user.tokens) >= MAX_TOKENS:
                raise AccountsError(f"{typed} has {MAX_TOKENS} tokens; revoke one first")
            return replace(user, tokens=(*user.tokens, kept))

        self._change(typed, added)
        return token, kept

    def revoke_token(self, typed: str, token_id: str) -> None:
        """Make a token worthless. Raises AccountsError when the user has no such token."""

        def revoked(user: User) -> User:
            left = tuple(token for token in user.tokens if token.token_id != token_id)
            if left == user.tokens:
                raise AccountsError(f"{typed} has no token {token_id!r}; `rapporteur user list` names them")
            return replace(user, tokens=left)

        self._change(typed, revoked)

    def _change(self, typed: str, change: Callable[[User], User]) -> None:
        name = user_name(typed)
        with self._changing() as users:
            users[name] = change(_known(users, name))

    def _rehashed(self, name: str, user: User, password: str) -> None:
        """Keep a password at today's costs; where the file cannot be written, the old hash does for now."""
        try:
            with self._changing() as users:
                if users.get(name) == user:
                    users[name] = replace(user, password=hashed_password(password))
        except AccountsError:
            return

    @contextmanager
    def _changing(self) -> Iterator[dict[str, User]]:
        """The users to change, written when the change is whole."""
        with one_writer(self.path):
            users = dict(read_users(self.path))
            before = dict(users)
            yield users
            if users != before:
                write_users(self.path, users)

    def _marked(self) -> object:
        """What is another one whenever the file is: it is replaced as a whole, never written into."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AccountsError(f"the users in {self.path} cannot be read: {error.strerror or error}") from error
        return state.st_ino, state.st_mtime_ns, state.st_size


def _hashed(password: str) -> str:
    if fault := password_fault(password):
        raise AccountsError(fault)
    return hashed_password(password)


def _known(users: Users, name: str) -> User:
    if name not in users:
        raise AccountsError(f"there is no user {name!r}; `rapporteur user list` names them")
    return users[name]
