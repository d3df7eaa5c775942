"""Text of scanned pages and pictures, where the optional extra is installed.

What enters: a picture file's bytes, or the pixels of a page that another reader found without text. What leaves: a Reading
whose every word was recognised, and says so; the lines of one page; where on its page each line stands. Paragraphs are put
together as those of a PDF are. It deliberately corrects no spelling: what is doubtful is left out and counted.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from corpus.document import GlyphRun, PageBox
from corpus.errors import DocumentError
from corpus.pdf.lines import Line
from corpus.pdf.page import PageText
from corpus.pdf.reader import _Facts, _reading
from corpus.reading import Reading
from corpus.scans.line_geometry import Pixels
from corpus.scans.pictures import MAX_PAGES, pages
from corpus.scans.recognition import Model, RecognisedLine, Recognition, available, loaded_model, recognised

NOT_INSTALLED = "it is a picture, and reading pictures needs the extra `ocr`: pip install 'rapporteur[ocr]'"
COMPARE = "its words were recognised from a picture and may be wrong, accented letters above all; compare them with the original"
OTHER_LETTERS = "Cyrillic, Greek and Arabic letters cannot be recognised"
# The page's longer side in points, as on A4: the measures of layout are those of print.
PAGE_POINTS = 842.0
# A line's box is as high as its letters' size; they stand this share of it above the lower edge.
BASE_SHARE = 0.22
FINE = 10_000  # ten-thousandths: a tenth of a millimetre on a poster
# Boxes of one size of letters differ by so much in height, with and without what rises or hangs.
SAME_HEIGHT = 0.2


class LineBox(NamedTuple):
    """Where recognised characters stand: characters `glyph` to `glyph + length` of a page's recognised ones are the line in a box.

    The box's edges are ten-thousandths of the page's width and height as shown, from the top left: whole numbers keep small and exact.
    """

    page: int
    glyph: int
    length: int
    left: int
    top: int
    right: int
    bottom: int


def ocr_page(picture: Pixels) -> Iterator[tuple[str, float, float, float, float]]:
    """The lines of a page: words, left, top, right, bottom, in pixels of the page upright. Raises ImportError without the extra."""
    for line in recognised(picture).lines:
        yield line.text, line.left, line.top, line.right, line.bottom


def read_image(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """The words of a picture. Raises DocumentError when the extra is not installed, or it is damaged or shows no words."""
    return read_picture(content)[0]


def read_picture(content: bytes, model: Model | None = None) -> tuple[Reading, tuple[LineBox, ...]]:
    """The words of a picture, and where its lines stand: `quote_places` maps a quote by both."""
    if model is None:
        model = _loaded()
    found: list[Recognition] = []
    cut = False
    for pixels in pages(content):
        cut = len(found) == MAX_PAGES
        if cut:
            break
        found.append(recognised(pixels, model))
    if not any(page.lines for page in found):
        raise DocumentError(
            f"no words were recognised in it; if it shows some, scan it again at 300 dots per inch, in focus, and add that; {OTHER_LETTERS}"
        )
    texts = []
    boxes: list[LineBox] = []
    for number, page in enumerate(found, 1):
        scale = PAGE_POINTS / max(page.width, page.height)
        lines, placed = scanned_lines(page, number, scale)
        boxes.extend(placed)
        texts.append(PageText(number, lines, (), 0.0, page.height * scale))
    remarks = [COMPARE, *left_out_remarks([page.left_out for page in found])]
    if cut:
        remarks.append(f"only its first {MAX_PAGES} pages were recognised; split it and add the parts")
    reading = _reading(texts, _Facts("", "", "", "", {}, (), remarks))
    if len(found) == 1:  # a picture by itself has no page to cite
        reading = replace(reading, page_kind="", pages=())
    return reading, tuple(boxes)


def _loaded() -> Model:
    if not available():
        raise DocumentError(NOT_INSTALLED)
    try:
        return loaded_model()
    except ImportError as error:  # installed without what it needs: OpenCV wants libraries of the system
        raise DocumentError(f"{NOT_INSTALLED}; it is installed and does not load here ({error})") from error


def scanned_lines(page: Recognition, number: int, scale: float, first_glyph: int = 0) -> tuple[list[Line], list[LineBox]]:
    """The lines of a recognised page as lines of a PDF page of `scale` points per pixel, and where they stand.

    Their characters are counted from `first_glyph`; the page is the one turned upright, `page.height * scale` points high.
    """
    lines: list[Line] = []
    boxes: list[LineBox] = []
    glyph = first_glyph
    for line, height in zip(page.lines, settled_heights(page.lines)):
        size = height * scale
        base = (page.height - (line.top + line.bottom) / 2) * scale - (0.5 - BASE_SHARE) * size
        glyphs = array("i", range(glyph, glyph + len(line.text)))
        lines.append(Line(number, line.text, glyphs, line.left * scale, line.right * scale, base, size, False, 0, line.row, "recognised"))
        boxes.append(LineBox(number, glyph, len(line.text), *(round(edge * FINE) for edge in line.box)))
        glyph += len(line.text)
    return lines, boxes


def settled_heights(lines: Sequence[RecognisedLine]) -> list[float]:
    """The height of each line; those near the usual height have it, for a box's height depends on the letters in it."""
    heights = [line.bottom - line.top for line in lines]
    usual = median([height for line, height in zip(lines, heights) for _ in range(len(line.text) // 4 + 1)]) if lines else 0.0
    return [usual if abs(height - usual) <= SAME_HEIGHT * usual else height for height in heights]


def left_out_remarks(counts: Sequence[int]) -> list[str]:
    """How many lines of which pages were too uncertain to give."""
    said = [f"{count} on page {number}" if len(counts) > 1 else str(count) for number, count in enumerate(counts, 1) if count]
    total = sum(counts)
    if not total:
        return []
    lines = "line was" if total == 1 else "lines were"
    where = f" ({', '.join(said)})" if len(counts) > 1 else ""
    return [f"{total} {lines} too unclear to recognise and {'is' if total == 1 else 'are'} left out{where}; {OTHER_LETTERS}"]


def quote_places(glyphs: Sequence[GlyphRun], boxes: Sequence[LineBox], start: int, end: int) -> tuple[PageBox, ...]:
    """Where the characters `start` to `end` of a recognised text stand: one box per line, cut in proportion to its characters."""
    places: dict[LineBox, tuple[int, int]] = {}
    for run in glyphs:
        first, last = run.glyph + max(start - run.start, 0), run.glyph + min(end - run.start, run.length)
        for box in boxes if first < last else ():
            low, high = max(first, box.glyph), min(last, box.glyph + box.length)
            if box.page == run.page and low < high:
                known = places.get(box, (low, high))
                places[box] = min(known[0], low), max(known[1], high)
    return tuple(_cut(box, low, high) for box, (low, high) in places.items())


def _cut(line: LineBox, low: int, high: int) -> PageBox:
    left, top, right, bottom = (edge / FINE for edge in line[3:])
    if right - left < bottom - top:  # it runs up or down the page as shown, and which way is not kept
        return PageBox(line.page, left, top, right, bottom)
    width = (right - left) / line.length
    return PageBox(line.page, left + (low - line.glyph) * width, top, left + (high - line.glyph) * width, bottom)
