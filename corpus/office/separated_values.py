"""Separated values: the records of a text in which commas, semicolons, tabs or bars set cells apart.

What enters: a decoded text. What leaves: its records, numbered as a spreadsheet program would number their rows. It
deliberately changes no value, and believes the text about its separator rather than the file's name.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from corpus.errors import DocumentError

# In order of trust where two fit equally well: a comma also stands inside numbers and sentences.
_SEPARATORS = "\t;|,"
# Records that are tried with each separator.
TRIED_RECORDS = 100
# Characters that are tried: a text without line breaks must not be parsed four times in full.
TRIED_CHARACTERS = 200_000
# A last cell with more line breaks than this, after an odd number of quotation marks, has swallowed the rest of the file.
SWALLOWED_LINES = 3


def records(text: str, remarks: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The records of a text and their numbers. Raises DocumentError when a cell is longer than any cell is."""
    text = text.removeprefix("\ufeff")
    separator, skipped = _declared(text)
    if skipped:
        text = text[skipped:]
    separator = separator or _separator(text[:TRIED_CHARACTERS])
    quoting = csv.QUOTE_MINIMAL
    if _swallows(text, separator):
        remarks.append("a quotation mark in it is never closed: quotation marks were read as part of the cells")
        quoting = csv.QUOTE_NONE
    number = 1 if skipped else 0
    try:
        for cells in _parsed(text, separator, quoting):
            number += 1
            yield number, cells
    except csv.Error as error:
        raise DocumentError(f"row {number + 1} is no row of a table ({error}); if the file is text, name it .txt and add that") from error


def _parsed(text: str, separator: str, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]


def _declared(text: str) -> tuple[str, int]:
    """The separator that a first line "sep=;" declares, as spreadsheet programs write it, and where the next line begins."""
    line = text[:8].partition("\n")[0].rstrip("\r")
    if len(line) == 5 and line.lower().startswith("sep=") and line[4] not in '"\r\n':
        return line[4], len(line) + text[len(line) : len(line) + 2].count("\r") + text[len(line) : len(line) + 2].count("\n")
    return "", 0


def _separator(text: str) -> str:
    """The separator under which most records have the same number of cells, more than one; a comma when none does."""
    if "\n" in text:
        text = text[: text.rindex("\n") + 1]
    best, chosen = 0.0, ","
    for separator in _SEPARATORS:
        agreement = _agreement(text, separator)
        if agreement > best:
            best, chosen = agreement, separator
    return chosen


def _agreement(text: str, separator: str) -> float:
    try:
        widths = Counter(len(cells) for cells in islice(_parsed(text, separator), TRIED_RECORDS) if cells)
    except csv.Error:
        return 0.0
    several = [(number, width) for width, number in widths.items() if width > 1]
    return max(several)[0] / widths.total() if several else 0.0


def _swallows(text: str, separator: str) -> bool:
    """Whether a quotation mark that is never closed makes one cell of many lines."""
    if text.count('"') % 2 == 0:
        return False
    try:
        last = deque(_parsed(text, separator), maxlen=1)
    except csv.Error:
        return True
    return any(cells and cells[-1].count("\n") > SWALLOWED_LINES for cells in last)
