"""Kept conversations in a real browser: they outlive a refresh and the server, and are found, named, corrected and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_stand_in import StandInAssistant, StandInLibrary
from test_page import DESKTOP, ask, browser, marked_text, open_page, opened, scrolls_sideways, served

from assistant.conversations.store import ConversationStore
from corpus.web.fetching import fetch
from ui.layout import Kept, lay_out
from ui.page import conversation_phrases as phrases
from ui.page.phrases import NEW_CONVERSATION

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["browser", "open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]
PHONE = {"width": 390, "height": 780}
FILES = {
    "harbour.txt": "Title: The harbour\n\nThe harbour counted 412 vessels in February. Most vessels carried timber.\n",
    "market.txt": "Title: The market\n\nThe market opens on Saturday. It sells cheese, bread and candles.\n",
}
HARBOUR = "How many vessels did the harbour count in February?"
MARKET = "Does the market sell cheese, bread and candles?"


@dataclass
class Office:
    """A page that keeps conversations, and what stands behind it."""

    folder: Path
    library: StandInLibrary = field(default_factory=lambda: StandInLibrary({name: text.encode() for name, text in FILES.items()}))

    def __post_init__(self) -> None:
        self.assistant = StandInAssistant(self.library)
        self.store = ConversationStore(self.folder)
        kept = Kept(conversations=self.store)
        self.page = partial(lay_out, self.assistant, self.library, self.assistant.update, quotes=5, fetch=fetch, kept=kept)

    def titles(self) -> list[str]:
        return [heading.title for heading in self.store.listing("").headings]

    def change(self, name: str, text: str) -> None:
        self.library.files[name] = text.encode()
        self.assistant.update(lambda stage, done, total: None)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    office = Office(tmp_path_factory.mktemp("office") / "conversations")
    with served(office.page) as address:
        yield office, address


@pytest.fixture
def place(shared: tuple[Office, str]) -> Iterator[tuple[Office, str]]:
    """The shared page without a conversation, its documents as they were at first."""
    yield shared
    office, _ = shared
    for heading in office.store.listing("").headings:
        office.store.delete("", heading.conversation_id)
    for name, text in FILES.items():
        office.change(name, text)


def column(page: Page) -> Locator:
    return page.get_by_role("navigation", name=phrases.CONVERSATIONS)


def listed(page: Page, title: str) -> Locator:
    return column(page).get_by_role("button").filter(has_text=title)


def wait_until_listed(page: Page, title: str) -> None:
    listed(page, title).wait_for()


def test_a_refresh_and_another_server_bring_the_conversation_back(tmp_path: Path, open_page: Callable[..., Page]) -> None:
    office = Office(tmp_path / "conversations")
    with served(office.page) as address:
        page = open_page(address)
        ask(page, HARBOUR)
        ask(page, "Timber?")
        page.wait_for_function("location.hash.startsWith('#conversation=')")
        named = page.evaluate("location.hash")
        page.reload()
        page.locator(".turn").nth(1).wait_for()
        page.locator("button[data-event=cite]").first.click()
        opened(page)
        assert marked_text(page) == "The harbour counted 412 vessels in February."
        page.close()
    office.change("harbour.txt", FILES["harbour.txt"].replace("The harbour counted", "Before all that.\n\nThe harbour counted"))
    with served(Office(tmp_path / "conversations", office.library).page) as address:
        page = open_page(address)
        wait_until_listed(page, HARBOUR)
        page.goto(f"{address}{named}")
        page.locator(".turn").nth(1).wait_for()
        assert page.locator(".question").all_text_contents() == [HARBOUR, "Timber?"]
        assert "Searched for:" in str(page.locator(".searched").text_content())
        assert page.locator(".kept-note").first.text_content() == phrases.moved_from("paragraph 1")
        page.locator("button[data-event=cite]").first.click()
        opened(page)
        assert marked_text(page) == "The harbour counted 412 vessels in February."


def test_a_page_left_open_while_the_server_started_anew_goes_on(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    """What the server held of an open page is gone then; the page still says which conversation it has open."""
    office, address = place
    page = open_page(address)
    ask(page, HARBOUR)
    wait_until_listed(page, HARBOUR)
    other = open_page(address)
    other.locator("#conversations-open :is(input, textarea)").evaluate(
        "(box, id) => { box.value = id; box.dispatchEvent(new Event('input', { bubbles: true })); }",
        office.store.listing("").headings[0].conversation_id,
    )
    box = other.get_by_label("Your question")
    box.fill("Timber?")
    box.press("Enter")
    other.locator(".turn").nth(1).locator(".took").wait_for()
    assert other.locator(".question").all_text_contents() == [HARBOUR, "Timber?"]


def test_conversations_are_listed_found_opened_and_begun(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    _, address = place
    page = open_page(address)
    column(page).get_by_text(phrases.NONE_YET).wait_for()
    ask(page, HARBOUR)
    wait_until_listed(page, HARBOUR)
    page.locator("#conversations-head").get_by_role("button", name=NEW_CONVERSATION).click()
    page.locator(".welcome").wait_for()
    assert page.evaluate("location.hash") == ""
    ask(page, MARKET)
    wait_until_listed(page, MARKET)
    assert listed(page, MARKET).get_attribute("aria-current") == "page"
    page.get_by_label(phrases.SEARCH).fill("timber")
    listed(page, MARKET).wait_for(state="detached")
    listed(page, HARBOUR).click()
    page.locator(".question", has_text=HARBOUR).wait_for()
    assert page.locator(".turn").count() == 1
    assert "is open, with 1 question" in str(page.locator("#log [role=status]").text_content())
    page.get_by_label(phrases.SEARCH).fill("")
    wait_until_listed(page, MARKET)


def test_a_conversation_is_renamed_and_deleted_after_a_question(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    office, address = place
    page = open_page(address)
    ask(page, HARBOUR)
    wait_until_listed(page, HARBOUR)
    page.get_by_label(phrases.tools_of(HARBOUR)).click()
    name = column(page).get_by_role("textbox", name=phrases.NAME)
    name.fill("<b>Lake</b> visit")
    name.press("Enter")
    wait_until_listed(page, "<b>Lake</b> visit")
    assert office.titles() == ["<b>Lake</b> visit"]
    assert not name.is_visible()
    page.get_by_label(phrases.tools_of("<b>Lake</b> visit")).click()
    column(page).get_by_text(f"{phrases.DELETE}…").click()
    column(page).get_by_role("button", name="Keep").click()
    assert office.titles()
    column(page).get_by_text(f"{phrases.DELETE}…").click()
    column(page).get_by_role("button", name=phrases.DELETE, exact=True).click()
    page.locator(".welcome").wait_for()
    column(page).get_by_text(phrases.DELETED).wait_for()
    assert office.titles() == []
    assert page.evaluate("location.hash") == ""


def test_a_follow_up_is_corrected_and_searched_as_typed(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    office, address = place
    page = open_page(address)
    ask(page, HARBOUR)
    turn = ask(page, "Cheese?")
    turn.get_by_text(phrases.CHANGE).click()
    box = turn.get_by_label(phrases.SEARCH_INSTEAD)
    assert box.input_value() == f"{HARBOUR} Cheese?"
    box.fill("Does the market sell cheese?")
    box.press("Enter")
    turn.get_by_text("Searched for: Does the market sell cheese?").wait_for()
    turn.locator("blockquote").first.wait_for()
    assert "It sells cheese, bread and candles." in turn.locator("blockquote").all_text_contents()
    assert turn.locator(".question").text_content() == "Cheese?"
    assert not box.is_visible()
    turn.get_by_text(phrases.CHANGE).click()
    turn.get_by_role("button", name=phrases.SEARCH_EXACTLY).click()
    turn.get_by_text(phrases.SEARCHED_EXACTLY).wait_for()
    turn.locator(".took").wait_for()
    page.wait_for_function("!document.querySelector('.turn[aria-busy]')")
    page.reload()
    page.locator(".turn").nth(1).get_by_text(phrases.SEARCHED_EXACTLY).wait_for()
    assert [turn.understood for turn in office.store.read("", office.store.listing("").headings[0].conversation_id).turns] == ["completed", "exact"]


def test_two_tabs_with_one_conversation_both_keep_their_questions(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    office, address = place
    one = open_page(address)
    ask(one, HARBOUR)
    wait_until_listed(one, HARBOUR)
    other = one.context.new_page()
    other.goto(one.url)
    other.locator(".turn").wait_for()
    ask(other, MARKET)
    ask(one, "Timber?")
    listed(one, "3 questions").wait_for()
    kept = office.store.read("", office.store.listing("").headings[0].conversation_id)
    assert [turn.question for turn in kept.turns] == [HARBOUR, MARKET, "Timber?"]


def test_a_quote_that_stands_no_longer_is_struck_and_asked_again(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    office, address = place
    page = open_page(address)
    ask(page, HARBOUR)
    wait_until_listed(page, HARBOUR)
    office.change("harbour.txt", FILES["harbour.txt"].replace("412", "421"))
    page.reload()
    struck = page.locator(".lost")
    struck.wait_for()
    assert struck.locator("del").text_content() == "The harbour counted 412 vessels in February."
    assert phrases.WORDS_GONE in str(struck.text_content())
    assert struck.get_by_role("button").count() == 0
    page.get_by_role("button", name=phrases.ASK_AGAIN).click()
    page.locator("blockquote", has_text="The harbour counted 421 vessels in February.").wait_for()
    assert page.locator(".lost").count() == 0


def test_on_a_phone_the_conversations_lie_over_the_page_until_one_is_chosen(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    _, address = place
    page = open_page(address, viewport=PHONE)
    ask(page, HARBOUR)
    assert not page.get_by_label(phrases.SEARCH).is_visible()
    page.get_by_role("button", name=phrases.SHOW).click()
    assert page.get_by_label(phrases.SEARCH).is_visible()
    assert not scrolls_sideways(page)
    page.keyboard.press("Escape")
    assert not page.get_by_label(phrases.SEARCH).is_visible()
    page.keyboard.press("Enter")
    page.locator("#conversations-head").get_by_role("button", name=NEW_CONVERSATION).click()
    page.locator(".welcome").wait_for()
    assert not page.get_by_label(phrases.SEARCH).is_visible()
    page.get_by_role("button", name=phrases.SHOW).click()
    listed(page, HARBOUR).click()
    page.locator(".turn").wait_for()
    assert not page.get_by_label(phrases.SEARCH).is_visible()
    assert not scrolls_sideways(page)


def stands_in(page: Page, button: Locator) -> bool:
    """Whether a click in the middle of a button would reach it."""
    return bool(
        button.evaluate("""node => { const box = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }""")
    )


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_a_list_longer_than_the_window_is_seen_and_scrolled(
    viewport: dict[str, int], place: tuple[Office, str], open_page: Callable[..., Page]
) -> None:
    office, address = place
    page = open_page(address)
    ask(page, HARBOUR)
    wait_until_listed(page, HARBOUR)
    (kept,) = office.folder.glob("*/*.json")
    for number in range(40):
        kept.with_stem(f"{number:032x}").write_bytes(kept.read_bytes())
    page = open_page(address, viewport=viewport)
    if viewport == PHONE:
        page.get_by_role("button", name=phrases.SHOW).click()
    first, last = listed(page, HARBOUR).first, listed(page, HARBOUR).last
    first.wait_for()
    assert stands_in(page, first)
    last.scroll_into_view_if_needed()
    assert stands_in(page, last)
    assert not scrolls_sideways(page)


def test_the_column_stays_folded_when_it_was_folded(place: tuple[Office, str], open_page: Callable[..., Page]) -> None:
    _, address = place
    page = open_page(address)
    assert page.get_by_label(phrases.SEARCH).is_visible()
    page.get_by_role("button", name=phrases.HIDE).click()
    assert not page.get_by_label(phrases.SEARCH).is_visible()
    page.reload()
    page.get_by_role("button", name=phrases.SHOW).wait_for()
    assert not page.get_by_label(phrases.SEARCH).is_visible()
