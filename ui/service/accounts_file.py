"""The file in which users are kept.

What enters: a path, and users to write. What leaves: the users of the file. Writing is atomic, for the owner's eyes alone (0600), one
writer at a time. It deliberately takes a file that it does not wholly understand for damaged: half of the users would be the wrong ones.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import RapporteurError
from ui.service.person import ROLES, Role

FORMAT = 1
# Another command writes for a few milliseconds.
SECONDS_FOR_THE_LOCK = 10.0


class AccountsError(RapporteurError):
    """The users cannot be read or written, or a change of them is not possible."""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is kept of a token: a name to revoke it by, what it is for, the SHA-256 of its secret, the day it was made."""

    token_id: str
    label: str
    sha256: str
    made: str


@dataclass(frozen=True, slots=True)
class User:
    """One user. `stamp` is another with each new password, so that sessions begun with the old one end."""

    role: Role
    password: str
    stamp: str
    tokens: tuple[ApiToken, ...] = ()


Users = Mapping[str, User]


def read_users(path: Path) -> Users:
    """The users by name; none where there is no file. Raises AccountsError for a file that cannot be read or is damaged."""
    try:
        return _users(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise AccountsError(f"the users in {path} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise AccountsError(f"{path} is damaged ({error}); put back a copy, or delete it and add the users again") from error


def write_users(path: Path, users: Users) -> None:
    """Replace the file in one step. Raises AccountsError when the folder cannot be written."""
    record = {"format": FORMAT, "users": {name: asdict(user) for name, user in sorted(users.items())}}
    try:
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # made 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(record, file, indent=1, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(written, path)
        except BaseException:
            Path(written).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AccountsError(f"the users cannot be written to {path}: {error.strerror or error}") from error


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Hold the file against other writers. Raises AccountsError when another one does not let go, or the folder cannot be made."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=SECONDS_FOR_THE_LOCK, mode=0o600):
            yield
    except Timeout:
        raise AccountsError(f"another command is changing the users in {path}; try again in a moment") from None
    except OSError as error:
        raise AccountsError(f"the users in {path} cannot be changed: {error.strerror or error}") from error


def _users(record: Any) -> Users:
    if record["format"] != FORMAT:
        raise ValueError(f"its format is {record['format']!r} and this program reads {FORMAT}")
    return {_text(name): _user(each) for name, each in record["users"].items()}


def _user(record: Any) -> User:
    if record["role"] not in ROLES:
        raise ValueError(f"{record['role']!r} is no role")
    tokens = tuple(ApiToken(*(_text(token[key]) for key in ("token_id", "label", "sha256", "made"))) for token in record["tokens"])
    return User(record["role"], _text(record["password"]), _text(record["stamp"]), tokens)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
