"""Markdown: blocks from markdown-it-py's line maps, metadata from YAML front matter.

What enters: the decoded text of a file. What leaves: the same text, marks and all, with its blocks; emphasis stays in the
text because a quote is what the file says. It deliberately renders nothing: words in raw HTML and in fences are paragraphs too,
and only markup itself, scripts, comments and front matter are never quoted.
"""

import re
from collections.abc import Iterator, Mapping

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.dates import field_date
from corpus.furniture import judged
from corpus.landmarks import Block, Span
from corpus.reading import Reading
from corpus.sentences import trimmed

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<yaml>.*?)(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
_MARKER = re.compile(r"^(?:\s*>)*\s*(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)*(?:#{1,6}\s+)?")
# markdown-it ends a line at \n, \r\n and \r, and nowhere else.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FIELD = re.compile(r"(?P<name>[^\W\d_][\w.-]*(?: [\w.-]+)?)[ \t]*:(?:[ \t]+(?P<value>.*))?")
# What may stand in front matter beside fields: a list, a comment, what goes on from the line above.
_BESIDE_FIELDS = re.compile(r"(?:[ \t]|-(?:[ \t]|$)|#|$)")
_KNOWN_FIELDS = frozenset("title date publisher language lang source url author authors tags description layout".split())
# Values that YAML means to hold more than words.
_STRUCTURE = tuple("[{&*!|>%@`")
# Where text in raw HTML ends and other text begins, or where nothing is text at all. Cells of one row stay together.
_APART = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<unseen>script|style)\b.*?(?:</(?P=unseen)\s*>|\Z)|<[!?][^<>]*>|"
    r"</?(?:p|div|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|caption|blockquote|pre|section|article|aside|header|footer|"
    r"main|nav|figure|figcaption|details|summary|center|address|form|fieldset|html|head|body|title)\b[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_QUOTE_MARKS = re.compile(r"(?:[ \t]*>)+")
_RULE = re.compile(r"^[\s|:+-]*$")


def read_markdown(text: str) -> Reading:
    """Blocks and front matter of a Markdown text."""
    match = _FRONT_MATTER.match(text)
    front_matter = _front_matter(match["yaml"]) if match else None
    body_start = match.end() if match and front_matter is not None else 0
    stated = front_matter or {}
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


def _front_matter(source: str) -> Mapping[str, str] | None:
    """Front matter as strings; None when what stands between the two rules is no front matter but the document's words."""
    try:
        values = yaml.load(source, yaml.BaseLoader)  # nosec B506 # strings alone: "2023-02-30" is no date, and must not stop the reading
    except (yaml.YAMLError, ValueError, OverflowError):
        return _fields(source)
    if not isinstance(values, dict) or not all(isinstance(key, str) and _FIELD.fullmatch(f"{key}:") for key in values):
        return None  # "The ministers agreed: …" is a mapping to YAML
    if source.lstrip(" \t")[:1] in {"\r", "\n"} and _KNOWN_FIELDS.isdisjoint(map(str.lower, values)):
        return None  # a paragraph between two rules, an empty line after each
    return {key.lower(): " ".join(value.split()) for key, value in values.items() if isinstance(value, str)}


def _fields(source: str) -> Mapping[str, str] | None:
    """The plain lines "name: value" of front matter that is not valid YAML; None when other lines stand there."""
    stated: dict[str, str] = {}
    names = 0
    for line in source.splitlines():
        if match := _FIELD.fullmatch(line.rstrip()):
            names += 1
            value = (match["value"] or "").strip()
            if value and not value.startswith(_STRUCTURE):
                stated.setdefault(match["name"].lower(), value.strip("\"'"))
        elif not _BESIDE_FIELDS.match(line):
            return None
    return stated if names else None


def _blocks(text: str, body_start: int) -> Iterator[Block]:
    """Blocks in text order, not yet told from furniture."""
    lines = [match.span() for match in _LINE.finditer(text, body_start) if match.group()]
    body = "".join(text[start:end] for start, end in lines).replace("\r\n", "\n").replace("\r", "\n")
    tokens = MarkdownIt("commonmark").enable("table").disable("code").parse(body.replace("\ufeff", " "))
    for opening, token in zip([None, *tokens], tokens):
        if token.type in {"html_block", "fence"} and token.map:
            yield from _raw(text, lines[slice(*token.map)], token)
        elif token.type == "tr_open" and token.map:
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
        kept = _before_closing_marks(text, span) if kind == "heading" else span.end
        for part in trimmed(text, span.start, kept):
            yield Block(part.start, part.end, "heading" if kind == "heading" else "paragraph", level)


def _before_closing_marks(text: str, heading: Span) -> int:
    """Where a heading's words end: before the marks of "## Scope ##", which white space sets apart."""
    end = heading.end
    while end > heading.start and text[end - 1] == "#":
        end -= 1
    return end if heading.start < end < heading.end and text[end - 1].isspace() else heading.end


def _raw(text: str, lines: list[tuple[int, int]], token: Token) -> Iterator[Block]:
    """The words of raw HTML, a paragraph between tags that set text apart, or of a fence, one paragraph."""
    is_html = token.type == "html_block"
    if not is_html:
        lines = lines[1:]
        if lines and text[slice(*lines[-1])].strip("> \t\r\n").strip(token.markup[0]) == "":
            lines = lines[:-1]  # the fence's lower edge, which an unfinished fence has not
    if not lines:
        return
    start, end = lines[0][0], lines[-1][1]
    cuts = [match.span() for match in _APART.finditer(text, start, end)] if is_html else []
    edges = [start, *(edge for cut in cuts for edge in cut), end]
    for opened, closed in zip(edges[::2], edges[1::2]):
        tags = [match.span() for match in _TAG.finditer(text, opened, closed)] if is_html else []
        borders = [opened, *(border for tag in tags for border in tag), closed]
        words = [word for piece in zip(borders[::2], borders[1::2]) for word in _raw_words(text, *piece)]
        if words:
            yield Block(words[0].start, words[-1].end, "paragraph")


def _raw_words(text: str, start: int, end: int) -> Iterator[Span]:
    """A stretch of text with a letter or a digit in it, without the marks of a quote it may stand in."""
    marks = _QUOTE_MARKS.match(text, start, end)
    for span in trimmed(text, marks.end() if marks else start, end):
        if any(map(str.isalnum, text[span.start : span.end])):
            yield span


def _settled(text: str, blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks in order without overlap, furniture told apart; a table's rule is no block."""
    position, inside = 0, False
    for block in blocks:
        words = text[block.start : block.end]
        if block.start < position or _RULE.match(words):
            continue
        position = block.end
        furniture, inside = judged(words, block.kind == "heading", inside)
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
