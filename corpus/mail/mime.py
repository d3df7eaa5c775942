"""MIME: a saved message taken apart.

What enters: the bytes of an .eml file, however broken. What leaves: a Letter. It deliberately believes a declared encoding
only as far as the bytes bear it out, and raises nothing for a message that any mail program would show.
"""

import codecs
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header
from email.message import Message
from email.utils import getaddresses

from corpus.decoding import decode
from corpus.errors import DocumentError
from corpus.mail.letters import Letter, addressed
from corpus.reading import Attachment

# Parts within parts: forwarded messages are attachments, so real mail stays below ten.
MAX_DEPTH = 30
# Parts of one message that are looked at; a digest of a thousand is a mailbox.
MAX_PARTS = 1_000
# People named in one field; more is a mailing list's business.
MAX_PEOPLE = 100

_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Programs declare these and write Windows' superset of them.
_LATIN = frozenset({"ascii", "iso8859-1"})
# Codecs that are no character sets of mail.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tiff",
}
_ENCRYPTED = frozenset({"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-keys"})


@dataclass(slots=True)
class _Found:
    """What the parts of a message gave so far."""

    versions: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    flowed: bool = False
    encrypted: bool = False
    parts: int = 0


def letter_of_mime(content: bytes) -> Letter:
    """The letter in a saved message. Raises DocumentError when it is nested beyond reason or in no known encoding."""
    if content.startswith(_MARKS):
        content = decode(content).removeprefix("\ufeff").encode("utf-8", "replace")
    content = content.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    found = _Found()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the standard library warns of encodings it guesses
            message = message_from_bytes(content)
            _collect(message, found, 0)
    except RecursionError as error:
        raise DocumentError("its parts are nested beyond reason; open it in your mail program, save its text and add that") from error
    return Letter(
        subject=_header(message, "subject"),
        sender=_people(message, "from") or _people(message, "sender"),
        to=_people(message, "to"),
        copies=_people(message, "cc"),
        date=_header(message, "date"),
        language=_header(message, "content-language"),
        versions=tuple(found.versions),
        flowed=found.flowed,
        encrypted=found.encrypted,
        attachments=tuple(found.attachments),
        remarks=tuple(found.remarks),
    )


def _collect(part: Message, found: _Found, depth: int) -> None:
    """Look at a part and the parts within it, in order."""
    found.parts += 1
    if found.parts > MAX_PARTS or depth > MAX_DEPTH:
        if not any("too many parts" in remark for remark in found.remarks):
            found.remarks.append("it has too many parts: those after the first thousand, or deeper than thirty, were not read")
        return
    kind = part.get_content_type()
    inside = [inner for inner in part.get_payload() if isinstance(inner, Message)] if part.is_multipart() else []
    if kind == "message/rfc822":
        found.attachments.extend(_forwarded(part, inside))
    elif kind == "multipart/encrypted":
        found.encrypted = True
    elif kind == "multipart/alternative":
        _collect_alternatives(inside, found, depth)
    elif kind.startswith("message/"):
        text = "\n".join(f"{name}: {_words(value)}" for inner in inside or [part] for name, value in inner.items())
        found.versions.append((text if inside else _text(part, found), ""))
    elif inside:
        for inner in inside:
            _collect(inner, found, depth + 1)
    else:
        _leaf(part, kind, found)


def _collect_alternatives(choices: list[Message], found: _Found, depth: int) -> None:
    """Versions of one body: the plain one and the HTML one side by side, whatever else they bring after them."""
    inner = _Found(parts=found.parts)
    for choice in choices:
        _collect(choice, inner, depth + 1)
    plain = "\n\n".join(plain for plain, _ in inner.versions if plain)
    html = "\n".join(html for _, html in inner.versions if html)
    if plain or html:
        found.versions.append((plain, html))
    found.attachments += inner.attachments
    found.remarks += inner.remarks
    found.flowed, found.encrypted, found.parts = found.flowed or inner.flowed, found.encrypted or inner.encrypted, inner.parts


def _leaf(part: Message, kind: str, found: _Found) -> None:
    name = _file_name(part)
    disposition = _disposition(part)
    if kind in _ENCRYPTED:
        found.encrypted = found.encrypted or "signed" not in str(part.get_param("smime-type", ""))
        if not found.encrypted:
            found.remarks.append("its body is wrapped in a signature and was not read; open it in your mail program, save it unsigned and add that")
            found.encrypted = True
    elif kind in _SIGNATURES:
        return
    elif disposition != "attachment" and kind in {"text/plain", "text/html", "text/enriched"} and not (name and disposition):
        text = _text(part, found)
        if text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            found.encrypted = True
        elif kind == "text/plain":
            found.flowed = found.flowed or str(part.get_param("format", "")).lower() == "flowed"
            found.versions.append((text, ""))
        else:
            found.versions.append(("", text))
    elif not (kind.startswith("image/") and (disposition == "inline" or (part["content-id"] and disposition != "attachment"))):
        content = _bytes(part)
        if content.strip():
            found.attachments.append(Attachment(name or f"attachment-{len(found.attachments) + 1}{_SUFFIXES.get(kind, '.bin')}", content))


def _forwarded(part: Message, inside: list[Message]) -> Iterator[Attachment]:
    for message in inside:
        try:
            content = message.as_bytes()
        except (MessageError, ValueError, LookupError, TypeError, AttributeError):  # what the generator raises on broken messages
            content = str(_header(message, "subject")).encode() + b"\n\n" + _bytes(message)
        yield Attachment(f"{_header(message, 'subject') or _file_name(part).removesuffix('.eml') or 'message'}.eml", content)


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", "replace") if isinstance(raw, str) else b""


def _text(part: Message, found: _Found) -> str:
    try:
        declared = part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError):
        declared = ""
    text, whole = _decoded(_bytes(part), declared)
    if not whole:
        found.remarks.append("some characters of its body are damaged and are shown as �")
    return text


def _decoded(content: bytes, declared: str) -> tuple[str, bool]:
    """The text of bytes, and whether all of it could be told: in the declared encoding, else in the likeliest one."""
    try:
        name = codecs.lookup(declared).name if declared else "utf-8"
        if name in _LATIN and not content.isascii():
            return _latin(content), True
        if name not in _NO_CHARSETS:
            return content.decode(name), True
    except (LookupError, ValueError):
        pass
    try:
        return decode(content), True
    except DocumentError:
        return content.decode("utf-8", "replace"), False


def _latin(content: bytes) -> str:
    """Bytes that are declared to be Latin: UTF-8 where they happen to be, for that is no accident."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _header(message: Message, name: str) -> str:
    return _words(message.get(name, ""))


def _words(value: str | Header) -> str:
    """The words of a field, encoded words decoded, on one line."""
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError, LookupError, TypeError):
        pieces = [(str(value), None)]
    said = (piece if isinstance(piece, str) else _piece(piece, charset or "") for piece, charset in pieces)
    return " ".join("".join(said).encode("utf-8", "replace").decode().split())


def _piece(content: bytes, charset: str) -> str:
    return _decoded(content, "" if charset == "unknown-8bit" else charset)[0]


def _people(message: Message, name: str) -> str:
    """The people a field names, with their addresses."""
    raw = [str(value) for value in message.get_all(name, [])]
    try:
        pairs = getaddresses(raw)
    except (ValueError, IndexError, TypeError, RecursionError):
        pairs = []
    people = [person for shown, address in pairs[:MAX_PEOPLE] if (person := addressed(_words(shown), _words(address)))]
    return ", ".join(people) or _header(message, name)


def _file_name(part: Message) -> str:
    try:
        return _words(part.get_filename() or "")
    except (LookupError, ValueError, TypeError):
        return ""


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
