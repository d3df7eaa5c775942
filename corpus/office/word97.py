"""Legacy .doc: the text of Word 97–2003 documents.

What enters: a file's bytes and passwords. What leaves: headings by style, paragraphs, table rows, notes after the paragraph
that refers to them, text boxes and then page headers and footers once, as furniture, at the end. Field codes, comments and
tracked deletions are left out. Many files called .doc are something else: they are read as what they are. It deliberately
reads no Word 6 or 95, and applies no unsaved changes.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO
from typing import Any

from corpus.errors import DocumentError, PasswordError
from corpus.office.encrypted_office import OLE_SIGNATURE, decrypted
from corpus.office.rtf_alphabets import language_of
from corpus.office.word97_formats import read_runs, read_styles
from corpus.office.word97_story import Formats, Story
from corpus.office.word97_text import CHARACTERS, PARAGRAPHS, STYLES, Header, read_header, read_text, table_of
from corpus.office.word_processing import Fields, reading_of, remarks_on
from corpus.reading import Reading
from corpus.text.html import read_html

# What files called .doc are, by their first bytes, and who reads them.
_DISGUISES = ((b"PK", "corpus.office.docx", "read_docx"), (b"{\\rtf", "corpus.office.rtf", "read_rtf"))
_PAGES = (b"<!doctype html", b"<html")
_MARKUP = (b"mime-version:", b"<")
_LEAD_BYTES = 256


def read_doc(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Read a legacy Word document. Raises DocumentError when it is damaged or too old, PasswordError when it is encrypted."""
    content = decrypted(content, passwords)
    start = content[:_LEAD_BYTES].lstrip(b"\xef\xbb\xbf \r\n\t")
    for first, module, function in _DISGUISES:
        if start.startswith(first):
            read: Callable[[bytes, Sequence[str]], Reading] = getattr(import_module(module), function)
            return read(content, passwords)
    if start.lower().startswith(_PAGES):
        return read_html(content)
    if not content.startswith(OLE_SIGNATURE):
        markup = "it is an archived web page or XML" if start.lower().startswith(_MARKUP) else "it is no Word document"
        raise DocumentError(f"{markup}, whatever its name says; open it with a word processor, save it as .docx and add that")
    stream, tables, header, fields = _streams(content)
    text = read_text(stream, header, tables)
    formats = Formats(
        read_runs(stream, table_of(header, tables, CHARACTERS), paragraphs=False),
        read_runs(stream, table_of(header, tables, PARAGRAPHS), paragraphs=True),
        read_styles(table_of(header, tables, STYLES)),
    )
    story = Story(text, formats, header, tables)
    parts = [*story.body(), *story.boxes(), *story.margins()]
    return reading_of(parts, fields, remarks=list(remarks_on(story.found)))


def _streams(content: bytes) -> tuple[bytes, bytes, Header, Fields]:
    """The main stream, the table stream, the header and the fields of a file."""
    import olefile  # here: few documents need it

    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            if not container.exists("WordDocument"):
                raise DocumentError("it holds no Word text; open it with its program, save it as .docx and add that")
            stream = bytes(container.openstream("WordDocument").read())
            header = read_header(stream)
            if header.encrypted:
                raise PasswordError("it is encrypted in a way this program cannot open; save it without a password and add that")
            tables = bytes(container.openstream(header.table_stream).read()) if container.exists(header.table_stream) else b""
            return stream, tables, header, _fields(container, header)
    except DocumentError:
        raise
    except Exception as error:  # what it raises on damaged containers is not documented
        raise DocumentError(f"it is truncated or damaged ({error}); open it with a word processor, save it as .docx and add that") from error


def _fields(container: Any, header: Header) -> Fields:
    """The summary of a file; a damaged one is as good as none."""
    try:
        said = container.get_metadata()
        codec = f"cp{said.codepage}" if said.codepage and said.codepage > 0 and said.codepage != 65001 else "utf-8"
        title, author = (value.decode(codec, "replace") if isinstance(value, bytes) else "" for value in (said.title, said.author))
        day = said.last_saved_time or said.create_time
        return Fields(_plain(title), _plain(author), day.date().isoformat() if day else "", language_of(header.language))
    except Exception:  # a summary is not worth a document
        return Fields(language=language_of(header.language))


def _plain(text: str) -> str:
    return text.partition("\0")[0].strip()
