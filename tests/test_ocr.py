"""Pictures of text: what is recognised, where it stands, and what is refused.

The fast tests give a stand-in for the model that knows drawn bars by their grey; those marked `model` draw words and read them.
"""

import hashlib
import io
import struct
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

import corpus.readers
import corpus.scans.ocr
from corpus.document import Document
from corpus.errors import DocumentError
from corpus.isolation import SCAN_TIMES, Limits
from corpus.landmarks import LineBox, Page
from corpus.library import Library
from corpus.packing import pack, unpack
from corpus.scans.deadline import recognition_limited, time_left
from corpus.scans.extra import available
from corpus.scans.line_geometry import Pixels, Quads
from corpus.scans.ocr import read_image, read_picture
from corpus.scans.pictures import MAX_PAGES, MAX_PIXELS, USEFUL_PIXELS, pages, picture_png
from corpus.scans.places import quote_places
from corpus.scans.recognition import recognised

needs_model = [
    pytest.mark.model,
    pytest.mark.skipif(not available(), reason="the extra `ocr` is not installed: pip install 'rapporteur[ocr]'"),
]
WORDS = (
    "Ministers agreed on a joint plan against organised crime in the region,",
    "which the six partners will carry out together until the end of next year.",
    "They will meet again in spring to see what has been done and what has not.",
)


class BarModel:
    """Knows the line a bar stands for by the bar's grey, when the bar's black end is on the left; of others it is unsure."""

    def __init__(self, lines: Sequence[str], unsure: Sequence[int] = ()) -> None:
        self.lines = lines
        self.unsure = unsure
        self.read_widths: list[int] = []

    def find(self, picture: Pixels, side: int) -> Quads:
        dark = picture[:, :, 0] < 240
        quads = [
            [[left, top], [right, top], [right, bottom], [left, bottom]]
            for top, bottom in _runs(dark.any(axis=1))
            for left, right in _runs(dark[top:bottom].any(axis=0))
        ]
        return np.array(quads, np.float32).reshape(-1, 4, 2)

    def strip(self, picture: Pixels, quad: Quads) -> Pixels:
        left, top = np.maximum(quad.min(axis=0), 0).astype(int)
        right, bottom = quad.max(axis=0).astype(int)
        return picture[top:bottom, left:right]

    def read(self, strip: Pixels, width: int) -> tuple[str, float]:
        self.read_widths.append(width)
        row = strip[strip.shape[0] // 2, :, 0]
        inked = row[row < 240]
        if strip.shape[0] > strip.shape[1] or not len(inked) or inked[0] > 5:
            return "iiii lll", 0.3
        number = round((float(np.median(inked)) - 20) / 10)
        return self.lines[number % len(self.lines)], 0.4 if number in self.unsure else 0.99


def _runs(dark: Any) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], dark.astype(int), [0]])))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def bars(places: Sequence[tuple[int, int, int]], size: tuple[int, int] = (800, 1000), first: int = 0) -> Image.Image:
    """A page with one bar a line: left, top, length."""
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    for number, (left, top, length) in enumerate(places, first):
        grey = 20 + 10 * number
        draw.rectangle((left, top, left + length, top + 20), fill=(grey, grey, grey))
        draw.rectangle((left, top, left + 10, top + 20), fill=(0, 0, 0))
    return page


def saved(*pictures: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    written = io.BytesIO()
    if len(pictures) > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    pictures[0].save(written, kind, **options)
    return written.getvalue()


COMPARE = "its words were recognised from a picture and may be wrong, accented letters above all; compare them with the original"
PARAGRAPH = [(100, 100, 600), (100, 130, 600), (100, 160, 560)]


def test_lines_become_a_paragraph_and_the_reader_is_warned() -> None:
    reading = read_picture(saved(bars(PARAGRAPH)), BarModel(WORDS))
    assert reading.text == " ".join(WORDS)
    assert [block.kind for block in reading.blocks] == ["paragraph"]
    assert reading.remarks == (COMPARE,)


def test_a_word_divided_at_a_lines_end_is_whole_again() -> None:
    lines = ("They discussed the organi-", "sation of the region's police and its courts,", "and organisation in general.")
    reading = read_picture(saved(bars(PARAGRAPH)), BarModel(lines))
    assert reading.text.startswith("They discussed the organisation of the region's police")


def test_a_picture_is_one_page() -> None:
    reading = read_picture(saved(bars(PARAGRAPH), kind="JPEG"), BarModel(WORDS))
    assert (reading.page_kind, reading.pages) == ("page", (Page(0, len(reading.text), 1),))


def test_pages_of_a_tiff_are_pages() -> None:
    content = saved(bars(PARAGRAPH), bars(PARAGRAPH, first=3), kind="TIFF")
    second = ("The second page begins here and goes on.", "It has a line of its own.", "It ends.")
    reading = read_picture(content, BarModel((*WORDS, *second)))
    assert reading.page_kind == "page"
    assert [page.number for page in reading.pages] == [1, 2]
    assert reading.text[reading.pages[1].start :].startswith(second[0])
    assert {box.page for box in reading.scanned} == {1, 2}


def test_no_more_pages_are_read_than_the_limit_and_it_is_said() -> None:
    content = saved(*(bars(PARAGRAPH, (400, 300)) for _ in range(MAX_PAGES + 2)), kind="TIFF")
    reading = read_picture(content, BarModel(WORDS))
    assert len(reading.pages) == MAX_PAGES
    assert any(f"only its first {MAX_PAGES} pages" in remark for remark in reading.remarks)


def test_unclear_lines_are_left_out_and_counted() -> None:
    reading = read_picture(saved(bars(PARAGRAPH)), BarModel(WORDS, unsure=[1]))
    assert WORDS[1] not in reading.text
    assert len(reading.scanned) == 2
    assert reading.remarks[1].startswith("1 line was too unclear to recognise and is left out")


def test_unclear_lines_are_counted_by_page() -> None:
    content = saved(bars(PARAGRAPH), bars(PARAGRAPH, first=3), kind="TIFF")
    reading = read_picture(content, BarModel((*WORDS, *WORDS), unsure=[0, 3, 4]))
    assert reading.remarks[1].startswith("3 lines were too unclear to recognise and are left out (1 on page 1, 2 on page 2)")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_laid_on_its_side_or_head_is_read_and_marked_where_it_lies(degrees: int) -> None:
    page = bars(PARAGRAPH)
    lying = page.rotate(degrees, expand=True)  # counter-clockwise
    found = recognised(np.asarray(lying), BarModel(WORDS))
    assert [line.text for line in found.lines] == list(WORDS)
    assert found.turned == degrees
    left, top, right, bottom = found.lines[0].box
    marked = lying.crop(tuple(round(share * size) for share, size in zip((left, top, right, bottom), lying.size * 2)))  # type: ignore[arg-type]
    assert np.asarray(marked.convert("L")).max() < 240, "the box holds the bar and nothing else"
    assert max(marked.size) == pytest.approx(600, abs=3)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("MuHUCTpU cy ce caracHnN Ha opraHU3OBaHU KpUMNHan", False),
        ("yrpo*KaBa jaBHy 6e36eHOcT y cBUM Ap*aBaMa perHoHa", False),
        ("The NGOs and CSiRTs of the region met on the 3rd of May 2023", True),
        ("1199 sec, n=1", True),
        ("iPhone sales", True),
        ("A/RES/55/25 OF 15 NOVEMBER 2000", True),
        ("关于打击有组织犯罪的联合计划", True),
    ],
)
def test_another_script_read_as_latin_letters_is_left_out(line: str, kept: bool) -> None:
    found = recognised(np.asarray(bars([(100, 100, 600)])), BarModel([line]))
    assert [each.text for each in found.lines] == [line] * kept
    assert found.left_out == (not kept)


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"left column line {number} goes on" for number in range(6)]
    right = [f"right column line {number} goes on" for number in range(6)]
    places = [(60, 100 + 30 * row, 300) for row in range(6)] + [(440, 100 + 30 * row, 300) for row in range(6)]
    reading = read_picture(saved(bars(places)), BarModel([*left, *right]))
    assert reading.text.index("left column line 5") < reading.text.index("right column line 0")


def test_cells_of_a_row_stay_together() -> None:
    places = [(60, 100, 100), (360, 100, 80), (560, 100, 80), (60, 200, 100), (360, 200, 80), (560, 200, 80)]
    reading = read_picture(saved(bars(places)), BarModel(["Blind", "5", "34%", "Mobility", "3", "95%"]))
    assert reading.text.split("\n\n") == ["Blind 5 34%", "Mobility 3 95%"]


def test_a_quote_is_marked_on_each_of_its_lines() -> None:
    reading = read_picture(saved(bars(PARAGRAPH)), BarModel(WORDS))
    start = reading.text.index("crime")
    end = reading.text.index("carry out") + len("carry out")
    first, second = quote_places(reading.glyphs, reading.scanned, start, end)
    assert (first.page, second.page) == (1, 1)
    assert first.left == pytest.approx((100 + 600 * start / len(WORDS[0])) / 800, abs=0.01)
    assert first.right == pytest.approx(700 / 800, abs=0.01)
    assert (first.top, first.bottom) == (pytest.approx(0.1, abs=0.005), pytest.approx(0.12, abs=0.005))
    assert second.left == pytest.approx(100 / 800, abs=0.01)
    assert second.right < 700 / 800
    assert second.top > first.bottom


def test_a_quote_that_is_not_drawn_has_no_place() -> None:
    assert quote_places((), (LineBox(1, 0, 5, 0, 0, 10, 10),), 0, 5) == ()


def test_letters_that_stand_too_close_are_read_again_wider() -> None:
    model = BarModel(["a line of a great many narrow letters, far more than its length would make one think it holds"])
    recognised(np.asarray(bars([(100, 100, 300)])), model)
    assert len(model.read_widths) > 1
    assert model.read_widths[-1] > model.read_widths[0]


def test_a_long_picture_is_looked_through_in_bands() -> None:
    sides: list[tuple[int, ...]] = []

    class Watched(BarModel):
        def find(self, picture: Pixels, side: int) -> Quads:
            sides.append(picture.shape)
            return super().find(picture, side)

    places = [(20, 100 + 200 * row, 250) for row in range(20)]
    found = recognised(np.asarray(bars(places, (300, 4200))), Watched([f"line {number} of many" for number in range(20)]))
    assert [line.text for line in found.lines] == [f"line {number} of many" for number in range(20)]
    assert max(height for height, *_ in sides) < 1000


def test_a_leaning_page_has_level_lines() -> None:
    class Leaning(BarModel):
        def find(self, picture: Pixels, side: int) -> Quads:
            quads = super().find(picture, side)
            quads[:, 1:3, 1] += 30  # every line sinks towards its end
            quads[:, :, 1] += quads[:, :1, 0] * 0.05
            return quads

        def strip(self, picture: Pixels, quad: Quads) -> Pixels:
            straight = quad.copy()
            straight[1:3, 1] -= 30
            return super().strip(picture, straight - np.array([0, quad[0, 0] * 0.05], np.float32))

    found = recognised(np.asarray(bars([(100, 100, 600), (100, 300, 600)])), Leaning(WORDS))
    assert all(line.bottom - line.top < 30 for line in found.lines)


def test_the_extra_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.scans.ocr, "available", lambda: False)
    with pytest.raises(DocumentError, match=r"it is a picture, and reading pictures needs the extra `ocr`: pip install 'rapporteur\[ocr\]'"):
        read_image(saved(bars(PARAGRAPH)), ())


def test_an_extra_that_does_not_load_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(corpus.scans.ocr, "available", lambda: True)
    monkeypatch.setattr(corpus.scans.ocr, "loaded_model", broken)
    with pytest.raises(DocumentError, match=r"does not load here \(libGL"):
        read_image(saved(bars(PARAGRAPH)), ())


def test_asking_for_the_extra_imports_nothing() -> None:
    before = "rapidocr_onnxruntime" in sys.modules
    available()
    assert ("rapidocr_onnxruntime" in sys.modules) == before


def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(DocumentError, match="no words were recognised"):
        read_picture(saved(Image.new("RGB", (300, 300), "white")), BarModel(WORDS))


# Picture files


def test_a_picture_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held with its right side up
    lying = bars(PARAGRAPH).rotate(90, expand=True)
    (found,) = pages(saved(lying, kind="JPEG", exif=exif, quality=95))
    assert found.shape == (1000, 800, 3)
    assert recognised(found, BarModel(WORDS)).turned == 0


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
    (found,) = pages(saved(clear))
    assert found.min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA"])
def test_every_depth_of_png_is_read(mode: str) -> None:
    (found,) = pages(saved(bars(PARAGRAPH).convert(mode)))
    assert found.shape == (1000, 800, 3)
    assert found.dtype == np.uint8
    assert found[0, 0].tolist() == [255, 255, 255]
    assert found[110, 105].max() < 10


def test_sixteen_bits_of_grey_are_scaled_and_not_cut_off() -> None:
    greys = np.full((20, 30), 65535, np.uint16)
    greys[:, :10] = 32768
    (found,) = pages(saved(Image.fromarray(greys)))
    assert found[0, 0, 0] == pytest.approx(127, abs=1)
    assert found[0, 20, 0] == 255


def test_a_large_picture_is_made_smaller() -> None:
    (found,) = pages(saved(Image.new("L", (8000, 5000), 255)))
    assert found.shape[0] * found.shape[1] <= USEFUL_PIXELS
    assert found.shape[1] / found.shape[0] == pytest.approx(1.6, abs=0.01)


def test_previews_and_masks_in_a_tiff_are_no_pages() -> None:
    written = io.BytesIO()
    with Image.new("L", (40, 40), 255) as page, Image.new("L", (10, 10), 0) as preview:
        preview.encoderinfo = {"tiffinfo": {254: 1}}
        page.save(written, "TIFF", save_all=True, append_images=[preview])
    content = written.getvalue()
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        if image.tag_v2.get(254) != 1:  # type: ignore[attr-defined]
            pytest.skip("this Pillow does not write the tag for a later page")
    assert len(list(pages(content))) == 1


def test_only_the_first_picture_of_a_film_is_read() -> None:
    content = saved(bars(PARAGRAPH), bars(PARAGRAPH, first=3))
    assert len(list(pages(content))) == 1


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(20_000, 8_000), (60_000, 60_000), (2_000_000_000, 2)])
def test_a_bomb_is_refused_before_it_goes_off(size: tuple[int, int]) -> None:
    assert size[0] * size[1] > MAX_PIXELS
    with pytest.raises(DocumentError, match=r"more than a scanned page has|more pixels than a scanned page has"):
        read_picture(claiming(*size), BarModel(WORDS))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_truncated_picture_is_refused(kind: str) -> None:
    content = saved(bars(PARAGRAPH), kind=kind)
    with pytest.raises(DocumentError, match=r"truncated|damaged"):
        read_picture(content[: len(content) // 2], BarModel(WORDS))


def test_other_kinds_of_picture_are_refused_whatever_they_are_called() -> None:
    for kind in ("GIF", "BMP", "PPM", "EPS"):
        with pytest.raises(DocumentError, match="no PNG, JPEG or TIFF picture"):
            read_picture(saved(bars(PARAGRAPH), kind=kind), BarModel(WORDS))


def test_a_tiff_that_goes_round_in_circles_ends() -> None:
    content = bytearray(saved(bars(PARAGRAPH, (400, 300)), kind="TIFF"))
    (first,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, first)
    struct.pack_into("<I", content, first + 2 + 12 * entries, first)
    reading = read_picture(bytes(content), BarModel(WORDS))
    assert 1 <= len(reading.pages) <= MAX_PAGES


SMALL = bars([(20, 20, 150), (20, 60, 150)], (200, 120))
SAMPLES = (saved(SMALL), saved(SMALL, kind="JPEG"), saved(SMALL, SMALL, kind="TIFF"), saved(SMALL, kind="TIFF", compression="tiff_lzw"))


def attempted(content: bytes) -> None:
    try:
        reading = read_picture(content, BarModel(WORDS))
    except DocumentError:
        return
    position = 0
    for block in reading.blocks:
        assert position <= block.start < block.end <= len(reading.text)
        position = block.end


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_bytes_raise_nothing_but_document_errors(content: bytes, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(content)
    for place, value in changes:
        damaged[place % min(len(damaged), 600)] = value
    attempted(bytes(damaged))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES), st.floats(0, 1))
def test_cut_bytes_raise_nothing_but_document_errors(content: bytes, share: float) -> None:
    attempted(content[: int(len(content) * share)])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), min_size=1, max_size=20),
    st.integers(1, 3),
)
def test_blocks_stand_in_order_and_every_glyph_has_its_character(lines: list[str], columns: int) -> None:
    places = [(20 + 250 * (row % columns), 20 + 40 * (row // columns), 200) for row in range(len(lines))]
    try:
        reading = read_picture(saved(bars(places, (800, 900))), BarModel([" ".join(line.split()) for line in lines]))
    except DocumentError:
        assert not any(line.split() for line in lines)
        return
    position = 0
    for block in reading.blocks:
        assert position <= block.start < block.end <= len(reading.text)
        position = block.end
    recognised_characters = sum(box.length for box in reading.scanned)
    for run in reading.glyphs:
        assert run.glyph >= 0 and run.glyph + run.length <= recognised_characters
        assert run.start + run.length <= len(reading.text)


def test_the_same_picture_gives_the_same_reading() -> None:
    content = saved(bars(PARAGRAPH))
    assert read_picture(content, BarModel(WORDS)) == read_picture(content, BarModel(WORDS))


def test_a_page_is_shown_as_png() -> None:
    content = saved(bars(PARAGRAPH), bars(PARAGRAPH, first=3), kind="TIFF")
    with Image.open(io.BytesIO(picture_png(content, 2, 400))) as shown:
        assert shown.format == "PNG"
        assert shown.size == (400, 500)
    with pytest.raises(DocumentError, match="no page 3"):
        picture_png(content, 3)


def picture_document(content: bytes) -> Document:
    reading = read_picture(content, BarModel(WORDS))
    places = {"pages": reading.pages, "page_kind": reading.page_kind, "glyphs": reading.glyphs, "scanned": reading.scanned}
    return Document("scan.tif", hashlib.sha256(content).hexdigest(), "image/tiff", reading.text, **places)


def test_a_document_keeps_where_its_lines_stand() -> None:
    document = picture_document(saved(bars(PARAGRAPH), bars(PARAGRAPH, first=3), kind="TIFF"))
    assert len(document.scanned) == 6
    assert unpack(pack(document)) == document


def test_a_library_shows_a_picture_and_marks_the_quote(tmp_path: Path) -> None:
    content = saved(bars(PARAGRAPH), bars(PARAGRAPH, first=3), kind="TIFF")
    (tmp_path / "scan.tif").write_bytes(content)
    document, library = picture_document(content), Library(tmp_path)
    with Image.open(io.BytesIO(library.page_image(document, 2, 400))) as shown:
        assert shown.size == (400, 500)
        picture = np.asarray(shown.convert("L"))
    start = document.text.rindex(WORDS[0])
    (box,) = library.quote_boxes(document, document.glyphs, start, start + len(WORDS[0]))
    assert box.page == 2
    left, top, right, bottom = round(box.left * 400), round(box.top * 500), round(box.right * 400), round(box.bottom * 500)
    assert picture[top + 2 : bottom - 2, left + 2 : right - 2].max() < 240, "the box lies on the line"
    with pytest.raises(DocumentError, match="no page 3"):
        library.page_image(document, 3, 400)
    (tmp_path / "scan.tif").write_bytes(b"something else")
    with pytest.raises(DocumentError, match="changed since it was read"):
        library.page_image(document, 2, 400)


# Time


def test_pages_recognised_before_time_ran_out_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(*(bars(PARAGRAPH, first=3 * number) for number in range(3)), kind="TIFF")
    left = iter((True, True, False))
    monkeypatch.setattr(corpus.scans.ocr, "time_left", lambda: next(left))
    reading = read_picture(content, BarModel([*WORDS] * 3))
    assert [page.number for page in reading.pages] == [1, 2]
    assert reading.remarks[-1] == "only its first 2 pages were recognised: it took too long; split the file and add the parts"


def test_no_page_is_begun_when_the_time_is_up() -> None:
    assert time_left()
    with recognition_limited(0.0):
        assert not time_left()
        with pytest.raises(DocumentError, match="it was not recognised: it took too long"):
            read_picture(saved(bars(PARAGRAPH)), BarModel(WORDS))
    assert time_left()


@pytest.mark.parametrize("installed", [True, False])
def test_files_that_may_hold_scans_have_more_time_where_those_are_recognised(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.readers, "available", lambda: installed)
    limits = Limits(seconds=10.0)
    assert limits.seconds_for("folder/Scan.PDF") == (10.0 * SCAN_TIMES if installed else 10.0)
    assert limits.seconds_for("note.txt") == 10.0


def test_a_scan_is_read_again_once_it_can_be_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever installs the extra, as the refusal advises, must not have to touch the files too."""
    for name in ("scan.pdf", "note.txt"):
        (tmp_path / name).write_bytes(b"some bytes")
    states = []
    for installed in (False, True):
        monkeypatch.setattr(corpus.readers, "available", lambda installed=installed: installed)
        states.append([Library(tmp_path).fingerprint(name) for name in ("scan.pdf", "note.txt")])
    assert states[0][0] != states[1][0]
    assert states[0][1] == states[1][1]
    assert all(state.startswith(hashlib.sha256(b"some bytes").hexdigest()) for pair in states for state in pair)


# The real model


def written(lines: Sequence[str], size: int = 30, font: Any = None) -> Image.Image:
    page = Image.new("RGB", (1300, 700), "white")
    draw = ImageDraw.Draw(page)
    font = font or ImageFont.load_default(size)
    for number, line in enumerate(lines):
        draw.text((100, 100 + int(1.4 * size) * number), line, fill="black", font=font)
    return page


class TestWithTheModel:
    pytestmark = needs_model

    def test_words_are_read_and_stand_apart(self, capfd: pytest.CaptureFixture[str]) -> None:
        reading = read_image(saved(written(WORDS)), ())
        assert reading.text == " ".join(WORDS)
        assert reading.remarks == (COMPARE,)
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("degrees", [90, 180, 270])
    def test_turned_pages_are_read(self, degrees: int) -> None:
        reading = read_image(saved(written(WORDS).rotate(degrees, expand=True)), ())
        assert reading.text == " ".join(WORDS)

    def test_small_print_is_read(self) -> None:
        found = " ".join(read_image(saved(written(WORDS, 17)), ()).text.split())
        same = sum(word in found.split() for line in WORDS for word in line.split())
        assert same >= 0.95 * sum(len(line.split()) for line in WORDS)

    def test_a_leaning_noisy_page_is_read(self) -> None:
        page = written(WORDS).rotate(1.5, fillcolor="white", resample=Image.Resampling.BICUBIC)
        noise = np.random.default_rng(0).normal(0, 25, np.asarray(page).shape)
        noisy = Image.fromarray(np.clip(np.asarray(page) + noise, 0, 255).astype(np.uint8))
        found = read_image(saved(noisy, kind="JPEG"), ()).text.split()
        assert sum(word in found for line in WORDS for word in line.split()) >= 0.9 * sum(len(line.split()) for line in WORDS)

    def test_letters_the_model_does_not_know_are_not_guessed_at(self) -> None:
        try:
            font = ImageFont.truetype("DejaVuSans.ttf", 32)
        except OSError:
            pytest.skip("no font with Cyrillic letters is installed (DejaVu Sans)")
        lines = ("Министри су се сагласили да организовани криминал", "угрожава јавну безбедност у свим државама")
        with pytest.raises(DocumentError, match="Cyrillic, Greek and Arabic letters cannot be recognised"):
            read_image(saved(written(lines, font=font)), ())

    def test_lines_are_marked_where_they_stand(self) -> None:
        reading = read_picture(saved(written(WORDS)))
        start = reading.text.index("They will meet")
        (place,) = quote_places(reading.glyphs, reading.scanned, start, len(reading.text))
        assert place.left == pytest.approx(100 / 1300, abs=0.01)
        assert place.top * 700 == pytest.approx(100 + 84, abs=10)
        assert 20 < (place.bottom - place.top) * 700 < 45

    def test_an_empty_page_is_refused(self) -> None:
        with pytest.raises(DocumentError, match="no words were recognised"):
            read_image(saved(Image.new("RGB", (600, 600), "white")), ())

    def test_white_letters_on_black_are_read(self) -> None:
        page = written(WORDS)
        inverted = Image.fromarray(255 - np.asarray(page))
        assert read_image(saved(inverted), ()).text == " ".join(WORDS)

    @pytest.mark.parametrize("size", [(1, 1), (3, 900), (4000, 8)])
    def test_odd_shapes_are_no_trouble(self, size: tuple[int, int]) -> None:
        with pytest.raises(DocumentError, match="no words were recognised"):
            read_image(saved(Image.new("RGB", size, "white")), ())

    def test_a_scanned_pdf_is_read_and_marked_in_a_library(self, tmp_path: Path) -> None:
        page = written(WORDS)
        page.save(tmp_path / "scan.pdf", resolution=100)
        library = Library(tmp_path)
        (reading,) = library.read_all(["scan.pdf"])
        (document,) = reading.documents
        assert document.text == " ".join(WORDS)
        assert [(problem.reason, problem.partly) for problem in reading.problems] == [(COMPARE, True)]
        assert [(each.number, document.page_kind) for each in document.pages] == [(1, "page")]
        start = document.text.index("They will meet")
        (place,) = library.quote_boxes(document, document.glyphs, start, len(document.text))
        assert place.left == pytest.approx(100 / 1300, abs=0.01)
        assert place.top * 700 == pytest.approx(100 + 84, abs=10)
