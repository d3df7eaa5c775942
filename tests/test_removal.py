"""Of a document that was removed no file below the index folder keeps a trace, whatever happened on the way."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from index_folders import KEPT, BuildingProcess, assert_whole, build, ferries, ferry, files_of, in_force, quick_folder, write_documents

from corpus.errors import StoredIndexError
from index.passage_index import PassageIndex

SECRET = "Quetzalcoatlus plumbing arrangements were discussed behind closed doors in Ouagadougou."
TRACES = (b"Quetzalcoatlus", b"quetzalcoatlus", b"plumb", b"ouagadougou", b"closed doors", b"secret-name")


def traces_in(index: Path) -> dict[str, list[bytes]]:
    """Traces by file; a file's own path counts."""
    found = {name: [trace for trace in TRACES if trace in content or trace in name.encode()] for name, content in files_of(index).items()}
    return {name: traces for name, traces in found.items() if traces}


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with quick_folder() as folder:
        yield folder


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirty documents in some six segments, one of them secret."""
    monkeypatch.setattr("index.build.PASSAGES_IN_SEGMENT", 5)
    write_documents(tmp_path / "documents", ferries(30) | {"secret-name.txt": SECRET})
    return tmp_path / "documents"


@pytest.fixture(scope="module")
def building() -> Iterator[BuildingProcess]:
    process = BuildingProcess(passages_in_segment=5)
    yield process
    process.stop()


def test_of_a_removed_document_no_file_keeps_a_trace(documents: Path, tmp_path: Path) -> None:
    build(documents, tmp_path / "index")
    assert {trace for traces in traces_in(tmp_path / "index").values() for trace in traces} == set(TRACES)
    (documents / "secret-name.txt").unlink()
    assert build(documents, tmp_path / "index").removed == ("secret-name.txt",)
    assert traces_in(tmp_path / "index") == {}
    assert "secret-name.txt" not in {summary.document_id for summary in assert_whole(tmp_path / "index").documents()}


def test_of_what_a_document_said_before_it_changed_no_file_keeps_a_trace(documents: Path, tmp_path: Path) -> None:
    build(documents, tmp_path / "index")
    (documents / "secret-name.txt").rename(documents / "open.txt")
    build(documents, tmp_path / "index")
    (documents / "open.txt").write_text("Nothing was said.")
    build(documents, tmp_path / "index")
    assert traces_in(tmp_path / "index") == {}


def test_the_last_good_generation_keeps_no_trace_either(documents: Path, tmp_path: Path) -> None:
    build(documents, tmp_path / "index")
    (documents / "otters.txt").write_text("Otters were counted along the river.")
    build(documents, tmp_path / "index")
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 2
    (documents / "secret-name.txt").unlink()
    (documents / "more-otters.txt").write_text("More otters were counted along the river.")
    build(documents, tmp_path / "index")
    assert traces_in(tmp_path / "index") == {}
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1


@pytest.mark.parametrize("moment", ["encoding", "switching"])
def test_after_an_interrupted_addition_and_a_removal_there_is_no_trace(
    documents: Path, tmp_path: Path, building: BuildingProcess, moment: str
) -> None:
    (documents / "secret-name.txt").rename(tmp_path / "kept-away")
    build(documents, tmp_path / "index")
    (tmp_path / "kept-away").rename(documents / "secret-name.txt")
    process = building.start(documents, tmp_path / "index", log=str(tmp_path / "log"), batch=1)
    assert building.reaches(moment)
    os.kill(process, signal.SIGKILL)
    assert building.end() in ("killed", "done")
    (documents / "secret-name.txt").unlink()
    build(documents, tmp_path / "index")
    assert traces_in(tmp_path / "index") == {}
    assert {path.name for path in (tmp_path / "index").iterdir()} == KEPT


def test_after_a_removal_killed_at_any_step_the_next_update_leaves_no_trace(documents: Path, tmp_path: Path, building: BuildingProcess) -> None:
    index, step, ends = tmp_path / "index", 0, []
    while "done" not in ends:
        (documents / "secret-name.txt").write_text(SECRET)
        build(documents, index)
        assert traces_in(index)
        (documents / "secret-name.txt").unlink()
        building.start(documents, index, last_step=step)
        ends.append(building.end())
        build(documents, index)
        assert traces_in(index) == {}, step
        assert {path.name for path in index.iterdir()} == KEPT
        step += 1 + step // 10
    assert ends.count("killed") > 15


def test_a_removed_document_does_not_come_back_when_the_index_is_damaged(documents: Path, tmp_path: Path, building: BuildingProcess) -> None:
    """What a crash left of a generation before is no last good one."""
    index = tmp_path / "index"
    build(documents, index)
    shutil.copytree(index, tmp_path / "before")
    (documents / "secret-name.txt").unlink()
    build(documents, index)
    for folder in ("generations", "segments"):
        shutil.copytree(tmp_path / "before" / folder, index / folder, dirs_exist_ok=True)
    (in_force(index) / "manifest.json").write_bytes(b"junk")
    with pytest.raises(StoredIndexError, match="run `rapporteur index"):
        PassageIndex.open(index)
    build(documents, index)
    assert traces_in(index) == {}


def test_a_document_removed_while_its_segment_was_damaged_leaves_no_trace(documents: Path, tmp_path: Path) -> None:
    build(documents, tmp_path / "index")
    for segment in (tmp_path / "index" / "segments").iterdir():
        store = segment / "library.sqlite"
        if b"secret-name" in store.read_bytes():
            store.write_bytes(store.read_bytes().replace(b"closed doors", b"clOsed doors"))
    (documents / "secret-name.txt").unlink()
    report = build(documents, tmp_path / "index")
    assert report.passages == 30
    assert traces_in(tmp_path / "index") == {}
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1


class Interrupted(HashingEncoder):
    def encode_passages(self, texts, progress=lambda done: None):  # type: ignore[no-untyped-def]
        if any("zebra" in text for text in texts):
            raise KeyboardInterrupt
        return super().encode_passages(texts, progress)


def test_a_build_that_is_interrupted_leaves_nothing_of_what_it_was_adding(documents: Path, tmp_path: Path) -> None:
    (documents / "secret-name.txt").rename(tmp_path / "kept-away")
    build(documents, tmp_path / "index")
    before = {name for name in files_of(tmp_path / "index") if "unfinished" not in name}
    zebras = {f"zebra-{number}.txt": f"A zebra. {ferry(number)}" for number in range(30)}
    write_documents(documents, ferries(30) | {"secret-name.txt": SECRET} | zebras)
    with pytest.raises(KeyboardInterrupt):
        build(documents, tmp_path / "index", Interrupted())
    assert traces_in(tmp_path / "index") == {}
    assert {name for name in files_of(tmp_path / "index") if "unfinished" not in name} == before
    assert build(documents, tmp_path / "index").passages == 61
