"""The command `rapporteur verify`, and `ask --save`: what a person sees, and the exit status."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from conftest import SMALL_LIBRARY
from hashing_encoder import HashingEncoder
from saved_answers import quoted, saved
from typer.testing import CliRunner, Result

from assistant.proof.answer_file import SavedAnswer, sealed, written
from assistant.proof.recheck_sources import FolderDocuments
from corpus.errors import RapporteurError
from corpus.library import Library
from index.build import update_index
from ui.commands.verify_command import verify

COUNTED = "The harbour master counted 412 vessels in February."
CLOSED = "The north bridge was closed to lorries after cracks were found in its second pier."


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(verify)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit | RapporteurError), result.exception
    return result


@pytest.fixture
def answer(small_library: Path) -> SavedAnswer:
    source = FolderDocuments(Library(small_library))
    found = [
        (document, words)
        for name, words in (("harbour-note.txt", COUNTED), ("bridges/north-bridge.txt", CLOSED))
        if (document := source.document(name, ""))
    ]
    return saved(*((document, quoted(document, words)) for document, words in found), question="How many vessels?")


@pytest.fixture
def file(answer: SavedAnswer, tmp_path: Path) -> Path:
    (tmp_path / "answer.json").write_bytes(written(answer))
    return tmp_path / "answer.json"


def test_an_answer_whose_documents_did_not_change_holds(file: Path, small_library: Path) -> None:
    result = run(file, "--documents", small_library)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == ["Question: How many vessels?", "saved 2024-02-03T04:05:06Z, seal whole"]
    assert f"[1] same  “{COUNTED}”" in lines
    assert lines[-1] == "2 same"


def test_every_change_is_told_and_fails_when_the_words_do_not_stand(file: Path, small_library: Path) -> None:
    note, bridge = small_library / "harbour-note.txt", small_library / "bridges" / "north-bridge.txt"
    note.write_text(f"A new first line.\n\n{SMALL_LIBRARY['harbour-note.txt']}")
    result = run(file, "--documents", small_library)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 same, 1 moved")
    assert "    the file changed since" in result.stdout
    note.write_text(SMALL_LIBRARY["harbour-note.txt"].replace("412", "421"))
    result = run(file, "--documents", small_library)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "1 same, 1 changed")
    assert "    reads now: “The harbour master counted 421 vessels in February.”" in result.stdout
    assert "    number: quoted “412”, the source has “421”" in result.stdout or "quoted “412”, the source has “421”" in result.stdout
    bridge.unlink()
    note.rename(bridge)
    result = run(file, "--documents", small_library)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "2 gone")


def test_another_layout_of_the_same_files_holds(file: Path, small_library: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number, path in enumerate(sorted(small_library.rglob("*.txt"))):
        shutil.copy(path, other / f"{number}.txt")
    result = run(file, "--documents", other)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "2 moved"
    assert "harbour-note.txt is not there as it was; the quote is in 1.txt" in result.stdout


def test_a_broken_seal_is_said_first_and_fails(file: Path, answer: SavedAnswer, small_library: Path) -> None:
    file.write_bytes(written(answer).replace(b"How many vessels?", b"How few vessels?"))
    result = run(file, "--documents", small_library)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("its seal is broken: the file was changed after it was saved")
    assert result.stdout.splitlines()[-1] == "2 same"


def test_an_answer_sealed_again_is_caught_by_the_documents(file: Path, answer: SavedAnswer, small_library: Path) -> None:
    first = answer.citations[0]
    false = COUNTED.replace("412", "999")
    forged = replace(first, quote=false, selector=replace(first.selector, exact=false))
    file.write_bytes(written(sealed(replace(answer, citations=(forged, *answer.citations[1:])))))
    result = run(file, "--documents", small_library)
    assert (result.exit_code, result.stdout.splitlines()[1]) == (1, "saved 2024-02-03T04:05:06Z, seal whole")
    assert "the quote is not what its own document says there" in result.stdout
    assert f"reads now: “{COUNTED}”" in result.stdout


@pytest.mark.parametrize("content", [b"", b"{}", b'{"form": "rapporteur answer, version 1"}', b"\x89PNG"])
def test_what_is_no_answer_file_is_said_to_be_none(content: bytes, tmp_path: Path, small_library: Path) -> None:
    (tmp_path / "a.json").write_bytes(content)
    result = run(tmp_path / "a.json", "--documents", small_library)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{tmp_path / 'a.json'}: it is no answer file: " in str(result.exception)


def test_files_and_folders_that_are_not_there_are_said(file: Path, tmp_path: Path) -> None:
    assert "cannot be read: No such file" in str(run(tmp_path / "none.json").exception)
    assert "is not a folder" in str(run(file, "--documents", tmp_path / "nowhere").exception)
    assert "name the folder with --documents FOLDER" in str(run(file, "--index", tmp_path / "no-index").exception)


def test_json_is_one_object_a_line(file: Path, small_library: Path) -> None:
    (small_library / "harbour-note.txt").write_text(SMALL_LIBRARY["harbour-note.txt"].replace("412", "421"))
    result = run(file, "--documents", small_library, "--json")
    head, first, second = map(json.loads, result.stdout.splitlines())
    assert head == {"answer": str(file), "question": "How many vessels?", "saved": "2024-02-03T04:05:06Z", "certainty": "answers", "seal": "whole"}
    assert list(first) == ("list number status quote was document_id start end locator found differences remarks elsewhere".split())
    assert (first["status"], first["found"]) == ("changed", COUNTED.replace("412", "421"))
    assert {(one["quoted"], one["found"]) for one in first["differences"]} == {("412", "421")}
    assert first["was"]["start"] == first["start"]
    assert (second["list"], second["status"], second["elsewhere"]) == ("citations", "same", [])
    text = (small_library / second["document_id"]).read_text()
    assert text[second["start"] : second["end"]] == second["quote"] == CLOSED


def test_documents_come_from_the_folder_indexed_last(file: Path, small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    update_index(Library(small_library), tmp_path / "index", encoder)
    assert run(file, "--index", tmp_path / "index").exit_code == 0


def test_what_a_terminal_would_obey_is_not_printed(write_library: Callable[[Mapping[str, str | bytes]], Path], tmp_path: Path) -> None:
    evil = "The \x1b[31mcaptain\x1b[0m painted the \x1b]0;owned\x07 lighthouse \u202ered in the autumn of 2019."
    folder = write_library({"e.txt": evil})
    document = FolderDocuments(Library(folder)).document("e.txt", "")
    assert document is not None
    (tmp_path / "a.json").write_bytes(written(saved((document, quoted(document, evil)), question="\x1b[2JWho?")))
    (folder / "e.txt").write_text(evil.replace("2019", "2018"))
    for more in ([], ["--json"]):
        shown = run(tmp_path / "a.json", "--documents", folder, *more).stdout
        assert not set(shown) & set("\x1b\x07\u202e")


# With the real model ----------------------------------------------------------------------------------------------------

COMMAND = Path(sys.executable).with_name("rapporteur")


@pytest.mark.model
def test_an_answer_is_saved_and_checked(small_library: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORTEUR_")}
    environment |= {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}

    def rapporteur(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60)

    assert rapporteur("index", small_library).returncode == 0
    kept = tmp_path / "answer.json"
    asked = rapporteur("ask", "How many vessels did the harbour master count?", "--quotes", "2", "--document", "*.txt", "--save", kept)
    assert (asked.returncode, asked.stderr) == (0, "")
    record = json.loads(kept.read_text())
    assert " ".join(record["citations"][0]["quote"].split()) in asked.stdout
    assert (record["settings"], record["filters"]["documents"]) == ({"quotes": 2}, ["*.txt"])
    assert run(kept, "--documents", small_library).exit_code == 0
    for wrong in (
        ("ask", "-", "--save", kept),
        ("ask", "Which bridge?", "--save", tmp_path),
        ("ask", "Which?", "--save", tmp_path / "no" / "a.json"),
    ):
        refused = rapporteur(*wrong)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
