"""The documents folder: names stay below it, nothing is overwritten, and one bad file never stops the others."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import DocumentError, LibraryError, RapporteurError
from corpus.library import Library
from index.build import update_index

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]
TEXT = b"The ferry leaves at nine."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "documents").mkdir()
    (tmp_path / "secret.txt").write_bytes(b"Nobody may read this sentence.")
    return Library(tmp_path / "documents")


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("note.txt", "note.txt"),
        ("../secret.txt", "secret.txt"),
        ("../../../../etc/cron.d/job.txt", "job.txt"),
        ("/etc/note.txt", "note.txt"),
        ("C:\\Users\\me\\note.txt", "note.txt"),
        ("..\\..\\note.txt", "note.txt"),
        (".hidden.txt", "hidden.txt"),
        ("two\nlines\r.txt", "two_lines.txt"),
        ("<img src=x onerror=alert(1)>.html", "img src_x onerror_alert(1).html"),
        ("NOTE.TXT", "NOTE.txt"),
        ("Тирана 2023.md", "Тирана 2023.md"),
        ("no\0de.txt", "no_de.txt"),
        ("\u202etxt.note.txt", "txt.note.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("🚢.txt", "document.txt"),
        ("???", "document.txt"),
        ("note.txt. ", "note.txt"),
    ],
)
def test_a_name_is_made_safe_and_stays_in_the_folder(library: Library, name: str, stored: str) -> None:
    content = (
        b"<html><body><p>The ferry leaves at nine, and again at noon, from the second pier.</p></body></html>" if stored.endswith("html") else TEXT
    )
    assert library.add(name, content) == stored
    assert (library.folder / stored).read_bytes() == content
    assert library.files()[0] == (stored,)
    assert (library.folder.parent / "secret.txt").read_bytes() == b"Nobody may read this sentence."


@given(name=st.text(max_size=300), suffix=st.sampled_from([".txt", ".md", ".markdown", "", ".pdf"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_is_called_it_lands_in_the_folder_or_is_refused(library: Library, name: str, suffix: str) -> None:
    try:
        stored = library.add(name + suffix, TEXT)
    except RapporteurError as refusal:
        assert str(refusal)
        return
    path = library.folder / stored
    assert path.parent == library.folder
    assert path.read_bytes() == TEXT
    assert stored in library.files()[0]
    assert len(list(library.folder.iterdir())) == 1  # no partial file either
    library.remove(stored)


@pytest.mark.parametrize("letter", ["n", "ш", "船", "🚢"])
def test_a_very_long_name_is_cut_to_what_a_disk_takes(library: Library, letter: str) -> None:
    stored = library.add(f"{letter * 400}.markdown", TEXT)
    assert library.content(stored) == TEXT
    assert len(stored.encode()) <= 255


def test_the_same_bytes_under_the_same_name_are_added_once(library: Library) -> None:
    assert library.add("note.txt", TEXT) == library.add("note.txt", TEXT) == "note.txt"
    assert len(list(library.folder.iterdir())) == 1


def test_other_bytes_under_the_same_name_get_a_number_and_overwrite_nothing(library: Library) -> None:
    names = [library.add("note.txt", b"The ferry leaves at nine, pier %d." % number) for number in (1, 2, 3)]
    assert names == ["note.txt", "note (2).txt", "note (3).txt"]
    assert library.add("note.txt", b"The ferry leaves at nine, pier 2.") == "note (2).txt"
    assert library.content("note.txt") == b"The ferry leaves at nine, pier 1."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("tables.sav", TEXT, "no reader for this kind of file; supported are .txt"),
        ("note", TEXT, "no reader for this kind of file"),
        ("note.txt", b"", "it is empty"),
        ("note.txt", b" \r\n\t", "it is empty"),
        ("note.txt", b"\x7fELF\2\1\1\0\0\0\0", "its bytes are not text"),
        ("note.txt", b"--- *** ---", "no sentence was found"),
        ("page.html", b"<html><body><nav><a href=/>Home</a></nav></body></html>", "leave it out"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_added_and_the_reason_is_said(library: Library, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=f"^{name} was not added: .*{reason}"):
        library.add(name, content)
    assert list(library.folder.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/hostname", "a/../../secret.txt", "", ".", "..", "no\0de.txt", ".hidden.txt", ".git/config.txt", "a/.b/c.txt"]
)
def test_no_name_leads_out_of_the_folder_or_to_hidden_files(library: Library, name: str) -> None:
    for hidden in (".hidden.txt", ".git/config.txt", "a/.b/c.txt"):
        (library.folder / hidden).parent.mkdir(parents=True, exist_ok=True)
        (library.folder / hidden).write_bytes(TEXT)
    for use in (library.content, library.read, library.remove):
        with pytest.raises(LibraryError, match=r"is not the name of a document below|leads out of"):
            use(name)
    assert (library.folder.parent / "secret.txt").exists()
    assert (library.folder / ".hidden.txt").exists()


@pytest.mark.parametrize("name", ["nothing.txt", "a/nothing.txt", "folder.txt", "folder.txt/note.txt"])
def test_removing_what_is_not_there_says_so(library: Library, name: str) -> None:
    (library.folder / "folder.txt").mkdir()
    with pytest.raises(LibraryError, match=r"there is no document .* list them with `rapporteur documents`"):
        library.remove(name)


def test_a_name_no_disk_could_hold_is_refused_in_words(library: Library) -> None:
    with pytest.raises(LibraryError, match=r"could not be removed from .*: File name too long"):
        library.remove("n" * 5000 + ".txt")
    with pytest.raises(DocumentError, match="it cannot be read: File name too long"):
        library.content("n" * 5000 + ".txt")


def test_a_link_that_leads_out_is_neither_listed_nor_read(library: Library) -> None:
    (library.folder / "link.txt").symlink_to(library.folder.parent / "secret.txt")
    (library.folder / "out").symlink_to(library.folder.parent, target_is_directory=True)
    readable, problems = library.files()
    assert readable == ()
    assert [problem.document_id for problem in problems] == ["link.txt", "out"]
    assert "leads out of the documents folder" in problems[0].reason
    assert "a link to a folder is not followed" in problems[1].reason
    for name in ("link.txt", "out/secret.txt"):
        with pytest.raises(LibraryError, match="leads out of"):
            library.read(name)


def test_a_link_to_a_folder_inside_is_named_and_its_documents_are_listed_once(library: Library) -> None:
    (library.folder / "old").mkdir()
    (library.folder / "old" / "note.txt").write_bytes(TEXT)
    (library.folder / "again").symlink_to("old", target_is_directory=True)
    readable, problems = library.files()
    assert readable == ("old/note.txt",)
    assert [problem.document_id for problem in problems] == ["again"]


def refusing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Root may list everything, and so the system's own answer is put in the way."""
    scandir = os.scandir

    def scandir_or_refuse(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scandir_or_refuse)


def test_a_folder_below_that_cannot_be_listed_is_a_problem(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("closed/note.txt", "open/note.txt"):
        (library.folder / name).parent.mkdir()
        (library.folder / name).write_bytes(TEXT)
    refusing(monkeypatch, library.folder / "closed")
    readable, problems = library.files()
    assert readable == ("open/note.txt",)
    assert [problem.document_id for problem in problems] == ["closed"]
    assert "this folder cannot be listed" in problems[0].reason
    assert "Permission denied" in problems[0].reason


def test_a_documents_folder_that_vanishes_is_no_empty_folder(library: Library, tmp_path: Path, encoder: HashingEncoder) -> None:
    (library.folder / "note.txt").write_bytes(TEXT)
    update_index(library, tmp_path / "index", encoder)
    library.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(LibraryError, match=r"documents cannot be listed: No such file or directory; put the folder back"):
        update_index(library, tmp_path / "index", encoder)
    (tmp_path / "elsewhere").rename(library.folder)
    assert update_index(library, tmp_path / "index", encoder).unchanged == ("note.txt",)


def test_a_documents_folder_that_cannot_be_listed_is_no_empty_folder(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, library.folder)
    with pytest.raises(LibraryError, match=r"documents cannot be listed: Permission denied"):
        library.files()


def test_a_file_that_goes_while_the_folder_is_listed_stops_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    (library.folder / "note.txt").write_bytes(TEXT)

    def denied(path: str, **_: object) -> object:
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patched:
        patched.setattr("corpus.listing.os.stat", denied)
        readable, problems = library.files()
    assert readable == ()
    assert [problem.reason for problem in problems] == ["it cannot be read: Permission denied"]


def test_hidden_files_and_folders_are_not_listed(library: Library) -> None:
    for name in (".hidden.txt", ".git/note.txt", "~$note.txt", "shown.txt"):
        (library.folder / name).parent.mkdir(exist_ok=True)
        (library.folder / name).write_bytes(TEXT)
    assert library.files() == (("shown.txt",), ())


def test_files_of_unknown_kind_are_named_with_the_reason(library: Library) -> None:
    (library.folder / "b.xyz").write_bytes(b"PK")
    (library.folder / "a.txt").write_bytes(TEXT)
    readable, problems = library.files()
    assert readable == ("a.txt",)
    assert [(problem.document_id, problem.reason.partition(";")[0]) for problem in problems] == [("b.xyz", "no reader for this kind of file")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="nowhere is not a folder; name the folder that holds your documents"):
        Library(tmp_path / "nowhere")


def test_one_bad_file_never_stops_the_others(library: Library, tmp_path: Path, encoder: HashingEncoder) -> None:
    bad: dict[str, bytes] = {
        "binary.txt": bytes(range(256)) * 4,
        "cut.txt": b"\xff\xfe\x41",
        "empty.txt": b"",
        "deep.html": b"<div>" * 20_000 + b"x",
        "no-page.html": b"\0\0\0",
        "nested.md": b"> " * 20_000,
        "deep.md": b"---\nkey: " + b"[" * 20_000 + b"\n---\n\n---\n",
        "rules.md": b"---\n\n---\n\n***\n",
        "table.xlsx": b"PK",
    }
    for name, content in {**bad, "good.txt": TEXT, "day.md": b"---\ndate: 2023-02-30\n---\nThere is no such day."}.items():
        (library.folder / name).write_bytes(content)
    (library.folder / "loop.txt").symlink_to("loop.txt")
    (library.folder / "dangling.txt").symlink_to("nothing.txt")
    os.mkfifo(library.folder / "pipe.txt")
    odd_folder = library.folder / os.fsdecode(b"\xff")
    odd_folder.mkdir()
    (odd_folder / "note.txt").write_bytes(TEXT)
    (library.folder / os.fsdecode(b"\xfe.txt")).write_bytes(TEXT)
    report = update_index(library, tmp_path / "index", encoder)
    assert report.added == ("day.md", "good.txt")
    assert {problem.document_id for problem in report.problems} == {*bad, "loop.txt", "dangling.txt", "pipe.txt", "\\udcff/note.txt", "\\udcfe.txt"}
    assert all(problem.reason for problem in report.problems)
    assert list(report.problems) == sorted(report.problems, key=lambda problem: problem.document_id)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem_of_its_own(library: Library, tmp_path: Path, encoder: HashingEncoder) -> None:
    (library.folder / "a.txt").write_bytes(TEXT)
    (library.folder / "b.txt").write_bytes(TEXT)
    (library.folder / "b.txt").chmod(0)
    report = update_index(library, tmp_path / "index", encoder)
    assert (report.added, [problem.document_id for problem in report.problems]) == (("a.txt",), ["b.txt"])


def test_a_folder_that_cannot_be_written_is_named(library: Library) -> None:
    library.folder.rmdir()
    with pytest.raises(LibraryError, match=r"note\.txt could not be written to .*: No such file or directory"):
        library.add("note.txt", TEXT)
