"""Which documents a name or a glob means, and that a ranking and its texts come from one generation."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

from assistant.assistant import Assistant
from corpus.errors import StoredIndexError
from corpus.library import Library
from index.build import update_index
from index.filters import Filter
from index.passage_index import PassageIndex
from ui.commands import question_commands

NAMES = ("notes [1].txt", "notes 1.txt", "a/deep/note.txt", unicodedata.normalize("NFD", "réunion.txt"))
WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def index(write_library: WriteLibrary, tmp_path: Path) -> PassageIndex:
    update_index(Library(write_library(dict.fromkeys(NAMES, "The harbour master counted 412 vessels."))), tmp_path / "index", HashingEncoder())
    return PassageIndex.open(tmp_path / "index")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("notes [1].txt", {NAMES[0]}),
        ("notes [[]1].txt", {NAMES[0]}),
        ("notes [0-9].txt", {NAMES[1]}),
        ("notes*", {NAMES[0], NAMES[1]}),
        ("a/*", {NAMES[2]}),
        (unicodedata.normalize("NFC", "réunion.txt"), {NAMES[3]}),
        (unicodedata.normalize("NFD", "réunion.txt"), {NAMES[3]}),
        (unicodedata.normalize("NFC", "ré*"), {NAMES[3]}),
        ("*", set(NAMES)),
    ],
)
def test_a_name_means_its_document_and_anything_else_is_a_glob(index: PassageIndex, wanted: str, found: set[str]) -> None:
    ranking = index.search("How many vessels?", HashingEncoder(), where=Filter(documents=wanted))
    assert {ranked.passage.document_id for ranked in ranking} == found


def test_what_matches_nothing_is_said_in_words(index: PassageIndex) -> None:
    with pytest.raises(StoredIndexError, match=r"no document fits the filter document 'Notes 1\.txt'"):
        index.search("How many vessels?", HashingEncoder(), where=Filter(documents="Notes 1.txt"))


class RebuiltInBetween(Assistant):
    """An assistant whose documents change, and are indexed again, as soon as its index was taken."""

    library: Library

    @property
    def index(self) -> PassageIndex:
        taken = super().index
        (self.library.folder / "note.txt").write_text("Nobody fed the otters while the ferry waited at the pier. " * 3)
        update_index(self.library, taken.folder.parent.parent, self.encoder)
        return taken


def test_search_prints_the_texts_that_were_ranked(
    write_library: WriteLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library = Library(write_library({"note.txt": "The harbour master counted 412 vessels."}))
    update_index(library, tmp_path / "index", HashingEncoder())
    assistant = RebuiltInBetween(tmp_path / "index", HashingEncoder())
    assistant.library = library
    monkeypatch.setattr(Assistant, "open", lambda folder, **others: assistant)
    question_commands.search(query="vessels", as_json=True, limit=3)
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()] == ["The harbour master counted 412 vessels."]
