"""The card that shows a quote in its paragraph: in words without a browser, and in Chromium as people point, press and touch."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from html_reader import HOSTILE, Reader
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import read
from test_page import PHONE, Site, ask, browser, open_page, opened, shared_site, site

from assistant.answer import Citation, Evidence
from corpus.document import Document
from corpus.landmarks import UNKNOWN_ORIGINS, Block, Locator
from ui.page import answer_phrases
from ui.page.preview_rendering import render_preview
from ui.page.preview_text import CONTEXT_CHARACTERS, preview_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator as Found
    from playwright.sync_api import Page

__all__ = ["browser", "open_page", "shared_site", "site"]
IN_A_BROWSER = (pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio"))
QUESTION = "How many vessels did the harbour count in February?"

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=1_200)


@given(TEXT, st.data())
def test_a_card_shows_the_documents_own_text_around_the_quote(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8)))
    blocks = tuple(Block(one, other, "paragraph") for one, other in pairwise(cuts) if one < other)
    document = Document(document_id="a", sha256="", media_type="text/plain", text=text, blocks=blocks)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = preview_of(document, start, end)
    assert found.quote == text[start:end]
    begin = start - len(found.before)
    assert text[begin : end + len(found.after)] == found.before + found.quote + found.after
    assert max(len(found.before), len(found.after)) <= CONTEXT_CHARACTERS
    citation = Citation(1, Evidence("a", start, end, 1.0), text[start:end], "", "", "", Locator((), None))
    assert Reader(render_preview(found, citation, UNKNOWN_ORIGINS, 0)).marked == text[start:end]


def test_a_card_ends_with_its_paragraph_unless_the_quote_is_all_of_it() -> None:
    document = read(
        "a.txt", b"Title: A\n\nFirst paragraph here.\n\n# Heading\n\nOne sentence of some length. The quote. Another of some length.\n\nLast one.\n"
    )
    start = document.text.index("The quote.")
    inside = preview_of(document, start, start + len("The quote."))
    assert (inside.before, inside.after) == ("One sentence of some length. ", " Another of some length.")
    start = document.text.index("Last one.")
    whole = preview_of(document, start, start + len("Last one."))
    assert whole.before.startswith("One sentence") and "Heading" not in whole.before
    assert (whole.after, whole.cut_before, whole.cut_after) == ("", False, False)


def test_a_hostile_paragraph_stays_text_on_its_card() -> None:
    document = read("a.txt", f"Title: {HOSTILE}\n\n{HOSTILE} before. The quote. {HOSTILE} after.\n".encode())
    start = document.text.index("The quote.")
    citation = Citation(1, Evidence("a.txt", start, start + 10, 1.0), "The quote.", HOSTILE, HOSTILE, "", Locator((), None))
    reader = Reader(render_preview(preview_of(document, start, start + 10), citation, UNKNOWN_ORIGINS, 0))
    assert reader.marked == "The quote."
    assert set(reader.elements) == {"div", "p", "mark", "cite", "span"}
    assert f"{HOSTILE} before." in reader.text


def in_a_browser(test: Callable[..., None]) -> Callable[..., None]:
    for mark in IN_A_BROWSER:
        test = mark(test)
    return test


def card(page: Page) -> Found:
    return page.locator(".preview:popover-open")


def places(page: Page) -> object:
    """Where every quote and the question stand."""
    return page.evaluate("Array.from(document.querySelectorAll('.citation, #question'), (one) => JSON.stringify(one.getBoundingClientRect()))")


@in_a_browser
def test_pointing_at_a_citation_shows_its_paragraph_and_moves_nothing(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, QUESTION)
    before = places(page)
    turn.locator(".open cite").first.hover()
    card(page).wait_for()
    assert card(page).locator("mark").text_content() == turn.locator("blockquote").first.text_content()
    assert "Most vessels carried timber." in str(card(page).text_content())
    assert "29 November 2023" in str(card(page).text_content())
    assert places(page) == before
    box = card(page).bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 1280 and box["y"] >= 0 and box["y"] + box["height"] <= 800
    card(page).hover()
    page.wait_for_timeout(400)
    assert card(page).is_visible()
    page.mouse.move(3, 400)
    card(page).wait_for(state="detached")
    turn.locator(".open .number").first.hover()
    card(page).wait_for()
    page.keyboard.press("Escape")
    card(page).wait_for(state="detached")
    assert page.locator("#source .source").count() == 0


@in_a_browser
def test_escape_takes_the_card_first_and_then_the_source(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, QUESTION)
    turn.locator(".open").first.click()
    opened(page)
    assert card(page).count() == 0
    turn.locator(".open cite").nth(1).hover()
    card(page).wait_for()
    page.keyboard.press("Escape")
    card(page).wait_for(state="detached")
    assert page.locator("#source .source").count() == 1
    page.keyboard.press("Escape")
    page.locator("#source .source").wait_for(state="detached")


@in_a_browser
def test_the_keyboard_shows_each_card_in_turn_and_its_words_describe_the_button(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, QUESTION)
    page.locator("#question textarea").focus()
    seen = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#log .open')"):
            card(page).wait_for()
            assert card(page).count() == 1
            described = (
                "document.getElementById(document.activeElement.getAttribute('aria-describedby')).closest('.preview').matches(':popover-open')"
            )
            assert page.evaluate(described)
            seen.append(card(page).locator("mark").text_content())
        elif page.evaluate("document.activeElement.matches('[role=tab]')"):
            break
        else:
            assert card(page).count() == 0
    assert seen[::-1] == turn.locator("blockquote").all_text_contents()


@in_a_browser
def test_a_finger_opens_the_source_at_once(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE, has_touch=True, is_mobile=True)
    ask(page, QUESTION).locator(".open cite").first.tap()
    opened(page)
    assert card(page).count() == 0


@in_a_browser
def test_the_order_more_quotes_and_a_judgement_leave_the_rest_as_it_is(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "Which delegates, vessels, cheese, walruses, parcel, glacier, harbour did partly wrote?")
    quotes = turn.locator("blockquote").all_text_contents()
    order = page.get_by_label(answer_phrases.ORDER)
    order.select_option("newest")
    page.wait_for_function("document.querySelector('select[data-event=order]').dataset.value === 'newest'")
    dated = turn.locator("blockquote").all_text_contents()
    assert sorted(dated) == sorted(quotes)
    assert dated != quotes
    numbers = dict(zip(dated, turn.locator("footer > .open .number").all_text_contents()))
    assert [numbers[quote] for quote in quotes] == ["1", "2", "3", "4", "5"]
    assert turn.locator(".order .hint").text_content() == answer_phrases.UNDATED_LAST
    order.select_option("relevance")
    page.wait_for_function("document.querySelector('select[data-event=order]').dataset.value === 'relevance'")
    turn.locator("details.why summary").nth(1).click()
    turn.get_by_role("button", name=answer_phrases.not_helpful(2)).click()
    turn.locator(".judge[aria-pressed=true]").wait_for()
    turn.get_by_role("button", name=answer_phrases.SHOW_MORE).click()
    turn.locator(".further").wait_for()
    assert turn.locator("blockquote").all_text_contents()[:5] == quotes
    assert turn.locator("blockquote").count() > 5
    assert page.evaluate("document.activeElement.dataset.number") == "6"
    assert turn.locator("details.why[open]").count() == 1
    assert turn.get_by_role("button", name=answer_phrases.not_helpful(2)).get_attribute("aria-pressed") == "true"
    assert turn.locator("blockquote").first.text_content() == quotes[0]
    again = ask(page, "Which delegates, vessels, cheese, walruses, parcel, glacier, harbour did partly wrote?")
    again.locator(".judge[aria-pressed=true]").wait_for()
    again.get_by_role("button", name=answer_phrases.not_helpful(2)).click()
    page.wait_for_function("!document.querySelectorAll('.turn')[1].querySelector('.judge[aria-pressed=true]')")


@in_a_browser
def test_the_address_of_a_quote_is_copied(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    ask(page, QUESTION)
    page.get_by_role("button", name=answer_phrases.copy_link(1)).click()
    page.get_by_text("Copied").wait_for()
    assert str(page.evaluate("navigator.clipboard.readText()")).startswith("https://example.org/harbour")
