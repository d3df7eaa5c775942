"""A source document as HTML, with the quote marked at its place.

What enters: a Document, the citation to mark in it, and whether to show the whole. What leaves: `Html` in which the
text inside `<mark>` is the quote, character for character. It deliberately never searches for the quote: it marks the
citation's offsets, or, where the text there is no longer the quote, says that the document has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Citation
from corpus.document import Block, Document, Span
from ui import phrases
from ui.conversation import Choice
from ui.markup import Html, element, join, outside_link
from ui.rendering import flow_class, references

# A browser lays this much out at once without a noticeable pause; longer documents are shown around the quote.
WHOLE_DOCUMENT_CHARACTERS = 60_000
# Some ten screens of text to either side of the quote.
WINDOW_CHARACTERS = 12_000
# The panel's own title is a second-level heading, so that the document's headings begin below it.
OUTERMOST_HEADING = 3
INNERMOST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document that is shown as one element; the pieces of a document are in text order."""

    start: int
    end: int
    kind: str
    level: int = 0


def render_source(document: Document, citation: Citation, choice: Choice, whole: bool) -> Html:
    """The panel of one source: what it is, and its text around the quote."""
    span = Span(citation.evidence.start, citation.evidence.end)
    unchanged = document.text[span.start : span.end] == citation.quote
    marked = span if unchanged else Span(0, 0)
    window = Span(0, len(document.text)) if whole else window_around(document, marked)
    notice = Html("") if unchanged else element("p", phrases.DOCUMENT_CHANGED, class_="problem", role="status")
    text = element(
        "div",
        _left_out(phrases.TEXT_BEFORE, choice) if window.start > 0 else Html(""),
        join(_rendered(document, piece, marked) for piece in pieces(document, window)),
        _left_out(phrases.TEXT_AFTER, choice) if window.end < len(document.text) else Html(""),
        class_="source-text",
        lang=document.language or None,
        tabindex=0,
        role="group",
        aria_label=document.name,
    )
    return element(
        "section",
        _header(document, citation),
        notice,
        text,
        class_="source",
        aria_label=phrases.SOURCE,
        data_turn=choice.turn,
        data_number=choice.number,
    )


def window_around(document: Document, span: Span) -> Span:
    """The stretch of a document to show: all of a short one, and some screens around the span of a long one.

    The window begins and ends at the border of a block, or at white space where one block is longer than the window.
    """
    text = document.text
    if len(text) <= WHOLE_DOCUMENT_CHARACTERS:
        return Span(0, len(text))
    first, last = max(0, span.start - WINDOW_CHARACTERS), min(len(text), span.end + WINDOW_CHARACTERS)
    starts = [block.start for block in document.blocks if first <= block.start <= span.start]
    ends = [block.end for block in document.blocks if span.end <= block.end <= last]
    start = 0 if first == 0 else starts[0] if starts else _space_after(text, first, span.start)
    end = len(text) if last == len(text) else ends[-1] if ends else _space_before(text, last, span.end)
    return Span(start, end)


def pieces(document: Document, window: Span) -> Iterator[Piece]:
    """The blocks inside a window, cut to it, and whatever text stands between them."""
    position = window.start
    for block in document.blocks:
        if block.end <= position or block.start >= window.end:
            continue
        if block.start > position:
            yield Piece(position, block.start, "between")
        end = min(block.end, window.end)
        yield Piece(max(block.start, position), end, block.kind, _level(block))
        position = end
    if position < window.end:
        yield Piece(position, window.end, "between" if document.blocks else "paragraph")


def _level(block: Block) -> int:
    return min(OUTERMOST_HEADING - 1 + max(block.level, 1), INNERMOST_HEADING)


def _space_after(text: str, position: int, limit: int) -> int:
    """The first place after white space from a position on, or the position itself where there is none."""
    return next((place + 1 for place in range(position, limit) if text[place].isspace()), position)


def _space_before(text: str, position: int, limit: int) -> int:
    return next((place for place in range(position - 1, limit, -1) if text[place].isspace()), position)


def _rendered(document: Document, piece: Piece, marked: Span) -> Html:
    """One piece as an element."""
    text = document.text[piece.start : piece.end]
    content = _marked(text, marked.start - piece.start, marked.end - piece.start)
    if piece.kind == "between":
        return _between(text, content, piece.start < marked.end and marked.start < piece.end)
    if piece.kind in ("title", "heading"):
        return element(f"h{piece.level}", content, dir="auto")
    return element("p", content, class_=f"{piece.kind} {flow_class(text)}", dir="auto")


def _between(text: str, content: Html, within_quote: bool) -> Html:
    """Text between blocks: words are shown like furniture, white space and marks of markup only where a quote needs them."""
    if any(character.isalnum() for character in text):
        return element("div", content if within_quote else text.strip(), class_="furniture lines", dir="auto")
    return element("div", content, class_="gap") if within_quote else Html("")


def _marked(text: str, start: int, end: int) -> Html:
    """A text with the characters from `start` to `end` marked, as far as they lie in it."""
    first, last = max(0, start), min(len(text), end)
    if first >= last:
        return join([text])
    return join([text[:first], element("mark", text[first:last]), text[last:]])


def _header(document: Document, citation: Citation) -> Html:
    close = element("button", "×", type="button", class_="close", data_event="close", aria_label=phrases.CLOSE_SOURCE)
    facts = element("p", references(citation), class_="references")
    original = outside_link(citation.source_url or document.source_url, phrases.ORIGINAL)
    return element(
        "header",
        element("div", element("h2", document.name, dir="auto", tabindex=-1), close, class_="source-title"),
        facts,
        element("p", original, class_="original") if original else Html(""),
    )


def _left_out(sentence: str, choice: Choice) -> Html:
    button = element(
        "button",
        phrases.SHOW_WHOLE,
        type="button",
        class_="quiet",
        data_event="whole",
        data_turn=choice.turn,
        data_number=choice.number,
    )
    return element("p", sentence, " ", button, class_="left-out")
