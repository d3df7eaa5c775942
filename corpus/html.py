"""HTML: the article of a page, extracted by trafilatura, and its metadata.

What enters: a page's bytes. What leaves: the article's text as headings and paragraphs set apart by blank lines, and what
the page states of its title, date, publisher, language and address. Navigation, scripts and cookie banners are left out.
It deliberately fetches and runs nothing.
"""

import logging
import re
from collections.abc import Iterator
from typing import Any

from corpus.dates import field_date
from corpus.document import Block
from corpus.errors import DocumentError
from corpus.furniture import is_furniture, opens_furniture
from corpus.reading import Reading

_HEADING = re.compile(r"h([1-6])")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read_html(content: bytes) -> Reading:
    """The article of a page. Raises DocumentError when the page holds no readable text."""
    import trafilatura  # here: 0.4 s, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(content)
    if tree is None:
        raise DocumentError("it holds no HTML; check that the file is a saved web page and not a download that failed")
    language = _attribute(tree, "//html/@lang", "//html/@xml:lang", "//meta[@http-equiv='content-language']/@content")
    site = _attribute(
        tree,
        "//meta[@property='og:site_name']/@content",
        "//meta[@name='dc.publisher' or @name='DC.publisher']/@content",
        "//meta[@name='publisher']/@content",
    )
    published = _attribute(
        tree,
        "//meta[@property='article:published_time']/@content",
        "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.issued']/@content",
        "//time[@datetime]/@datetime",
    )
    address = _attribute(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    title = _attribute(tree, "//meta[@property='og:title']/@content", "//h1//text()", "//title/text()")
    found = trafilatura.bare_extraction(tree, favor_recall=True, include_comments=False, include_tables=True, with_metadata=False)
    parts = list(_settled(_parts(found.body), title)) if found is not None else []
    if not parts:
        raise DocumentError("no article was found in this page; save its text as .txt or .md and add that")
    text, blocks = _joined(parts)
    date = _ISO_DATE.match(published)
    return Reading(text, blocks, title, date[0] if date else field_date(published), site, language.split("-")[0].lower(), address)


def _attribute(tree: Any, *paths: str) -> str:
    """The first non-empty value among XPath expressions, white space collapsed."""
    for path in paths:
        for value in tree.xpath(path, namespaces={"xml": "http://www.w3.org/XML/1998/namespace"}):
            if words := " ".join(str(value).split()):
                return words
    return ""


def _parts(body: Any) -> Iterator[tuple[str, str, int]]:
    """Text, kind and heading level of each block of trafilatura's tree (head, p, item, cell, quote, …), in page order."""
    for element in body:
        tag = element.tag
        if tag == "head":
            level = _HEADING.fullmatch(element.get("rend") or "")
            yield _words(element), "heading", int(level[1]) if level else 2
        elif tag == "row":
            yield " | ".join(_words(cell) for cell in element), "paragraph", 0
        elif tag in {"list", "table", "div", "quote"} and len(element) and any(child.tag in _CONTAINED for child in element):
            if words := " ".join((element.text or "").split()):
                yield words, "paragraph", 0
            yield from _parts(element)
        elif tag != "graphic":
            yield _words(element), "paragraph", 0


_CONTAINED = {"p", "item", "row", "head", "list", "table", "div", "quote"}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _settled(parts: Iterator[tuple[str, str, int]], title: str) -> Iterator[tuple[str, str, int]]:
    """Parts with the title and furniture told apart."""
    in_furniture = False
    for words, kind, level in parts:
        if not words:
            continue
        if kind == "heading":
            in_furniture = False
        if opens_furniture(words):
            in_furniture = True
        if words == title or (kind == "heading" and level == 1):
            yield words, "title", 0
        elif is_furniture(words) or (in_furniture and len(words) <= 160):
            yield words, "furniture", 0
        else:
            yield words, kind, level


def _joined(parts: list[tuple[str, str, int]]) -> tuple[str, tuple[Block, ...]]:
    blocks: list[Block] = []
    position = 0
    for words, kind, level in parts:
        blocks.append(Block(position, position + len(words), kind, level))  # type: ignore[arg-type]
        position += len(words) + 2
    return "\n\n".join(words for words, _, _ in parts), tuple(blocks)
