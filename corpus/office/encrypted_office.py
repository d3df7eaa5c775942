"""Encrypted office files: the bytes behind a password.

What enters: a file's bytes and the passwords at hand. What leaves: the same bytes when the file is not encrypted, else what
was encrypted. It deliberately tries no password that it was not given, but for the one that spreadsheet programs use for
files that open without asking.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from corpus.errors import DocumentError, PasswordError

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Spreadsheet programs encrypt with this one when a workbook is only protected against changes.
_OPENS_UNASKED = "VelvetSweatshop"


def decrypted(content: bytes, passwords: Sequence[str]) -> bytes:
    """The bytes of a file, decrypted where they have to be. Raises PasswordError when no password fits, DocumentError when damaged."""
    if not content.startswith(OLE_SIGNATURE):
        return content
    import msoffcrypto  # here: 0.1 s, and few files need it

    try:
        file = msoffcrypto.OfficeFile(BytesIO(content))
        if not file.is_encrypted():
            return content
    except Exception:  # it raises a dozen kinds on OLE files it does not know; their reader says what is wrong
        return content
    for password in dict.fromkeys([*passwords, _OPENS_UNASKED]):
        if (found := _opened(file, password)) is not None:
            return found
    tried = "none of the passwords given opens it" if passwords else "no password was given"
    raise PasswordError(f"it is encrypted and {tried}; give its password, or save it without one and add that")


def _opened(file: Any, password: str) -> bytes | None:
    """What a password opens; None when it does not fit."""
    from msoffcrypto.exceptions import InvalidKeyError

    opened = BytesIO()
    try:
        if getattr(file, "format", "") == "ooxml":
            file.load_key(password=password, verify_password=True)
        else:
            file.load_key(password=password)
        file.decrypt(opened)
    except InvalidKeyError:
        return None
    except Exception as error:  # what it raises on damaged files is not documented
        if "password" in str(error).lower() or "verif" in str(error).lower():
            return None
        raise DocumentError(f"its encryption is damaged or unknown ({error}); save it without a password and add that") from error
    return opened.getvalue()
