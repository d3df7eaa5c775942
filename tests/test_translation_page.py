"""Translations where people meet them: beneath a quote on the page and in the terminal, beside the citations in a record, and nowhere else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from page_stand_in import StandInAssistant, StandInLibrary
from playwright.sync_api import Page
from sample_answers import answer_of
from scripted_writer import Script, ScriptedWriter, broken, writer_server
from test_page import PHONE, ask, browser, open_page, scrolls_sideways, served
from typer.testing import CliRunner

from assistant.answer import Answer
from assistant.writing.desk import WritingDesk
from corpus.web.fetching import fetch
from ui.command_line import app
from ui.forms import answer_record
from ui.layout import Kept, lay_out
from ui.page.conversation import Conversation, Turn
from ui.page.rendering import render_conversation
from ui.page.translation_part import TranslationHandlers
from ui.page.translations import Translations
from ui.service.api_problems import ApiProblem
from ui.service.api_reading import Reading
from ui.service.api_requests import AskRequest

__all__ = ["browser", "open_page"]
QUOTE = "Më 6 dhjetor 2022 ministrat ranë dakord të mbyllin bregun verior për 1.250 anije peshkimi."
RIGHT = "On 6 December 2022 the ministers agreed to close the northern shore to 1,250 fishing boats."
# The stand-in ends a sentence at every full stop.
PLAIN, PLAINLY = QUOTE.replace("1.250", "412"), RIGHT.replace("1,250", "412")
LABEL = "Machine translation, not the document&#x27;s words"


def asked(question: str = "What was agreed?") -> Answer:
    """An answer with an Albanian and an English quote."""
    answer = answer_of(question, QUOTE, "The shore was closed in the winter of that year.")
    first, second = answer.citations
    return replace(answer, citations=(replace(first, language="sq"), replace(second, language="en")), language="en")


def turns(sends_to: str = "") -> Conversation:
    return (Turn("What was agreed?", answer=asked(), turn_id="a", translating=Translations(sends_to)),)


def handlers(writer: ScriptedWriter) -> TranslationHandlers:
    return TranslationHandlers(WritingDesk(writer))


def pressed(each: TranslationHandlers, before: Conversation, number: int = 1) -> tuple[str, Conversation]:
    """The page once the button of a quote was pressed and all is made."""
    shown, after = each.toggled(before, {"turn": "0", "number": str(number)})
    each.make(after)
    return each.merged(after) or (shown, after)


def test_a_quote_in_another_language_can_be_translated_where_a_writer_is_set() -> None:
    shown = render_conversation(turns(), ())
    assert shown.count('data-event="translate"') == 1 and 'data-event="translate" data-turn="0" data-number="1"' in shown
    assert "translate" not in render_conversation((replace(turns()[0], translating=None),), ())
    assert "sent to" not in shown and "The quote is sent to api.example.com." in render_conversation(turns("api.example.com"), ())


def test_the_translation_stands_beneath_the_quote_labelled_and_in_its_language() -> None:
    each = handlers(ScriptedWriter(RIGHT))
    waiting, after = each.toggled(turns(), {"turn": 0, "number": 1})
    assert "Translating…" in waiting and 'aria-disabled="true"' in waiting and each.merged(after) is None
    shown, after = pressed(each, turns())
    assert f'<p class="translated" lang="en" dir="auto">{RIGHT}</p>' in shown and f"{LABEL} · scripted" in shown
    quote = shown[shown.index("<blockquote>") : shown.index("</blockquote>")]
    assert QUOTE in quote and RIGHT not in quote and 'lang="sq"' in quote
    assert shown.index(QUOTE) < shown.index('aria-live="polite"') < shown.index(LABEL) < shown.index(RIGHT)
    hidden, _ = each.toggled(after, {"turn": 0, "number": 1})
    assert RIGHT not in hidden and QUOTE in hidden


def test_a_quote_is_translated_once_and_again_only_where_it_failed() -> None:
    writer = ScriptedWriter(RIGHT)
    each = handlers(writer)
    _, after = pressed(each, turns())
    _, hidden = each.toggled(after, {"turn": 0, "number": 1})
    assert RIGHT in pressed(each, hidden)[0] and len(writer.heard) == 1
    failing = broken()
    each = handlers(failing)
    shown, after = pressed(each, turns())
    assert "No translation is shown: the writer&#x27;s answer broke off." in shown and QUOTE in shown
    failing.error, failing.text = None, RIGHT
    assert RIGHT in pressed(each, after)[0]


@pytest.mark.parametrize("data", [None, {}, {"turn": 0, "number": 2}, {"turn": 0, "number": 9}, {"turn": -1, "number": 1}, {"turn": 7, "number": 1}])
def test_a_browser_can_have_nothing_else_translated(data: object) -> None:
    writer = ScriptedWriter(RIGHT)
    each = handlers(writer)
    _, after = each.toggled(turns(), data)
    each.make(after)
    assert after == turns() and writer.heard == []


def test_what_was_awaited_is_put_into_the_conversation_as_it_is_by_then() -> None:
    each = handlers(ScriptedWriter(RIGHT))
    _, waiting = each.toggled(turns(), {"turn": 0, "number": 1})
    each.make(waiting)
    shown, after = each.merged((*waiting, Turn("Another?", problem="no", turn_id="b"))) or ("", ())
    assert RIGHT in shown and len(after) == 2 and each.merged(()) is None
    assert each.merged(turns()) is None  # nobody asked for it there


@pytest.mark.parametrize("written", [f"{RIGHT} <img src=x onerror=alert(1)>", f"{RIGHT} http://evil.example", RIGHT.replace("1,250", "9,999")])
def test_nothing_of_a_translation_that_fails_reaches_the_page_or_a_record(written: str) -> None:
    shown, after = pressed(handlers(ScriptedWriter(written)), turns())
    assert "No translation is shown: " in shown and RIGHT[:40] not in shown and "evil" not in shown and "onerror" not in shown
    assert "9,999" not in shown and after[0].answer == asked()


def test_an_answer_and_its_record_hold_no_translation() -> None:
    _, after = pressed(handlers(ScriptedWriter(RIGHT)), turns())
    assert after[0].answer is not None and RIGHT not in json.dumps(answer_record(after[0].answer))


def test_the_service_translates_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.service.api_reading.fitting", lambda index, filters: filters.where())
    library = StandInLibrary({"a.txt": f"Title: Bregu\n\nLanguage: sq\n\n{PLAIN}\n".encode()})
    desk = WritingDesk(ScriptedWriter(PLAINLY, sends_to="api.example.com"))
    request = AskRequest(question="ministrat dakord bregun verior", translate=True)
    record = Reading(StandInAssistant(library), 5, desk).ask(request)  # type: ignore[arg-type]
    (translation,) = record["translations"]
    assert (translation["number"], translation["text"], translation["language"], translation["sent_to"]) == (1, PLAINLY, "en", "api.example.com")
    assert translation["label"] == "Machine translation, not the document's words" and "written" not in record
    assert PLAINLY not in json.dumps(record["citations"])
    with pytest.raises(ApiProblem, match="ask without `translate`"):
        Reading(StandInAssistant(library), 5).ask(request)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translated")
    (folder / "documents").mkdir()
    text = f"Takimi i liqenit\n\n{QUOTE} Varkat e patrullimit të të dy vendeve do të ruajnë ujërat e mbyllura.\n"
    (folder / "documents" / "liqeni.txt").write_text(text, encoding="utf-8")
    assert CliRunner().invoke(app, ["index", str(folder / "documents"), "--index", str(folder / "index")]).exit_code == 0
    return folder / "index"


@pytest.mark.model
def test_the_command_line_prints_the_translation_below_its_quote_and_saves_none(index: Path, tmp_path: Path) -> None:
    kept = tmp_path / "answer.json"
    with writer_server(Script(RIGHT)) as address:
        arguments = ["ask", "1.250 anije dhjetor 2022 peshkimi, what?", "--index", str(index), "--writer", address, "--translate"]
        shown, record = CliRunner().invoke(app, [*arguments, "--save", str(kept)]), CliRunner().invoke(app, [*arguments, "--json"])
    assert shown.exit_code == record.exit_code == 0, shown.output
    lines = [line for line in shown.output.splitlines() if line.startswith("        ")]
    assert lines[:2] == ["        Machine translation, not the document's words · scripted-model:", f"        {RIGHT}"]
    assert shown.output.index(QUOTE[:40]) < shown.output.index(RIGHT) and "Written by" not in shown.output
    assert json.loads(record.output)["translations"][0]["text"] == RIGHT and "written" not in json.loads(record.output)
    assert QUOTE in kept.read_text(encoding="utf-8") and "northern shore" not in kept.read_text(encoding="utf-8")


@pytest.mark.model
def test_a_model_that_is_away_costs_one_line_and_no_writer_is_an_error(index: Path) -> None:
    arguments = ["ask", "1.250 anije dhjetor 2022 peshkimi, what?", "--index", str(index), "--translate"]
    with writer_server(Script(RIGHT[:30], fault="broken off")) as address:
        shown = CliRunner().invoke(app, [*arguments, "--writer", address])
    assert (
        shown.exit_code == 0
        and shown.output.count("No translation is shown: ") >= 1
        and QUOTE[:40] in shown.output
        and RIGHT[:30] not in shown.output
    )
    missing = CliRunner().invoke(app, arguments)
    assert missing.exit_code == 1 and "--translate needs a writer" in str(missing.exception)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    library = StandInLibrary({"liqeni.txt": f"Title: Takimi i liqenit\n\nLanguage: sq\n\n{PLAIN}\n".encode()})
    assistant = StandInAssistant(library)
    with writer_server(Script(PLAINLY)) as writer:
        from assistant.writing.opening import WriterChoice, open_writer

        kept = Kept(desk=WritingDesk(open_writer(WriterChoice(writer))))
        with served(partial(lay_out, assistant, library, assistant.update, quotes=5, fetch=fetch, texts=lambda index: assistant, kept=kept)) as found:
            yield found


@pytest.mark.browser
@pytest.mark.filterwarnings("default")
@pytest.mark.filterwarnings("ignore:::gradio")
@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "phone"])
def test_a_person_has_a_quote_translated_beneath_it(open_page: Callable[..., Page], address: str, options: dict[str, object]) -> None:
    page = open_page(address, **options)
    turn = ask(page, "ministrat dakord bregun verior")
    turn.locator(".written-cost").wait_for()
    button = turn.get_by_role("button", name="Translate quote 1 by machine")
    button.focus()
    page.keyboard.press("Enter")
    translated = turn.locator(".translation .translated")
    translated.wait_for()
    assert translated.inner_text() == PLAINLY and translated.get_attribute("lang") == "en"
    assert "Machine translation, not the document's words · scripted-model" in turn.locator(".translation").inner_text()
    quote, below = turn.locator("blockquote").first.bounding_box(), translated.bounding_box()
    assert quote is not None and below is not None and quote["y"] + quote["height"] <= below["y"]
    assert turn.locator("blockquote").first.inner_text() == PLAIN and not scrolls_sideways(page)
    hide = turn.get_by_role("button", name="Hide translation of quote 1")
    hide.wait_for()
    assert page.evaluate("document.activeElement.dataset.event") == "translate"
    hide.click()
    translated.wait_for(state="detached")
