"""Sheet sizes: how far the cells of a workbook's sheets reach, found before a library lays the sheets out in full.

What enters: the archive of a workbook. What leaves: by sheet name, the rectangle its cells span and how many formulas have
no saved result. One stray cell in the last corner of a sheet makes a rectangle of 17 billion cells. It deliberately reads no
values, and knows nothing of the older binary format, whose sheets are small.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from lxml import etree

from corpus.errors import DocumentError
from corpus.office.archive import Archive
from corpus.office.office_package import part_tree, relationships
from corpus.office.xml_trees import local_name

_WORKBOOK = "xl/workbook.xml"
_TABLES = "content.xml"

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_UNSAVED = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class SheetSize(NamedTuple):
    """The last row and column with a cell, from 1, and the number of formulas without a saved result."""

    rows: int
    columns: int
    unsaved: int = 0

    @property
    def area(self) -> int:
        """Cells in the rectangle from the sheet's first cell to its last, empty ones too."""
        return self.rows * self.columns


def sheet_sizes(archive: Archive) -> dict[str, SheetSize]:
    """Sizes by sheet name; empty for a kind of workbook not known here. Raises DocumentError when its lists are damaged."""
    if _WORKBOOK in archive:
        return {name: _of_sheet(archive.read(member)) for name, member in _members(archive) if member in archive}
    if _TABLES in archive:
        try:
            return _of_tables(archive.read(_TABLES))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DocumentError(f"its tables are damaged ({error}); open it in a spreadsheet program, save it again and add that") from error
    return {}


def _members(archive: Archive) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the member that holds it."""
    links = relationships(archive, _WORKBOOK)
    root = part_tree(archive, _WORKBOOK)
    for element in root.iter("{*}sheet") if root is not None else ():
        link = links.get(next((value for name, value in element.attrib.items() if local_name(name) == "id"), ""))
        if link is not None:
            yield element.get("name") or "", link.target


def _of_sheet(content: bytes) -> SheetSize:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        content = content.decode("utf-16", "replace").encode()
    last_row, last_column = 0, b"A"
    for place in _PLACE.finditer(content):
        column, row = place.groups()
        last_row = max(last_row, int(row))
        if (len(column), column) > (len(last_column), last_column):
            last_column = column
    return SheetSize(last_row, _column(last_column), sum(1 for _ in _UNSAVED.finditer(content)))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _of_tables(content: bytes) -> dict[str, SheetSize]:
    """The sizes of an OpenDocument's tables, where one cell or row can stand for a million like it."""
    sizes: dict[str, SheetSize] = {}
    row = rows = columns = 0
    width = filled = 0
    events = etree.iterparse(BytesIO(content), events=("end",), resolve_entities=False, no_network=True, huge_tree=False)
    for _, element in events:
        if element.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            width += _repeated(element, "columns")
            if len(element) or element.get(f"{_OFFICE}value-type"):
                filled = width
        elif element.tag == f"{_TABLE}table-row":
            row += _repeated(element, "rows")
            if filled:
                rows, columns = row, max(columns, filled)
            width = filled = 0
            element.clear()
        elif element.tag == f"{_TABLE}table":
            sizes[str(element.get(f"{_TABLE}name"))] = SheetSize(rows, columns)
            row = rows = columns = 0
            element.clear()
    return sizes


def _repeated(element: Any, what: str) -> int:
    return min(int(element.get(f"{_TABLE}number-{what}-repeated") or 1), 10**9)
