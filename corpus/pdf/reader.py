"""PDF: text in reading order, with pages, headings and the way back to every glyph.

What enters: a file's bytes, and passwords to try. What leaves: paragraphs as a reader sees them, across columns and pages;
running headers and footers, and text that no reader can see, once each as furniture at the end; the printed page numbers;
the facts the document states of itself; the files attached to it. It deliberately runs no script, follows no link, and
draws no conclusion from pictures: a page without text layer is recognised only by what is handed to it.
"""

from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium

from corpus.errors import DocumentError
from corpus.landmarks import GlyphRun, Origins, Page
from corpus.parts import BETWEEN, Part, assembled, settled
from corpus.pdf.columns import regions
from corpus.pdf.file import attachments, field_author, field_title, made_on, opened, page_count, page_labels, stated_language
from corpus.pdf.headings import heading_levels, merged_headings, title_place
from corpus.pdf.layout import Measures, Paragraph, paragraphs
from corpus.pdf.page import PageText, page_text
from corpus.pdf.remarks import remarks_on, why_empty
from corpus.pdf.running_lines import running_lines
from corpus.pdf.scan import Recogniser
from corpus.pdf.words import Joined, Vocabulary, glyph_runs, joined
from corpus.reading import Attachment, Reading
from corpus.text.plain_text import read_plain_text

# A title, a dateline and a publisher stand among so many first blocks, as plain text reads them.
HEAD_BLOCKS = 6


class FileFacts(NamedTuple):
    """What the file says beside its pages."""

    title: str
    author: str
    made: str
    language: str
    labels: dict[int, str]
    attachments: tuple[Attachment, ...]
    remarks: list[str]


def read_pdf(content: bytes, passwords: Sequence[str] = (), recogniser: Recogniser | None = None) -> Reading:
    """The text of a PDF and its landmarks; a `recogniser` is asked for the words of pages that are pictures.

    Raises PasswordError when it is encrypted and no password fits; DocumentError when it is damaged or holds no text.
    """
    with opened(content, passwords) as document:
        count = page_count(document)
        facts = _facts(document, count)
        pages = [_page(document, number, recogniser) for number in range(1, count + 1)]
    if not any(page.pieces for page in pages):
        raise DocumentError(why_empty(pages, recogniser is not None))
    return reading_of(pages, facts)


def _facts(document: Any, count: int) -> FileFacts:
    files, remarks = attachments(document)
    return FileFacts(
        field_title(document), field_author(document), made_on(document), stated_language(document), page_labels(document, count), files, remarks
    )  # fmt: skip


def _page(document: Any, number: int, recogniser: Recogniser | None) -> PageText:
    """One page; a bad one costs only itself."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return PageText(number, (), (), 0.0, 0.0, "damaged")
    try:
        return page_text(page, number, recogniser)
    except pdfium.PdfiumError:
        return PageText(number, (), (), 0.0, 0.0, "damaged")
    finally:
        page.close()


def reading_of(pages: Sequence[PageText], facts: FileFacts) -> Reading:
    """Pages put together: paragraphs across columns and pages, running lines aside."""
    running = running_lines([(page.number, page.pieces, page.bottom, page.top) for page in pages])
    flow = [region for page in pages for region in regions([piece for piece in page.pieces if id(piece) not in running.dropped])]
    measures = Measures.of(flow)
    found = merged_headings(paragraphs(flow, measures), measures)
    place = title_place(found, measures, facts.title)
    levels = heading_levels(found, measures, place)
    vocabulary = Vocabulary.of(line for region in flow for line in region)
    texts = [joined(paragraph.lines, vocabulary) for paragraph in found]
    parts = [_part(text, paragraph, levels.get(number, 0)) for number, (text, paragraph) in enumerate(zip(texts, found))]
    aside = [joined(lines, vocabulary) for lines in (*([line] for line in running.kept), *(page.hidden for page in pages if page.hidden))]
    parts = [*settled(parts, place), *(Part(text.words, "furniture") for text in aside)]
    text, blocks = assembled(parts)
    glyphs, drawn_on = _placed([each for each in (*texts, *aside) if each.words])
    labels = {**running.labels, **facts.labels}
    return Reading(
        text=text,
        blocks=blocks,
        page_kind="page",
        pages=_pages(drawn_on, len(text), sum(len(each.words) + len(BETWEEN) for each in texts if each.words), labels),
        glyphs=glyphs,
        scanned=tuple(box for page in pages for box in page.boxes),
        attachments=facts.attachments,
        remarks=(*remarks_on(pages), *facts.remarks),
        **_stated(parts, place, facts),
    )


def _part(text: Joined, paragraph: Paragraph, level: int) -> Part:
    page = paragraph.lines[0].page
    return Part(text.words, "heading", level, "", page) if level else Part(text.words, page=page)


def _placed(texts: Sequence[Joined]) -> tuple[tuple[GlyphRun, ...], "array[int]"]:
    """The glyph runs of texts set apart as parts are, and the page of each of their characters."""
    glyphs, pages = array("i"), array("i")
    for number, text in enumerate(texts):
        if number:
            glyphs.extend([-1] * len(BETWEEN))
            pages.extend([0] * len(BETWEEN))
        glyphs.extend(text.glyphs)
        pages.extend(text.pages)
    return glyph_runs(glyphs, pages), pages


def _pages(drawn_on: "array[int]", length: int, flow: int, labels: dict[int, str]) -> tuple[Page, ...]:
    """The pages: each from its first character to the next page's first; what stands at the end of the text begins none."""
    numbers = np.frombuffer(drawn_on, np.intc)[:flow] if flow else np.frombuffer(drawn_on, np.intc)
    found, starts = np.unique(numbers, return_index=True)
    begins = [(int(number), int(start)) for number, start in zip(found, starts) if number]
    ends = [*(start for _, start in begins[1:]), length]
    return tuple(
        Page(start if number != begins[0][0] else 0, end, number, label if (label := labels.get(number, "")) != str(number) else "")
        for (number, start), end in zip(begins, ends)
    )  # fmt: skip


def _stated(parts: Sequence[Part], place: int | None, facts: FileFacts) -> dict[str, Any]:
    """The facts by the names of a Reading's fields: the document's own words first, the file's fields for want of them."""
    head = read_plain_text(BETWEEN.join(part.words for part in parts[:HEAD_BLOCKS] if part.kind != "furniture"))
    title = parts[place].words if place is not None else facts.title
    origins = Origins(
        title="stated" if place is not None else "metadata" if title else "unknown",
        date="stated" if head.date else "metadata" if facts.made else "unknown",
        publisher="stated" if head.publisher else "unknown",
        author="metadata" if facts.author else "unknown",
        language="metadata" if facts.language else "unknown",
    )
    return {
        "title": title,
        "date": head.date or facts.made,
        "publisher": head.publisher,
        "author": facts.author,
        "language": facts.language,
        "source_url": head.source_url,
        "origins": origins,
    }
