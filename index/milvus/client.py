"""The line to a Milvus server; pymilvus is imported here alone.

What enters: a server's address and calls by name. What leaves: their answers, or a StoredIndexError that says what to do. A
call that fails because the server is away or busy is made again, after waits that double and are drawn at random below their
limit, so that many clients do not come back at once. It deliberately knows no collection and no field.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from corpus.errors import StoredIndexError

Answer = TypeVar("Answer")
Row = dict[str, Any]

_ATTEMPTS = 3
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 3.0
# Codes of pymilvus: no connection, too many requests, no such collection or alias.
_AWAY, _BUSY, _NOT_FOUND = 2, 8, 100
# Milvus Lite hangs up on a client that asks every ten seconds, as pymilvus does, whether it is still there.
_FEW_PINGS = {"grpc.keepalive_time_ms": 600_000}
# What a build waits for, and no question does.
_LONG, _LONG_TIMEOUT_S = frozenset({"create_index", "drop_collection", "flush", "insert", "load_collection"}), 600.0
# No VARCHAR is longer than this, in bytes.
MOST_BYTES = 65_535
# So many rows are asked for at once: a server returns at most 16,384 and 64 MB, and a row of text may have 64 kB.
_PAGE = 1000
TEXT_PAGE = 200


@dataclass(frozen=True, slots=True)
class MilvusServer:
    """Where Milvus is: "./rapporteur.db" is Milvus Lite in this process, "http://host:19530/database" a server.

    `token` is "user:password" or a key; it is never shown. `timeout_s` bounds one attempt at one call. `grace_s` is how long the
    generation before is kept for the questions being answered from it, when it holds text that was removed.
    """

    uri: str
    token: str = field(default="", repr=False)
    timeout_s: float = 20.0
    grace_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection; `kind` is a name in pymilvus.DataType."""

    name: str
    kind: str
    primary: bool = False
    dimensions: int = 0


@dataclass(frozen=True, slots=True)
class FieldIndex:
    """An index over one field."""

    on: str
    kind: str
    metric: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)


class GoneError(StoredIndexError):
    """A collection or alias is not there."""


class MilvusConnection:
    """Calls to one server. Safe to use from several threads."""

    def __init__(self, server: MilvusServer) -> None:
        self.server = server
        try:
            import pymilvus
        except ImportError as error:
            raise StoredIndexError('engine = "milvus" needs two more packages; run `pip install "rapporteur[milvus]"`') from error
        for name in ("pymilvus", "milvus_lite"):  # both log what is raised, traceback and all
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._pymilvus = pymilvus
        self._client = self._patiently(self._connect)

    def call(self, method: str, **arguments: Any) -> Any:
        """Call a method of pymilvus.MilvusClient. Raises StoredIndexError; GoneError when a collection or alias is not there."""
        timeout = _LONG_TIMEOUT_S if method in _LONG else self.server.timeout_s
        return self._patiently(lambda: getattr(self._client, method)(**arguments, timeout=timeout))

    def create(self, collection: str, fields: Sequence[Field], indexes: Sequence[FieldIndex]) -> None:
        """Create a collection, empty; its indexes are made while it fills. It is read only after `load`."""
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        for part in fields:
            options: dict[str, Any] = {"max_length": MOST_BYTES} if part.kind == "VARCHAR" else {}
            if part.dimensions:
                options["dim"] = part.dimensions
            schema.add_field(part.name, getattr(self._pymilvus.DataType, part.kind), is_primary=part.primary, **options)
        described = self._client.prepare_index_params()
        for index in indexes:
            metric = {"metric_type": index.metric} if index.metric else {}
            described.add_index(field_name=index.on, index_type=index.kind, params=dict(index.parameters), **metric)
        self.call("create_collection", collection_name=collection, schema=schema)
        self.call("create_index", collection_name=collection, index_params=described, sync=False)

    def load(self, collection: str) -> None:
        """Write everything through, and bring it into memory to be searched."""
        self.call("flush", collection_name=collection)
        self.call("load_collection", collection_name=collection)

    def rows(self, collection: str, ids: Sequence[int] | Sequence[str], fields: Sequence[str], page: int = _PAGE) -> dict[Any, Row]:
        """Rows by primary key `id`; those that are not there are left out."""
        found: dict[Any, Row] = {}
        for start in range(0, len(ids), page):
            asked = list(ids[start : start + page])
            answer = self.call("get", collection_name=collection, ids=asked, output_fields=["id", *fields])
            found.update((row["id"], row) for row in answer)
        return found

    def every(self, collection: str, condition: str, fields: Sequence[str], page: int = _PAGE) -> Iterator[Row]:
        """Every row that fits, by primary key."""
        pages = self.call("query_iterator", collection_name=collection, batch_size=page, filter=condition, output_fields=["id", *fields])
        while found := self._patiently(pages.next):
            yield from found
        pages.close()

    def count(self, collection: str) -> int:
        """How many rows a collection holds, counting all that was written before."""
        answer = self.call("query", collection_name=collection, filter="", output_fields=["count(*)"], consistency_level="Strong")
        return int(answer[0]["count(*)"])

    def union(
        self, collection: str, routes: Sequence[tuple[str, Any, Mapping[str, Any]]], condition: str, limit: int, fields: Sequence[str]
    ) -> list[Row]:
        """The rows among the `limit` nearest by any route, in no order; a route is a field, a vector and search parameters."""
        requests = [
            self._pymilvus.AnnSearchRequest([vector], name, {"metric_type": "IP", "params": dict(parameters)}, limit, expr=condition or None)
            for name, vector, parameters in routes
        ]
        (hits,) = self.call(
            "hybrid_search",
            collection_name=collection,
            reqs=requests,
            ranker=self._pymilvus.RRFRanker(),
            limit=limit * len(routes),
            output_fields=list(fields),
        )
        return [{"id": hit["id"], **hit["entity"]} for hit in hits]

    def _connect(self) -> Any:
        more = {"grpc_options": _FEW_PINGS} if self.server.uri.endswith(".db") else {}
        return self._pymilvus.MilvusClient(uri=self.server.uri, token=self.server.token, timeout=self.server.timeout_s, **more)

    def _patiently(self, attempt: Callable[[], Answer]) -> Answer:
        """What an attempt returns, after at most `_ATTEMPTS`."""
        for number in range(_ATTEMPTS):
            try:
                return attempt()
            except self._pymilvus.MilvusException as error:
                if not _passing(error):
                    raise self._refusal(error) from error
                failure = error
            if number + 1 < _ATTEMPTS:
                time.sleep(random.uniform(0, min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2**number)))  # nosec B311 # who waits how long is no secret
        raise StoredIndexError(f'Milvus at {self.server.uri} does not answer ({_said(failure)}); start it, or set engine = "faiss"') from failure

    def _refusal(self, error: Any) -> StoredIndexError:
        if error.code == _NOT_FOUND:
            return GoneError(f"Milvus at {self.server.uri} no longer holds what was asked for ({_said(error)}); ask again")
        if "Open local milvus failed" in _said(error):
            return StoredIndexError(
                f"the database {self.server.uri} cannot be opened: its folder is missing, or another process has it open (Milvus Lite "
                "allows one at a time); close that one, or run a Milvus server"
            )
        return StoredIndexError(f"Milvus at {self.server.uri} refused: {_said(error)}")


@lru_cache(maxsize=8)
def connected(server: MilvusServer) -> MilvusConnection:
    """The connection to a server, made once. Raises StoredIndexError when it does not answer."""
    return MilvusConnection(server)


def _passing(error: Any) -> bool:
    """Whether an error may pass by itself; those of the transport carry a gRPC status as their code."""
    return error.code in (_AWAY, _BUSY) or type(error.code).__name__ == "StatusCode"


def _said(error: Any) -> str:
    """What an error says, on one short line."""
    return " ".join(str(error.message or error).split())[:200]
