"""Passwords and secrets: made, kept as hashes, compared.

What enters: a password or a token as somebody sent it, and what is kept of the right one. What leaves: whether they are the same, and
hashes to keep. It deliberately keeps nothing itself, and never says how near a wrong one came.

Passwords are hashed with Argon2id (RFC 9106) at the library's defaults, each with its own salt: people choose them, so guessing has to cost
memory and time. Tokens and session ids are 256 random bits: nobody guesses those at any speed, so one SHA-256 keeps them, and looking
one up costs a request nothing.
"""

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# What NIST SP 800-63B asks of passwords is length; rules on their letters make them worse.
MIN_PASSWORD_CHARACTERS = 12
# A sentence, and no text that keeps the hasher busy.
MAX_PASSWORD_CHARACTERS = 500
# 256 bits.
SECRET_BYTES = 32
# By this a secret scanner finds a token that somebody published.
TOKEN_PREFIX = "rapporteur_"  # nosec B105 # every token begins so, none ends there

_HASHER = PasswordHasher()


def password_fault(password: str) -> str:
    """What is wrong with a new password; empty where nothing is."""
    if len(password) < MIN_PASSWORD_CHARACTERS:
        return (
            f"the password has {len(password)} characters; it needs {MIN_PASSWORD_CHARACTERS}: four words that do not belong together are a good one"
        )
    if len(password) > MAX_PASSWORD_CHARACTERS:
        return f"the password has more than {MAX_PASSWORD_CHARACTERS} characters"
    return "the password holds a line break or another control character" if any(unicodedata.category(each) == "Cc" for each in password) else ""


def hashed_password(password: str) -> str:
    """What is kept of a password: algorithm, costs, salt and hash in one line."""
    return _HASHER.hash(_composed(password))


def is_password(kept: str, password: str) -> bool:
    """Whether a password is the one whose hash is kept. An empty hash is nobody's: it takes as long and is never right."""
    if len(password) > MAX_PASSWORD_CHARACTERS:
        return False
    try:
        return _HASHER.verify(kept or _nobodys_hash(), _composed(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def wants_new_hash(kept: str) -> bool:
    """Whether a hash was made at other costs than are asked today."""
    return _HASHER.check_needs_rehash(kept)


def new_secret() -> str:
    """256 random bits in letters that stand in any address or header."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hashed_secret(secret: str) -> str:
    """What is kept of 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are the same, in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode("utf-8"), other.encode("utf-8"))


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(new_secret())


def _composed(password: str) -> str:
    """One spelling of a password: a keyboard may send é as one character or two. Half characters are no text and become marks."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode("utf-8")
