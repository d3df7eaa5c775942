"""Tables: workbooks and files of separated values.

What enters: the bytes of a workbook (.xlsx, .xlsm, .xls, .ods) or of a .csv or .tsv file. What leaves: a paragraph a row, on
a page a sheet. Numbers stand as they are worth, without the sheet's formats, and formulas as the results saved with them. It
deliberately computes nothing, runs no macros, and reads neither pictures nor charts.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from corpus.decoding import decode
from corpus.errors import DocumentError, PasswordError
from corpus.landmarks import Origins
from corpus.office.archive import open_archive
from corpus.office.encrypted_office import decrypted
from corpus.office.file_properties import FileProperties, file_properties
from corpus.office.rows import Row, parts_of_rows
from corpus.office.separated_values import records
from corpus.office.sheet_sizes import SheetSize, sheet_sizes
from corpus.parts import Part, assembled, pages_of
from corpus.reading import Reading

# Cells that hold something, of all sheets together: 10,000 rows of 20 columns; more is a database, not a document.
MAX_CELLS = 200_000
# Characters of all rows together: a thousand pages.
MAX_CHARACTERS = 5_000_000
# The rectangle around a sheet's cells, empty ones too, which the library lays out in full: 250 MB.
MAX_AREA = 8_000_000

_ZIP_MARK = b"PK"
_AGAIN = "open it in a spreadsheet program, save it again and add that"
_FEWER = "split the table or leave out what nobody asks about"


def read_workbook(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Every sheet of a workbook. Raises DocumentError when it is damaged or empty, PasswordError when it is encrypted."""
    content = decrypted(content, passwords)
    archive = None
    if content.startswith(_ZIP_MARK):
        archive = open_archive(content)
        for name in archive.names:  # counts what they unpack to, before a library does
            archive.read(name)
    remarks: list[str] = []
    sizes = sheet_sizes(archive) if archive else {}
    if archive is not None and "content.xml" in archive:  # the library lays out all sheets of such a file when it opens it
        for name, size in sizes.items():
            if size.area > MAX_AREA:
                raise DocumentError(_too_far(name, size))
    sheets = list(_sheets(content, sizes, remarks))
    return _reading(sheets, file_properties(archive) if archive else FileProperties(), remarks)


def read_csv(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """A file of separated values. Raises DocumentError when it holds no rows or a cell that is no cell."""
    remarks: list[str] = []
    rows = list(_limited(records(decode(content), remarks), "", _Room(), remarks))
    text, blocks = assembled(parts_of_rows(rows))
    if not text:
        raise DocumentError(remarks[-1] if remarks else "it holds no rows with words; remove it or add its table")
    return Reading(text, blocks, remarks=tuple(remarks))


class _Room:
    """How many more cells and characters may be read."""

    def __init__(self) -> None:
        self.cells, self.characters = MAX_CELLS, MAX_CHARACTERS

    def takes(self, cells: Sequence[str]) -> bool:
        self.cells -= sum(map(bool, cells))
        self.characters -= sum(map(len, cells))
        return self.cells >= 0 and self.characters >= 0


def _limited(rows: Iterator[tuple[int, Sequence[str]]], place: str, room: _Room, remarks: list[str]) -> Iterator[Row]:
    """Rows that hold words, while there is room for them."""
    for number, cells in rows:
        words = tuple(" ".join(cell.split()) for cell in cells)
        if not any(words):
            continue
        if not room.takes(words):
            where = f"of sheet “{place}” " if place else ""
            remarks.append(f"rows from {number} on {where}were not read: it holds more than {MAX_CELLS:,} cells or too much text; {_FEWER}")
            return
        yield Row(number, words)


def _reading(sheets: Sequence[tuple[str, list[Part]]], facts: FileProperties, remarks: Sequence[str]) -> Reading:
    parts = [part for _, found in sheets for part in found]
    if not any(part.words for part in parts):
        reason = f": {remarks[0]}" if remarks else ""
        raise DocumentError(f"no sheet of it holds words{reason}; {_AGAIN}")
    stated = ""
    # The line above the only table names the workbook; above one of several it names that table.
    if sum(1 for _, found in sheets if found) == 1 and parts[0].kind == "heading" and parts[0].words.count(" "):
        stated = parts[0].words
        parts[0] = parts[0]._replace(kind="title", level=0)
    text, blocks = assembled(parts)
    return Reading(
        text,
        blocks,
        title=stated or facts.title,
        author=facts.author,
        date=facts.date,
        language=facts.language,
        origins=Origins(
            title="stated" if stated else "metadata" if facts.title else "unknown",
            date="metadata" if facts.date else "unknown",
            author="metadata" if facts.author else "unknown",
            language="metadata" if facts.language else "unknown",
        ),
        page_kind="sheet",
        pages=pages_of(parts, {number: name for number, (name, _) in enumerate(sheets, 1)}),
        remarks=tuple(remarks),
    )


def _sheets(content: bytes, sizes: dict[str, SheetSize], remarks: list[str]) -> Iterator[tuple[str, list[Part]]]:
    """The name and the parts of every sheet, in the workbook's order."""
    import python_calamine as calamine

    with _no_damage():
        workbook = calamine.load_workbook(BytesIO(content))
        sheets = workbook.sheets_metadata
    room = _Room()
    for number, sheet in enumerate(sheets, 1):
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            remarks.append(f"sheet “{sheet.name}” is a chart or a macro and was not read")
            yield sheet.name, []
            continue
        if sheet.visible != calamine.SheetVisibleEnum.Visible:
            remarks.append(f"sheet “{sheet.name}” is hidden and was read")
        yield sheet.name, _sheet(workbook, sheet.name, number, room, sizes.get(sheet.name), remarks) if room.cells >= 0 else []


def _sheet(workbook: Any, name: str, number: int, room: _Room, size: SheetSize | None, remarks: list[str]) -> list[Part]:
    if size and size.area > MAX_AREA:
        remarks.append(_too_far(name, size))
        return []
    if size and size.unsaved:
        remarks.append(f"sheet “{name}” has formulas without a saved result ({size.unsaved:,}), which were not read; {_AGAIN}")
    try:
        with _no_damage():
            sheet = workbook.get_sheet_by_name(name)
            grid, start = sheet.to_python(), sheet.start or (0, 0)
            _fill_merged(grid, start, sheet.merged_cell_ranges or [])
    except PasswordError:
        raise
    except DocumentError as error:
        remarks.append(f"sheet “{name}” was not read: {error}")
        return []
    numbered = ((start[0] + place, [_cell(value) for value in row]) for place, row in enumerate(grid, 1))
    return parts_of_rows(list(_limited(numbered, name, room, remarks)), number)


def _too_far(name: str, size: SheetSize) -> str:
    return f"sheet “{name}” was not read: its cells reach to row {size.rows:,}, column {size.columns:,}; delete what stands far off"


def _fill_merged(grid: list[list[Any]], start: tuple[int, int], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the value of cells merged downwards into each of their rows: it stands beside all of them."""
    height, width = len(grid), len(grid[0]) if grid else 0
    room = MAX_AREA  # merged cells overlap in no honest file
    for (top, left), (bottom, right) in ranges:
        row, column = top - start[0], left - start[1]
        if left != right or not (0 <= row < height and 0 <= column < width):
            continue
        last = min(bottom - start[0], height - 1)
        room -= last - row
        if room < 0:
            return
        for below in range(row + 1, last + 1):
            if any(value != "" for value in grid[below]):
                grid[below][column] = grid[row][column]


@contextmanager
def _no_damage() -> Iterator[None]:
    """Turn what the library raises into a DocumentError; its panics are no Exceptions, and only their name tells them."""
    import python_calamine as calamine

    try:
        yield
    except calamine.PasswordError as error:
        raise PasswordError("it is encrypted; give its password, or save it without one and add that") from error
    except Exception as error:
        raise DocumentError(f"it is damaged or no workbook ({_first_line(error)}); {_AGAIN}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError(f"it is damaged ({_first_line(error)}); {_AGAIN}") from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


def _cell(value: Any) -> str:
    """A value as a person reads it: 1200.0 is 1200, and midnight is a day."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"  # as many digits as a spreadsheet program shows
    if isinstance(value, datetime):
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0) if value.year < 9999 else value
        return rounded.date().isoformat() if rounded.time() == time() else rounded.isoformat(" ").removesuffix(":00")
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat().removesuffix(":00")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return value.isoformat() if isinstance(value, date) else str(value)
