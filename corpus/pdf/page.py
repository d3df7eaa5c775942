"""One page of a PDF: what a reader sees of its text, what is hidden, and what it lacks.

What enters: a page as PDFium holds it. What leaves: its pieces of lines, the hidden ones apart, and its fault if it has one.
Whether white letters show is seen on the page itself, drawn small; invisible ones over a picture are its text layer. A page that is a
picture has the words that are recognised in it, where something recognises. It deliberately orders nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.landmarks import LineBox
from corpus.pdf.glyphs import Hidden, PageGlyphs, Run, page_glyphs
from corpus.pdf.lines import Line, page_lines
from corpus.pdf.scan import Recogniser, scanned_page

# A picture is "late" when there was no time to recognise it, and "wordless" when nothing was recognised in it.
Fault = Literal["", "damaged", "picture", "late", "wordless", "garbled"]
Box = tuple[float, float, float, float]

# A page with fewer letters than this under a picture this large (as a share of the page) is a scan, whatever its stamp says.
MIN_LETTERS = 30
MIN_PICTURE_SHARE = 0.6
# Without any letter, so many drawn objects are more than a rule and a frame.
MIN_OBJECTS = 20
# From this share of characters without meaning on, the fonts do not say which letters they draw.
MAX_UNREADABLE_SHARE = 0.3
# The page is drawn this large to see whether white letters show: a letter of eight points is then five pixels high.
LOOK_PIXELS = 600
# A patch of page this bright all over shows no white letter.
MIN_BLANK = 245
# Pictures inside forms inside forms: deeper is no layout.
MAX_FORM_DEPTH = 3
# A scan is one picture or a few strips; of more, the largest are looked at.
MAX_PICTURES = 200
_SEEN = ("", "recognised")


@dataclass(frozen=True, slots=True)
class PageText:
    """What was read of one page; `bottom` and `top` are its edges, in points.

    `boxes` are where its lines stand, and `left_out` how many were too unclear to give, on a page that was recognised.
    """

    number: int
    pieces: Sequence[Line]
    hidden: Sequence[Line]
    bottom: float
    top: float
    fault: Fault = ""
    boxes: Sequence[LineBox] = ()
    left_out: int = 0


def page_text(page: Any, number: int, recogniser: Recogniser | None = None) -> PageText:
    """The text of a page. Raises PdfiumError when PDFium cannot read it."""
    box: Box = page.get_bbox()
    text_page = page.get_textpage()
    try:
        glyphs = page_glyphs(text_page, box)
    finally:
        text_page.close()
    glyphs = _seen(page, glyphs)
    lines = page_lines(number, glyphs)
    pieces = [line for line in lines if line.hidden in _SEEN]
    hidden = [line for line in lines if line.hidden not in _SEEN]
    text = PageText(number, pieces, hidden, box[1], box[3], _fault(page, box, pieces))
    if text.fault == "picture" and recogniser is not None:
        return _recognised(page, text, len(glyphs.characters), recogniser)
    return text


def _recognised(page: Any, text: PageText, first_glyph: int, recogniser: Recogniser) -> PageText:
    """A page with the words recognised in its picture in place of the few it has; the characters are counted after PDFium's."""
    if not recogniser.has_time():
        return replace(text, fault="late")
    try:
        found = scanned_page(page, text.number, first_glyph, recogniser)
    except ImportError:
        return text
    except Exception:  # the libraries each fail in their own way, and one page must not cost the others
        return replace(text, fault="damaged")
    if not found.lines:
        return replace(text, fault="wordless", left_out=found.left_out)
    return replace(text, pieces=found.lines, bottom=0.0, top=found.height, fault="", boxes=found.boxes, left_out=found.left_out)


def _seen(page: Any, glyphs: PageGlyphs) -> PageGlyphs:
    """The same characters, with white and invisible ones that a reader sees all the same no longer taken for hidden."""
    hidden = {run.hidden for run in glyphs.runs}
    pictures = sorted(_pictures(page), key=_area, reverse=True)[:MAX_PICTURES] if "invisible" in hidden else []
    look = _Look(page) if "white" in hidden else None

    def judged(run: Run) -> Hidden:
        box = _box(glyphs, run)
        if run.hidden == "invisible" and any(_covers(picture, box) for picture in pictures):
            return "recognised"
        if run.hidden == "white" and look is not None and look.shows(box):
            return ""
        return run.hidden

    if not hidden & {"invisible", "white"}:
        return glyphs
    runs = tuple(run._replace(hidden=judged(run)) if run.hidden else run for run in glyphs.runs)
    return PageGlyphs(glyphs.characters, glyphs.left, glyphs.right, runs, glyphs.boxes)


def _box(glyphs: PageGlyphs, run: Run) -> Box:
    boxes = glyphs.boxes[run.first : run.last]
    return float(boxes[:, 0].min()), float(boxes[:, 1].min()), float(boxes[:, 2].max()), float(boxes[:, 3].max())


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _covers(picture: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return picture[0] <= x <= picture[2] and picture[1] <= y <= picture[3]


class _Look:
    """A page drawn small in grey, to see whether white letters show."""

    def __init__(self, page: Any) -> None:
        width, height = page.get_size()
        scale = LOOK_PIXELS / max(width, height, 1.0)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
        self.page = page
        self.pixels = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, -1)[:, :, 0]
        bitmap.close()

    def shows(self, box: Box) -> bool:
        """Whether anything but white lies behind or beneath what stands in a box."""
        height, width = self.pixels.shape
        corners = [on_device(self.page, x, y, (width, height)) for x, y in ((box[0], box[1]), (box[2], box[3]))]
        (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners))
        inset = (bottom - top) * 0.2
        patch = self.pixels[max(int(top + inset), 0) : int(bottom - inset) + 1, max(left, 0) : right + 1]
        return bool(patch.size) and int(patch.min()) < MIN_BLANK


def on_device(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """A point of the page in pixels of its picture of a size, from the top left, turned as the page is shown."""
    across, down = pdfium_c.c_int(), pdfium_c.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, size[0], size[1], 0, x, y, across, down)
    return int(across.value), int(down.value)


def _pictures(page: Any) -> Iterator[Box]:
    """Where pictures lie; one inside a form counts as large as the form."""
    for item in page.get_objects(max_depth=1):
        is_picture = item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE
        if is_picture or (item.type == pdfium_c.FPDF_PAGEOBJ_FORM and _holds_picture(item.raw, MAX_FORM_DEPTH)):
            try:
                left, bottom, right, top = item.get_bounds()
            except pdfium.PdfiumError:
                continue
            yield left, bottom, right, top


def _holds_picture(form: Any, depth: int) -> bool:
    for number in range(min(pdfium_c.FPDFFormObj_CountObjects(form), 1000)):
        inner = pdfium_c.FPDFFormObj_GetObject(form, number)
        kind = pdfium_c.FPDFPageObj_GetType(inner)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE or (kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth and _holds_picture(inner, depth - 1)):
            return True
    return False


def _fault(page: Any, box: Box, pieces: Sequence[Line]) -> Fault:
    words = "".join(piece.words for piece in pieces)
    letters = sum(map(str.isalnum, words))
    if letters < MIN_LETTERS:
        area = max(_area(box), 1.0)
        covered = sum(map(_area, _pictures(page)))
        drawn = pdfium_c.FPDFPage_CountObjects(page)
        if covered >= MIN_PICTURE_SHARE * area or (not letters and (covered > 0 or drawn >= MIN_OBJECTS)):
            return "picture"
    drawn_characters = words.replace(" ", "")
    unreadable = sum("\ue000" <= letter <= "\uf8ff" or letter == "\ufffd" or letter > "\U000f0000" for letter in drawn_characters)
    return "garbled" if unreadable > MAX_UNREADABLE_SHARE * max(len(drawn_characters), 1) else ""
