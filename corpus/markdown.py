"""Markdown: blocks from markdown-it-py's line maps, metadata from YAML front matter.

What enters: the decoded text of a file. What leaves: the same text, marks and all, with its blocks; emphasis stays in the
text because a quote is what the file says. It deliberately renders nothing, and neither code, raw HTML nor front matter is
ever quoted.
"""

import re
from collections.abc import Iterator

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.dates import field_date
from corpus.document import Block
from corpus.furniture import is_furniture, is_prose, opens_furniture
from corpus.reading import Reading
from corpus.sentences import trimmed

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<yaml>.*?)(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
_MARKER = re.compile(r"^(?:\s*>)*\s*(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)*(?:#{1,6}\s+)?")
_HEADING_TAIL = re.compile(r"\s+#+\s*$")
# markdown-it ends a line at \n, \r\n and \r, and nowhere else.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_RULE = re.compile(r"^[\s|:+-]*$")


def read_markdown(text: str) -> Reading:
    """Blocks and front matter of a Markdown text."""
    match = _FRONT_MATTER.match(text)
    stated = _front_matter(match["yaml"]) if match else {}
    body_start = match.end() if match else 0
    blocks = tuple(_with_title(_settled(text, _blocks(text, body_start))))
    title = stated.get("title", "")
    if not title:
        title = next((" ".join(text[b.start : b.end].split()) for b in blocks if b.kind == "title"), "")
    return Reading(
        text=text,
        blocks=blocks,
        title=title,
        date=field_date(stated.get("date", "")),
        publisher=stated.get("publisher", ""),
        language=stated.get("language", stated.get("lang", "")),
        source_url=stated.get("source", stated.get("url", "")),
    )


def _front_matter(source: str) -> dict[str, str]:
    """Front matter as strings; a block that is not a YAML mapping states nothing."""
    try:
        values = yaml.load(source, yaml.BaseLoader)  # strings alone: "2023-02-30" is no date, and must not stop the reading
    except yaml.YAMLError:
        return {}
    if not isinstance(values, dict):
        return {}
    return {key.lower(): " ".join(value.split()) for key, value in values.items() if isinstance(key, str) and isinstance(value, str)}


def _blocks(text: str, body_start: int) -> Iterator[Block]:
    """Blocks in text order, not yet told from furniture."""
    lines = [match.span() for match in _LINE.finditer(text, body_start) if match.group()]
    body = "".join(text[start:end] for start, end in lines).replace("\r\n", "\n").replace("\r", "\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(body.replace("\ufeff", " "))
    for opening, token in zip([None, *tokens], tokens):
        if token.type == "tr_open" and token.map:
            yield from _block(text, lines, token, "paragraph", 0)
        elif token.type == "inline" and opening is not None and token.map and opening.type not in {"td_open", "th_open"}:
            heading = opening.type == "heading_open"
            yield from _block(text, lines, token, "heading" if heading else "paragraph", int(opening.tag[1]) if heading else 0)


def _block(text: str, lines: list[tuple[int, int]], token: Token, kind: str, level: int) -> Iterator[Block]:
    first, last = token.map or (0, 0)
    if first >= len(lines):
        return
    start, end = lines[first][0], lines[min(last, len(lines)) - 1][1]
    marker = _MARKER.match(text[start : lines[first][1]])
    for span in trimmed(text, start + (marker.end() if marker and token.type != "tr_open" else 0), end):
        tail = _HEADING_TAIL.search(text, span.start, span.end) if kind == "heading" else None
        for part in trimmed(text, span.start, tail.start() if tail else span.end):
            yield Block(part.start, part.end, "heading" if kind == "heading" else "paragraph", level)


def _settled(text: str, blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks in order without overlap, furniture told apart; a table's rule is no block."""
    position, in_furniture = 0, False
    for block in blocks:
        words = text[block.start : block.end]
        if block.start < position or _RULE.match(words):
            continue
        position = block.end
        if opens_furniture(words):
            in_furniture = True
        elif block.kind == "heading" or is_prose(words):
            in_furniture = False
        furniture = in_furniture or is_furniture(words)
        yield Block(block.start, block.end, "furniture") if furniture else block


def _with_title(blocks: Iterator[Block]) -> Iterator[Block]:
    """The first heading of level one, before any paragraph, is the title."""
    waiting = True
    for block in blocks:
        if waiting and block.kind == "heading" and block.level == 1:
            waiting = False
            yield Block(block.start, block.end, "title")
            continue
        waiting = waiting and block.kind == "furniture"
        yield block
