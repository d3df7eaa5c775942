"""What a hostile document or name does in a real browser, signed in: nothing; and what signing in and out looks like there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from guarded_site import EVIL, GuardedSite, guarded_site
from test_page import browser
from user_fixtures import PASSWORD

from ui.page import account_phrases, phrases, statistics_phrases
from ui.service.access import Limits

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedSite]:
    with guarded_site(tmp_path_factory.mktemp("browsed"), limits=Limits(0, 0, 200)) as made:
        yield made


@dataclass
class Watched:
    """A page, and what it should not have done: opened a dialog, called another address, run a script of a document."""

    page: Page
    wrongs: list[str] = field(default_factory=list)

    def harmless(self) -> None:
        """Nothing of a document ran, and nothing left for another address."""
        assert self.page.evaluate("window.pwned") is None
        assert self.page.evaluate("document.querySelectorAll('[onerror],[onload],img[src=x],svg[onload]').length") == 0
        assert self.wrongs == []


@pytest.fixture
def watched(browser: Browser, site: GuardedSite) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    made = Watched(context.new_page())
    made.page.set_default_timeout(10_000)
    made.page.on("dialog", lambda dialog: (made.wrongs.append(f"dialog {dialog.message}"), dialog.dismiss()))
    made.page.on("pageerror", lambda error: made.wrongs.append(str(error)))
    made.page.on("request", lambda request: None if request.url.startswith((site.address, "data:", "blob:")) else made.wrongs.append(request.url))
    yield made
    context.close()


def sign_in(page: Page, site: GuardedSite, name: str, password: str = PASSWORD) -> None:
    """Type a name and a password, by keyboard alone."""
    page.goto(f"{site.address}/")
    page.get_by_label(account_phrases.NAME).fill(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_a_person_signs_in_asks_and_signs_out(site: GuardedSite, watched: Watched) -> None:
    page = watched.page
    sign_in(page, site, "ben", "not the password")
    assert page.get_by_role("alert").inner_text() == account_phrases.WRONG
    assert page.get_by_label(account_phrases.NAME).input_value() == "ben"
    sign_in(page, site, "ben")
    page.wait_for_selector(".welcome")
    assert page.locator(".account-name").inner_text() == "ben"
    page.get_by_label(phrases.QUESTION_LABEL).fill("How many vessels did the harbour master count?")
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote")
    page.get_by_role("button", name=account_phrases.SIGN_OUT).click()
    page.wait_for_selector("#password")
    page.go_back()
    page.wait_for_selector("#password")
    assert page.locator("blockquote").count() == 0, "what was on the screen is not kept by the browser"
    watched.harmless()


def test_a_session_that_ends_is_told_with_the_way_back(site: GuardedSite, watched: Watched) -> None:
    page = watched.page
    sign_in(page, site, "ben")
    page.wait_for_selector(".welcome")
    told = page.get_by_role("alert").filter(has_text=account_phrases.SESSION_ENDED)
    assert told.count() == 0
    page.context.clear_cookies()
    page.get_by_label(phrases.QUESTION_LABEL).fill("How many vessels did the harbour master count?")
    page.keyboard.press("Enter")
    told.wait_for()
    assert not page.locator(".toast-wrap").is_visible(), "one message is enough"
    with page.context.expect_page() as opened:
        told.get_by_role("link").click()
    opened.value.get_by_label(account_phrases.NAME).fill("ben")
    opened.value.get_by_label(account_phrases.PASSWORD).fill(PASSWORD)
    opened.value.keyboard.press("Enter")
    opened.value.wait_for_selector(".welcome")
    page.get_by_label(phrases.QUESTION_LABEL).fill("How many vessels did the harbour master count?")
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote")
    told.wait_for(state="hidden")
    watched.harmless()


def test_the_sign_in_shows_a_hostile_name_as_text(site: GuardedSite, watched: Watched) -> None:
    sign_in(watched.page, site, f'"><b>{EVIL}'[:64], "whatever it may be")
    watched.page.wait_for_selector(".problem")
    assert watched.page.get_by_label(account_phrases.NAME).input_value().startswith('"><b>')
    watched.harmless()


@pytest.mark.parametrize("width", [1280, 390])
def test_nobodys_words_run_or_fetch_anything(width: int, site: GuardedSite, watched: Watched) -> None:
    """A document whose text, name, title, publisher and author are hostile: asked about, opened, listed, counted."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, site, "ana")
    page.wait_for_selector(".welcome")
    page.get_by_label(phrases.QUESTION_LABEL).fill(f"What did the lighthouse keeper say on Tuesday? {EVIL}")
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote")
    assert "<img src=x" in page.locator("blockquote").first.inner_text() or "onerror" in page.locator("#log").inner_text()
    page.locator("#log button[data-event=cite]").first.click()
    page.wait_for_selector("#source mark")
    assert "<script>" in page.locator("#source").inner_text()
    watched.harmless()
    page.goto(f"{site.address}/")
    page.wait_for_selector(".welcome")
    page.get_by_role("tab", name=phrases.LIBRARY).click()
    page.wait_for_selector("#documents button[data-event=open]")
    assert "onerror" in page.locator("#documents").inner_text()
    watched.harmless()
    page.get_by_role("tab", name=statistics_phrases.TITLE).click()
    page.locator("#statistics .by-publisher").wait_for()
    assert "onerror" in page.locator("#statistics .by-publisher").inner_text()
    watched.harmless()
