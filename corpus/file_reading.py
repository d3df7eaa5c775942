"""One file, read: its document, the documents inside it, and what went wrong.

What enters: a file's name, bytes, passwords and sidecar. What leaves: Documents and problems. Whatever a parser raises costs
the one document it was reading. It deliberately opens no files and knows no format.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.dates import stated_date
from corpus.document import Document
from corpus.errors import DocumentError, PasswordError
from corpus.landmarks import Origin, Origins, Span
from corpus.language import document_language
from corpus.names import safe_name
from corpus.readers import READERS, true_suffix
from corpus.reading import Attachment, Reading
from corpus.sentences import sentence_spans
from corpus.sidecar import FIELDS
from corpus.speech.speakers import speeches

# A mail in a mail in a mail is read; what nests deeper is a trap.
MAX_NESTING = 3
# More files than this inside one are an archive, not attachments.
MAX_ATTACHMENTS = 200
# All attachments of one file together, as many bytes as one file may have.
MAX_ATTACHED_BYTES = 100 * 1024 * 1024
# In these a date among the file's fields was put there to date the document; elsewhere programs put it there.
_DATED_BY_AUTHORS = frozenset({"text/html", "text/markdown", "application/epub+zip"})
# Year, month and day; "2011-12" may be two years and "2019 10" no date at all.
_FILE_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that was not read, or, where `partly`, was read in part; and why."""

    document_id: str
    reason: str
    partly: bool = False
    needs_password: bool = False


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file holds: its documents, the file's own first, and what was not read; `sha256` is of the file's bytes."""

    sha256: str
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_document(document_id: str, content: bytes, passwords: Sequence[str] = (), given: Mapping[str, str] | None = None) -> Document:
    """Read one file that holds one document. Raises DocumentError, saying why, when it cannot be read or holds no words."""
    return _document(document_id, content, _reading(document_id, content, passwords), given or {}, "")


def read_file(document_id: str, content: bytes, passwords: Sequence[str] = (), given: Mapping[str, str] | None = None) -> FileReading:
    """Read a file and the files inside it. Raises nothing that a parser raises: it is among the problems."""
    documents: list[Document] = []
    problems: list[Problem] = []
    budget = _Budget()
    for found in _read(document_id, content, passwords, given or {}, "", budget):
        (problems if isinstance(found, Problem) else documents).append(found)  # type: ignore[arg-type]
    return FileReading(hashlib.sha256(content).hexdigest(), tuple(documents), tuple(problems))


@dataclass(slots=True)
class _Budget:
    """What the files inside one file may still cost together."""

    attachments: int = MAX_ATTACHMENTS
    bytes: int = MAX_ATTACHED_BYTES


def _read(
    document_id: str, content: bytes, passwords: Sequence[str], given: Mapping[str, str], held_in: str, budget: _Budget
) -> Iterator[Document | Problem]:
    try:
        reading = _reading(document_id, content, passwords)
    except DocumentError as error:
        yield Problem(document_id, str(error), needs_password=isinstance(error, PasswordError))
        return
    try:
        yield _document(document_id, content, reading, given, held_in)
    except DocumentError as error:
        if not reading.attachments:  # a mail that only carries files has lost nothing
            yield Problem(document_id, str(error))
    yield from (Problem(document_id, remark, partly=True) for remark in reading.remarks)
    yield from _attached(document_id, reading.attachments, passwords, held_in or document_id, budget)


def inner_content(file_id: str, content: bytes, document_id: str, passwords: Sequence[str]) -> bytes:
    """The bytes of a document inside a file, found as they were when it was read. Raises DocumentError when it is not there."""
    if document_id == file_id:
        return content
    taken = {file_id}
    for attachment in _reading(file_id, content, passwords).attachments:
        inner = _free(f"{file_id}/{safe_name(attachment.name)}", taken)
        if document_id == inner or document_id.startswith(f"{inner}/"):
            return inner_content(inner, attachment.content, document_id, passwords)
    raise DocumentError("it is no longer in its file; update the index")


def _attached(
    document_id: str, attachments: Sequence[Attachment], passwords: Sequence[str], held_in: str, budget: _Budget
) -> Iterator[Document | Problem]:
    taken = {document_id}
    for attachment in attachments:
        inner = _free(f"{document_id}/{safe_name(attachment.name)}", taken)
        budget.attachments -= 1
        budget.bytes -= len(attachment.content)
        if inner.count("/") - held_in.count("/") > MAX_NESTING:
            yield Problem(inner, f"it is a file in a file in a file, more than {MAX_NESTING} deep; take it out and add it by itself")
        elif budget.attachments < 0 or budget.bytes < 0:
            yield Problem(
                document_id, f"it holds too many files: after {MAX_ATTACHMENTS}, or {MAX_ATTACHED_BYTES / 1e6:.0f} MB, none is read", partly=True
            )
            return
        elif true_suffix(inner, attachment.content) not in READERS:
            yield Problem(inner, no_reader())
        else:
            yield from _read(inner, attachment.content, passwords, {}, held_in, budget)


def no_reader() -> str:
    """Why a file of an unknown kind is not read."""
    return f"no reader for this kind of file; supported are {', '.join(READERS)}"


def _free(wanted: str, taken: set[str]) -> str:
    """A document_id nobody else has: two attachments of one name are two documents."""
    stem, dot, suffix = wanted.rpartition(".")
    name, number = wanted, 2
    while name in taken:
        name = f"{stem} ({number}){dot}{suffix}"
        number += 1
    taken.add(name)
    return name


def _reading(document_id: str, content: bytes, passwords: Sequence[str]) -> Reading:
    """A file as its reader gives it. Raises DocumentError for whatever the reader raises."""
    suffix = true_suffix(document_id, content)
    reader = READERS.get(suffix)
    if reader is None:
        raise DocumentError(no_reader())
    if not content.strip():
        raise DocumentError("it is empty; remove it or add its text")
    try:
        reading = reader.read(content, passwords)
    except DocumentError:
        raise
    except MemoryError as error:
        raise DocumentError("it needs more memory to read than one file may take; split it and add the parts") from error
    except Exception as error:  # parsers each fail in their own way
        raise DocumentError(f"its reader failed ({type(error).__name__}: {error}); save it in another format and add that") from error
    return reading


def _document(document_id: str, content: bytes, reading: Reading, given: Mapping[str, str], held_in: str) -> Document:
    reader = READERS[true_suffix(document_id, content)]
    facts, origins = _facts(document_id, reader.media_type, reading, given)
    sentences = tuple(_sentences(reading, facts["language"]))
    if not sentences:
        raise DocumentError("no sentence was found in it; if it is a list of links or a menu, leave it out")
    return Document(
        document_id=document_id,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=reader.media_type,
        text=reading.text,
        title=facts["title"],
        date=facts["date"],
        publisher=facts["publisher"],
        language=facts["language"],
        source_url=facts["source_url"],
        blocks=reading.blocks,
        sentences=sentences,
        author=facts["author"],
        origins=origins,
        page_kind=reading.page_kind,
        pages=reading.pages,
        glyphs=reading.glyphs,
        scanned=reading.scanned,
        speeches=speeches(reading.text, reading.blocks, sentences),
        held_in=held_in,
    )


def _facts(document_id: str, media_type: str, reading: Reading, given: Mapping[str, str]) -> tuple[dict[str, str], Origins]:
    """Each fact and where it is from: what a person gives, what the file gives, what its name says."""
    facts = {name: _well_formed(getattr(reading, name)) for name in FIELDS}
    origins = {name: _known(getattr(reading.origins, name), facts[name]) for name in FIELDS if name != "source_url"}
    if origins["date"] == "metadata" and media_type not in _DATED_BY_AUTHORS:  # when the file was made is not when the document was issued
        facts["date"], origins["date"] = "", "unknown"
    if not facts["date"] and (date := _date_in_name(document_id)):
        facts["date"], origins["date"] = date, "file name"
    for name, value in given.items():
        facts[name] = _well_formed(value)
        if name in origins:
            origins[name] = "given"
    if origins["language"] in ("unknown", "metadata") and (language := document_language(reading.text, facts["language"])) != facts["language"]:
        facts["language"], origins["language"] = language, "detected"
    return facts, Origins(**origins)


def _known(origin: Origin, value: str) -> Origin:
    """Where a fact is from; a reader that gives it without saying found it in the document's words."""
    return "unknown" if not value else "stated" if origin == "unknown" else origin


def _date_in_name(document_id: str) -> str:
    """The date a file is named for ("2023-10-16 declaration.pdf"); empty when it names none, or two."""
    name = document_id.rpartition("/")[2].rpartition(".")[0]
    found = {stated_date(f"{year}-{month}-{day}") for year, _, month, day in _FILE_NAME_DATE.findall(name)}
    return found.pop() if len(found) == 1 else "" if found else stated_date(name.replace("_", " "))


def _well_formed(stated: str) -> str:
    """Metadata without half characters, which no store takes: YAML's "\\ud83d\\ude00" is one letter, either half alone is none."""
    return stated.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _sentences(reading: Reading, language: str) -> Iterator[Span]:
    """The quotable sentences: those of paragraphs that hold a letter or a digit."""
    for block in reading.blocks:
        if block.kind != "paragraph":
            continue
        for span in sentence_spans(reading.text, block.start, block.end, language):
            if any(map(str.isalnum, reading.text[span.start : span.end])):
                yield span
