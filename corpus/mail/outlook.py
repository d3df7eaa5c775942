"""Outlook: a message saved as .msg taken apart.

What enters: the bytes of an OLE container with a message in it. What leaves: a Letter; a message attached to it becomes a saved
message (.eml) of its own. It deliberately reads the few properties a letter has, and no calendars, tasks or contacts as such.
"""

import codecs
import struct
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from corpus.decoding import decode
from corpus.errors import DocumentError
from corpus.mail.letters import Letter, addressed
from corpus.office.compressed_rtf import decompressed
from corpus.reading import Attachment

# Messages within messages; deeper ones are made by no hand.
MAX_DEPTH = 8
# Attachments and streams of one message that are looked at.
MAX_ENTRIES = 5_000

_SUBJECT, _HEADERS, _CLASS, _SUBMITTED, _DELIVERED = "0037", "007D", "001A", 0x0039, 0x0E06
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP, _SENT_FOR = "0C1A", "0C1F", "5D01", "0042"
_TO, _COPIES, _PLAIN, _RTF, _HTML = "0E04", "0E03", "1000", "1009", "1013"
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT_ID = "3701", "3707", "3704", "3001", "3712"
_HIDDEN, _CODE_PAGES = 0x7FFE, (0x3FDE, 0x3FFD)  # the HTML's encoding and that of 8-bit strings
# Windows numbers these encodings otherwise than Python.
_CODECS = {65001: "utf-8", 20127: "cp1252", 20866: "koi8-r", 21866: "koi8-u", 28591: "cp1252", 50220: "iso2022_jp", 51949: "euc_kr", 54936: "gb18030"}
_CODECS |= {28590 + part: f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 13, 15)}
_FIXED = struct.Struct("<HHI8s")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_DAMAGED = "it is damaged or no Outlook message; open it in Outlook, save it again and add that"


def letter_of_outlook(content: bytes) -> Letter:
    """The letter in a .msg file. Raises DocumentError when it is damaged."""
    import olefile  # here: few documents need it

    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            names = [tuple(path) for path in container.listdir(streams=True, storages=True)]
            if len(names) > MAX_ENTRIES:
                raise DocumentError(f"it has more than {MAX_ENTRIES:,} parts; {_DAMAGED}")
            message = _Properties(container, names, ())
            if not any(name[0].lower().startswith("__substg1.0_") for name in names):
                raise DocumentError(f"it holds no message; {_DAMAGED}")
            return _letter(message, 0)
    except DocumentError:
        raise
    except Exception as error:  # what olefile raises on damaged containers is not documented
        raise DocumentError(f"{_DAMAGED} ({error})") from error


class _Properties:
    """The properties of a message or an attachment: streams of one storage of the container."""

    def __init__(self, container: Any, names: list[tuple[str, ...]], storage: tuple[str, ...]) -> None:
        self._container, self._names, self._storage = container, names, storage
        depth = len(storage)
        here = [name for name in names if len(name) == depth + 1 and name[:depth] == storage]
        self._streams = {name[-1].upper()[len("__substg1.0_") :]: name for name in here if name[-1].lower().startswith("__substg1.0_")}
        self.storages = [name[-1] for name in here if name[-1].lower().startswith("__attach")]
        fixed = next((name for name in here if name[-1].lower() == "__properties_version1.0"), None)
        self._fixed = self._read(fixed) if fixed else b""

    def inside(self, *storage: str) -> "_Properties":
        """The properties of a storage within this one."""
        return _Properties(self._container, self._names, (*self._storage, *storage))

    def _read(self, name: tuple[str, ...]) -> bytes:
        return bytes(self._container.openstream("/".join(name)).read())

    def storage_of(self, tag: str) -> str:
        """The name of the storage that a property is, empty when it is none."""
        name = self._streams.get(f"{tag}000D")
        return name[-1] if name else ""

    def binary(self, tag: str) -> bytes:
        """A binary property."""
        name = self._streams.get(f"{tag}0102")
        return self._read(name) if name else b""

    def words(self, tag: str) -> str:
        """A property of text, in Unicode or in the message's code page."""
        if name := self._streams.get(f"{tag}001F"):
            return self._read(name).decode("utf-16-le", "replace").rstrip("\0")
        name = self._streams.get(f"{tag}001E")
        return self.decoded(self._read(name)).rstrip("\0") if name else ""

    def decoded(self, content: bytes) -> str:
        """Bytes in the code page the message names, else in the likeliest one."""
        for tag in _CODE_PAGES:
            number = int.from_bytes(self.fixed(tag)[:4], "little")
            try:
                return content.decode(codecs.lookup(_CODECS.get(number, f"cp{number}")).name)
            except (LookupError, ValueError):
                continue
        try:
            return decode(content.rstrip(b"\0"))
        except DocumentError:
            return content.decode("utf-8", "replace")

    def fixed(self, wanted: int) -> bytes:
        """The eight bytes of a property of fixed size, empty when there is none; they follow a header of 8, 24 or 32 bytes."""
        size = len(self._fixed)
        offset = size % _FIXED.size or (32 if not self._storage else 0)
        for kind, tag, _, value in _FIXED.iter_unpack(self._fixed[offset : offset + (size - offset) // _FIXED.size * _FIXED.size]):
            if tag == wanted and kind:
                return bytes(value)
        return b""


def _letter(message: _Properties, depth: int) -> Letter:
    headers = HeaderParser().parsestr(message.words(_HEADERS))
    html = message.binary(_HTML)
    address = next((found for tag in (_SENDER_SMTP, _SENDER_ADDRESS) if "@" in (found := message.words(tag))), "")
    plain, page = message.words(_PLAIN), message.decoded(html) if html else message.words(_HTML)
    remarks: list[str] = []
    if not plain.strip() and not page.strip() and (packed := message.binary(_RTF)):
        plain = _text_of_rtf(packed, remarks)
    attachments = [part for name in sorted(message.storages) if (part := _attachment(message.inside(name), depth, remarks)) is not None]
    encrypted = message.words(_CLASS).upper().startswith("IPM.NOTE.SMIME") and "MULTIPARTSIGNED" not in message.words(_CLASS).upper()
    return Letter(
        subject=_line(message.words(_SUBJECT)),
        sender=addressed(_line(message.words(_SENDER_NAME) or message.words(_SENT_FOR)), _line(address)),
        to=_line(message.words(_TO)),
        copies=_line(message.words(_COPIES)),
        date=_date(message) or _line(str(headers.get("date") or "")),
        versions=((plain, page),),
        encrypted=encrypted,
        attachments=tuple(part for part in attachments if not (encrypted and part.name.lower().endswith(".p7m"))),
        remarks=tuple(remarks),
    )


def _line(words: str) -> str:
    return " ".join(words.split())


def _date(message: _Properties) -> str:
    """When it was sent, else when it came, as mail writes it: ticks of 100 nanoseconds since 1601."""
    for tag in (_SUBMITTED, _DELIVERED):
        ticks = int.from_bytes(message.fixed(tag), "little")
        try:
            moment = _EPOCH + timedelta(microseconds=ticks // 10)
        except OverflowError:
            continue
        if ticks and moment.year >= 1970:
            return format_datetime(moment.replace(microsecond=0))
    return ""


def _attachment(part: _Properties, depth: int, remarks: list[str]) -> Attachment | None:
    name = _line(part.words(_LONG_NAME) or part.words(_SHORT_NAME) or part.words(_SHOWN_NAME))
    if storage := part.storage_of(_DATA):
        if depth >= MAX_DEPTH:
            remarks.append("messages attached to messages deeper than eight were not read")
            return None
        inner = part.inside(storage)
        if not inner.words(_SUBJECT) and not inner.words(_PLAIN) and not inner.binary(_HTML):
            remarks.append(f"the embedded object {name or 'without a name'} was not read; save it as a file of its own and add that")
            return None
        letter = _letter(inner, depth + 1)
        return Attachment(f"{letter.subject or name or 'message'}.eml", _saved(letter))
    content = part.binary(_DATA)
    shown_in_text = bool(part.words(_CONTENT_ID) and part.fixed(_HIDDEN)[:1] == b"\1")
    return Attachment(name or "attachment.bin", content) if content and not shown_in_text else None


def _saved(letter: Letter) -> bytes:
    """A letter as a message any mail program opens; the same letter gives the same bytes."""
    whole = MIMEMultipart("mixed", boundary="=_outer")  # "=_" stands in no base64
    name, _, address = letter.sender.rpartition(" <")
    sender = f"{Header(name, 'utf-8').encode()} <{address}" if name else letter.sender
    for field, value in (("Subject", letter.subject), ("To", letter.to), ("Cc", letter.copies)):
        if value:
            whole[field] = Header(value, "utf-8").encode()
    whole["From"], whole["Date"] = sender, letter.date
    for plain, html in letter.versions:
        body = MIMEMultipart("alternative", boundary="=_inner")
        for text, kind in ((plain, "plain"), (html, "html")):
            if text.strip():
                body.attach(MIMEText(text.encode("utf-8", "replace").decode(), kind, "utf-8"))
        whole.attach(body)
    for attachment in letter.attachments:
        part = MIMEApplication(attachment.content)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
        whole.attach(part)
    return whole.as_bytes()


def _text_of_rtf(packed: bytes, remarks: list[str]) -> str:
    """The text of a body that is only there as RTF."""
    from corpus.office.rtf import read_rtf

    try:
        return read_rtf(decompressed(packed), ()).text
    except DocumentError as error:
        remarks.append(f"its body was not read: {error}")
        return ""
