"""DOCX as a draft.

What enters: a Word document's bytes. What leaves: its words with their places in the runs of its XML, so that comments can be
put where quotations stand; paragraphs in a style for quotations are told apart, notes are read after the body. Element names
follow ECMA-376, part 1, chapter 17. It deliberately leaves out tracked deletions and page margins, and changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.proof.draft import Draft, Note, Paragraph
from corpus.errors import DocumentError
from corpus.office.archive import Archive, open_archive
from corpus.office.docx_styles import VAL, W
from corpus.office.encrypted_office import OLE_SIGNATURE
from corpus.office.office_package import main_part, relationships
from corpus.office.xml_trees import parsed, parsed_if_present

_STRICT = "http://purl.oclc.org/ooxml/"
_QUOTING = frozenset({"quote", "intense quote", "block text", "quotations", "block quotation", "block quote", "quotation"})
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_MARKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_BETWEEN = "\n\n"
_PARTS = frozenset({"styles", "footnotes", "endnotes"})


@dataclass(slots=True)
class Piece:
    """Characters `start` to `end` of the draft's text, which one element of one run holds."""

    start: int
    end: int
    element: Any
    run: Any


@dataclass(slots=True)
class DocxText:
    """A Word document open for comments: its tree, and where each character of the draft stands.

    `anchors` are for paragraphs where Word takes no comments (notes, text boxes): the run that stands for them in the body.
    """

    archive: Archive
    part: str
    root: Any
    pieces: list[Piece] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    anchors: dict[int, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    text: str = ""


def docx_draft(content: bytes) -> Draft:
    """A Word document as a draft. Raises DocumentError when it is none, is encrypted, or holds no words."""
    opened = open_docx(content)
    return Draft(opened.text, tuple(opened.paragraphs), tuple(opened.notes))


def open_docx(content: bytes) -> DocxText:
    """A Word document, read with the place of each character. Raises DocumentError as `docx_draft` does."""
    if content.startswith(OLE_SIGNATURE):
        raise DocumentError("it is encrypted or an older kind of Word file; save it as .docx without a password")
    archive = open_archive(content)
    part = main_part(archive, "word/document.xml")
    root = parsed(archive.read(part), part)
    if any(_STRICT in str(address) for address in root.nsmap.values()):
        raise DocumentError("it is in the strict variant of Office Open XML; save it as an ordinary Word document (.docx)")
    opened = DocxText(archive, part, root)
    _Reader(opened).read()
    if not opened.paragraphs:
        raise DocumentError("it holds no words; check that it is the file you meant")
    return opened


class _Reader:
    """Reads paragraphs into a DocxText, the body's first, then those of the notes it refers to."""

    def __init__(self, opened: DocxText) -> None:
        self._opened, self._letters = opened, [""]
        self._length = 0
        links = relationships(opened.archive, opened.part)
        self._trees = {kind: parsed_if_present(opened.archive, link.target) for link in links.values() if (kind := link.kind) in _PARTS}
        self._quoting = _quoting_styles(self._trees.get("styles"))
        self._references: list[tuple[str, str, int, Any]] = []

    def read(self) -> None:
        """Fill the text."""
        for paragraph in self._opened.root.iter(f"{W}p"):
            above = list(paragraph.iterancestors(_FALLBACK, *_DELETED, _BOX))
            if not any(element.tag != _BOX for element in above):
                self._paragraph(paragraph, self._run_of(above[-1]) if above else None)
        for kind, name, position, run in list(self._references):
            note = self._note(kind, name)
            if note is None:
                continue
            words = [self._paragraph(paragraph, run) for paragraph in note.iter(f"{W}p")]
            self._opened.notes.append(Note(position, " ".join(filter(None, words))))
        self._opened.text = "".join(self._letters)

    def _run_of(self, box: Any) -> Any | None:
        return next(box.iterancestors(f"{W}r"), None)

    def _note(self, kind: str, name: str) -> Any | None:
        tree = self._trees.get(kind)
        return next((note for note in tree if note.get(f"{W}id") == name), None) if tree is not None else None

    def _paragraph(self, paragraph: Any, anchor: Any | None) -> str:
        """Add a paragraph, and return its words; one without words is left out."""
        between = _BETWEEN if self._opened.paragraphs else ""
        position = start = self._length + len(between)
        letters: list[str] = []
        pieces: list[Piece] = []
        for run in _runs(paragraph):
            for element in run:
                words = (element.text or "") if element.tag == f"{W}t" else _MARKS.get(element.tag, "")
                if words:
                    pieces.append(Piece(position, position + len(words), element, run))
                if element.tag in _NOTES:
                    self._references.append((_NOTES[element.tag], element.get(f"{W}id") or "", position, run))
                letters.append(words)
                position += len(words)
        said = "".join(letters)
        if not said.strip():
            return ""
        if anchor is None:
            self._opened.pieces.extend(pieces)
        else:
            self._opened.anchors[len(self._opened.paragraphs)] = anchor
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        self._opened.paragraphs.append(Paragraph(start, position, style is not None and style.get(VAL) in self._quoting))
        self._letters += [between, said]
        self._length = position
        return said


def _runs(element: Any) -> Iterator[Any]:
    """The runs of a paragraph in order, those of tracked insertions, links and controls too; not those of its text boxes."""
    for child in element:
        if child.tag == f"{W}r":
            yield child
        elif isinstance(child.tag, str) and child.tag not in _DELETED and child.tag != f"{W}pPr":
            yield from _runs(child)


def _quoting_styles(styles: Any | None) -> frozenset[str]:
    """The ids of paragraph styles whose names say that they are for quotations."""
    found = set()
    for style in styles.iterchildren(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        if name is not None and (name.get(VAL) or "").casefold() in _QUOTING:
            found.add(style.get(f"{W}styleId"))
    return frozenset(found)
