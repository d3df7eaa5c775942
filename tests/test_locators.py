"""Locators: for each format, a sentence is said to stand where a person who opens the file finds it."""

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pdf_fixtures import Sheet, Text, lines, pdf
from pptx import Presentation
from pptx.util import Inches
from test_epub import book, page
from test_mail import outlook
from test_word_processing import odt

from corpus.file_reading import read_file
from corpus.landmarks import Locator, Page

WORDS = "The {} rules were agreed by all five ports in the spring of that year, and they are reviewed every second winter."
TEXT = f"""Agreement on the lake

1. Scope

{WORDS.format("first")}

2. Offices

2.1 Struga

{WORDS.format("second")}

{WORDS.format("third")}
"""
MARKDOWN = """---
title: Notes of the board
---
# Notes of the board

Opening words were short.

## Ferries

A second ferry will sail. It carries sixty cars.

### Fares

- Adults pay ten crowns.
- Children sail free.

## Fishing

The ban ends in August.
"""
HTML = """<html><head><title>Ferry page</title></head><body><nav><a href="/">Home</a></nav><article><h1>Ferry page</h1>
<p>The ferry sails twice a day in winter and four times a day in summer.</p><h2>Fares</h2>
<p>An adult pays ten crowns for a crossing, and a child pays nothing at all.</p><h3>Groups</h3>
<p>Groups of ten pay for nine, if they book a week before they travel.</p><h2>Contact</h2>
<p>The office at the second pier opens at eight in the morning.</p></article></body></html>"""
RTF = rb"""{\rtf1\ansi{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}\pard\s1\outlinelevel0 Harbour rules\par
\pard\s0 Boats may moor for one night.\par Dogs stay on the lead.\par\pard\s1\outlinelevel0 Fines\par\pard\s0 The fine is 300 crowns.\par}"""
ODT = """<text:h text:outline-level="1">Harbour rules</text:h><text:p>Boats may moor for one night.</text:p>
<text:h text:outline-level="2">Fines</text:h><text:p>The fine is 300 crowns.</text:p>
<table:table><table:table-row><table:table-cell><text:p>Port</text:p></table:table-cell><table:table-cell><text:p>Fare</text:p></table:table-cell>
</table:table-row><table:table-row><table:table-cell><text:p>Struga</text:p></table:table-cell><table:table-cell><text:p>4</text:p></table:table-cell>
</table:table-row></table:table>"""
MAIL = b"""From: Ana <ana@example.org>
Subject: Piers
Date: Wed, 4 Oct 2023 09:00:00 +0200
Content-Type: text/plain

Hello Ben,

The pier is open again.

On Tue, Ben wrote:
> Is the pier open?
"""
BOOK = {
    "a.xhtml": page("<h1>The shore</h1><p>The shore is made of grey stone.</p><h2>Birds</h2><p>Herons nest there in spring.</p>"),
    "c.xhtml": page("<h1>The deep</h1><p>The lake is ninety metres deep.</p><p>Nobody has seen its floor.</p>"),
}


def word() -> bytes:
    made, target = docx.Document(), io.BytesIO()
    made.add_heading("Harbour rules", 0)
    made.add_paragraph("These rules hold for all piers.")
    made.add_heading("Mooring", 1)
    made.add_paragraph("Boats may moor for one night.")
    made.add_heading("Fines", 2)
    made.add_paragraph("The fine is 300 crowns.", style="List Bullet")
    table = made.add_table(2, 2)
    for cell, words in zip((cell for row in table.rows for cell in row.cells), ("Port", "Fare", "Struga", "4 crowns")):
        cell.text = words
    made.add_heading("Closing words", 1)
    made.add_paragraph("The rules hold from May.")
    made.save(target)
    return target.getvalue()


def slides() -> bytes:
    deck, target = Presentation(), io.BytesIO()
    for title, words in (("Border budget", "Spending rose by nine per cent."), ("Staffing", "Forty officers were hired in May.")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, words
        slide.notes_slide.notes_text_frame.text = f"Thank the team for {title.lower()} first."
    untitled = deck.slides.add_slide(deck.slide_layouts[6])
    untitled.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1)).text_frame.text = "The centre opens in 2026."
    deck.save(target)
    return target.getvalue()


def workbook() -> bytes:
    made, target = Workbook(), io.BytesIO()
    budget, sites = made.active, made.create_sheet("Sites")
    assert budget is not None
    budget.title = "Budget"
    for row in (["Item", "2022", "2023"], ["Boats", 120, 150], ["Radar", 80, 95]):
        budget.append(row)
    for cell, words in {"A1": "Sites of the agency", "A4": "Site", "B4": "Opened", "A6": "Shengjin", "B6": "in May"}.items():
        sites[cell] = words
    made.save(target)
    return target.getvalue()


def printed() -> bytes:
    def headed(number: str, heading: str, *words: str) -> Sheet:
        body = [text for row, line in enumerate(words) for text in lines(line, y=640 - 40 * row)]
        return Sheet([Text(72, 700, heading, 18, "B"), *body, Text(300, 30, number)])

    sheets = [
        headed("i", "Scope of the rules", "These rules hold for all piers of the lake,\nand for boats of both countries."),
        headed(
            "1",
            "Mooring and its fees",
            "Boats may moor for one night at any pier,\nand for a week at the second one.",
            "Dogs stay on the lead at all times.",
        ),
        headed("2", "Fines and their payment", "The fine is 300 crowns for a first offence,\nand it is doubled every time after that."),
    ]
    return pdf(sheets, catalog="/PageLabels<</Nums[0<</S/r>>1<</S/D>>]>>")


SPREAD = {
    "a.txt": (
        TEXT.encode(),
        {
            WORDS.format("first"): "1. Scope, paragraph 1",
            WORDS.format("second"): "2. Offices, 2.1 Struga, paragraph 2",
            WORDS.format("third"): "2. Offices, 2.1 Struga, paragraph 3",
        },
    ),
    "a.md": (
        MARKDOWN.encode(),
        {
            "Opening words were short.": "paragraph 1",
            "It carries sixty cars.": "Ferries, paragraph 2",
            "Children sail free.": "Ferries, Fares, paragraph 4",
            "The ban ends in August.": "Fishing, paragraph 5",
        },
    ),
    "a.html": (
        HTML.encode(),
        {
            "The ferry sails twice": "paragraph 1",
            "An adult pays": "Fares, paragraph 2",
            "Groups of ten": "Fares, Groups, paragraph 3",
            "The office at": "Contact, paragraph 4",
        },
    ),
    "a.rtf": (RTF, {"Dogs stay": "Harbour rules, paragraph 2", "The fine is": "Fines, paragraph 3"}),
    "a.odt": (
        odt(ODT),
        {
            "Boats may": "paragraph 1",  # the only heading of the first level is the title
            "The fine is": "Fines, paragraph 2",
            "Struga | 4": "Fines, table 1, row 2",
        },
    ),
    "a.docx": (
        word(),
        {
            "These rules hold for": "paragraph 1",
            "Boats may moor": "Mooring, paragraph 2",
            "The fine is": "Mooring, Fines, paragraph 3",
            "Struga | 4 crowns": "Mooring, Fines, table 1, row 2",
            "The rules hold from": "Closing words, paragraph 6",
        },
    ),
    "a.xlsx": (
        workbook(),
        {
            "Item: Boats; 2022: 120; 2023: 150": "sheet Budget, row 2",
            "Item: Radar; 2022: 80; 2023: 95": "sheet Budget, row 3",
            "Shengjin": "sheet Sites, Sites of the agency, row 6",
        },
    ),
    "a.csv": (b"Month,Arrivals\nJanuary,120\n\nMarch,143\n", {"Month: January; Arrivals: 120": "row 2", "Month: March; Arrivals: 143": "row 4"}),
    "a.epub": (
        book(BOOK),
        {
            "The shore is made": "The shore, paragraph 1",
            "Herons nest": "The shore, Birds, paragraph 2",
            "Nobody has seen": "The deep, paragraph 4",
        },
    ),
    "a.eml": (MAIL, {"The pier is open again.": "paragraph 2", "Is the pier open?": "earlier message"}),
    "a.msg": (outlook(), {"The ferries run until June.": "paragraph 1"}),
    "a.pdf": (
        printed(),
        {
            "These rules hold": "page 1 (printed i), paragraph 1",
            "Boats may moor": "page 2 (printed 1), Mooring and its fees, paragraph 1",
            "Dogs stay": "page 2 (printed 1), Mooring and its fees, paragraph 2",
            "The fine is": "page 3 (printed 2), Fines and their payment, paragraph 1",
        },
    ),
}


@pytest.mark.parametrize("name", SPREAD)
def test_each_sentence_stands_where_a_person_finds_it(name: str) -> None:
    content, places = SPREAD[name]
    document = read_file(name, content).documents[0]
    quotes = {document.text[span.start : span.end]: document.locator(span.start, span.end) for span in document.sentences}
    found = {opening: str(next(place for quote, place in quotes.items() if quote.startswith(opening))) for opening in places}
    assert found == places


def test_slides_are_counted_named_and_their_notes_told_apart() -> None:
    document = read_file("a.pptx", slides()).documents[0]
    assert document.page_kind == "slide"
    places = {document.text[span.start : span.end]: document.locator(span.start, span.end) for span in document.sentences}
    assert places["Spending rose by nine per cent."].page_words == "slide 1 (Border budget)"
    assert places["Forty officers were hired in May."].page_words == "slide 2 (Staffing)"
    assert places["The centre opens in 2026."].page_words == "slide 3"
    assert places["Thank the team for staffing first."].label == "notes"
    assert places["Thank the team for staffing first."].page_words == "slide 2 (Staffing)"


def test_a_sentence_that_stands_twice_has_two_places() -> None:
    document = read_file("a.md", b"# Title\n\n## A\n\nThe ferry leaves at nine.\n\n## B\n\nThe ferry leaves at nine.\n").documents[0]
    assert [str(document.locator(span.start, span.end)) for span in document.sentences] == ["A, paragraph 1", "B, paragraph 2"]


def test_a_sentence_that_runs_over_a_page_names_both() -> None:
    first = Sheet(
        lines("The rules of the lake hold for all boats, and they hold for every\npier of both of the countries, and they are reviewed", y=60)
    )
    second = Sheet(lines("every second winter by the ministers of both the countries and\ntheir ports. Dogs stay on the lead.", y=740))
    document = read_file("a.pdf", pdf([first, second])).documents[0]
    places = [document.locator(span.start, span.end).page_words for span in document.sentences]
    assert (places[0], places[-1]) in {("pages 1–2", "page 2"), ("page 1", "page 2")}


PAGES = (Page(0, 10, 1, "i"), Page(12, 20, 2, "ii"), Page(22, 30, 3, "1"))


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        (Locator((), None), ""),
        (Locator((), 3), "paragraph 3"),
        (Locator(("A", "B"), 3), "A, B, paragraph 3"),
        (Locator(("A",), 3, "row 12"), "A, row 12"),
        (Locator((), 1, "", PAGES[:1], "page"), "page 1 (printed i), paragraph 1"),
        (Locator((), 1, "", PAGES, "page"), "pages 1–3 (printed i–1), paragraph 1"),
        (Locator((), 1, "", (Page(0, 1, 4, "4"),), "page"), "page 4, paragraph 1"),
        (Locator((), 1, "", (Page(0, 1, 4),), "page"), "page 4, paragraph 1"),
        (Locator((), 1, "", (Page(0, 1, 2, "Budget"),), "sheet"), "sheet Budget, paragraph 1"),
        (Locator((), 1, "", (Page(0, 1, 2, "Budget"),), "slide"), "slide 2 (Budget), paragraph 1"),
        (Locator((), 1, "", (Page(0, 1, 2),), "part"), "part 2, paragraph 1"),
    ],
)
def test_a_locator_in_words(locator: Locator, words: str) -> None:
    assert str(locator) == words


@given(st.lists(st.sampled_from(["# A", "## B", "### C", "The ferry leaves at nine.", "- Dogs stay on the lead."]), min_size=1, max_size=15))
def test_headings_stand_over_what_follows_them_and_paragraphs_are_counted(blocks: list[str]) -> None:
    reading = read_file("a.md", "\n\n".join(["# Title", "Opening words.", *blocks]).encode())
    document = reading.documents[0]
    path: list[tuple[int, str]] = []
    expected = []
    for block in ["Opening words.", *blocks]:
        if block.startswith("#"):
            level = block.count("#")
            path = [*(above for above in path if above[0] < level), (level, block[-1])]
        else:
            expected.append(tuple(heading for _, heading in path))
    found = [document.locator(span.start, span.end) for span in document.sentences]
    assert [place.headings for place in found] == expected
    assert [place.paragraph for place in found] == list(range(1, len(expected) + 1))
