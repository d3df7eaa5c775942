"""Quoted parts: where a paragraph opens and closes quotation marks.

What enters: a text and its paragraphs. What leaves: the quoted parts, marks included, each inside one paragraph, with what
they continue. It deliberately gives up on a paragraph whose marks do not pair: nothing is then known about who says what.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.landmarks import Block, Span

_MARK = re.compile(r"[“”„«»\"‘']")
_OPENS = frozenset("“„«")
_BEFORE_OPENING = re.compile(r"[\s(\[—–/‘'*_]")
# A quotation that is left open for more paragraphs has lost a mark on the way.
MAX_PARAGRAPHS = 30
# A quotation in single marks is looked for so far: they are mostly apostrophes.
MAX_SINGLE_CHARACTERS = 1000
# A single quotation mark closes after the mark that ends the speech; elsewhere it may be an apostrophe.
_CLOSES_SINGLE = re.compile(r"[,.!?…][’'](?![\w])")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted part of one paragraph; `closed` is False where the mark that closes it stands in a later paragraph."""

    start: int
    end: int
    closed: bool = True


def quoted_parts(text: str, paragraph: Span | Block) -> list[Quoted] | None:
    """The quoted parts of a paragraph, in order; None when its marks do not pair."""
    parts: list[Quoted] = []
    position = paragraph.start
    opening: re.Match[str] | None = None
    while mark := _MARK.search(text, position, paragraph.end):
        position = mark.end()
        if mark[0] in "‘'":
            single = opening is None and _opens_single(text, mark.start(), paragraph.start)
            closing = _CLOSES_SINGLE.search(text, position, min(paragraph.end, position + MAX_SINGLE_CHARACTERS)) if single else None
            if closing:
                parts.append(Quoted(mark.start(), closing.end()))
                position = closing.end()
        elif opening is None:
            if _is_opening(text, mark, paragraph.start):
                opening = mark
            elif not text[mark.start() - 1 : mark.start()].isdigit() or mark[0] != '"':
                return None
        elif _closes(opening[0], mark[0]) and not _reopens(text, mark, paragraph):
            parts.append(Quoted(opening.start(), mark.end()))
            opening = None
        elif mark[0] == opening[0]:
            return None
    if opening is not None:
        parts.append(Quoted(opening.start(), paragraph.end, closed=False))
    return parts


def chains(text: str, paragraphs: Sequence[Block], parts: Sequence[list[Quoted] | None]) -> list[list[Quoted]]:
    """Quotations that go on over paragraphs: parts left open, each taken up by the paragraph after it, the last one closed."""
    found: list[list[Quoted]] = []
    chain: list[Quoted] = []
    for paragraph, inside in zip(paragraphs, parts):
        taken_up = bool(inside) and inside is not None and inside[0].start == paragraph.start
        if chain and not taken_up:
            chain = []
        for part in inside or ():
            if part.closed and chain and part.start == paragraph.start:
                if len(chain) < MAX_PARAGRAPHS:
                    found.append([*chain, part])
                chain = []
            elif not part.closed:
                if not (chain and part.start == paragraph.start):
                    chain = []
                chain.append(part)
    return found


def _is_opening(text: str, mark: re.Match[str], start: int) -> bool:
    if mark[0] in _OPENS:
        return True
    return mark[0] == '"' and (mark.start() == start or bool(_BEFORE_OPENING.match(text[mark.start() - 1])))


def _opens_single(text: str, start: int, paragraph_start: int) -> bool:
    """Whether a single mark stands before a word and after none: elsewhere it is an apostrophe."""
    return text[start + 1 : start + 2].isalnum() and (start == paragraph_start or text[start - 1] in " \n\t\xa0([—–")


def _closes(opening: str, mark: str) -> bool:
    return mark == {"“": "”", "„": "“", "«": "»", '"': '"'}[opening] or (opening == "„" and mark == "”")


def _reopens(text: str, mark: re.Match[str], paragraph: Span | Block) -> bool:
    """A straight mark after a space and before a letter opens: the one before it was never closed."""
    after = text[mark.end() : mark.end() + 1]
    return mark[0] == '"' and text[mark.start() - 1].isspace() and after.isalnum() and mark.end() < paragraph.end
