"""Text of picture files, where the optional extra is installed.

What enters: a picture file's bytes. What leaves: a Reading whose every word was recognised, and says so, with where its lines
stand. Paragraphs are put together as those of a PDF are. It deliberately corrects no spelling: what is doubtful is left out
and counted.
"""

from collections.abc import Sequence

from corpus.errors import DocumentError
from corpus.pdf.page import PageText
from corpus.pdf.reader import FileFacts, reading_of
from corpus.pdf.remarks import SCAN_AGAIN, TOO_LONG
from corpus.reading import Reading
from corpus.scans.deadline import time_left
from corpus.scans.extra import available
from corpus.scans.page_lines import scanned_lines
from corpus.scans.pictures import MAX_PAGES, pages
from corpus.scans.recognition import Model, Recognition, loaded_model, recognised

NOT_INSTALLED = "it is a picture, and reading pictures needs the extra `ocr`: pip install 'rapporteur[ocr]'"
# The page's longer side in points, as on A4: the measures of layout are those of print.
PAGE_POINTS = 842.0


def read_image(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """The words of a picture. Raises DocumentError when the extra is not installed, or it is damaged or shows no words."""
    return read_picture(content)


def read_picture(content: bytes, model: Model | None = None) -> Reading:
    """The same, by another model where one is given."""
    if model is None:
        model = _loaded()
    found: list[PageText] = []
    cut = ""
    for number, pixels in enumerate(pages(content), 1):
        cut = TOO_LONG if not time_left() else "split it and add the parts" if number > MAX_PAGES else ""
        if cut:
            break
        found.append(_page(recognised(pixels, model), number))
    if not found:
        raise DocumentError(f"it was not recognised: {TOO_LONG}")
    if not any(page.pieces for page in found):
        raise DocumentError(f"no words were recognised in it; {SCAN_AGAIN}")
    remarks = [f"only its first {len(found)} pages were recognised: {cut}"] if cut else []
    return reading_of(found, FileFacts("", "", "", "", {}, (), remarks))


def _page(page: Recognition, number: int) -> PageText:
    scale = PAGE_POINTS / max(page.width, page.height)
    lines, boxes = scanned_lines(page, number, scale)
    return PageText(number, lines, (), 0.0, page.height * scale, "" if lines else "wordless", boxes, page.left_out)


def _loaded() -> Model:
    if not available():
        raise DocumentError(NOT_INSTALLED)
    try:
        return loaded_model()
    except ImportError as error:  # installed without what it needs: OpenCV wants libraries of the system
        raise DocumentError(f"{NOT_INSTALLED}; it is installed and does not load here ({error})") from error
