"""OpenDocument text: the text of LibreOffice documents, in the order a reader meets it.

What enters: a file's bytes and passwords. What leaves: headings, paragraphs, table rows, text boxes after the paragraph that
anchors them, notes after the paragraph that refers to them, page headers and footers once, as furniture. Comments and tracked
deletions are left out, with a remark. It deliberately runs no macros, evaluates no fields and guesses no page numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import DocumentError
from corpus.office.archive import Archive, open_archive
from corpus.office.encrypted_opendocument import member
from corpus.office.formulas import linear
from corpus.office.opendocument_styles import Styles, attribute, read_styles
from corpus.office.table_rows import row_parts
from corpus.office.word_processing import Fields, reading_of, remarks_on
from corpus.office.xml_trees import all_words, local_name, parsed
from corpus.parts import Part
from corpus.reading import Reading

_EMPTY_LINE = re.compile(r"\n\s*\n")
_MARKS = {"s": " ", "tab": " ", "line-break": "\n"}
_SKIPPED = frozenset("annotation annotation-end tracked-changes forms sequence-decls variable-decls user-field-decls script title desc".split())
# Lists of places: their entries say what headings say, with page numbers.
_INDEXES = frozenset("table-of-content alphabetical-index illustration-index table-index object-index user-index".split())
_DRAWN = frozenset("frame g custom-shape rect line polyline polygon path ellipse circle connector caption measure control".split())


def read_odt(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Read an OpenDocument text. Raises DocumentError when it is damaged or holds no words, PasswordError when it is encrypted."""
    archive = open_archive(content)
    trees = {part: _tree(archive, part, passwords) for part in ("content.xml", "styles.xml", "meta.xml")}
    root = trees["content.xml"]
    body = next((element for element in root.iter("{*}text") if local_name(element.getparent().tag) == "body"), None) if root is not None else None
    if root is None or body is None:
        raise DocumentError("it holds no OpenDocument text; open it with its program, save it as .odt and add that")
    styles = read_styles([tree for tree in (trees["styles.xml"], root) if tree is not None])
    story = _Story(archive, passwords, styles)
    try:
        parts = [*story.blocks(body), *_margins(story, trees["styles.xml"])]
    except RecursionError as error:
        raise DocumentError("its tables or boxes are nested too deeply; save it again from its program and add that") from error
    story.left_out["deletions"] = sum(1 for _ in body.iterfind("{*}tracked-changes/{*}changed-region/{*}deletion"))
    story.left_out["comments"] = sum(1 for _ in body.iter("{*}annotation"))
    return reading_of(parts, _fields(trees["meta.xml"], styles), remarks=list(_remarks(story.left_out)))


def _tree(archive: Archive, part: str, passwords: Sequence[str]) -> Any | None:
    return parsed(content, part) if (content := member(archive, part, passwords)) else None


@dataclass(slots=True)
class _Line:
    """What one paragraph holds: pieces shown and hidden, and the boxes and notes that hang on it."""

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class _Story:
    """Reads containers of blocks: the body, a cell, a box, a note, a header."""

    archive: Archive
    passwords: Sequence[str]
    styles: Styles
    left_out: Counter[str] = field(default_factory=Counter)
    tables: int = 0

    def blocks(self, container: Any) -> Iterator[Part]:
        """The parts of a container, in order."""
        for child in container:
            name = local_name(child.tag)
            if name in {"p", "h"}:
                yield from self._paragraph(child, name)
            elif name == "table":
                yield from self._table(child)
            elif name in _INDEXES or _is_hidden(child):
                self.left_out["hidden"] += name not in _INDEXES
                yield from (part._replace(kind="furniture", level=0) for part in self.blocks(child))
            elif name == "object":
                yield from self._embedded(child)
            elif name not in _SKIPPED and not name.endswith("-source"):  # lists, sections, frames, …
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any, name: str) -> Iterator[Part]:
        kind, level, hidden = self.styles.of(attribute(paragraph, "style-name"))
        if name == "h" and kind != "title":
            stated = attribute(paragraph, "outline-level")
            kind, level = "heading", int(stated) if stated.isdecimal() and 0 < len(stated) <= 2 else max(level, 1)
        line = _Line()
        self._inline(paragraph, line, hidden)
        for piece in _EMPTY_LINE.split("".join(line.shown)):
            yield Part(" ".join(piece.split()), kind, level if kind == "heading" else 0)
        if words := " ".join("".join(line.hidden).split()):
            self.left_out["hidden"] += 1
            yield Part(words, "furniture")
        for box in line.boxes:
            yield from self.blocks([box])
        for note in line.notes:
            yield from self._note(note)

    def _inline(self, element: Any, line: _Line, hidden: bool) -> None:
        pieces = line.hidden if hidden else line.shown
        pieces.append(element.text or "")
        for child in element:
            name = local_name(child.tag)
            if name in _MARKS:
                pieces.append(_MARKS[name])
            elif name == "note":
                line.notes.append(child)
            elif name in _DRAWN:
                self._drawn(child, name, line)
            elif name == "ruby":
                pieces.extend(all_words(base) for base in child.iterfind("{*}ruby-base"))
            elif name not in _SKIPPED:
                self._inline(child, line, hidden or _is_hidden(child) or (name == "span" and self.styles.hides(attribute(child, "style-name"))))
            pieces.append(child.tail or "")

    def _drawn(self, element: Any, name: str, line: _Line) -> None:
        """A formula stands in its line; every other drawing holds blocks of its own."""
        drawn = next((inner for inner in element if local_name(inner.tag) == "object"), None) if name == "frame" else None
        root = self._object(drawn) if drawn is not None else None
        if root is not None and local_name(root.tag) == "math":
            line.shown.append(f" {linear(root)} ")
        else:
            line.boxes.append(element)

    def _object(self, element: Any) -> Any | None:
        """The root of an embedded object, None when it is not in the file."""
        href = attribute(element, "href")
        part = f"{href.removeprefix('./')}/content.xml"
        return element[0] if len(element) else _tree(self.archive, part, self.passwords) if href and part in self.archive else None

    def _embedded(self, element: Any) -> Iterator[Part]:
        """The words of a formula, the title and the values of a chart; other objects are counted and left out."""
        root = self._object(element)
        charts = root.iterfind(".//{*}chart/{*}chart") if root is not None else iter(())
        chart = next(charts, None)
        if root is not None and local_name(root.tag) == "math":
            yield Part(linear(root))
        elif chart is not None:
            yield from (Part(all_words(title), label="chart") for title in chart if local_name(title.tag) in {"title", "subtitle"})
            for table in chart.iterfind("{*}table"):
                yield from (part._replace(label="chart") for part in self._table(table))
        else:
            self.left_out["objects"] += 1

    def _note(self, note: Any) -> Iterator[Part]:
        """A note's paragraphs, by the number it is printed with."""
        citation = next((all_words(child) for child in note if local_name(child.tag) == "note-citation"), "")
        kind = "endnote" if attribute(note, "note-class") == "endnote" else "footnote"
        label = f"{kind} {citation}".strip()
        for body in note.iterfind("{*}note-body"):
            yield from (part._replace(kind="paragraph", level=0, label=label) if part.kind != "furniture" else part for part in self.blocks(body))

    def _table(self, table: Any) -> Iterator[Part]:
        self.tables += 1
        number = self.tables
        for count, row in enumerate(_rows(table), 1):
            tables = self.tables
            cells = [list(self.blocks(cell)) for cell in row if local_name(cell.tag) in {"table-cell", "covered-table-cell"}]
            yield from row_parts(cells, f"table {number}, row {count}", holds_table=self.tables > tables)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        name = local_name(child.tag)
        if name == "table-row":
            yield child
        elif name in {"table-rows", "table-header-rows", "table-row-group"}:
            yield from _rows(child)


def _is_hidden(element: Any) -> bool:
    return attribute(element, "display") == "none" or attribute(element, "is-hidden") == "true"


def _margins(story: _Story, root: Any | None) -> Iterator[Part]:
    """Page headers and footers, each text once."""
    seen: set[str] = set()
    for page in root.iter("{*}master-page") if root is not None else ():
        for part in story.blocks([margin for margin in page if local_name(margin.tag).startswith(("header", "footer"))]):
            if part.words and part.words not in seen:
                seen.add(part.words)
                yield Part(part.words, "furniture")


def _fields(root: Any | None, styles: Styles) -> Fields:
    said: dict[str, str] = {}
    for element in root.iterfind("{*}meta/{*}*") if root is not None else ():
        said.setdefault(local_name(element.tag), all_words(element))
    author = said.get("initial-creator") or said.get("creator", "")
    date = said.get("date") or said.get("creation-date", "")
    return Fields(said.get("title", ""), author, date, said.get("language") or styles.language, said.get("publisher", ""))


def _remarks(left_out: Counter[str]) -> Iterator[str]:
    yield from remarks_on(left_out)
    if left_out["objects"]:
        yield f"embedded objects were not read: {left_out['objects']}"
