"""One contract for both engines: the same rankings, filters, texts and updates from flat files and from Milvus.

Milvus is Milvus Lite here, in this process; the calls are those of a server.
"""

import importlib.util
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import SMALL_LIBRARY
from hashing_encoder import HashingEncoder

from assistant.proof.verifier import verify_quote
from corpus.document import Passage
from corpus.errors import StoredIndexError
from corpus.file_reading import FileReading, read_file
from corpus.library import Library
from index.build import BuildReport
from index.engine import PassageEngine, generation_in_force, open_engine, plan_engine, update_engine
from index.filters import Filter, matching
from index.lexical import Postings, TermStatistics
from index.milvus import client as milvus_client
from index.milvus import filters as milvus_filters
from index.milvus.client import MilvusServer, connected
from index.milvus.records import PIECE_CHARACTERS
from index.milvus.schema import ALIAS, PARTS, passage_row, query_vector
from index.quote_texts import QuoteTexts
from index.store import DocumentSummary

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]
HAS_MILVUS = bool(importlib.util.find_spec("pymilvus") and importlib.util.find_spec("milvus_lite"))
NEEDS_MILVUS = pytest.mark.skipif(not HAS_MILVUS, reason='the extra is not installed: pip install "rapporteur[milvus]"')
ROOT = Path(__file__).resolve().parent.parent
OTTERS = "Otters were counted along the river. There were forty of them."
QUESTIONS = ("How many vessels had no papers?", "trawlers northern shore", "When is the bridge repaired?", "ferry", "zzz", "?")
FILTERED: Mapping[str, str] = {
    "2021/lake.md": "---\ntitle: Lake\ndate: 2021-05-04\npublisher: Lake Secretariat\nlanguage: en\n---\n\nThe ferry sails every morning.\n",
    "2022/réunion.md": "---\ndate: 2022-03\npublisher: Secrétariat du Lac\nlanguage: fr\nauthor: Ana Lëvore\n---\n\nThe ferry waited.\n",
    "debate.md": '---\ndate: 2023\n---\n\nThe ferry is late. It was always late, said Taulant Balla.\n\n"The ferry is early," said Ana Doe.\n',
    "notes [1].txt": "The ferry carries sixty cars.",
    "100%_sure.txt": "The ferry is blue.",
    'a "quoted" name.txt': "The ferry is red.",
}
FILTERS = (
    Filter(documents="notes [1].txt"),
    Filter(documents="notes*"),
    Filter(documents="notes [[]1].txt"),
    Filter(documents="2021/*"),
    Filter(documents="202?/*.md"),
    Filter(documents="2022/réunion.md"),
    Filter(documents="100%*"),
    Filter(documents="100%_sure.txt"),
    Filter(documents='a "quoted"*'),
    Filter(documents=("notes*", "2021/*")),
    Filter(documents=("notes [1].txt", "2022/réunion.md"), before="2023"),
    Filter(documents=("100%*", "debate.md")),
    Filter(documents=("gone.txt", "debate.md")),
    Filter(after="2022"),
    Filter(after="2021-05-04", before="2022-03-01"),
    Filter(before="2022"),
    Filter(before="2023-06-01"),
    Filter(before="2023-01-01"),
    Filter(after="2023-01-01"),
    Filter(publisher="secretariat"),
    Filter(publisher="SECRÉTARIAT  du"),
    Filter(author="levore"),
    Filter(speaker="balla"),
    Filter(speaker="Doe"),
    Filter(language="EN"),
    Filter(kind="txt"),
    Filter(kind=".MD", after="2022"),
    Filter(publisher="lake_"),
    Filter(documents="*", kind="txt"),
)


class NearLibrary(Library):
    """A library that reads its files in this process."""

    def read_all(self, document_ids: Iterable[str]) -> Iterator[FileReading]:
        for document_id in document_ids:
            yield read_file(document_id, self.content(document_id))


@dataclass(frozen=True)
class Engine:
    """One engine over one place."""

    folder: Path
    server: MilvusServer | None

    def build(self, documents: Path, encoder: HashingEncoder | None = None) -> BuildReport:
        return update_engine(NearLibrary(documents), self.folder, encoder or HashingEncoder(), milvus=self.server)

    def open(self) -> PassageEngine:
        return open_engine(self.folder, self.server)

    def in_force(self) -> str | None:
        return generation_in_force(self.folder, self.server)


def milvus_in(folder: Path) -> MilvusServer:
    return MilvusServer(str(folder / "rapporteur.db"), grace_s=0)


def let_go(folder: Path) -> None:
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(milvus_in(folder).uri)
    connected.cache_clear()


@pytest.fixture(params=["faiss", pytest.param("milvus", marks=NEEDS_MILVUS)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "faiss":
        yield Engine(tmp_path / "index", None)
        return
    yield Engine(tmp_path / "index", milvus_in(tmp_path))
    let_go(tmp_path)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    yield Engine(tmp_path / "index", None), Engine(tmp_path / "beside", milvus_in(tmp_path))
    let_go(tmp_path)


def alike(one: list[tuple[int, str, float]], other: list[tuple[int, str, float]]) -> bool:
    """The same passages in the same order, their scores equal but for rounding."""
    return [row[:2] for row in one] == [row[:2] for row in other] and [row[2] for row in one] == pytest.approx([row[2] for row in other], abs=1e-6)


def ranked(opened: PassageEngine, question: str, where: Filter = Filter(), **how: Any) -> list[tuple[int, str, float]]:  # noqa: B008
    found = opened.search(question, HashingEncoder(), where=where, **how)
    return [(one.ordinal, one.passage.passage_id, one.score) for one in found]


def test_what_was_built_is_there(engine: Engine, small_library: Path, encoder: HashingEncoder) -> None:
    (small_library / "table.sav").write_bytes(b"PK")
    assert engine.in_force() is None
    report = engine.build(small_library, encoder)
    opened = engine.open()
    assert report.added == tuple(sorted(SMALL_LIBRARY)) == tuple(summary.document_id for summary in opened.documents())
    assert report.encoded == report.passages == len(opened) == len(encoder.asked)
    assert report.generation == opened.generation == engine.in_force()
    assert [(noted.document_id, file_id) for noted, file_id in opened.problems()] == [("table.sav", "")]
    assert sorted(opened.files()) == sorted(SMALL_LIBRARY)


def test_documents_come_back_whole_and_offsets_are_exact(engine: Engine, write_library: WriteLibrary) -> None:
    texts = {"a.txt": "Første avsnitt. 👩‍🚀 flies.\r\n\r\nSecond paragraph e\u0301 stands here.", "long.txt": "The ferry sails at nine. " * 2000}
    library = NearLibrary(write_library(texts))
    engine.build(library.folder)
    opened = engine.open()
    for name in texts:
        read = library.read(name)
        assert opened.document(name) == read
        assert len(read.text) > PIECE_CHARACTERS or name == "a.txt"
        places = [0, 1, 7, PIECE_CHARACTERS - 1, PIECE_CHARACTERS, PIECE_CHARACTERS + 1, 2 * PIECE_CHARACTERS, len(read.text)]
        for start in places:
            for end in places:
                if start <= end <= len(read.text):
                    assert opened.stored_text(name, start, end) == read.text[start:end]
        passages = list(opened.passages_of(name))
        assert opened.passages([ordinal for ordinal, _ in passages]) == [passage for _, passage in passages]
        assert opened.glyphs(name) == ()


def test_an_unknown_document_is_refused(engine: Engine, small_library: Path) -> None:
    engine.build(small_library)
    opened = engine.open()
    for ask in (opened.document, opened.glyphs, lambda name: opened.stored_text(name, 0, 1), lambda name: list(opened.passages_of(name))):
        with pytest.raises(StoredIndexError, match="holds no document 'no such'"):
            ask("no such")


@NEEDS_MILVUS
def test_both_engines_rank_alike(both: tuple[Engine, Engine], small_library: Path) -> None:
    for number in range(150):  # more than are taken as candidates, and no two of one score
        (small_library / f"note-{number}.txt").write_text(f"The {'ferry ' * (1 + number % 7)}passed {'stone ' * (number // 7)}note {number}.")
    flat, milvus = both
    flat.build(small_library)
    milvus.build(small_library)
    one, other = flat.open(), milvus.open()
    for question in QUESTIONS:
        for how in ({}, {"limit": 3}, {"rerank": False}, {"limit": 200}):
            assert alike(ranked(one, question, **how), ranked(other, question, **how))
        for term in question.split():
            assert one.term_idf(term) == other.term_idf(term)
    assert one.documents() == other.documents()
    assert one.files() == other.files()
    for name in ("note-1.txt", "note-149.txt", *SMALL_LIBRARY):
        for document in (one.document(name), other.document(name)):
            words = document.text.split()
            assert QuoteTexts(one).candidates(words) == QuoteTexts(other).candidates(words)
            assert name in QuoteTexts(other).candidates(words)
    assert QuoteTexts(other).candidates(["zzzz"]) == QuoteTexts(one).candidates(["zzzz"]) == ()


def test_a_quote_is_verified_by_either_engine(engine: Engine, small_library: Path) -> None:
    (small_library / "other.txt").write_text("Forty otters were counted along the river in May 2023, and none in June.")
    engine.build(small_library)
    texts = QuoteTexts(engine.open())
    stands = verify_quote("forty otters were counted along the river in May 2023", texts)
    assert stands.stands and stands.place is not None and stands.place.document_id == "other.txt"
    altered = verify_quote("Forty otters were counted along the river in May 2024", texts)
    assert not altered.stands and [difference.kind for difference in altered.differences] == ["date"]


@NEEDS_MILVUS
def test_both_engines_find_the_same_documents_by_every_filter(both: tuple[Engine, Engine], write_library: WriteLibrary) -> None:
    documents = write_library(FILTERED)
    for one in both:
        one.build(documents)
    flat, milvus = (one.open() for one in both)
    for where in FILTERS:
        fitting = {summary.document_id for summary in matching(flat.documents(), where)}
        if not fitting:
            with pytest.raises(StoredIndexError, match="no document fits the filter"):
                milvus.search("ferry", HashingEncoder(), where=where)
            continue
        assert alike(ranked(flat, "ferry", where), ranked(milvus, "ferry", where)), str(where)
        assert {passage_id.rpartition(":")[0] for _, passage_id, _ in ranked(milvus, "ferry", where)} == fitting, str(where)


def test_filters_fit_what_they_should(engine: Engine, write_library: WriteLibrary) -> None:
    engine.build(write_library(FILTERED))
    opened = engine.open()
    wanted = {
        Filter(documents="2021/*"): {"2021/lake.md"},
        Filter(documents=("2021/*", "debate.md", "gone*")): {"2021/lake.md", "debate.md"},
        Filter(after="2022", before="2023"): {"2022/réunion.md"},
        Filter(publisher="secretariat"): {"2021/lake.md", "2022/réunion.md"},
        Filter(language="fr"): {"2022/réunion.md"},
        Filter(speaker="balla"): {"debate.md"},
        Filter(kind="md"): {"2021/lake.md", "2022/réunion.md", "debate.md"},
    }
    for where, fitting in wanted.items():
        assert {passage_id.rpartition(":")[0] for _, passage_id, _ in ranked(opened, "ferry", where)} == fitting
    with pytest.raises(StoredIndexError, match=r"no document fits the filter document 'nothing\*'"):
        ranked(opened, "ferry", Filter(documents="nothing*"))


def test_an_update_encodes_only_what_is_new(engine: Engine, small_library: Path, encoder: HashingEncoder) -> None:
    engine.build(small_library)
    (small_library / "otters.txt").write_text(OTTERS)
    assert plan_engine(Library(small_library), engine.folder, encoder, engine.server).added == ("otters.txt",)
    report = engine.build(small_library, encoder)
    assert (report.added, report.encoded, encoder.asked) == (("otters.txt",), 1, [OTTERS])
    assert ranked(engine.open(), "forty otters")[0][1].startswith("otters.txt:")


def test_building_again_writes_nothing(engine: Engine, small_library: Path, encoder: HashingEncoder) -> None:
    first = engine.build(small_library)
    again = engine.build(small_library, encoder)
    assert (again.generation, again.encoded, again.written, encoder.asked) == (first.generation, 0, 0, [])
    assert again.passages == first.passages


def test_a_renamed_document_is_not_encoded_again(engine: Engine, small_library: Path, encoder: HashingEncoder) -> None:
    engine.build(small_library)
    (small_library / "harbour-note.txt").rename(small_library / "aaa.txt")
    report = engine.build(small_library, encoder)
    assert (report.added, report.removed, report.encoded, encoder.asked) == (("aaa.txt",), ("harbour-note.txt",), 0, [])
    assert ranked(engine.open(), "vessels without papers")[0][1].startswith("aaa.txt:")


def test_the_way_to_an_index_does_not_show_in_it(engine: Engine, small_library: Path) -> None:
    first = engine.build(small_library)
    before = [ranked(engine.open(), question) for question in QUESTIONS]
    (small_library / "otters.txt").write_text(OTTERS)
    engine.build(small_library)
    (small_library / "otters.txt").unlink()
    assert engine.build(small_library).generation == first.generation
    assert [ranked(engine.open(), question) for question in QUESTIONS] == before


def test_of_a_removed_document_nothing_is_found_and_no_file_keeps_a_trace(engine: Engine, small_library: Path, tmp_path: Path) -> None:
    (small_library / "otters.txt").write_text(OTTERS)
    engine.build(small_library)
    (small_library / "otters.txt").unlink()
    assert engine.build(small_library).removed == ("otters.txt",)
    assert "otters.txt" not in {summary.document_id for summary in engine.open().documents()}
    assert all("otters" not in passage_id for _, passage_id, _ in ranked(engine.open(), "forty otters"))
    stored = [path for path in tmp_path.rglob("*") if path.is_file() and small_library not in path.parents]
    assert stored
    assert not [path for path in stored if any(trace in content for content in contents(path) for trace in (b"Otters", b"otter"))]


def contents(path: Path) -> Iterator[bytes]:
    """A file's bytes, and what it holds where it is compressed."""
    yield path.read_bytes()
    if path.suffix == ".parquet":
        import pyarrow.parquet

        yield str(pyarrow.parquet.read_table(path).to_pylist()).encode()


def test_a_reader_keeps_its_generation_while_one_is_built_beside_it(engine: Engine, small_library: Path) -> None:
    engine.build(small_library)
    reader = engine.open()
    before = [ranked(reader, question) for question in QUESTIONS]
    (small_library / "otters.txt").write_text(OTTERS)
    engine.build(small_library)
    assert engine.in_force() != reader.generation
    assert [ranked(reader, question) for question in QUESTIONS] == before
    assert reader.stored_text("harbour-note.txt", 0, 4) == "Note"
    assert len(engine.open()) == len(reader) + 1


@NEEDS_MILVUS
def test_a_database_that_was_closed_is_opened_again(small_library: Path, tmp_path: Path) -> None:
    milvus = Engine(tmp_path / "index", milvus_in(tmp_path))
    milvus.build(small_library)
    before = [ranked(milvus.open(), question) for question in QUESTIONS]
    let_go(tmp_path)
    assert [ranked(milvus.open(), question) for question in QUESTIONS] == before
    (small_library / "otters.txt").write_text(OTTERS)
    assert milvus.build(small_library).encoded == 1
    let_go(tmp_path)


@NEEDS_MILVUS
def test_milvus_lite_in_two_processes_is_refused_in_words(small_library: Path, tmp_path: Path) -> None:
    Engine(tmp_path / "index", milvus_in(tmp_path)).build(small_library)
    program = "import sys; from pathlib import Path; from index.engine import open_engine; from index.milvus.client import MilvusServer\n"
    program += "try:\n    open_engine(Path('.'), MilvusServer(sys.argv[1]))\nexcept Exception as error:\n    print(error)"
    said = subprocess.run([sys.executable, "-c", program, milvus_in(tmp_path).uri], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "another process has it open" in said.stdout
    assert said.stderr == ""
    let_go(tmp_path)


@NEEDS_MILVUS
def test_in_milvus_a_reader_of_removed_text_is_told_to_ask_again(small_library: Path, tmp_path: Path) -> None:
    milvus = Engine(tmp_path / "index", milvus_in(tmp_path))
    milvus.build(small_library)
    reader = milvus.open()
    (small_library / "harbour-note.txt").unlink()
    milvus.build(small_library)
    with pytest.raises(StoredIndexError, match="ask again"):
        ranked(reader, "vessels")
    connection = connected(milvus_in(tmp_path))
    assert len(connection.call("list_collections")) == len(PARTS)
    let_go(tmp_path)


@NEEDS_MILVUS
def test_a_build_that_fails_leaves_the_generation_before_and_nothing_else(
    small_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    milvus = Engine(tmp_path / "index", milvus_in(tmp_path))
    first = milvus.build(small_library)
    (small_library / "otters.txt").write_text(OTTERS)
    with monkeypatch.context() as patched:
        patched.setattr(milvus_client.MilvusConnection, "count", lambda connection, name: -1)
        with pytest.raises(StoredIndexError, match="does not hold what was put into it"):
            milvus.build(small_library)
    connection = connected(milvus_in(tmp_path))
    assert milvus.in_force() == first.generation
    assert len(connection.call("list_collections")) == len(PARTS)
    assert connection.call("describe_alias", alias=ALIAS)["collection_name"].endswith("_passages")
    assert milvus.build(small_library).added == ("otters.txt",)
    let_go(tmp_path)


def test_no_index_yet_says_how_to_build_one(engine: Engine) -> None:
    with pytest.raises(StoredIndexError, match="run `rapporteur index FOLDER` to build it"):
        engine.open()


def test_an_index_of_another_model_is_refused_and_built_again(engine: Engine, small_library: Path) -> None:
    engine.build(small_library)
    other = HashingEncoder("another")
    with pytest.raises(StoredIndexError, match="another model"):
        engine.open().search("vessels", other)
    assert engine.build(small_library, other).encoded == len(engine.open())
    assert engine.open().search("vessels", other)


def test_a_folder_without_documents_gives_an_index_that_finds_nothing(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    report = engine.build(tmp_path / "documents")
    assert (report.passages, ranked(engine.open(), "anything")) == (0, [])
    (tmp_path / "documents" / "otters.txt").write_text(OTTERS)
    engine.build(tmp_path / "documents")
    assert len(ranked(engine.open(), "otters")) == 1


def test_several_threads_get_what_one_gets(engine: Engine, small_library: Path) -> None:
    engine.build(small_library)
    opened = engine.open()
    expected = [ranked(opened, question) for question in QUESTIONS]
    got: dict[int, list[list[tuple[int, str, float]]]] = {}
    fresh = engine.open()
    threads = [threading.Thread(target=lambda n=n: got.update({n: [ranked(fresh, question) for question in QUESTIONS]})) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(got.values()) == [expected] * 4


def test_the_words_vector_times_the_query_is_bm25() -> None:
    passages = [["lake", "ferry", "lake"], ["ferry"], ["pier", "ferry", "otter", "lake"], ["otter"], ["stone"]]
    query = ["lake", "otter", "lake", "nothing"]
    postings = Postings.from_terms(passages)
    statistics = TermStatistics.empty().changed([postings], [])
    bm25 = np.zeros(len(passages))
    postings.add_scores(query, statistics, bm25)
    asked = query_vector(query, {term: statistics.idf(term) for term in query})
    summary = DocumentSummary("a.txt", "", "", "", "", "text/plain", "", 0, 5, "", 0)
    vectors = [passage_row(0, Passage("a.txt", 0, 1), summary, own, [], statistics.length / len(passages))["words"] for own in passages]
    products = [sum(weight * words.get(dimension, 0.0) for dimension, weight in asked.items()) for words in vectors]
    assert bm25.tolist() == pytest.approx(products)
    assert bm25[4] == 0 < bm25[1] + bm25[0]


@NEEDS_MILVUS
def test_a_server_that_is_away_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    waits: list[float] = []
    monkeypatch.setattr(milvus_client.time, "sleep", waits.append)
    started = time.perf_counter()
    with pytest.raises(StoredIndexError) as caught:
        open_engine(Path("unused"), MilvusServer(address, token="secret", timeout_s=1))
    assert str(caught.value).startswith(f"Milvus at {address} does not answer (")
    assert str(caught.value).endswith('); start it, or set engine = "faiss"')
    assert "secret" not in repr(MilvusServer(address, token="secret"))
    assert time.perf_counter() - started < 10


@NEEDS_MILVUS
def test_a_call_that_fails_in_passing_is_made_again(small_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    milvus = Engine(tmp_path / "index", milvus_in(tmp_path))
    milvus.build(small_library)
    connection = connected(milvus_in(tmp_path))
    from pymilvus import MilvusException

    failures = [MilvusException(code=8, message="too many requests")] * 2

    def flaky() -> str:
        if failures:
            raise failures.pop()
        return "answered"

    waits: list[float] = []
    monkeypatch.setattr(milvus_client.time, "sleep", waits.append)
    assert connection._patiently(flaky) == "answered"
    assert len(waits) == 2
    assert 0 <= waits[0] <= 0.2
    assert 0 <= waits[1] <= 0.4
    with pytest.raises(StoredIndexError, match="refused: no such field"):
        connection._patiently(lambda: (_ for _ in ()).throw(MilvusException(code=1, message="no such field")))
    let_go(tmp_path)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoredIndexError, match=r'pip install "rapporteur\[milvus\]"'):
        milvus_client.MilvusConnection(MilvusServer("http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("wanted", "expression"),
    [
        ("a*", 'name like "a%"'),
        ("a?.txt", 'name like "a_.txt"'),
        ('"*', 'name like "\\"%"'),
        ("a[bc]*", None),
        ("a_b*", None),
        ("50%*", None),
        ("a\\*", None),
        ("a\n*", None),
    ],
)
def test_a_glob_is_said_in_milvus_or_not_at_all(wanted: str, expression: str | None) -> None:
    assert milvus_filters.globbed(wanted) == expression
