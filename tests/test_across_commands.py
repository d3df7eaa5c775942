"""The commands `compare`, `timeline` and `differences`, and the same over HTTP."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from small_service import SmallService, small_service
from test_across import LIBRARY
from typer.testing import CliRunner

from corpus.errors import QuestionError, RapporteurError
from corpus.library import Library
from index.build import update_index
from index.encoder import Encoder
from ui.commands.across_commands import compare, differences, timeline

APP = typer.Typer()
for command in (compare, timeline, differences):
    APP.command()(command)
QUESTION = "How much does the lake fund pay for the protection of trout?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    (folder / "documents").mkdir()
    for name, text in LIBRARY.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    update_index(Library(folder / "documents"), folder / "index", real_encoder)
    return folder / "index"


def run(index: Path, *arguments: str) -> str:
    result = CliRunner().invoke(APP, [*arguments, "--index", str(index)], env={"TERM": "dumb", "NO_COLOR": "1"})
    if result.exception:
        raise result.exception
    return result.output


def test_compare_prints_quotes_and_who_says_nothing(index: Path) -> None:
    said = run(index, "compare", QUESTION)
    assert "The lake fund pays EUR 12 million for the protection of trout in Lake Orin." in said
    assert "Says nothing (3): bakery.md, lake-note.md, opera.md" in said
    assert "2 of 5 documents say something." in said


def test_timeline_prints_dates_in_order(index: Path) -> None:
    said = run(index, "timeline", "trout in Lake Orin")
    assert said.index("4 May 2021") < said.index("EUR 12 million") < said.index("\n2022\n") < said.index("EUR 20 million")
    assert "3 documents of 5 say nothing." in said


def test_differences_print_what_differs_and_decide_nothing(index: Path) -> None:
    said = run(index, "differences", "protection of trout in Lake Orin")
    assert "These differ in the number: “EUR 12 million” / “EUR 20 million”." in said
    assert "is not decided here" in said
    assert "No two statements" in run(index, "differences", "opera tickets")


def test_filters_are_those_of_ask(index: Path) -> None:
    said = run(index, "compare", QUESTION, "--after", "2022", "--document", "lake-*", "--document", "opera.md")
    assert "12 million" not in said
    assert "1 of 2 documents says something." in said
    with pytest.raises(QuestionError, match="no document fits"):
        run(index, "timeline", "trout", "--kind", "pdf")


def test_json_is_one_object_with_places(index: Path) -> None:
    compared = json.loads(run(index, "compare", QUESTION, "--json"))
    cells = {row["document_id"]: row["cells"][0] for row in compared["rows"]}
    assert [name for name, cell in cells.items() if not cell["says_nothing"]] == ["lake-2021.md", "lake-2022.md"]
    pairs = json.loads(run(index, "differences", "protection of trout in Lake Orin", "--json"))["pairs"]
    pair = next(pair for pair in pairs if pair["differences"][0]["kind"] == "number")
    assert pair["differences"][0]["one"]["words"] == "EUR 12 million"
    assert pair["one"]["start"] <= pair["differences"][0]["one"]["start"] < pair["one"]["end"]


def test_files_are_written_by_their_suffix(index: Path, tmp_path: Path) -> None:
    for command, asked in (("compare", QUESTION), ("timeline", "trout in Lake Orin"), ("differences", "protection of trout in Lake Orin")):
        run(index, command, asked, "--output", str(tmp_path / f"{command}.csv"))
        run(index, command, asked, "-o", str(tmp_path / f"{command}.docx"))
        assert "EUR 12 million" in (tmp_path / f"{command}.csv").read_text(encoding="utf-8-sig")
        with zipfile.ZipFile(io.BytesIO((tmp_path / f"{command}.docx").read_bytes())) as package:
            assert "EUR 12 million" in package.read("word/document.xml").decode()
    with pytest.raises(RapporteurError, match="neither a table nor a Word document"):
        run(index, "compare", QUESTION, "-o", str(tmp_path / "comparison.pdf"))
    with pytest.raises(RapporteurError, match="a folder that is there"):
        run(index, "compare", QUESTION, "-o", str(tmp_path / "nowhere" / "comparison.csv"))


# Over HTTP --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    folder = tmp_path_factory.mktemp("service")
    (folder / "documents").mkdir()
    for name, text in LIBRARY.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    small = small_service(folder / "documents", folder / "index")
    with small.client:
        yield small


def posted(service: SmallService, address: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    response = service.client.post(address, json=body)
    assert response.status_code == status, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_service_answers_in_the_published_forms(service: SmallService) -> None:
    compared = posted(service, "/compare", {"questions": [QUESTION, "Which bakery closes?"], "quotes": 1})
    assert [row["document_id"] for row in compared["rows"]] == sorted(LIBRARY)
    assert all(len(row["cells"]) == 2 and all(len(cell["citations"]) <= 1 for cell in row["cells"]) for row in compared["rows"])
    dated = posted(service, "/timeline", {"subject": "trout in Lake Orin"})
    found = posted(service, "/differences", {"subject": "protection of trout in Lake Orin"})
    citations = [citation for row in compared["rows"] for cell in row["cells"] for citation in cell["citations"]]
    citations += [citation for moment in dated["moments"] for citation in moment["citations"]] + dated["undated"]
    citations += [pair[side] for pair in found["pairs"] for side in ("one", "other")]
    assert citations
    for citation in citations:
        text = service.client.get(f"/documents/{citation['document_id']}", params={"text": "true"}).json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/compare", {"questions": []}),
        ("/compare", {"questions": ["?"]}),
        ("/compare", {"questions": ["Why?"] * 6}),
        ("/timeline", {"subject": "trout", "filters": {"kind": "pdf"}}),
        ("/differences", {"subject": ""}),
        ("/differences", {"subject": "trout", "quotes": 2}),
    ],
)
def test_the_service_says_what_is_wrong_with_a_request(service: SmallService, address: str, body: dict[str, Any]) -> None:
    assert posted(service, address, body, 422)["type"] == "urn:rapporteur:problem:invalid"
