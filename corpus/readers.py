"""The reader table: which function reads which file.

What enters: a file's name and its first bytes. What leaves: the reader that takes it. Another format is one function and one
line in `READERS`. It deliberately imports no reader before a file of its kind is read, so that listing a folder costs nothing.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus.decoding import decode
from corpus.reading import Reading
from corpus.scans.extra import available

READER_VERSION = 6  # written into the index: a document read by another version is read again

Read = Callable[[bytes, Sequence[str]], Reading]


class Reader(NamedTuple):
    """How one kind of file is read: `read(content, passwords)`."""

    media_type: str
    read: Read


def _late(module: str, function: str) -> Read:
    """A reader whose module, and the library behind it, is imported when the first such file is read."""

    def read(content: bytes, passwords: Sequence[str]) -> Reading:
        found: Read = getattr(import_module(module), function)
        return found(content, passwords)

    return read


def _decoded(module: str, function: str) -> Read:
    """A reader of text, whatever its encoding."""

    def read(content: bytes, passwords: Sequence[str]) -> Reading:
        found: Callable[[str], Reading] = getattr(import_module(module), function)
        return found(decode(content))

    return read


_TEXT = Reader("text/plain", _decoded("corpus.text.plain_text", "read_plain_text"))
_MARKDOWN = Reader("text/markdown", _decoded("corpus.text.markdown", "read_markdown"))
_HTML = Reader("text/html", _late("corpus.text.html", "read_html"))
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCX = Reader(f"{_OFFICE}.wordprocessingml.document", _late("corpus.office.docx", "read_docx"))
_XLSX = Reader(f"{_OFFICE}.spreadsheetml.sheet", _late("corpus.office.tables", "read_workbook"))
_IMAGE = _late("corpus.scans.ocr", "read_image")

READERS: dict[str, Reader] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": Reader("application/pdf", _late("corpus.scans.scanned_pdf", "read_pdf_and_scans")),
    ".docx": _DOCX,
    ".docm": _DOCX,
    ".doc": Reader("application/msword", _late("corpus.office.word97", "read_doc")),
    ".odt": Reader("application/vnd.oasis.opendocument.text", _late("corpus.office.opendocument", "read_odt")),
    ".rtf": Reader("application/rtf", _late("corpus.office.rtf", "read_rtf")),
    ".epub": Reader("application/epub+zip", _late("corpus.office.epub", "read_epub")),
    ".pptx": Reader(f"{_OFFICE}.presentationml.presentation", _late("corpus.office.slides", "read_pptx")),
    ".xlsx": _XLSX,
    ".xlsm": _XLSX,
    ".xls": Reader("application/vnd.ms-excel", _late("corpus.office.tables", "read_workbook")),
    ".ods": Reader("application/vnd.oasis.opendocument.spreadsheet", _late("corpus.office.tables", "read_workbook")),
    ".csv": Reader("text/csv", _late("corpus.office.tables", "read_csv")),
    ".tsv": Reader("text/tab-separated-values", _late("corpus.office.tables", "read_csv")),
    ".eml": Reader("message/rfc822", _late("corpus.mail.reader", "read_eml")),
    ".msg": Reader("application/vnd.ms-outlook", _late("corpus.mail.reader", "read_msg")),
    ".png": Reader("image/png", _IMAGE),
    ".jpg": Reader("image/jpeg", _IMAGE),
    ".jpeg": Reader("image/jpeg", _IMAGE),
    ".tif": Reader("image/tiff", _IMAGE),
    ".tiff": Reader("image/tiff", _IMAGE),
}

_MAY_HOLD_SCANS = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".eml", ".msg"})

# What a file is by its first bytes, whatever it is named. Zip and OLE containers hold many kinds: the name decides among those.
_MAGIC: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", ".pdf", frozenset({".pdf"})),
    (b"{\\rtf", ".rtf", frozenset({".rtf"})),
    (b"PK\x03\x04", "", frozenset({".docx", ".docm", ".odt", ".epub", ".pptx", ".xlsx", ".xlsm", ".ods"})),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", frozenset({".doc", ".xls", ".msg", ".docx", ".docm", ".pptx", ".xlsx", ".xlsm"})),
    (b"\x89PNG\r\n", ".png", frozenset({".png"})),
    (b"\xff\xd8\xff", ".jpg", frozenset({".jpg", ".jpeg"})),
    (b"II*\x00", ".tif", frozenset({".tif", ".tiff"})),
    (b"MM\x00*", ".tif", frozenset({".tif", ".tiff"})),
)
# The first part of a zip container that tells what it holds.
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/epub+zip", ".epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"),
    (b"word/", ".docx"),
    (b"ppt/", ".pptx"),
    (b"xl/", ".xlsx"),
)
_MAX_MAGIC_OFFSET = 1024  # a PDF may begin with so much that is not PDF (ISO 32000-1, implementation note 13)


def reader_for(name: str) -> Reader | None:
    """The reader for a file name, by its suffix; None when there is none."""
    return READERS.get(suffix_of(name))


def suffix_of(name: str) -> str:
    """The suffix of a file name, in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def scans_are_read(name: str) -> bool:
    """Whether a file of a name may hold pictures of text that are recognised here: the extra is installed, or is not."""
    return suffix_of(name) in _MAY_HOLD_SCANS and available()


def true_suffix(name: str, content: bytes) -> str:
    """The suffix a file should have by its first bytes; the one it has when those do not tell."""
    named = suffix_of(name)
    for magic, suffix, fitting in _MAGIC:
        if content.startswith(magic):
            return named if named in fitting else suffix or _in_container(content) or named
    if named != ".pdf" and content[:_MAX_MAGIC_OFFSET].lstrip()[:5] == b"%PDF-":
        return ".pdf"
    return named


def _in_container(content: bytes) -> str:
    return next((suffix for mark, suffix in _ZIPPED if mark in content), "") if content.startswith(b"PK") else ""
