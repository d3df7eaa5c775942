"""Slides: a deck reads slide by slide, as a person sees it."""

import io
import random
import zipfile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus.errors import DocumentError
from corpus.office.slides import read_pptx
from corpus.reading import Reading

TITLE, BODY, TITLE_ONLY, BLANK = 0, 1, 5, 6


def saved(deck: object) -> bytes:
    content = io.BytesIO()
    deck.save(content)  # type: ignore[attr-defined]
    return content.getvalue()


def box(shapes: object, left: float, top: float, words: str) -> None:
    frame = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5)).text_frame  # type: ignore[attr-defined]
    frame.text = words


def deck_with_everything() -> bytes:
    deck = Presentation()
    deck.core_properties.author = "Ana Hoxha"
    first = deck.slides.add_slide(deck.slide_layouts[TITLE])
    first.shapes.title.text = "The harbour in numbers"
    first.placeholders[1].text = "Tirana, 16 October 2023"
    second = deck.slides.add_slide(deck.slide_layouts[BODY])
    second.shapes.title.text = "Findings"
    second.placeholders[1].text = "Ferries are late.\nFares are low."
    table = second.shapes.add_table(2, 2, Inches(1), Inches(6), Inches(4), Inches(1)).table
    for place, words in enumerate(("Ship", "Length", "Ana", "12 m")):
        table.cell(place // 2, place % 2).text = words
    second.notes_slide.notes_text_frame.text = "Say why.\nThen stop."
    third = deck.slides.add_slide(deck.slide_layouts[BLANK])
    third._element.set("show", "0")
    box(third.shapes, 5, 1, "right above")
    box(third.shapes, 1, 1.1, "left above")
    box(third.shapes, 1, 5, "below")
    group = third.shapes.add_group_shape()
    box(group.shapes, 1, 3, "in a group")
    return saved(deck)


def said(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def lawful(reading: Reading) -> None:
    position = 0
    for block in reading.blocks:
        assert position <= block.start < block.end <= len(reading.text)
        position = block.end
    assert [page.number for page in reading.pages] == sorted(page.number for page in reading.pages)


def changed(content: bytes, name: str, old: str, new: str) -> bytes:
    """The same file with words of one part replaced."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            part = before.read(member)
            if member == name:
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            after.writestr(member, part)
    return result.getvalue()


def test_a_deck_reads_slide_by_slide_in_the_order_a_person_sees() -> None:
    reading = read_pptx(deck_with_everything())
    assert said(reading) == [
        ("title", "The harbour in numbers"),
        ("paragraph", "Tirana, 16 October 2023"),
        ("heading", "Findings"),
        ("paragraph", "Ferries are late."),
        ("paragraph", "Fares are low."),
        ("paragraph", "Ship | Length"),
        ("paragraph", "Ana | 12 m"),
        ("paragraph", "Say why."),
        ("paragraph", "Then stop."),
        ("paragraph", "left above"),
        ("paragraph", "right above"),
        ("paragraph", "in a group"),
        ("paragraph", "below"),
    ]
    assert [block.label for block in reading.blocks if block.label] == ["notes", "notes"]
    assert [block.level for block in reading.blocks if block.kind == "heading"] == [2]
    assert reading.remarks == ("slide 3 is hidden in the show and was read",)
    lawful(reading)


def test_slides_are_pages_under_their_titles() -> None:
    reading = read_pptx(deck_with_everything())
    assert reading.page_kind == "slide"
    assert [(page.number, page.label) for page in reading.pages] == [(1, "The harbour in numbers"), (2, "Findings"), (3, "")]
    assert reading.text[reading.pages[2].start :].startswith("left above")


def test_what_the_deck_says_of_itself_wins() -> None:
    reading = read_pptx(deck_with_everything())
    assert (reading.title, reading.date, reading.author) == ("The harbour in numbers", "2023-10-16", "Ana Hoxha")
    assert (reading.origins.title, reading.origins.date, reading.origins.author) == ("stated", "stated", "metadata")


def test_a_deck_without_a_title_on_its_first_slide_takes_that_of_its_file_unless_a_program_wrote_it() -> None:
    for given, found in (("Harbour plan", "Harbour plan"), ("PowerPoint Presentation", "")):
        deck = Presentation()
        deck.core_properties.title = given
        box(deck.slides.add_slide(deck.slide_layouts[BLANK]).shapes, 1, 1, "One line.")
        reading = read_pptx(saved(deck))
        assert (reading.title, reading.origins.title) == (found, "metadata" if found else "unknown")


def test_a_chart_says_its_title_its_series_and_their_values() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.shapes.title.text = "Trade"
    data = CategoryChartData()
    data.categories = ["2021", "2022"]
    data.add_series("Exports", (5, 7.5))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Exports by year"
    reading = read_pptx(saved(deck))
    assert said(reading)[1:] == [("paragraph", "Exports by year"), ("paragraph", "Exports – 2021: 5; 2022: 7.5")]
    assert reading.blocks[-1].label == "chart"


def test_of_two_ways_to_draw_the_same_words_one_is_read() -> None:
    deck = Presentation()
    box(deck.slides.add_slide(deck.slide_layouts[BLANK]).shapes, 1, 1, "Only once.")
    content = saved(deck)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        slide = archive.read("ppt/slides/slide1.xml").decode()
    shape = slide[slide.index("<p:sp>") : slide.index("</p:sp>") + len("</p:sp>")]
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="a14">{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent>'
    )
    assert said(read_pptx(changed(content, "ppt/slides/slide1.xml", shape, both))) == [("paragraph", "Only once.")]


def test_a_footer_is_furniture_once_and_slide_numbers_are_nothing() -> None:
    deck = Presentation()
    for words in ("First.", "Second."):
        slide = deck.slides.add_slide(deck.slide_layouts[BODY])
        slide.shapes.title.text = words
        slide.placeholders[1].text = "The harbour office"
    content = saved(deck)
    for number in (1, 2):
        content = changed(content, f"ppt/slides/slide{number}.xml", '<p:ph idx="1"/>', '<p:ph type="ftr" idx="1"/>')
    assert said(read_pptx(content)) == [("title", "First."), ("furniture", "The harbour office"), ("heading", "Second.")]


def test_pictures_without_words_and_comments_are_named() -> None:
    deck = Presentation()
    box(deck.slides.add_slide(deck.slide_layouts[BLANK]).shapes, 1, 1, "Words.")
    deck.slides.add_slide(deck.slide_layouts[BLANK])
    link = '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="../none"/></Relationships>'
    content = changed(saved(deck), "ppt/slides/_rels/slide2.xml.rels", "</Relationships>", link.format(90, "image"))
    content = changed(content, "ppt/slides/_rels/slide1.xml.rels", "</Relationships>", link.format(91, "comments"))
    assert read_pptx(content).remarks == (
        "the comments on slide 1 were left out",
        "slide 2 holds pictures and no words; what they show was not read",
    )


def test_a_damaged_slide_costs_only_itself() -> None:
    reading = read_pptx(changed(deck_with_everything(), "ppt/slides/slide2.xml", "</p:sld>", ""))
    assert "slide 2 was not read" in reading.remarks[0]
    assert [page.number for page in reading.pages] == [1, 3]


def test_an_entity_is_not_resolved_and_a_deck_without_words_is_refused() -> None:
    content = deck_with_everything()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        slide = archive.read("ppt/slides/slide2.xml").decode()
    attack = '<!DOCTYPE a [<!ENTITY secret SYSTEM "file:///etc/hostname">]>' + slide[slide.index("<p:sld") :].replace("Ferries", "&secret;")
    reading = read_pptx(changed(content, "ppt/slides/slide2.xml", slide, attack))
    assert "are late." in reading.text and "Ferries" not in reading.text
    with pytest.raises(DocumentError, match="no slide of it holds words"):
        read_pptx(saved(Presentation()))


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_deck_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(deck_with_everything())
    if seed % 2:
        del content[chance.randrange(len(content)) :]
    else:
        for _ in range(1 + seed):
            content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        lawful(read_pptx(bytes(content)))
    except DocumentError as error:
        assert str(error)


@pytest.mark.parametrize("part", ["ppt/presentation.xml", "ppt/_rels/presentation.xml.rels", "ppt/slides/slide1.xml", "ppt/slides/slide2.xml"])
@pytest.mark.parametrize("seed", range(12))
def test_damaged_parts_are_read_or_refused(part: str, seed: int) -> None:
    chance = random.Random(f"{part}{seed}")
    content = deck_with_everything()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        words = archive.read(part).decode()
    letters = list(words)
    for _ in range(6):
        letters[chance.randrange(len(letters))] = chance.choice('<>/"a0 &=')
    try:
        lawful(read_pptx(changed(content, part, words, "".join(letters))))
    except DocumentError as error:
        assert str(error)
