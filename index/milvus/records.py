"""Documents, files and facts of a generation as rows of text.

What enters: records, each a column of something by its name: the text of a document, its landmarks, its summary, the state of
a file, what the generation is. What leaves: rows, and records again. A record longer than a VARCHAR may be lies in pieces of
equal length, so that any stretch of a text is read by itself. It deliberately keeps nothing in memory.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields

from corpus.landmarks import Origins
from corpus.packing import PackedDocument
from index.manifest import Recipe
from index.milvus.client import TEXT_PAGE, MilvusConnection, Row
from index.milvus.schema import NOTHING
from index.store import DocumentSummary

# Four bytes a character at most: within the 65,535 of a VARCHAR.
PIECE_CHARACTERS = 16_000
SUMMARY, TEXT, LANDMARKS, GLYPHS, FILE, PROBLEMS, FACTS = "summary", "text", "landmarks", "glyphs", "file", "problems", "facts"

Record = tuple[str, str]  # column and name


@dataclass(frozen=True, slots=True)
class Facts:
    """What a generation is; `length` is the number of terms of all passages, `average_idf` that of `TermStatistics`."""

    recipe: Recipe
    documents: int
    passages: int
    length: int
    average_idf: float

    def stored(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def read(cls, stored: str) -> "Facts":
        """From what `stored` gave. Raises ValueError, TypeError or KeyError for anything else."""
        values = json.loads(stored)
        return cls(**{**values, "recipe": Recipe(**values["recipe"])})


def rows_of(column: str, name: str, content: str) -> Iterator[Row]:
    """The rows of one record, at least one."""
    pieces = [content[start : start + PIECE_CHARACTERS] for start in range(0, len(content), PIECE_CHARACTERS)] or [""]
    for part, piece in enumerate(pieces):
        yield {"id": _id(column, name, part), "column": column, "part": part, "parts": len(pieces), "content": piece, **NOTHING}


def document_rows(summary: DocumentSummary, terms: int, packed: PackedDocument) -> Iterator[Row]:
    """The rows of a document; `terms` is how many its passages have together."""
    name = packed.document_id
    columns = {field.name: getattr(packed, field.name) for field in fields(packed) if field.name not in (TEXT, GLYPHS)}
    texts = {column: value for column, value in columns.items() if isinstance(value, str)}
    integers = {column: base64.b64encode(value).decode() for column, value in columns.items() if isinstance(value, bytes)}
    landmarks = json.dumps([texts, integers], ensure_ascii=False)
    stated = {**asdict(summary), "terms": terms, "digest": digest(packed.text, landmarks)}
    yield from rows_of(SUMMARY, name, json.dumps(stated, ensure_ascii=False))
    yield from rows_of(TEXT, name, packed.text)
    yield from rows_of(LANDMARKS, name, landmarks)
    yield from rows_of(GLYPHS, name, base64.b64encode(packed.glyphs).decode())


def unpacked(text: str, landmarks: str, glyphs: str) -> PackedDocument:
    """A document's columns from its records."""
    texts, integers = json.loads(landmarks)
    columns = {**texts, **{column: base64.b64decode(value) for column, value in integers.items()}}
    return PackedDocument(**columns, text=text, glyphs=base64.b64decode(glyphs))


def summary_of(content: str) -> tuple[DocumentSummary, int, str]:
    """A summary from its record, how many terms its passages have, and the digest of what quotes are made from."""
    values = json.loads(content)
    terms, made_from = values.pop("terms"), values.pop("digest")
    origins, speakers = Origins(**values.pop("origins")), tuple(values.pop("speakers"))
    return DocumentSummary(**values, origins=origins, speakers=speakers), int(terms), str(made_from)


def digest(text: str, landmarks: str) -> str:
    """The SHA-256 of a document's text and landmarks, as stored."""
    parts = [hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest() for part in (text, landmarks)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


class Records:
    """Reads the records of one collection."""

    def __init__(self, connection: MilvusConnection, collection: str) -> None:
        self._connection, self._collection = connection, collection

    def contents(self, asked: Sequence[Record]) -> dict[Record, str]:
        """Records by column and name, in two reads however many; those that are not there are left out."""
        first = self._pieces([_id(column, name, 0) for column, name in asked])
        counts = {record: first[_id(*record, 0)]["parts"] for record in asked if _id(*record, 0) in first}
        rest = self._pieces([_id(*record, part) for record, parts in counts.items() for part in range(1, parts)])
        pieces = first | rest
        return {record: "".join(pieces[_id(*record, part)]["content"] for part in range(parts)) for record, parts in counts.items()}

    def every(self, column: str) -> Iterator[str]:
        """Every record of a column, in no order."""
        waiting: dict[str, list[Row]] = {}
        for row in self._connection.every(self._collection, f'column == "{column}"', ("part", "parts", "content"), TEXT_PAGE):
            name = row["id"].rpartition("-")[0]
            gathered = waiting.setdefault(name, [])
            gathered.append(row)
            if len(gathered) == row["parts"]:
                del waiting[name]
                yield _joined(gathered)

    def text_between(self, document_id: str, start: int, end: int) -> str | None:
        """Characters `start` to `end` of a text, by reading the pieces they stand in; None when there is no such text."""
        parts = range(start // PIECE_CHARACTERS, max(start, end - 1) // PIECE_CHARACTERS + 1)
        pieces = self._pieces([_id(TEXT, document_id, part) for part in parts])
        if not pieces:
            return None
        offset = parts[0] * PIECE_CHARACTERS
        return _joined(pieces.values())[start - offset : max(end, start) - offset]

    def _pieces(self, ids: Sequence[str]) -> dict[str, Row]:
        return self._connection.rows(self._collection, ids, ("part", "parts", "content"), TEXT_PAGE) if ids else {}


def _joined(rows: Iterable[Row]) -> str:
    return "".join(row["content"] for row in sorted(rows, key=lambda row: int(row["part"])))


def _id(column: str, name: str, part: int) -> str:
    key = hashlib.sha256((column + "\0" + name).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{key[:32]}-{part:06d}"
