"""Footnotes: who, what, when and where, in words, and nothing of a document acts as markup."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from proof_citations import HOSTILE, Shelf
from sample_citation import sample_citation

from assistant.proof.annotation import annotation_of
from assistant.proof.bibliography import bibtex_entry, citation_keys, csl_citation_item, csl_item
from assistant.proof.export import FORMS
from assistant.proof.footnotes import footnote, footnotes, markdown_footnote, markdown_footnotes, plain_footnote
from assistant.proof.markdown_text import markdown_link
from assistant.proof.wording import date_in_words, one_line, web_address
from corpus.landmarks import Locator, Page

CITATIONS = (Path(__file__).parents[1] / "docs" / "citations.md").read_text(encoding="utf-8")
SHELF = Shelf()
TIMBER = SHELF.cited("harbour.txt", "Most vessels carried timber.")
MAPS = SHELF.cited("atlas.pdf", "all their maps.", 2)
PARCEL = SHELF.cited("letter.eml", "The courier carried a parcel.", 3)
WALRUS = SHELF.cited("hostile.txt", f"Walruses wrote {HOSTILE} here.", 4)


def test_a_page_without_pages_is_cited_by_its_heading_and_paragraph() -> None:
    assert footnote(TIMBER) == "Harbour office, “The harbour”, 29 November 2023, “# Traffic”, para. 1."


def test_a_speaker_and_a_printed_page() -> None:
    assert footnote(MAPS) == "Ada Surveyor, in: Surveyor, Ada; Royal Office of Maps, Map room, “The atlas”, 2022, p. 3 (printed iii), para. 1."


def test_an_undated_letter() -> None:
    assert footnote(PARCEL) == "rama@example.org, “The letter”, n.d., para. 1."


def test_several_pages_and_other_kinds() -> None:
    pages = (Page(0, 1, 3, "iii"), Page(1, 2, 4, "iv"))
    assert ", 2022, pp. 3–4 (printed iii–iv), para. 1." in footnote(replace(MAPS, place=replace(MAPS.place, pages=pages)))
    sheet = Locator(("Budget",), 4, "row 12", (Page(0, 9, 2, "Budget"),), "sheet")
    assert footnote(replace(MAPS, place=sheet)).endswith("2022, sheet Budget, row 12.")
    slide = Locator((), 4, "notes", (Page(0, 9, 2, "The plan"),), "slide")
    assert footnote(replace(MAPS, place=slide)).endswith("2022, slide 2 (The plan), notes.")


def test_a_speaker_who_is_the_author_is_named_once() -> None:
    letter = replace(PARCEL, speaker="rama@example.org")
    assert footnote(letter) == footnote(PARCEL)


def test_a_file_without_any_fact_is_cited_by_its_name() -> None:
    bare = replace(SHELF.document("shore.txt"), title="")
    assert footnote(replace(PARCEL, document=bare, place=Locator((), None))) == "“shore.txt”, n.d."


def test_plain_footnotes_end_with_the_link() -> None:
    assert plain_footnote(TIMBER).startswith("1. Harbour office")
    assert plain_footnote(TIMBER).endswith("para. 1. https://example.org/harbour#:~:text=Most%20vessels%20carried%20timber")
    assert plain_footnote(MAPS).endswith(" https://example.org/atlas.pdf#page=3")
    assert footnotes([TIMBER, PARCEL]).count("\n") == 2


@pytest.mark.parametrize(
    ("date", "words"),
    [  # as much as is known
        ("2023-11-29", "29 November 2023"),
        ("2023-01-02", "2 January 2023"),
        ("2023-11", "November 2023"),
        ("2023", "2023"),
        ("", "n.d."),
        ("spring", "spring"),
    ],
)
def test_dates_are_written_out(date: str, words: str) -> None:
    assert date_in_words(date) == words


def _shown(markdown: str) -> tuple[str, list[str]]:
    """What a reader of Markdown sees, and where its links lead."""
    tokens = [inline for token in MarkdownIt("commonmark").parse(markdown) for inline in token.children or []]
    assert not [token for token in tokens if token.type not in ("text", "link_open", "link_close", "text_special", "softbreak")]
    return "".join(token.content for token in tokens), [str(token.attrGet("href")) for token in tokens if token.type == "link_open"]


def test_a_markdown_footnote_links_the_title() -> None:
    written = markdown_footnote(TIMBER)
    assert written.startswith("[^1]: Harbour office, “[The harbour](https://example.org/harbour#:~:text=Most")
    body = written.partition(": ")[2]
    assert _shown(body) == (footnote(TIMBER), ["https://example.org/harbour#:~:text=Most%20vessels%20carried%20timber"])


def test_an_address_is_followed_as_it_stands() -> None:
    address = "https://example.org/a_(b)?c=1&copy;=2&d=*e*_f_#g"
    assert _shown(markdown_link("there", address)) == ("there", ["https://example.org/a_%28b%29?c=1&copy;=2&d=*e*_f_#g"])


def test_nothing_in_a_document_acts_as_markdown() -> None:
    text, links = _shown(markdown_footnote(WALRUS).partition(": ")[2])
    assert text == footnote(WALRUS)
    assert links == []
    assert "\u202e" not in text and "\x07" not in text


def test_markdown_footnotes_stand_apart() -> None:
    assert markdown_footnotes([TIMBER, MAPS]).split("\n\n")[1].startswith("[^2]: ")


def test_only_web_addresses_are_links() -> None:
    assert web_address(" https://example.org/ü ") == "https://example.org/ü"
    for address in ("javascript:alert(1)", "data:text/html,x", "//example.org", "https://a\nb", "http:///x", "https://a\u202eb"):
        assert web_address(address) == ""


def test_one_line_keeps_what_can_be_seen() -> None:
    assert one_line("a\r\n b\u00a0c") == "a b c"
    assert one_line("می\u200cخواهم \u200fא 👩\u200d👧 e\u0301") == "می\u200cخواهم \u200fא 👩\u200d👧 e\u0301"
    assert one_line("a\u202eb\x00c\x9b") == "a\ufffdb\ufffdc\ufffd"


def _written_forms() -> dict[str, str]:
    made = sample_citation()
    ((_, key),) = citation_keys([made.document]).items()
    return {
        "annotation": json.dumps(annotation_of(made), ensure_ascii=False, indent=2),
        "link": made.link,
        "csl": json.dumps(csl_item(made.document, key), ensure_ascii=False, indent=2),
        "csl-citations": json.dumps(csl_citation_item(made, key)),
        "bibtex": bibtex_entry(made.document, key),
        "footnotes": plain_footnote(made),
        "markdown-footnotes": markdown_footnote(made),
    }


@pytest.mark.parametrize("form", ["annotation", "link", "csl", "csl-citations", "bibtex", "footnotes", "markdown-footnotes"])
def test_the_documentation_shows_what_the_program_writes(form: str) -> None:
    assert _written_forms()[form].strip() in CITATIONS


@pytest.mark.parametrize("form", FORMS)
def test_the_documentation_names_every_form(form: str) -> None:
    assert f"`{form}`" in CITATIONS
