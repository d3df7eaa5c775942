"""PDFs, with those of their pages recognised that are pictures.

What enters: a file's bytes, and passwords to try. What leaves: what the reader of PDFs makes of it, given something that
recognises where the extra is installed. It deliberately knows nothing of PDFs: recognition is plugged in here, so that their
reader needs none.
"""

from collections.abc import Sequence

from corpus.pdf.reader import read_pdf
from corpus.pdf.scan import Pixels, ScannedPage
from corpus.reading import Reading
from corpus.scans.deadline import time_left
from corpus.scans.extra import available
from corpus.scans.page_lines import scanned_lines
from corpus.scans.recognition import recognised


class PageRecogniser:
    """Recognises the pages of a file, for as long as there is time."""

    def has_time(self) -> bool:
        return time_left()

    def lines(self, picture: Pixels, number: int, scale: float, first_glyph: int) -> ScannedPage:
        found = recognised(picture)
        lines, boxes = scanned_lines(found, number, scale, first_glyph)
        return ScannedPage(lines, boxes, found.height * scale, found.left_out)


def read_pdf_and_scans(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """The text of a PDF and its landmarks. Raises PasswordError and DocumentError as `read_pdf` does."""
    return read_pdf(content, passwords, PageRecogniser() if available() else None)
