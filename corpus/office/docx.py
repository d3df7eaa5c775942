"""DOCX: the text of Word documents, in the order a reader meets it.

What enters: a file's bytes and passwords. What leaves: headings by style, paragraphs, table rows, text boxes after the
paragraph that anchors them, notes after the paragraph that refers to them, page headers and footers once, as furniture.
Comments and tracked deletions are left out, with a remark. It deliberately computes neither page numbers nor the numbers of
lists: a file does not hold them. Structure follows ECMA-376; the strict and the transitional variant read alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import DocumentError
from corpus.office.archive import Archive, open_archive
from corpus.office.charts import chart_parts
from corpus.office.docx_lines import ALTERNATE, DELETIONS, Line, Lines, chosen
from corpus.office.docx_notes import Notes, read_notes
from corpus.office.docx_styles import VAL, Style, Styles, W, outline_level, read_styles, with_level
from corpus.office.embedded_files import embedded_files
from corpus.office.encrypted_office import OLE_SIGNATURE, decrypted
from corpus.office.office_package import Relationship, core_properties, main_part, part_tree, relationships
from corpus.office.table_rows import row_parts
from corpus.office.word97 import read_doc
from corpus.office.word_processing import Fields, reading_of, remarks_on
from corpus.office.xml_trees import all_words, local_name
from corpus.parts import Part
from corpus.reading import Attachment, Reading

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What is called .docx and is another kind of Word file.
_OTHER_WORD = (OLE_SIGNATURE, b"{\\rtf")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_DOUBTS = {
    "tiny": "text of two points or less was left out of what can be quoted",
    "white": "white text on the page's own ground was left out of what can be quoted",
}


def read_docx(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Read a Word document. Raises DocumentError when it is damaged or holds no words, PasswordError when it is encrypted."""
    content = decrypted(content, passwords)
    if content.startswith(_OTHER_WORD):
        return read_doc(content, passwords)
    archive = open_archive(content)
    part = main_part(archive, "word/document.xml")
    root = part_tree(archive, part)
    if root is None or root.find(f"{W}body") is None:
        raise DocumentError("it holds no Word document; open it with its program, save it as .docx and add that")
    links = relationships(archive, part)
    styles = read_styles(_linked(archive, links, "styles"))
    story = Story(archive, links, Lines(styles), read_notes(archive, links, root))
    try:
        parts = [*story.blocks(root.find(f"{W}body")), *_margins(story, root)]
    except RecursionError as error:
        raise DocumentError("its tables or boxes are nested too deeply; save it again from its program and add that") from error
    attachments = embedded_files(archive, "word/embeddings/")
    return reading_of(parts, _fields(archive, story.lines), (*attachments, *story.imported), list(_remarks(story)))


def _linked(archive: Archive, links: dict[str, Relationship], kind: str) -> Any | None:
    """The tree of the part that a relationship of a kind leads to."""
    target = next((link.target for link in links.values() if link.kind == kind), None)
    return part_tree(archive, target) if target is not None else None


@dataclass(slots=True)
class Story:
    """Reads containers of blocks: the body, a cell, a box, a note, a header."""

    archive: Archive
    links: dict[str, Relationship]
    lines: Lines
    notes: Notes
    imported: list[Attachment] = field(default_factory=list)
    tables: int = 0
    drawn: set[str] = field(default_factory=set)
    _unfinished: Line | None = None

    def blocks(self, container: Any, on_page: bool = True) -> Iterator[Part]:
        """The parts of a container, in order; a paragraph whose mark is deleted goes on in the next."""
        for child in container:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, on_page)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag in DELETIONS:
                self.lines.deletions += 1
            elif child.tag == ALTERNATE:
                yield from self.blocks(chosen(child), on_page)
            elif child.tag == f"{W}altChunk":
                self._import(child)
            elif not local_name(child.tag).endswith("Pr"):  # content controls, custom markup, insertions
                yield from self.blocks(child, on_page)

    def _paragraph(self, paragraph: Any, on_page: bool) -> Iterator[Part]:
        properties = paragraph.find(f"{W}pPr")
        style = _style(properties, self.lines.styles)
        line = self.lines.line(paragraph, style, on_page)
        if self._unfinished is not None:
            line, self._unfinished = self._unfinished.continued(line), None
        if properties is not None and _goes_on(properties) and paragraph.getnext() is not None and paragraph.getnext().tag == f"{W}p":
            self._unfinished = line
            return
        kind = "furniture" if line.lists_places else style.kind
        for piece in _EMPTY_LINE.split("".join(line.shown)):
            yield Part(" ".join(piece.split()), kind, style.level if kind == "heading" else 0)
        yield Part(" ".join("".join(line.hidden).split()), "furniture")
        for box in line.boxes:
            yield from self.blocks(box, on_page=False)
        yield from self._graphics(line)
        for note, label in self.notes.taken(line.notes):
            yield from (part._replace(kind="paragraph", level=0, label=label) if part.kind != "furniture" else part for part in self.blocks(note))

    def _graphics(self, line: Line) -> Iterator[Part]:
        """The texts of diagrams and the values of charts, which stand in parts of their own; each part once."""
        for relation in (*line.diagrams, *line.charts):
            link = self.links.get(relation)
            root = part_tree(self.archive, link.target) if link is not None and relation not in self.drawn else None
            self.drawn.add(relation)
            if root is not None and relation in line.charts:
                yield from chart_parts(root)
            elif root is not None:
                yield from (Part(all_words(text), label="diagram") for text in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"))

    def _table(self, table: Any) -> Iterator[Part]:
        self.tables += 1
        number = self.tables
        for count, row in enumerate(_wrapped(table, "tr"), 1):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.lines.deletions += 1
            else:
                yield from self._row(row, f"table {number}, row {count}")

    def _row(self, row: Any, label: str) -> Iterator[Part]:
        tables = self.tables
        cells = [list(self.blocks(cell, on_page=False)) if not _continues(cell) else [] for cell in _wrapped(row, "tc")]
        yield from row_parts(cells, label, holds_table=self.tables > tables)

    def _import(self, chunk: Any) -> None:
        """A file that Word merges into the text when it opens the document; it is read as an attachment."""
        link = self.links.get(next((str(value) for key, value in chunk.attrib.items() if local_name(key) == "id"), ""))
        if link is not None and link.target in self.archive:
            self.imported.append(Attachment(link.target.rpartition("/")[2], self.archive.read(link.target)))


def _style(properties: Any | None, styles: Styles) -> Style:
    named = properties.find(f"{W}pStyle") if properties is not None else None
    return with_level(styles.of(named.get(VAL) if named is not None else None), outline_level(properties))


def _goes_on(properties: Any) -> bool:
    """Whether a paragraph is one with the next: its mark is deleted, or it is the large first letter of the next."""
    frame = properties.find(f"{W}framePr")
    dropped = frame is not None and frame.get(f"{W}dropCap") in {"drop", "margin"}
    return dropped or any(properties.find(f"{W}rPr").find(tag) is not None for tag in DELETIONS if properties.find(f"{W}rPr") is not None)


def _wrapped(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in DELETIONS and local_name(child.tag) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _wrapped(child, name)


def _continues(cell: Any) -> bool:
    """Whether a cell is the hidden remainder of the merged cell above or before it."""
    for name in ("vMerge", "hMerge"):
        merge = cell.find(f"{W}tcPr/{W}{name}")
        if merge is not None and (merge.get(VAL) or "continue") == "continue":
            return True
    return False


def _margins(story: Story, root: Any) -> Iterator[Part]:
    """Page headers and footers, each text once."""
    named = [reference.get(f"{{{_RELATIONS}}}id") or "" for reference in root.iter(f"{W}headerReference", f"{W}footerReference")]
    seen: set[str] = set()
    for relation in dict.fromkeys(named):
        link = story.links.get(relation)
        margin = part_tree(story.archive, link.target) if link is not None else None
        for part in story.blocks(margin) if margin is not None else ():
            if part.words and part.words not in seen:
                seen.add(part.words)
                yield Part(part.words, "furniture")


def _fields(archive: Archive, lines: Lines) -> Fields:
    core = core_properties(archive)
    language = core.language or next((language for language, _ in lines.languages.most_common(1)), "")
    own = core.author != "python-docx"  # the library's template carries its own day
    return Fields(core.title, core.author, (core.modified or core.created) if own else "", language)


def _remarks(story: Story) -> Iterator[str]:
    lines = story.lines
    comments = _linked(story.archive, story.links, "comments")
    count = len(comments) if comments is not None else 0
    yield from remarks_on({"hidden": lines.doubts["hidden"], "deletions": lines.deletions, "comments": count})
    yield from (_DOUBTS[doubt] for doubt in _DOUBTS if lines.doubts[doubt])
    if story.imported:
        yield f"files that Word would merge into the text were kept as attachments: {len(story.imported)}"
