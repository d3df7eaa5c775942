"""The page in a real browser: over a stand-in in memory, and over the real assistant on the sample documents.

Every test also holds that the page asks no other address for anything and that the console shows no error. They need
Chromium: `apt-get install chromium`, or any Chrome named by the environment variable CHROMIUM.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from page_stand_in import StandInAssistant, StandInLibrary
from pdf_fixtures import HEIGHT, WIDTH, Sheet, Text, lines, pdf

from corpus.errors import RapporteurError
from corpus.web.fetching import fetch
from ui.layout import WebPage, lay_out
from ui.page import filter_phrases, phrases
from ui.server import listen, page_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Locator, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright: pip install playwright")

# A warning raised as an error inside Gradio's or uvicorn's own threads would end their work, not the test.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]
SAMPLES = Path(__file__).parents[1] / "examples" / "documents"
QUIET = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync").split()
PHONE = {"width": 390, "height": 780}
DESKTOP = {"width": 1280, "height": 800}
HOSTILE = '<img src=x onerror="window.harmed=1">"><script>window.harmed=2</script>${window.harmed=3}{{constructor}}`'
FILES = {
    "harbour.txt": "Title: The harbour\nPublisher: Harbour office\nDate: 2023-11-29\nSource: https://example.org/harbour\nLanguage: en\n\n"
    "# Traffic\n\nThe harbour counted 412 vessels in February. Most vessels carried timber.\n\n"
    "# Rules\n\nPilots must board every tanker.\r\n\r\nCafe\u0301 owners may moor without a pilot.\n",
    "market.md": "Title: The winter market\n\nThe market opens on Saturday. It sells cheese, bread and candles.\n",
    "hostile.txt": f"Title: {HOSTILE}\nPublisher: {HOSTILE}\nSource: javascript:window.harmed=4\n\nWalruses wrote this sentence {HOSTILE}\n",
    "long.txt": "Title: The long report\n\n"
    + "\n\n".join(f"Paragraph {number} repeats that nothing happened anywhere else." for number in range(4_000))
    + "\n\nThe zeppelin landed beside the observatory.\n\n"
    + "\n\n".join(f"Paragraph {number} repeats that nothing happened anywhere else." for number in range(4_000)),
    "atlas.pdf": "Title: The atlas\nPublisher: Map room\nDate: 2022-05-01\nDateFrom: file name\nSpeaker: Ada Surveyor\nPrinted: i,ii,iii,iv\n\n"
    "Surveyors measured the glacier in spring.\n\n\fThe delegates agreed to share\fall their glacier maps.\n\nThe glacier archive stays closed.\n\n"
    "\fNothing more is known.",
    "letter.eml": "Title: The letter\n\nThe courier carried a parcel. Partly is no fact here.\n",
    "letter.eml/parcel.txt": "Title: The parcel\nPartly: page 2 is empty\n\nThe parcel held a sextant.\n",
}


@dataclass(frozen=True)
class Site:
    """A served page and what stands behind it."""

    address: str
    assistant: StandInAssistant
    library: StandInLibrary


@contextmanager
def served(make_page: Callable[[], WebPage]) -> Iterator[str]:
    """A page served in a thread of its own for as long as the context lasts."""
    servers: list[uvicorn.Server] = []

    async def build() -> None:
        # Outside a running loop Gradio makes event loops that nobody closes, and an open one is an error here.
        servers.append(page_server(make_page(), "127.0.0.1", port))

    def run() -> None:
        asyncio.run(build())
        servers[0].run(sockets=[listening])

    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            servers[0].should_exit = True
            thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium: apt-get install chromium, or name one in the environment variable CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def shared_site() -> Iterator[Site]:
    library = StandInLibrary({name: text.encode() for name, text in FILES.items()})
    assistant = StandInAssistant(library)
    page = partial(lay_out, assistant, library, assistant.update, quotes=5, fetch=fetch, texts=lambda index: assistant)
    with served(page) as address:
        yield Site(address, assistant, library)


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """The shared site, with its documents as they were at first."""
    yield shared_site
    shared_site.assistant.pause.set()
    shared_site.library.torn = False
    shared_site.library.files = {name: text.encode() for name, text in FILES.items()}
    shared_site.assistant.update(lambda stage, done, total: None)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, and afterwards holds that they called no other address and logged no error."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage, excused: str) -> None:
        if message.type == "error" and excused not in message.location["url"]:
            complaints.append(message.text)

    def open_at(address: str, *, excused: str = "nothing", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None)
        page.on("console", lambda message: note(message, excused))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(address)
        page.wait_for_selector(".welcome")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def ask(page: Page, question: str) -> Locator:
    """Ask by typing and Enter, wait for the answer, and return its turn."""
    box = page.get_by_label(phrases.QUESTION_LABEL)
    before = page.locator(".turn").count()
    box.fill(question)
    box.press("Enter")
    turn = page.locator(".turn").nth(before)
    turn.locator(".took, .problem").wait_for()
    return turn


def opened(page: Page) -> Locator:
    """The source panel, once its mark is there."""
    page.locator("#source mark").first.wait_for()
    return page.locator("#source .source")


def marked_text(page: Page) -> str:
    return str(page.evaluate("Array.from(document.querySelectorAll('#source mark'), (mark) => mark.textContent).join('')"))


def lies_inside(page: Page, inner: str, outer: str) -> bool:
    """Whether an element is wholly visible: inside another one and inside the window."""
    script = """([inner, outer]) => {
      const box = document.querySelector(inner).getBoundingClientRect(), frame = document.querySelector(outer).getBoundingClientRect();
      return box.top >= Math.max(0, frame.top) && box.bottom <= Math.min(innerHeight, frame.bottom) && box.width > 0;
    }"""
    return bool(page.evaluate(script, [inner, outer]))


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def go_to_library(page: Page) -> None:
    page.get_by_role("tab", name=phrases.LIBRARY).click()
    page.locator("table.documents").wait_for()


def upload(page: Page, *files: FilePayload) -> None:
    page.locator("#upload input[type=file]").set_input_files(list(files))


def text_file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_a_citation_opens_its_source_at_the_quote(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "How many vessels did the harbour count in February?")
    quote = turn.locator("blockquote").first.text_content()
    assert quote == "The harbour counted 412 vessels in February."
    turn.get_by_role("button", name="Open quote 1 in its source").click()
    source = opened(page)
    assert marked_text(page) == quote
    assert lies_inside(page, "#source mark", "#source .source-text")
    assert source.get_by_role("heading", name="The harbour").is_visible()
    assert "Harbour office · 29 November 2023 · # Traffic, paragraph 1".replace(" · ", "") in str(source.locator(".references").text_content())
    original = source.get_by_role("link", name=phrases.ORIGINAL)
    assert original.get_attribute("href") == "https://example.org/harbour"
    assert original.get_attribute("rel") == "noopener noreferrer"
    assert original.get_attribute("target") == "_blank"
    turn.get_by_role("button", name="Open quote 2 in its source").click()
    page.wait_for_function("document.querySelector('#source mark').textContent.includes('timber')")
    source.get_by_role("button", name=phrases.CLOSE_SOURCE).click()
    source.wait_for(state="detached")


def test_the_keyboard_is_enough(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("Where may cafe owners moor without a pilot?")
    page.keyboard.press("Enter")
    page.locator(".took").wait_for()
    page.locator("body").evaluate("document.activeElement.blur()")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.event") == "cite":
            break
    page.keyboard.press("Enter")
    opened(page)
    assert marked_text(page) == "Cafe\u0301 owners may moor without a pilot."
    assert page.evaluate("document.querySelector('#source').contains(document.activeElement)")
    page.keyboard.press("Escape")
    page.locator("#source .source").wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.event") == "cite"


def test_a_follow_up_is_understood_and_says_how(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    assert ask(page, "How many vessels did the harbour count?").locator(".searched").count() == 0
    follow_up = ask(page, "And timber?")
    assert follow_up.locator(".searched").text_content() == "Searched for: How many vessels did the harbour count? And timber?"
    page.get_by_role("button", name=phrases.NEW_CONVERSATION).click()
    page.locator(".welcome").wait_for()
    assert page.locator(".turn").count() == 0


def test_a_suggested_question_is_asked_by_choosing_it(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    page.get_by_role("button", name="What is said about The winter market?").click()
    page.locator(".took").wait_for()
    assert page.locator(".question").text_content() == "What is said about The winter market?"


def test_silence_is_said_plainly(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "Which market astronauts collect platinum meteorites?")
    assert turn.locator(".lead").text_content() == phrases.SILENT
    assert turn.get_by_role("heading", name=phrases.NEAREST).is_visible()
    assert "“platinum”" in str(turn.locator(".uncovered").text_content())
    assert page.locator("[role=status]").first.text_content() == phrases.SILENT


def test_an_answer_is_announced(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    ask(page, "Does the market sell cheese, bread and candles?")
    assert page.locator("#log [role=status]").text_content() == "Answered with 2 quotes from 1 document."
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("region", name=phrases.CONVERSATION).count() == 1


def test_hostile_words_do_nothing(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, f"Which sentence have walruses wrote {HOSTILE}")
    assert HOSTILE in str(turn.locator(".question").text_content())
    assert str(turn.locator("blockquote").first.text_content()).startswith("Walruses wrote this sentence <img")
    turn.locator("button[data-event=cite]").first.click()
    opened(page)
    assert HOSTILE in str(page.locator("#source h2").text_content())
    assert page.locator("#source a").count() == 0
    go_to_library(page)
    assert HOSTILE in str(page.locator("#documents").text_content())
    for tag in ("img[src=x]", "#log script", "#source script", "#documents script"):
        assert page.locator(tag).count() == 0, tag
    assert page.evaluate("typeof window.harmed") == "undefined"


def test_errors_are_one_calm_sentence(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    assert ask(page, "so?").locator(".problem").text_content() == "the question has no word to search for; write a longer one"
    unexpected = ask(page, "Will the harbour explode?")
    assert unexpected.locator(".problem").text_content() == phrases.UNEXPECTED
    assert "failure" not in str(page.locator("body").text_content())


def test_a_quote_is_copied_with_its_reference(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    ask(page, "How many vessels did the harbour count in February?")
    page.get_by_role("button", name=phrases.copy_quote(1)).click()
    page.get_by_text(phrases.COPIED).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "“The harbour counted 412 vessels in February.”\nThe harbour, Harbour office, 29 November 2023, # Traffic, paragraph 1"


def test_a_very_long_document_opens_around_the_quote(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    ask(page, "Where did the zeppelin land beside the observatory?").locator("button[data-event=cite]").first.click()
    opened(page)
    assert lies_inside(page, "#source mark", "#source .source-text")
    assert page.locator("#source .source-text > p").count() < 1_000
    page.get_by_role("button", name=phrases.SHOW_WHOLE).first.click()
    page.wait_for_function("document.querySelectorAll('#source .source-text > p').length > 8000")
    page.wait_for_timeout(100)
    assert marked_text(page) == "The zeppelin landed beside the observatory."
    assert lies_inside(page, "#source mark", "#source .source-text")


def test_a_document_is_added_asked_about_and_removed(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    upload(page, text_file("lighthouse.txt", "Title: The lighthouse\n\nThe lighthouse keeper retires in spring."))
    page.get_by_text("added 1").wait_for()
    row = page.locator("table.documents tr", has_text="The lighthouse")
    row.wait_for()
    page.get_by_role("tab", name=phrases.ASK).click()
    assert "The lighthouse keeper" in str(ask(page, "When does the lighthouse keeper retire?").locator("blockquote").first.text_content())
    page.get_by_role("tab", name=phrases.LIBRARY).click()
    page.get_by_role("checkbox", name="The lighthouse").check()
    page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    confirmation = page.get_by_role("alertdialog")
    confirmation.get_by_role("button", name=phrases.KEEP).click()
    confirmation.wait_for(state="detached")
    page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    confirmation.get_by_role("button", name=phrases.REMOVE, exact=True).click()
    page.get_by_text("removed 1").wait_for()
    row.wait_for(state="detached")
    assert page.locator("#documents input:checked").count() == 0
    page.get_by_role("tab", name=phrases.ASK).click()
    assert ask(page, "When does the lighthouse keeper retire?").locator(".lead").text_content() == phrases.SILENT


def test_files_with_hostile_names_or_of_other_kinds(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    hostile = text_file("<img src=x onerror=window.harmed=5>.txt", "The submarine surfaced.")
    upload(page, hostile, text_file("../../outside.txt", "The balloon rose."), text_file("broken.txt", ""))
    page.get_by_text("added 3").wait_for()
    page.locator("table.documents tr", has_text="outside.txt").wait_for()
    assert all("/" not in name and "<" not in name for name in site.library.addresses)
    site.library.files["latin.txt"] = b"caf\xe9"
    page.get_by_role("button", name=phrases.UPDATE_INDEX).click()
    page.locator(".problems summary", has_text="1 file was not read, 1 only in part").wait_for()
    page.locator(".problems summary").click()
    assert "latin.txt it is not text in UTF-8" in str(page.locator("#documents .problems").text_content())
    page.get_by_role("button", name=f"{phrases.REMOVE_ONE}: latin.txt").click()
    page.get_by_role("alertdialog").get_by_role("button", name=phrases.REMOVE, exact=True).click()
    page.get_by_text(phrases.UNCHANGED).wait_for()
    assert "latin.txt" not in site.library.files
    assert page.evaluate("typeof window.harmed") == "undefined"


def test_the_list_is_searched(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    page.get_by_label(phrases.FILTER_LABEL).fill("winter")
    page.wait_for_function("document.querySelectorAll('table.documents tbody tr').length == 1")
    page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    page.get_by_text(phrases.NOTHING_TICKED).wait_for()


def test_questions_are_answered_during_an_update(site: Site, open_page: Callable[..., Page]) -> None:
    first, second = open_page(site.address), open_page(site.address)
    site.assistant.pause.clear()
    go_to_library(first)
    first.get_by_role("button", name=phrases.UPDATE_INDEX).click()
    first.locator("#status progress").wait_for()
    go_to_library(second)
    second.get_by_role("button", name=phrases.UPDATE_INDEX).click()
    second.get_by_text(phrases.UPDATE_JOINED).wait_for()
    first.get_by_role("tab", name=phrases.ASK).click()
    assert ask(first, "Does the market sell cheese, bread and candles?").locator("blockquote").count() == 2
    site.assistant.pause.set()
    for page in (first, second):
        page.get_by_text(phrases.UNCHANGED).wait_for(state="attached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(scheme: str, site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE, color_scheme=scheme, has_touch=True, is_mobile=True)
    assert not scrolls_sideways(page)
    assert (page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor") == "rgb(26, 27, 25)") is (scheme == "dark")
    turn = ask(page, f"How many vessels did the harbour count in February {'x' * 200}?")
    assert not scrolls_sideways(page)
    turn.locator("button[data-event=cite]").first.tap()
    opened(page)
    assert not scrolls_sideways(page)
    assert lies_inside(page, "#source mark", "#source .source-text")
    page.get_by_role("button", name=phrases.CLOSE_SOURCE).tap()
    page.locator("#source .source").wait_for(state="detached")
    go_to_library(page)
    assert not scrolls_sideways(page)


GLACIER = "What did the delegates agree about glacier maps?"


def test_filters_are_set_and_taken_away_by_keyboard(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == filter_phrases.TITLE
    page.keyboard.press("Enter")
    page.get_by_label("Publisher").focus()
    page.keyboard.type("Harb")
    page.locator(".chip", has_text="publisher: Harbour office").wait_for()
    assert page.evaluate("document.activeElement.id") == "filter-publisher"
    assert page.locator("#filter-kind option").all_text_contents() == ["Any", "txt (1)"]
    page.get_by_label("Dated from").focus()
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    page.locator(".filters [role=alert]", has_text="'soon' is no date").wait_for()
    assert page.locator(".chip").count() == 1
    assert page.evaluate("document.activeElement.value") == "soon"
    turn = ask(page, "How many vessels carried candles?")
    assert turn.locator(".scope").text_content() == "Searched in 1 of 7 documents (publisher: Harbour office)"
    assert all("vessels" in quote for quote in turn.locator("blockquote").all_text_contents())
    page.get_by_role("button", name=filter_phrases.remove_filter("publisher: Harbour office")).focus()
    page.keyboard.press("Enter")
    page.locator(".chip").wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == filter_phrases.TITLE
    assert ask(page, "Does the market sell cheese, bread and candles?").locator(".scope").count() == 0


def test_a_filter_that_fits_nothing_is_said_kindly(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE)
    page.locator(".filters summary").click()
    assert not scrolls_sideways(page)
    page.get_by_label("Dated before").fill("1950")
    page.keyboard.press("Enter")
    page.locator(".chip").wait_for()
    page.get_by_label("Documents").fill("*.pdf")
    page.keyboard.press("Enter")
    page.locator(".chip").nth(1).wait_for()
    problem = ask(page, "How many vessels did the harbour count?").locator(".problem").text_content()
    assert problem == filter_phrases.nothing_fits("document: *.pdf, before: 1950")
    page.get_by_role("button", name=filter_phrases.CLEAR).click()
    page.locator(".chip").first.wait_for(state="detached")
    assert ask(page, "How many vessels did the harbour count in February?").locator("blockquote").count() > 0


def drawn(page: Page) -> Locator:
    """The images of the opened source's pages, once they are there."""
    page.wait_for_function("[...document.querySelectorAll('.sheet-page:not(.loading) img')].some((image) => image.complete && image.naturalWidth)")
    return page.locator("#source-sheet .sheet-page")


def test_a_page_is_shown_with_the_quote_marked_on_it(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, GLACIER)
    assert "said by Ada Surveyor" in str(turn.locator(".references").first.text_content())
    assert "(from the file’s name)" in str(turn.locator(".references .date").first.text_content())
    turn.locator("button[data-event=cite]", has_text="atlas").first.click()
    opened(page)
    assert marked_text(page).startswith("The delegates agreed")
    figures = drawn(page)
    assert figures.count() == 2
    assert "page 2 (printed ii)" in str(figures.first.locator("img").get_attribute("alt"))
    box, image = figures.first.locator(".box").bounding_box(), figures.first.locator("img").bounding_box()
    assert box and image
    assert (box["x"] - image["x"]) / image["width"] == pytest.approx(0.1, abs=0.01)
    assert (box["y"] - image["y"]) / image["height"] == pytest.approx(0.25, abs=0.01)
    page.get_by_role("button", name=phrases.NEXT_PAGE).click()
    page.get_by_text("Page 4 (printed iv) of 4").wait_for()
    assert drawn(page).locator(".box").count() == 0
    page.get_by_role("button", name=phrases.BACK_TO_QUOTE).click()
    page.get_by_text("Pages 2–3 of 4").wait_for()
    page.get_by_role("button", name=phrases.NEXT_QUOTE).click()
    page.wait_for_function("document.querySelector('#source mark').textContent != 'The delegates agreed to share\\fall their glacier maps.'")
    assert page.evaluate("document.activeElement.closest('.source-tools') !== null")


def test_a_phone_fetches_the_image_only_when_it_is_asked_for(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE)
    site.library.drawn.clear()
    ask(page, GLACIER).locator("button[data-event=cite]", has_text="atlas").first.click()
    opened(page)
    page.wait_for_timeout(500)
    assert site.library.drawn == []
    page.get_by_role("button", name=phrases.VIEWS["page"], exact=True).click()
    drawn(page)
    assert {page_number for _, page_number in site.library.drawn} == {2, 3}
    assert not scrolls_sideways(page)


def test_a_page_that_cannot_be_shown_says_why_beside_the_text(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, excused="/page-image")
    turn = ask(page, GLACIER)
    site.library.files["atlas.pdf"] += b" changed"
    turn.locator("button[data-event=cite]", has_text="atlas").first.click()
    page.locator("#source-sheet .problem", has_text="its file is not the one that was read").wait_for()
    assert marked_text(page).startswith("The delegates agreed")
    site.library.files["atlas.pdf"] = FILES["atlas.pdf"].encode()
    page.keyboard.press("Escape")
    page.locator("#source .source").wait_for(state="detached")
    site.library.torn = True
    turn.locator("button[data-event=cite]", has_text="atlas").first.click()
    page.locator("#source-sheet figure .problem", has_text=f"{phrases.PAGE_FAILED} page 2 cannot be drawn").wait_for()
    assert marked_text(page).startswith("The delegates agreed")


def test_documents_open_from_the_library(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    rows = page.locator("table.documents tbody tr").all_text_contents()
    letter = next(place for place, row in enumerate(rows) if "The letter" in row)
    assert "The parcel" in rows[letter + 1]
    assert "Attached to letter.eml" in rows[letter + 1]
    assert page.locator("table.documents tr", has_text="The parcel").get_by_role("checkbox").count() == 0
    page.get_by_role("button", name="Open The parcel").click()
    page.locator("#reader .source").wait_for()
    assert phrases.NO_PAGES in str(page.locator("#reader header").text_content())
    assert page.evaluate("document.querySelector('#reader').contains(document.activeElement)")
    page.get_by_role("button", name="Open The atlas").click()
    page.locator("#reader-sheet img").wait_for()
    assert page.get_by_text("Page 1 (printed i) of 4").is_visible()
    assert "1 May 2022 (from the file’s name)" in str(page.locator("#reader header").text_content())
    page.keyboard.press("Escape")
    page.locator("#reader .source").wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.document") == "atlas.pdf"
    page.locator(".problems summary").click()
    problems = str(page.locator("#documents .problems").text_content())
    assert f"{phrases.READ_IN_PART}letter.eml/parcel.txt page 2 is empty" in problems


def test_an_address_that_may_not_be_fetched_is_refused_in_words(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_library(page)
    before = set(site.library.files)
    for address in ("file:///etc/passwd", f"{site.address}secret", "http://169.254.169.254/"):
        page.get_by_label(phrases.ADDRESS_LABEL).fill(address)
        page.get_by_label(phrases.ADDRESS_LABEL).press("Enter")
        page.locator("#status .problem", has_text=f"{address} was not added: ").wait_for()
    assert set(site.library.files) == before


def status_of(address: str, data: bytes | None = None, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_server_gives_out_no_files_and_serves_no_other_site(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for path in (secret, SAMPLES, Path("/etc/hostname"), Path(phrases.__file__)):
        for route in ("gradio_api/file=", "gradio_api/file/", "file=", "static/", "assets/", "gradio_api/stream/"):
            assert status_of(f"{site.address}{route}{path}") in (401, 403, 404, 405), (route, path)
    for address in ("docs", "redoc", "openapi.json", "gradio_api/openapi.json", "monitoring/summary"):
        assert status_of(site.address + address) in (403, 404), address
    assert status_of(site.address) == 200
    assert status_of(site.address, Host="documents.evil.example") == 403
    assert status_of(f"{site.address}gradio_api/queue/join", b"{}", Origin="http://evil.example") == 403
    with urllib.request.urlopen(site.address, timeout=10) as response:
        assert "connect-src 'self'" in response.headers["content-security-policy"]


def test_the_server_gives_out_pages_of_indexed_documents_only(site: Site) -> None:
    image = f"{site.address}page-image?document=atlas.pdf&page="
    with urllib.request.urlopen(f"{image}2", timeout=10) as response:
        assert response.headers["content-type"] == "image/png"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert response.read().startswith(b"\x89PNG")
    for page_number in ("0", "5", "-1", "two", "", "1e0", "02"):
        assert status_of(f"{image}{page_number}") == 404, page_number
    for document in ("harbour.txt", "../atlas.pdf", "%2Fetc%2Fpasswd", "gone.pdf", "", "%00"):
        assert status_of(f"{site.address}page-image?document={document}&page=1") == 404, document
    assert status_of(f"{image}2", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}) == 403
    assert status_of(f"{image}2", Host="documents.evil.example") == 403
    assert status_of(f"{image}2", b"") in (404, 405)


def test_a_taken_port_is_an_error_that_says_what_to_do() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(RapporteurError, match=re.escape(f"127.0.0.1:{port}") + ".*choose another port"):
            listen("127.0.0.1", port)


@pytest.mark.model
def test_the_real_page_over_the_samples(tmp_path: Path, open_page: Callable[..., Page], real_encoder: object) -> None:
    from assistant.assistant import Assistant
    from corpus.library import Library
    from index.build import update_index
    from ui.serving import build_page

    if not SAMPLES.is_dir():
        pytest.skip(f"the sample documents are not at {SAMPLES}")
    shutil.copytree(SAMPLES, tmp_path / "documents")
    library, index_folder = Library(tmp_path / "documents"), tmp_path / "index"
    update_index(library, index_folder, real_encoder)  # type: ignore[arg-type]
    assistant = Assistant(index_folder, real_encoder)  # type: ignore[arg-type]
    with served(lambda: build_page(assistant, library, index_folder)) as address:
        page = open_page(address)
        turn = ask(page, "How many measures does the EU action plan on the Western Balkans have?")
        quote = turn.locator("blockquote").first.text_content()
        turn.locator("button[data-event=cite]").first.click()
        opened(page)
        assert marked_text(page) == quote
        assert lies_inside(page, "#source mark", "#source .source-text")
        assert ask(page, "Which penguins colonised the Antarctic volcano Erebus?").locator(".lead").text_content() == phrases.SILENT
        go_to_library(page)
        upload(page, text_file("../lighthouse.txt", "The lighthouse\n\nThe lighthouse keeper of Cape Rodon retires in the spring of 2031.\n"))
        page.get_by_text("added 1").wait_for()
        page.get_by_role("tab", name=phrases.ASK).click()
        question = "When does the lighthouse keeper of Cape Rodon retire?"
        assert "spring of 2031" in str(ask(page, question).locator("blockquote").first.text_content())
        page.get_by_role("tab", name=phrases.LIBRARY).click()
        page.locator("table.documents tr", has_text="lighthouse.txt").get_by_role("checkbox").check()
        page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
        page.get_by_role("alertdialog").get_by_role("button", name=phrases.REMOVE, exact=True).click()
        page.get_by_text("removed 1").wait_for()
        assert not (tmp_path / "documents" / "lighthouse.txt").exists()
        page.get_by_role("button", name=phrases.UPDATE_INDEX).click()
        page.get_by_role("tab", name=phrases.ASK).click()
        assert "2031" not in str(ask(page, question).text_content())


@pytest.mark.model
def test_the_mark_on_a_real_page_lies_on_the_quote(tmp_path: Path, open_page: Callable[..., Page], real_encoder: object) -> None:
    from assistant.assistant import Assistant
    from corpus.library import Library
    from index.build import update_index
    from ui.serving import build_page

    documents, index_folder = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    preface = lines("This volume gathers the minutes of the committee on ferries.\nIt was printed in the harbour town.")
    decision = [Text(72, 396, "The committee decided to buy nine electric ferries in March.")]
    (documents / "minutes.pdf").write_bytes(pdf([Sheet(preface), Sheet(decision)]))
    library = Library(documents)
    update_index(library, index_folder, real_encoder)  # type: ignore[arg-type]
    assistant = Assistant(index_folder, real_encoder)  # type: ignore[arg-type]
    with served(lambda: build_page(assistant, library, index_folder)) as address:
        page = open_page(address)
        turn = ask(page, "How many electric ferries did the committee decide to buy?")
        assert re.match("page 2|pages 1–2", str(turn.locator(".references").first.text_content()))
        turn.locator("button[data-event=cite]").first.click()
        opened(page)
        drawn(page)
        page.wait_for_function("document.querySelector('.sheet-page[data-page=\"2\"]:not(.loading) img')?.naturalWidth > 0")
        shown = page.locator(".sheet-page[data-page='2']")
        box, image = shown.locator(".box").first.bounding_box(), shown.locator("img").bounding_box()
        page.close()  # before its server goes
    assert box and image
    assert (box["x"] - image["x"]) / image["width"] == pytest.approx(72 / WIDTH, abs=0.01)
    baseline = (HEIGHT - 396) / HEIGHT
    assert (box["y"] - image["y"]) / image["height"] < baseline < (box["y"] + box["height"] - image["y"]) / image["height"]
    assert image["height"] / image["width"] == pytest.approx(HEIGHT / WIDTH, abs=0.02)
