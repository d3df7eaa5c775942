"""Pages of a PDF that are pictures: where recognition is plugged in.

What enters: a page without text layer. What leaves: its lines as recognised in the picture of the page, or nothing when
nothing can recognise them. The recognition itself is `corpus.scans.ocr.ocr_page`, from a picture as an array to words with their
boxes in pixels; it deliberately stays optional: its models are large, and most documents need none.
"""

from array import array
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.pdf.lines import Line

# A picture of (height, width, 3), uint8, red green blue → words, left, top, right, bottom of each line, in pixels from the top left.
Recognise = Callable[[npt.NDArray[np.uint8]], Iterable[tuple[str, float, float, float, float]]]
# Printed text is recognised well from 200 dots per inch on; more costs time and gains nothing.
PIXELS_PER_POINT = 200 / 72
# A poster drawn at that density would fill the memory.
MAX_PIXELS = 25_000_000
# The letters' size as a share of a line's height.
SIZE_SHARE = 0.75


def recogniser() -> Recognise | None:
    """The function that recognises lines in a picture; None where it is not installed."""
    try:
        found: Recognise | None = getattr(import_module("corpus.scans.ocr"), "ocr_page", None)
    except ImportError:
        return None
    return found


def recognised_lines(page: Any, number: int) -> list[Line] | None:
    """The lines recognised on a page; None where nothing can recognise them. No glyph of PDFium's stands behind them."""
    recognise = recogniser()
    if recognise is None:
        return None
    width, height = page.get_size()
    scale = min(PIXELS_PER_POINT, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    picture = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, -1)[:, :, :3]
    bitmap.close()
    try:
        return [_line(number, row, words.split(), (box[0] / scale, height - box[3] / scale, box[2] / scale, height - box[1] / scale))
                for row, (words, *box) in enumerate(recognise(picture)) if words.strip()]  # fmt: skip
    except ImportError:
        return None


def _line(page: int, row: int, words: list[str], box: tuple[float, float, float, float]) -> Line:
    text = " ".join(words)
    left, bottom, right, top = box
    size = (top - bottom) * SIZE_SHARE
    return Line(page, text, array("i", [-1] * len(text)), left, right, bottom + 0.25 * size, size, False, 0, row, "recognised")
