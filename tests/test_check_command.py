"""The command `rapporteur check`: what a person sees of a draft, the annotated copy, and the exit status."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import typer
from fpdf import FPDF
from hashing_encoder import HashingEncoder
from test_drafts import commented_words
from typer.testing import CliRunner, Result

from corpus.errors import RapporteurError
from corpus.library import Library
from corpus.office.docx import read_docx
from index.build import update_index
from ui.commands.check_command import check

CLOSED = "The north bridge was closed to lorries after cracks were found in its second pier."
COUNTED = "The harbour master counted 412 vessels in February."
Check = Callable[..., Result]


@pytest.fixture
def run(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> Check:
    update_index(Library(small_library), tmp_path / "index", encoder)
    app = typer.Typer()
    app.command()(check)

    def run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [*map(str, arguments), "--index", str(tmp_path / "index")])
        assert result.exception is None or isinstance(result.exception, SystemExit | RapporteurError), result.exception
        return result

    return run


@pytest.fixture
def draft(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "drafts" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


Write = Callable[[str, str | bytes], Path]


def test_an_honest_draft_passes(run: Check, draft: Write) -> None:
    result = run(draft("note.md", f"It says “{CLOSED}” and, of the harbour:\n\n> {COUNTED}\n\nThe so-called “bridge” is closed.\n"))
    assert result.exit_code == 0
    assert f"[1] exact  “{CLOSED}”" in result.stdout
    assert "    Verified word for word. The north bridge, paragraph 1 [bridges/north-bridge.txt]." in result.stdout
    assert "[3] too short  “bridge”" in result.stdout
    assert result.stdout.splitlines()[-1] == "3 quotations, 0 to correct"


@pytest.mark.parametrize(
    ("quoted", "verdict", "said"),
    [
        (f"“{COUNTED.replace('412', '214')}”", "altered", "quoted “214”, the source has “412”"),
        (f"“{COUNTED}” (lake-meeting.md)", "wrong document", "named: lake-meeting.md"),
        ("“The moon was sold to the highest bidder in the end.”", "not found", "Not found in the documents."),
    ],
)
def test_a_draft_that_misquotes_fails(run: Check, draft: Write, quoted: str, verdict: str, said: str) -> None:
    result = run(draft("note.txt", f"It is written {quoted}.\n"))
    assert result.exit_code == 1
    assert f"[1] {verdict}  “" in result.stdout
    assert said in result.stdout
    assert result.stdout.splitlines()[-1] == "1 quotation, 1 to correct"


def test_a_draft_without_quotations_passes(run: Check, draft: Write) -> None:
    result = run(draft("note.txt", "Nothing is quoted here."))
    assert (result.exit_code, result.stdout.strip()) == (0, "no quotation was found in the draft")


def test_json_is_one_object_a_quotation_with_its_place_in_the_draft(run: Check, draft: Write, small_library: Path) -> None:
    path = draft("note.txt", f"It says “{CLOSED}” and “{COUNTED.replace('February', 'March')}”.\n")
    result = run(path, "--json")
    assert result.exit_code == 1
    first, second = map(json.loads, result.stdout.splitlines())
    assert path.read_text()[first["start"] : first["end"]] == first["quote"] == CLOSED
    assert (first["verdict"], first["fails"], second["verdict"], second["fails"]) == ("exact", False, "altered", True)
    place = first["place"]
    assert (small_library / place["document_id"]).read_text()[place["start"] : place["end"]] == CLOSED
    assert [(one["quoted"], one["found"]) for one in second["differences"]] == [("March", "February")]
    assert list(first) == ("number start end quote block closed verdict title fails stated place locator source differences other_places".split())


def test_a_markdown_draft_is_annotated_with_footnotes(run: Check, draft: Write, tmp_path: Path) -> None:
    path = draft("note.md", f"It says “{CLOSED}”\n")
    assert run(path, "--output", tmp_path / "out.md").exit_code == 0
    assert (tmp_path / "out.md").read_text() == (
        f"It says “{CLOSED}”[^check-1]\n\n[^check-1]: Verified word for word. The north bridge, paragraph 1 \\[bridges/north-bridge.txt\\].\n"
    )
    assert path.read_text() == f"It says “{CLOSED}”\n"


def test_a_word_draft_is_annotated_with_comments(run: Check, draft: Write, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(f"It says “{CLOSED}” and “{COUNTED.replace('412', '214')}” too.")
    saved = io.BytesIO()
    document.save(saved)
    path = draft("note.docx", saved.getvalue())
    assert run(path, "--output", tmp_path / "out.docx").exit_code == 1
    copy = (tmp_path / "out.docx").read_bytes()
    comments = list(docx.Document(tmp_path / "out.docx").comments)
    assert [comment.text.partition(".")[0] for comment in comments] == ["Verified word for word", "Altered: these are not the source’s words"]
    assert commented_words(copy) == {"0": CLOSED, "1": COUNTED.replace("412", "214")}
    assert read_docx(copy).text == read_docx(saved.getvalue()).text
    assert run(path, "--output", tmp_path / "out.md").exit_code == 1
    assert "[^check-2]: Altered" in (tmp_path / "out.md").read_text()


def test_a_pdf_draft_is_annotated_in_markdown(run: Check, draft: Write, tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(0, 6, f'It is written "{CLOSED}" and nothing else was written of the bridge.')
    assert run(draft("note.pdf", bytes(pdf.output())), "--output", tmp_path / "out.md").exit_code == 0
    assert f'"{CLOSED}"[^check-1]' in (tmp_path / "out.md").read_text()


def test_a_page_is_checked_with_its_block_quotations(run: Check, draft: Write) -> None:
    result = run(draft("note.html", f"<p>It says</p><blockquote>{COUNTED.replace('412', '413')}</blockquote>"))
    assert result.exit_code == 1
    assert "[1] altered" in result.stdout


def test_what_cannot_be_done_is_said(run: Check, draft: Write, tmp_path: Path) -> None:
    path = draft("note.md", f"“{CLOSED}”")
    assert "is the draft itself" in str(run(path, "--output", path).exception)
    assert "only where the draft is one" in str(run(path, "--output", tmp_path / "out.docx").exception)
    assert "name a file in a folder that is there" in str(run(path, "--output", tmp_path / "no" / "out.md").exception)
    assert "No such file" in str(run(tmp_path / "none.md").exception)
    assert "note.docx: it is not the kind of file its name says" in str(run(draft("note.docx", "words")).exception)
    assert "note.xyz: no reader for this kind of file" in str(run(draft("note.xyz", "words")).exception)
    assert path.read_text() == f"“{CLOSED}”"
