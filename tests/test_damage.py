"""Whatever happens to its files, an index gives a right quote or says what to do; the next update mends it."""

import contextlib
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from index_folders import NearLibrary, assert_whole, build, complete, ferries, in_force, quick_folder, texts_of, write_documents

from corpus.errors import StoredIndexError
from corpus.file_reading import read_file
from index.build import plan_update
from index.passage_index import PassageIndex
from index.store import Store

OWN = ("manifest.json", "problems.json", "terms-average.npy", "terms-frequencies.npy", "terms-totals.npy", "terms-vocabulary.npy")
SEGMENTS = (
    "manifest.json",
    "library.sqlite",
    "dense.faiss",
    *(f"lexical-{name}.npy" for name in ("counts", "lengths", "passages", "rows", "vocabulary")),
)
FILES = [*(f"generation/{name}" for name in OWN), *(f"segment/{name}" for name in SEGMENTS)]
TEXTS = {**ferries(24), "lake.md": "# The lake\n\nThe ministers closed the shore to trawlers.\n\n## Fines\n\nFines were raised to 300 crowns.\n"}
READ = {name: read_file(name, text.encode()).documents[0] for name, text in TEXTS.items()}


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build.PASSAGES_IN_SEGMENT", 5)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of some five segments, beside its documents; no test changes it."""
    folder = tmp_path_factory.mktemp("built")
    write_documents(folder / "documents", TEXTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.build.PASSAGES_IN_SEGMENT", 5)
        build(folder / "documents", folder / "index")
    return folder


@pytest.fixture
def place(built: Path) -> Iterator[Path]:
    """A copy of the index and its documents, to be damaged."""
    with quick_folder() as folder:
        shutil.copytree(built, folder, dirs_exist_ok=True)
        (folder / "reference").symlink_to(built / "index")
        yield folder


def damaged_file(index: Path, name: str) -> Path:
    """A file of the generation in force, or of the segment that holds lake.md."""
    if name.startswith("generation/"):
        return in_force(index) / name.removeprefix("generation/")
    home = next(path.parent for path in (index / "segments").glob("*/library.sqlite") if b"lake.md" in path.read_bytes())
    return home / name.removeprefix("segment/")


def say_only_what_is_right(index: Path) -> None:
    """Every document that comes out is the one that went in; all else is a refusal that says what to do."""
    refusals = []
    try:
        opened = PassageIndex.open(index)
    except StoredIndexError as refusal:
        assert "run `rapporteur" in str(refusal)
        return
    for question in ("fines of 300 crowns", "ferry xq7z", "unheard"):
        with contextlib.suppress(StoredIndexError):
            opened.search(question, HashingEncoder())
    for name, read in READ.items():
        try:
            assert opened.document(name) == read
        except StoredIndexError as refusal:
            refusals.append(str(refusal))
    for reading in (opened.documents, opened.problems, opened.files, lambda: opened.glyphs("lake.md"), lambda: list(opened.passages_of("lake.md"))):
        try:
            reading()
        except StoredIndexError as refusal:
            refusals.append(str(refusal))
    assert all("run `rapporteur" in refusal or "list them with `rapporteur documents`" in refusal for refusal in refusals)


def assert_mended(place: Path, most_encoded: int) -> None:
    encoder = HashingEncoder()
    report = build(place / "documents", place / "index", encoder)
    assert report.encoded <= most_encoded
    assert complete(place / "index") == complete(place / "reference")
    assert {name: document.text for name, document in READ.items()} == {name: PassageIndex.open(place / "index").document(name).text for name in READ}
    assert_whole(place / "index")


def test_every_file_is_in_a_manifest(built: Path) -> None:
    generation = in_force(built / "index")
    assert {path.name for path in generation.iterdir()} == set(OWN)
    assert set(json.loads((generation / "manifest.json").read_text())["files"]) == set(OWN) - {"manifest.json"}
    for segment in (built / "index" / "segments").iterdir():
        assert {path.name for path in segment.iterdir()} == set(SEGMENTS)
        assert set(json.loads((segment / "manifest.json").read_text())["files"]) == set(SEGMENTS) - {"manifest.json"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_lost_or_gained_bytes_is_refused_and_mended(place: Path, name: str) -> None:
    path = damaged_file(place / "index", name)
    content = path.read_bytes()
    for left in (content + b"more", content[: len(content) // 2], b"", None):
        path.unlink()
        if left is not None:
            path.write_bytes(left)
        with pytest.raises(StoredIndexError, match="run `rapporteur index FOLDER`"):
            PassageIndex.open(place / "index")
    # without its manifest nobody knows what a generation is made of; a segment has ten passages at most
    assert_mended(place, 26 if name == "generation/manifest.json" else 10 if name.startswith("segment/") else 0)


@pytest.mark.parametrize("name", FILES)
def test_flipped_bits_never_end_in_a_wrong_quote_or_a_traceback(place: Path, name: str) -> None:
    path = damaged_file(place / "index", name)
    content, chance = path.read_bytes(), random.Random(name)
    heads = [chance.randrange(min(len(content), 160)) for _ in range(7)]
    for flipped in (*heads, *(chance.randrange(len(content)) for _ in range(9))):
        path.write_bytes(content[:flipped] + bytes([content[flipped] ^ (1 << chance.randrange(8))]) + content[flipped + 1 :])
        say_only_what_is_right(place / "index")
    assert_mended(place, 26 if name == "generation/manifest.json" else 10)


@pytest.mark.parametrize("name", FILES)
def test_junk_of_the_same_length_never_ends_in_a_wrong_quote_or_a_traceback(place: Path, name: str) -> None:
    path = damaged_file(place / "index", name)
    content = path.read_bytes()
    for first, last in ((0, 100), (len(content) - 40, len(content)), (0, len(content))):
        path.write_bytes((content[:first] + b"\xa5" * (last - first) + content[last:])[: len(content)])
        say_only_what_is_right(place / "index")
    assert_mended(place, 26 if name == "generation/manifest.json" else 10)


def test_only_the_files_of_a_damaged_segment_are_read_again(place: Path) -> None:
    path = damaged_file(place / "index", "segment/dense.faiss")
    files = set(Store(path.parent).files())
    path.write_bytes(path.read_bytes()[:-1])
    assert set(plan_update(NearLibrary(place / "documents"), place / "index", HashingEncoder()).to_read) == files
    assert 0 < len(files) < len(TEXTS)
    report = build(place / "documents", place / "index")
    assert report.written == 1


def test_a_letter_that_changed_in_a_stored_document_is_refused(place: Path) -> None:
    opened = PassageIndex.open(place / "index")
    path = damaged_file(place / "index", "segment/library.sqlite")
    path.write_bytes(path.read_bytes().replace(b"300 crowns", b"900 crowns"))
    with pytest.raises(StoredIndexError, match=r"the text of lake\.md was changed after it was written; run `rapporteur doctor --repair`"):
        PassageIndex.open(place / "index").document("lake.md")
    with pytest.raises(StoredIndexError, match=r"lake\.md was changed"):
        opened.document("lake.md")


@pytest.mark.parametrize("column", ["title", "blocks", "sentences", "labels", "date", "sha256"])
def test_what_ties_a_quote_to_its_place_is_refused_when_it_changed(place: Path, column: str) -> None:
    path = damaged_file(place / "index", "segment/library.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as database:
        before = database.execute(f"SELECT {column} FROM documents WHERE document_id = 'lake.md'").fetchone()[0]
        after = before[:-1] + b"\1" if isinstance(before, bytes) else f"{before} "
        database.execute(f"UPDATE documents SET {column} = ? WHERE document_id = 'lake.md'", (after,))
        database.commit()
    store = Store(path.parent)
    for look in (store.document, store.packed):
        with pytest.raises(StoredIndexError, match=r"lake\.md was changed after it was written"):
            look("lake.md")


def test_an_index_too_large_to_be_checked_does_not_copy_a_changed_text(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build._CHECKED_BYTES", 0)
    path = damaged_file(place / "index", "segment/library.sqlite")
    path.write_bytes(path.read_bytes().replace(b"300 crowns", b"900 crowns"))
    (place / "documents" / "lake-2.md").write_text("More was said of the lake.")
    with pytest.raises(StoredIndexError, match=r"lake\.md was changed after it was written; run `rapporteur doctor --repair`"):
        build(place / "documents", place / "index")


# The last good generation ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_the_generation_before_answers_when_the_one_in_force_is_damaged(place: Path, name: str, damage: str) -> None:
    (place / "documents" / "lake-2.md").write_text("Otters were counted at the lake.")
    build(place / "documents", place / "index")
    names = [path.name for path in (place / "index" / "generations").iterdir()]
    assert len(names) == 2
    shared = {path.name for path in (place / "index" / "segments").iterdir()}
    path = damaged_file(place / "index", "segment/library.sqlite") if name.startswith("generation/") else newest_segment(place / "index") / "x"
    path = in_force(place / "index") / Path(name).name if name.startswith("generation/") else path.with_name(Path(name).name)
    content = path.read_bytes()
    path.unlink()
    if damage == "truncated":
        path.write_bytes(content[:-3])
    opened = PassageIndex.open(place / "index")
    assert opened.generation in set(names) - {in_force(place / "index").name}
    assert texts_of(opened) == {name: document.text.strip() for name, document in READ.items()}
    report = build(place / "documents", place / "index")
    assert report.encoded <= 10
    assert "lake-2.md" in texts_of(assert_whole(place / "index"))
    assert shared >= {path.name for path in (place / "index" / "segments").iterdir()}


def newest_segment(index: Path) -> Path:
    return next(path.parent for path in (index / "segments").glob("*/library.sqlite") if b"lake-2.md" in path.read_bytes())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0123456789abcdef\n", b"../..\n", b"\0\n", b"x" * 5000])
def test_whatever_current_says_a_generation_that_is_whole_answers(place: Path, content: bytes) -> None:
    (place / "index" / "CURRENT").write_bytes(content)
    try:
        assert texts_of(PassageIndex.open(place / "index")).keys() == TEXTS.keys()
    except StoredIndexError as refusal:
        assert "run `rapporteur index" in str(refusal)
    assert_mended(place, 0)


def test_without_current_nothing_is_encoded_again(place: Path) -> None:
    (place / "index" / "CURRENT").unlink()
    with pytest.raises(StoredIndexError, match="there is no index in"):
        PassageIndex.open(place / "index")
    assert_mended(place, 0)


# Manifests that are not ours -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["generation", "segment"])
def test_a_manifest_that_is_none_is_refused_with_what_to_do(place: Path, whose: str) -> None:
    path = damaged_file(place / "index", f"{whose}/manifest.json")
    for content in ("", "[]", "{}", '{"files": {}}', '{"files": [], "recipe": {}, "passages": 1}', "\0", "[" * 50_000, '{"recipe": 4}'):
        path.write_text(content)
        with pytest.raises(StoredIndexError, match="run `rapporteur index"):
            PassageIndex.open(place / "index")
        assert plan_update(NearLibrary(place / "documents"), place / "index", HashingEncoder()).to_read
    assert_mended(place, 26)


@pytest.mark.parametrize("found", [3, 99])
def test_an_index_of_another_format_is_refused_by_its_number(place: Path, found: int) -> None:
    path = in_force(place / "index") / "manifest.json"
    values = json.loads(path.read_text())
    values["recipe"] |= {"format": found, "unheard_of": 1}
    path.write_text(json.dumps(values))
    with pytest.raises(StoredIndexError, match=f"has format {found}, this program reads 4; run `rapporteur index FOLDER`"):
        PassageIndex.open(place / "index")
    assert_mended(place, 26)
