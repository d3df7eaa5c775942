"""Users for tests, with hashes that cost next to nothing.

What enters: a test. What leaves: fixtures it may import. What hashes cost in earnest is the library's default, and has a test of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ui.service import passwords
from ui.service.accounts import Accounts

PASSWORD = "four words stand here"
ANOTHER = "four other words, then"


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys_hash.cache_clear()
    yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def accounts(tmp_path: Path, cheap_hashes: None) -> Accounts:
    """Ana, an editor, and Ben, a reader."""
    made = Accounts(tmp_path / "kept" / "users.json")
    made.add("Ana", "editor", PASSWORD)
    made.add("ben", "reader", PASSWORD)
    return made
