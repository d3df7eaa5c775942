"""A PDF as a file: opening it, and what it says of itself beside its pages.

What enters: bytes and passwords. What leaves: PDFium's document, held for as long as a `with` block lasts, and the fields,
page labels and attachments it carries. It deliberately reads no page.
"""

import ctypes
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.errors import DocumentError, PasswordError
from corpus.reading import Attachment

# PDFium keeps state for the whole process and may be used by one thread at a time.
_ONE_AT_A_TIME = threading.RLock()
# No report carries so many; more are the work of a program, not of an author.
MAX_ATTACHMENTS = 200
# Together; a file that carries more is an archive and is better unpacked.
MAX_ATTACHMENT_BYTES = 200_000_000
# Where a header may stand, and where the end is marked, by the format's own habits.
HEADER_BYTES = 1024
MAX_PAGES = 20_000  # a set of encyclopedias; more is an attack or a mistake
_PROGRAM_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel|publisher)\b.*|powerpoint[- ]presentation|presentation|document|untitled\b.*|"
    r"(?:slide|page|sheet|layout|doc|dokument|document|bild|scan|book|mappe|tabelle) ?\d*|title|titel|print(?:out)?|no title|none|null|"
    r".*\.(?:docx?|dotx?|pptx?|xlsx?|indd|qxd|qxp|tex|dvi|ps|pdf|rtf|odt|odp|pages|pub|html?|txt|jpe?g|png|tiff?|ai|eps|fm|pmd|cdr)|\S*[_\-\d]\S*)$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r"^(?:user|admin(?:istrator)?|owner|author|unknown|anonymous|none|null|root|windows|pc|\W*)\d*$", re.IGNORECASE)
_FIELD_DATE = re.compile(r"(?:D:)?\s*(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")


@contextmanager
def opened(content: bytes, passwords: Sequence[str] = ()) -> Iterator[Any]:
    """PDFium's document for the length of a `with` block, which no other thread enters meanwhile.

    Raises PasswordError when it is encrypted and no password fits, and DocumentError when it is no PDF or is damaged.
    """
    with _ONE_AT_A_TIME:
        document = _load(content, passwords)
        try:
            yield document
        finally:
            document.close()


def _load(content: bytes, passwords: Sequence[str]) -> Any:
    encrypted = False
    for password in ("", *passwords):
        try:
            return pdfium.PdfDocument(content, password=password or None)
        except pdfium.PdfiumError as error:
            if error.err_code != pdfium_c.FPDF_ERR_PASSWORD:
                raise DocumentError(_damage(content, error.err_code)) from error
            encrypted = True
        except (ValueError, UnicodeError):  # a password that no PDF can have
            continue
    if encrypted and passwords:
        raise PasswordError("it is encrypted, and none of the passwords given opens it; put its password among the passwords and add it again")
    raise PasswordError("it is encrypted; put its password among the passwords and add it again, or save it without a password")


def _damage(content: bytes, code: int | None) -> str:
    if b"%PDF-" not in content[:HEADER_BYTES]:
        return "it is no PDF, whatever its name says; check that it was downloaded in full and is not a web page saved under this name"
    if code == pdfium_c.FPDF_ERR_SECURITY:
        return "it is locked by a method this program does not know; open it in its own program, save it without protection and add that"
    if b"%%EOF" not in content[-HEADER_BYTES:]:
        return "it is truncated: the end of the PDF is missing; download or copy it again"
    return "it is damaged: the list of its parts cannot be read; open it in a PDF program, save it again and add that"


def page_count(document: Any) -> int:
    """How many pages a document has. Raises DocumentError when it has none, or more than any document."""
    pages = len(document)
    if pages < 1:
        raise DocumentError("it has no pages; download or copy it again")
    if pages > MAX_PAGES:
        raise DocumentError(f"it claims {pages} pages, more than {MAX_PAGES}; split it and add the parts")
    return pages


def page_labels(document: Any, pages: int) -> dict[int, str]:
    """The page labels the file defines, by page number; those that are the number itself are left out."""
    labels = {number: " ".join(_clean(document.get_page_label(number - 1)).split()) for number in range(1, pages + 1)}
    return {number: label for number, label in labels.items() if label and label != str(number)}


def field(document: Any, name: str) -> str:
    """One field of the Info dictionary, on one line; empty when it is missing or unreadable."""
    try:
        words = " ".join(_clean(document.get_metadata_value(name)).split())
    except (pdfium.PdfiumError, UnicodeError):
        return ""
    return "" if "\ufffd" in words else words


def _clean(words: str) -> str:
    return "".join(" " if character < " " or "\x7f" <= character < "\xa0" else character for character in words)


def field_title(document: Any) -> str:
    """The title the Info dictionary gives, unless a program put it there."""
    title = field(document, "Title")
    return "" if _PROGRAM_TITLE.match(title) or sum(map(str.isalpha, title)) < 3 else title


def field_author(document: Any) -> str:
    """The author the Info dictionary gives, unless it is nobody's name."""
    author = field(document, "Author")
    return "" if _NO_AUTHOR.match(author) else author


def made_on(document: Any) -> str:
    """The day the file was made, which is the document's date only for want of a better."""
    match = _FIELD_DATE.match(field(document, "CreationDate"))
    return f"{match['year']}-{match['month']}-{match['day']}" if match else ""


def stated_language(document: Any) -> str:
    """The language the catalog gives, as a bare code ("de"); empty when it gives none."""
    length = pdfium_c.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < length <= HEADER_BYTES:
        return ""
    buffer = (ctypes.c_ushort * length)()
    pdfium_c.FPDFCatalog_GetLanguage(document, buffer, length)
    match = _LANGUAGE.fullmatch(bytes(buffer).decode("utf-16-le", "ignore").split("\0")[0].strip())
    return match[1].lower() if match else ""


def attachments(document: Any) -> tuple[tuple[Attachment, ...], list[str]]:
    """The files inside the file, and remarks on those that could not be taken out."""
    found: list[Attachment] = []
    remarks: list[str] = []
    count = document.count_attachments()
    total = 0
    for number in range(min(count, MAX_ATTACHMENTS)):
        try:
            attachment = document.get_attachment(number)
            name = " ".join(_clean(attachment.get_name()).split()) or f"attachment {number + 1}"
            data = bytes(attachment.get_data())
        except (pdfium.PdfiumError, UnicodeError):
            remarks.append(f"attachment {number + 1} could not be read")
            continue
        total += len(data)
        if total > MAX_ATTACHMENT_BYTES:
            remarks.append(f"attachments from number {number + 1} on were left out: together they hold more than {MAX_ATTACHMENT_BYTES:,} bytes")
            break
        found.append(Attachment(name, data))
    if count > MAX_ATTACHMENTS:
        remarks.append(f"only the first {MAX_ATTACHMENTS} of {count} attachments were read")
    return tuple(found), remarks
