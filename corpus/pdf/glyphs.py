"""The characters of a PDF page as PDFium finds them, in runs of one style.

What enters: a page and its text page. What leaves: the page's characters, each with its extent along its line, and the runs
they form: neighbours drawn by one text object, with size, weight, direction, base line, and whether a reader can see them.
It deliberately joins nothing: lines, columns and words are for others. Coordinates are in a frame turned so that the run
reads from left to right, y upwards, in points.
"""

import ctypes
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

# "recognised": invisible letters over the picture they were recognised in, which a reader sees as the picture.
Hidden = Literal["", "recognised", "invisible", "white", "tiny", "outside"]
Floats = npt.NDArray[np.float32]
Handles = npt.NDArray[np.uint64]
Box = Sequence[float]  # left, bottom, right, top

# Smaller letters are no reading matter: a reader would need a lens.
MIN_READABLE_POINTS = 2.0
# From this brightness on (0 to 255, every channel) a letter is white to the eye.
MIN_WHITE = 250
# A text that leans less than this from the level is a scan laid askew, and level is meant.
LEVEL_DEGREES = 10
# PDFium's name for bold; its fonts carry weights from 100 to 900.
MIN_BOLD_WEIGHT = 600
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi(?!cond)|-bd\b|(?:cm|sf|ec|la|lm)bx?\d", re.IGNORECASE)
_INVISIBLE_MODES = (3, 7)  # PDF 32000-1, 9.3.6: neither fill nor stroke


class Run(NamedTuple):
    """Characters `first` to `last` (exclusive) of a page, drawn by one text object."""

    first: int
    last: int
    size: float
    bold: bool
    angle: int
    base: float
    left: float
    right: float
    hidden: Hidden


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """A page's characters, one per character of PDFium; `left` and `right` along the line, (n,) float32, points."""

    characters: str
    left: Floats
    right: Floats
    runs: tuple[Run, ...]
    boxes: Floats


def _quick(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A library function over plain addresses: half the cost of a call that checks pointer types, and there are thousands per page."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_POINTER = ctypes.c_void_p
_code_of = _quick(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, ctypes.c_int)
_object_of = _quick(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p, _POINTER, ctypes.c_int)
_loose_box = _quick(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int, _POINTER, ctypes.c_int, _POINTER)
_tight_box = _quick(pdfium_c.FPDFText_GetCharBox, ctypes.c_int, _POINTER, ctypes.c_int, _POINTER, _POINTER, _POINTER, _POINTER)
_origin = _quick(pdfium_c.FPDFText_GetCharOrigin, ctypes.c_int, _POINTER, ctypes.c_int, _POINTER, _POINTER)
_matrix = _quick(pdfium_c.FPDFText_GetMatrix, ctypes.c_int, _POINTER, ctypes.c_int, _POINTER)
_size = _quick(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _POINTER, ctypes.c_int)
_weight = _quick(pdfium_c.FPDFText_GetFontWeight, ctypes.c_int, _POINTER, ctypes.c_int)
_mode = _quick(pdfium_c.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _POINTER)
_fill = _quick(pdfium_c.FPDFPageObj_GetFillColor, ctypes.c_int, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_font = _quick(pdfium_c.FPDFTextObj_GetFont, ctypes.c_void_p, _POINTER)
_font_name = _quick(pdfium_c.FPDFFont_GetBaseFontName, ctypes.c_size_t, _POINTER, ctypes.c_char_p, ctypes.c_size_t)


def page_glyphs(text_page: Any, page_box: Box) -> PageGlyphs:
    """The characters and runs of a page; `page_box` is what is shown of it: left, bottom, right, top."""
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    count = text_page.count_chars()
    codes = [_code_of(handle, number) for number in range(count)]
    characters = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
    boxes = np.zeros((count, 4), np.float32)
    start = boxes.ctypes.data
    for number in range(count):
        _loose_box(handle, number, start + 16 * number)
    boxes = boxes[:, [0, 3, 2, 1]]  # PDFium's order is left, top, right, bottom
    objects: Handles = np.fromiter((_object_of(handle, number) or 0 for number in range(count)), np.uint64, count)
    reader = _StyleReader(handle, page_box)
    extents = _Extents(boxes, boxes[:, 0].copy(), boxes[:, 2].copy())
    borders = _borders(characters, objects)
    starts = [first for first, _ in borders]
    around = np.hstack((np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts))).tolist() if starts else []
    runs = [reader.run(first, last, int(objects[first]), extents, box) for (first, last), box in zip(borders, around)]
    return PageGlyphs(characters, extents.left, extents.right, tuple(runs), boxes)


class _Extents(NamedTuple):
    """The boxes of a page's characters, (n, 4) left, bottom, right, top, and their extents along their lines, (n,)."""

    boxes: Floats
    left: Floats
    right: Floats


def _borders(characters: str, objects: Handles) -> list[tuple[int, int]]:
    """Where runs begin and end: where the text object changes, or PDFium breaks the line, or hyphenates at its end."""
    if not characters:
        return []
    codes = np.frombuffer(characters.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends_line = (codes == 10) | (codes == 13)
    starts = np.flatnonzero((objects[1:] != objects[:-1]) | (ends_line[1:] != ends_line[:-1]) | (codes[:-1] == 2)) + 1
    edges = [0, *starts.tolist(), len(characters)]
    return list(pairwise(edges))


class _StyleReader:
    """Reads the style of runs; holds buffers and the fonts already looked up."""

    def __init__(self, handle: int | None, page_box: Box) -> None:
        self.handle = handle
        self.page_box = page_box
        self.bold_fonts: dict[int, bool] = {}
        self.numbers = (ctypes.c_double * 4)()
        self.matrix = (ctypes.c_float * 6)()
        self.colours = (ctypes.c_uint * 4)()

    def run(self, first: int, last: int, text_object: int, extents: _Extents, box: Box) -> Run:
        """The run of characters `first` to `last`; `box` is around them."""
        if not text_object:  # a line break or a space that PDFium puts in
            return Run(first, last, 0.0, False, 0, 0.0, 0.0, 0.0, "")
        _matrix(self.handle, first, ctypes.addressof(self.matrix))
        across, along, up, over = self.matrix[:4]
        angle = _snapped(math.degrees(math.atan2(along, across))) if along or across < 0 else 0
        size = _size(self.handle, first) * math.hypot(up, over)
        numbers = ctypes.addressof(self.numbers)
        _origin(self.handle, first, numbers, numbers + 8)
        base = _turned(self.numbers[0], self.numbers[1], angle)[1]
        left, right = box[0], box[2]
        if angle or across < 0 or left >= right:
            left, right = self._tighten(first, last, angle, extents)
            box = (*extents.boxes[first:last, :2].min(axis=0).tolist(), *extents.boxes[first:last, 2:].max(axis=0).tolist())
        return Run(first, last, size, self._bold(first, text_object), angle, base, left, right, self._hidden(text_object, size, box))

    def _tighten(self, first: int, last: int, angle: int, extents: _Extents) -> tuple[float, float]:
        """PDFium's roomy boxes hold for level text only: for other text take the boxes of the ink, turned into the run's frame."""
        numbers = ctypes.addressof(self.numbers)
        for number in range(first, last):
            if _tight_box(self.handle, number, numbers, numbers + 16, numbers + 8, numbers + 24):
                extents.boxes[number] = self.numbers[:]
        boxes = extents.boxes[first:last]
        corners = [_turned(boxes[:, x], boxes[:, y], angle)[0] for x, y in ((0, 1), (2, 1), (0, 3), (2, 3))]
        extents.left[first:last] = np.min(corners, axis=0)
        extents.right[first:last] = np.max(corners, axis=0)
        return float(extents.left[first:last].min()), float(extents.right[first:last].max())

    def _bold(self, first: int, text_object: int) -> bool:
        font = _font(text_object) or 0
        if font not in self.bold_fonts:
            buffer = ctypes.create_string_buffer(128)
            _font_name(font, buffer, 128)
            name = buffer.value.decode("latin-1").rpartition("+")[2]
            self.bold_fonts[font] = _weight(self.handle, first) >= MIN_BOLD_WEIGHT or bool(_BOLD_NAME.search(name))
        return self.bold_fonts[font]

    def _hidden(self, text_object: int, size: float, box: Box) -> Hidden:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, bottom, right, top = self.page_box
        if not (left <= x <= right and bottom <= y <= top):
            return "outside"
        if size < MIN_READABLE_POINTS:
            return "tiny"
        mode = _mode(text_object)
        if mode in _INVISIBLE_MODES:
            return "invisible"
        colours = ctypes.addressof(self.colours)
        if mode in {0, 4} and _fill(text_object, colours, colours + 4, colours + 8, colours + 12):
            red, green, blue, opacity = self.colours
            if opacity == 0:
                return "invisible"
            if min(red, green, blue) >= MIN_WHITE:
                return "white"
        return ""


def _snapped(degrees: float) -> int:
    """The direction of a text in whole degrees, 0 to 359; a slight lean counts as none."""
    quarter = round(degrees / 90) * 90
    return int(quarter if abs(degrees - quarter) < LEVEL_DEGREES else round(degrees)) % 360


def _turned(x: Any, y: Any, angle: int) -> tuple[Any, Any]:
    """A point in the frame of a text that runs at `angle`: along it, and across it."""
    if not angle:
        return x, y
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cosine + y * sine, y * cosine - x * sine
