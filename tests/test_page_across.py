"""The tab Across documents: what its handlers write as HTML, and what a person does with it in a real browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_across import LIBRARY, cited
from test_page import browser, open_page, scrolls_sideways, served
from test_page_rendering import HOSTILE, Reader

from assistant.across.facade import Across
from assistant.across.timeline import Moment, by_date
from assistant.assistant import Assistant
from corpus.library import Library
from corpus.web.fetching import fetch
from index.build import update_index
from index.encoder import Encoder
from index.filters import EVERYTHING, Filter
from ui.layout import lay_out
from ui.page import across_phrases as phrases
from ui.page.across_handlers import AcrossHandlers, Findings
from ui.page.across_picture import ROWS, marks, years
from ui.page.conversation import read_opened
from ui.page.phrases import UNEXPECTED

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["browser", "open_page"]
pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]
PHONE = {"width": 390, "height": 780}
QUESTION = "How much does the lake fund pay for the protection of trout?"
SUBJECT = "protection of trout in Lake Orin"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, real_encoder: Encoder) -> Path:
    made = tmp_path_factory.mktemp("page-across")
    (made / "documents").mkdir()
    for name, text in {**LIBRARY, "walrus.txt": f"Walruses\n\nWalruses wrote this long sentence {HOSTILE} about pens and pencils.\n"}.items():
        (made / "documents" / name).write_text(text, encoding="utf-8")
    update_index(Library(made / "documents"), made / "index", real_encoder)
    return made


@pytest.fixture(scope="module")
def handlers(folder: Path, real_encoder: Encoder) -> AcrossHandlers:
    assistant = Assistant(folder / "index", real_encoder)
    return AcrossHandlers(Across(assistant), assistant)


def looked(handlers: AcrossHandlers, view: str, typed: str, where: Filter = EVERYTHING) -> Findings:
    *_, found = handlers.look(view, typed, where)
    return found


# Without a browser ------------------------------------------------------------------------------------------------------


def test_first_how_far_it_is_then_what_was_found(handlers: AcrossHandlers) -> None:
    first, *_, last = handlers.look(phrases.COMPARE, QUESTION, EVERYTHING)
    assert "<progress" in first.shown
    read = Reader(last.shown)
    assert phrases.saying(2, 6) in read.text
    assert phrases.silent(4) in read.text
    assert {"table", "caption", "details"} <= set(read.elements)
    opened = read_opened(last.places, {"turn": 0, "number": 1})
    assert opened is not None
    assert opened.document_id == "lake-2021.md"


def test_work_that_ends_in_a_timeout_of_its_own_ends(handlers: AcrossHandlers, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise TimeoutError("a lock was not to be had")

    monkeypatch.setattr(Across, "timeline", late)
    assert [UNEXPECTED in state.shown for state in itertools.islice(handlers.look(phrases.TIMELINE, SUBJECT, EVERYTHING), 9)] == [False, True]


def test_a_timeline_has_a_mark_and_a_place_in_the_list_for_each_date(handlers: AcrossHandlers) -> None:
    found = looked(handlers, phrases.TIMELINE, "trout in Lake Orin")
    read = Reader(found.shown)
    assert read.text.index("4 May 2021") < read.text.index("EUR 12 million") < read.text.index("EUR 20 million")
    assert found.shown.count('class="day"') == found.shown.count('class="stretch"') == 1
    assert phrases.mark("4 May 2021", 2) in found.shown or phrases.mark("4 May 2021", 1) in found.shown


def test_differing_words_are_marked_in_both_quotes(handlers: AcrossHandlers) -> None:
    found = looked(handlers, phrases.DIFFERENCES, SUBJECT)
    assert sorted(re.findall(r"<mark[^>]*>([^<]+)</mark>", found.shown)) == ["EUR 12 million", "EUR 20 million", "shall", "should"]
    nothing = looked(handlers, phrases.DIFFERENCES, "opera tickets")
    assert phrases.NO_DIFFERENCES in nothing.shown
    assert phrases.TABLE not in nothing.shown


def test_what_is_wrong_is_said_in_one_sentence(handlers: AcrossHandlers) -> None:
    assert "the question is empty" in looked(handlers, phrases.COMPARE, " \n").shown
    assert "the question is empty" in looked(handlers, phrases.TIMELINE, "").shown
    assert 'role="alert"' in looked(handlers, phrases.TIMELINE, "trout", Filter(kind="pdf")).shown


def test_a_hostile_document_is_escaped_in_every_view(handlers: AcrossHandlers) -> None:
    for view in (phrases.COMPARE, phrases.TIMELINE, phrases.DIFFERENCES):
        shown = looked(handlers, view, "What did walruses write about pens and pencils?").shown
        assert not {"img", "script", "a"} & set(Reader(shown).elements)
    assert HOSTILE.split()[0] in Reader(looked(handlers, phrases.COMPARE, "What did walruses write about pens and pencils?").shown).text


def test_each_view_is_taken_along_in_both_forms(handlers: AcrossHandlers) -> None:
    for view, typed, name in (
        (phrases.COMPARE, QUESTION, "comparison"),
        (phrases.TIMELINE, SUBJECT, "timeline"),
        (phrases.DIFFERENCES, SUBJECT, "differences"),
    ):
        found = looked(handlers, view, typed).found
        for form in ("csv", "docx"):
            assert f'data-name="{name}.{form}"' in handlers.export(found, {"form": form})
        for data in ({"form": "exe"}, {}, None, [1]):
            assert phrases.NOTHING_TO_EXPORT in handlers.export(found, data)
    assert phrases.NOTHING_TO_EXPORT in handlers.export(None, {"form": "csv"})


def moments(*dates: str) -> tuple[Moment, ...]:
    return by_date([cited(date, number) for number, date in enumerate(dates, 1)])[0]


@pytest.mark.parametrize(
    "dates",
    [
        ("2023",),
        ("2023-01-01", "2023-01-02"),
        ("0001", "9999"),
        ("9999",),
        tuple(f"2023-01-{day:02d}" for day in range(1, 31)),
        ("2020", "2020-05", "2020-05-03", "2024-12"),
    ],
)
def test_marks_stand_within_the_picture_and_in_order(dates: tuple[str, ...]) -> None:
    placed = marks(moments(*dates))
    assert len(placed) == len(dates)
    assert all(0 <= mark.left <= mark.right <= 1 and 0 <= mark.row < ROWS for mark in placed)
    assert [mark.left for mark in placed] == sorted(mark.left for mark in placed)
    assert all(0 <= place <= 1 for _, place in years(moments(*dates)))
    assert len(years(moments(*dates))) <= 8


# In a browser -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(folder: Path, real_encoder: Encoder) -> Iterator[str]:
    library, assistant = Library(folder / "documents"), Assistant(folder / "index", real_encoder)
    update = partial(update_index, library, folder / "index", real_encoder)
    with served(partial(lay_out, assistant, library, update, quotes=5, fetch=fetch)) as place:
        yield place


def look(page: Page, view: str, typed: str) -> None:
    page.get_by_role("tab", name=phrases.TAB).click()
    page.get_by_role("radio", name=view).check(force=True)
    page.get_by_role("textbox", name=phrases.LABELS[view]).fill(typed)
    page.get_by_role("button", name=phrases.START, exact=True).click()
    page.wait_for_selector("#across-found .total")


@pytest.mark.browser
def test_a_person_compares_documents_and_opens_a_source(address: str, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page(address)
    look(page, phrases.COMPARE, QUESTION)
    assert page.locator("#across-found .total").text_content() == phrases.saying(2, 6)
    rows = page.locator("#across-found tbody tr")
    assert rows.count() == 2
    rows.nth(1).locator("button.open").first.click()
    page.wait_for_selector("#beside mark")
    assert page.locator("#beside mark").first.text_content() == "The lake fund pays EUR 20 million for the protection of trout in Lake Orin."
    with page.expect_download() as waiting:
        page.get_by_role("button", name=phrases.TABLE).click()
    download = waiting.value
    assert download.suggested_filename == "comparison.csv"
    assert "EUR 20 million" in Path(download.path()).read_text(encoding="utf-8-sig")


@pytest.mark.browser
def test_a_mark_of_the_timeline_opens_the_source_on_a_phone(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address, viewport=PHONE)
    look(page, phrases.TIMELINE, "trout in Lake Orin")
    assert not scrolls_sideways(page)
    mark = page.locator("#across-found .marks button").last
    assert mark.bounding_box()["width"] >= 24  # type: ignore[index]
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#beside mark")
    assert "EUR 20 million" in str(page.locator("#beside mark").first.text_content())
    page.keyboard.press("Escape")
    page.wait_for_selector("#beside .source", state="detached")


@pytest.mark.browser
def test_filters_narrow_what_is_looked_across(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address)
    page.get_by_role("tab", name=phrases.TAB).click()
    page.locator("#across-filters summary").click()
    page.locator("#across-filter-after").fill("2022")
    page.locator("#across-filter-after").press("Tab")
    page.wait_for_selector("#across-filters .chip")
    look(page, phrases.COMPARE, QUESTION)
    assert page.locator("#across-found .total").text_content() == phrases.saying(1, 2)
    assert page.locator("#filters .chip").count() == 0
    look(page, phrases.DIFFERENCES, SUBJECT)
    page.wait_for_function("words => document.querySelector('#across-found').innerText.includes(words)", arg=phrases.NO_DIFFERENCES)
