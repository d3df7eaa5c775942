"""Picture files: PNG, JPEG and TIFF as pages of pixels.

What enters: a file's bytes. What leaves: its pages, upright as the camera held them, on white, no larger than recognition can
use; and one page as PNG, for a reader to see. A file that claims more pixels than a scan has is refused before they are made.
It deliberately looks at no other kind of picture, whatever the file calls itself: some kinds run programs.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from corpus.errors import DocumentError
from corpus.scans.line_geometry import Pixels

KINDS = ("PNG", "JPEG", "TIFF")
# An A4 page scanned at 1200 dots per inch has 139 million; what has more is a bomb or a map.
MAX_PIXELS = 150_000_000
# Two pages side by side at 400 dots per inch; more pixels cost memory and make no letter clearer.
USEFUL_PIXELS = 30_000_000
# What has more is a file that goes round in circles, or takes longer than one file may.
MAX_PAGES = 200
MIN_WIDTH, MAX_WIDTH = 16, 4000  # of a picture for the screen
_SUBFILE_TYPE = 254  # TIFF 6.0: bit 0 a smaller copy of another page, bit 2 a mask
_NO_PAGE = 0b101


def pages(content: bytes) -> Iterator[Pixels]:
    """The pages of a picture file, at most one more than `MAX_PAGES`. Raises DocumentError when it is no picture, or is damaged."""
    for image in _images(content):
        yield _pixels(image)


def picture_png(content: bytes, page_number: int = 1, width_px: int = 1000) -> bytes:
    """One page as a PNG of about a width. Raises DocumentError when there is no such page or it cannot be drawn."""
    for number, image in enumerate(_images(content), 1):
        if number == page_number:
            picture = Image.fromarray(_pixels(image))
            width = min(max(width_px, MIN_WIDTH), MAX_WIDTH)
            height = max(round(picture.height * width / picture.width), 1)
            if width * height > USEFUL_PIXELS:
                width, height = picture.size
            written = io.BytesIO()
            picture.resize((width, height), Image.Resampling.LANCZOS).save(written, "PNG")
            return written.getvalue()
    raise DocumentError(f"it has no page {page_number}")


def _images(content: bytes) -> Iterator[Any]:
    """The pages as Pillow holds them, not yet decoded."""
    image = _guarded(_opened, content)
    found, place = 0, 0
    while found <= MAX_PAGES and _guarded(_at, image, place):
        if place > 2 * MAX_PAGES:
            return
        place += 1
        if not _subfile_type(image) & _NO_PAGE or place == 1:
            found += 1
            yield image


def _opened(content: bytes) -> Any:
    return Image.open(io.BytesIO(content), formats=KINDS)


def _at(image: Any, place: int) -> bool:
    """Goes to a page; False when there is none. Of a PNG or a JPEG only the first is a page: others are a film or a preview."""
    if place and image.format != "TIFF":
        return False
    try:
        image.seek(place)
    except EOFError:
        return False
    return True


def _subfile_type(image: Any) -> int:
    kind = getattr(image, "tag_v2", {}).get(_SUBFILE_TYPE, 0)
    return kind if isinstance(kind, int) else 0


def _pixels(image: Any) -> Pixels:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise DocumentError(
            f"it claims {width} × {height} pixels, more than a scanned page has; scan it again at 300 dots per inch, or save it smaller, and add that"
        )
    found: Pixels = _guarded(_decoded, image)
    return found


def _decoded(image: Any) -> Pixels:
    """The pixels of a page: made smaller first, turned as its camera says, and on white."""
    width, height = image.size
    excess = (width * height / USEFUL_PIXELS) ** 0.5
    if image.format in {"JPEG", "MPO"} and excess > 1:
        image.draft("RGB", (int(width / excess), int(height / excess)))  # decodes only what is wanted
    turned = ImageOps.exif_transpose(_in_eight_bits(image))
    if turned.width * turned.height > USEFUL_PIXELS:
        turned.thumbnail((max(int(turned.width / excess), 1), max(int(turned.height / excess), 1)), Image.Resampling.BOX)
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        ground = Image.new("RGBA", turned.size, "white")
        ground.alpha_composite(turned)
        turned = ground
    return np.ascontiguousarray(np.asarray(turned.convert("RGB"), dtype=np.uint8))


def _in_eight_bits(image: Any) -> Any:
    """A picture whose greys are eight bits deep: Pillow would cut deeper ones off instead of scaling them."""
    if image.mode == "1":
        return image.convert("L")
    if not (image.mode in {"I", "F"} or image.mode.startswith("I;")):
        return image
    greys = np.asarray(image, dtype=np.float32)
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (float(greys.min()), float(greys.max()))
    scaled = np.clip((greys - low) * (255.0 / max(high - low, 1e-9)), 0, 255)
    return Image.fromarray(np.nan_to_num(scaled).astype(np.uint8))


def _guarded(step: Any, *arguments: Any) -> Any:
    """A step of the library's; what it raises is the file's fault, and what it warns of is not news to a reader."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return step(*arguments)
    except MemoryError:
        raise
    except Image.DecompressionBombError as error:
        raise DocumentError("it claims more pixels than a scanned page has; scan it again at 300 dots per inch and add that") from error
    except Exception as error:  # decoders fail in many ways: OSError, SyntaxError, ValueError, struct.error, …
        if "truncated" in str(error).lower():
            raise DocumentError("it is truncated: the picture ends before its last line; download or copy it again") from error
        raise DocumentError("it is no PNG, JPEG or TIFF picture, or is damaged; open it in a picture program, save it as PNG and add that") from error
