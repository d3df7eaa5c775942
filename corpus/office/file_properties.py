"""File properties: what an office file's own record says of its title, author and last change.

What enters: the archive of such a file. What leaves: the facts in it, empty where it says nothing worth having. It
deliberately leaves out the titles and names that programs put there by themselves.
"""

import re
from typing import Any, NamedTuple

from corpus.dates import field_date
from corpus.errors import DocumentError
from corpus.office.archive import Archive
from corpus.office.office_package import core_properties
from corpus.office.xml_trees import all_words, parsed_if_present

_OPEN_DOCUMENT_RECORD = "meta.xml"
_BY_PROGRAM = re.compile(
    r"microsoft (?:word|excel|powerpoint) - .*|.*\.(?:docx?|pptx?|xlsx?|od[tsp]|pdf)|untitled.*|unbenannt.*|no title|"
    r"(?:power ?point )?presentation ?\d*|slide \d+|book ?\d+|workbook ?\d*|sheet ?\d+|document ?\d*|.{0,2}",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"(?:windows |microsoft (?:office )?)?users?|admin(?:istrator)?|openpyxl|python-\w+|unknown|author|apache poi|.", re.IGNORECASE
)


class FileProperties(NamedTuple):
    """The record's facts; `date` is the day of the last change: the words cannot be younger."""

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""


def file_properties(archive: Archive) -> FileProperties:
    """The facts of a file's record; none when it has no record or a damaged one, which costs the file's words nothing."""
    try:
        core, record = core_properties(archive), parsed_if_present(archive, _OPEN_DOCUMENT_RECORD)
    except DocumentError:
        return FileProperties()
    title, author, changed, language = core.title, core.author, core.modified or core.created, core.language
    if record is not None:
        title, author, changed, language = (_value(record, name) for name in ("title", "creator", "date", "language"))
    return FileProperties(
        title="" if _BY_PROGRAM.fullmatch(title) else title,
        author="" if _NO_PERSON.fullmatch(author) else author,
        date=field_date(changed[:10]),
        language=language.split("-")[0].lower(),
    )


def _value(root: Any, name: str) -> str:
    return next((words for element in root.iter(f"{{*}}{name}") if (words := all_words(element))), "")
