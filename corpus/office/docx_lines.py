"""The text of DOCX paragraphs: runs, fields, tracked changes, symbols and formulas.

What enters: the element of a paragraph. What leaves: its words as shown, its hidden words, and what hangs on it (text boxes,
notes, diagrams). Field codes, deletions and comments are left out; tracked insertions are kept. It deliberately knows
neither styles' meanings nor other parts of the file. Element names follow ECMA-376, part 1, chapter 17.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.office.docx_styles import VAL, Style, Styles, W, coloured, switched
from corpus.office.formulas import linear
from corpus.office.symbol_fonts import symbol
from corpus.office.xml_trees import local_name

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE = f"{_COMPATIBILITY}AlternateContent"
DELETIONS = frozenset({f"{W}del", f"{W}moveFrom"})
BOX = f"{W}txbxContent"
_DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_FORMULAS = frozenset({f"{_MATH}oMath", f"{_MATH}oMathPara"})
_MARKS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-", "cr": "\n"}
# The code of a field is short; one that is longer was never closed, and the text after it is text.
_MAX_CODE_PARAGRAPHS = 3
# Fields within fields: more are an attack, and each costs time at every piece of text.
_MAX_OPEN_FIELDS = 50
# Text of at most two points is there for machines, not for readers; half points.
_MAX_TINY_HALF_POINTS = 4


@dataclass(slots=True)
class Line:
    """What one paragraph holds: pieces shown and hidden, and the boxes, notes, diagrams and charts that hang on it."""

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    total: int = 0
    listed: int = 0

    @property
    def lists_places(self) -> bool:
        """Whether most of it is the result of a field that lists headings or terms with their pages."""
        return self.listed * 2 > self.total

    def continued(self, following: "Line") -> "Line":
        """This line grown by the following one: a deleted paragraph mark or a drop cap keeps them apart on file only."""
        self.shown += following.shown
        self.hidden += following.hidden
        self.boxes += following.boxes
        self.notes += following.notes
        self.diagrams += following.diagrams
        self.charts += following.charts
        self.total += following.total
        self.listed += following.listed
        return self


@dataclass(slots=True)
class _Field:
    """An open field: its code, whether its result has begun, and how many paragraphs have begun since its code did."""

    code: str = ""
    shows: bool = False
    paragraphs: int = 0


@dataclass(slots=True)
class Lines:
    """Reads paragraphs one after the other; fields stay open across them. Counts what it leaves out."""

    styles: Styles
    deletions: int = 0
    doubts: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    _fields: list[_Field] = field(default_factory=list)

    def line(self, paragraph: Any, style: Style, on_page: bool) -> Line:
        """The text of a paragraph; `on_page` says that it stands on the page's own ground and not in a table or a box."""
        line = Line()
        self._fields = [opened for opened in self._fields if opened.shows or opened.paragraphs < _MAX_CODE_PARAGRAPHS]
        for opened in self._fields:
            opened.paragraphs += 1
        properties = paragraph.find(f"{W}pPr")
        shaded = style.shaded or coloured(properties)
        self._inline(paragraph, line, style, on_page and not shaded)
        return line

    def _lists_places(self) -> bool:
        return any(opened.shows and opened.code.split()[:1] in (["TOC"], ["INDEX"]) for opened in self._fields)

    def _inline(self, element: Any, line: Line, style: Style, bare: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, line, style, bare)
            elif tag in DELETIONS:
                self.deletions += 1
            elif tag in _FORMULAS:
                line.shown.append(f" {linear(child)} ")
            elif tag == ALTERNATE:
                self._inline(chosen(child), line, style, bare)
            elif tag in _DRAWN:
                self._drawn(child, line)
            elif not local_name(tag).endswith("Pr"):  # hyperlinks, content controls, insertions, …: their runs are text
                self._inline(child, line, style, bare)

    def _run(self, run: Any, line: Line, style: Style, bare: bool) -> None:
        properties = run.find(f"{W}rPr")
        doubt = self._doubt(properties, style, bare) if properties is not None or style.hidden else ""
        pieces = line.hidden if doubt else line.shown
        said = 0
        for child in run:
            name = local_name(child.tag)
            if name == "fldChar":
                self._field_mark(child)
            elif name == "instrText":
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif not all(opened.shows for opened in self._fields):
                continue
            elif name == "t":
                pieces.append(child.text or "")
                said += len(child.text or "")
            else:
                self._piece(child, name, pieces, line)
        if said:
            self.languages[self._language(properties)] += said
            line.total += said
            line.listed += said if self._fields and self._lists_places() else 0
        if said and doubt:
            self.doubts[doubt] += 1

    def _piece(self, child: Any, name: str, pieces: list[str], line: Line) -> None:
        """What a run holds beside its text."""
        if name in _MARKS:
            pieces.append(_MARKS[name])
        elif name == "br":
            pieces.append("\n\n" if child.get(f"{W}type") in {"page", "column"} else "\n")
        elif name == "sym":
            pieces.append(symbol(child.get(f"{W}font") or "", child.get(f"{W}char") or ""))
        elif name in {"footnoteReference", "endnoteReference"}:
            line.notes.append((name.removesuffix("Reference"), child.get(f"{W}id") or ""))
        elif child.tag in _DRAWN:
            self._drawn(child, line)
        elif child.tag == ALTERNATE:
            self._drawn(chosen(child), line)
        elif name == "ruby":
            pieces.extend(base.text or "" for base in child.iterfind(f"{W}rubyBase/{W}r/{W}t"))
        elif name == "delText":
            self.deletions += 1

    def _drawn(self, element: Any, line: Line) -> None:
        for found in _hanging(element):
            if found.tag == BOX:
                line.boxes.append(found)
            elif relation := found.get(f"{_R}dm"):
                line.diagrams.append(relation)
            else:
                line.charts.append(found.get(f"{_R}id") or "")

    def _field_mark(self, mark: Any) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin" and len(self._fields) < _MAX_OPEN_FIELDS:
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _doubt(self, properties: Any | None, style: Style, bare: bool) -> str:
        """Why the text of a run is not for readers; empty when it is."""
        if properties is None:
            return "hidden"
        vanish = properties.find(f"{W}vanish")
        named = properties.find(f"{W}rStyle")
        inherited = style.hidden or (named is not None and self.styles.of(named.get(VAL)).hidden)
        if inherited if vanish is None else switched(vanish.get(VAL)):
            return "hidden"
        size = properties.find(f"{W}sz")
        if size is not None and (value := size.get(VAL) or "").isdecimal() and int(value[:5]) <= _MAX_TINY_HALF_POINTS:
            return "tiny"
        colour = properties.find(f"{W}color")
        white = bare and colour is not None and (colour.get(VAL) or "").upper() == "FFFFFF"
        return "white" if white and not coloured(properties) and properties.find(f"{W}highlight") is None else ""

    def _language(self, properties: Any | None) -> str:
        found = properties.find(f"{W}lang") if properties is not None else None
        return (found.get(VAL) if found is not None else "") or self.styles.language


def chosen(alternate: Any) -> Any:
    """The branch of alternative content that is shown: the first with anything to read, so that no text is read twice."""
    branches = [branch for branch in alternate if local_name(branch.tag) in {"Choice", "Fallback"}]
    return next((branch for branch in branches if next(branch.iter(f"{W}t", BOX), None) is not None), branches[0] if branches else alternate[:0])


def _hanging(element: Any) -> Iterator[Any]:
    """The text boxes, diagrams and charts of a drawing, each once."""
    for child in element:
        if child.tag == BOX or (name := local_name(child.tag)) == "relIds" or (name == "chart" and child.get(f"{_R}id")):
            yield child
        elif child.tag == ALTERNATE:
            yield from _hanging(chosen(child))
        else:
            yield from _hanging(child)
