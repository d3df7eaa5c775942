"""Keeping answers and checking texts on the page, in a real browser and, where that is enough, without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_page import HOSTILE, Site, ask, browser, open_page, scrolls_sideways, shared_site, site

from assistant.proof.answer_file_reading import read_answer
from ui.page import phrases, proof_phrases

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

__all__ = ["browser", "open_page", "shared_site", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]
PHONE = {"width": 390, "height": 780}


def downloaded(page: Page, press: Callable[[], None]) -> tuple[str, bytes]:
    """The name and the bytes of the file that a press brings."""
    with page.expect_download() as waiting:
        press()
    found: Download = waiting.value
    return found.suggested_filename, Path(found.path()).read_bytes()


def test_an_answer_is_saved_as_a_file_that_reads_back(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "How many vessels did the harbour count in February?")
    save = turn.get_by_role("button", name=proof_phrases.SAVE_ANSWER)
    name, content = downloaded(page, save.click)
    answer, whole = read_answer(content)
    assert name == "answer.json"
    assert whole
    assert answer.question == "How many vessels did the harbour count in February?"
    assert answer.citations[0].quote == "The harbour counted 412 vessels in February."
    assert page.locator("#download p").text_content() == proof_phrases.downloaded("answer.json")
    again, _ = read_answer(downloaded(page, save.click)[1])
    assert again.citations == answer.citations


def test_an_answer_whose_document_changed_is_not_saved(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "How many vessels did the harbour count in February?")
    site.library.files["harbour.txt"] = b"Nothing is left."
    site.assistant.update(lambda stage, done, total: None)
    turn.get_by_role("button", name=proof_phrases.SAVE_ANSWER).click()
    problem = page.locator("#download .problem")
    problem.wait_for()
    assert problem.text_content() == "harbour.txt changed while it was quoted; ask again"


@pytest.mark.parametrize(("form", "ending", "beginning"), [("Markdown", "md", b"# "), ("Word", "docx", b"PK"), ("HTML", "html", b"<!")])
def test_a_conversation_is_exported(form: str, ending: str, beginning: bytes, site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    ask(page, "How many vessels did the harbour count?")
    ask(page, "Who must board every tanker?")
    button = page.get_by_role("button", name=proof_phrases.export_as(form))
    name, content = downloaded(page, button.click)
    assert name == f"conversation.{ending}"
    assert content.startswith(beginning)
    if ending != "docx":
        assert "Pilots must board every tanker." in content.decode()


def test_a_footnote_is_copied_and_the_original_opens_at_the_quote(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "How many vessels did the harbour count in February?")
    turn.get_by_role("button", name=proof_phrases.copy_footnote(1)).click()
    turn.get_by_text(phrases.COPIED).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Harbour office, “The harbour”, 29 November 2023, ")
    link = turn.get_by_role("link", name=proof_phrases.open_original(proof_phrases.AT_QUOTE, 1))
    assert str(link.get_attribute("href")).startswith("https://example.org/harbour#:~:text=The%20harbour%20counted%20412")
    assert copied.endswith(str(link.get_attribute("href")))
    turn.get_by_role("button", name=phrases.copy_quote(1)).click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('“The harbour counted'))")


def test_no_address_of_a_document_becomes_a_link_that_is_no_web_address(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "Which sentence did the walruses write?")
    assert turn.locator("blockquote").count() >= 1
    assert turn.locator("a").count() == 0
    assert page.evaluate("window.harmed") is None


def go_to_check(page: Page) -> None:
    page.get_by_role("tab", name=proof_phrases.CHECK).click()
    page.get_by_label(proof_phrases.TEXT_LABEL).wait_for()


def check(page: Page, text: str) -> None:
    """Paste a text, check it, and wait for what is found."""
    page.get_by_label(proof_phrases.TEXT_LABEL).fill(text)
    page.get_by_role("button", name=proof_phrases.START).click()
    page.locator("#checked :is(.total, .problem, .note)").first.wait_for()


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("#check-file input[type=file]").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.locator("#checked :is(.total, .problem, .note)").first.wait_for()


TEXT = (
    "The report says: “The harbour counted 421 vessels in February.” It adds: “Most vessels carried timber.”\n\n"
    "Elsewhere: “Seventeen penguins negotiated the harbour treaty yesterday.”\n"
)


def test_an_altered_number_in_a_pasted_text_is_found_and_marked(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_check(page)
    check(page, TEXT)
    assert page.locator("#checked .total").text_content() == "3 quotations, 2 to correct"
    assert page.locator("#checked .counts li").all_text_contents() == ["1 exact", "1 altered", "1 not found"]
    altered = page.locator("#checked .finding.altered")
    assert altered.locator(".verdict .badge").text_content() == "Altered"
    assert altered.locator("blockquote").first.locator("mark").all_text_contents() == ["421"]
    assert altered.locator(".stands mark").all_text_contents() == ["412"]
    assert altered.locator(".differences").text_content() == "number: quoted “421”, the source has “412”"
    altered.get_by_role("button", name="Open the place of quotation 1: The harbour").click()
    page.locator("#proof mark").first.wait_for()
    assert page.locator("#proof mark").text_content() == "The harbour counted 412 vessels in February"
    assert altered.locator("button.open").get_attribute("aria-current") == "true"
    page.locator("#proof").get_by_role("button", name=phrases.NEXT_QUOTE).click()
    page.wait_for_function("document.querySelector('#proof mark').textContent.includes('timber')")
    page.keyboard.press("Escape")
    page.locator("#proof .source").wait_for(state="detached")


def test_the_annotated_copy_says_what_was_found(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_check(page)
    drop(page, "speech.md", TEXT.encode())
    name, content = downloaded(page, page.get_by_role("button", name=proof_phrases.DOWNLOAD_COPY).click)
    assert name == "speech-checked.md"
    assert "Altered: these are not the source’s words." in content.decode()
    drop(page, "broken.json", b"{}")
    problem = page.locator("#checked .problem")
    problem.wait_for()
    assert str(problem.text_content()).startswith("broken.json could not be read: it is no answer file")


def test_a_saved_answer_is_checked_again(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    turn = ask(page, "How many vessels did the harbour count in February?")
    _, saved = downloaded(page, turn.get_by_role("button", name=proof_phrases.SAVE_ANSWER).click)
    go_to_check(page)
    drop(page, "answer.json", saved)
    assert page.locator("#checked .question").text_content() == "How many vessels did the harbour count in February?"
    assert set(page.locator("#checked .finding .badge").all_text_contents()) == {"Same"}
    text = site.library.files["harbour.txt"].decode()
    site.library.files["harbour.txt"] = f"{text.replace('412', '512')}\n\nOne more line.\n".encode()
    site.assistant.update(lambda stage, done, total: None)
    drop(page, "answer.json", saved)
    changed = page.locator("#checked .finding.changed")
    changed.wait_for()
    assert changed.locator("blockquote").first.locator("mark").all_text_contents() == ["412"]
    assert changed.locator(".stands mark").all_text_contents() == ["512"]
    drop(page, "answer.json", saved.replace(b"412", b"419"))
    page.locator("#checked .problem").wait_for()


def test_hostile_texts_are_shown_and_not_obeyed(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    go_to_check(page)
    check(page, f"He said “Walruses wrote this sentence {HOSTILE.replace(chr(34), '')} and more” and left.")
    assert page.locator("#checked .finding").count() == 1
    assert page.evaluate("window.harmed") is None
    assert page.locator("#checked img, #checked script").count() == 0


def test_checking_says_what_to_do_when_there_is_nothing(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address, viewport=PHONE)
    go_to_check(page)
    check(page, "  ")
    assert page.locator("#checked .problem").text_content() == proof_phrases.NOTHING_TO_CHECK
    page.get_by_label(proof_phrases.TEXT_LABEL).fill("Nothing is quoted here.")
    page.get_by_role("button", name=proof_phrases.START).click()
    page.get_by_text(proof_phrases.NO_QUOTATIONS).wait_for()
    assert not scrolls_sideways(page)
