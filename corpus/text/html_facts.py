"""What a web page states of itself, and what of it nobody sees.

What enters: a page's tree. What leaves: its title, date, publisher, author, language and address, each with where it is
from, and the tree without hidden elements. It deliberately leaves the article to `corpus.text.html`.
"""

import re
from typing import Any

from lxml import etree

from corpus.dates import field_date
from corpus.landmarks import Origin, Origins
from corpus.reading import Reading
from corpus.text.html_words import words_of

HIDDEN = "text that the page hides from its readers was left out"
TOO_DEEP = "the page nests its elements deeper than any parser follows; what lies below depth 250 may be missing"
# libxml2 drops what lies deeper than 256 elements.
_MAX_DEPTH = 250
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)",
    re.IGNORECASE,
)
_HIDDEN = "//body//*[@hidden or @aria-hidden='true' or @style]"
_NAMESPACES = {"xml": "http://www.w3.org/XML/1998/namespace"}
# A date beside the article belongs to something else.
_OWN_TIME = "//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::footer)]/@datetime"


def stated_facts(tree: Any) -> Reading:
    """The facts of a page, as a Reading without text."""
    title, title_origin = _first(tree, "//meta[@property='og:title']/@content", "//h1", "//title")
    published, date_origin = _first(
        tree,
        "//meta[@property='article:published_time']/@content",
        "//meta[@name='date' or @name='dc.date' or @name='DC.date' or @name='dcterms.issued']/@content",
        *(f"//{place}{_OWN_TIME}" for place in ("article", "main", "header")),
    )
    publisher, publisher_origin = _first(
        tree,
        "//meta[@property='og:site_name']/@content",
        "//meta[@name='dc.publisher' or @name='DC.publisher']/@content",
        "//meta[@name='publisher']/@content",
    )
    author, author_origin = _first(tree, "//meta[@name='author']/@content", "//meta[@name='dc.creator' or @name='DC.creator']/@content")
    language, language_origin = _first(tree, "//html/@lang", "//html/@xml:lang", "//meta[@http-equiv='content-language']/@content")
    date = field_date(published)
    return Reading(
        text="",
        blocks=(),
        title=title,
        date=date,
        publisher=publisher,
        author=author,
        language=language.split("-")[0].lower(),
        source_url=_first(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")[0],
        origins=Origins(title_origin, date_origin if date else "unknown", publisher_origin, author_origin, language_origin),
    )


def drop_hidden(tree: Any) -> bool:
    """Take out what a page hides from its readers; whether any of it held words."""
    hid = False
    for element in tree.xpath(_HIDDEN):
        hides = element.get("hidden") is not None or element.get("aria-hidden") == "true" or _HIDING.search(element.get("style") or "")
        if hides and element.getparent() is not None:
            hid = hid or bool("".join(element.itertext()).strip())
            _drop(element)
    return hid


def too_deep(tree: Any) -> bool:
    """Whether a page nests so deep that its parser may have lost some of it."""
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= _MAX_DEPTH:
            return True
    return False


def _drop(element: Any) -> None:
    """Remove an element and keep the words after it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _first(tree: Any, *paths: str) -> tuple[str, Origin]:
    """The first non-empty value among XPath expressions, an element's being all its words, and where it is from."""
    for path in paths:
        for value in tree.xpath(path, namespaces=_NAMESPACES):
            if words := " ".join(value.split()) if isinstance(value, str) else words_of(value):
                return words, "stated" if path in {"//h1", "//title"} or "//time" in path else "metadata"
    return "", "unknown"
