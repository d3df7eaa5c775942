"""The lines of a recognised page as lines of a PDF's page.

What enters: lines in pixels, as the model read them. What leaves: lines in points, whose characters are counted like glyphs,
and the box of each on its page. It deliberately joins no lines: that is done as for any other page.
"""

from array import array
from collections.abc import Sequence
from statistics import median

from corpus.landmarks import LineBox
from corpus.pdf.lines import Line
from corpus.scans.places import FINE
from corpus.scans.recognition import RecognisedLine, Recognition

# A line's box is as high as its letters' size; they stand this share of it above the lower edge.
BASE_SHARE = 0.22
# Boxes of one size of letters differ by so much in height, with and without what rises or hangs.
SAME_HEIGHT = 0.2


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
