"""XHTML pages of a book: blocks in page order.

What enters: the bytes of a page. What leaves: headings, paragraphs, list items and table rows. Nothing is taken for
furniture but what the page itself calls navigation: a book's page is all article. It deliberately knows no styles but `hidden`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from lxml import etree

from corpus.errors import DocumentError
from corpus.office.formulas import linear
from corpus.office.table_rows import row_parts
from corpus.office.xml_trees import local_name, parsed
from corpus.parts import Part

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN_ENTITIES = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_HEADING = re.compile(r"h([1-6])")
_SKIPPED = frozenset("script style head nav svg rt rp template object iframe audio video".split())
_ROWS = frozenset("thead tbody tfoot".split())
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre div section article aside header footer main figure figcaption table caption address "
    "hr body center form fieldset details summary hgroup".split()
)
_NOTE_WORDS = frozenset("footnote endnote rearnote note doc-footnote doc-endnote".split())
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_BREAK = "\n"


def page_body(content: bytes, name: str) -> Any:
    """The body of a page; one that is not well-formed is read as browsers read it. Raises DocumentError when there is nothing to read."""
    try:
        root = parsed(_ENTITY.sub(_numbered, content), name)
    except DocumentError:
        parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DocumentError(f"its part {name} is damaged ({error}); convert it anew and add that") from error
    if root is None:
        raise DocumentError(f"its part {name} is empty or damaged; convert it anew and add that")
    return next((element for element in root.iter("{*}body")), root)


def _numbered(match: re.Match[bytes]) -> bytes:
    """A named character as a numbered one: XML knows only five names."""
    letters = html5.get(f"{match[1].decode()};", "") if match[1] not in _OWN_ENTITIES else ""
    return "".join(f"&#{ord(letter)};" for letter in letters).encode() or match[0]


@dataclass(slots=True)
class Pages:
    """Reads the pages of one book; tables are counted through it."""

    tables: int = 0
    hidden: int = 0
    _line: list[str] = field(default_factory=list)

    def remarks(self) -> Iterator[str]:
        """What was left out."""
        if self.hidden:
            yield f"passages that the book hides were left out: {self.hidden}"

    def blocks(self, element: Any) -> Iterator[Part]:
        """The parts of an element, in page order: what stands between blocks is a paragraph."""
        self._line.append(_text(element.text, element))
        for child in element:
            name = local_name(child.tag)
            if _is_hidden(child):
                self.hidden += 1
            elif name == "math":
                self._line.append(f" {linear(child)} ")
            elif name == "br":
                self._line.append(_BREAK)
            elif name == "table":
                yield from self._ended()
                yield from self._table(child)
            elif name in _BLOCKS:
                yield from self._ended()
                yield from self._block(child, name)
            elif name and name not in _SKIPPED and not _refers(child):
                yield from self.blocks(child)
            self._line.append(_text(child.tail, element))
        if local_name(element.tag) in _BLOCKS | {"td", "th"}:
            yield from self._ended()

    def _block(self, element: Any, name: str) -> Iterator[Part]:
        parts = self.blocks(element)
        if match := _HEADING.fullmatch(name):
            if words := " ".join(part.words for part in parts):
                yield Part(words, "heading", int(match[1]))
        elif _kinds(element) & _NOTE_WORDS:
            yield from (part._replace(label=part.label or "footnote") if part.kind == "paragraph" else part for part in parts)
        else:
            yield from parts

    def _ended(self) -> Iterator[Part]:
        line, self._line = "".join(self._line), []
        for piece in _EMPTY_LINE.split(line):
            if words := " ".join(piece.split()):
                yield Part(words)

    def _table(self, table: Any) -> Iterator[Part]:
        self.tables += 1
        number, count = self.tables, 0
        for row in _rows(table):
            if local_name(row.tag) != "tr":
                yield from self._block(row, "caption")
                continue
            count, tables = count + 1, self.tables
            cells = [list(self.blocks(cell)) for cell in row if local_name(cell.tag) in {"td", "th"} and not _is_hidden(cell)]
            yield from row_parts(cells, f"table {number}, row {count}", holds_table=self.tables > tables)


def _text(text: str | None, element: Any) -> str:
    """Text with its line breaks as spaces: only `<br/>` breaks a line, and a few spaces in `<pre>`."""
    return (text or "") if local_name(element.tag) == "pre" else " ".join(text.split("\n")) if text else ""


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        name = local_name(child.tag)
        if name in {"tr", "caption"}:
            yield child
        elif name in _ROWS:
            yield from _rows(child)


def _kinds(element: Any) -> set[str]:
    """What an element says it is: `epub:type` and `role`."""
    return {word for key, value in element.attrib.items() if local_name(key) in {"type", "role"} for word in str(value).lower().split()}


def _refers(element: Any) -> bool:
    """Whether an element is the mark of a note: a number that is no part of its sentence."""
    return bool(_kinds(element) & {"noteref", "doc-noteref"})


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
