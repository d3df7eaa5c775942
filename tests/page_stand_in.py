"""An assistant, a library and an index for the page's tests, in memory and without any model.

What enters: files as names and bytes. What leaves: the calls the page makes, answered by pure functions of those files:
a question is answered by the sentences that share most of its longer words. It deliberately keeps nothing on disk.
"""

import hashlib
import re
import struct
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Citation, Evidence, Reason, ScorePart
from assistant.question import MAX_QUESTION_CHARACTERS
from corpus.document import Document
from corpus.errors import DocumentError, LibraryError, QuestionError
from corpus.file_reading import Problem
from corpus.landmarks import Block, GlyphRun, Origin, Origins, Page, Span, Speech
from corpus.pdf.page_image import PageBox
from corpus.sidecar import amended, read_sidecar
from index.build import BuildReport
from index.filters import EVERYTHING, Filter, matching
from index.manifest import Recipe
from index.store import DocumentSummary
from ui.backend import ReportProgress

FACT = r"(Title|Publisher|Date|Source|Language|Author|Speaker|Printed|DateFrom|TitleFrom|Partly)"
RECIPE = Recipe(1, 1, 1, "no encoder", 1_000, "no library 1.0")
STOP_WORDS = frozenset({"about", "does", "from", "have", "many", "that", "this", "what", "which", "when", "where", "with"})


def words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w{4,}", text.casefold()) if word not in STOP_WORDS)


def read(name: str, content: bytes) -> Document:
    """Lines of facts (`Title: …`) first, then blocks set apart by empty lines; form feeds part the pages of a `.pdf`."""
    text = content.decode("utf-8")
    facts = dict(re.findall(rf"^{FACT}: (.*?)\r?$", text, re.MULTILINE))
    blocks, sentences = [], []
    for match in re.finditer(r"\S(?:.|\r?\n(?!\s*\r?\n))*", text):
        block = match.group()
        start, end = match.start(), match.start() + len(block.rstrip())
        if re.match(rf"{FACT}: ", block):
            blocks.append(Block(start, end, "furniture"))
        elif block.startswith("#"):
            blocks.append(Block(start, end, "heading", len(block) - len(block.lstrip("#"))))
        else:
            blocks.append(Block(start, end, "paragraph"))
            found = re.finditer(r"[^.!?\s][^.!?]*[.!?]?", text[start:end])
            sentences += [Span(start + sentence.start(), start + sentence.end()) for sentence in found]
    paged = name.endswith(".pdf")
    return Document(
        document_id=name,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/pdf" if paged else "text/plain",
        text=text,
        title=facts.get("Title", ""),
        date=facts.get("Date", ""),
        publisher=facts.get("Publisher", ""),
        language=facts.get("Language", ""),
        source_url=facts.get("Source", ""),
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        author=facts.get("Author", ""),
        origins=Origins(title=origin(facts.get("TitleFrom", "stated")), date=origin(facts.get("DateFrom", "stated"))),
        page_kind="page" if paged else "",
        pages=pages(text, facts.get("Printed", "")) if paged else (),
        speeches=(Speech(0, len(text), facts["Speaker"]),) if "Speaker" in facts else (),
        held_in=name.partition("/")[0] if ".eml/" in name else "",
    )


def described(document: Document, given: Mapping[str, str]) -> Document:
    origins = {name: "given" for name in given if name != "source_url"}
    return replace(document, **given, origins=replace(document.origins, **origins))


def origin(words: str) -> Origin:
    return words  # type: ignore[return-value]


def pages(text: str, printed: str) -> tuple[Page, ...]:
    starts = [0, *(match.end() for match in re.finditer("\f", text))]
    labels = printed.split(",") if printed else [""] * len(starts)
    return tuple(Page(start, end, number, label) for number, (start, end, label) in enumerate(zip(starts, [*starts[1:], len(text)], labels), 1))


def png(width: int, height: int) -> bytes:
    """A grey picture; PNG specification, third edition."""
    rows = zlib.compress(b"".join(b"\0" + b"\xdd" * width for _ in range(height)))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    chunks = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Files(dict[str, bytes]):
    """The files, and, called as the library's method, their names."""

    def __call__(self) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        return tuple(sorted(self)), ()


@dataclass
class StandInLibrary:
    """A folder of documents that is a dictionary."""

    files: dict[str, bytes]
    suffixes: tuple[str, ...] = (".txt", ".md")
    drawn: list[tuple[str, int]] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    torn: bool = False
    sidecars: dict[str, bytes] = field(default_factory=dict)

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, Files(value) if name == "files" else value)  # type: ignore[call-overload]

    def page_image(self, document: Document, page: int, width: int) -> bytes:
        self._check(document)
        if self.torn:
            raise DocumentError(f"page {page} cannot be drawn; save it again")
        self.drawn.append((document.document_id, page))
        return png(width // 10, width // 7)

    def quote_boxes(self, document: Document, glyphs: Sequence[GlyphRun], start: int, end: int) -> tuple[PageBox, ...]:
        """Each page of the quote has one box, a quarter down."""
        self._check(document)
        return tuple(PageBox(page.number, 0.1, 0.25, 0.9, 0.3) for page in document.pages_of(start, end))

    def _check(self, document: Document) -> None:
        if self.files.get(document.document_id) != document.text.encode():
            raise DocumentError("its file is not the one that was read; update the index")

    def add(self, name: str, content: bytes, source_url: str = "", folder: str = "") -> str:
        safe = re.sub(r"[^\w.() -]", "_", name.rpartition("/")[2])
        safe = f"{folder}/{safe}" if folder else safe
        if not safe.endswith(self.suffixes):
            raise DocumentError(f"{safe} was not added: supported are {', '.join(self.suffixes)}")
        if self.files.get(safe, content) != content:
            safe = f"2 {safe}"
        self.files[safe] = content
        self.addresses[safe] = source_url
        return safe

    def content(self, document_id: str) -> bytes:
        if document_id not in self.files:
            raise LibraryError(f"there is no document {document_id!r}")
        return self.files[document_id]

    def describe(self, document_id: str, changes: Mapping[str, str]) -> dict[str, str]:
        """Facts are kept as on the disk, in the file's sidecar, and read from there at the next update."""
        if document_id not in self.files or ".eml/" in document_id:
            raise LibraryError(f"there is no file {document_id!r} to describe")
        self.sidecars[document_id] = amended(self.sidecars.get(document_id, b""), changes)
        return read_sidecar(self.sidecars[document_id])

    def remove(self, document_id: str) -> None:
        if document_id not in self.files:
            raise LibraryError(f"there is no document {document_id!r}")
        del self.files[document_id]


@dataclass
class StandInIndex:
    """An index that holds problems and draws no letters; it is its own store."""

    noted: list[tuple[Problem, str]] = field(default_factory=list)
    recipe: Recipe = RECIPE
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> "StandInIndex":
        return self

    def problems(self) -> list[tuple[Problem, str]]:
        return self.noted

    def stored_text(self, document_id: str, start: int, end: int) -> str:
        return self.texts[document_id][start:end]

    def glyphs(self, document_id: str) -> tuple[GlyphRun, ...]:
        return ()


@dataclass
class StandInAssistant:
    """Answers from the documents that were in the library at the last update."""

    library: StandInLibrary
    indexed: dict[str, Document] = field(default_factory=dict)
    pause: threading.Event = field(default_factory=threading.Event)
    index: StandInIndex = field(default_factory=StandInIndex)

    def __post_init__(self) -> None:
        self.pause.set()
        self.update(lambda stage, done, total: None)

    def ask(self, question: str, *, quotes: int = 5, where: Filter = EVERYTHING, history: Sequence[str] = (), fewest: int = 3) -> Answer:
        if len(question) > MAX_QUESTION_CHARACTERS:
            raise QuestionError(f"the question has {len(question)} characters; the limit is {MAX_QUESTION_CHARACTERS}")
        if not words_of(question):
            raise QuestionError("the question has no word to search for; write a longer one")
        if "explode" in question:
            raise ZeroDivisionError("<b>inner</b> failure")
        follows = bool(history) and len(words_of(question)) < 2
        query = f"{history[-1]} {question}" if follows else question
        asked = words_of(query)
        fitting = [self.indexed[summary.document_id] for summary in matching(self.documents(), where)]
        found = sorted(
            (
                (-len(asked & words_of(document.text[span.start : span.end])), document.document_id, span)
                for document in fitting
                for span in document.sentences
            ),
        )
        best = [(score, document_id, span) for score, document_id, span in found if score < 0][:quotes]
        citations = tuple(self._citation(number, *hit) for number, hit in enumerate(best, 1))
        return self._answer(question, query, asked, citations)

    def _answer(self, question: str, query: str, asked: frozenset[str], citations: tuple[Citation, ...]) -> Answer:
        covered = words_of(" ".join(citation.quote for citation in citations))
        share = len(asked & covered) / len(asked)
        certainty = "answers" if share > 0.6 else "perhaps" if share > 0.4 else "silent"
        silent = certainty == "silent"
        return Answer(
            question,
            query,
            () if silent else citations,
            citations[:2] if silent else (),
            certainty,  # type: ignore[arg-type]
            share,
            tuple(sorted(asked - covered)),
            reasons=tuple(self._reason(citation, asked) for citation in citations),
        )

    def _reason(self, citation: Citation, asked: frozenset[str]) -> Reason:
        """The words it shares with the question, and their share as its score."""
        held = asked & words_of(citation.quote)
        parts = (ScorePart("coverage", len(held) / len(asked), 0.2),)
        return Reason(citation.number, tuple(sorted(held)), (), tuple(sorted(asked - held)), parts)

    def _citation(self, number: int, score: int, document_id: str, span: Span) -> Citation:
        document = self.indexed[document_id]
        return Citation(
            number=number,
            evidence=Evidence(document_id, span.start, span.end, float(-score)),
            quote=document.text[span.start : span.end],
            title=document.name,
            publisher=document.publisher,
            date=document.date,
            place=document.locator(span.start, span.end),
            source_url=document.source_url,
            author=document.author,
            speaker=document.speaker(span.start, span.end),
            language=document.language,
        )

    def document(self, document_id: str) -> Document:
        if document_id not in self.indexed:
            raise LibraryError(f"{document_id} is no longer in the index; ask again")
        return self.indexed[document_id]

    def candidates(self, words: Sequence[str]) -> list[str]:
        """Every document that holds one of the words, those that hold most first."""
        asked = words_of(" ".join(words))
        shared = {name: len(asked & words_of(document.text)) for name, document in self.indexed.items()}
        return sorted((name for name, number in shared.items() if number), key=lambda name: (-shared[name], name))

    def documents(self) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                document_id=document.document_id,
                title=document.title,
                date=document.date,
                publisher=document.publisher,
                language=document.language,
                media_type=document.media_type,
                source_url=document.source_url,
                characters=len(document.text),
                passages=len(document.blocks),
                sha256=document.sha256,
                first_passage=0,
                author=document.author,
                held_in=document.held_in,
                speakers=tuple(sorted({speech.speaker for speech in document.speeches})),
                origins=document.origins,
                page_kind=document.page_kind,
            )
            for document in self.indexed.values()
        ]

    def suggestions(self, limit: int = 4) -> list[str]:
        return [f"What is said about {document.name}?" for document in list(self.indexed.values())[:limit]]

    def update(self, progress: ReportProgress) -> BuildReport:
        """Read everything anew; waits while `pause` is cleared, so that a test can ask meanwhile."""
        progress("reading", 0, len(self.library.files))
        assert self.pause.wait(timeout=30)
        before, problems = self.indexed, []
        after = {}
        for done, (name, content) in enumerate(self.library.files.items(), 1):
            progress("reading", done, len(self.library.files))
            try:
                after[name] = described(read(name, content), read_sidecar(self.library.sidecars.get(name, b"")))
            except UnicodeDecodeError:
                problems.append(Problem(name, "it is not text in UTF-8"))
            remarks = re.findall("^Partly: (.*)$", content.decode("utf-8", "replace"), re.MULTILINE)
            problems += [Problem(name, reason, partly=True) for reason in remarks]
        self.indexed, self.index.texts = after, {name: document.text for name, document in after.items()}
        self.index.noted = [(problem, problem.document_id) for problem in problems]
        return BuildReport(
            tuple(sorted(after.keys() - before.keys())),
            tuple(sorted(name for name in after.keys() & before.keys() if after[name] != before[name])),
            tuple(sorted(before.keys() - after.keys())),
            (),
            tuple(problems),
            sum(len(document.blocks) for document in after.values()),
            0,
            0.1,
            "",
        )
