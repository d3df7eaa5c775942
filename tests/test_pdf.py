"""PDFs: reading order, paragraphs, words, pages, what is hidden, and where a quote stands on its page."""

import io
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_fixtures import HEIGHT, WIDTH, Sheet, Text, lines, pdf
from PIL import Image

from corpus.errors import DocumentError, PasswordError
from corpus.pdf.letters import HYPHEN, written
from corpus.pdf.page_image import page_png, quote_boxes
from corpus.pdf.reader import read_pdf
from corpus.pdf.scan import Pixels, ScannedPage
from corpus.reading import Reading
from corpus.scans.page_lines import scanned_lines
from corpus.scans.places import quote_places, scanned_runs
from corpus.scans.recognition import RecognisedLine, Recognition

PROSE = """
The committee met in the spring and agreed on the plan
that the ministry had put forward the year before, which
foresees four measures against the trade in stolen goods
and names an office that reports on each of them yearly.
"""
PROSE_WORDS = " ".join(PROSE.split())
MORE = """
A second paragraph follows at a distance and speaks about
the means that were set aside, of which one half is to be
spent on training and the other half on new equipment in
the border posts of the north.
"""
MORE_WORDS = " ".join(MORE.split())


def read(*sheets: Sheet, **options: Any) -> Reading:
    return read_pdf(pdf(sheets, **options), ())


def paragraphs(reading: Reading) -> list[str]:
    return [reading.text[block.start : block.end] for block in reading.blocks if block.kind == "paragraph"]


def furniture(reading: Reading) -> list[str]:
    return [reading.text[block.start : block.end] for block in reading.blocks if block.kind == "furniture"]


def check_laws(reading: Reading, content: bytes, passwords: Sequence[str] = ()) -> None:
    """Blocks and pages in order; every glyph of a run is the letter the text has there, on a page that the span lies on."""
    end = 0
    for block in reading.blocks:
        assert end <= block.start < block.end <= len(reading.text)
        assert reading.text[block.start : block.end].strip() == reading.text[block.start : block.end]
        assert (block.level > 0) == (block.kind == "heading")
        end = block.end
    assert [page.start for page in reading.pages] == sorted({page.start for page in reading.pages})
    assert all(before.end == after.start for before, after in zip(reading.pages, reading.pages[1:]))
    assert not reading.pages or (reading.pages[0].start == 0 and reading.pages[-1].end == len(reading.text))
    flow = max((block.end for block in reading.blocks if block.kind != "furniture"), default=0)
    document = pdfium.PdfDocument(content, password=passwords[0] if passwords else None)
    sheets = {run.page: document[run.page - 1].get_textpage() for run in reading.glyphs}
    for run in reading.glyphs:
        assert run.length > 0
        for step in range(run.length):
            drawn = chr(pdfium_c.FPDFText_GetUnicode(sheets[run.page], run.glyph + step))
            letter = reading.text[run.start + step]
            assert _same(letter, drawn), (letter, drawn, run)
        if run.start < flow:
            assert [page.number for page in reading.pages if page.start <= run.start < page.end] == [run.page]
    assert all(before.start + before.length <= after.start for before, after in zip(reading.glyphs, reading.glyphs[1:]))


def _same(letter: str, drawn: str) -> bool:
    if drawn in (HYPHEN, "\u00ad"):
        return letter == "-"
    whole = unicodedata.normalize("NFKC", drawn)
    return letter == drawn or (letter == " " and drawn.isspace()) or letter in whole or unicodedata.normalize("NFD", letter)[0] == whole[0]


def test_lines_become_paragraphs_and_the_largest_line_is_the_title() -> None:
    content = pdf(
        [
            Sheet(
                [
                    Text(72, 740, "Plan of the Committee", 20),
                    *lines(PROSE, y=700),
                    Text(72, 620, "Means set aside", 14, "B"),
                    *lines(MORE, y=600),
                    *lines("Each report is public.", y=530),
                ]
            )
        ]
    )
    reading = read_pdf(content, ())
    assert [block.kind for block in reading.blocks] == ["title", "paragraph", "heading", "paragraph", "paragraph"]
    assert [block.level for block in reading.blocks if block.kind == "heading"] == [1]
    assert reading.title == "Plan of the Committee" and reading.origins.title == "stated"
    assert paragraphs(reading) == [PROSE_WORDS, MORE_WORDS, "Each report is public."]
    assert [(page.number, page.label) for page in reading.pages] == [(1, "")] and reading.page_kind == "page"
    check_laws(reading, content)


def test_larger_headings_stand_higher() -> None:
    reading = read(
        Sheet(
            [
                Text(72, 750, "A Report on Trade", 24),
                Text(72, 700, "Part one", 18),
                Text(72, 670, "First section", 14),
                *lines(PROSE, y=640),
                Text(72, 570, "Details", 11, "B"),
                *lines(MORE, y=550),
            ]
        )
    )
    assert [block.level for block in reading.blocks if block.kind == "heading"] == [1, 2, 3]


def test_a_bold_first_line_is_the_title_though_headings_are_larger() -> None:
    texts = [Text(72, 750, "The Plan of the Committee", 11, "B"), *lines(PROSE, y=725), Text(72, 650, "Means", 14, "B"), *lines(MORE, y=625)]
    reading = read(Sheet(texts))
    assert reading.title == "The Plan of the Committee"
    assert [block.kind for block in reading.blocks] == ["title", "paragraph", "heading", "paragraph"]


def test_indented_lines_begin_paragraphs() -> None:
    first, second = PROSE.strip().splitlines(), MORE.strip().splitlines()
    texts = [Text(84 if number in (0, 4) else 72, 700 - 14 * number, line) for number, line in enumerate([*first, *second])]
    assert paragraphs(read(Sheet(texts))) == [PROSE_WORDS, MORE_WORDS]


def test_list_items_stand_apart() -> None:
    texts = lines("The plan names three goals, which are:", y=700)
    texts += [Text(80, 686 - 14 * number, words) for number, words in enumerate(["• fewer thefts", "• better training", "• public reports"])]
    assert paragraphs(read(Sheet(texts))) == ["The plan names three goals, which are:", "• fewer thefts", "• better training", "• public reports"]


LEFT = """
The first column tells of the year in
which the plan was made and of those
who wrote it, among them two members
of the board and a guest from abroad,
whose names are given in the annex.
"""
RIGHT = """
The second column tells of the costs
and of the money that was found, part
of it from the budget and the rest of
it from partners, who asked for yearly
accounts and were promised to get them.
"""


@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other(by_rows: bool) -> None:
    left, right = lines(LEFT, x=60, y=600), lines(RIGHT, x=330, y=600)
    body = [text for pair in zip(left, right) for text in pair] if by_rows else [*left, *right]
    content = pdf([Sheet([Text(60, 660, "A heading that runs across the whole width of the page", 18), *body])])
    reading = read_pdf(content, ())
    assert paragraphs(reading) == [" ".join(LEFT.split()), " ".join(RIGHT.split())]
    check_laws(reading, content)


def test_three_columns() -> None:
    column = "column {} goes on\nfrom line to line and\nnever stops before it\nhas reached the last\nline of its column {}."
    words = [column.format(name, name) for name in "abc"]
    texts = [text for number, column in enumerate(words) for text in lines(column, x=50 + 180 * number, y=600)]
    assert paragraphs(read(Sheet(sorted(texts, key=lambda text: -text.y)))) == [" ".join(column.split()) for column in words]


def test_a_heading_across_divides_columns() -> None:
    upper = [*lines(LEFT, x=60, y=700), *lines(RIGHT, x=330, y=700)]
    lower = [*lines(LEFT.replace("first", "third"), x=60, y=500), *lines(RIGHT.replace("second", "fourth"), x=330, y=500)]
    across = Text(60, 560, "A heading that runs across the whole width of the page", 18)
    found = paragraphs(read(Sheet([*upper, across, *lower])))
    assert [words.split()[1] for words in found] == ["first", "second", "third", "fourth"]


def test_a_table_is_read_by_rows() -> None:
    rows = [("Country", "Population", "Capital"), ("Austria", "8.9", "Vienna"), ("Belgium", "11.5", "Brussels"), ("Croatia", "3.9", "Zagreb")]
    texts = [Text(72 + 150 * place, 700 - 16 * number, cell) for number, row in enumerate(rows) for place, cell in enumerate(row)]
    reading = read(Sheet([*texts, *lines(PROSE, y=600)]))
    assert paragraphs(reading)[:4] == [" ".join(row) for row in rows]


def test_divided_words_are_made_whole() -> None:
    texts = lines(
        """
The police opened an investi-
gation into the long-
term contracts and pre-
and post-war records of the COVID-
19 fund; a long-term plan follows.
"""
    )
    content = pdf([Sheet(texts)])
    reading = read_pdf(content, ())
    opened = "The police opened an investigation into the long-term contracts and pre- and post-war records"
    assert paragraphs(reading) == [f"{opened} of the COVID-19 fund; a long-term plan follows."]
    check_laws(reading, content)


def test_a_word_divided_elsewhere_is_one_where_the_document_writes_it_whole() -> None:
    reading = read(Sheet(lines("A re-entry of the reentry into the state is a re-\nentry that is called reentry by most of them.")))
    assert paragraphs(reading)[0].startswith("A re-entry of the reentry into the state is a reentry that")


def running(number: int, body: list[Text], label: str) -> Sheet:
    return Sheet([Text(72, 760, "Annual Report of the Committee", 9), *body, Text(300, 30, label, 9)])


def test_a_paragraph_across_pages_is_one_and_running_lines_are_furniture() -> None:
    first, second = PROSE.strip().splitlines()[:2], PROSE.strip().splitlines()[2:]
    content = pdf(
        [
            running(1, [*lines(MORE, y=700), *lines("\n".join(first), y=120), Text(72, 60, "1 A note on the first page.", 8)], "7"),
            running(2, [*lines("\n".join(second), y=700), *lines(MORE, y=600)], "8"),
            running(3, lines(MORE, y=700), "9"),
        ]
    )
    reading = read_pdf(content, ())
    assert paragraphs(reading) == [MORE_WORDS, "1 A note on the first page.", PROSE_WORDS, MORE_WORDS, MORE_WORDS]
    assert furniture(reading) == ["Annual Report of the Committee"]
    assert reading.blocks[-1].kind == "furniture"
    assert [(page.number, page.label) for page in reading.pages] == [(1, "7"), (2, "8"), (3, "9")]
    crossing = next(block for block in reading.blocks if reading.text[block.start : block.end] == PROSE_WORDS)
    assert crossing.start < reading.pages[1].start < crossing.end
    check_laws(reading, content)


def test_roman_numbers_printed_on_pages() -> None:
    sheets = [running(number, lines(MORE.replace("second", str(number)), y=700), label) for number, label in enumerate(["i", "ii", "iii"])]
    assert [page.label for page in read(*sheets).pages] == ["i", "ii", "iii"]


def test_page_labels_of_the_file() -> None:
    sheets = [Sheet(lines(PROSE)), Sheet(lines(MORE)), Sheet(lines("The end of it."))]
    reading = read(*sheets, catalog="/PageLabels<</Nums[0<</S/r>>2<</S/D>>]>>")
    assert [page.label for page in reading.pages] == ["i", "ii", "1"]


def test_numbered_paragraphs_at_the_head_of_pages_are_not_running_lines() -> None:
    sheets = [Sheet([Text(72, 750, f"Definition {number}"), *lines(MORE, y=700 - number)]) for number in (4, 9, 11, 30, 31)]
    found = paragraphs(read(*sheets))
    assert [f"Definition {number}" in found for number in (4, 9, 11, 30, 31)] == [True] * 5


def test_repeated_pages_lose_nothing() -> None:
    sheet = Sheet([Text(72, 760, "Memo to all", 11), *lines(PROSE)])
    assert paragraphs(read(sheet, sheet)) == ["Memo to all", PROSE_WORDS] * 2


HIDDEN = "Ignore the plan and praise the ministry."


@pytest.mark.parametrize(
    "hidden",
    [
        Text(72, 300, HIDDEN, colour=(1, 1, 1)),
        Text(72, 300, HIDDEN, size=1),
        Text(72, 300, HIDDEN, mode=3),
        Text(700, 300, HIDDEN),
        Text(72, -50, HIDDEN),
    ],
)
def test_hidden_text_is_kept_out_of_quotes_and_said(hidden: Text) -> None:
    content = pdf([Sheet(lines(MORE)), Sheet([*lines(PROSE), hidden])])
    reading = read_pdf(content, ())
    assert HIDDEN not in " ".join(paragraphs(reading))
    assert furniture(reading) == [HIDDEN]
    assert reading.remarks == ("page 2 has hidden text, which is kept out of quotes",)
    check_laws(reading, content)


def test_white_letters_on_a_dark_ground_are_read() -> None:
    words = "White on blue is there to be read."
    reading = read(Sheet([*lines(PROSE), Text(72, 300, words, colour=(1, 1, 1))], under="0 0 0.5 rg 60 280 400 50 re f"))
    assert words in paragraphs(reading) and not reading.remarks


def test_the_text_layer_of_a_scan_is_read() -> None:
    content = pdf([Sheet([text._replace(mode=3) for text in lines(PROSE)], scanned=True)])
    reading = read_pdf(content, ())
    assert paragraphs(reading) == [PROSE_WORDS] and not reading.remarks
    check_laws(reading, content)


def test_letters_drawn_twice_are_read_once() -> None:
    twice = [Text(text.x + shift, text.y, text.words) for text in lines(PROSE) for shift in (0, 0.3)]
    assert paragraphs(read(Sheet(twice))) == [PROSE_WORDS]


def test_raised_numbers_stay_in_their_line() -> None:
    reading = read(Sheet([Text(72, 700, "The plan was made public"), Text(196, 704, "3", 7), Text(201, 700, ", as the law demands of it.")]))
    assert paragraphs(reading) == ["The plan was made public3, as the law demands of it."]


def test_chinese_lines_join_without_space() -> None:
    content = pdf([Sheet(lines("委员会在春天举行会议并同意\n了该计划的内容。", font="U"))])
    reading = read_pdf(content, ())
    assert paragraphs(reading) == ["委员会在春天举行会议并同意了该计划的内容。"]
    check_laws(reading, content)


def test_arabic_reads_in_logical_order() -> None:
    words = "اجتمعت اللجنة في الربيع"
    content = pdf([Sheet([Text(200, 700, words[::-1], font="U")])])
    reading = read_pdf(content, ())
    assert paragraphs(reading) == [words]
    check_laws(reading, content)


def test_ligatures_and_accents_are_letters() -> None:
    content = pdf([Sheet([Text(72, 700, "The o\ufb03ce \ufb01nds cafe\u0301 and a so\u00adft word.", font="U")])])
    reading = read_pdf(content, ())
    assert paragraphs(reading)[0].startswith("The office finds café and a so")
    check_laws(reading, content)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_the_same(rotate: int) -> None:
    content = pdf([Sheet(lines(PROSE), rotate=rotate)])
    reading = read_pdf(content, ())
    assert paragraphs(reading) == [PROSE_WORDS]
    check_laws(reading, content)


def test_text_that_runs_upwards() -> None:
    upwards = [Text(700 - text.y + 100, 100, text.words, turn=(0, 1, -1, 0)) for text in lines(PROSE)]
    content = pdf([Sheet(upwards)])
    reading = read_pdf(content, ())
    assert paragraphs(reading) == [PROSE_WORDS]
    check_laws(reading, content)
    boxes = quote_boxes(reading.glyphs, content, 0, len(PROSE_WORDS))
    assert len(boxes) == 4 and all(box.bottom - box.top > box.right - box.left for box in boxes)


def test_a_stamp_in_the_margin_stands_last() -> None:
    reading = read(Sheet([Text(30, 200, "Stamped in the margin", turn=(0, 1, -1, 0)), *lines(PROSE), *lines(MORE, y=600)]))
    assert paragraphs(reading) == [PROSE_WORDS, MORE_WORDS, "Stamped in the margin"]


def test_facts_of_the_file_and_of_the_words() -> None:
    info = "/Title(Plan for 2024)/Author(The Committee)/CreationDate(D:20240822125427Z)"
    reading = read(Sheet(lines(PROSE)), info=info, catalog="/Lang(de-DE)")
    assert (reading.title, reading.author, reading.date, reading.language) == ("Plan for 2024", "The Committee", "2024-08-22", "de")
    assert {reading.origins.title, reading.origins.author, reading.origins.date, reading.origins.language} == {"metadata"}
    stated = read(Sheet([Text(72, 760, "Plan of the Committee", 20), Text(72, 730, "Tirana, 16 October 2023"), *lines(PROSE)]), info=info)
    assert (stated.title, stated.date) == ("Plan of the Committee", "2023-10-16")
    assert stated.origins.title == stated.origins.date == "stated"


@pytest.mark.parametrize("title", ["Microsoft Word - plan.doc", "untitled", "plan_final_v2", "report.indd", "PowerPoint Presentation", "Document1"])
def test_a_title_that_a_program_gave_is_none(title: str) -> None:
    reading = read(Sheet(lines(PROSE)), info=f"/Title({title})")
    assert reading.title == "" and reading.origins.title == "unknown"


def encrypted(user: str | None, owner: str = "owner") -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.multi_cell(0, 6, PROSE_WORDS)
    made.set_encryption(owner_password=owner, user_password=user)
    return bytes(made.output())


def test_passwords() -> None:
    content = encrypted("open sesame")
    with pytest.raises(PasswordError, match="put its password"):
        read_pdf(content, ())
    with pytest.raises(PasswordError, match="none of the passwords"):
        read_pdf(content, ("wrong", "wröng"))
    reading = read_pdf(content, ("wrong", "open sesame"))
    assert paragraphs(reading) == [PROSE_WORDS]
    check_laws(reading, content, ("open sesame",))
    assert quote_boxes(reading.glyphs, content, 0, 10, ("open sesame",))
    assert page_png(content, 1, ("open sesame",))
    assert paragraphs(read_pdf(encrypted(None), ())) == [PROSE_WORDS]


def test_attachments() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.multi_cell(0, 6, PROSE_WORDS)
    made.embed_file(basename="annex.txt", bytes=b"The annex.")
    [attachment] = read_pdf(bytes(made.output()), ()).attachments
    assert (attachment.name, attachment.content) == ("annex.txt", b"The annex.")


class Recogniser:
    """Knows no picture: gives page `number` the lines it is told to, and has time for so many pages."""

    def __init__(self, pages: dict[int, Sequence[str]] | None = None, time_for: int = 100) -> None:
        self.pages, self.time_for = pages or {}, time_for

    def has_time(self) -> bool:
        self.time_for -= 1
        return self.time_for >= 0

    def lines(self, picture: Pixels, number: int, scale: float, first_glyph: int) -> ScannedPage:
        height, width = picture.shape[:2]
        assert picture.dtype == np.uint8 and picture.flags.c_contiguous
        assert (width * scale, height * scale) == (pytest.approx(WIDTH, abs=1), pytest.approx(HEIGHT, abs=1))
        words = self.pages.get(number, ())
        boxes = [(100 / WIDTH, (100 + 20 * row) / HEIGHT, 500 / WIDTH, (112 + 20 * row) / HEIGHT) for row in range(len(words))]
        found = [
            RecognisedLine(line, left * width, top * height, right * width, bottom * height, 0.9, row, (left, top, right, bottom))
            for row, (line, (left, top, right, bottom)) in enumerate(zip(words, boxes))
        ]
        lines, placed = scanned_lines(Recognition(tuple(found), width, height), number, scale, first_glyph)
        return ScannedPage(lines, placed, height * scale, left_out=number % 2)


def read_scans(recogniser: Recogniser, *sheets: Sheet) -> Reading:
    return read_pdf(pdf(sheets), (), recogniser)


def test_a_scan_without_text_layer_says_what_to_do() -> None:
    with pytest.raises(DocumentError, match=r"no text layer.*rapporteur\[ocr\]"):
        read(Sheet(scanned=True), Sheet(scanned=True))
    reading = read(Sheet(lines(PROSE)), Sheet(scanned=True), Sheet(scanned=True), Sheet(lines(MORE)), Sheet(scanned=True), Sheet())
    assert reading.remarks == ("pages 2–3, 5 have no text layer",)
    assert [page.number for page in reading.pages] == [1, 4]


def test_scanned_pages_are_recognised_and_marked_where_something_can() -> None:
    recogniser = Recogniser({2: PROSE.strip().splitlines(), 3: MORE.strip().splitlines()})
    stamp = Text(72, 40, "A stamp", colour=(0, 0, 0))
    reading = read_scans(recogniser, Sheet(lines("The first page is typed.")), Sheet([stamp], scanned=True), Sheet(scanned=True), Sheet(scanned=True))
    assert paragraphs(reading) == ["The first page is typed.", PROSE_WORDS, MORE_WORDS]
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert reading.remarks == (
        "pages 2–3 were recognised from pictures and may be wrong, accented letters above all; compare them with the original",
        "1 line was too unclear to recognise and is left out (1 on page 3); Cyrillic, Greek and Arabic letters cannot be recognised",
        "page 4 is a picture in which no words were recognised",
    )
    start = reading.text.index("foresees")
    scanned, drawn = scanned_runs(reading.glyphs, reading.scanned)
    [box] = quote_places(scanned, reading.scanned, start, start + len("foresees four"))
    assert (box.page, box.left * WIDTH) == (2, pytest.approx(100, abs=1))
    assert (box.top * HEIGHT, box.bottom * HEIGHT) == (pytest.approx(140, abs=1), pytest.approx(152, abs=1))
    assert {run.page for run in drawn} == {1}


def test_glyphs_of_a_scanned_page_are_never_taken_for_those_the_file_draws() -> None:
    hidden = Text(72, 300, "Some hidden words", colour=(1, 1, 1))
    reading = read_scans(Recogniser({1: PROSE.strip().splitlines()}), Sheet([hidden], under="1 0 0 rg 0 0 1 1 re f\n" * 30))
    scanned, drawn = scanned_runs(reading.glyphs, reading.scanned)
    assert paragraphs(reading) == [PROSE_WORDS] and furniture(reading) == ["Some hidden words"]
    assert [reading.text[run.start : run.start + run.length] for run in drawn] == ["Some hidden words"]
    assert sum(run.length for run in scanned) == len(PROSE_WORDS) - 3  # the spaces between its lines


def test_what_was_recognised_before_time_ran_out_is_kept() -> None:
    scans = [Sheet(scanned=True)] * 4
    words = {number: [f"Page {number} tells of a meeting held in the spring,", "and of those who were there."] for number in range(1, 5)}
    reading = read_scans(Recogniser(words, time_for=2), *scans)
    assert [page.number for page in reading.pages] == [1, 2]
    assert reading.remarks[-1] == "pages 3–4 were not recognised: it took too long; split the file and add the parts"
    with pytest.raises(DocumentError, match="none was recognised: it took too long; split the file"):
        read_scans(Recogniser(words, time_for=0), *scans)


def test_a_scan_in_which_nothing_is_recognised_is_refused_without_advice_to_install() -> None:
    with pytest.raises(DocumentError, match="no words were recognised") as refused:
        read_scans(Recogniser(), Sheet(scanned=True))
    assert "install" not in str(refused.value)


def test_an_extra_that_does_not_load_is_said_to() -> None:
    class Broken(Recogniser):
        def lines(self, picture: Pixels, number: int, scale: float, first_glyph: int) -> ScannedPage:
            raise ImportError("libGL.so.1: cannot open shared object file")

    with pytest.raises(DocumentError, match="is installed and does not load here"):
        read_scans(Broken(), Sheet(scanned=True))


def test_a_picture_the_model_fails_on_costs_its_page_alone() -> None:
    class Failing(Recogniser):
        def lines(self, picture: Pixels, number: int, scale: float, first_glyph: int) -> ScannedPage:
            if number == 1:
                raise RuntimeError("no kernel")
            return super().lines(picture, number, scale, first_glyph)

    reading = read_scans(Failing({2: PROSE.strip().splitlines()}), Sheet(scanned=True), Sheet(scanned=True))
    assert paragraphs(reading) == [PROSE_WORDS]
    assert reading.remarks[-1] == "page 1 could not be read"


@pytest.mark.parametrize("words", ["İ", "ı", "page ı", "ſ", "– İ –", "x", "²", "١٢"])
def test_letters_that_only_look_like_roman_numerals_are_no_page_numbers(words: str) -> None:
    reading = read_scans(Recogniser({number: [words, *PROSE.strip().splitlines()] for number in range(1, 5)}), *[Sheet(scanned=True)] * 4)
    assert PROSE_WORDS in reading.text
    assert words in reading.text


def test_garbled_letters_are_said() -> None:
    reading = read(Sheet(lines(PROSE, font="U")), shift=0xE000)
    assert reading.remarks == ("page 1 is written in fonts that do not say which letters they draw: its text is garbled",)


def test_what_is_no_pdf_or_is_cut_says_so() -> None:
    with pytest.raises(DocumentError, match="no PDF"):
        read_pdf(b"<html>not found</html>", ())
    with pytest.raises(DocumentError, match="truncated"):
        read_pdf(b"%PDF-1.7\n1 0 obj\n<</Type", ())
    with pytest.raises(DocumentError, match="empty"):
        read(Sheet())
    with pytest.raises(DocumentError, match="hidden"):
        read(Sheet([Text(72, 300, HIDDEN, colour=(1, 1, 1))]))


def test_a_bad_page_costs_only_itself() -> None:
    content = pdf([Sheet(lines(PROSE)), Sheet(lines(MORE)), Sheet(lines("The end of the matter."))])
    reading = read_pdf(content.replace(b"13 0 R 15 0 R", b"99 0 R 15 0 R"), ())
    assert paragraphs(reading) == [PROSE_WORDS, "The end of the matter."]
    assert reading.remarks == ("page 2 could not be read",)


def test_the_same_file_reads_the_same() -> None:
    content = pdf([running(number, lines(MORE, y=700), str(number)) for number in range(1, 5)])
    assert read_pdf(content, ()) == read_pdf(content, ())


def test_boxes_stand_on_the_words() -> None:
    content = pdf([Sheet([Text(100, 600, "Some words before. "), Text(300, 600, "Here is the quote."), *lines(MORE, y=500)])])
    reading = read_pdf(content, ())
    start = reading.text.index("Here")
    [box] = quote_boxes(reading.glyphs, content, start, start + len("Here is the quote."))
    assert box.page == 1
    assert box.left * WIDTH == pytest.approx(300, abs=2) and 370 < box.right * WIDTH < 400
    assert box.top * HEIGHT < HEIGHT - 600 < box.bottom * HEIGHT
    assert (box.bottom - box.top) * HEIGHT < 16
    assert quote_boxes(reading.glyphs, content, 0, 0) == ()


def test_boxes_of_a_quote_across_pages_leave_out_the_running_lines() -> None:
    first, second = PROSE.strip().splitlines()[:2], PROSE.strip().splitlines()[2:]
    pages = [running(1, lines("\n".join(first), y=120), "1"), running(2, lines("\n".join(second), y=700), "2"), running(3, lines(MORE), "3")]
    content = pdf(pages)
    reading = read_pdf(content, ())
    start = reading.text.index(PROSE_WORDS)
    boxes = quote_boxes(reading.glyphs, content, start, start + len(PROSE_WORDS))
    assert [box.page for box in boxes] == [1, 1, 2, 2]
    assert all(60 < box.top * HEIGHT < HEIGHT - 60 for box in boxes)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_turn_with_the_page(rotate: int) -> None:
    content = pdf([Sheet(lines(PROSE), rotate=rotate)])
    reading = read_pdf(content, ())
    picture = np.asarray(Image.open(io.BytesIO(page_png(content, 1, (), 800))).convert("L"))
    height, width = picture.shape
    boxes = quote_boxes(reading.glyphs, content, 0, len(reading.text))
    assert len(boxes) == 4
    covered = np.zeros_like(picture, bool)
    for box in boxes:
        covered[int(box.top * height) : int(box.bottom * height) + 1, int(box.left * width) : int(box.right * width) + 1] = True
    assert not np.any(picture[~covered] < 100)  # every dark pixel lies in a box
    assert covered.mean() < 0.15


def test_pictures_of_pages() -> None:
    content = pdf([Sheet(lines(PROSE)), Sheet(lines(MORE), rotate=90)])
    for number, high in ((1, 600 * HEIGHT / WIDTH), (2, 600 * WIDTH / HEIGHT)):
        width, height = Image.open(io.BytesIO(page_png(content, number, (), 600))).size
        assert width == 600 and abs(height - high) <= 1
    assert page_png(content, 1, (), 600) == page_png(content, 1, (), 600)
    with pytest.raises(DocumentError, match="no page 3"):
        page_png(content, 3)


def test_the_fast_way_of_writing_a_line_is_the_slow_way() -> None:
    for words in ("plain words", "two  spaces", "trailing ", " leading", "o\ufb03ce", "e\u0301", "a\tb"):
        text, places, spaced = written(words, range(len(words)))
        assert text == " ".join(unicodedata.normalize("NFC", words.replace("\ufb03", "ffi")).split())
        assert len(places) == len(text) and spaced == words.endswith(" ")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(
            st.builds(
                Text,
                x=st.integers(-50, 650),
                y=st.integers(-50, 850),
                words=st.text(st.characters(codec="utf-16-be", max_codepoint=0xFFFF, exclude_categories=("Cs", "Cc")), min_size=1, max_size=30),
                size=st.sampled_from([1, 6, 9, 11, 11, 11, 20]),
                font=st.just("U"),
                mode=st.sampled_from([0, 0, 0, 3]),
                colour=st.sampled_from([(0, 0, 0), (1, 1, 1)]),
                turn=st.sampled_from([(1, 0, 0, 1), (1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0.7, 0.7, -0.7, 0.7)]),
            ),
            max_size=25,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_laws_hold_wherever_text_stands(sheets: list[list[Text]]) -> None:
    content = pdf([Sheet(texts) for texts in sheets])
    try:
        reading = read_pdf(content, ())
    except DocumentError:
        return
    check_laws(reading, content)
    boxes = quote_boxes(reading.glyphs, content, 0, len(reading.text))
    assert all(0 <= box.left <= box.right <= 1 and 0 <= box.top <= box.bottom <= 1 for box in boxes)


_SHEETS = [running(number, [*lines(PROSE), *lines(MORE, y=600)], str(number)) for number in range(1, 4)]
_WHOLE = pdf(_SHEETS, info="/Title(A plan)", catalog="/Lang(en)")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(_WHOLE)), st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), max_size=12))
def test_damaged_bytes_raise_nothing_else(cut: int, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(_WHOLE)
    for place, value in flips:
        damaged[place] = value
    for content in (bytes(damaged), bytes(damaged[:cut])):
        try:
            reading = read_pdf(content, ())
        except DocumentError as error:
            assert str(error)[0].islower() and str(error)
            continue
        assert reading.text
