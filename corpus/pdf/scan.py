"""Pages of a PDF that are pictures: where recognition is plugged in.

What enters: a page without text layer, and something that recognises lines in pictures. What leaves: the page's lines and
where they stand. It deliberately recognises nothing itself and knows nobody who does: models are large, and most documents
need none.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from corpus.landmarks import LineBox
from corpus.pdf.lines import Line

Pixels = npt.NDArray[np.uint8]  # (height, width, 3), red green blue
# Printed text is recognised well from 200 dots per inch on; more costs time and gains nothing.
PIXELS_PER_POINT = 200 / 72
# A poster drawn at that density would fill the memory.
MAX_PIXELS = 25_000_000


class ScannedPage(NamedTuple):
    """The lines recognised on a page, where they stand, the page's height in points, and how many lines were too unclear to give."""

    lines: Sequence[Line]
    boxes: Sequence[LineBox]
    height: float
    left_out: int


class Recogniser(Protocol):
    """What recognises lines in the pictures of pages."""

    def has_time(self) -> bool:
        """Whether it may recognise another page."""

    def lines(self, picture: Pixels, number: int, scale: float, first_glyph: int) -> ScannedPage:
        """The lines of page `number`, a picture of `scale` points per pixel; their characters are counted from `first_glyph`.

        Raises ImportError where it cannot be loaded.
        """


def scanned_page(page: Any, number: int, first_glyph: int, recogniser: Recogniser) -> ScannedPage:
    """What is recognised on a page. Raises what the recogniser raises."""
    width, height = page.get_size()
    scale = min(PIXELS_PER_POINT, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    drawn = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, -1)
    bitmap.close()
    picture = np.ascontiguousarray(np.repeat(drawn, 3, axis=2) if drawn.shape[2] == 1 else drawn[:, :, :3])
    return recogniser.lines(picture, number, 1 / scale, first_glyph)
