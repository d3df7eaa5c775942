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
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from page_stand_in import StandInAssistant, StandInLibrary

from corpus.errors import RapporteurError
from ui import phrases
from ui.layout import lay_out
from ui.offline_gradio import gr
from ui.server import listen, page_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page

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
}


@dataclass(frozen=True)
class Site:
    """A served page and what stands behind it."""

    address: str
    assistant: StandInAssistant
    library: StandInLibrary


@contextmanager
def served(make_page: Callable[[], gr.Blocks]) -> Iterator[str]:
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
    with served(lambda: lay_out(assistant, library, assistant.update, quotes=5)) as address:
        yield Site(address, assistant, library)


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """The shared site, with its documents as they were at first."""
    yield shared_site
    shared_site.assistant.pause.set()
    shared_site.library.files = {name: text.encode() for name, text in FILES.items()}
    shared_site.assistant.update(lambda stage, done, total: None)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, and afterwards holds that they called no other address and logged no error."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_at(address: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
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
    page.get_by_role("button", name="Copy quote 1").click()
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
    assert all("/" not in name and "<" not in name for name in site.library.files)
    site.library.files["latin.txt"] = b"caf\xe9"
    page.get_by_role("button", name=phrases.UPDATE_INDEX).click()
    page.get_by_text(phrases.UNREADABLE).wait_for()
    assert "latin.txt it is not text in UTF-8" in str(page.locator("#status").text_content())
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
    from ui.page import build_page

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
