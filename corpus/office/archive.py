"""Zip archives: the members of a file that is one, read under limits.

What enters: a file's bytes. What leaves: the names of its members and the bytes of those that are asked for. Every limit
counts what is really unpacked, so a member that nobody reads costs nothing. It deliberately writes nothing to disk, knows no
format inside, and unpacks no archive within an archive.
"""

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import normpath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpus.errors import DocumentError, PasswordError

# The largest member, unpacked: the text of 100,000 pages is smaller, and a laptop still holds its tree.
MAX_MEMBER_BYTES = 256 * 1024 * 1024
# All that is unpacked of one file: a workbook with many large sheets stays below.
MAX_TOTAL_BYTES = 512 * 1024 * 1024
# Unpacked bytes per packed byte: markup of long tables of like rows reaches 200, a bomb 1,000.
MAX_RATIO = 500
# Below this size no ratio is suspicious: a short file of blanks is no bomb.
MIN_RATIO_BYTES = 8 * 1024 * 1024
# Members of one file: a book of 10,000 pictures has fewer.
MAX_MEMBERS = 20_000

_CENTRAL_HEADER = b"PK\x01\x02"
_ENCRYPTED_FLAG = 0x1
# What reading a damaged archive can raise; zipfile promises only the first.
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, OverflowError, struct.error)
_BOMB = "it looks made to exhaust the machine: if you trust it, save it again from its program and add that"


@dataclass(slots=True)
class Archive:
    """The members of a zip file. Names are as stored; a name is found whatever its case and slashes, as office programs do."""

    names: tuple[str, ...]
    _zip: ZipFile = field(repr=False)
    _members: dict[str, ZipInfo] = field(repr=False)
    _unpacked: int = field(default=0)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises DocumentError when it is missing, damaged or larger than the limits allow."""
        member = self._members.get(_key(name))
        if member is None:
            raise DocumentError(f"its part {name} is missing: the file is incomplete; save it again from its program and add that")
        self._check(member)
        try:
            with self._zip.open(member) as stream:
                content = stream.read(member.file_size + 1)  # bounded: an unbounded read unpacks first and cuts to the stated size later
        except _DAMAGE as error:
            raise DocumentError(f"its part {name} is damaged ({error}); save it again from its program and add that") from error
        self._unpacked += len(content)
        return content

    def read_if_present(self, name: str) -> bytes | None:
        """The bytes of a member, None when there is no such member. Raises as `read` does otherwise."""
        return self.read(name) if name in self else None

    def _check(self, member: ZipInfo) -> None:
        """Refuse a member by what it says of itself; its stated size binds when it is unpacked."""
        name, size = member.filename, member.file_size
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise PasswordError(f"its part {name} is encrypted inside the zip; save it without encryption and add that")
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise DocumentError(f"its part {name} is packed in a way no office program uses; save it again from its program and add that")
        if size > MAX_MEMBER_BYTES or self._unpacked + size > MAX_TOTAL_BYTES:
            raise DocumentError(f"its part {name} unpacks to {size:,} bytes, too many; {_BOMB}")
        if size > MIN_RATIO_BYTES and size > MAX_RATIO * member.compress_size:
            raise DocumentError(f"its part {name} unpacks to {size // max(member.compress_size, 1):,} times its size; {_BOMB}")


def open_archive(content: bytes) -> Archive:
    """Open a zip file. Raises DocumentError when it is none, is cut off, or has too many members."""
    if content.count(_CENTRAL_HEADER) > MAX_MEMBERS:  # before zipfile makes an object of each
        raise DocumentError(f"it holds more than {MAX_MEMBERS:,} parts; {_BOMB}")
    try:
        opened = ZipFile(BytesIO(content))
    except _DAMAGE as error:
        if content.startswith(b"PK"):
            raise DocumentError("it is truncated or damaged: its list of parts is missing; copy or download it again") from error
        raise DocumentError("it is not the kind of file its name says; open it with its program, save it again and add that") from error
    files = [member for member in opened.infolist() if member.filename and not member.filename.endswith("/")]
    return Archive(tuple(member.filename for member in files), opened, {_key(member.filename): member for member in files})


def _key(name: str) -> str:
    """One spelling for every way to write a member's name."""
    return normpath("/" + name.replace("\\", "/").lstrip("/")).lower()
