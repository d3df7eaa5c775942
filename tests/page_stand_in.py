"""An assistant, a library and an index for the page's tests, in memory and without any model.

What enters: files as names and bytes. What leaves: the calls the page makes, answered by pure functions of those files:
a question is answered by the sentences that share most of its longer words. It deliberately keeps nothing on disk.
"""

import hashlib
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation, Evidence
from assistant.question import MAX_QUESTION_CHARACTERS
from corpus.document import Block, Document, Span
from corpus.errors import DocumentError, LibraryError, QuestionError
from corpus.library import Problem
from index.build import BuildReport
from index.store import DocumentSummary
from ui.backend import ReportProgress

STOP_WORDS = frozenset({"about", "does", "from", "have", "many", "that", "this", "what", "which", "when", "where", "with"})


def words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w{4,}", text.casefold()) if word not in STOP_WORDS)


def read(name: str, content: bytes) -> Document:
    """Lines `Title:`, `Publisher:`, `Date:`, `Source:` and `Language:` first, then blocks set apart by empty lines."""
    text = content.decode("utf-8")
    facts = dict(re.findall(r"^(Title|Publisher|Date|Source|Language): (.*?)\r?$", text, re.MULTILINE))
    blocks, sentences = [], []
    for match in re.finditer(r"\S(?:.|\r?\n(?!\s*\r?\n))*", text):
        block = match.group()
        start, end = match.start(), match.start() + len(block.rstrip())
        if re.match(r"(Title|Publisher|Date|Source|Language): ", block):
            blocks.append(Block(start, end, "furniture"))
        elif block.startswith("#"):
            blocks.append(Block(start, end, "heading", len(block) - len(block.lstrip("#"))))
        else:
            blocks.append(Block(start, end, "paragraph"))
            found = re.finditer(r"[^.!?\s][^.!?]*[.!?]?", text[start:end])
            sentences += [Span(start + sentence.start(), start + sentence.end()) for sentence in found]
    return Document(
        name,
        hashlib.sha256(content).hexdigest(),
        "text/plain",
        text,
        facts.get("Title", ""),
        facts.get("Date", ""),
        facts.get("Publisher", ""),
        facts.get("Language", ""),
        facts.get("Source", ""),
        tuple(blocks),
        tuple(sentences),
    )


@dataclass
class StandInLibrary:
    """A folder of documents that is a dictionary."""

    files: dict[str, bytes]
    suffixes: tuple[str, ...] = (".txt", ".md")

    def add(self, name: str, content: bytes) -> str:
        safe = re.sub(r"[^\w.() -]", "_", name.rpartition("/")[2])
        if not safe.endswith(self.suffixes):
            raise DocumentError(f"{safe} was not added: supported are {', '.join(self.suffixes)}")
        if self.files.get(safe, content) != content:
            safe = f"2 {safe}"
        self.files[safe] = content
        return safe

    def remove(self, document_id: str) -> None:
        if document_id not in self.files:
            raise LibraryError(f"there is no document {document_id!r}")
        del self.files[document_id]


@dataclass
class StandInAssistant:
    """Answers from the documents that were in the library at the last update."""

    library: StandInLibrary
    indexed: dict[str, Document] = field(default_factory=dict)
    pause: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.pause.set()
        self.update(lambda stage, done, total: None)

    def ask(self, question: str, *, quotes: int = 5, history: Sequence[str] = ()) -> Answer:
        if len(question) > MAX_QUESTION_CHARACTERS:
            raise QuestionError(f"the question has {len(question)} characters; the limit is {MAX_QUESTION_CHARACTERS}")
        if not words_of(question):
            raise QuestionError("the question has no word to search for; write a longer one")
        if "explode" in question:
            raise ZeroDivisionError("<b>inner</b> failure")
        follows = bool(history) and len(words_of(question)) < 2
        query = f"{history[-1]} {question}" if follows else question
        asked = words_of(query)
        found = sorted(
            (
                (-len(asked & words_of(document.text[span.start : span.end])), document.document_id, span)
                for document in self.indexed.values()
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
        )

    def _citation(self, number: int, score: int, document_id: str, span: Span) -> Citation:
        document = self.indexed[document_id]
        return Citation(
            number,
            Evidence(document_id, span.start, span.end, float(-score)),
            document.text[span.start : span.end],
            document.name,
            document.publisher,
            document.date,
            str(document.locator(span.start)),
            document.source_url,
        )

    def document(self, document_id: str) -> Document:
        if document_id not in self.indexed:
            raise LibraryError(f"{document_id} is no longer in the index; ask again")
        return self.indexed[document_id]

    def documents(self) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                document.document_id,
                document.title,
                document.date,
                document.publisher,
                document.language,
                document.media_type,
                document.source_url,
                len(document.text),
                len(document.blocks),
                document.sha256,
                0,
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
                after[name] = read(name, content)
            except UnicodeDecodeError:
                problems.append(Problem(name, "it is not text in UTF-8"))
        self.indexed = after
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
