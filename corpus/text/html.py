"""HTML: the article of a page, extracted by trafilatura, and its metadata.

What enters: a page's bytes. What leaves: the article's text as headings and paragraphs set apart by blank lines, and what
the page states of its title, date, publisher, language and address. Navigation, scripts and cookie banners are left out.
It deliberately fetches and runs nothing, and leaves out nothing of what trafilatura takes for the article.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.decoding import decode
from corpus.errors import DocumentError
from corpus.furniture import ENDS_SENTENCE, is_prose
from corpus.parts import Part, assembled, settled
from corpus.reading import Reading
from corpus.text.html_facts import HIDDEN, TOO_DEEP, drop_hidden, stated_facts, too_deep
from corpus.text.html_words import BLOCK_TAGS, set_beside, words_of

_HEADING = re.compile(r"h([1-6])")


# A page says how it is encoded within its first kilobyte (HTML Living Standard, 4.2.5.4), or by a byte-order mark.
_HEAD_BYTES = 1024
_DECLARES_ENCODING = re.compile(rb"charset\s*=|encoding\s*=|^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)", re.IGNORECASE)


def read_html(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """The article of a page. Raises DocumentError when the page holds no readable text."""
    import trafilatura  # here: 0.4 s, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(content if _DECLARES_ENCODING.search(content[:_HEAD_BYTES]) else _decoded(content))
    if tree is None:
        raise DocumentError("it holds no HTML; check that the file is a saved web page and not a download that failed")
    facts = stated_facts(tree)  # before the extraction, which takes the tree apart
    remarks = [HIDDEN] if drop_hidden(tree) else []
    if too_deep(tree):
        remarks.append(TOO_DEEP)
    found = trafilatura.bare_extraction(tree, favor_recall=True, include_comments=False, include_tables=True, with_metadata=False)
    parts = list(_parts(found.body)) if found is not None else []
    if not parts:
        raise DocumentError("no article was found in this page; save its text as .txt or .md and add that")
    text, blocks = assembled(settled(parts, _title_place(parts, facts.title)))
    return replace(facts, text=text, blocks=blocks, remarks=tuple(remarks))


def _decoded(content: bytes) -> str | bytes:
    """A page that does not say how it is encoded, read as other texts are; as it is where that fails."""
    try:
        return decode(content)
    except DocumentError:
        return content


def _parts(element: Any) -> Iterator[Part]:
    """The blocks of trafilatura's tree in page order: what stands between blocks, before and after them, is a paragraph."""
    line = element.text or ""
    after_break = False
    for child in element:
        if _stands_apart(child, element):
            yield from _paragraph(line)
            yield from _block(child)
            line = ""
        elif child.tag == "lb" and after_break and not line.rpartition("\n")[2].strip():
            yield from _paragraph(line)  # an empty line between two line breaks sets paragraphs apart
            line = ""
        else:
            line = set_beside(line, child)
        after_break = child.tag == "lb"
        line += child.tail or ""
    yield from _paragraph(line)


def _stands_apart(child: Any, parent: Any) -> bool:
    """Whether a child is a block of its own. A quote or code within a paragraph's line is not: `<q>` becomes a quote too."""
    if child.tag in {"quote", "code"} and parent.tag in {"p", "head"}:
        return _holds_blocks(child)
    return child.tag in BLOCK_TAGS or _holds_blocks(child)


def _holds_blocks(element: Any) -> bool:
    return any(inner is not element and inner.tag in BLOCK_TAGS for inner in element.iter())


def _block(element: Any) -> Iterator[Part]:
    if element.tag == "head":
        level = _HEADING.fullmatch(element.get("rend") or "")
        if words := words_of(element):
            yield Part(words, "heading", int(level[1]) if level else 2)
    elif element.tag == "row":
        yield from _row(element)
    else:
        yield from _parts(element)


def _row(row: Any) -> Iterator[Part]:
    """A row is one paragraph, its cells set apart by bars, unless a cell holds headings or paragraphs: then it is page layout."""
    cells = [list(_parts(cell)) for cell in row if cell.tag == "cell"]
    layout = any(len(cell) > 1 and any(part.kind == "heading" or is_prose(part.words) for part in cell) for cell in cells)
    if layout or len(cells) < len(row) or _loose(row):
        yield from _parts(row)
    elif any(cells):
        yield from _paragraph(" | ".join(" ".join(part.words for part in cell) for cell in cells))


def _loose(row: Any) -> bool:
    """Whether words stand in a row outside its cells."""
    return any(words and words.strip() for words in (row.text, *(cell.tail for cell in row)))


def _paragraph(line: str) -> Iterator[Part]:
    if words := " ".join(line.split()):
        yield Part(words)


def _title_place(parts: Sequence[Part], title: str) -> int | None:
    """Which part is the title: the one that says what the page states as its title, else the first heading of level one."""
    for number, part in enumerate(parts):
        if part.words == title and (part.kind == "heading" or not ENDS_SENTENCE.search(part.words)):
            return number
    return next((number for number, part in enumerate(parts) if part.kind == "heading" and part.level == 1), None)
