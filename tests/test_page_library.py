"""The Library tab in a real browser: adding files and folders, sorting and paging, facts that people state, readers, statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_stand_in import StandInAssistant, StandInLibrary
from test_page import (
    FILES,
    HOSTILE,
    PHONE,
    Site,
    ask,
    browser,
    go_to_library,
    open_page,
    scrolls_sideways,
    served,
    shared_site,
    site,
    text_file,
    upload,
)

from corpus.web.fetching import fetch
from ui.layout import lay_out
from ui.page import filter_phrases, library_phrases, phrases, statistics_phrases
from ui.service.person import Person

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["browser", "open_page", "shared_site", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]


@pytest.fixture(autouse=True)
def nothing_is_stated(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test states of the shared site's documents is forgotten before the next."""
    yield
    if "shared_site" in request.fixturenames:
        shared: Site = request.getfixturevalue("shared_site")
        shared.library.sidecars.clear()


def row(page: Page, title: str) -> Locator:
    return page.locator("table.documents tbody tr", has_text=title)


def edit(page: Page, title: str) -> Locator:
    """The form of a document's facts, once it is open."""
    row(page, title).get_by_role("button", name=library_phrases.EDIT).click()
    form = page.get_by_role("dialog")
    form.wait_for()
    return form


# Adding -----------------------------------------------------------------------------------------------------------------


def test_of_each_file_it_is_said_what_became_of_it(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, excused="/api/v1/documents")  # Chromium logs that one was there already
    go_to_library(page)
    known = {"name": "market.md", "mimeType": "text/markdown", "buffer": FILES["market.md"].encode()}
    upload(
        page, text_file("pier.txt", "The pier opens at noon."), text_file(f"{HOSTILE.replace('/', '')}.txt", "Gulls."), known, text_file("a.xyz", "?")
    )
    page.get_by_text("added 2").wait_for()
    outcomes = page.locator(".outcomes li").all_text_contents()
    assert len(outcomes) == 4
    assert outcomes[0] == "pier.txt: added"
    assert "added as" in outcomes[1]
    assert outcomes[2:] == ["market.md: there already as market.md", "a.xyz: not added: files of this kind cannot be read"]
    said = str(page.locator("#status").text_content())
    for sentence in (library_phrases.added(2), library_phrases.already_there(1), library_phrases.refused(1)):
        assert sentence in said
    row(page, "pier.txt").wait_for()
    assert page.evaluate("typeof window.harmed") == "undefined"


def test_a_folder_keeps_its_folders(site: Site, open_page: Callable[..., Page], tmp_path: Path) -> None:
    folder = tmp_path / "minutes"
    (folder / "2023").mkdir(parents=True)
    (folder / "2023" / "may.txt").write_text("In May the board met twice.")
    (folder / "june.txt").write_text("In June the board did not meet.")
    (folder / ".DS_Store").write_text("nothing")
    page = open_page(site.address)
    go_to_library(page)
    page.locator("#upload-folder input").set_input_files(folder)
    page.get_by_text("added 2").wait_for()
    assert {"minutes/2023/may.txt", "minutes/june.txt"} <= set(site.library.files)
    assert ".DS_Store" not in str(page.locator("#library").text_content())


def test_files_are_dropped(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    carried = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['The buoy is red.'], 'buoy.txt', { type: 'text/plain' })); return data; }"
    )
    page.locator(".drop").dispatch_event("dragover", {"dataTransfer": carried})
    assert "over" in str(page.locator(".drop").get_attribute("class"))
    page.locator(".drop").dispatch_event("drop", {"dataTransfer": carried})
    page.get_by_text("added 1").wait_for()
    assert site.library.files["buoy.txt"] == b"The buoy is red."
    assert "over" not in str(page.locator(".drop").get_attribute("class"))


def test_documents_are_removed_together_while_questions_are_answered(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    page.get_by_role("checkbox", name="The atlas").check()
    page.get_by_role("checkbox", name="The long report").check()
    page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    asked = str(page.get_by_role("alertdialog").text_content())
    for words in (phrases.removal_question(2), library_phrases.removal_consequences(2), "atlas.pdf", "long.txt"):
        assert words in asked
    site.assistant.pause.clear()
    page.get_by_role("alertdialog").get_by_role("button", name=phrases.REMOVE, exact=True).click()
    page.locator("#status progress").wait_for()
    page.get_by_role("tab", name=phrases.ASK, exact=True).click()
    assert ask(page, "Does the market sell cheese, bread and candles?").locator("blockquote").count() == 2
    site.assistant.pause.set()
    page.get_by_role("tab", name=phrases.LIBRARY).click()
    page.get_by_text("removed 2").wait_for()
    assert not {"atlas.pdf", "long.txt"} & set(site.library.files)


# The list ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large_site() -> Iterator[Site]:
    files = {
        f"note {number:04}.txt": f"Title: Note {number:04}\nDate: {1900 + number % 90}\n\nBell {number} rang.\n".encode() for number in range(1_200)
    }
    library = StandInLibrary(files)
    assistant = StandInAssistant(library)
    page = partial(lay_out, assistant, library, assistant.update, quotes=5, fetch=fetch, texts=lambda index: assistant)
    with served(page) as address:
        yield Site(address, assistant, library)


def test_a_long_list_comes_in_pages_sorted_and_searched(large_site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(large_site.address)
    go_to_library(page)
    rows = page.locator("table.documents tbody tr")
    assert rows.count() == 50
    assert page.locator("#documents *").count() < 2_000
    page.get_by_role("button", name=library_phrases.NEXT).click()
    page.get_by_text("Page 2 of 24").wait_for()
    assert "Note 0050" in str(rows.first.text_content())
    page.locator("th.date button").click()
    page.locator("th[aria-sort=ascending]", has_text="Date").wait_for()
    assert page.get_by_text("Page 1 of 24").is_visible()
    page.locator("th.date button").click()
    page.locator("th[aria-sort=descending]", has_text="Date").wait_for()
    assert "1989" in str(rows.first.text_content())
    page.get_by_label(phrases.FILTER_LABEL).fill("note 007")
    page.wait_for_function("document.querySelectorAll('table.documents tbody tr').length == 12")
    page.get_by_label(library_phrases.ALL_HERE).check()
    page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    page.get_by_text(phrases.removal_question(12)).wait_for()


# Facts ------------------------------------------------------------------------------------------------------------------


def test_facts_are_stated_refused_and_taken_back(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    form = edit(page, "The winter market")
    assert page.evaluate("document.activeElement.id") == "fact-title"
    assert form.get_by_label("Title").input_value() == "The winter market"
    form.get_by_label("Date").fill("soon")
    form.get_by_label("Publisher").fill(HOSTILE)
    page.keyboard.press("Enter")
    form.get_by_role("alert").filter(has_text="'soon' is no date").wait_for()
    assert form.get_by_label("Publisher").input_value() == HOSTILE
    form.get_by_label("Date").fill("2 December 2023")
    form.get_by_role("button", name=library_phrases.SAVE).click()
    page.get_by_text("changed 1").wait_for()
    form.wait_for(state="detached")
    assert site.library.files["market.md"] == FILES["market.md"].encode()
    shown = row(page, "The winter market")
    shown.locator(".date", has_text="2 December 2023").first.wait_for()
    assert "stated by a person" in str(shown.locator("td.date span").first.get_attribute("title"))
    assert HOSTILE in str(shown.text_content())
    form = edit(page, "The winter market")
    assert library_phrases.GIVEN in str(form.text_content())
    form.get_by_label("Date").fill("")
    form.get_by_label("Publisher").fill("")
    form.get_by_role("button", name=library_phrases.SAVE).click()
    page.wait_for_function("document.querySelectorAll('td.date time[datetime=\"2023-12-02\"]').length == 0")
    assert site.library.sidecars["market.md"] == b""
    assert page.evaluate("typeof window.harmed") == "undefined"


def test_the_form_is_left_by_keyboard_and_nothing_changes(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE)
    go_to_library(page)
    form = edit(page, "The harbour")
    form.get_by_label("Title").fill("Another title")
    assert not scrolls_sideways(page)
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    page.wait_for_function("document.activeElement.dataset.event == 'edit'")
    assert page.evaluate("document.activeElement.dataset.document") == "harbour.txt"
    form = edit(page, "The harbour")
    assert form.get_by_label("Title").input_value() == "The harbour"
    form.get_by_role("button", name=library_phrases.SAVE).click()
    page.get_by_text(library_phrases.FACTS_UNCHANGED).wait_for()
    assert not site.library.sidecars.get("harbour.txt")
    assert row(page, "The parcel").get_by_role("button", name=library_phrases.EDIT).count() == 0


def test_a_reader_is_shown_no_way_to_change_anything(site: Site, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.service.gate.LOCAL", Person("", "reader"))
    page = open_page(site.address)
    go_to_library(page)
    page.locator("#library-notice", has_text=library_phrases.READERS_ONLY).wait_for()
    for control in ("#upload", "#update", "#fetch", "#documents input", "#documents [data-event=remove]", "#documents [data-event=edit]"):
        assert page.locator(control).count() == 0, control
    page.get_by_role("button", name="Open The atlas").click()
    page.locator("#reader .source").wait_for()


@pytest.mark.parametrize("control", ["update", "edit", "remove"])
def test_a_reader_is_refused_what_an_open_page_still_offers(
    control: str, site: Site, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(site.address)
    go_to_library(page)
    before = dict(site.library.files)
    if control == "remove":
        page.get_by_role("checkbox", name="The atlas").check()
    monkeypatch.setattr("ui.service.gate.LOCAL", Person("", "reader"))
    if control == "update":
        page.get_by_role("button", name=phrases.UPDATE_INDEX).click()
    elif control == "edit":
        row(page, "The harbour").get_by_role("button", name=library_phrases.EDIT).click()
    else:
        page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    page.locator("#status", has_text=library_phrases.READERS_ONLY).wait_for()
    assert site.library.files == before


# Statistics and filters -------------------------------------------------------------------------------------------------


def test_a_bar_narrows_the_next_question(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    page.get_by_role("tab", name=statistics_phrases.TITLE).click()
    page.locator(".figures", has_text="documents").wait_for()
    page.locator(".plot.by-publisher").get_by_text(statistics_phrases.AS_TABLE).click()
    assert HOSTILE in str(page.locator(".plot.by-publisher table").text_content())
    page.get_by_role("button", name=statistics_phrases.PERIODS["months"]).click()
    page.locator(".plot.by-months").wait_for()
    page.get_by_role("button", name=statistics_phrases.PERIODS["years"]).click()
    page.locator(".plot.by-years").wait_for()
    bar = page.get_by_role("button", name=statistics_phrases.press("2023", 1))
    bar.focus()
    page.keyboard.press("Enter")
    page.locator(".chip", has_text="from: 2023").wait_for()
    assert page.locator(".chip").all_text_contents() == ["from: 2023 ✕", "before: 2024 ✕"]
    assert (
        ask(page, "How many vessels did the harbour count?").locator(".scope").text_content()
        == "Searched in 1 of 7 documents (from: 2023, before: 2024)"
    )
    assert page.evaluate("typeof window.harmed") == "undefined"


def test_statistics_fit_a_phone(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE)
    go_to_library(page)
    page.get_by_role("tab", name=statistics_phrases.TITLE).click()
    page.locator(".plots").wait_for()
    assert not scrolls_sideways(page)


def test_several_documents_are_asked_and_each_is_taken_away(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    page.locator(".filters summary").click()
    for name in ("harbour.txt", "market.md"):
        page.get_by_label(filter_phrases.NAMES["documents"]).fill(name)
        page.keyboard.press("Enter")
        page.locator(".chip", has_text=name).wait_for()
    turn = ask(page, "How many vessels did the harbour count in February?")
    assert turn.locator(".scope").text_content() == "Searched in 2 of 7 documents (document: harbour.txt, document: market.md)"
    page.get_by_role("button", name=filter_phrases.remove_filter("document: harbour.txt")).click()
    page.locator(".chip", has_text="harbour.txt").wait_for(state="detached")
    assert page.locator(".chip").all_text_contents() == ["document: market.md ✕"]
