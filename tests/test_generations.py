"""The index folder always names one complete generation, and a report says what a build did."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import SMALL_LIBRARY
from hashing_encoder import HashingEncoder
from index_folders import KEPT, assert_whole, build, complete, ferries, files_of, in_force, write_documents

from assistant.assistant import Assistant
from corpus.errors import StoredIndexError
from corpus.file_reading import FileReading
from corpus.library import Library
from index.build import documents_folder, plan_update, update_index
from index.passage_index import PassageIndex

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]
OTTERS = "Otters were counted along the river. There were forty of them."


def test_the_report_says_what_was_done(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    (small_library / "table.sav").write_bytes(b"PK")
    report = update_index(Library(small_library), tmp_path / "index", encoder)
    assert report.added == tuple(sorted(SMALL_LIBRARY))
    assert (report.changed, report.removed, report.unchanged) == ((), (), ())
    assert [problem.document_id for problem in report.problems] == ["table.sav"]
    assert report.encoded == report.passages == len(encoder.asked) == len(assert_whole(tmp_path / "index"))
    assert (report.segments, report.written) == (1, 1)
    assert documents_folder(tmp_path / "index") == small_library
    assert {path.name for path in (tmp_path / "index").iterdir()} == KEPT
    assert PassageIndex.open(tmp_path / "index").problems()[0][0] == report.problems[0]


def test_building_again_encodes_nothing_and_writes_nothing(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    first = build(small_library, tmp_path / "index", encoder)
    before, encoder.asked = files_of(tmp_path / "index"), []
    touched = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.is_file() and path.name != ".lock"}
    again = build(small_library, tmp_path / "index", encoder)
    assert again.unchanged == first.added
    assert (again.added, again.encoded, again.written, encoder.asked, again.generation) == ((), 0, 0, [], first.generation)
    assert files_of(tmp_path / "index") == before
    assert {path: path.stat().st_mtime_ns for path in touched} == touched


def test_an_added_document_alone_is_encoded(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    build(small_library, tmp_path / "index", encoder)
    encoder.asked = []
    (small_library / "otters.txt").write_text(OTTERS)
    report = build(small_library, tmp_path / "index", encoder)
    assert (report.added, report.unchanged, report.encoded) == (("otters.txt",), tuple(sorted(SMALL_LIBRARY)), 1)
    assert encoder.asked == [OTTERS]
    assert assert_whole(tmp_path / "index").search("forty otters", encoder)[0].passage.document_id == "otters.txt"


def test_of_ten_added_documents_ten_passages_are_encoded(tmp_path: Path, encoder: HashingEncoder) -> None:
    write_documents(tmp_path / "documents", ferries(20))
    build(tmp_path / "documents", tmp_path / "index")
    write_documents(tmp_path / "documents", ferries(30))
    report = build(tmp_path / "documents", tmp_path / "index", encoder)
    assert (len(report.added), len(report.unchanged), report.encoded, len(encoder.asked)) == (10, 20, 10, 10)


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


def test_a_document_that_can_no_longer_be_read_leaves_the_index(small_library: Path, tmp_path: Path) -> None:
    build(small_library, tmp_path / "index")
    (small_library / "harbour-note.txt").write_bytes(b"\0\0\0\0")
    report = build(small_library, tmp_path / "index")
    assert (report.removed, [problem.document_id for problem in report.problems]) == (("harbour-note.txt",), ["harbour-note.txt"])


class Absent(Library):
    """Whose files go away just as they are to be read, and are back afterwards."""

    def read_all(self, document_ids):  # type: ignore[no-untyped-def]
        for document_id in document_ids:
            (self.folder / document_id).rename(self.folder / ".away")
            yield next(super().read_all([document_id]))


def test_a_file_that_was_away_while_it_was_to_be_read_is_read_next_time(small_library: Path, tmp_path: Path) -> None:
    for name in ("harbour-note.txt", "bridges/north-bridge.txt"):
        (small_library / name).unlink()
    report = update_index(Absent(small_library), tmp_path / "index", HashingEncoder())
    assert [problem.reason for problem in report.problems] == ["it went away while the folder was read"]
    (small_library / ".away").rename(small_library / "lake-meeting.md")
    assert build(small_library, tmp_path / "index").added == ("lake-meeting.md",)


class Crashing(Library):
    """Whose reader gives up on one file."""

    def read_all(self, document_ids):  # type: ignore[no-untyped-def]
        for document_id, reading in zip(document_ids, super().read_all(document_ids)):
            yield FileReading("") if document_id == "harbour-note.txt" else reading


def test_a_file_its_reader_gave_up_on_is_not_read_at_every_update(small_library: Path, tmp_path: Path) -> None:
    update_index(Crashing(small_library), tmp_path / "index", HashingEncoder())
    assert plan_update(Library(small_library), tmp_path / "index", HashingEncoder()).to_read == ()


def test_the_same_documents_give_the_same_bytes(small_library: Path, tmp_path: Path) -> None:
    first, second = build(small_library, tmp_path / "one"), build(small_library, tmp_path / "two")
    assert first.generation == second.generation
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_a_folder_without_documents_gives_an_index_that_finds_nothing(tmp_path: Path, encoder: HashingEncoder) -> None:
    (tmp_path / "documents").mkdir()
    assert build(tmp_path / "documents", tmp_path / "index").passages == 0
    assert assert_whole(tmp_path / "index").search("anything", encoder) == []
    answer = Assistant(tmp_path / "index", encoder).ask("What was agreed on fishing?")
    assert answer.abstained
    assert (answer.citations, answer.nearest) == ((), ())


def test_a_folder_of_unreadable_files_gives_an_index_that_finds_nothing(write_library: WriteLibrary, tmp_path: Path, encoder: HashingEncoder) -> None:
    report = build(write_library({"a.txt": b"\0\0", "b.pdf": b"junk"}), tmp_path / "index")
    assert [problem.document_id for problem in report.problems] == ["a.txt", "b.pdf"]
    assert assert_whole(tmp_path / "index").search("anything", encoder) == []
    assert plan_update(Library(tmp_path / "documents"), tmp_path / "index", encoder).to_read == ()
    assert build(tmp_path / "documents", tmp_path / "index").written == 0


def test_an_index_can_lose_all_its_documents_and_gain_them_back(small_library: Path, tmp_path: Path) -> None:
    first = build(small_library, tmp_path / "index")
    shutil.move(small_library, tmp_path / "away")
    small_library.mkdir()
    assert build(small_library, tmp_path / "index").removed == first.added
    small_library.rmdir()
    shutil.move(tmp_path / "away", small_library)
    assert build(small_library, tmp_path / "index").generation == first.generation


def test_an_assistant_picks_up_the_new_generation(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    build(small_library, tmp_path / "index")
    assistant = Assistant(tmp_path / "index", encoder)
    before = assistant.index.generation
    (small_library / "otters.txt").write_text(OTTERS)
    report = build(small_library, tmp_path / "index")
    assert report.generation != before
    assert assistant.index.generation == report.generation
    assert assistant.search("otters counted")[0].passage.document_id == "otters.txt"


def test_after_an_addition_the_generation_before_is_kept_until_the_next(small_library: Path, tmp_path: Path) -> None:
    names = []
    for number in range(3):
        (small_library / f"otters-{number}.txt").write_text(f"{OTTERS} It was count number {number}.")
        names.append(build(small_library, tmp_path / "index").generation)
    kept = {path.name for path in (tmp_path / "index" / "generations").iterdir()}
    assert kept == set(names[1:])
    assert build(small_library, tmp_path / "index").generation == names[2]
    assert {path.name for path in (tmp_path / "index" / "generations").iterdir()} == kept


def test_a_generation_without_documents_is_no_last_good_one(small_library: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    build(tmp_path / "none", tmp_path / "index")
    build(small_library, tmp_path / "index")
    assert [path.name for path in (tmp_path / "index" / "generations").iterdir()] == [in_force(tmp_path / "index").name]


@pytest.mark.parametrize("years", [-40, 40])
def test_a_clock_that_goes_wrong_has_no_effect(small_library: Path, tmp_path: Path, years: int) -> None:
    build(small_library, tmp_path / "index")
    before = complete(tmp_path / "index")
    for path in small_library.rglob("*.*"):
        shifted = path.stat().st_mtime + years * 365 * 86_400
        os.utime(path, (shifted, shifted))
    assert build(small_library, tmp_path / "index").encoded == 0
    assert complete(tmp_path / "index") == before
    (small_library / "lake-meeting.md").write_text(OTTERS)
    os.utime(small_library / "lake-meeting.md", (0, 0))
    assert build(small_library, tmp_path / "index").changed == ("lake-meeting.md",)


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
    assert [path.name for path in (tmp_path / "index" / "generations").iterdir()] == [in_force(tmp_path / "index").name]


def test_the_documents_folder_itself_is_no_place_for_the_index(small_library: Path) -> None:
    with pytest.raises(StoredIndexError, match=r"cannot live in the documents folder .* name another with --index"):
        build(small_library, small_library)
    with pytest.raises(StoredIndexError, match="--index"):
        build(small_library, small_library / "index")
    assert build(small_library, small_library / ".index").problems == build(small_library, small_library / ".index").problems == ()


def test_a_build_that_fails_leaves_the_old_generation_and_nothing_else(small_library: Path, tmp_path: Path) -> None:
    class Failing(HashingEncoder):
        def encode_passages(self, texts, progress=lambda done: None):  # type: ignore[no-untyped-def]
            raise KeyboardInterrupt

    build(small_library, tmp_path / "index")
    before = files_of(tmp_path / "index")
    (small_library / "otters.txt").write_text(OTTERS)
    with pytest.raises(KeyboardInterrupt):
        build(small_library, tmp_path / "index", Failing())
    assert files_of(tmp_path / "index") == before
