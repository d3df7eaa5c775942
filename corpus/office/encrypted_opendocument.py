"""Encrypted OpenDocument files: members behind a password.

What enters: an archive, a member's name and the passwords at hand. What leaves: the member's bytes, decrypted where its
manifest says that it is encrypted. Read are AES in CBC mode under a key from PBKDF2, which LibreOffice has written since 2012
(OpenDocument 1.2, part 3, 4.8). It deliberately knows no older ciphers and no keys on cards.
"""

import hashlib
import zlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import Any

from corpus.errors import DocumentError, PasswordError
from corpus.office.archive import MAX_MEMBER_BYTES, Archive
from corpus.office.xml_trees import local_name, parsed_if_present

# More rounds than any program writes keep a machine busy for minutes.
MAX_ROUNDS = 5_000_000
# Since 2024 LibreOffice can pack the whole file into one encrypted member, under ciphers that are read nowhere else.
_WHOLE = "encrypted-package"
# The checksum of an encrypted member covers this much of it.
_CHECKED_BYTES = 1024


def member(archive: Archive, name: str, passwords: Sequence[str]) -> bytes | None:
    """A member's bytes, None when there is none. Raises PasswordError when no password fits, DocumentError when it is damaged."""
    if _WHOLE in archive:
        raise PasswordError("it is encrypted in a way this program cannot open; save it without a password and add that")
    if name not in archive:
        return None
    content = archive.read(name)
    if (secret := _secret(archive, name)) is None:
        return content
    for password in passwords:
        if (opened := _opened(content, secret, password)) is not None:
            return opened
    tried = "none of the passwords given opens it" if passwords else "no password was given"
    raise PasswordError(f"it is encrypted and {tried}; give its password, or save it without one and add that")


def _secret(archive: Archive, name: str) -> dict[str, str] | None:
    """What the manifest says of a member's encryption, None when it is not encrypted."""
    manifest = parsed_if_present(archive, "META-INF/manifest.xml")
    for entry in manifest if manifest is not None else ():
        if _attributes(entry).get("full-path") == name:
            for data in entry:
                if local_name(data.tag) == "encryption-data":
                    said = _attributes(data)
                    for child in data:
                        said |= {f"{local_name(child.tag)}/{key}": value for key, value in _attributes(child).items()}
                    return said
    return None


def _attributes(element: Any) -> dict[str, str]:
    return {local_name(key): str(value) for key, value in element.attrib.items()}


def _opened(content: bytes, secret: dict[str, str], password: str) -> bytes | None:
    """A member decrypted and unpacked; None when the password does not fit."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # here: few files need it

    try:
        key = _key(secret, password)
        vector = b64decode(secret["algorithm/initialisation-vector"])
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        packed = decryptor.update(content) + decryptor.finalize()
        wanted = b64decode(secret.get("checksum", ""))
    except (KeyError, ValueError, NotBase64) as error:
        raise DocumentError(f"its encryption is damaged or of an unknown kind ({error}); save it without a password and add that") from error
    packed = packed[: -packed[-1]] if packed and packed[-1] <= len(packed) else packed
    hashing = hashlib.sha256 if "256" in secret.get("checksum-type", "") else hashlib.sha1
    if wanted and hashing(packed[:_CHECKED_BYTES]).digest() != wanted:
        return None
    return _unpacked(packed, checked=bool(wanted))


def _key(secret: dict[str, str], password: str) -> bytes:
    """The key that a password makes (RFC 2898)."""
    if "aes" not in secret["algorithm/algorithm-name"].lower() or "gcm" in secret["algorithm/algorithm-name"].lower():
        raise ValueError(secret["algorithm/algorithm-name"])
    start = hashlib.sha256 if "256" in secret.get("start-key-generation/start-key-generation-name", "") else hashlib.sha1
    rounds, size = int(secret["key-derivation/iteration-count"]), int(secret.get("key-derivation/key-size", "32"))
    if not 0 < rounds <= MAX_ROUNDS or size not in {16, 24, 32}:
        raise ValueError(f"{rounds} rounds for a key of {size} bytes")
    return hashlib.pbkdf2_hmac("sha1", start(password.encode()).digest(), b64decode(secret["key-derivation/salt"]), rounds, size)


def _unpacked(packed: bytes, checked: bool) -> bytes | None:
    """Unpack under the archive's limit for a member."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(packed, MAX_MEMBER_BYTES)
    except zlib.error as error:
        if checked:
            raise DocumentError(f"what its password opens is damaged ({error}); save it again from its program and add that") from error
        return None
    if unpacker.unconsumed_tail:
        raise DocumentError("it unpacks to too many bytes: it looks made to exhaust the machine")
    return content
