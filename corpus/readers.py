"""The reader table: which function reads which file.

What enters: a file's name and bytes. What leaves: a Document. Another format is one function and one line in `READERS`.
It deliberately opens no files.
"""

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus.decoding import decode
from corpus.document import Block, Document, Span
from corpus.errors import DocumentError
from corpus.html import read_html
from corpus.markdown import read_markdown
from corpus.plain_text import read_plain_text
from corpus.reading import Reading
from corpus.sentences import sentence_spans

READER_VERSION = 2  # written into the index: a document read by another version is read again


class Reader(NamedTuple):
    """How one kind of file is read."""

    media_type: str
    read: Callable[[bytes], Reading]


_TEXT = Reader("text/plain", lambda content: read_plain_text(decode(content)))
_MARKDOWN = Reader("text/markdown", lambda content: read_markdown(decode(content)))
_HTML = Reader("text/html", read_html)

READERS: dict[str, Reader] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
}


def reader_for(name: str) -> Reader | None:
    """The reader for a file name, by its suffix; None when there is none."""
    return READERS.get(PurePosixPath(name).suffix.lower())


def read_document(document_id: str, content: bytes) -> Document:
    """Read one file. Raises DocumentError, saying why, when it cannot be read or holds no words."""
    reader = reader_for(document_id)
    if reader is None:
        known = ", ".join(READERS)
        raise DocumentError(f"no reader for this kind of file; supported are {known}")
    if not content.strip():
        raise DocumentError("it is empty; remove it or add its text")
    reading = reader.read(content)
    sentences = tuple(_sentences(reading))
    if not sentences:
        raise DocumentError("no sentence was found in it; if it is a list of links or a menu, leave it out")
    return Document(
        document_id=document_id,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=reader.media_type,
        text=reading.text,
        title=_well_formed(reading.title),
        date=_well_formed(reading.date),
        publisher=_well_formed(reading.publisher),
        language=_well_formed(reading.language),
        source_url=_well_formed(reading.source_url),
        blocks=reading.blocks,
        sentences=sentences,
    )


def _well_formed(stated: str) -> str:
    """Metadata without half characters, which no store takes: YAML's "\\ud83d\\ude00" is one letter, either half alone is none."""
    return stated.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _sentences(reading: Reading) -> list[Span]:
    """The quotable sentences: those of paragraphs that hold a letter or a digit."""
    return [span for block in reading.blocks if block.kind == "paragraph" for span in _of_block(reading, block)]


def _of_block(reading: Reading, block: Block) -> list[Span]:
    spans = sentence_spans(reading.text, block.start, block.end, reading.language or "en")
    return [span for span in spans if any(map(str.isalnum, reading.text[span.start : span.end]))]
