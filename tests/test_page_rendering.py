"""What the page writes as HTML, without a browser: escaping, the mark, the window around a quote, the library's texts.

The HTML is read back with the standard library's parser, so that a test compares what a reader would see.
"""

import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from html_reader import HOSTILE, Reader
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import StandInAssistant, StandInLibrary, read

from assistant.answer import Answer, Certainty, Citation, Evidence
from corpus.document import Document
from corpus.errors import DocumentError, LibraryError
from corpus.file_reading import Problem
from corpus.landmarks import Block, Locator, Span
from index.build import BuildReport
from index.store import DocumentSummary
from ui.backend import FetchedPage, ReportProgress
from ui.page import phrases
from ui.page.asking import SHOWN_QUESTION_CHARACTERS, AskHandlers
from ui.page.conversation import Choice, Opened, Turn, chosen_citation, earlier_questions, read_choice, read_suggestion
from ui.page.flow import flow_class
from ui.page.library_adding import Outcomes
from ui.page.library_handlers import LibraryHandlers, read_ticked
from ui.page.library_rendering import render_removal, render_update
from ui.page.library_view import ListView
from ui.page.list_rendering import render_list
from ui.page.look import INK, INK_DARK, PAPER, PAPER_DARK
from ui.page.markup import Html, element, escape, outside_link, web_address
from ui.page.rendering import render_conversation
from ui.page.source_panel import SourceHandlers
from ui.page.source_rendering import WHOLE_DOCUMENT_CHARACTERS, WINDOW_CHARACTERS, pieces, render_source, window_around
from ui.service.guard import refusal
from ui.updating import IndexUpdater, UpdateState

CHOICE = Choice(0, 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


def document(text: str, *blocks: Block, **facts: Any) -> Document:
    return Document("folder/notes.txt", "0" * 64, "text/plain", text, blocks=blocks, **facts)


def citation(source: Document, start: int, end: int, number: int = 1, duplicate_of: int | None = None) -> Citation:
    evidence = Evidence(source.document_id, start, end, 1.0)
    quote = source.text[start:end]
    place = Locator(("Costs",), 2)
    return Citation(number, evidence, quote, source.title, source.publisher, source.date, place, source.source_url, (), duplicate_of)


def panel_of(source: Document, quoted: Citation, whole: bool = True) -> str:
    return render_source(source, Opened(source.document_id, quoted, CHOICE, (quoted.number,)), whole)


def answer(*citations: Citation, certainty: Certainty = "answers", query: str = "q", nearest: tuple[Citation, ...] = ()) -> Answer:
    return Answer("q", query, citations, nearest, certainty, 0.9)


def shown(given_answer: Answer) -> Reader:
    return Reader(render_conversation((Turn("q", given_answer),), ()))


SOURCE = document("One fact stands here. Another fact.", title="Title", publisher="Publisher", date="2023-11-29")


@given(st.text())
def test_escaped_text_reads_back_as_itself(text: str) -> None:
    expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert Reader(element("p", text)).text == expected
    assert "<" not in escape(text)
    assert '"' not in escape(text)


def test_children_are_escaped_unless_they_are_html() -> None:
    assert element("p", "<b>", Html("<b></b>"), class_="a&b") == '<p class="a&amp;b">&lt;b&gt;<b></b></p>'
    assert element("button", data_event="cite", hidden=True, lang=None) == '<button data-event="cite" hidden></button>'


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "http:", "", " jAvAsCrIpT:x", "http://[", "ftp://a/b"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert web_address(url) == ""
    assert outside_link(url, "text") == ""


def test_a_link_leaves_the_page_without_telling_where_from() -> None:
    link = outside_link('https://example.org/?a="b"&c', "text")
    assert link == '<a href="https://example.org/?a=&quot;b&quot;&amp;c" target="_blank" rel="noopener noreferrer">text</a>'


def test_hostile_words_stay_words_in_an_answer() -> None:
    source = document(HOSTILE * 2, title=HOSTILE, publisher=HOSTILE, date=HOSTILE, source_url="javascript:alert(1)", language=HOSTILE)
    hostile = replace(citation(source, 0, len(HOSTILE)), place=Locator((HOSTILE,), 2, HOSTILE), author=HOSTILE, speaker=HOSTILE)
    given_answer = Answer(HOSTILE, HOSTILE + "!", (hostile,), (), "perhaps", 0.5, (HOSTILE,))
    written = render_conversation((Turn(HOSTILE, given_answer), Turn(HOSTILE, problem=HOSTILE)), ())
    panel = panel_of(source, hostile, whole=False)
    welcome = render_conversation((), (HOSTILE,))
    for reader in (Reader(written), Reader(panel), Reader(welcome)):
        assert HOSTILE in reader.text
        assert not {"img", "script", "a"} & set(reader.elements)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]


def test_a_quote_is_shown_with_its_number_and_reference() -> None:
    reader = shown(answer(citation(SOURCE, 0, 21)))
    assert "One fact stands here." in reader.text
    assert reader.elements.count("blockquote") == 1
    for part in ("1Title", "Publisher", "29 November 2023", "Costs, paragraph 2", phrases.DOCUMENTS_SAY):
        assert part in reader.text
    assert ("aria-label", "Open quote 1 in its source: Title, Costs, paragraph 2") in reader.attributes


def test_duplicates_are_folded_into_the_quote_they_repeat() -> None:
    first, second = citation(SOURCE, 0, 21), citation(SOURCE, 22, 35, number=2, duplicate_of=1)
    reader = shown(answer(first, second))
    assert reader.elements.count("blockquote") == 1
    assert f"{phrases.ALSO_IN}2Title" in reader.text
    alone = shown(answer(replace(second, duplicate_of=7)))
    assert alone.elements.count("blockquote") == 1


@pytest.mark.parametrize("certainty", get_args(Certainty))
def test_certainty_is_said_in_words(certainty: Certainty) -> None:
    quoted = citation(SOURCE, 0, 21)
    silent = certainty == "silent"
    text = shown(answer(*(() if silent else (quoted,)), certainty=certainty, nearest=(quoted,) if silent else ())).text
    expected = {"answers": phrases.DOCUMENTS_SAY, "perhaps": phrases.PERHAPS, "silent": phrases.SILENT}
    assert expected[certainty] in text
    assert (phrases.NEAREST in text) is silent


def test_the_query_is_shown_only_where_it_differs() -> None:
    assert "Searched for" not in shown(answer(citation(SOURCE, 0, 21))).text
    assert "Searched for: q in 2023" in shown(answer(citation(SOURCE, 0, 21), query="q in 2023")).text


@given(TEXTS, TEXTS, TEXTS)
def test_the_mark_is_exactly_the_quote(before: str, quote: str, after: str) -> None:
    source = document(before + quote + after)
    panel = Reader(panel_of(source, citation(source, len(before), len(before + quote))))
    assert panel.marked == quote


@pytest.mark.parametrize("quote", ["a\r\nb", "e\u0301tude", "👩\u200d👩\u200d👧 one", "שלום עולם", "a\tb", "x" * 3000, "\u202eabc"])
def test_the_mark_survives_awkward_characters(quote: str) -> None:
    source = document(f"Before.\r\n\r\n{quote}\r\n\r\nAfter.")
    assert Reader(panel_of(source, citation(source, 11, 11 + len(quote)), whole=True)).marked == quote


def test_a_quote_over_two_blocks_is_marked_in_both() -> None:
    text = "Heading\n\nFirst line.\n\nSecond line."
    source = document(text, Block(0, 7, "heading", 1), Block(9, 20, "paragraph"), Block(22, 34, "paragraph"))
    panel = panel_of(source, citation(source, 9, 34), whole=True)
    assert panel.count("<mark>") == 3
    assert Reader(panel).marked == text[9:34]


def test_a_changed_document_is_shown_unmarked_and_says_so() -> None:
    quoted = citation(SOURCE, 0, 21)
    panel = Reader(panel_of(replace(SOURCE, text="Other words."), quoted, whole=False))
    assert panel.marked == ""
    assert phrases.DOCUMENT_CHANGED in panel.text


def test_headings_and_furniture_are_told_apart() -> None:
    source = document("Head\n\nBody.\n\nMenu", Block(0, 4, "heading", 2), Block(6, 11, "paragraph"), Block(13, 17, "furniture"))
    panel = panel_of(source, citation(source, 6, 11), whole=True)
    assert '<h4 dir="auto">Head</h4>' in panel
    assert '<p class="furniture wrapped" dir="auto">Menu</p>' in panel


def test_markup_between_blocks_is_left_out_and_words_are_not() -> None:
    text = "## Head\n\n|---|---|\n\nBody.\n\nname: value"
    source = document(text, Block(3, 7, "heading", 2), Block(20, 25, "paragraph"))
    panel = Reader(panel_of(source, citation(source, 20, 25), whole=True))
    assert panel.text.endswith("HeadBody.name: value")
    assert "##" not in panel.text
    assert "---" not in panel.text


def long_document(paragraphs: int) -> Document:
    lines = [f"Paragraph {number} says something of its own." for number in range(paragraphs)]
    starts = [sum(len(line) + 2 for line in lines[:place]) for place in range(paragraphs)]
    return document("\n\n".join(lines), *[Block(start, start + len(line), "paragraph") for start, line in zip(starts, lines, strict=True)])


def test_a_long_document_is_shown_around_the_quote() -> None:
    source = long_document(3_000)
    assert len(source.text) > WHOLE_DOCUMENT_CHARACTERS
    block = source.blocks[1_500]
    part = Reader(panel_of(source, citation(source, block.start, block.end), whole=False))
    assert part.marked == source.text[block.start : block.end]
    assert len(part.text) < 2 * WINDOW_CHARACTERS + 1_000
    assert part.text.count(phrases.SHOW_WHOLE) == 2
    whole = Reader(panel_of(source, citation(source, block.start, block.end), whole=True))
    assert phrases.SHOW_WHOLE not in whole.text
    assert whole.elements.count("p") >= 3_000


@given(st.integers(0, 200_000), st.integers(1, 400), st.booleans())
def test_the_window_holds_the_quote_and_the_pieces_hold_the_window(start: int, length: int, one_block: bool) -> None:
    text = "Words of some length. " * 10_000
    source = document(text, Block(0, len(text), "paragraph")) if one_block else document(text)
    span = Span(start, start + length)
    window = window_around(source, span)
    assert window.start <= span.start < span.end <= window.end
    assert "".join(text[piece.start : piece.end] for piece in pieces(source, window)) == text[window.start : window.end]


def test_only_prose_is_reflowed() -> None:
    prose = "The United Kingdom held the fifth summit of the process in\nLondon on 9 and 10 July 2018."
    assert flow_class(prose) == "wrapped"
    assert flow_class("apples 3\npears 4\nplums 5") == "lines"
    assert flow_class("") == "wrapped"


def test_a_browser_cannot_choose_what_is_not_there() -> None:
    conversation = (Turn("q", answer(citation(SOURCE, 0, 21))), Turn("r", problem="no"))
    assert chosen_citation(conversation, Choice(0, 1)) is not None
    rubbish: tuple[object, ...] = ({}, None, [], "x", {"turn": "a", "number": "1"}, {"turn": None, "number": 1})
    assert [read_choice(data) for data in rubbish] == [None] * len(rubbish)
    for choice in (None, Choice(-1, 1), Choice(0, 2), Choice(1, 1), Choice(9, 1)):
        assert chosen_citation(conversation, choice) is None
    assert read_suggestion({"question": 3}) == read_suggestion(None) == ""
    assert read_ticked({"documents": [1, "a", "", None]}) == ("a",)
    assert read_ticked({"documents": "a"}) == read_ticked(None) == ()


def test_history_holds_the_questions_that_were_searched() -> None:
    given_answer = answer(citation(SOURCE, 0, 21))
    assert earlier_questions((Turn("a", given_answer), Turn("b", problem="no"), Turn("c", given_answer))) == ("a", "c")


def stand_in(**files: str) -> tuple[StandInAssistant, StandInLibrary]:
    library = StandInLibrary({f"{name}.txt": text.encode() for name, text in files.items()})
    return StandInAssistant(library), library


def test_asking_shows_the_question_first_and_then_the_answer() -> None:
    handlers = AskHandlers(stand_in(harbour="The harbour counted vessels in February.")[0], quotes=5)
    waiting, done = list(handlers.ask("  How many\n vessels counted? ", ()))
    assert phrases.LOOKING in waiting[0]
    assert waiting[1] == ()
    assert done[1][0].question == "How many vessels counted?"
    assert "<blockquote>" in done[0]
    assert list(handlers.ask(" \n ", ())) == []


def test_no_more_quotes_than_the_settings_allow() -> None:
    sentences = " ".join(f"The harbour counted vessels in ward {number}." for number in range(6))
    for quotes in (1, 4):
        answered = AskHandlers(stand_in(harbour=sentences)[0], quotes).answered("harbour counted vessels", ()).answer
        assert answered is not None
        assert len(answered.citations) == quotes


def test_a_pasted_document_is_refused_in_words_and_not_shown_in_full() -> None:
    handlers = AskHandlers(stand_in(harbour="The harbour counted vessels.")[0], quotes=5)
    *_, (shown, conversation) = handlers.ask("harbour " * 1000, ())
    assert conversation[0].problem == "the question has 7999 characters; the limit is 2000"
    assert "the limit is 2000" in shown
    assert len(conversation[0].question) == SHOWN_QUESTION_CHARACTERS + 1


def test_problems_are_one_sentence_and_no_traceback() -> None:
    handlers = AskHandlers(stand_in(harbour="The harbour counted vessels.")[0], quotes=5)
    assert handlers.answered("??", ()).problem == "the question has no word to search for; write a longer one"
    assert handlers.answered("explode harbour", ()).problem == phrases.UNEXPECTED
    gone = (Turn("q", answer(citation(SOURCE, 0, 21))),)
    sources = SourceHandlers(*stand_in(harbour="The harbour counted vessels."))
    for panel in (sources.source(gone, {"turn": 0, "number": 1}), sources.sheet(gone, {"turn": 0, "number": 1})):
        assert "no longer in the index" in panel
    assert sources.source(gone, {"turn": 5, "number": 1}) == sources.sheet(gone, {"turn": 5, "number": 1}) == ""


def listed(number: int, title: str = "") -> DocumentSummary:
    return DocumentSummary(f"folder/{number}.txt", title or f"Document {number}", "2023-11", "Publisher", "en", "text/html", "", 10, 3, "", 0)


def test_the_list_of_documents() -> None:
    reader = Reader(render_list([listed(1), listed(2, HOSTILE)], ListView()))
    for part in ("2 documents, 6 passages", "November 2023", "Web page", HOSTILE, "folder/1.txt"):
        assert part in reader.text
    assert ("value", "folder/2.txt") in reader.attributes
    assert "1 document," in Reader(render_list([listed(1), listed(2)], ListView("2.TXT"))).text
    assert phrases.NO_MATCHES in render_list([listed(1)], ListView("zebra"))
    assert phrases.NO_DOCUMENTS in render_list([], ListView())


def test_reports_of_updates() -> None:
    report = BuildReport(("a", "b"), (), ("c",), ("d",), (Problem(HOSTILE, "it is not text"),), 40, 3, 2.1, "")
    done = Reader(render_update(UpdateState(running=False, reports=(report,)), ("a note",)))
    assert "Updated in 2.1 s: added 2, removed 1. The index has 40 passages." in done.text
    assert "1 file was not read; the reasons are above the list." in done.text
    assert "a note" in done.text
    running = render_update(UpdateState(stage="reading <files>", done=3, total=12, joined=True))
    assert '<progress max="12" value="3" aria-label="reading &lt;files&gt;">' in running
    assert phrases.UPDATE_JOINED in running
    assert "<progress aria-label" in render_update(UpdateState())
    assert HOSTILE in Reader(render_removal([HOSTILE])).text


def test_an_update_is_followed_to_its_end() -> None:
    def update(progress: ReportProgress) -> BuildReport:
        progress("reading", 1, 2)
        return BuildReport((), (), (), (), (), 0, 0, 0.0, "")

    states = list(IndexUpdater(update).follow())
    assert [state.running for state in states].count(False) == 1
    assert states[-1].reports


def test_a_request_during_an_update_makes_one_more_follow() -> None:
    proceed, runs = threading.Event(), []

    def update(progress: ReportProgress) -> BuildReport:
        assert proceed.wait(timeout=10)
        runs.append(1)
        return BuildReport((), (), (), (), (), 0, 0, 0.0, "")

    updater = IndexUpdater(update)
    assert [updater.request() for _ in range(3)] == [True, False, False]
    following = updater.follow()
    assert next(following).joined
    proceed.set()
    assert not list(following)[-1].running
    assert len(runs) == 2


@pytest.mark.parametrize(
    ("error", "sentence"), [(LibraryError("the folder is gone"), "the folder is gone"), (ValueError("inner"), phrases.UNEXPECTED)]
)
def test_a_failed_update_is_one_sentence(error: Exception, sentence: str) -> None:
    def update(progress: ReportProgress) -> BuildReport:
        raise error

    updater = IndexUpdater(update)
    assert list(updater.follow())[-1].problem == sentence
    assert list(updater.follow())[-1].problem == sentence


def no_web(address: str) -> FetchedPage:
    raise DocumentError(f"no web here: {address}")


def test_the_library_takes_what_it_can_and_says_why_not() -> None:
    assistant, library = stand_in(harbour="The harbour counted vessels.")
    handlers = LibraryHandlers(assistant, library, IndexUpdater(assistant.update), no_web)
    library.add("lighthouse.txt", b"A lighthouse stands there.")
    *_, final = handlers.added(Outcomes(1, refused=(("photo.png", "no reader"),)))
    assert "added 1" in final
    assert "photo.png" in final
    assert "lighthouse.txt" in handlers.listed(ListView())
    assert "there is no document" in "".join(handlers.remove(["zebra"]))
    assert "removed 1" in list(handlers.remove(["lighthouse.txt", "zebra"]))[-1]


@pytest.mark.parametrize(
    ("headers", "host", "refused"),
    [
        ({"host": "127.0.0.1:7860"}, "127.0.0.1", False),
        ({"host": "localhost:7860", "origin": "http://localhost:7860"}, "127.0.0.1", False),
        ({"host": "[::1]:7860"}, "::1", False),
        ({"host": "evil.example:7860"}, "127.0.0.1", True),
        ({}, "127.0.0.1", True),
        ({"host": "127.0.0.1:7860", "origin": "http://evil.example"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:9999"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:7860", "origin": "null"}, "127.0.0.1", True),
        ({"host": "192.0.2.7:7860", "origin": "http://192.0.2.7:7860"}, "0.0.0.0", False),
        ({"host": "documents.example"}, "0.0.0.0", True),
        ({"host": "inner:80", "x-forwarded-host": "documents.example", "origin": "https://documents.example"}, "0.0.0.0", True),
    ],
)
def test_other_sites_are_refused(headers: dict[str, str], host: str, refused: bool) -> None:
    assert bool(refusal(headers, host)) is refused


@pytest.mark.parametrize(
    ("date", "written"),
    [("2023-11-29", "29 November 2023"), ("2023-11", "November 2023"), ("2023", "2023"), ("", ""), ("2023-13-01", "2023-13-01"), ("May", "May")],
)
def test_dates_are_written_as_far_as_they_are_known(date: str, written: str) -> None:
    assert phrases.written_date(date) == written


def test_every_stand_in_sentence_is_its_span() -> None:
    made = read("a.txt", b"Title: T\n\n# Head\n\nOne. Two!\n\nThree")
    assert [made.text[span.start : span.end] for span in made.sentences] == ["One.", "Two!", "Three"]


def colours(selector: str) -> dict[str, str]:
    style = Path(phrases.__file__).with_name("style.css").read_text(encoding="utf-8")
    rules = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", style, re.MULTILINE | re.DOTALL)
    assert rules
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rules[1]))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [":root", ".dark"])
def test_contrast(scheme: str) -> None:
    named = colours(scheme)
    for ground in ("paper", "surface"):
        for ink in ("ink", "quiet-ink", "accent", "accent-strong", "danger"):
            assert contrast(named[ink], named[ground]) >= 4.5, (ink, ground)
        assert contrast(named["edge"], named[ground]) >= 3, ground
    assert contrast(named["on-accent"], named["accent"]) >= 4.5
    assert contrast(named["on-accent"], named["accent-strong"]) >= 4.5
    assert contrast(named["on-marked"], named["marked"]) >= 4.5
    assert contrast(named["accent-strong"], named["accent-soft"]) >= 4.5


def test_the_bare_document_has_the_colours_of_the_style() -> None:
    assert (colours(":root")["paper"], colours(":root")["ink"]) == (PAPER, INK)
    assert (colours(".dark")["paper"], colours(".dark")["ink"]) == (PAPER_DARK, INK_DARK)
