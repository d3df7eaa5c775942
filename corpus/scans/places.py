"""Where a quote stands in a picture that was recognised.

What enters: the glyph runs of a document and the boxes of its recognised lines. What leaves: a box for each line of a quote, as
shares of its page. The picture tells where lines stand and not where letters do: a line is cut in proportion to its
characters. It deliberately needs neither the file nor the model.
"""

from collections.abc import Sequence

from corpus.landmarks import GlyphRun, LineBox, PageBox

FINE = 10_000  # ten-thousandths: a tenth of a millimetre on a poster


def scanned_runs(glyphs: Sequence[GlyphRun], boxes: Sequence[LineBox]) -> tuple[list[GlyphRun], list[GlyphRun]]:
    """The runs that stand in recognised lines, and those that the file itself draws."""
    first: dict[int, int] = {}
    for box in boxes:
        first[box.page] = min(box.glyph, first.get(box.page, box.glyph))
    scanned = [run for run in glyphs if run.page in first and run.glyph >= first[run.page]]
    drawn = [run for run in glyphs if run.page not in first or run.glyph < first[run.page]]
    return scanned, drawn


def quote_places(glyphs: Sequence[GlyphRun], boxes: Sequence[LineBox], start: int, end: int) -> tuple[PageBox, ...]:
    """Where the characters `start` to `end` of a recognised text stand, one box per line."""
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
    left, top, right, bottom = (edge / FINE for edge in (line.left, line.top, line.right, line.bottom))
    if right - left < bottom - top:  # it runs up or down the page as shown, and which way is not kept
        return PageBox(line.page, left, top, right, bottom)
    width = (right - left) / line.length
    return PageBox(line.page, left + (low - line.glyph) * width, top, left + (high - line.glyph) * width, bottom)
