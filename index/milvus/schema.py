"""What a generation is in Milvus: three collections, and the alias that says which generation is in force.

What enters: passages with their terms, and names. What leaves: rows, fields and indexes. The words of a passage are a sparse
vector of our own: at the dimension of a term (32 bits of its hash) what one unit of its idf adds to the passage's BM25. Its
inner product with the query's idf is then BM25 as `index.lexical` defines it, on every server, without the analyzers, idf and
per-segment statistics of Milvus's own BM25. It deliberately makes no calls but those about the alias.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from corpus.document import Passage
from index.filters import folded
from index.lexical import K1, B
from index.milvus.client import MOST_BYTES, Field, FieldIndex, GoneError, MilvusConnection, Row
from index.store import DocumentSummary

ALIAS = "rapporteur_current"
_PREFIX = "rapporteur_"
_NO_TERM = 2**32 - 2  # the dimension of a passage without terms: no server takes an empty sparse vector for granted
# Up to here every vector is compared; beyond, a graph is searched, which looks at few of them and may miss a neighbour.
EXACT_UP_TO = 1_000_000
_GRAPH = {"M": 32, "efConstruction": 256}

_TEXTS = ("document_id", "headings", "terms", "name", "date", "publisher", "author", "language", "kind", "speakers")
# What is read of a passage to rank it, and all that a copy of it needs.
RANKED = ("terms", "dense")
PLACED = ("document_id", "first", "last", "headings")
COPIED = (*PLACED, *RANKED)
# A collection must have a vector; those that are not searched have this one.
_NOTHING = Field("nothing", "FLOAT_VECTOR", dimensions=2)
NOTHING = {_NOTHING.name: [0.0, 0.0]}
PARTS = ("passages", "documents", "terms")


def collection(generation: str, part: str) -> str:
    """The name of one of a generation's collections."""
    return f"{_PREFIX}{generation}_{part}"


def in_force(connection: MilvusConnection) -> str | None:
    """The generation the alias names; None before the first one is built."""
    try:
        named = connection.call("describe_alias", alias=ALIAS)["collection_name"]
    except GoneError:
        return None
    return generation_of(str(named))


def generation_of(name: str) -> str | None:
    """The generation a collection belongs to; None for one that is not ours."""
    generation, _, part = name.removeprefix(_PREFIX).rpartition("_")
    return generation if name.startswith(_PREFIX) and part in PARTS else None


def create(connection: MilvusConnection, generation: str, dimensions: int, passages: int) -> None:
    """Create a generation's collections, empty."""
    dense = FieldIndex("dense", "FLAT", "IP") if passages <= EXACT_UP_TO else FieldIndex("dense", "HNSW", "IP", _GRAPH)
    fields = [Field("id", "INT64", primary=True), *(Field(name, "VARCHAR") for name in _TEXTS)]
    fields += [Field(name, "INT64") for name in ("first", "last", "home")]
    fields += [Field("dense", "FLOAT_VECTOR", dimensions=dimensions), Field("words", "SPARSE_FLOAT_VECTOR")]
    words = FieldIndex("words", "SPARSE_INVERTED_INDEX", "IP")
    scalars = [FieldIndex(name, "INVERTED") for name in ("name", "date", "language", "kind", "home")]
    connection.create(collection(generation, "passages"), fields, [dense, words, *scalars])
    unsearched = FieldIndex(_NOTHING.name, "FLAT", "IP")
    texts = [Field(name, "VARCHAR") for name in ("column", "content")]
    documents = [Field("id", "VARCHAR", primary=True), *texts, Field("part", "INT64"), Field("parts", "INT64"), _NOTHING]
    connection.create(collection(generation, "documents"), documents, [unsearched, FieldIndex("column", "INVERTED")])
    terms = [Field("id", "VARCHAR", primary=True), Field("frequency", "INT64"), _NOTHING]
    connection.create(collection(generation, "terms"), terms, [unsearched])


def search_parameters(passages: int, limit: int) -> Mapping[str, int]:
    """How widely the graph is searched; nothing where every vector is compared."""
    return {} if passages <= EXACT_UP_TO else {"ef": 4 * limit}


def passage_row(ordinal: int, passage: Passage, summary: DocumentSummary, terms: Sequence[str], dense: object, average: float) -> Row:
    """The row of a passage; `average` is the mean number of terms of all passages."""
    return {
        "id": ordinal,
        "document_id": passage.document_id,
        "first": passage.start,
        "last": passage.end,
        "headings": _fitting(json.dumps(passage.heading_path, ensure_ascii=False)),
        "terms": _fitting(" ".join(terms)),
        "dense": dense,
        "words": _words(terms, average),
        "home": summary.first_passage,
        **_facts(summary),
    }


def query_vector(query: Sequence[str], idf: Mapping[str, float]) -> dict[int, float]:
    """What a query's terms weigh, by dimension; a term asked twice counts twice."""
    weights: dict[int, float] = {}
    for term in query:
        if idf[term] > 0:
            weights[_dimension(term)] = weights.get(_dimension(term), 0.0) + idf[term]
    return weights


def _words(terms: Sequence[str], average: float) -> dict[int, float]:
    norm = K1 * (1 - B + B * len(terms) / max(average, 1e-9))
    weights: dict[int, float] = {}
    for term, count in Counter(terms).items():
        weights[_dimension(term)] = weights.get(_dimension(term), 0.0) + count * (K1 + 1) / (count + norm)
    return weights or {_NO_TERM: 1.0}


@lru_cache(maxsize=100_000)
def _dimension(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=4).digest(), "big") % _NO_TERM


def _facts(summary: DocumentSummary) -> dict[str, str]:
    """What filters ask of a document, in the form they ask it in."""
    return {
        "name": unicodedata.normalize("NFC", summary.document_id),
        "date": summary.date,
        "publisher": _cut(folded(summary.publisher)),
        "author": _cut(folded(summary.author)),
        "language": summary.language.casefold(),
        "kind": PurePosixPath(summary.document_id).suffix.casefold(),
        "speakers": _cut("\n".join(map(folded, summary.speakers))),
    }


def _fitting(text: str) -> str:
    """The text, or nothing where it is too long to store: it is made again from the document then."""
    return text if len(text.encode()) <= MOST_BYTES else ""


def _cut(text: str) -> str:
    return text.encode()[:MOST_BYTES].decode("utf-8", "ignore")
