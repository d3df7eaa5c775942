"""Headings and the title of a PDF, by the size and weight of their letters.

What enters: paragraphs in reading order and what is usual in the document. What leaves: which of them are headings, of which
level, and which is the title. Larger letters stand higher; bold letters of the body's size stand lowest. It deliberately
reads no numbering: "2.1" in a heading is the author's, the size is what a reader sees.
"""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.pdf.layout import Measures, Paragraph

# Letters this much larger than the body's make a heading.
LARGER = 1.12
MAX_HEADING_CHARACTERS = 160
MAX_HEADING_LINES = 4
MAX_TITLE_CHARACTERS = 240
MAX_LEVEL = 6
# A title stands before the second block this long: after it, large letters head a part.
MIN_TEXT_CHARACTERS = 250
# What a bold first line stands over is text when it is this long, and not an author's name.
MIN_OVER_TEXT = 80
# A document mostly in bold marks nothing by it.
MAX_BOLD_SHARE = 0.4
# Sizes nearer than this share are one size, unevenly written.
SAME_SIZE = 0.05
_ENDS_PROSE = re.compile(r"[.;,:][\"”’»)\]]*$")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|[IVXLC]{1,6}\.|(?:chapter|part|annex|appendix|article|section)\b.*)\s", re.IGNORECASE)
# What stands large on a first page and names only a part of the document.
_NO_TITLE = re.compile(
    r"(?:table of )?contents|index|abstract|summary|preface|foreword|introduction|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|indice|"
    r"përmbajtja|sadržaj|front cover|draft|confidential",
    re.IGNORECASE,
)
_NUMBERED_PART = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+\D")
_BULLET = re.compile(r"^\W\s|^[•▪◦‣➢●○■□◆►▶✓✔·]")


def merged_headings(paragraphs: Sequence[Paragraph], measures: Measures) -> list[Paragraph]:
    """Paragraphs with the lines of one heading together: lines of a heading end where they please."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        if found and _one_heading(found[-1], paragraph, measures):
            found[-1].grow(paragraph)
        else:
            found.append(paragraph)
    return found


def _one_heading(first: Paragraph, second: Paragraph, measures: Measures) -> bool:
    above, line = first.lines[-1], second.lines[0]
    drop = above.base - line.base
    return (
        above.page == line.page
        and min(first.size, second.size) >= LARGER * measures.body
        and abs(first.size - second.size) <= SAME_SIZE * first.size
        and 0.5 * line.size < drop < 1.5 * line.size
        and above.angle == line.angle
        and not (above.wide or line.wide)
        and len(first.words) + len(second.words) < MAX_TITLE_CHARACTERS
        and not _ENDS_PROSE.search(first.words)
        and not _NUMBERED.match(second.words)
    )


def heading_levels(paragraphs: Sequence[Paragraph], measures: Measures, title: int | None) -> dict[int, int]:
    """The level of each paragraph that is a heading, by its place; the one that is the title is none."""
    total = sum(len(paragraph.words) for paragraph in paragraphs) or 1
    bold_marks = sum(len(paragraph.words) for paragraph in paragraphs if paragraph.bold) < MAX_BOLD_SHARE * total
    ranks: dict[int, float] = {}
    for place, paragraph in enumerate(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if place != title and (rank := _rank(paragraph, following, measures, bold_marks)):
            ranks[place] = rank
    steps = _steps(list(ranks.values()))
    return {place: sum(rank <= step * (1 + SAME_SIZE / 2) for step in steps) or 1 for place, rank in ranks.items()}


def _steps(ranks: Sequence[float]) -> list[float]:
    """The sizes of headings, largest first; where there are more than levels, those used most."""
    counts = Counter(ranks)
    steps: dict[float, int] = {}
    last = float("inf")
    for rank in sorted(counts, reverse=True):
        if rank < last * (1 - SAME_SIZE):
            last = rank
        steps[last] = steps.get(last, 0) + counts[rank]
    used = sorted(steps, key=lambda step: (-steps[step], -step))[:MAX_LEVEL]
    return sorted(used, reverse=True)


def _rank(paragraph: Paragraph, following: Paragraph | None, measures: Measures, bold_marks: bool) -> float:
    """How high a heading stands, as a size; 0 for a paragraph that is none."""
    words = paragraph.words
    if not _could_head(paragraph):
        return 0.0
    if paragraph.size >= LARGER * measures.body:
        return paragraph.size
    if following is None or paragraph.size < 0.95 * measures.body or words[0].islower():
        return 0.0
    bold = bold_marks and paragraph.bold and len(paragraph.lines) <= 2
    prose_follows = len(following.words) > len(words) and following.size >= 0.9 * measures.body and len(following.lines) > 1
    capitals = words.isupper() and len(paragraph.lines) == 1 and len(words) > 3 and prose_follows
    return measures.body if bold or capitals else 0.0


def _could_head(paragraph: Paragraph) -> bool:
    words = paragraph.words
    letters = sum(map(str.isalpha, words))
    short = len(words) <= MAX_HEADING_CHARACTERS and len(paragraph.lines) <= MAX_HEADING_LINES
    plain = not paragraph.lines[0].angle and not any(line.wide for line in paragraph.lines)
    return short and plain and letters >= max(2, 0.4 * len(words)) and not _ENDS_PROSE.search(words) and not _BULLET.match(words)


def title_place(paragraphs: Sequence[Paragraph], measures: Measures, field_title: str) -> int | None:
    """Which paragraph is the title: the one that says what the file's title field says, else the largest on the first page."""
    if not paragraphs:
        return None
    page = paragraphs[0].lines[0].page
    head = [place for place, paragraph in enumerate(paragraphs[:60]) if paragraph.lines[0].page <= page + 1]
    wanted = _bare(field_title)
    if len(wanted) > 5:
        for place in head:
            if _bare(paragraphs[place].words) == wanted:
                return place
    prose = [place for place in head if len(paragraphs[place].words) >= MIN_TEXT_CHARACTERS]
    before = prose[1] if len(prose) > 1 else len(paragraphs)
    first = [place for place in head if place < before and paragraphs[place].lines[0].page == page and _could_be_title(paragraphs[place])]
    if not first or _stands_out(paragraphs, measures):
        return 0 if first else None
    largest = max(paragraphs[place].size for place in first)
    place = next(place for place in first if paragraphs[place].size >= largest * (1 - SAME_SIZE / 2))
    return place if largest >= LARGER * measures.body else None


def _could_be_title(paragraph: Paragraph) -> bool:
    letters = sum(map(str.isalpha, paragraph.words))
    words, first = paragraph.words, paragraph.lines[0]
    fits = letters >= 4 and letters >= 0.5 * len(words) and len(words) <= MAX_TITLE_CHARACTERS
    return (
        fits
        and not first.angle
        and "://" not in words
        and first.hidden != "recognised"
        and not _NO_TITLE.fullmatch(words)
        and not _NUMBERED_PART.match(words)
    )


def _stands_out(paragraphs: Sequence[Paragraph], measures: Measures) -> bool:
    """Whether the first line is a title though no larger than headings are: bold, of several words, right above plain text."""
    if len(paragraphs) < 2 or not _could_be_title(paragraphs[0]):
        return False
    first, second = paragraphs[:2]
    over_text = not second.bold and len(second.words) >= MIN_OVER_TEXT and second.size <= LARGER * measures.body
    return first.bold and over_text and len(first.words.split()) >= 3 and not _ENDS_PROSE.search(first.words)


def _bare(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))
