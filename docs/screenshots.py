"""Takes the pictures in docs/images again, from the page as it is now.

    python docs/screenshots.py              all of them
    python docs/screenshots.py ask phone    only these
    python docs/screenshots.py --into DIR   somewhere else

It copies examples/documents and one PDF that it writes itself into a temporary folder, indexes them there, starts `rapporteur serve` on a free
port with a data folder of its own, and opens the page in Chromium (the environment variable CHROMIUM names another). Each picture is the page
after a person did what its function does, and what the tour (docs/tour.md) says of it. It needs what the tests need and nothing from the network.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from fpdf import FPDF
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 820}
# A picture of the page in this many colours looks the same and is a third of the size.
COLOURS = 128
MAX_BYTES = 200_000
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()
)

CYBER = "What was agreed on cybersecurity in Tirana?"
CROSSINGS = "irregular crossings on the Balkan route"
DRAFT = (
    "In Tirana the chair noted that “no country of the region can face cyber-attacks alone” and spoke of “the circle of national computer "
    "security response teams that works under the NIS 2 Directive”.\n\nAccording to the same paper, “a shared laboratory for digital evidence "
    "opened its doors in every capital last spring”."
)
STATEMENT = (
    (
        "Joint statement on digital evidence",
        "Meeting of prosecutors and police, Podgorica, 12 March 2024",
        "1. The participants met to compare how digital evidence is secured, stored and handed over in criminal cases that reach across borders.",
        "2. They noted that most requests for stored data still travel by post, and that an answer takes four months on average.",
        "3. Each participating authority will name one contact point that can be reached day and night, and will tell the others of any change "
        "within five working days.",
    ),
    (
        "Next steps",
        "4. A shared form for requests will be tried by six authorities from September 2024. Its fields follow what courts asked for in the cases "
        "that were compared at the meeting.",
        "5. The participants agreed that evidence which was copied from a telephone is kept together with the record of how it was copied, so that "
        "a court can see what was done and by whom.",
        "6. The group will meet again in spring 2025 and will publish how long requests have taken since.",
    ),
)


def write_statement(path: Path) -> None:
    """A PDF of two printed pages, with page numbers."""

    class Printed(FPDF):
        def footer(self) -> None:
            self.set_y(-18)
            self.set_font("Times", size=10)
            self.cell(0, 8, f"Page {self.page_no()} of {{nb}}", align="C")

    sheet = Printed(format="A4")
    sheet.set_margin(26)
    sheet.set_title(STATEMENT[0][0])
    for heading, *paragraphs in STATEMENT:
        sheet.add_page()
        sheet.set_font("Times", "B", 17)
        sheet.multi_cell(0, 10, heading, new_x="LMARGIN", new_y="NEXT")
        sheet.set_font("Times", size=12)
        for paragraph in paragraphs:
            sheet.ln(4)
            sheet.multi_cell(0, 7, paragraph, new_x="LMARGIN", new_y="NEXT")
    sheet.output(str(path))


@contextmanager
def served() -> Iterator[str]:
    """The address of a page over the samples, for as long as the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        documents, index = Path(folder, "documents"), Path(folder, "index")
        shutil.copytree(ROOT / "examples" / "documents", documents)
        write_statement(documents / "joint-statement-digital-evidence.pdf")
        own = {name: str(Path(folder, "own")) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
        environment = {**os.environ, **own}
        run = [sys.executable, "-c", "from ui.command_line import main; main()"]
        subprocess.run([*run, "index", str(documents), "--index", str(index)], cwd=ROOT, env=environment, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*run, "serve", "--index", str(index), "--port", str(port), "--no-browser"], cwd=ROOT, env=environment)
        try:
            yield answering(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait(20)


def answering(address: str, server: subprocess.Popen[bytes]) -> str:
    """The address, once somebody answers there."""
    for _ in range(240):
        if server.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return address
        except OSError:
            time.sleep(0.25)
    raise SystemExit("the server did not answer in a minute")


def ask(page: Page, question: str) -> Locator:
    """A question asked and answered; gives its turn."""
    turns = page.locator(".turn")
    before = turns.count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    turns.nth(before).locator(".took").wait_for()
    return turns.nth(before)


def tab(page: Page, name: str) -> None:
    """One of the page's tabs, opened."""
    page.get_by_role("tab", name=name, exact=True).first.click()


def look_across(page: Page, view: str, words: str) -> None:
    """The tab Across documents with something found."""
    tab(page, "Across documents")
    page.locator("#across-choice label", has_text=view).click()
    page.wait_for_timeout(400)
    page.locator("#across-text textarea").fill(words)
    page.locator("#across-start").click()
    page.locator("#across-found .across-found").wait_for()


def open_source(page: Page, question: str, document: str) -> None:
    """A question asked, and the first quote of a document opened in its source."""
    turn = ask(page, question)
    turn.locator(".citation", has_text=document).first.locator("button.open").first.click()
    page.locator("#source mark").first.wait_for()


def take_ask(page: Page) -> None:
    """A question answered, with the source of its first quote beside it."""
    open_source(page, CYBER, "Tirana Home Affairs Ministerial")


def take_source(page: Page) -> None:
    """A quote read in its surroundings, in a web page."""
    open_source(page, "Why did Albania break off relations with Iran?", "A shared shield")


def take_pdf_mark(page: Page) -> None:
    """A quote marked on the printed page of a PDF."""
    open_source(page, "What did the participants agree on evidence copied from a telephone?", "Joint statement")
    page.locator(".views button[data-view=page]").click()
    page.locator(".sheet-page .box").first.wait_for(state="attached")
    page.wait_for_timeout(1500)


def take_compare(page: Page) -> None:
    """Two questions put to each document."""
    look_across(page, "Compare", "What was agreed on cybersecurity?\nWhat is said about small boats?")


def take_timeline(page: Page) -> None:
    """A subject in the order of its dates."""
    look_across(page, "Timeline", CROSSINGS)


def take_differences(page: Page) -> None:
    """Statements that differ, side by side."""
    look_across(page, "Where they differ", CROSSINGS)


def take_library(page: Page) -> None:
    """The list of documents."""
    tab(page, "Library")
    page.locator("#documents table").wait_for()


def take_statistics(page: Page) -> None:
    """The library in figures."""
    take_library(page)
    page.get_by_role("tab", name="Statistics").click()
    page.locator("#statistics figure").first.wait_for()


def take_conversations(page: Page) -> None:
    """A conversation with a question that follows on, and those kept before."""
    for question in ("What did the London meeting agree on firearms?", "By how much did Albanian small boat arrivals fall in 2023?"):
        ask(page, question)
        page.locator("#conversations-head .new").click()
        page.locator(".welcome").wait_for()
    ask(page, CYBER)
    ask(page, "And on corruption?")


def take_check(page: Page) -> None:
    """The quotations of a draft, looked up."""
    tab(page, "Check")
    page.locator("#check-text textarea").fill(DRAFT)
    page.locator("#check-start").click()
    page.locator("#checked .finding").first.wait_for()


def take_phone(page: Page) -> None:
    """A question on a phone."""
    ask(page, "How many Albanian arrivals by small boat were there less in 2023?")


SCENES: dict[str, Callable[[Page], None]] = {
    "ask": take_ask,
    "source": take_source,
    "pdf-mark": take_pdf_mark,
    "compare": take_compare,
    "timeline": take_timeline,
    "differences": take_differences,
    "library": take_library,
    "statistics": take_statistics,
    "check": take_check,
    "phone": take_phone,
    "dark": take_ask,
    # Last, so that what the others asked is in the list.
    "conversations": take_conversations,
}


def take(browser: Browser, address: str, name: str) -> bytes:
    """One picture, taken in a window of its own."""
    context = browser.new_context(viewport=PHONE if name == "phone" else DESKTOP, color_scheme="dark" if name == "dark" else "light")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    page.locator("#question textarea").wait_for()
    page.locator(".suggestions").wait_for()
    SCENES[name](page)
    page.mouse.move(2, 2)
    page.wait_for_timeout(800)
    picture = page.screenshot()
    context.close()
    return picture


def small(picture: bytes) -> bytes:
    """The same picture in few colours."""
    written = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Take the pictures that were asked for and say how large each is."""
    arguments = argparse.ArgumentParser(description="Takes the pictures in docs/images again.")
    arguments.add_argument("names", nargs="*", metavar="NAME", help="the pictures to take (default: all)")
    arguments.add_argument("--into", type=Path, default=ROOT / "docs" / "images", help="where to put them")
    given = arguments.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium") or None, args=CHROMIUM)
        for name in SCENES if not given.names else given.names:
            picture = small(take(browser, address, name))
            (given.into / f"{name}.png").write_bytes(picture)
            print(json.dumps({"picture": name, "bytes": len(picture), "small enough": len(picture) <= MAX_BYTES}))
        browser.close()


if __name__ == "__main__":
    main()
