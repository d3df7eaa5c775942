"""Facts a person gives beside a file: what is understood counts, what is not is said, and the file is read either way."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError, LibraryError
from corpus.library import Library
from corpus.sidecar import FIELDS, amended, read_sidecar, stated, written
from index.build import update_index
from index.passage_index import PassageIndex

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]
TEXT = "---\ntitle: Stated title\ndate: 2021-05-04\n---\n\nThe ferry leaves at nine from the second pier."


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (b'title = "Lake meeting"', {"title": "Lake meeting"}),
        (b"date = 2023-11-29", {"date": "2023-11-29"}),
        (b'date = "2023-11"', {"date": "2023-11"}),
        (b"date = 2023", {"date": "2023"}),
        (b'date = "29 November 2023"', {"date": "2023-11-29"}),
        (b"date = 2023-11-29T10:00:00Z", {"date": "2023-11-29"}),
        (b'title = """\nTwo\nlines"""', {"title": "Two lines"}),
        (b'\xef\xbb\xbftitle = "With a mark"\r\n# a remark\r\n', {"title": "With a mark"}),
        (
            b'publisher = "A"\nauthor = "B"\nlanguage = "sq"\nsource_url = "https://c"',
            {"publisher": "A", "author": "B", "language": "sq", "source_url": "https://c"},
        ),
        (b"", {}),
    ],
)
def test_facts_are_read_as_they_are_written(content: bytes, facts: dict[str, str]) -> None:
    assert read_sidecar(content) == facts


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"title", "not valid TOML"),
        (b'title = "a"\ntitle = "b"', "not valid TOML"),
        (b"\xff\xfe", "not valid TOML"),
        (b'title = "\x00"', "not valid TOML"),
        (b"date = 2023-11", "not valid TOML"),
        (b"title = " + b"[" * 20_000, "not valid TOML"),
        (b'titel = "Lake"', "sets 'titel'; it can set title, date, publisher"),
        (b'Title = "Lake"', "sets 'Title'; it can set title"),
        (b'title = ["Lake"]', 'gives no words for title; write it as title = "…"'),
        (b'[title]\nen = "Lake"', "gives no words for title"),
        (b"author = true", "gives no words for author"),
        (b'date = "soon"', "gives the date 'soon'; write it as 2023-11-29, 2023-11 or 2023"),
        (b'date = "2023-02-30"', "gives the date '2023-02-30'"),
        (b'date = "04.05.2021"', "gives the date '04.05.2021'"),
        (b"date = 10:00:00", "gives the date '10:00:00'"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_sidecar(content)
    assert reason in str(refusal.value)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda text: " ".join(text.split()))


@given(st.fixed_dictionaries({}, optional={name: WORDS for name in FIELDS if name != "date"}))
def test_what_is_written_is_read_again(facts: dict[str, str]) -> None:
    content = written(facts)
    assert read_sidecar(content) == {name: value for name, value in facts.items() if value}
    assert len(content.splitlines()) == sum(map(bool, facts.values()))


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_a_reason(content: bytes) -> None:
    try:
        facts = read_sidecar(content)
    except DocumentError as refusal:
        assert "beside it" in str(refusal)
    else:
        assert set(facts) <= set(FIELDS)


def test_a_sidecar_is_no_document_and_one_without_its_file_is_named(write_library: WriteLibrary) -> None:
    library = Library(write_library({"a.md": TEXT, "a.md.toml": 'title = "Given"', "gone.md.toml": 'title = "Lost"', "settings.toml": "x = 1"}))
    readable, problems = library.files()
    assert readable == ("a.md",)
    assert [problem.document_id for problem in problems] == ["gone.md.toml", "settings.toml"]


def test_given_facts_stand_in_the_index_and_a_change_of_them_is_a_change(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({"a.md": TEXT, "a.md.toml": 'title = "Given title"\npublisher = "Lake Secretariat"', "b.md": TEXT})
    library, index = Library(folder), tmp_path / "index"
    update_index(library, index, HashingEncoder())
    first = {summary.document_id: summary for summary in PassageIndex.open(index).documents()}
    assert (first["a.md"].title, first["a.md"].publisher, first["a.md"].date) == ("Given title", "Lake Secretariat", "2021-05-04")
    assert (first["a.md"].origins.title, first["a.md"].origins.date) == ("given", "stated")
    assert first["b.md"].title == "Stated title"
    (folder / "a.md.toml").write_text("date = 2023")
    assert update_index(library, index, HashingEncoder()).changed == ("a.md",)
    (folder / "a.md.toml").unlink()
    assert update_index(library, index, HashingEncoder()).changed == ("a.md",)
    assert update_index(library, index, HashingEncoder()).unchanged == ("a.md", "b.md")
    last = {summary.document_id: summary for summary in PassageIndex.open(index).documents()}
    assert (last["a.md"].title, last["a.md"].publisher) == ("Stated title", "")


def test_a_sidecar_that_is_not_understood_costs_its_facts_and_not_its_file(write_library: WriteLibrary) -> None:
    library = Library(write_library({"a.md": TEXT, "a.md.toml": 'titel = "Given"', "b.md": TEXT}))
    first, second = library.read_all(["a.md", "b.md"])
    assert first.documents[0].title == "Stated title"
    assert [(problem.document_id, problem.partly) for problem in first.problems] == [("a.md", True)]
    assert "'titel'" in first.problems[0].reason
    assert not second.problems


def test_a_folder_in_a_sidecars_place_is_not_read(write_library: WriteLibrary) -> None:
    folder = write_library({"a.md": TEXT, "a.md.toml/note.md": TEXT})
    assert next(Library(folder).read_all(["a.md"])).documents[0].title == "Stated title"


def test_where_a_page_came_from_is_kept_beside_it_and_goes_with_it(write_library: WriteLibrary) -> None:
    library = Library(write_library({}))
    address = 'https://lake.example/a?b="c"&d=\\e'
    name = library.add("note.md", TEXT.encode(), source_url=address)
    assert library.read(name).source_url == address
    assert (library.folder / f"{name}.toml").exists()
    library.remove(name)
    assert list(library.folder.iterdir()) == []


def test_what_a_person_wrote_before_the_file_came_is_not_overwritten(write_library: WriteLibrary) -> None:
    library = Library(write_library({"note.md.toml": 'publisher = "Lake Secretariat"'}))
    name = library.add("note.md", TEXT.encode(), source_url="https://lake.example/note")
    document = next(library.read_all([name])).documents[0]
    assert (name, document.publisher, document.source_url) == ("note.md", "Lake Secretariat", "")


# Facts stated on the page, the command line or over HTTP ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"title": "  Lake \n meeting "}, {"title": "Lake meeting"}),
        ({"date": "29 November 2023"}, {"date": "2023-11-29"}),
        ({"date": "2023-11"}, {"date": "2023-11"}),
        ({"date": ""}, {"date": ""}),
        ({"language": "sr-Latn"}, {"language": "sr-Latn"}),
        ({"source_url": "https://lake.example/a?b=c"}, {"source_url": "https://lake.example/a?b=c"}),
        ({"title": "half \ud83d a letter"}, {"title": "half a letter"}),
    ],
)
def test_what_a_person_types_is_made_ready(typed: dict[str, str], kept: dict[str, str]) -> None:
    assert stated(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"date": "soon"}, "'soon' is no date that can be read in one way; write it as 2023-11-29, 2023-11 or 2023"),
        ({"date": "03/04/2023"}, "'03/04/2023' is no date that can be read in one way"),
        ({"date": "2023-02-30"}, "'2023-02-30' is no date"),
        ({"language": "English"}, "'English' is no code of a language; write en for English"),
        ({"source_url": "javascript:alert(1)"}, "is no web address; write it as https://"),
        ({"source_url": "https:// lake"}, "is no web address"),
        ({"titel": "Lake"}, "'titel' is no fact of a document; there are title, date"),
        ({"title": "x" * 501}, "the title has 501 characters; at most 500 are kept"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_how_to_write_it(typed: dict[str, str], reason: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        stated(typed)
    assert reason in str(refusal.value)


@given(
    st.fixed_dictionaries({}, optional={name: WORDS for name in FIELDS if name not in ("date", "language", "source_url")}),
    st.fixed_dictionaries({}, optional={name: WORDS for name in FIELDS if name not in ("date", "language", "source_url")}),
)
def test_a_change_changes_what_it_names_and_no_more(before: dict[str, str], changes: dict[str, str]) -> None:
    content = amended(written(before), changes)
    assert read_sidecar(content) == {name: value for name, value in {**before, **changes}.items() if value}
    assert amended(content, changes) == content
    assert amended(content, dict.fromkeys(FIELDS, "")) == b""


def test_remarks_stay_beside_what_is_changed() -> None:
    assert amended(b'# from the press office\ntitle = "A"\n', {"title": "B"}) == b'# from the press office\ntitle = "B"\n'


def test_facts_are_stated_and_taken_back_and_the_document_stays(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({"a/note.md": TEXT, "b.md": TEXT + " Another pier."})
    library, index = Library(folder), tmp_path / "index"
    update_index(library, index, HashingEncoder())
    before = (folder / "a/note.md").stat(), (folder / "a/note.md").read_bytes()
    assert library.describe("a/note.md", {"publisher": "Lake Secretariat", "date": "May 2022"}) == {
        "date": "2022-05",
        "publisher": "Lake Secretariat",
    }
    assert (folder / "a/note.md").stat() == before[0]
    assert (folder / "a/note.md").read_bytes() == before[1]
    report = update_index(library, index, HashingEncoder())
    assert (report.changed, report.unchanged) == (("a/note.md",), ("b.md",))
    found = PassageIndex.open(index).documents()[0]
    assert (found.date, found.publisher, found.title) == ("2022-05", "Lake Secretariat", "Stated title")
    assert (found.origins.date, found.origins.publisher, found.origins.title) == ("given", "given", "stated")
    assert library.describe("a/note.md", {"date": "", "publisher": ""}) == {}
    assert sorted(path.name for path in (folder / "a").iterdir()) == ["note.md"]
    update_index(library, index, HashingEncoder())
    found = PassageIndex.open(index).documents()[0]
    assert (found.date, found.publisher, found.origins.date) == ("2021-05-04", "", "stated")


@pytest.mark.parametrize("name", ["gone.md", "a", "a.md/inside.md", "../a.md", "/etc/hostname", ".hidden", "", "a\0.md", "out.md", "b.md.toml"])
def test_only_files_of_the_folder_are_described(name: str, write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({"a.md": TEXT, "a/b.md": TEXT, "b.md": TEXT, "b.md.toml": "date = 2023"})
    (tmp_path / "outside.md").write_text(TEXT)
    (folder / "out.md").symlink_to(tmp_path / "outside.md")
    with pytest.raises(LibraryError):
        Library(folder).describe(name, {"title": "Taken"})
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith((".partial", "a.md.toml", "toml.toml"))]


def test_a_sidecar_that_is_not_understood_is_not_written_over(write_library: WriteLibrary) -> None:
    folder = write_library({"a.md": TEXT, "a.md.toml": 'titel = "Given"', "b.md": TEXT, "b.md.toml/c.md": TEXT})
    with pytest.raises(DocumentError, match="sets 'titel'"):
        Library(folder).describe("a.md", {"title": "New"})
    assert (folder / "a.md.toml").read_text() == 'titel = "Given"'
    with pytest.raises(LibraryError, match="could not be written"):
        Library(folder).describe("b.md", {"title": "New"})
