"""HTML: the article of a page, extracted by trafilatura, and its metadata.

What enters: a page's bytes. What leaves: the article's text as headings and paragraphs set apart by blank lines, and what
the page states of its title, date, publisher, language and address. Navigation, scripts and cookie banners are left out.
It deliberately fetches and runs nothing, and leaves out nothing of what trafilatura takes for the article.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from corpus.dates import field_date
from corpus.document import Block, BlockKind
from corpus.errors import DocumentError
from corpus.furniture import ENDS_SENTENCE, is_prose, judged
from corpus.reading import Reading

_HEADING = re.compile(r"h([1-6])")
# The tags of trafilatura's tree that stand apart from the text around them; the others are part of a line.
_BLOCK_TAGS = frozenset("p head list item table row cell quote div code".split())
# A date beside the article belongs to something else.
_OWN_TIME = "//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::footer)]/@datetime"
_OPENING = "([{“‘«„¿¡"


class _Part(NamedTuple):
    """One block before it has a place: its words with single spaces, its kind and its heading level."""

    words: str
    kind: BlockKind = "paragraph"
    level: int = 0


def read_html(content: bytes) -> Reading:
    """The article of a page. Raises DocumentError when the page holds no readable text."""
    import trafilatura  # here: 0.4 s, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(content)
    if tree is None:
        raise DocumentError("it holds no HTML; check that the file is a saved web page and not a download that failed")
    stated = _stated(tree)  # before the extraction, which takes the tree apart
    found = trafilatura.bare_extraction(tree, favor_recall=True, include_comments=False, include_tables=True, with_metadata=False)
    parts = _settled(list(_parts(found.body)), stated["title"]) if found is not None else []
    if not parts:
        raise DocumentError("no article was found in this page; save its text as .txt or .md and add that")
    text, blocks = _joined(parts)
    return Reading(text, blocks, **stated)


def _stated(tree: Any) -> dict[str, str]:
    """What a page states of itself, by the names of the fields of a Reading."""
    language = _attribute(tree, "//html/@lang", "//html/@xml:lang", "//meta[@http-equiv='content-language']/@content")
    published = _attribute(
        tree,
        "//meta[@property='article:published_time']/@content",
        "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.issued']/@content",
        *(f"//{place}{_OWN_TIME}" for place in ("article", "main", "header")),
    )
    return {
        "title": _attribute(tree, "//meta[@property='og:title']/@content", "//h1", "//title"),
        "date": field_date(published),
        "publisher": _attribute(
            tree,
            "//meta[@property='og:site_name']/@content",
            "//meta[@name='dc.publisher' or @name='DC.publisher']/@content",
            "//meta[@name='publisher']/@content",
        ),
        "language": language.split("-")[0].lower(),
        "source_url": _attribute(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"),
    }


def _attribute(tree: Any, *paths: str) -> str:
    """The first non-empty value among XPath expressions, an element's being all its words."""
    for path in paths:
        for value in tree.xpath(path, namespaces={"xml": "http://www.w3.org/XML/1998/namespace"}):
            if words := " ".join((value if isinstance(value, str) else _line(value)).split()):
                return words
    return ""


def _parts(element: Any) -> Iterator[_Part]:
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
            line = _set_beside(line, child)
        after_break = child.tag == "lb"
        line += child.tail or ""
    yield from _paragraph(line)


def _stands_apart(child: Any, parent: Any) -> bool:
    """Whether a child is a block of its own. A quote or code within a paragraph's line is not: `<q>` becomes a quote too."""
    if child.tag in {"quote", "code"} and parent.tag in {"p", "head"}:
        return _holds_blocks(child)
    return child.tag in _BLOCK_TAGS or _holds_blocks(child)


def _holds_blocks(element: Any) -> bool:
    return any(inner is not element and inner.tag in _BLOCK_TAGS for inner in element.iter())


def _block(element: Any) -> Iterator[_Part]:
    if element.tag == "head":
        level = _HEADING.fullmatch(element.get("rend") or "")
        if words := _words(element):
            yield _Part(words, "heading", int(level[1]) if level else 2)
    elif element.tag == "row":
        yield from _row(element)
    else:
        yield from _parts(element)


def _row(row: Any) -> Iterator[_Part]:
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


def _paragraph(line: str) -> Iterator[_Part]:
    if words := " ".join(line.split()):
        yield _Part(words)


def _words(element: Any) -> str:
    return " ".join(_line(element).split())


def _line(element: Any) -> str:
    """All text of an element, with white space where its blocks and line breaks set words apart."""
    line = element.text or ""
    for child in element:
        line = _set_beside(line, child) + (child.tail or "")
    return line


def _set_beside(line: str, child: Any) -> str:
    """A line grown by a child's text; a space is put in only where two words would run together."""
    if child.tag in {"lb", "br"}:
        return line + "\n"
    if not isinstance(child.tag, str):  # a comment
        return line
    inner = _line(child)
    if child.tag not in _BLOCK_TAGS or child.tag == "code":
        return line + inner
    before = "" if not line or line[-1].isspace() or line[-1] in _OPENING else " "
    after = " " if (child.tail or "")[:1].isalnum() else ""
    return line + before + inner + after


def _settled(parts: Sequence[_Part], title: str) -> list[_Part]:
    """Parts with the title and furniture told apart."""
    place = _title_place(parts, title)
    settled: list[_Part] = []
    inside = False
    for number, part in enumerate(parts):
        if number == place:
            settled.append(_Part(part.words, "title"))
            inside = False
            continue
        furniture, inside = judged(part.words, part.kind == "heading", inside)
        settled.append(_Part(part.words, "furniture") if furniture else part)
    return settled


def _title_place(parts: Sequence[_Part], title: str) -> int | None:
    """Which part is the title: the one that says what the page states as its title, else the first heading of level one."""
    for number, part in enumerate(parts):
        if part.words == title and (part.kind == "heading" or not ENDS_SENTENCE.search(part.words)):
            return number
    return next((number for number, part in enumerate(parts) if part.kind == "heading" and part.level == 1), None)


def _joined(parts: Sequence[_Part]) -> tuple[str, tuple[Block, ...]]:
    blocks: list[Block] = []
    position = 0
    for words, kind, level in parts:
        blocks.append(Block(position, position + len(words), kind, level))
        position += len(words) + 2
    return "\n\n".join(words for words, _, _ in parts), tuple(blocks)
