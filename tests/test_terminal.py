"""What is printed: nothing from a document is obeyed by a terminal, and JSON comes back exactly as it went in."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from assistant.answer import Answer, Citation, Evidence, Reason, ScorePart
from corpus.document import Passage
from corpus.errors import RapporteurError
from corpus.file_reading import Problem
from corpus.landmarks import Locator, Page
from index.build import BuildReport
from index.ranking import ScoredPassage
from index.store import DocumentSummary
from ui.commands import terminal
from ui.commands.doctor import Finding, show_findings
from ui.commands.output import require_place, write_file
from ui.forms import answer_record, json_line

EVIL = "a\x1b[31mred\x07\x9b2J\u202eb\r\nc\x00d[bold]e[/bold]\x7f\u2028f"
CITATION = Citation(
    1,
    Evidence("note.txt", 3, 30, 0.5),
    "The ferry leaves at nine.",
    "Ferries",
    "Lake Secretariat",
    "2021-05-04",
    Locator(("1. Scope",), 2),
    "https://example.org/a",
)
ANSWER = Answer("When?", "When?", (CITATION,), (), "answers", 0.91234567, timings_ms={"total": 12.3})


def printed(show: Callable[[Console], None], *, width: int = 500) -> str:
    out = Console(file=io.StringIO(), width=width, highlight=False)
    show(out)
    return out.file.getvalue()  # type: ignore[attr-defined]


@given(st.text(max_size=60))
def test_printable_text_has_no_control_or_direction_character(text: str) -> None:
    shown = terminal.printable(text)
    assert all(letter.isprintable() or letter in "\u200c\u200d\u00ad" for letter in shown)
    assert "\n" not in shown


@pytest.mark.parametrize("text", ["Ђурђевић “и” Ćiro – 300 €", "👩\u200d🚒 e\u0301", "[bold]not markup[/bold]"])
def test_letters_people_write_are_printed_as_they_are(text: str) -> None:
    assert terminal.printable(text) == text


EVIL_PLACE = Locator((EVIL,), 1, EVIL, (Page(0, 1, 1, EVIL),), "page")


def evil_shows() -> dict[str, Callable[[Console], None]]:
    citation = Citation(1, Evidence(EVIL, 0, 1, 0.5), EVIL, EVIL, EVIL, EVIL, EVIL_PLACE, EVIL, also_in=(2,), author=EVIL, speaker=EVIL)
    untitled = replace(citation, title="", number=2, duplicate_of=1)
    passage = ScoredPassage(Passage(EVIL, 0, 1, (EVIL,)), 0.5, 0.5, 0.5, None, 0)
    summary = DocumentSummary(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1, 1, "", 0)
    report = BuildReport((EVIL,), (), (), (), (Problem(EVIL, EVIL),), 1, 1, 0.1, "x")
    return {
        "answer": lambda out: terminal.show_answer(out, Answer(EVIL, f"{EVIL} else", (citation, untitled), (), "perhaps", 0.5, (EVIL,))),
        "refusal": lambda out: terminal.show_answer(out, Answer(EVIL, EVIL, (), (citation, replace(citation, title="")), "silent", 0.1, (EVIL,))),
        "ranking": lambda out: terminal.show_ranking(out, [passage], lambda ranked: EVIL),
        "documents": lambda out: terminal.show_documents(out, [summary], [Problem(EVIL, EVIL, partly=True)]),
        "report": lambda out: terminal.show_report(out, report),
        "findings": lambda out: show_findings(out, [Finding("index", False, EVIL)]),
    }


@pytest.mark.parametrize("what", evil_shows())
def test_nothing_from_a_document_is_obeyed_by_a_terminal(what: str) -> None:
    shown = printed(evil_shows()[what])
    assert not set(shown) & set("\x1b\x07\x9b\u202e\x00\x7f\u2028\r\x08")
    assert "[bold]e[/bold]" in shown  # words in brackets are text, not markup


def test_an_answer_shows_quote_title_and_place() -> None:
    lines = printed(lambda out: terminal.show_answer(out, ANSWER)).splitlines()
    assert "[1] “The ferry leaves at nine.”" in lines
    assert "    Ferries" in lines
    assert "    Lake Secretariat · 2021-05-04 · 1. Scope, paragraph 2 · note.txt" in lines
    assert lines[-1] == "12 ms"


def test_a_refusal_says_so_and_names_what_nothing_covers() -> None:
    shown = printed(
        lambda out: terminal.show_answer(out, replace(ANSWER, citations=(), nearest=(CITATION,), certainty="silent", uncovered=("otters",)))
    )
    assert shown.startswith("The documents do not answer this.\nNothing found covers: otters\n")
    assert "Nearest passages – not an answer:" in shown


def test_a_completed_question_is_shown_as_it_was_searched() -> None:
    shown = printed(lambda out: terminal.show_answer(out, replace(ANSWER, query="When does the ferry leave?")))
    assert shown.startswith("Searched for: When does the ferry leave?\n")


def test_an_answer_as_a_record_has_the_published_fields() -> None:
    record = answer_record(ANSWER)
    assert list(record) == ["question", "query", "abstained", "certainty", "probability", "uncovered", "citations", "nearest", "timings_ms"]
    assert record["probability"] == 0.9123
    assert record["citations"][0] == {
        "number": 1,
        "document_id": "note.txt",
        "start": 3,
        "end": 30,
        "quote": "The ferry leaves at nine.",
        "title": "Ferries",
        "publisher": "Lake Secretariat",
        "date": "2021-05-04",
        "author": "",
        "speaker": "",
        "language": "",
        "locator": "1. Scope, paragraph 2",
        "page_kind": None,
        "pages": None,
        "heading_path": ["1. Scope"],
        "paragraph": 2,
        "score": 0.5,
        "source_url": "https://example.org/a",
        "also_in": [],
        "duplicate_of": None,
    }


@given(st.text(max_size=80))
def test_json_is_one_safe_line_that_comes_back_unchanged(text: str) -> None:
    line = json_line({"quote": text})
    assert json.loads(line) == {"quote": text}
    assert line.splitlines() == [line]
    assert not [letter for letter in line if ord(letter) < 32 or 127 <= ord(letter) < 160 or letter in "\u202e\u2066"]


def test_json_keeps_letters_readable_and_takes_dataclasses_and_paths() -> None:
    assert json_line({"quote": "Ђурђевић"}) == '{"quote": "Ђурђевић"}'
    assert json.loads(json_line(Finding("index", True, "whole"))) == {"subject": "index", "sound": True, "detail": "whole"}


def test_why_is_said_below_each_quote_where_it_is_asked_for() -> None:
    parts = (ScorePart("late", 0.61, 0.5), ScorePart("coverage", 0.4, 0.2), ScorePart("answer_type", 1.0, 0.05))
    answer = replace(ANSWER, reasons=(Reason(1, ("ferry",), ("scope",), (EVIL,), parts),))
    lines = printed(lambda out: terminal.show_answer(out, answer, why=True)).splitlines()
    assert "    The question’s words in it: “ferry”" in lines
    assert "    Only in its title or headings: “scope”" in lines
    assert not set("".join(lines)) & set("\x1b\x07\x9b\u202e\x00")
    assert "    0.435 Score" in lines
    assert "words in it" not in printed(lambda out: terminal.show_answer(out, answer))
    assert answer_record(answer, why=True)["reasons"][0]["parts"][0] == {"name": "late", "value": 0.61, "weight": 0.5}
    assert "reasons" not in answer_record(answer)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, link = tmp_path / "kept.json", tmp_path / "link.json"
    link.symlink_to(kept)
    write_file(link, b"first")
    assert (kept.read_bytes(), link.is_symlink()) == (b"first", True)

    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(RapporteurError, match=r"kept\.json cannot be written: No space left"):
            write_file(kept, b"second")
    assert kept.read_bytes() == b"first" and {path.name for path in tmp_path.iterdir()} == {"kept.json", "link.json"}
    write_file(Path("/dev/null"), b"a device takes bytes as they come")
    assert Path("/dev/null").is_char_device()


def test_a_place_where_no_file_can_be_is_said_before_the_work(tmp_path: Path) -> None:
    require_place(None)
    require_place(tmp_path / "new.json")
    for wrong in (tmp_path, tmp_path / "nowhere" / "new.json"):
        with pytest.raises(RapporteurError, match="name a file in a folder that is there"):
            require_place(wrong)
