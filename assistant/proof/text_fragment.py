"""Links that open a web page at the quote.

What enters: the text of a page and a span of it. What leaves: a text directive of the WICG's URL Fragment Text Directives
(https://wicg.github.io/scroll-to-text-fragment/), or nothing when none would find that span and no other. It deliberately
assumes little of the page: a term never crosses a line or a cell, begins and ends at words, and case and accents, which
browsers overlook, never tell two places apart. What stands on the page and not in the text it does not know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from assistant.proof.folded_words import FoldedWords, Word, folded_words
from assistant.proof.wording import web_address
from corpus.document import Document

# A quote up to this many characters is written out; a longer one is named by its first and last words.
WHOLE_CHARACTERS = 150
# So many words name the beginning and the end of a long quote, and so many the text beside a quote that is repeated.
_TERM_WORDS = (4, 6, 9, 14)
_CONTEXT_WORDS = (0, 3, 6, 12)
# Documents whose words a browser shows as they stand; of a PDF it opens the page.
_SHOWN_AS_READ = frozenset({"text/html", "text/plain", "text/markdown"})
_DIRECTIVE = ":~:"
# Markdown's own signs stand in the text as read and not on the page.
_MARKS = re.compile(r"[*_`\[\]<>\\#|]")


@dataclass(frozen=True, slots=True)
class _Directive:
    """A text directive in words of the page's text; `end` is None where `start` names the whole quote."""

    prefix: tuple[int, int] | None
    start: tuple[int, int]
    end: tuple[int, int] | None
    suffix: tuple[int, int] | None


def text_fragment(text: str, start: int, end: int) -> str:
    """The directive for characters `start` to `end`, as "#:~:text=[prefix-,]start[,end][,-suffix]", percent-encoded.

    The span is widened to whole words, without the punctuation around them. Empty when the span holds no word, or when every
    directive of at most 14 words a term and 12 words of context finds another place too.
    """
    words = folded_words(text)
    first, last = words.first_ending_after(start), words.last_starting_before(end)
    if first is None or last is None or first > last:
        return ""
    for directive in _candidates(text, words, first, last):
        if _finds_only(words, directive):
            return _encoded(text, words, directive)
    return ""


def written_out(words: str) -> str:
    """The directive that names a whole quote by its own words, for a quote known to stand once; empty when it has several lines."""
    folded = folded_words(words)
    if not folded.words or not folded.in_one_line(0, len(folded.words) - 1):
        return ""
    return f"#{_DIRECTIVE}text={_term(words, folded[0].start, folded[-1].end)}"


def quote_link(document: Document, start: int, end: int) -> str:
    """The document's web address, leading to a span of it where a browser can follow; empty when it states no address."""
    if document.media_type == "application/pdf":
        pages = document.pages_of(start, end)
        return page_link(document.source_url, pages[0].number if pages else 0)
    fragment = text_fragment(document.text, start, end) if document.media_type in _SHOWN_AS_READ else ""
    marked = document.media_type == "text/markdown" and _MARKS.search(unquote(fragment.partition("=")[2]))
    return with_fragment(document.source_url, "" if marked else fragment)


def page_link(address: str, page: int) -> str:
    """The address of a PDF, opened at a page (RFC 3778), counted from 1; 0 is no page. Empty when it is no web address."""
    address = web_address(address)
    return f"{address.partition('#')[0]}#page={page}" if address and page else address


def with_fragment(address: str, fragment: str) -> str:
    """A web address with a text directive, its own fragment kept and its own directives not; empty when it is no web address."""
    address = web_address(address)
    if not address or not fragment:
        return address
    page, _, own = address.partition("#")
    return f"{page}#{own.partition(_DIRECTIVE)[0]}{fragment.removeprefix('#')}"


def _candidates(text: str, words: FoldedWords, first: int, last: int) -> Iterator[_Directive]:
    """Directives from the shortest; those of the same length first without context, then with it on both sides."""
    whole = words.in_one_line(first, last)
    short = words[last].end - words[first].start <= WHOLE_CHARACTERS
    for beside in _CONTEXT_WORDS:
        prefix, suffix = words.before(first, beside), words.after(last, beside)
        if whole and short:
            yield _Directive(prefix, (first, last), None, suffix)
        for count in _TERM_WORDS:
            start, end = words.opening(first, last, count), words.closing(first, last, count)
            if start[1] < end[0]:
                yield _Directive(prefix, start, end, suffix)
        if whole and not short:
            yield _Directive(prefix, (first, last), None, suffix)


def _finds_only(words: FoldedWords, directive: _Directive) -> bool:
    """Whether the directive's beginning stands once in the text, and its end first where it should."""
    start = words.folded(*directive.start)
    if directive.end is None:
        around = words.folded((directive.prefix or directive.start)[0], (directive.suffix or directive.start)[1])
        return words.places(around) == [words[(directive.prefix or directive.start)[0]].folded_start]
    opening = words.folded((directive.prefix or directive.start)[0], directive.start[1])
    if len(words.places(opening)) != 1 or not start:
        return False
    closing = words.folded(directive.end[0], (directive.suffix or directive.end)[1])
    begins = words[directive.end[0]].folded_start
    after = [place for place in words.places(closing) if place >= words[directive.start[1]].folded_end]
    return bool(after) and after[0] == begins


def _encoded(text: str, words: FoldedWords, directive: _Directive) -> str:
    """The directive as written in an address. A context joins its term without a gap, so punctuation between them belongs to it."""
    first, last = words[directive.start[0]], words[(directive.end or directive.start)[1]]
    terms = []
    if directive.prefix is not None:
        nearest = words[directive.prefix[1]]
        same_line = nearest.line == first.line
        terms.append(f"{_term(text, words[directive.prefix[0]].start, first.start if same_line else nearest.outer_end)}-")
        first = first if same_line else _outer(first)
    start_end = words[directive.start[1]].end if directive.end is not None else last.end
    opens_suffix = words[directive.suffix[0]] if directive.suffix is not None else None
    suffix_here = opens_suffix is not None and opens_suffix.line == last.line
    closing = last.outer_end if opens_suffix is not None and not suffix_here else last.end
    terms.append(_term(text, first.start, closing if directive.end is None else start_end))
    if directive.end is not None:
        terms.append(_term(text, words[directive.end[0]].start, closing))
    if directive.suffix is not None and opens_suffix is not None:
        begin = last.end if suffix_here else opens_suffix.outer_start
        terms.append(f"-{_term(text, begin, words[directive.suffix[1]].end)}")
    return f"#{_DIRECTIVE}text={','.join(terms)}"


def _outer(word: Word) -> Word:
    """A word that begins with the punctuation before it."""
    return Word(word.outer_start, word.end, word.outer_start, word.outer_end, word.line, word.folded_start, word.folded_end)


def _term(text: str, start: int, end: int) -> str:
    """Characters of the text as a term: white space as one space, everything but letters, digits and "._~" percent-encoded."""
    return quote(" ".join(text[start:end].split()), safe="", errors="replace").replace("-", "%2D")
