"""Rows: what a sheet says, one paragraph a row.

What enters: the rows of one sheet that hold words, each with the number a spreadsheet program shows beside it and one string
per column, empty for an empty cell. What leaves: parts, a row below a header read as a sentence ("Country: Albania;
Year: 2023"). It deliberately takes a row for a header only on evidence: values under a wrong name are worse than values
under none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.furniture import ENDS_SENTENCE
from corpus.parts import Part

# A column's name is short; what is longer says something.
MAX_HEADER_CHARACTERS = 120
# A line alone above a table is its heading when it is no longer than this.
MAX_HEADING_CHARACTERS = 140
# So many rows at the top of a table are tried as its header: notes and addresses stand above it, not half the sheet.
MAX_ROWS_ABOVE = 12
# So many rows below a header are compared with it: a table shows what it holds in its first screen.
COMPARED_ROWS = 60
# Of the values of a column, how many must be numbers for it to be a column of numbers: a few are missing or footnoted.
MIN_NUMBER_SHARE = 0.6
# Of the values below a header, how many may stand in columns it does not name.
MAX_UNNAMED_SHARE = 0.1
# Values of a column of words are so much longer than its name.
LONG_WORDS_CHARACTERS = 25

_NUMBER = re.compile(
    r"[-+(]?\s?(?:[A-Z]{3}|[€$£])?\s?[-+(]?\d[\d.,’'\s]*(?:[eE][-+]?\d+)?\)?\s?(?:%|‰|[€$£]|[A-Z]{3})?\*?|"
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\.?(?:[ T]\d\d:\d\d(?::\d\d)?)?|\d{1,3}:\d\d(?::\d\d)?|TRUE|FALSE"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?\*?")
_MISSING = re.compile(r"[-–—.…:*?]+|n\.?\s?/?\s?a\.?|#[A-Z/0!?]+|null|nan|none", re.IGNORECASE)
# Words that name columns, in a header whose columns are all words like those below it.
_NAMES = frozenset(
    "no nr id code name first last title type kind category country region area district municipality city place address location date "
    "day month year period time start end deadline status state amount value number total share rate unit currency budget cost price "
    "description comment comments note notes remark remarks reference source author role position organisation organization institution "
    "ministry agency company party member activity action measure objective indicator target result baseline responsible sector field "
    "email phone website url language gender age question answer topic subject recommendation article chapter".split()
)
_WORD = re.compile(r"[^\W\d_]+")


class Row(NamedTuple):
    """One row that holds words: its number as a spreadsheet program shows it, and its cells from the first column on."""

    number: int
    cells: tuple[str, ...]

    @property
    def columns(self) -> list[int]:
        """The columns that hold words."""
        return [column for column, cell in enumerate(self.cells) if cell]


class Table(NamedTuple):
    """A header, by column, and the columns of numbers below it."""

    names: dict[int, str]
    numbers: frozenset[int]


def parts_of_rows(rows: Sequence[Row], page: int = 0) -> list[Part]:
    """One part a row. Rows without an empty row between them belong together."""
    parts: list[Part] = []
    last: Table | None = None
    for region in _regions(rows):
        found = _header_place(region)
        if found is not None:
            place, last = found
            parts.extend(_above(region[:place], page))
            parts.append(Part(_joined(region[place]), "furniture", label=_label(region[place]), page=page))
            parts.extend(_below(row, last, page) for row in region[place + 1 :])
        elif last is not None and _goes_on(region, last):
            parts.extend(_below(row, last, page) for row in region)
        else:
            parts.extend(_above(region, page))
    return parts


def _regions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    start = 0
    for place, (row, following) in enumerate(pairwise(rows), 1):
        if following.number > row.number + 1:
            yield rows[start:place]
            start = place
    if rows:
        yield rows[start:]


def _above(rows: Sequence[Row], page: int) -> Iterator[Part]:
    """Rows under no header: a short line alone is a heading where more follows, any other row its cells between bars."""
    for place, row in enumerate(rows):
        words = _joined(row)
        # A line alone at the top, or a region of its own, stands over what follows.
        if place == 0 and _could_head(row):
            yield Part(words, "heading", 2, _label(row), page)
        else:
            yield Part(words, label=_label(row), page=page)


def _could_head(row: Row) -> bool:
    if len(row.columns) != 1:
        return False
    words = row.cells[row.columns[0]]
    return len(words) <= MAX_HEADING_CHARACTERS and _is_text(words) and not ENDS_SENTENCE.search(words) and ": " not in words


def _below(row: Row, table: Table, page: int) -> Part:
    columns = row.columns
    alone = len(columns) == 1 and len(table.names) > 1 and _is_text(row.cells[columns[0]])
    if alone:  # a group's name or a note across the table: no value of the column it happens to stand in
        return Part(_joined(row), label=_label(row), page=page)
    said = (f"{table.names[column]}: {row.cells[column]}" if column in table.names else row.cells[column] for column in columns)
    return Part("; ".join(said), label=_label(row), page=page)


def _joined(row: Row) -> str:
    return " | ".join(cell for cell in row.cells if cell)


def _label(row: Row) -> str:
    return f"row {row.number}"


def _goes_on(region: Sequence[Row], table: Table) -> bool:
    """Whether rows after an empty one are of the table above: in its columns, numbers where it has numbers, words elsewhere."""
    for row in region[:COMPARED_ROWS]:
        columns = row.columns
        if len(columns) < 2 or not set(columns) <= set(table.names):
            return False
        if any(_is_number(row.cells[column]) != (column in table.numbers) for column in columns if not _MISSING.fullmatch(row.cells[column])):
            return False
    return True


def _header_place(region: Sequence[Row]) -> tuple[int, Table] | None:
    """Where the header stands: below nothing but narrower rows."""
    widest = 0
    for place, row in enumerate(region[:MAX_ROWS_ABOVE]):
        width = len(row.columns)
        if width > widest and width > 1 and (table := _table(row, region[place + 1 : place + 1 + COMPARED_ROWS])):
            return place, table
        widest = max(widest, width)
    return None


def _table(row: Row, below: Sequence[Row]) -> Table | None:
    """The table under a row, if the row is its header: short, different names, unlike what stands below."""
    names = {column: row.cells[column].rstrip(" :") for column in row.columns}
    if not below or len(set(names.values())) < len(names) or not all(_could_name(name) for name in names.values()):
        return None
    values = {column: [line.cells[column] for line in below if column < len(line.cells) and line.cells[column]] for column in names}
    known = {column: [value for value in found if not _MISSING.fullmatch(value)] for column, found in values.items()}
    first = min(names)
    outside = sum(1 for line in below for column in line.columns if column not in names and column > first)
    if outside > MAX_UNNAMED_SHARE * sum(map(len, values.values())) or not any(known.values()):
        return None
    numbers = frozenset(column for column, found in known.items() if found and _share(found) >= MIN_NUMBER_SHARE)
    years = [column for column, name in names.items() if _YEAR.fullmatch(name)]
    if years:
        beside = len(years) < len(names) or any(column < first for line in below for column in line.columns)
        return Table(names, numbers) if beside and _years_head(years, numbers, known) else None
    return Table(names, numbers) if numbers or _words_head(names, known, below) else None


def _could_name(cell: str) -> bool:
    named = _is_text(cell) or bool(_YEAR.fullmatch(cell))
    return len(cell) <= MAX_HEADER_CHARACTERS and named and not cell.endswith((".", "!", ";"))


def _share(values: Sequence[str]) -> float:
    return sum(map(_is_number, values)) / len(values)


def _years_head(years: Sequence[int], numbers: frozenset[int], known: dict[int, list[str]]) -> bool:
    """Years head columns of numbers that are no years, two columns at least: one year alone is a value."""
    return len(years) > 1 and all(
        column in numbers and not all(_YEAR.fullmatch(value) for value in known[column]) for column in years if known[column]
    )


def _words_head(names: dict[int, str], known: dict[int, list[str]], below: Sequence[Row]) -> bool:
    """Whether names head columns that all hold words: by what they say, or by values that are longer, alike or repeated."""
    if any(name in known[column] for column, name in names.items()):
        return False
    if sum(_says_name(name) for name in names.values()) * 2 >= len(names):
        return True
    return len(below) > 2 and any(_unlike(names[column], values) for column, values in known.items() if len(values) > 2)


def _says_name(name: str) -> bool:
    return any(word.lower().rstrip("s") in _NAMES or word.lower() in _NAMES for word in _WORD.findall(name))


def _unlike(name: str, values: Sequence[str]) -> bool:
    mean = sum(map(len, values)) / len(values)
    long = mean >= LONG_WORDS_CHARACTERS and mean >= 2 * len(name)
    alike = len({len(value) for value in values}) == 1 and len(name) != len(values[0])
    repeated = len(values) > 3 and len(set(values)) * 2 <= len(values)
    return long or alike or repeated


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell))


def _is_text(cell: str) -> bool:
    return not _NUMBER.fullmatch(cell) and not _MISSING.fullmatch(cell) and any(letter.isalpha() for letter in cell)
