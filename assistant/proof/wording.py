"""Words that every form of citation shares.

What enters: facts of documents, as stored. What leaves: the same facts as a reader writes them, on one line, with nothing in
them that a page, a word processor or a terminal would obey. It deliberately changes no letter of a quote that can be seen.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from assistant.proof.quote_words import MONTHS
from corpus.landmarks import Locator

UNDATED = "n.d."
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Joiners and marks of direction that some scripts need, and the soft hyphen; every other character that cannot be printed is replaced.
_KEPT = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad")


def one_line(text: str) -> str:
    """Text with white space collapsed, and controls, overrides of direction and unassigned characters replaced by U+FFFD."""
    return "".join(letter if letter.isprintable() or letter in _KEPT else "\ufffd" for letter in " ".join(text.split()))


def language_tag(language: str) -> str:
    """The language, where it is written as BCP 47 writes it ("en", "sr-Latn"); else the empty string."""
    return language if _LANGUAGE.fullmatch(language) else ""


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction != "L" for direction in directions if direction in ("L", "R", "AL")), False)


def date_in_words(date: str) -> str:
    """An ISO 8601 date, cut to what is known, in English: "29 November 2023", "November 2023", "2023"; "n.d." for none."""
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    if not date:
        return UNDATED
    if not (month.isdecimal() and 1 <= int(month) <= len(MONTHS)):
        return one_line(date)
    name = f"{MONTHS[int(month) - 1].capitalize()} {year}"
    return f"{int(day)} {name}" if day.isdecimal() else name


def web_address(url: str) -> str:
    """The address, where it is one of the web (http or https, with a host, nothing unprintable in it); else the empty string."""
    address = url.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    whole = parts.scheme in ("http", "https") and bool(parts.netloc)
    return address if whole and address.isprintable() and " " not in address else ""


def place_in_words(place: Locator, title: str = "") -> str:
    """A place as footnotes abbreviate it: "p. 3 (printed iii), para. 12"; without pages, "“Ferries”, para. 2".

    The heading is the innermost one over the place, and left out where it is the document's title.
    """
    heading = one_line(place.headings[-1]) if place.headings else ""
    parts = [_pages(place)] if place.pages else [f"“{heading}”"] if heading and heading != one_line(title) else []
    if place.label:
        parts.append(one_line(place.label))
    elif place.paragraph is not None:
        parts.append(f"para. {place.paragraph}")
    return ", ".join(parts)


def _pages(place: Locator) -> str:
    words = one_line(place.page_words)
    if place.page_kind != "page":
        return words
    return words.replace("pages ", "pp. ", 1) if words.startswith("pages ") else words.replace("page ", "p. ", 1)
