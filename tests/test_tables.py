"""Workbooks and separated values: a row reads as a sentence, and no file makes the reader lose its head."""

import csv
import io
import random
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ole_container import container
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import DocumentError, PasswordError
from corpus.office import tables
from corpus.office.tables import read_csv, read_workbook
from corpus.reading import Reading

ODS_CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def workbook(fill: Callable[[Worksheet], None], then: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book = Workbook()
    assert book.active is not None
    fill(book.active)
    then(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows(*lines: Sequence[object]) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(list(line))

    return workbook(fill)


def ods(sheets: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS_CONTENT.format(sheets))
    return content.getvalue()


def said(reading: Reading) -> list[str]:
    return [reading.text[block.start : block.end] for block in reading.blocks if block.kind == "paragraph"]


def lawful(reading: Reading) -> None:
    position = 0
    for block in reading.blocks:
        assert position <= block.start < block.end <= len(reading.text)
        position = block.end
    pages = [(page.start, page.end) for page in reading.pages]
    assert pages == sorted(pages) and all(0 <= start <= end <= len(reading.text) for start, end in pages)


def test_a_row_below_a_header_reads_as_a_sentence() -> None:
    reading = read_workbook(rows(["Country", "Year", "Amount"], ["Albania", 2023, 1200.0], ["Kosovo", 2024, 0.1 + 0.2]))
    assert said(reading) == ["Country: Albania; Year: 2023; Amount: 1200", "Country: Kosovo; Year: 2024; Amount: 0.3"]
    assert [block.label for block in reading.blocks if block.kind == "paragraph"] == ["row 2", "row 3"]
    assert reading.page_kind == "sheet" and [page.label for page in reading.pages] == ["Sheet"]


def test_values_read_as_a_person_sees_them() -> None:
    line = [datetime(2023, 11, 2), datetime(2023, 11, 2, 10, 30), time(9, 5), True, 1e6, 0.25, "two\nlines", None]
    reading = read_workbook(rows(["Day", "Moment", "Hour", "Open", "Sum", "Share", "Note", "Empty"], line, line))
    assert said(reading)[0] == "Day: 2023-11-02; Moment: 2023-11-02 10:30; Hour: 09:05; Open: TRUE; Sum: 1000000; Share: 0.25; Note: two lines"


def test_a_line_above_the_only_table_is_the_title() -> None:
    reading = read_workbook(rows(["Budget of the harbour"], [], ["Item", "Cost"], ["Rope", 12], ["Paint", 30], [], ["Source: the harbour office."]))
    assert (reading.title, reading.origins.title) == ("Budget of the harbour", "stated")
    assert reading.text[reading.blocks[0].start : reading.blocks[0].end] == "Budget of the harbour" and reading.blocks[0].kind == "title"
    assert said(reading) == ["Item: Rope; Cost: 12", "Item: Paint; Cost: 30", "Source: the harbour office."]
    assert reading.blocks[-1].label == "row 7"


def test_several_sheets_keep_their_names_and_hidden_ones_are_named() -> None:
    def hide(book: Workbook) -> None:
        sheet = book.create_sheet("Old plan")
        sheet.append(["Nothing was decided in this year."])
        sheet.sheet_state = "hidden"
        book.create_chartsheet("Curve")

    def fill(sheet: Worksheet) -> None:
        sheet.title = "New plan"
        sheet.append(["Everything was decided in this year."])

    reading = read_workbook(workbook(fill, hide))
    assert [(page.number, page.label) for page in reading.pages] == [(1, "New plan"), (2, "Old plan")]
    assert reading.remarks == ("sheet “Old plan” is hidden and was read", "sheet “Curve” is a chart or a macro and was not read")


@pytest.mark.parametrize(
    "lines",
    [
        [["Serbia", "Belgrade"], ["Albania", "Tirana"], ["Kosovo", "Pristina"]],
        [["Albania", 2023, 5], ["Serbia", 2022, 7]],
        [[2021, 2022], [5, 6]],
        [["Rope", "Paint"], ["Rope", "Nails"], ["Rope", "Tar"]],
    ],
)
def test_values_are_not_taken_for_a_header(lines: list[list[object]]) -> None:
    assert said(read_workbook(rows(*lines)))[0] == " | ".join(map(str, lines[0]))


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        ([["", 2021, 2022], ["Kosovo", 5, 6.5], ["Serbia", 7, 8]], "Kosovo; 2021: 5; 2022: 6.5"),
        ([["Name", "Role"], ["Ana", "Chair"], ["Ben", "Clerk"]], "Name: Ana; Role: Chair"),
        ([["Masa", "Afati"], ["Draft the new law on ferries and fares", "May"], ["Hold a hearing on the northern shore", "June"], ["Vote", "July"]],
         "Masa: Draft the new law on ferries and fares; Afati: May"),
        ([["Amounts in euro", ""], ["Item", "Cost"], ["Rope", "n/a"], ["Tar", 3], ["Nails", 4]], "Item: Rope; Cost: n/a"),
    ],
)  # fmt: skip
def test_headers_of_words_and_years_are_found(lines: list[list[object]], first: str) -> None:
    assert first in said(read_workbook(rows(*lines)))


def test_a_table_goes_on_after_an_empty_row_and_another_begins_with_its_own_header() -> None:
    reading = read_workbook(rows(["Item", "Cost"], ["Rope", 1], [], ["Tar", 2], [], ["Ship", "Length"], ["Ana", 12]))
    assert said(reading) == ["Item: Rope; Cost: 1", "Item: Tar; Cost: 2", "Ship: Ana; Length: 12"]


def test_a_cell_merged_downwards_stands_in_each_of_its_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        for line in (["Country", "Year"], ["Albania", 2022], [None, 2023]):
            sheet.append(line)
        sheet.merge_cells("A2:A3")

    assert said(read_workbook(workbook(fill))) == ["Country: Albania; Year: 2022", "Country: Albania; Year: 2023"]


def test_formulas_without_a_saved_result_are_named() -> None:
    reading = read_workbook(rows(["Item", "Cost"], ["Rope", 12], ["Sum", "=B2*2"]))
    assert "formulas without a saved result (1)" in reading.remarks[0]


def test_a_stray_cell_in_the_last_corner_costs_one_sheet() -> None:
    def far(book: Workbook) -> None:
        sheet = book.create_sheet("Far")
        sheet["A1"], sheet["XFD1048576"] = "near", "far"

    reading = read_workbook(workbook(lambda sheet: sheet.append(["A line that can be read."]), far))
    assert said(reading) == ["A line that can be read."]
    assert "sheet “Far” was not read" in reading.remarks[0] and "1,048,576" in reading.remarks[0]


def test_open_document_sheets_are_read_and_their_repetitions_counted() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{}"/>'
    row = "<table:table-row>{}</table:table-row>"
    good = row.format(cell.format("Item") + cell.format("Cost")) + row.format(cell.format("Rope") + number.format(12)) * 2
    bomb = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
    bomb += "<text:p>x</text:p></table:table-cell></table:table-row>"
    assert said(read_workbook(ods(f'<table:table table:name="Good">{good}</table:table>'))) == ["Item: Rope; Cost: 12", "Item: Rope; Cost: 12"]
    with pytest.raises(DocumentError, match="sheet “Bad” was not read"):
        read_workbook(ods(f'<table:table table:name="Good">{good}</table:table><table:table table:name="Bad">{bomb}</table:table>'))


def test_an_older_workbook_is_read() -> None:
    def record(kind: int, *pieces: bytes) -> bytes:
        return struct.pack("<HH", kind, len(b"".join(pieces))) + b"".join(pieces)

    def label(row: int, column: int, words: str) -> bytes:
        return record(0x204, struct.pack("<HHHHB", row, column, 0, len(words), 0), words.encode("latin-1"))

    begin, end = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0), record(0x0A)
    name = b"\x06\x00Budget"
    cells = label(0, 0, "Item") + label(0, 1, "Cost") + label(1, 0, "Rope") + record(0x203, struct.pack("<HHHd", 1, 1, 0, 12.0))
    size = len(record(0x809, begin) + record(0x85, bytes(6), name) + end)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + cells + end
    globals_of = record(0x809, begin) + record(0x85, struct.pack("<IBB", size, 0, 0), name) + end
    reading = read_workbook(container({"Workbook": globals_of + sheet}))
    assert said(reading) == ["Item: Rope; Cost: 12"] and reading.pages[0].label == "Budget"


def test_an_encrypted_workbook_opens_with_its_password_alone() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(rows(["Item", "Cost"], ["Rope", 12], ["Tar", 3]))).encrypt("harbour", encrypted)
    assert said(read_workbook(encrypted.getvalue(), ["wrong", "harbour"])) == ["Item: Rope; Cost: 12", "Item: Tar; Cost: 3"]
    with pytest.raises(PasswordError):
        read_workbook(encrypted.getvalue(), ["wrong"])


def test_reading_stops_at_the_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 20)
    reading = read_workbook(rows(["Item", "Cost"], *(["Rope", number] for number in range(50))))
    assert len(said(reading)) == 9
    assert reading.remarks[0].startswith("rows from 11 on of sheet “Sheet” were not read")
    assert read_csv(b"Item,Cost\n" + b"Rope,1\n" * 50).remarks[0].startswith("rows from 11 on were not read")


def test_an_empty_workbook_and_one_that_is_none_are_refused() -> None:
    for content in (rows(), b"PK\x03\x04 nothing", b"no workbook at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        with pytest.raises(DocumentError):
            read_workbook(content)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_told(separator: str, encoding: str) -> None:
    lines = ["Vendi{0}Viti{0}Shuma", "Shqipëri{0}2023{0}1200", "Kosovë{0}2024{0}1300"]
    reading = read_csv("\r\n".join(lines).format(separator).encode(encoding))
    assert said(reading) == ["Vendi: Shqipëri; Viti: 2023; Shuma: 1200", "Vendi: Kosovë; Viti: 2024; Shuma: 1300"]
    assert reading.pages == () and reading.page_kind == ""


def test_a_declared_separator_and_commas_inside_numbers() -> None:
    assert said(read_csv(b"sep=;\nItem;Cost\nRope;1,50\nTar;2,25\n")) == ["Item: Rope; Cost: 1,50", "Item: Tar; Cost: 2,25"]
    assert said(read_csv(b"Item;Cost\nRope;1,50\nTar;2,25\n"))[1] == "Item: Tar; Cost: 2,25"


def test_a_quoted_line_break_is_one_row_and_blank_lines_count() -> None:
    reading = read_csv(b'Item,Note\n"Rope","new,\nand strong"\n\n"Tar","old"\n')
    assert [(block.label, reading.text[block.start : block.end]) for block in reading.blocks][1:] == [
        ("row 2", "Item: Rope; Note: new, and strong"),
        ("row 4", "Item: Tar; Note: old"),
    ]


def test_a_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    reading = read_csv(b'Item,Cost\n"Rope,1\n' + b"Tar,2\n" * 40)
    assert said(reading)[-1] == "Item: Tar; Cost: 2" and len(said(reading)) == 41
    assert "never closed" in reading.remarks[0]


def test_one_giant_cell_is_refused_and_one_giant_row_is_not_endless() -> None:
    with pytest.raises(DocumentError, match=r"row 1 is no row of a table"):
        read_csv(b"x" * 400_000)
    with pytest.raises(DocumentError, match=r"rows from 1 on were not read"):
        read_csv(b"x," * 300_000)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=5), max_size=8))
def test_offsets_hold_for_any_separated_values(lines: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    try:
        reading = read_csv(written.getvalue().encode())
    except DocumentError:
        return
    lawful(reading)
    assert read_csv(written.getvalue().encode()) == reading


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_reason(content: bytes) -> None:
    try:
        lawful(read_csv(content))
    except DocumentError as error:
        assert str(error)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_workbook_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(rows(["Item", "Cost"], *([f"Rope {number}", number] for number in range(20))))
    if seed % 2:
        del content[chance.randrange(len(content)) :]
    else:
        for _ in range(1 + seed % 5):
            content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        lawful(read_workbook(bytes(content)))
    except DocumentError as error:
        assert str(error)
