"""Transcripts: every question, quote, source and doubt is in every form, and nothing of a document acts in any of them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
import typer
from lxml import etree
from markdown_it import MarkdownIt
from proof_citations import HOSTILE, SHORE, Shelf, answer, conversation, saved
from typer.testing import CliRunner

from assistant.proof.answer_file import written
from assistant.proof.export import FORMS, exported
from assistant.proof.footnotes import footnote
from assistant.proof.transcript import NEAREST, PERHAPS, REPEATS, SILENT, Transcript, saved_transcript, transcript
from assistant.proof.transcript_html import transcript_html
from assistant.proof.transcript_markdown import transcript_markdown
from assistant.proof.transcript_word import transcript_word
from assistant.proof.wording import one_line
from corpus.errors import RapporteurError
from corpus.office.docx import read_docx
from ui.commands.export_command import Form, export

SHELF = Shelf()
WHOLE = transcript(conversation(SHELF), SHELF)


def words_of(html: str) -> str:
    """The words a page shows, on one line."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.shown: list[str] = []

        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            if tag in ("p", "li", "h1", "h2", "h3", "figcaption", "blockquote"):
                self.shown.append(" ")

        def handle_data(self, data: str) -> None:
            self.shown.append(data)

    reader = Reader()
    reader.feed(html.partition("</head>")[2])
    return " ".join("".join(reader.shown).split())


def word_text(content: bytes) -> str:
    """The words of a Word document as this program reads them, on one line."""
    return " ".join(read_docx(content).text.split())


def said(made: Transcript) -> list[str]:
    """All that a transcript must say."""
    lines = [made.title]
    for exchange in made.exchanges:
        lines += [exchange.question, *exchange.remarks]
    for exhibit in made.exhibits:
        lines += [f"“{exhibit.words}”", exhibit.status, footnote(exhibit.cited)]
    return lines


def test_quotes_are_numbered_through_the_whole_conversation() -> None:
    assert [exhibit.note for exhibit in WHOLE.exhibits] == list(range(1, len(WHOLE.exhibits) + 1))
    first = WHOLE.exchanges[0]
    assert [(quote.note, quote.cited.number) for quote in first.quotes] == [(1, 1), (3, 2)]
    assert {note: [repeat.cited.document.document_id for repeat in repeats] for note, repeats in first.repeats.items()} == {1: ["copy.txt"]}


def test_doubt_stands_above_the_quotes() -> None:
    perhaps, silent = WHOLE.exchanges[1:3]
    assert perhaps.remarks == ("Searched for: Who closed the shore?", PERHAPS, "Not covered: who.")
    assert silent.remarks == (SILENT, "Nothing found covers: zebras, eat.", NEAREST)
    nothing = transcript([answer("Nothing?", "silent", [])], SHELF)
    assert nothing.exchanges[0].remarks == (SILENT,)


def test_a_quote_that_is_not_there_is_not_called_checked() -> None:
    false = replace(conversation(SHELF)[0].citations[0], quote="The harbour counted 413 vessels in February.")
    made = transcript([answer("How many?", "answers", [false])], SHELF)
    assert made.exhibits[0].status.startswith("Not confirmed")
    assert WHOLE.exhibits[0].status.startswith("Checked word for word against the text with SHA-256 ")


def test_answer_files_give_the_same_transcript_with_the_day_it_was_checked() -> None:
    again = saved_transcript(saved(SHELF))
    assert [exhibit.words for exhibit in again.exhibits] == [exhibit.words for exhibit in WHOLE.exhibits]
    assert [footnote(exhibit.cited) for exhibit in again.exhibits] == [footnote(exhibit.cited) for exhibit in WHOLE.exhibits]
    assert [exhibit.status for exhibit in again.exhibits] == [exhibit.status[:-1] + ", on 3 February 2026." for exhibit in WHOLE.exhibits]


def test_html_says_everything_and_holds_nothing_else() -> None:
    html = transcript_html(WHOLE)
    shown = words_of(html)
    for line in said(WHOLE):
        assert " ".join(re.sub(r"\s+", " ", line).split()) in shown.replace("↩ ", "").replace("↩", "")
    tags = set(re.findall(r"<(\w+)", html.partition("<body>")[2]))
    assert tags <= {"main", "h1", "h2", "h3", "section", "figure", "blockquote", "figcaption", "p", "bdi", "sup", "a", "ol", "li"}
    assert not re.search(r"\son\w+=\"", re.sub(r'"[^"]*"', '""', html))
    links = re.findall(r'href="([^"]*)"', html)
    assert all(link.startswith(("#", "https://example.org/")) for link in links)
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(re.findall(r'id="([^"]*)"', html))
    assert "default-src 'none'" in html and "prefers-color-scheme: dark" in html and "@media print" in html


def test_markdown_says_everything_and_nothing_acts() -> None:
    markdown = transcript_markdown(WHOLE)
    body, _, notes = markdown.partition("\n\n[^1]: ")
    tokens = [token for block in MarkdownIt("commonmark").parse(body) for token in (block, *(block.children or []))]
    kinds = {token.type for token in tokens}
    assert kinds <= {f"{kind}_{end}" for kind in ("heading", "paragraph", "blockquote", "em") for end in ("open", "close")} | {
        "inline",
        "text",
        "text_special",
    }
    shown = " ".join("".join(inline.content for inline in token.children or []) for token in tokens if token.type == "inline")
    for exchange in WHOLE.exchanges:
        for line in (exchange.question, *exchange.remarks, *(quote.words for quote in exchange.exhibits)):
            assert line in shown
    assert [int(number) for number in re.findall(r"^\[\^(\d+)\]: ", "[^1]: " + notes, re.MULTILINE)] == list(range(1, len(WHOLE.exhibits) + 1))
    assert sorted(map(int, re.findall(r"”\[\^(\d+)\]", body))) == list(range(1, len(WHOLE.exhibits) + 1))


def test_the_word_document_says_everything_when_it_is_read_back() -> None:
    reading = read_docx(transcript_word(WHOLE))
    text = " ".join(reading.text.split())
    for exchange in WHOLE.exchanges:
        for line in (exchange.question, *exchange.remarks):
            assert line in text
    for exhibit in WHOLE.exhibits:
        assert exhibit.words in text
        assert exhibit.status in text
        assert footnote(exhibit.cited) in text
    assert reading.title == WHOLE.title
    assert not reading.remarks
    headings = [reading.text[block.start : block.end] for block in reading.blocks if block.kind == "heading"]
    assert [exchange.question for exchange in WHOLE.exchanges] == [" ".join(heading.split()) for heading in headings][-4:]


def test_the_word_document_has_footnotes_where_the_quotes_end() -> None:
    content = transcript_word(WHOLE)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    document, notes = parts["word/document.xml"], parts["word/footnotes.xml"]
    marks = [int(mark.get(f"{w}id")) for mark in document.iter(f"{w}footnoteReference")]
    assert marks == [exhibit.note for exhibit in WHOLE.exhibits]
    texts = {int(note.get(f"{w}id")): "".join(note.itertext(f"{w}t")).strip() for note in notes.iter(f"{w}footnote")}
    assert [texts[mark] for mark in marks] == [footnote(exhibit.cited) for exhibit in WHOLE.exhibits]
    links = {link.get("Id"): link.get("Target") for link in parts["word/_rels/footnotes.xml.rels"]}
    assert all(target.startswith("https://example.org/") for target in links.values())
    used = {link.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") for link in notes.iter(f"{w}hyperlink")}
    assert used == set(links)
    named = {override.get("PartName").lstrip("/") for override in parts["[Content_Types].xml"] if override.get("PartName")}
    assert named <= set(parts)
    styles = {style.get(f"{w}styleId") for style in parts["word/styles.xml"].iter(f"{w}style")}
    for part in (document, notes):
        for kind in ("pStyle", "rStyle"):
            assert {style.get(f"{w}val") for style in part.iter(f"{w}{kind}")} <= styles


def test_another_library_opens_the_word_document() -> None:
    opened = docx.Document(io.BytesIO(transcript_word(WHOLE)))
    assert opened.core_properties.title == WHOLE.title
    assert [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Heading 1"] == [
        exchange.question for exchange in WHOLE.exchanges
    ]
    quotes = [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Quote"]
    assert quotes == [f"“{exhibit.words}”" for exhibit in WHOLE.exhibits]


def test_right_to_left_text_is_set_so() -> None:
    with zipfile.ZipFile(io.BytesIO(transcript_word(WHOLE))) as package:
        document = package.read("word/document.xml").decode()
    paragraph = document[: document.index(SHORE)].rpartition("<w:p>")[2]
    assert "<w:bidi/>" in paragraph and '<w:rtl/><w:lang w:bidi="ar"/>' in paragraph


def test_the_same_conversation_gives_the_same_bytes() -> None:
    assert transcript_word(WHOLE) == transcript_word(transcript(conversation(Shelf()), Shelf()))
    assert all(exported(saved(SHELF), form) == exported(saved(Shelf()), form) for form in FORMS)


def test_an_empty_conversation_is_a_title() -> None:
    empty = transcript([], SHELF)
    assert words_of(transcript_html(empty)) == empty.title
    assert word_text(transcript_word(empty)) == empty.title
    assert transcript_markdown(empty) == f"# {empty.title}\n"


def _command() -> typer.Typer:
    app = typer.Typer()
    app.command()(export)
    return app


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    names = []
    for number, one in enumerate(saved(SHELF), 1):
        (tmp_path / f"{number}.json").write_bytes(written(one))
        names.append(str(tmp_path / f"{number}.json"))
    return names


@pytest.mark.parametrize("form", Form)
def test_the_command_writes_every_form(files: list[str], tmp_path: Path, form: Form) -> None:
    printed = CliRunner().invoke(_command(), [*files, "--format", form])
    output = tmp_path / "out"
    wrote = CliRunner().invoke(_command(), [*files, "--format", form, "--output", str(output)])
    assert (printed.exit_code, wrote.exit_code) == (0, 0)
    assert printed.stdout_bytes == output.read_bytes() == exported(saved(SHELF), form)
    assert set(FORMS) == set(Form)


def test_exports_hold_the_citations_of_answers_alone(files: list[str]) -> None:
    collection = json.loads(exported(saved(SHELF), "annotation"))
    assert collection["total"] == 5
    exact = [item["target"]["selector"][0]["exact"] for item in collection["first"]["items"]]
    assert "The courier carried a parcel." not in exact and exact[0] == "The harbour counted 412 vessels in February."
    items, citations = (json.loads(exported(saved(SHELF), form)) for form in ("csl", "csl-citations"))
    assert len(items) == 5 and len(citations) == 5
    assert {cited["id"] for citation in citations for cited in citation["citationItems"]} == {item["id"] for item in items}
    assert [citation["properties"]["noteIndex"] for citation in citations] == [1, 2, 3, 4, 5]
    assert exported(saved(SHELF), "bibtex").decode().count("\n@") == 4
    assert exported(saved(SHELF), "footnotes").decode().count("\n") == 5


def test_what_a_terminal_would_obey_is_escaped(files: list[str]) -> None:
    for form in set(FORMS) - {"docx"}:
        text = exported(saved(SHELF), form).decode()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), form
    assert one_line(HOSTILE) in exported(saved(SHELF), "footnotes").decode()


def test_a_changed_answer_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"
    changed.write_bytes(written(saved(SHELF)[0]).replace(b"412", b"413"))
    result = CliRunner().invoke(_command(), [str(changed), "--format", "html"])
    assert isinstance(result.exception, RapporteurError)
    assert "seal" in str(result.exception)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff", b"[]"])
def test_what_is_no_answer_file_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "answer.json"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(_command(), [str(path), "--format", "csl"])
    assert isinstance(result.exception, RapporteurError)
    assert str(path) in str(result.exception)


def test_an_unwritable_output_is_named(files: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(_command(), [*files, "--format", "csl", "--output", str(tmp_path / "none" / "out")])
    assert isinstance(result.exception, RapporteurError)
    assert "none" in str(result.exception)


def test_repeats_are_said_to_be_repeats() -> None:
    assert transcript_markdown(WHOLE).count(REPEATS) == 1
    assert words_of(transcript_html(WHOLE)).count(REPEATS) == 1
    assert word_text(transcript_word(WHOLE)).count(REPEATS) == 1
