"""The index folder always names one complete generation: whatever changes, fails, or is killed."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import SMALL_LIBRARY
from hashing_encoder import HashingEncoder

from assistant.assistant import Assistant
from corpus.errors import StoredIndexError
from corpus.library import Library
from index.build import BuildReport, documents_folder, update_index
from index.generation import current_generation
from index.manifest import check_generation
from index.passage_index import PassageIndex

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]
KEPT = {".lock", "CURRENT", "generations", "segments", "source.json"}


def build(documents: Path, index: Path, encoder: HashingEncoder | None = None) -> BuildReport:
    return update_index(Library(documents), index, encoder or HashingEncoder())


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def assert_whole(index: Path) -> PassageIndex:
    generation = current_generation(index)
    assert generation is not None
    assert check_generation(generation, contents=True) == []
    opened = PassageIndex.open(index)
    assert len(opened) == sum(summary.passages for summary in opened.documents()) == sum(len(segment.dense) for segment in opened.segments) == opened.statistics.passages
    for summary in opened.documents():
        document = opened.document(summary.document_id)
        assert all(document.text[passage.start : passage.end].strip() for _, passage in opened.passages_of(summary.document_id))
    return opened


def test_the_report_says_what_was_done(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    (small_library / "table.sav").write_bytes(b"PK")
    report = build(small_library, tmp_path / "index", encoder)
    assert report.added == tuple(sorted(SMALL_LIBRARY))
    assert (report.changed, report.removed, report.unchanged) == ((), (), ())
    assert [problem.document_id for problem in report.problems] == ["table.sav"]
    assert report.encoded == report.passages == len(encoder.asked) == len(assert_whole(tmp_path / "index"))
    assert documents_folder(tmp_path / "index") == small_library


def test_building_again_encodes_nothing(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    first = build(small_library, tmp_path / "index", encoder)
    before, encoder.asked = files_of(tmp_path / "index"), []
    again = build(small_library, tmp_path / "index", encoder)
    assert again.unchanged == first.added
    assert (again.added, again.encoded, encoder.asked, again.generation) == ((), 0, [], first.generation)
    assert files_of(tmp_path / "index") == before


def test_an_added_document_alone_is_encoded(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    build(small_library, tmp_path / "index", encoder)
    encoder.asked = []
    (small_library / "otters.txt").write_text("Otters were counted along the river. There were forty of them.")
    report = build(small_library, tmp_path / "index", encoder)
    assert (report.added, report.unchanged, report.encoded) == (("otters.txt",), tuple(sorted(SMALL_LIBRARY)), 1)
    assert encoder.asked == ["Otters were counted along the river. There were forty of them."]
    assert assert_whole(tmp_path / "index").search("forty otters", encoder)[0].passage.document_id == "otters.txt"


def test_of_a_changed_document_only_new_passages_are_encoded(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    build(small_library, tmp_path / "index", encoder)
    encoder.asked = []
    changed = SMALL_LIBRARY["lake-meeting.md"].replace("It carries sixty cars.", "It carries seventy cars.")
    (small_library / "lake-meeting.md").write_text(changed, newline="")
    report = build(small_library, tmp_path / "index", encoder)
    assert (report.changed, report.encoded) == (("lake-meeting.md",), 1)
    assert len(encoder.asked) == 1
    assert "seventy cars" in encoder.asked[0]
    assert "seventy" in assert_whole(tmp_path / "index").document("lake-meeting.md").text


@pytest.mark.parametrize("new_name", ["aaa.md", "zzz.md", "below/lake-meeting.md"])
def test_a_renamed_document_is_not_encoded_again(small_library: Path, tmp_path: Path, encoder: HashingEncoder, new_name: str) -> None:
    build(small_library, tmp_path / "index", encoder)
    encoder.asked = []
    (small_library / new_name).parent.mkdir(exist_ok=True)
    (small_library / "lake-meeting.md").rename(small_library / new_name)
    report = build(small_library, tmp_path / "index", encoder)
    assert (report.added, report.removed, report.encoded, encoder.asked) == ((new_name,), ("lake-meeting.md",), 0, [])
    assert assert_whole(tmp_path / "index").search("sixty cars", encoder)[0].passage.document_id == new_name


def test_the_same_passage_in_two_documents_is_encoded_once(write_library: WriteLibrary, tmp_path: Path, encoder: HashingEncoder) -> None:
    report = build(write_library({"a.txt": "The ferry leaves at nine.", "b.txt": "The ferry leaves at nine."}), tmp_path / "index", encoder)
    assert (report.passages, report.encoded, len(encoder.asked)) == (2, 1, 1)


def test_of_a_removed_document_no_file_keeps_a_trace(small_library: Path, tmp_path: Path) -> None:
    secret = "Quetzalcoatlus plumbing arrangements were discussed behind closed doors in Ouagadougou."
    (small_library / "secret-name.txt").write_text(secret)
    build(small_library, tmp_path / "index")
    traces = (b"Quetzalcoatlus", b"quetzalcoatlus", b"plumb", b"ouagadougou", b"closed doors", b"secret-name")
    everything = b"".join(files_of(tmp_path / "index").values())
    assert all(trace in everything for trace in traces)
    (small_library / "secret-name.txt").unlink()
    report = build(small_library, tmp_path / "index")
    assert report.removed == ("secret-name.txt",)
    for name, content in files_of(tmp_path / "index").items():
        assert not [trace for trace in traces if trace in content], name


def test_a_document_that_can_no_longer_be_read_leaves_the_index(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    (small_library / "harbour-note.txt").write_bytes(b"\0\0\0\0")
    report = build(small_library, tmp_path / "index")
    assert (report.removed, [problem.document_id for problem in report.problems]) == (("harbour-note.txt",), ["harbour-note.txt"])


def test_the_same_documents_give_the_same_bytes(small_library: Path, tmp_path: Path) -> None:
    first, second = build(small_library, tmp_path / "one"), build(small_library, tmp_path / "two")
    assert first.generation == second.generation
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_the_way_to_an_index_does_not_show_in_it(small_library: Path, tmp_path: Path) -> None:
    """Documents added, changed, renamed and removed one after the other end in the bytes of one build afresh."""
    index = tmp_path / "index"
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    build(small_library, index)
    (small_library / "harbour-note.txt").rename(small_library / "a-harbour.txt")
    build(small_library, index)
    (small_library / "otters.txt").unlink()
    (small_library / "lake-meeting.md").write_text("A shorter text about the lake.")
    build(small_library, index)
    (small_library / "zebra.txt").write_text("A zebra crossed the north bridge.")
    build(small_library, index)
    build(small_library, tmp_path / "afresh")
    assert files_of(index) == files_of(tmp_path / "afresh")


def test_a_folder_without_documents_gives_an_index_that_finds_nothing(tmp_path: Path, encoder: HashingEncoder) -> None:
    (tmp_path / "documents").mkdir()
    assert build(tmp_path / "documents", tmp_path / "index").passages == 0
    assert assert_whole(tmp_path / "index").search("anything", encoder) == []
    answer = Assistant(tmp_path / "index", encoder).ask("What was agreed on fishing?")
    assert answer.abstained
    assert (answer.citations, answer.nearest) == ((), ())


def test_an_index_can_lose_all_its_documents_and_gain_them_back(small_library: Path, tmp_path: Path) -> None:
    first = build(small_library, tmp_path / "index")
    shutil.move(small_library, tmp_path / "away")
    small_library.mkdir()
    assert build(small_library, tmp_path / "index").removed == first.added
    small_library.rmdir()
    shutil.move(tmp_path / "away", small_library)
    assert build(small_library, tmp_path / "index").generation == first.generation


def test_a_reader_opened_before_a_rebuild_goes_on_answering(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    build(small_library, tmp_path / "index")
    before = PassageIndex.open(tmp_path / "index")
    (small_library / "lake-meeting.md").unlink()
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    build(small_library, tmp_path / "index")
    assert not before.folder.exists()
    assert before.search("sixty cars", encoder)[0].passage.document_id == "lake-meeting.md"
    assert "trawlers" in before.document("lake-meeting.md").text


def test_an_assistant_picks_up_the_new_generation(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    build(small_library, tmp_path / "index")
    assistant = Assistant(tmp_path / "index", encoder)
    before = assistant.index.generation
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    report = build(small_library, tmp_path / "index")
    assert report.generation != before
    assert assistant.index.generation == report.generation
    assert assistant.search("otters counted")[0].passage.document_id == "otters.txt"


def test_opening_never_fails_while_builds_follow_one_another(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    faults: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                assert len(PassageIndex.open(tmp_path / "index").documents()) >= len(SMALL_LIBRARY)
            except Exception as fault:
                faults.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(20):
        (small_library / "otters.txt").write_text(f"Otters were counted {number} times along the river.")
        build(small_library, tmp_path / "index")
    over.set()
    reader.join()
    assert [repr(fault) for fault in faults] == []


NAMES = (
    "library.sqlite",
    "dense.faiss",
    "lexical-vocabulary.npy",
    "lexical-rows.npy",
    "lexical-passages.npy",
    "lexical-counts.npy",
    "lexical-lengths.npy",
    "lexical-idf.npy",
)


def assert_refused_and_mended(documents: Path, index: Path) -> None:
    with pytest.raises(StoredIndexError, match="run `rapporteur index"):
        PassageIndex.open(index)
    assert build(documents, index).passages == len(assert_whole(index))


def test_every_file_of_a_generation_is_in_its_manifest(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    generation = current_generation(tmp_path / "index")
    assert generation is not None
    assert {path.name for path in generation.iterdir()} == {*NAMES, "manifest.json"}
    assert set(json.loads((generation / "manifest.json").read_text())["files"]) == set(NAMES)
    assert {path.name for path in (tmp_path / "index").iterdir()} == KEPT


@pytest.mark.parametrize("name", [*NAMES, "manifest.json"])
@pytest.mark.parametrize("damage", ["missing", "truncated", "longer"])
def test_a_damaged_file_is_refused_with_what_to_do(small_library: Path, tmp_path: Path, name: str, damage: str) -> None:
    build(small_library, tmp_path / "index")
    path = tmp_path / "index" / "generations" / (tmp_path / "index" / "CURRENT").read_text().strip() / name
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if damage == "truncated" else content + b"more")
    assert_refused_and_mended(small_library, tmp_path / "index")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["head", "tail", "all"])
def test_bytes_changed_in_place_never_end_in_a_traceback(small_library: Path, tmp_path: Path, encoder: HashingEncoder, name: str, part: str) -> None:
    build(small_library, tmp_path / "index")
    path = tmp_path / "index" / "generations" / (tmp_path / "index" / "CURRENT").read_text().strip() / name
    content = path.read_bytes()
    junk = {"head": b"\xa5" * 100 + content[100:], "tail": content[:-40] + b"\xa5" * 40, "all": b"\xa5" * len(content)}[part]
    path.write_bytes(junk)
    try:
        opened = PassageIndex.open(tmp_path / "index")
        opened.search("ferry", encoder)
        opened.documents()
    except StoredIndexError as refusal:
        assert "run `rapporteur" in str(refusal)
    assert build(small_library, tmp_path / "index").passages == len(assert_whole(tmp_path / "index"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0123456789abcdef\n", b"../..\n", b"\0\n", b"x" * 5000])
def test_a_damaged_current_is_refused_with_what_to_do(small_library: Path, tmp_path: Path, content: bytes) -> None:
    build(small_library, tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_bytes(content)
    assert_refused_and_mended(small_library, tmp_path / "index")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"files": {}}', '{"files": [], "recipe": {}, "documents": 1, "passages": 1}', "\0", "[" * 50_000]
)
def test_a_damaged_manifest_is_refused_with_what_to_do(small_library: Path, tmp_path: Path, content: str) -> None:
    build(small_library, tmp_path / "index")
    (assert_whole(tmp_path / "index").folder / "manifest.json").write_text(content)
    assert_refused_and_mended(small_library, tmp_path / "index")


def test_an_index_of_an_unknown_format_is_refused_by_its_number(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    path = assert_whole(tmp_path / "index").folder / "manifest.json"
    values = json.loads(path.read_text())
    values["recipe"]["format"] = 99
    path.write_text(json.dumps(values))
    with pytest.raises(StoredIndexError, match="has format 99, this program reads 3; run `rapporteur index FOLDER`"):
        PassageIndex.open(tmp_path / "index")
    assert_refused_and_mended(small_library, tmp_path / "index")


def test_no_index_yet_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoredIndexError, match=r"there is no index in .*nowhere yet; run `rapporteur index FOLDER` to build it"):
        PassageIndex.open(tmp_path / "nowhere")


def test_an_index_of_another_model_is_refused_and_built_again(small_library: Path, tmp_path: Path) -> None:
    first, other = HashingEncoder("one"), HashingEncoder("other")
    build(small_library, tmp_path / "index", first)
    with pytest.raises(StoredIndexError, match="built with another model than the one in use; run `rapporteur index FOLDER`"):
        PassageIndex.open(tmp_path / "index").search("ferry", other)
    report = build(small_library, tmp_path / "index", other)
    assert report.encoded == report.passages == len(other.asked)
    assert PassageIndex.open(tmp_path / "index").search("ferry", other)


def test_a_second_writer_is_refused(small_library: Path, tmp_path: Path) -> None:
    refusals: list[str] = []

    def meddle(stage: str, done: int, total: int) -> None:
        with pytest.raises(StoredIndexError) as refusal:
            build(small_library, tmp_path / "index")
        refusals.append(str(refusal.value))

    update_index(Library(small_library), tmp_path / "index", HashingEncoder(), meddle)
    assert set(refusals) == {f"another process is updating the index in {tmp_path / 'index'}; wait until it is done and try again"}
    assert_whole(tmp_path / "index")


def test_the_documents_folder_itself_is_no_place_for_the_index(small_library: Path) -> None:
    with pytest.raises(StoredIndexError, match=r"cannot live in the documents folder .* name another with --index"):
        build(small_library, small_library)


def test_an_index_below_the_documents_folder_is_not_taken_for_documents(small_library: Path) -> None:
    try:
        build(small_library, small_library / "index")
    except StoredIndexError as refusal:
        assert "--index" in str(refusal)
        return
    again = build(small_library, small_library / "index")
    assert again.problems == ()


def test_a_build_that_fails_leaves_the_old_generation_and_nothing_else(small_library: Path, tmp_path: Path) -> None:
    class Failing(HashingEncoder):
        def encode_passages(self, texts, progress=lambda done: None):  # type: ignore[no-untyped-def]
            raise KeyboardInterrupt

    build(small_library, tmp_path / "index")
    before = files_of(tmp_path / "index")
    (small_library / "otters.txt").write_text("Otters were counted along the river.")
    with pytest.raises(KeyboardInterrupt):
        build(small_library, tmp_path / "index", Failing())
    assert files_of(tmp_path / "index") == before


# Killing and starving real processes ----------------------------------------------------------------------------------


class BuildingProcess:
    """A running tests/building_process.py: builds are started, watched and killed from here."""

    def __init__(self) -> None:
        here = Path(__file__).parent
        self._process = subprocess.Popen(
            [sys.executable, str(here / "building_process.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

    def start(self, documents: Path, index: Path, most_bytes: int | None = None) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(documents), str(index), most_bytes]) + "\n")
        self._process.stdin.flush()
        return int(self.line())

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def end(self) -> str:
        """How the build ended."""
        while (line := self.line()) == "switching":
            pass
        return line

    def stop(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def building() -> Iterator[BuildingProcess]:
    process = BuildingProcess()
    yield process
    process.stop()


def write_state(folder: Path, state: int) -> None:
    """Sixty documents, of which a third say something new in every state."""
    folder.mkdir(exist_ok=True)
    for number in range(60):
        told = state if number % 3 == 0 else 0
        lines = [
            f"In state {told} the ferry number {number} carried {told * 60 + number} cars across the lake on day {day} of the season."
            for day in range(3)
        ]
        (folder / f"ferry-{number:02d}.txt").write_text("\n\n".join(lines))


def state_of(index: Path) -> int:
    opened = assert_whole(index)
    states = {opened.document(f"ferry-{number:02d}.txt").text.split()[2] for number in range(0, 60, 3)}
    assert len(states) == 1, "documents of two states in one generation"
    assert opened.search("How many cars did ferry number 30 carry?", HashingEncoder())
    return int(states.pop())


def test_killed_at_any_moment_the_old_or_the_new_generation_is_whole(tmp_path: Path, building: BuildingProcess) -> None:
    documents, index, moments = tmp_path / "documents", tmp_path / "index", random.Random(20230914)
    for state in (0, 1):
        write_state(documents, state)
        started = time.perf_counter()
        building.start(documents, index)
        assert building.end() == "done"
        rebuild_seconds = time.perf_counter() - started
    ends = []
    held = 1
    for state in range(2, 27):
        write_state(documents, state)
        process = building.start(documents, index)
        if state % 3 == 0:  # every third is killed around the switch, where it matters most
            assert building.line() == "switching"
            time.sleep(moments.uniform(0, 0.02))
        else:
            time.sleep(moments.uniform(0, rebuild_seconds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        ends.append(building.end())
        left = state_of(index)
        assert left in ({state} if ends[-1] == "done" else {held, state})
        held = left
    assert ends.count("killed") >= 5
    building.start(documents, index)
    assert building.end() == "done"
    assert state_of(index) == 26
    assert {path.name for path in index.iterdir()} == KEPT
    assert [path.name for path in (index / "generations").iterdir()] == [(index / "CURRENT").read_text().strip()]
    assert documents_folder(index) == documents


@pytest.mark.parametrize("most_bytes", [0, 100, 5_000, 20_000])
def test_when_writing_fails_the_index_before_stays(small_library: Path, tmp_path: Path, building: BuildingProcess, most_bytes: int) -> None:
    build(small_library, tmp_path / "index")
    before = files_of(tmp_path / "index")
    write_state(small_library, 1)
    building.start(small_library, tmp_path / "index", most_bytes)
    end = building.end()
    assert end.startswith(f"StoredIndexError: the index could not be written to {tmp_path / 'index'}: ")
    assert end.endswith("; the index before it is unchanged")
    assert files_of(tmp_path / "index") == before
    assert building.start(small_library, tmp_path / "index")
    assert building.end() == "done"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB, where one can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount")
        and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True, check=False)
    )
    if not mounted or mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_leaves_the_index_before(small_library: Path, small_disk: Path, building: BuildingProcess) -> None:
    building.start(small_library, small_disk / "index")
    assert building.end() == "done"
    before = files_of(small_disk / "index")
    (small_library / "long.txt").write_text(
        "\n\n".join(f"The ferry number {number} carried {number * 7} cars across the lake in fair weather." for number in range(5_000))
    )
    building.start(small_library, small_disk / "index")
    end = building.end()
    assert end.startswith("StoredIndexError: the index could not be written")
    assert files_of(small_disk / "index") == before


def test_an_index_that_does_not_hold_what_was_put_into_it_is_not_put_in_force(write_library, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = write_library({"a.txt": "The ministers agreed to close the northern shore to trawlers from June to August."})
    update_index(Library(folder), tmp_path / "index", HashingEncoder())
    written = current_generation(tmp_path / "index")
    assert written is not None
    _check(written, 1, 1)
    with pytest.raises(StoredIndexError, match="does not hold what was put into it; the index before it is unchanged"):
        _check(written, 1, 2)
    (written / "dense.faiss").write_bytes(b"junk")
    with pytest.raises(StoredIndexError, match="cannot be read back"):
        _check(written, 1, 1)
