"""The web: one page, or one file behind an address, fetched under limits.

What enters: an address that a person typed. What leaves: the bytes behind it, a safe file name with a suffix that says what they
are, and the address they came from. Each address on the way is checked, and the connection goes to the very number that was
checked. It deliberately runs no scripts, keeps no cookies, sends no credentials, and knows no proxies.
"""

import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from corpus.errors import DocumentError
from corpus.web.connection import Connection, Limits, Place
from corpus.web.hosts import Allowed, Resolve, checked_numbers, is_public

# The largest file that is fetched: a scanned report of a few hundred pages.
MAX_BYTES = 20_000_000
# All of it: names, connections, redirects and every byte.
TIMEOUT_S = 20.0
# A page that has moved is found in two or three steps; more is a loop.
MAX_REDIRECTS = 5
# What the longest address browsers agree on holds.
MAX_ADDRESS_CHARACTERS = 2_000
# Characters of a file's name: short enough for every file system with a suffix and a number behind it.
MAX_NAME_CHARACTERS = 100

_USER_AGENT = "rapporteur (a reader of documents; fetches single pages that a person asks for)"
_ALSO = "save the page yourself and add the file"
_PIECE = 64 * 1024
_APART = re.compile(r"(?:[^\w.]|_|\.(?!\w)|(?<!\w)\.)+")
# What stays as it is in a path: all that has a meaning there, and what is written as %20 already.
_KEPT = "/%:@!$&'()*+,;=~-._"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-outlook": ".msg",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}.presentationml.presentation": ".pptx",
    "message/rfc822": ".eml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tiff",
}
# What servers say of files whose kind they do not know: there the address's own suffix is believed.
_UNTYPED = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/download", "application/force-download", "application/zip"})


class Page(NamedTuple):
    """What was fetched: a file name with a suffix that readers know, its bytes, and the address it came from at last."""

    name: str
    content: bytes
    address: str


def fetch(
    address: str,
    *,
    max_bytes: int = MAX_BYTES,
    timeout_s: float = TIMEOUT_S,
    resolve: Resolve = socket.getaddrinfo,
    allowed: Allowed = is_public,
) -> Page:
    """Fetch what is behind an address. Raises DocumentError, saying why, when it may not or cannot be fetched.

    `resolve` finds the numbers of a host and `allowed` says which of them may be asked: both are there for tests.
    """
    limits = Limits(max_bytes, time.monotonic() + timeout_s)
    address = address.strip().partition("#")[0]
    for _ in range(MAX_REDIRECTS + 1):
        parts = _parts(address)
        try:
            moved, page = _asked(parts, address, limits, checked_numbers(parts.hostname or "", _port(parts), resolve, allowed))
        except TimeoutError as error:
            raise DocumentError(f"the server is too slow; try again later, or {_ALSO}") from error
        except ssl.SSLError as error:
            raise DocumentError(f"the server cannot prove that it is {parts.hostname} ({error.reason}); {_ALSO}") from error
        except (OSError, HTTPException, ValueError) as error:
            raise DocumentError(f"{parts.hostname} cannot be reached ({error}); check the address and the connection, or {_ALSO}") from error
        if page is not None:
            return page
        address = moved
    raise DocumentError(f"it is redirected more than {MAX_REDIRECTS} times; open it in a browser and copy the address you arrive at")


def _parts(address: str) -> SplitResult:
    """The parts of an address that may be fetched. Raises DocumentError for any other."""
    if len(address) > MAX_ADDRESS_CHARACTERS or any(letter.isspace() or not letter.isprintable() or letter == "\\" for letter in address):
        raise DocumentError("it is no web address: it is too long, or holds spaces or backslashes; copy it from the browser again")
    try:
        parts = urlsplit(address)
        _port(parts)
    except ValueError as error:
        raise DocumentError(f"it is no web address ({error}); copy it from the browser again") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DocumentError("it is no web address: it has to begin with http:// or https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise DocumentError(f"it carries a user name or a password, which are never sent; {_ALSO}")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _asked(parts: SplitResult, address: str, limits: Limits, numbers: list[str]) -> tuple[str, Page | None]:
    """Where the server says to look instead, or the page."""
    connection = Connection(Place(parts.hostname or "", _port(parts), parts.scheme == "https", numbers), limits)
    try:
        query = f"?{quote(parts.query, safe=_KEPT + '?')}" if parts.query else ""
        headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "gzip", "Accept": "*/*", "Connection": "close"}
        connection.request("GET", (quote(parts.path, safe=_KEPT) or "/") + query, headers=headers)
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return urljoin(address, _moved(answer)).partition("#")[0], None
        if answer.status != 200:
            raise DocumentError(f"the server answers {answer.status} {answer.reason}; check the address, or {_ALSO}")
        suffix = _suffix(answer, parts)
        content = _unpacked(answer, _body(answer, limits), limits.max_bytes)
        if not content.strip():
            raise DocumentError(f"there is nothing at this address; check it, or {_ALSO}")
        return "", Page(_name(parts, ".pdf" if content.startswith(b"%PDF-") else suffix), content, address)
    finally:
        connection.close()
        connection.hang_up()


def _moved(answer: HTTPResponse) -> str:
    moved = (answer.getheader("Location") or "").encode("latin-1", "replace").decode("utf-8", "replace").strip()
    if not moved:
        raise DocumentError("the server redirects it to nowhere; check the address")
    return moved.replace(" ", "%20")


def _suffix(answer: HTTPResponse, parts: SplitResult) -> str:
    """The suffix of what comes, by its declared kind; by the address's own where the kind says nothing. Raises DocumentError for any other."""
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    own = PurePosixPath(unquote(parts.path)).suffix.lower()
    if (kind in _UNTYPED or kind == "text/plain") and own in _SUFFIXES.values():
        return own
    if kind not in _SUFFIXES:
        raise DocumentError(f"it is of the kind {kind or 'unknown'}, which is not read; supported are pages, PDFs, office files, pictures and text")
    return _SUFFIXES[kind]


def _body(answer: HTTPResponse, limits: Limits) -> Iterator[bytes]:
    """The bytes as they come. Raises DocumentError when they are too many, or fewer than promised."""
    total, promised = 0, answer.length
    if promised is not None and promised > limits.max_bytes:
        raise DocumentError(f"it is larger ({promised:,} bytes) than the {limits.max_bytes:,} bytes that are fetched; {_ALSO}")
    while piece := answer.read(_PIECE):
        total += len(piece)
        if total > limits.max_bytes:
            raise DocumentError(f"it is larger than the {limits.max_bytes:,} bytes that are fetched; {_ALSO}")
        yield piece
    if promised is not None and total < promised:
        raise DocumentError(f"the connection broke off after {total:,} of {promised:,} bytes; try again, or {_ALSO}")


def _unpacked(answer: HTTPResponse, pieces: Iterator[bytes], max_bytes: int) -> bytes:
    """The bytes of an answer, unpacked where it is gzip, and counted while they are."""
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing == "identity":
        return b"".join(pieces)
    if packing not in {"gzip", "x-gzip"}:
        raise DocumentError(f"the server packs it as {packing}, which was not asked for; {_ALSO}")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = bytearray()
    try:
        for piece in pieces:
            content += unpacking.decompress(piece, max_bytes + 1 - len(content))
            if len(content) > max_bytes:
                raise DocumentError(f"it unpacks to more than the {max_bytes:,} bytes that are fetched; {_ALSO}")
    except zlib.error as error:
        raise DocumentError(f"what the server sends is damaged ({error}); try again, or {_ALSO}") from error
    if not unpacking.eof:
        raise DocumentError(f"the connection broke off; try again, or {_ALSO}")
    return bytes(content)


def _name(parts: SplitResult, suffix: str) -> str:
    """A file name of letters, digits and hyphens that says where it comes from: host, path and what was asked."""
    path = unquote(parts.path)
    path = path.removesuffix(PurePosixPath(path).suffix) if PurePosixPath(path).suffix.lower() in {suffix, ".htm", ".php", ".aspx"} else path
    host = (parts.hostname or "").removeprefix("www.")
    words = normalize("NFC", f"{host} {path} {unquote(parts.query)}")
    return _APART.sub("-", words).strip("-")[:MAX_NAME_CHARACTERS].rstrip("-") + suffix
