"""The written answer where people meet it: on the page, in the service, on the command line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from page_stand_in import StandInAssistant, StandInLibrary
from sample_answers import answer_of
from scripted_writer import Script, ScriptedWriter, broken, writer_server
from typer.testing import CliRunner

from assistant.writing.answering import WrittenEnd
from assistant.writing.desk import WritingDesk
from ui.command_line import app
from ui.page.conversation import Turn
from ui.page.rendering import render_conversation
from ui.page.writing_part import WritingHandlers
from ui.page.writing_rewriting import RewritesFollowUps
from ui.service.api_problems import ApiProblem
from ui.service.api_reading import Reading
from ui.service.api_requests import AskRequest

SHORE = "The ministers agreed to close the northern shore to trawlers."
TRUE, FALSE = "The ministers agreed to close the northern shore [1].", "The ministers agreed to close the northern shore to 12 trawlers [1]."


def handlers(text: str, **options: str) -> WritingHandlers:
    return WritingHandlers(WritingDesk(ScriptedWriter(text, **options)))  # type: ignore[arg-type]


def grown(each: WritingHandlers, *turns: Turn) -> tuple[str, Turn]:
    """The page and the newest turn once all is written."""
    assert list(each.write(turns))
    page, after = each.merged(turns) or ("", turns)
    return page, after[-1]


TURN = Turn("What was agreed?", answer=answer_of("What was agreed?", SHORE), turn_id="a")


def test_sentences_come_one_by_one_above_the_quotes_with_their_citations() -> None:
    each = handlers(f"{TRUE} {FALSE}")
    seen = [written for _, written in each.write((TURN,))]
    assert [len(written.sentences) for written in seen] == [0, 1, 2, 2] and seen[-1].end is not None
    page, _ = each.merged((TURN,)) or ("", ())
    assert page.index("written-text") < page.index('class="citations"')
    assert 'class="written-citation" data-event="cite" data-turn="0" data-number="1"' in page
    assert "Written by a language model" in page and "100 tokens read" in page
    assert f'<del dir="auto">{FALSE}</del>' in page and "“12” is not in the quote at this place" in page


def test_while_it_is_written_the_quotes_are_there() -> None:
    each = handlers(TRUE)
    next(each.write((TURN,)))
    page, _ = each.merged((TURN,)) or ("", ())
    assert "Writing…" in page and SHORE in page


def test_where_a_model_is_elsewhere_the_page_says_so() -> None:
    page, _ = grown(handlers(TRUE, sends_to="api.example.com"), TURN)
    assert "Questions and quotes are sent to api.example.com." in page
    assert "are sent to" not in grown(handlers(TRUE), TURN)[0]


def test_a_writer_that_fails_leaves_the_quotes_and_one_line() -> None:
    page, _ = grown(WritingHandlers(WritingDesk(broken())), TURN)
    assert "Nothing is written: the writer&#x27;s answer broke off." in page and SHORE in page


def test_nothing_is_written_twice_nor_for_a_refusal_nor_into_a_turn_that_is_gone() -> None:
    each = handlers(TRUE)
    _, after = grown(each, TURN)
    assert list(each.write((after,))) == list(each.write((TURN,))) == [] == list(each.write(()))
    assert list(each.write((Turn("x", answer=answer_of("x"), turn_id="b"),))) == []
    assert each.merged((after,)) is None and each.merged((replace(TURN, turn_id="gone"),)) is None


def test_what_is_written_goes_into_the_conversation_as_it_is_by_then() -> None:
    each = handlers(TRUE)
    assert list(each.write((TURN,)))
    grew = replace(TURN, answer=answer_of("What was agreed?", SHORE, "Patrol boats will watch the closed waters."))
    for first in (TURN, grew):
        _, after = each.merged((first, Turn("Another?", problem="no", turn_id="b"))) or ("", ())
        assert [turn.written is not None for turn in after] == [True, False]


def test_what_is_written_from_other_quotes_ends_and_stands_above_none_of_a_corrected_question() -> None:
    each = handlers(f"{TRUE} {FALSE}")
    writing = each.write((TURN,))
    assert len(next(writing)[1].sentences) == 0 and len(next(writing)[1].sentences) == 1
    corrected = replace(TURN, answer=answer_of("What is watched?", "Patrol boats will watch the closed waters."))
    assert each.merged((corrected,)) is None
    again = each.write((corrected,))
    next(again)
    assert list(writing) == [] and list(again)
    _, (after,) = each.merged((corrected,)) or ("", ())
    assert after.written is not None and after.written.end is not None and each.merged((TURN,)) is None


def test_without_a_writer_a_turn_looks_as_before() -> None:
    assert "written" not in render_conversation((TURN,), ())


def test_a_follow_up_is_shown_as_it_was_rewritten() -> None:
    library = StandInLibrary({"a.txt": b"Ministers in Tirana discussed cybersecurity.\n\nMinisters in London discussed cybersecurity."})
    desk = WritingDesk(ScriptedWriter("What was discussed on cybersecurity in London?"))
    answer = RewritesFollowUps(StandInAssistant(library), desk).ask("And in London?", history=["What was discussed on cybersecurity in Tirana?"])
    assert (answer.question, answer.query) == ("And in London?", "What was discussed on cybersecurity in London?")


def reading(desk: WritingDesk | None) -> Reading:
    return Reading(StandInAssistant(StandInLibrary({"a.txt": SHORE.encode()})), 5, desk)  # type: ignore[arg-type]


def test_the_service_writes_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.service.api_reading.fitting", lambda index, filters: filters.where())
    asked = AskRequest(question="What did ministers close at the northern shore?", write=True)
    record = reading(WritingDesk(ScriptedWriter(f"{TRUE} {FALSE}"))).ask(asked)
    written = record["written"]
    assert [(each["text"], each["passed"], each["citations"]) for each in written["sentences"]] == [(TRUE, True, [1]), (FALSE, False, [1])]
    assert (written["model"], written["tokens_read"], written["problem"], written["sent_to"]) == ("scripted", 100, "", "")
    assert "written" not in reading(None).ask(AskRequest(question="What did ministers close at the northern shore?"))
    with pytest.raises(ApiProblem, match="no writer is set"):
        reading(None).ask(asked)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("written")
    (folder / "documents").mkdir()
    text = f"Lake meeting\n\nPublished 4 May 2021\n\n{SHORE} Patrol boats of both countries will watch the closed waters together.\n"
    (folder / "documents" / "lake.txt").write_text(text)
    assert CliRunner().invoke(app, ["index", str(folder / "documents"), "--index", str(folder / "index")]).exit_code == 0
    yield folder / "index"


@pytest.mark.model
def test_the_command_line_writes_below_the_quotes(index: Path) -> None:
    with writer_server(Script(f"{TRUE} {FALSE} See http://evil.example [1].")) as address:
        arguments = ["ask", "What did the ministers agree on trawlers?", "--index", str(index), "--writer", address]
        shown, record = CliRunner().invoke(app, arguments), CliRunner().invoke(app, [*arguments, "--json"])
    assert shown.exit_code == record.exit_code == 0
    assert shown.output.index(SHORE[:40]) < shown.output.index("Written by a language model") < shown.output.index(TRUE)
    assert "321 tokens read, 45 written" in shown.output and "evil" not in shown.output
    assert [each["passed"] for each in json.loads(record.output)["written"]["sentences"]] == [True, False, False]


@pytest.mark.model
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--write"], "--write needs a writer"),
        (["--writer", "https://api.example.com/v1"], "questions and quotes would be sent there"),
        (["--writer", "/nowhere/model.gguf"], "cannot be read"),
    ],
)
def test_a_writer_that_cannot_be_is_said_before_anything_is_asked(index: Path, options: list[str], words: str) -> None:
    found = CliRunner().invoke(app, ["ask", "Why?", "--index", str(index), *options])
    assert found.exit_code == 1 and words in str(found.exception)


@pytest.mark.model
def test_sentences_that_fail_can_be_dropped(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORTEUR_WRITER_SHOWS", "dropped")
    with writer_server(Script(f"{TRUE} {FALSE}")) as address:
        shown = CliRunner().invoke(app, ["ask", "What did the ministers agree on trawlers?", "--index", str(index), "--writer", address])
    assert TRUE in shown.output and "12 trawlers" not in shown.output


def test_an_end_says_what_it_cost_exactly_or_about() -> None:
    from assistant.writing.writer import Usage
    from ui.writing_forms import cost

    end = WrittenEnd("", "m", "", Usage(1200, 30, exact=False), 1.25, 1, 0)
    assert cost(end) == "m · about 1,200 tokens read, 30 written · 1.2 s"
