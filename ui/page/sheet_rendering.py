"""The pages of a source as images, with the quote's boxes laid over them.

What enters: a Document, how it was opened, the boxes of the quote and the page asked for. What leaves: `Html` whose images the
page's own server draws when they are shown (`ui.page.page_images`). It deliberately draws and opens nothing.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from corpus.document import Document
from corpus.landmarks import Page
from ui.backend import PageBox
from ui.page import phrases
from ui.page.conversation import Opened
from ui.page.markup import Html, element
from ui.page.source_header import page_words, step_button

IMAGE_ROUTE = "/page-image"
# A quote stands on a page or two; one that runs over more is shown where it begins.
PAGES_AT_ONCE = 2
# Letters of the file's SHA-256 that tell one state of it from another in an image's address.
VERSION_CHARACTERS = 16


def render_sheet(document: Document, opened: Opened, boxes: Sequence[PageBox], page_number: int | None = None) -> Html:
    """The pages of the quote, or the page asked for, with the way to those beside them."""
    quoted = _quoted_pages(document, opened)
    asked = [page for page in document.pages if page.number == page_number]
    shown = asked or quoted or document.pages[:1]
    figures = [_figure(document, page, [box for box in boxes if box.page == page.number]) for page in shown]
    lacking = bool(quoted) and not boxes
    return _section(
        opened,
        _steps(document, opened, shown, away=bool(quoted) and not set(shown) & set(quoted)),
        element("p", phrases.NO_MARKS, class_="note") if lacking else Html(""),
        element("div", *figures, class_="sheet-pages", tabindex=0, role="group", aria_label=phrases.PAGE_IMAGE),
        page=shown[0].number,
        away=bool(asked) and not set(asked) & set(quoted),
    )


def render_sheet_problem(opened: Opened, problem: str) -> Html:
    """One sentence in place of the images."""
    return _section(opened, element("p", problem, class_="problem", role="status"))


def no_sheet(opened: Opened) -> Html:
    """What says that there are no images to show, only the text."""
    return element("section", class_="sheet none", hidden=True, **opened.address)


def image_address(document: Document, page: Page) -> str:
    """Where the page's own server has the image of a page, relative to the page; a changed file has another address."""
    version = document.sha256[:VERSION_CHARACTERS]
    query = urlencode({"document": document.document_id, "page": page.number, "version": version}, errors="surrogateescape")
    return f"{IMAGE_ROUTE.lstrip('/')}?{query}"


def _section(opened: Opened, *children: Html, page: int | None = None, away: bool = False) -> Html:
    return element(
        "section", *children, class_="sheet", aria_label=phrases.PAGE_IMAGE, data_page=page, data_away="true" if away else None, **opened.address
    )


def _quoted_pages(document: Document, opened: Opened) -> tuple[Page, ...]:
    """The pages the quote stands on, as many as are shown at once."""
    if opened.citation is None:
        return ()
    return document.pages_of(opened.citation.evidence.start, opened.citation.evidence.end)[:PAGES_AT_ONCE]


def _steps(document: Document, opened: Opened, shown: Sequence[Page], *, away: bool) -> Html:
    """The buttons to the pages before and after, and back to the quote."""
    numbers = [page.number for page in document.pages]

    def address(number: int) -> dict[str, str | int] | None:
        return {**opened.address, "data_page": number} if number in numbers else None

    words = phrases.place_of_page(_words(document, shown), len(numbers))
    back = element("button", phrases.BACK_TO_QUOTE, type="button", class_="quiet", data_event="turn", **opened.address)
    return element(
        "nav",
        step_button("turn", phrases.PREVIOUS_PAGE, "‹", address(shown[0].number - 1)),
        element("span", words, aria_live="polite"),
        step_button("turn", phrases.NEXT_PAGE, "›", address(shown[-1].number + 1)),
        back if away else Html(""),
        class_="steps",
    )


def _words(document: Document, shown: Sequence[Page]) -> str:
    return page_words(document, shown[0]) if len(shown) == 1 else f"pages {shown[0].number}–{shown[-1].number}"


def _figure(document: Document, page: Page, boxes: Sequence[PageBox]) -> Html:
    """One page: its image, the boxes over it, and room for the reason why it cannot be shown."""
    alternative = phrases.image_of_page(page_words(document, page), document.name, bool(boxes))
    image = element("img", src=image_address(document, page), alt=alternative, loading="lazy", decoding="async", draggable="false")
    failed = element("p", class_="problem", role="status", hidden=True, data_words=phrases.PAGE_FAILED)
    marks = element("div", *map(_box, boxes), class_="boxes", aria_hidden="true")
    return element("figure", image, marks, failed, class_="sheet-page", data_page=page.number)


def _box(box: PageBox) -> Html:
    """A box as shares of the page, whatever size it is shown in."""
    left, top = _share(box.left), _share(box.top)
    width, height = max(_share(box.right) - left, 0.0), max(_share(box.bottom) - top, 0.0)
    place = f"left:{left:.3%};top:{top:.3%};width:{width:.3%};height:{height:.3%}"
    return element("span", class_="box", style=place)


def _share(edge: float) -> float:
    return min(max(edge, 0.0), 1.0)
