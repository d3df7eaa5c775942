"""Recognition: the lines of text in a picture of a page.

What enters: pixels. What leaves: lines with their words, their boxes and how sure the model is of them, from top to bottom,
of the page as a reader would hold it: pages laid on their side or on their head are turned first. The model is small and
reads Latin letters, without most of their accents, and Chinese; what it makes of others is told by its looks and left out. It
deliberately joins no paragraphs and opens no files.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol

import numpy as np

from corpus.offline_onnxruntime import switch_off_telemetry
from corpus.scans.line_geometry import Box, Pixels, Quads, as_given, bands, extents, levelled, mostly_tall, with_margin

# A line read with less confidence than this is more likely wrong than right.
MIN_CONFIDENCE = 0.5
# Other scripts read as Latin letters give words like "caracHnN" and "6e36eHOcT": so many of them, by how sure the model is.
MAX_ODD_SHARE, MAX_UNSURE_ODD_SHARE, SURE = 0.5, 0.25, 0.9
_WORD = re.compile(r"\w{3,}")
_ODD = re.compile(r"[a-z][A-Z]|[^\W\d_]\d+[^\W\d_]|[\u0370-\u03ff\u2e80-\ud7ff][A-Za-z]|[A-Za-z][\u0370-\u03ff\u2e80-\ud7ff]")
# Lines read at least this well stand upright; below it, the page may stand on its head.
UPRIGHT_CONFIDENCE = 0.85
# So many of the longest lines tell which way a page is turned.
SAMPLE_LINES = 5
# Lines lower than this are missed; where most are so low in the picture they are looked for in, a larger one is taken.
MIN_FOUND_PIXELS = 14
FIND_SIDE = 1600
LARGE_FIND_SIDE = 3200
# The model sees eight pixels at a time and runs words together where a letter gets fewer than two such looks, or doubles
# letters where it gets many: measured on eight fonts, words come out best at two and a half.
PIXELS_PER_LETTER = 20
MIN_FIT, MAX_FIT = 0.88, 1.2
STRIP_HEIGHT = 48  # what the model was trained on
# A longer strip is a rule or a pattern; a line of a broadsheet is half as long.
MAX_STRIP_WIDTH = 6400
# Letters are squeezed and stretched within these bounds; beyond them they are no letters any more.
MIN_STRETCH, MAX_STRETCH = 0.55, 2.0


class RecognisedLine(NamedTuple):
    """A line: its words, its edges in pixels of the page upright and level, and its box as shares of the picture as given.

    Lines of one `row` stand side by side.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    row: int
    box: Box


class Recognition(NamedTuple):
    """What a picture says; `turned` are the degrees it was turned clockwise, `left_out` the lines too uncertain to give."""

    lines: tuple[RecognisedLine, ...]
    width: int
    height: int
    turned: int = 0
    left_out: int = 0


class Model(Protocol):
    """What finds and reads lines."""

    def find(self, picture: Pixels, side: int) -> Quads:
        """The lines in a picture, looked for in one whose longer side is `side`."""

    def strip(self, picture: Pixels, quad: Quads) -> Pixels:
        """One line cut out of the picture, level."""

    def read(self, strip: Pixels, width: int) -> tuple[str, float]:
        """The words of a line drawn `width` pixels wide, and how sure of them the model is, 0 to 1."""


@cache
def loaded_model() -> Model:
    """The model, loaded once. Raises ImportError where it is not installed."""
    switch_off_telemetry()
    found: Model = import_module("corpus.scans.recognition_model").RapidModel()
    return found


def recognised(pixels: Pixels, reader: Model | None = None) -> Recognition:
    """The lines of a picture. Raises ImportError where no `reader` is given and none is installed."""
    reader = reader or loaded_model()
    turned, picture, quads = _upright(pixels, reader)
    height, width = picture.shape[:2]
    read = _read(picture, quads, reader)
    kept = [number for number, (text, confidence) in enumerate(read) if text and confidence >= MIN_CONFIDENCE and not _odd(text, confidence)]
    left_out = sum(bool(text) for text, _ in read) - len(kept)
    edges = levelled(quads, (width / 2, height / 2))
    lines = [RecognisedLine(read[number][0], *edges[number], read[number][1], 0, as_given(quads[number], (width, height), turned)) for number in kept]
    return Recognition(_in_rows(lines), width, height, turned, left_out)


def _odd(text: str, confidence: float) -> bool:
    """Whether a line looks like another script read as Latin letters."""
    words = _WORD.findall(text)
    share = sum(bool(_ODD.search(word)) for word in words) / max(len(words), 1)
    return share > (MAX_ODD_SHARE if confidence >= SURE else MAX_UNSURE_ODD_SHARE)


def _upright(pixels: Pixels, reader: Model) -> tuple[int, Pixels, Quads]:
    """The picture turned as a reader would hold it, by how many degrees clockwise, and where its lines are."""
    quads = _found(pixels, reader)
    if not len(quads):
        return 0, pixels, quads
    first, others = (90, (270,)) if mostly_tall(quads) else (0, (180,))
    best = _turned(pixels, first, quads, reader)
    sure, score = _sample(best[1], best[2], reader)
    if first or sure < UPRIGHT_CONFIDENCE:
        for degrees in others:
            other = _turned(pixels, degrees, quads, reader)
            if (found := _sample(other[1], other[2], reader)[1]) > score:
                best, score = other, found
    return best


def _turned(pixels: Pixels, degrees: int, quads: Quads, reader: Model) -> tuple[int, Pixels, Quads]:
    if not degrees:
        return 0, pixels, quads
    picture = np.ascontiguousarray(np.rot90(pixels, -degrees // 90))
    return degrees, picture, _found(picture, reader)


def _found(picture: Pixels, reader: Model) -> Quads:
    """The lines of a picture; a long one is looked through band by band."""
    found: list[Quads] = []
    for top, bottom in bands(picture):
        band = picture[top:bottom]
        quads = reader.find(band, FIND_SIDE)
        if (side := _side(quads, max(band.shape[:2]))) > FIND_SIDE:
            quads = reader.find(band, side)
        found.append(quads + np.array([0, top], np.float32))
    return np.concatenate(found)


def _side(quads: Quads, longest: int) -> int:
    heights = np.minimum(*extents(quads)) if len(quads) else np.zeros(0)
    low = len(heights) and float(np.median(heights)) * FIND_SIDE / longest < MIN_FOUND_PIXELS
    return min(LARGE_FIND_SIDE, longest) if low and longest > FIND_SIDE else FIND_SIDE


def _sample(picture: Pixels, quads: Quads, reader: Model) -> tuple[float, float]:
    """How sure the model is of the longest lines, and how much it reads in them."""
    if not len(quads):
        return 0.0, 0.0
    longest = sorted(np.argsort(-extents(quads)[0], kind="stable")[:SAMPLE_LINES].tolist())
    read = _read(picture, quads[longest], reader)
    score = sum(confidence * _letters(text) for text, confidence in read)
    return score / max(sum(_letters(text) for text, _ in read), 1), score


def _letters(text: str) -> int:
    return len(text.replace(" ", ""))


def _read(picture: Pixels, quads: Quads, reader: Model) -> list[tuple[str, float]]:
    """The words of each line. How densely letters stand is learnt from the lines before."""
    density: list[float] = []
    found: list[tuple[str, float]] = []
    for quad in quads:
        strip = reader.strip(picture, with_margin(quad))
        shape = strip.shape[1] / max(strip.shape[0], 1)
        usual = sorted(density)[len(density) // 2] if density else 0.0
        text, confidence = _read_strip(strip, usual * shape, reader)
        if confidence >= UPRIGHT_CONFIDENCE and _letters(text) > 10:
            density.append(_letters(text) / shape)
        found.append((" ".join(text.split()), confidence))
    return found


def _read_strip(strip: Pixels, expected: float, reader: Model) -> tuple[str, float]:
    """The words of a line, read again when its letters turn out to have stood too close or too far apart."""
    natural = STRIP_HEIGHT * strip.shape[1] / max(strip.shape[0], 1)

    def fitting(letters: float) -> int:
        width = min(max(letters * PIXELS_PER_LETTER, MIN_STRETCH * natural), MAX_STRETCH * natural, MAX_STRIP_WIDTH)
        return max(int(width), STRIP_HEIGHT // 3)

    width = fitting(expected or natural / PIXELS_PER_LETTER)
    text, confidence = reader.read(strip, width)
    wanted = fitting(_letters(text))
    if _letters(text) < 4 or _wide_script(text) or MIN_FIT <= width / wanted <= MAX_FIT:
        return text, confidence
    again, sure = reader.read(strip, wanted)
    return (again, sure) if sure >= confidence - 0.05 else (text, confidence)


def _wide_script(text: str) -> bool:
    return 2 * sum("\u2e80" <= letter <= "\ud7ff" for letter in text) > len(text)


def _in_rows(lines: Sequence[RecognisedLine]) -> tuple[RecognisedLine, ...]:
    """Lines from top to bottom, those side by side from left to right."""
    rows: list[list[RecognisedLine]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        last = rows[-1][0] if rows else None
        near = last is not None and line.top + line.bottom - last.top - last.bottom < min(line.bottom - line.top, last.bottom - last.top)
        rows[-1].append(line) if near else rows.append([line])
    return tuple(line._replace(row=number) for number, row in enumerate(rows) for line in sorted(row, key=lambda line: line.left))
