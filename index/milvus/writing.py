"""Writing one generation into Milvus.

What enters: files in order, some known to the generation in force, some read anew, and the vectors of what was read. What
leaves: rows in collections of their own, beside those in force. Known documents are copied, vectors and terms and all. It
deliberately switches nothing and drops nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace

import numpy as np

from corpus.document import Document
from corpus.errors import StoredIndexError
from corpus.file_reading import Problem
from corpus.packing import pack
from index.context import encoder_text, passage_terms
from index.lexical import TermStatistics
from index.manifest import Recipe
from index.milvus.client import MilvusConnection, Row
from index.milvus.index import MilvusPassageIndex
from index.milvus.records import FACTS, FILE, PROBLEMS, Facts, document_rows, rows_of
from index.milvus.schema import COPIED, NOTHING, PARTS, collection, passage_row
from index.spool import Spool
from index.store import DocumentSummary
from index.vector_journal import VectorJournal
from index.words import MAX_TERM_BYTES

# One insert holds at most so many rows, and at most about so many characters.
_ROWS, _CHARACTERS = 1000, 4_000_000
# Known documents are copied so many passages at a time.
_COPIED_PASSAGES = 1000


class GenerationWriter:
    """Writes the rows of one generation; `average` is the mean number of terms of its passages."""

    def __init__(self, connection: MilvusConnection, generation: str, recipe: Recipe, average: float, written: Callable[[int], None]) -> None:
        """`written` hears how many passages are written."""
        self._connection, self._generation, self._recipe, self._average = connection, generation, recipe, average
        self._progress = written
        self._waiting: dict[str, list[Row]] = {part: [] for part in PARTS}
        self._sizes: Counter[str] = Counter()
        self._written: Counter[str] = Counter()
        self._frequencies: Counter[str] = Counter()
        self._length = 0
        self.documents = self.passages = 0

    def file(self, name: str, fingerprint: str, problems: Sequence[Problem]) -> None:
        """Note which state of a file its documents are from, and what of it could not be read."""
        stated = {"file_id": name, "fingerprint": fingerprint, "problems": [asdict(problem) for problem in problems]}
        self._add("documents", rows_of(FILE, name, json.dumps(stated, ensure_ascii=False)))

    def copy(self, summaries: Sequence[DocumentSummary], old: MilvusPassageIndex) -> None:
        """Take documents over from the generation in force."""
        lengths = {summary.document_id: length for summary, length in old.summaries}
        for batch in _batches(summaries):
            packed = old.packed([summary.document_id for summary in batch])
            ordinals = [ordinal for summary in batch for ordinal in range(summary.first_passage, summary.first_passage + summary.passages)]
            rows = old.passage_rows(ordinals, COPIED)
            passages = dict(zip(ordinals, old.passages(ordinals)))
            for summary, columns in zip(batch, packed):
                placed = replace(summary, first_passage=self.passages)
                self._add("documents", document_rows(placed, lengths[summary.document_id], columns))
                for ordinal in range(summary.first_passage, summary.first_passage + summary.passages):
                    found = old.terms_of(rows[ordinal])
                    self._add_passage(passage_row(self.passages, passages[ordinal], placed, found, rows[ordinal]["dense"], self._average), found)
                self.documents += 1

    def take(self, document: Document, spool: Spool, journal: VectorJournal) -> None:
        """Take a document that was read, its vectors from the journal."""
        passages = spool.split(document)
        found = [passage_terms(document, passage) for passage in passages]
        vectors = journal.vectors([encoder_text(document, passage).text for passage in passages])
        summary = _summary(document, self.passages, len(passages))
        self._add("documents", document_rows(summary, sum(map(len, found)), pack(document)))
        for passage, own, vector in zip(passages, found, vectors):
            self._add_passage(passage_row(self.passages, passage, summary, own, vector.tolist(), self._average), own)
        self.documents += 1

    def finish(self, problems: Sequence[Problem]) -> None:
        """Write what is known only at the end, and see that everything arrived. Raises StoredIndexError when it did not."""
        self._add("documents", rows_of(PROBLEMS, "", json.dumps([asdict(problem) for problem in problems], ensure_ascii=False)))
        vocabulary = np.array([term.encode() for term in self._frequencies], dtype=f"S{MAX_TERM_BYTES}")
        counts = np.array(list(self._frequencies.values()), dtype=np.int64)
        statistics = TermStatistics.of(vocabulary, counts, self.passages, self._length)
        self._add("terms", ({"id": term, "frequency": count, **NOTHING} for term, count in sorted(self._frequencies.items())))
        facts = Facts(self._recipe, self.documents, self.passages, self._length, statistics.average_idf)
        self._add("documents", rows_of(FACTS, "", facts.stored()))
        for part in PARTS:
            self._insert(part)
            name = collection(self._generation, part)
            self._connection.load(name)
            if self._connection.count(name) != self._written[part]:
                raise StoredIndexError("Milvus does not hold what was put into it; the index before it is unchanged; try again")

    def _add_passage(self, row: Row, found: Sequence[str]) -> None:
        self._frequencies.update(set(found))
        self._length += len(found)
        self.passages += 1
        self._add("passages", [row])

    def _add(self, part: str, rows: Iterable[Row]) -> None:
        for row in rows:
            self._waiting[part].append(row)
            self._sizes[part] += len(row.get("content", ""))
            if len(self._waiting[part]) >= _ROWS or self._sizes[part] >= _CHARACTERS:
                self._insert(part)

    def _insert(self, part: str) -> None:
        rows = self._waiting[part]
        if rows:
            self._connection.call("insert", collection_name=collection(self._generation, part), data=rows)
        self._written[part] += len(rows)
        self._waiting[part], self._sizes[part] = [], 0
        if part == "passages":
            self._progress(self._written[part])


def _batches(summaries: Sequence[DocumentSummary]) -> Iterator[list[DocumentSummary]]:
    """Documents of about so many passages together, in order."""
    batch: list[DocumentSummary] = []
    for summary in summaries:
        batch.append(summary)
        if sum(one.passages for one in batch) >= _COPIED_PASSAGES:
            yield batch
            batch = []
    if batch:
        yield batch


def _summary(document: Document, first_passage: int, passages: int) -> DocumentSummary:
    return DocumentSummary(
        document_id=document.document_id,
        title=document.title,
        date=document.date,
        publisher=document.publisher,
        language=document.language,
        media_type=document.media_type,
        source_url=document.source_url,
        characters=len(document.text),
        passages=passages,
        sha256=document.sha256,
        first_passage=first_passage,
        author=document.author,
        held_in=document.held_in,
        speakers=tuple(sorted({speech.speaker for speech in document.speeches})),
        origins=document.origins,
        page_kind=document.page_kind,
    )
