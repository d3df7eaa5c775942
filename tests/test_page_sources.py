"""What the page writes as HTML of sources, filters and the list, without a browser: pages and their marks, facts and where
they are from, what a filter offers, what stands below a mail.
"""

from dataclasses import replace

import pytest
from page_stand_in import StandInAssistant, StandInLibrary, read
from test_page_rendering import HOSTILE, Reader

from assistant.answer import Citation, Evidence
from corpus.document import Document
from corpus.errors import DocumentError, QuestionError
from corpus.file_reading import Problem
from corpus.landmarks import Origins, Page
from corpus.pdf.page_image import PageBox
from corpus.web.fetching import Page as FetchedPage
from index.filters import EVERYTHING, Filter
from index.store import DocumentSummary
from ui.page import filter_phrases, phrases
from ui.page.asking import AskHandlers
from ui.page.conversation import Choice, Opened, Turn, read_opened, read_page
from ui.page.facts import references
from ui.page.filter_rendering import render_filters, words_of
from ui.page.filter_row import FilterHandlers
from ui.page.filtering import OFFERED_VALUES, changed, offers
from ui.page.library_handlers import LibraryHandlers
from ui.page.library_view import ListView
from ui.page.list_rendering import render_list
from ui.page.page_images import PageImages
from ui.page.rendering import render_conversation
from ui.page.sheet_rendering import image_address, render_sheet
from ui.page.source_panel import SourceHandlers
from ui.page.source_rendering import render_source
from ui.service.guard import refusal
from ui.updating import IndexUpdater

ATLAS = (
    b"Title: The atlas\nAuthor: Ann Author\nPublisher: Map room\nDate: 2022-05\nDateFrom: file name\nTitleFrom: metadata\nPrinted: i,ii,iii\n\n"
    b"The first page names nobody.\n\n\f# Maps\n\nThe delegates agreed to share\fall their maps. They left.\n"
)
LETTER = b"Title: The letter\nPublisher: Post\nLanguage: sq\nSpeaker: Ada Surveyor\n\nThe courier carried a parcel."
FILES = {"folder/atlas.pdf": ATLAS, "letter.eml": LETTER, "letter.eml/parcel.txt": b"The parcel held a sextant."}


def stand_in() -> tuple[StandInAssistant, StandInLibrary]:
    library = StandInLibrary(dict(FILES))
    return StandInAssistant(library), library


def cited(document: Document, quote: str, number: int = 1) -> Citation:
    start = document.text.index(quote)
    end = start + len(quote)
    return Citation(
        number=number,
        evidence=Evidence(document.document_id, start, end, 1.0),
        quote=quote,
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        place=document.locator(start, end),
        author=document.author,
        speaker=document.speaker(start, end),
    )


def atlas() -> Document:
    return read("folder/atlas.pdf", ATLAS)


def opened(document: Document, citation: Citation | None, *quotes: int) -> Opened:
    return Opened(document.document_id, citation, Choice(0, citation.number) if citation else None, quotes)


CROSSING = "The delegates agreed to share\fall their maps."


def test_a_citation_says_who_says_it_where_and_from_what_its_date_is_known() -> None:
    document = atlas()
    known = Reader(references(cited(document, CROSSING), document.origins))
    assert known.text == "by Ann AuthorMap roomMay 2022 (from the file’s name)pages 2–3 (printed ii–iii), # Maps, paragraph 1"
    assert ("title", "date from the file’s name") in known.attributes
    letter = read("letter.eml", LETTER)
    assert "said by Ada Surveyor" in Reader(references(cited(letter, "The courier carried a parcel."))).text
    assert "from the file" not in references(cited(letter, "The courier carried a parcel."), Origins(date="stated", title="given"))


def test_the_source_says_what_pages_there_are_or_that_there_are_none() -> None:
    document = atlas()
    panel = Reader(render_source(document, opened(document, cited(document, CROSSING), 1), whole=True))
    assert [value for name, value in panel.attributes if name == "data-label"] == [
        "page 1 (printed i)",
        "page 2 (printed ii)",
        "page 3 (printed iii)",
    ]
    assert panel.marked == CROSSING
    assert phrases.NO_PAGES not in panel.text
    assert "Title from the file’s properties." in panel.text
    assert ("class", "source paged") in panel.attributes
    letter = read("letter.eml", LETTER)
    assert phrases.NO_PAGES in render_source(letter, opened(letter, None), whole=True)


@pytest.mark.parametrize("quote", ["The first page names nobody.", CROSSING, "share\fall", "\f# Maps\n\nThe", "They left."])
def test_pages_never_change_what_is_marked(quote: str) -> None:
    document = atlas()
    panel = Reader(render_source(document, opened(document, cited(document, quote), 1), whole=True))
    assert panel.marked == quote
    assert len([1 for name, _ in panel.attributes if name == "data-label"]) == len(document.pages)


def test_the_other_quotes_of_an_answer_are_one_press_away() -> None:
    document = atlas()
    first, second, third = cited(document, "They left.", 1), cited(document, CROSSING, 2), cited(document, "The first page names nobody.", 3)
    assistant, library = stand_in()
    answer = assistant.ask("Which parcel held a sextant?")
    turn = Turn("q", replace(answer, citations=(first, second, third)))
    found = read_opened((turn,), {"turn": "0", "number": "2"})
    assert found is not None
    assert found.quotes == (3, 2, 1)
    panel = SourceHandlers(assistant, library).source((turn,), {"turn": 0, "number": 2})
    assert phrases.quote_place(2, 3) in panel
    steps = [line for line in panel.split("<button") if 'class="step"' in line]
    assert 'data-number="3"' in steps[0]
    assert 'data-number="1"' in steps[1]
    last = SourceHandlers(assistant, library).source((turn,), {"turn": 0, "number": 1})
    assert last.count('aria-disabled="true"') == 1


def test_a_browser_opens_only_what_there_is() -> None:
    assert read_opened((), {"document": "a.txt"}) == Opened("a.txt")
    for data in (None, {}, {"document": ""}, {"document": 3}, {"turn": 0, "number": 1}, {"turn": 0, "number": 1, "document": "a.txt"}):
        assert read_opened((), data) is None
    assert [read_page(data) for data in (None, {}, {"page": "x"}, {"page": None}, {"page": "3"})] == [None, None, None, None, 3]
    sources = SourceHandlers(*stand_in())
    assert "no longer in the index" in sources.source((), {"document": "../secret"})
    assert "no longer in the index" in sources.sheet((), {"document": "../secret"})


def test_marks_lie_where_the_boxes_are() -> None:
    document = atlas()
    boxes = [PageBox(2, 0.1, 0.2, 0.35, 0.25), PageBox(3, -0.1, 0.0, 1.5, 0.1)]
    sheet = Reader(render_sheet(document, opened(document, cited(document, CROSSING), 1), boxes))
    styles = [value for name, value in sheet.attributes if name == "style"]
    assert styles == ["left:10.000%;top:20.000%;width:25.000%;height:5.000%", "left:0.000%;top:0.000%;width:100.000%;height:10.000%"]
    assert sheet.elements.count("img") == 2
    assert all(("loading", "lazy") in sheet.attributes for _ in range(2))
    assert phrases.NO_MARKS not in sheet.text
    assert phrases.NO_MARKS in render_sheet(document, opened(document, cited(document, CROSSING), 1), [])


def test_pages_are_turned_within_the_document() -> None:
    document = atlas()
    first = render_sheet(document, opened(document, None), ())
    assert "Page 1 (printed i) of 3" in first
    assert first.count('aria-disabled="true"') == 1
    assert phrases.BACK_TO_QUOTE not in first
    away = render_sheet(document, opened(document, cited(document, "They left."), 1), (), 1)
    assert phrases.BACK_TO_QUOTE in away
    assert 'data-away="true"' in away
    nowhere = render_sheet(document, opened(document, None), (), 99)
    assert "Page 1 (printed i) of 3" in nowhere


def test_the_address_of_an_image_names_the_document_the_page_and_the_state_of_the_file() -> None:
    document = replace(atlas(), document_id='a b/ü&page=9"#.pdf')
    address = image_address(document, document.pages[1])
    assert address == f"page-image?document=a+b%2F%C3%BC%26page%3D9%22%23.pdf&page=2&version={document.sha256[:16]}"


def test_images_are_drawn_of_pages_in_the_index_only() -> None:
    assistant, library = stand_in()
    images = PageImages(assistant, library)
    assert images.png("folder/atlas.pdf", "2").startswith(b"\x89PNG")
    for document_id, page in (("folder/atlas.pdf", "4"), ("folder/atlas.pdf", " 2"), ("letter.eml", "1")):
        with pytest.raises(DocumentError, match="has no page"):
            images.png(document_id, page)
    assert library.drawn == [("folder/atlas.pdf", 2)]


def test_a_changed_file_shows_the_reason_in_place_of_its_pages() -> None:
    assistant, library = stand_in()
    document = assistant.document("folder/atlas.pdf")
    turn = Turn("q", replace(assistant.ask("Which parcel held a sextant?"), citations=(cited(document, CROSSING),)))
    library.files["folder/atlas.pdf"] += b"more"
    sheet = SourceHandlers(assistant, library).sheet((turn,), {"turn": 0, "number": 1})
    assert "its file is not the one that was read" in sheet
    assert "<img" not in sheet
    assert 'class="sheet none"' in SourceHandlers(assistant, library).sheet((), {"document": "letter.eml"})


def test_a_filter_offers_what_the_other_parts_leave() -> None:
    summaries = stand_in()[0].documents()
    offered = offers(summaries, Filter(publisher="Post"))
    assert offered["publisher"].values == (("Map room", 1), ("Post", 1))
    assert offered["kind"].values == (("eml", 1),)
    assert dict(offers(summaries, EVERYTHING)["documents"].values)["folder/*"] == 1
    assert offers(summaries, EVERYTHING)["speaker"].values == (("Ada Surveyor", 1),)
    assert "speaker" not in offers(summaries[:1], EVERYTHING)
    many = [replace(summaries[0], publisher=f"Publisher {number}") for number in range(OFFERED_VALUES + 5)]
    assert offers(many, EVERYTHING)["publisher"].more == 5


def test_a_browser_changes_only_parts_of_the_filter() -> None:
    assert changed(EVERYTHING, {"field": "publisher", "value": "  Map \n room "}) == Filter(publisher="Map room")
    assert changed(Filter(kind="pdf"), {"field": "kind"}) == EVERYTHING
    for rubbish in (None, {}, {"field": "wants_all", "value": "x"}, {"field": ["kind"], "value": "x"}, {"field": "kind", "value": 3}):
        assert changed(Filter(kind="pdf"), rubbish) == Filter(kind="pdf")
    with pytest.raises(QuestionError):
        changed(EVERYTHING, {"field": "after", "value": "soon"})


def test_what_is_on_is_shown_and_what_is_wrong_is_said() -> None:
    handlers = FilterHandlers(stand_in()[0])
    where, shown = handlers.changed(Filter(language="sq", after="2021-11-04"), {"field": "before", "value": "soon"})
    assert where == Filter(language="sq", after="2021-11-04")
    row = Reader(shown)
    assert "'soon' is no date" in row.text
    assert ("data-value", "soon") in row.attributes
    assert ("aria-label", "Remove the filter language: Albanian") in row.attributes
    assert words_of(where) == "from: 4 November 2021, language: Albanian"
    assert filter_phrases.CLEAR not in handlers.shown(EVERYTHING)


def test_an_answer_names_the_filter_it_was_found_with() -> None:
    assistant, _ = stand_in()
    handlers = AskHandlers(assistant, quotes=5)
    turn = handlers.answered("What did the courier carry, a parcel?", (), Filter(publisher="post"))
    assert "Searched in 1 of 3 documents (publisher: post)" in render_conversation((turn,), ())
    assert {citation.evidence.document_id for citation in turn.answer.citations} == {"letter.eml"} if turn.answer else False
    nothing = handlers.answered("What did the courier carry?", (), Filter(kind="docx"))
    assert nothing.problem == filter_phrases.nothing_fits("kind: docx")
    assert "Searched in" not in render_conversation((handlers.answered("courier carried parcel", ()),), ())


def test_what_is_inside_a_file_stands_below_it() -> None:
    documents = stand_in()[0].documents()
    rows = render_list([documents[2], documents[0], documents[1]], ListView()).split("<tr")
    assert ["The letter" in row for row in rows].index(True) + 1 == ["parcel.txt" in row for row in rows].index(True)
    assert render_list(documents, ListView()).count('name="document"') == 2
    alone = render_list(documents[2:], ListView())
    assert phrases.ONLY_FILES in alone
    assert 'value="letter.eml"' in alone


def test_problems_say_what_was_not_read_and_what_only_in_part() -> None:
    problems = [
        (Problem("a.txt", "it is empty"), ""),
        (Problem("m.eml/b.bin", "no reader"), "m.eml"),
        (Problem("c.pdf", "page 2 is empty", partly=True), "c.pdf"),
    ]
    text = Reader(render_list([], ListView(), problems)).text
    assert text.startswith(f"2 files were not read, 1 only in part{phrases.NOT_READ}a.txt it is empty {phrases.REMOVE_ONE}m.eml/b.bin no reader")
    assert text.count(phrases.REMOVE_ONE) == 1
    assert Reader(render_list([], ListView(), problems[2:])).text.startswith("1 file was read only in part")


def test_a_page_from_the_web_is_kept_with_its_address() -> None:
    assistant, library = stand_in()
    asked = []

    def fetch(address: str) -> FetchedPage:
        asked.append(address)
        return FetchedPage("news.txt", b"The lighthouse opened today.", "https://example.org/news")

    handlers = LibraryHandlers(assistant, library, IndexUpdater(assistant.update), fetch)
    waiting, *_, done = handlers.add_address(" https://example.org/new ")
    assert phrases.FETCHING in waiting
    assert "https://example.org/news was added as news.txt." in done
    assert "added 1" in done
    assert library.addresses["news.txt"] == "https://example.org/news"
    assert phrases.ADDRESS_MISSING in "".join(handlers.add_address("  "))
    assert asked == ["https://example.org/new"]


def test_hostile_words_stay_words() -> None:
    document = replace(
        atlas(),
        document_id=HOSTILE,
        title=HOSTILE,
        author=HOSTILE,
        publisher=HOSTILE,
        pages=tuple(replace(page, label=HOSTILE) for page in atlas().pages),
    )
    summary = DocumentSummary(
        HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:x", 1, 1, "", 0, HOSTILE, HOSTILE, (HOSTILE,), Origins(date="metadata")
    )
    quoted = replace(cited(document, CROSSING), speaker=HOSTILE, place=document.locator(*span(document)))
    written = [
        render_source(document, opened(document, quoted, 1, 2), whole=True),
        render_sheet(document, opened(document, quoted, 1), [PageBox(2, 0, 0, 1, 1)]),
        render_list([summary], ListView(), [(Problem(HOSTILE, HOSTILE), "")]),
        render_filters(Filter(publisher=HOSTILE, language=HOSTILE), offers([summary], EVERYTHING), HOSTILE, ("after", HOSTILE)),
    ]
    for reader in map(Reader, written):
        assert not {"script", "a"} & set(reader.elements)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert {value for name, value in reader.attributes if name == "src"} <= {image_address(document, page) for page in document.pages}


def span(document: Document) -> tuple[int, int]:
    start = document.text.index(CROSSING)
    return start, start + len(CROSSING)


@pytest.mark.parametrize(
    ("site", "mode", "refused"),
    [
        ("same-origin", "no-cors", False),
        ("none", "navigate", False),
        ("cross-site", "navigate", False),
        ("cross-site", "no-cors", True),
        ("same-site", "no-cors", True),
        ("cross-site", "cors", True),
        ("cross-site", "", True),
    ],
)
def test_other_sites_may_link_to_the_page_and_use_nothing_of_it(site: str, mode: str, refused: bool) -> None:
    assert bool(refusal({"host": "127.0.0.1:7860", "sec-fetch-site": site, "sec-fetch-mode": mode}, "127.0.0.1")) is refused


def test_pages_of_a_stand_in_cover_its_text() -> None:
    document = atlas()
    assert [document.text[page.start : page.end] for page in document.pages] == document.text.replace("\f", "\f|").split("|")
    assert document.pages[0] == Page(0, document.pages[0].end, 1, "i")
