"""The command `verify-quote`: what a person sees, what a program reads, and the exit status of either."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import typer
from hashing_encoder import HashingEncoder
from typer.testing import CliRunner

from corpus.library import Library
from index.build import update_index
from index.passage_index import PassageIndex
from index.quote_texts import QuoteTexts
from ui.commands.verify_quote_command import verify_quote

APP = typer.Typer()
APP.command()(verify_quote)
SHORE = "The ministers agreed to close the northern shore to trawlers from June to August."


@pytest.fixture
def index(small_library: Path, tmp_path: Path) -> Path:
    update_index(Library(small_library), tmp_path / "index", HashingEncoder())
    return tmp_path / "index"


def run(index: Path, *arguments: str, lines: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(APP, [*arguments, "--index", str(index)], input=lines, env={"TERM": "dumb", "NO_COLOR": "1"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_quote_that_stands_is_said_to_and_where(index: Path) -> None:
    status, said = run(index, SHORE)
    assert status == 0
    assert "stands word for word" in said
    assert "lake-meeting.md, Fishing, paragraph 1" in said


def test_changed_words_are_marked_and_told(index: Path) -> None:
    status, said = run(index, SHORE.replace("June", "May"))
    assert status == 1
    assert "from »May« to August" in said
    assert "date: “May”, the document has “June”" in said
    assert "nearest: lake-meeting.md" in said


def test_the_document_named_must_hold_it(index: Path) -> None:
    status, said = run(index, SHORE, "--document", "harbour-note.txt")
    assert status == 1
    assert "another document than the one named" in said
    assert run(index, SHORE, "--document", "lake-meeting.md")[0] == 0


def test_a_document_that_is_not_there_is_an_error(index: Path) -> None:
    with pytest.raises(Exception, match="nowhere"):
        run(index, SHORE, "--document", "nowhere.txt")


def test_json_has_what_a_program_needs(index: Path) -> None:
    status, said = run(index, SHORE.replace("agreed", "refused"), "--json")
    record = json.loads(said)
    assert status == 1
    assert set(record) == {"quote", "verdict", "document_id", "start", "end", "locator", "differences", "other_places"}
    assert (record["verdict"], record["document_id"]) == ("altered", "lake-meeting.md")
    assert record["differences"] == [{"kind": "word", "quoted": "refused", "found": "agreed"}]
    document = PassageIndex.open(index).document("lake-meeting.md")
    assert document.text[record["start"] : record["end"]].startswith("The ministers agreed to close")


def test_quotes_come_one_a_line_and_go_one_object_a_line(index: Path) -> None:
    lines = f"{SHORE}\n\nIt carries sixty cars\nAstronomers counted two comets over the desert\n"
    status, said = run(index, "-", "--json", lines=lines)
    assert status == 1
    assert [json.loads(line)["verdict"] for line in said.splitlines()] == ["exact", "exact", "not_found"]
    assert run(index, "-", "--json", lines=f"{SHORE}\n“It carries sixty cars.”\n")[0] == 0


def test_control_characters_are_not_obeyed(index: Path) -> None:
    _, said = run(index, "The ministers agreed \x1b[31m to close the southern shore to trawlers")
    assert "\x1b" not in said


def test_candidates_hold_the_words_and_the_best_comes_first(write_library: Callable[[Mapping[str, str]], Path], tmp_path: Path) -> None:
    many = {f"note-{number}.txt": f"The pilot of harbour {number} counted vessels. Nobody else did.\n" for number in range(30)}
    folder = write_library({**many, "one.txt": "The lighthouse keeper counted comets by night. Nobody else did.\n"})
    update_index(Library(folder), tmp_path / "index", HashingEncoder())
    texts = QuoteTexts(PassageIndex.open(tmp_path / "index"))
    assert texts.candidates("the lighthouse keeper counted comets".split())[0] == "one.txt"
    assert set(texts.candidates("the pilot counted vessels".split())) == set(many)
    assert texts.candidates(["the", "of"]) == ()
    assert texts.candidates(["unheard"]) == ()
