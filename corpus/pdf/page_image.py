"""A page of a PDF as a picture, and where on it a quote stands.

What enters: the file's bytes, and the glyph runs of its document. What leaves: PNG bytes of one page, and boxes as shares of
the page as it is shown, one per line of the quote. Both are pure functions of their arguments. It deliberately draws no mark:
the page that shows the picture lays the boxes over it.
"""

import ctypes
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.errors import DocumentError
from corpus.landmarks import GlyphRun, PageBox
from corpus.pdf.file import opened, page_count

# A picture narrower than this shows no letters; a wider one fills the memory.
MIN_WIDTH, MAX_WIDTH = 16, 4000
MAX_PIXELS = 40_000_000
# Letters of one line overlap by this share of the lower one's height.
SAME_LINE = 0.4
# A gap within a line wider than so many of its heights lies between columns: two boxes.
MAX_GAP = 3.0
# Page coordinates as whole numbers: fine enough for a poster seen through a lens.
_FINE = 1_000_000


def quote_boxes(glyphs: Sequence[GlyphRun], content: bytes, start: int, end: int, passwords: Sequence[str] = ()) -> tuple[PageBox, ...]:
    """Where the characters `start` to `end` of a document's text stand: one box per line, in reading order.

    Raises DocumentError and PasswordError as `read_pdf` does; characters that no page draws have no box.
    """
    wanted: dict[int, list[int]] = {}
    for run in glyphs:
        first, last = max(start, run.start), min(end, run.start + run.length)
        if first < last:
            wanted.setdefault(run.page, []).extend(range(run.glyph + first - run.start, run.glyph + last - run.start))
    if not wanted:
        return ()
    with opened(content, passwords) as document:
        count = page_count(document)
        return tuple(box for page, indexes in wanted.items() if 1 <= page <= count for box in _page_boxes(document, page, indexes))


def page_png(content: bytes, page_number: int, passwords: Sequence[str] = (), width_px: int = 1000) -> bytes:
    """One page as a PNG of about a width. Raises DocumentError when there is no such page or it cannot be drawn."""
    with opened(content, passwords) as document:
        count = page_count(document)
        if not 1 <= page_number <= count:
            raise DocumentError(f"it has no page {page_number}; its pages are 1 to {count}")
        try:
            page = document[page_number - 1]
            width, height = page.get_size()
            pixels = min(max(width_px, MIN_WIDTH), MAX_WIDTH)
            scale = min(pixels / max(width, 1.0), (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
            bitmap = page.render(scale=scale, rev_byteorder=True)
            picture = bitmap.to_pil().convert("RGB")
            page.close()
        except (pdfium.PdfiumError, MemoryError) as error:
            raise DocumentError(f"page {page_number} cannot be drawn; open it in a PDF program, save it again and add that") from error
        written = io.BytesIO()
        picture.save(written, "PNG", optimize=False, compress_level=6)
        return written.getvalue()


def _page_boxes(document: Any, number: int, indexes: Sequence[int]) -> Iterator[PageBox]:
    try:
        page = document[number - 1]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return
    count = text_page.count_chars()
    held: PageBox | None = None
    upright = True
    for index in indexes:
        if not 0 <= index < count or (found := _box(page, text_page, number, index)) is None:
            continue
        box, is_upright = found
        if held is not None and is_upright == upright and _same_line(held, box, upright, page):
            held = _around(held, box)
            continue
        if held is not None:
            yield held
        held, upright = box, is_upright
    if held is not None:
        yield held
    text_page.close()
    page.close()


def _box(page: Any, text_page: Any, number: int, index: int) -> tuple[PageBox, bool] | None:
    """The box of a character, and whether its line lies level on the page as shown; None for one without extent."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(text_page, index, matrix)
    turned = abs(matrix.b) > abs(matrix.a) * 0.2 or matrix.a < 0
    try:
        left, bottom, right, top = text_page.get_charbox(index, loose=not turned)
    except pdfium.PdfiumError:
        return None
    if right <= left or chr(pdfium_c.FPDFText_GetUnicode(text_page, index)).isspace():
        return None
    corners = [_shown(page, x, y) for x, y in ((left, bottom), (right, top))]
    (first, second), (upper, lower) = (sorted(axis) for axis in zip(*corners))
    upright = (abs(matrix.b) <= abs(matrix.a)) == (page.get_rotation() in {0, 180})
    edges = (min(max(edge, 0.0), 1.0) for edge in (first, upper, second, lower))
    return PageBox(number, *edges), upright


def _shown(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the page as shares of its width and height as shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


def _same_line(held: PageBox, box: PageBox, upright: bool, page: Any) -> bool:
    """Whether a character stands in the line of those before it, along the direction the line runs in on the page."""
    width, height = page.get_size()
    along = [(each.left * width, each.right * width) for each in (held, box)]
    across = [(each.top * height, each.bottom * height) for each in (held, box)]
    if not upright:
        along, across = across, along
    overlap = min(across[0][1], across[1][1]) - max(across[0][0], across[1][0])
    lower = min(low - high for high, low in across)
    gap = max(along[1][0] - along[0][1], along[0][0] - along[1][1])
    return bool(overlap >= SAME_LINE * lower and gap <= MAX_GAP * max(across[0][1] - across[0][0], lower))


def _around(first: PageBox, second: PageBox) -> PageBox:
    return PageBox(
        first.page, min(first.left, second.left), min(first.top, second.top), max(first.right, second.right), max(first.bottom, second.bottom)
    )  # fmt: skip
