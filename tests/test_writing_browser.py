"""The written answer in a real browser: above the quotes, as it grows, with citations that open the source; on a phone too."""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest
from page_stand_in import StandInAssistant, StandInLibrary
from playwright.sync_api import Page
from scripted_writer import ScriptedWriter
from test_page import PHONE, ask, browser, marked_text, open_page, opened, scrolls_sideways, served

from assistant.writing.desk import WritingDesk
from assistant.writing.writer import Message, Usage
from corpus.web.fetching import fetch
from ui.layout import Kept, lay_out

__all__ = ["browser", "open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]
HARBOUR = "Title: The harbour\n\nThe harbour counted 412 vessels in February. Most vessels carried timber.\n"
WRITTEN = "The harbour counted 412 vessels in February [1]. The harbour counted 421 vessels in February [1]. See https://evil.example/?q=412 [1]."
QUESTION = "How many vessels did the harbour counted in February?"


@dataclass
class SlowWriter(ScriptedWriter):
    """Stops after the first sentence of an answer, with the next begun, until it is let go on."""

    go_on: threading.Event = field(default_factory=threading.Event)

    def stream(self, messages: Sequence[Message], max_tokens: int, numbers: Sequence[int] = ()) -> Iterator[str | Usage]:
        self.heard.append(messages)
        first, _, rest = self.text.partition(". ")
        yield f"{first}. {rest[:5]}"
        assert not numbers or self.go_on.wait(20)
        yield rest[5:]
        yield Usage(self.tokens, len(self.text) // 4)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with written_by(ScriptedWriter(WRITTEN, sends_to="api.example.com")) as found:
        yield found


@contextmanager
def written_by(writer: ScriptedWriter) -> Iterator[str]:
    """The address of a page whose answers a writer writes above the quotes."""
    library = StandInLibrary({"harbour.txt": HARBOUR.encode()})
    assistant = StandInAssistant(library)
    kept = Kept(desk=WritingDesk(writer))
    with served(partial(lay_out, assistant, library, assistant.update, quotes=5, fetch=fetch, texts=lambda index: assistant, kept=kept)) as found:
        yield found


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "phone"])
def test_the_written_answer_stands_above_the_quotes_and_opens_them(open_page: Callable[..., Page], address: str, options: dict[str, object]) -> None:
    page = open_page(address, **options)
    turn = ask(page, QUESTION)
    turn.locator(".written-cost").wait_for()
    written = turn.locator(".written")
    assert re.sub(r"\s+", " ", written.locator(".written-text").inner_text()) == "The harbour counted 412 vessels in February 1."
    assert written.locator("del").inner_text() == "The harbour counted 421 vessels in February [1]."
    assert "evil" not in page.content()
    assert "Questions and quotes are sent to api.example.com." in written.inner_text()
    above, below = written.bounding_box(), turn.locator(".citations").first.bounding_box()
    assert above is not None and below is not None and above["y"] + above["height"] <= below["y"]
    assert not scrolls_sideways(page)
    written.get_by_role("button", name="Quote 1").click()
    opened(page)
    assert marked_text(page).startswith("The harbour counted 412 vessels")


def test_what_is_written_stays_when_the_next_question_is_asked(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(address)
    first = ask(page, QUESTION)
    first.locator(".written-cost").wait_for()
    second = ask(page, "What did most vessels carried?")
    second.locator(".written-cost").wait_for()
    assert page.locator(".written").count() == 2
    page.reload()
    page.locator(".welcome").wait_for()
    assert page.locator(".written").count() == 0


@pytest.fixture(scope="module")
def slowly() -> Iterator[tuple[str, SlowWriter]]:
    """A page whose answers are written no further than their first sentence until the writer is let go on."""
    writer = SlowWriter(WRITTEN)
    with written_by(writer) as found:
        yield found, writer


def test_a_question_that_comes_while_the_last_is_written_of_is_written_of_too(open_page: Callable[..., Page], slowly: tuple[str, SlowWriter]) -> None:
    address, writer = slowly
    writer.go_on.clear()
    page = open_page(address)
    first = ask(page, QUESTION)
    first.locator(".written-text").wait_for()
    second = ask(page, "What did most vessels carried?")
    second.locator(".written").wait_for()
    writer.go_on.set()
    for turn in (first, second):
        turn.locator(".written-cost").wait_for()
    assert first.locator("del").count() == 1


def test_what_is_written_of_an_answer_never_stands_above_another(open_page: Callable[..., Page], slowly: tuple[str, SlowWriter]) -> None:
    address, writer = slowly
    writer.go_on.set()
    page = open_page(address)
    ask(page, "How many vessels did the harbour counted?").locator(".written-cost").wait_for()
    writer.go_on.clear()
    turn = ask(page, "And timber?")
    turn.locator(".written-text").wait_for()
    turn.locator("details.understood summary").click()
    turn.get_by_label("Search for this instead").fill("What did most vessels carried, timber?")
    writer.text = "Most vessels carried timber [1]. Nothing more. "
    turn.get_by_role("button", name="Search again").click()
    turn.locator(".searched", has_text="carried, timber").wait_for()
    turn.locator(".written-text", has_text="carried timber").wait_for()
    writer.go_on.set()
    turn.locator(".written-cost").wait_for()
    assert re.sub(r"\s+", " ", turn.locator(".written-text").inner_text()) == "Most vessels carried timber 1."
