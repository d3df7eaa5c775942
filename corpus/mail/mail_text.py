"""Mail text: the body of a message as paragraphs.

What enters: a body as plain text or as HTML. What leaves: its lines with the depth of quoting they stand at, and parts in which
lines wrapped by hand are joined and words of an earlier message are labelled as such. It deliberately keeps every visible
word: the HTML of mail is layout, and no judgement of what its article might be holds there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby
from typing import Any, NamedTuple

from lxml import etree

from corpus.parts import Part
from corpus.text.plain_text import read_plain_text

EARLIER = "earlier message"
# Cells of a row no longer than this together are a table's row; what is longer is layout.
MAX_ROW_CHARACTERS = 300
# Plain text and HTML that share fewer of their words than this say different things.
MIN_SHARED_WORDS = 0.97
# Fewer words than this between two versions are a greeting or a link's text.
MIN_OTHER_WORDS = 3
# Mail programs wrap plain text somewhere between these widths.
WRAPPED_WIDTHS = range(60, 101)
# A word so long did not fit because no line holds it.
MAX_WRAPPED_WORD = 30
# An earlier message's head says within so many lines who sent it and when.
HEAD_LINES = 5

_QUOTED = re.compile(r"(?:[ \t]?>)+ ?")
_MARK = re.compile(
    r"\s*-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d['’]origine|mesazhi origjinal|originalna poruka)\s*-{2,}\s*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\W*(?:From|Von|De|Da|Nga|Od|Од)\s*:\W*\s\S")
_SENT = re.compile(r"\W*(?:Sent|Date|Gesendet|Datum|Envoyé|Dërguar|Data|Poslano|Poslato|Послато|Датум)\s*:")
_ADDRESS = re.compile(r"<?(?:https?|mailto):[^\s>]+>?|\[(?:cid|image):[^\]]*\]", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*•–◦‣]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+|\s{4,}")
_BRACKETED = re.compile(r"<(?:https?|mailto):[^\s>]+>", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"<!--|-->|</?([A-Za-z][A-Za-z0-9]*)[^<>]*>|[^<-]+|.", re.DOTALL)
_SPACE = re.compile(r"\s+")
# Type of size nought is not hidden here: newsletters set it on frames around visible words.
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SILENT = frozenset("head script style title template noscript object svg select".split())
_INLINE = frozenset("a abbr b big code em font i mark q s small span strong sub sup u".split())
# What begins a line, and what stands apart by an empty one.
_LINES = frozenset(
    "address article aside body caption center dd div dt fieldset figcaption footer form header hr li main nav section tr td th".split()
)
_APART = frozenset("blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre table ul".split())


class Line(NamedTuple):
    """One line of a body, and how many times over it is quoted."""

    depth: int
    words: str


class Body(NamedTuple):
    """A body's lines, and whether hidden words were left out of them."""

    lines: tuple[Line, ...]
    hides: bool = False

    @property
    def is_derived(self) -> bool:
        """Whether a program made this plain text out of HTML: the addresses behind its links stand in brackets."""
        return any(_BRACKETED.search(line.words) for line in self.lines)

    @property
    def words(self) -> Counter[str]:
        """How often it says each word, addresses aside."""
        return Counter(word.lower() for line in self.lines for word in _WORD.findall(_ADDRESS.sub(" ", line.words)))


def plain_body(text: str, flowed: bool = False) -> Body:
    """The lines of a plain body; in a flowed one (RFC 3676) a line that ends in a space goes on in the next."""
    lines: list[tuple[int, list[str]]] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        marks = _QUOTED.match(line)
        depth, words = (marks[0].count(">"), line[marks.end() :]) if marks else (0, line)
        if flowed and not marks:
            words = words.removeprefix(" ")
        if goes_on and lines[-1][0] == depth:
            lines[-1][1].append(words)
        else:
            lines.append((depth, [words]))
        goes_on = flowed and words.endswith(" ") and words != "-- "
    return Body(tuple(_unwrapped([Line(depth, "".join(pieces)) for depth, pieces in lines])))


def _unwrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines as they were before a program wrapped them: the next line's first word did not fit on a line that goes on there."""
    widths: dict[int, int] = {}
    for line in lines:
        if not _ADDRESS.search(line.words):
            widths[line.depth] = max(widths.get(line.depth, 0), len(line.words.rstrip()))
    whole, last = "", lines[0] if lines else Line(0, "")
    for number, line in enumerate(lines):
        first = line.words.split(maxsplit=1)[0] if line.words.strip() else ""
        wide = widths.get(line.depth, 0)
        goes_on = 0 < len(first) <= MAX_WRAPPED_WORD and len(last.words.rstrip()) + 1 + len(first) > wide and last.words.strip()
        if number and goes_on and wide in WRAPPED_WIDTHS and line.depth == last.depth and not _ITEM.match(line.words):
            whole += " " + line.words.strip()
        elif number:
            yield Line(last.depth, whole)
            whole = line.words
        else:
            whole = line.words
        last = line
    if lines:
        yield Line(last.depth, whole)


def html_body(text: str) -> Body:
    """The lines of an HTML body as a mail program shows them; its hidden words are left out."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # the tree ends where the parser gave up
        return _flat(text)
    if root is None:
        return Body(())
    for element in list(root.iter(*_SILENT)):
        _drop(element)
    hides = False
    for element in [found for found in root.iter("*") if _is_hidden(found)]:
        hides = hides or any(map(_WORD.search, element.itertext()))
        _drop(element)
    for row in list(root.iter("tr")):
        _join_cells(row)
    return Body(tuple(_lines(root)), hides)


def _flat(text: str) -> Body:
    """The lines of HTML that is nested too deeply for a tree: any tag that does not stand within a line breaks it; nothing is hidden."""
    pieces: list[str] = []
    until = ""
    for match in _TOKEN.finditer(text):
        token, name = match[0], (match[1] or "").lower()
        if until:
            until = "" if token.lower().startswith(until) else until
        elif token == "<!--":  # nosec B105 # a mark of HTML
            until = "-->"
        elif name in _SILENT - {"head"} and not token.startswith("</"):
            until = f"</{name}"
        else:
            pieces.append(("" if name in _INLINE else "\n") if name else _SPACE.sub(" ", token))
    return Body(tuple(Line(0, unescape(line).strip()) for line in "".join(pieces).split("\n")))


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _drop(element: Any) -> None:
    """Take an element out of its tree, and leave the words after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        element.clear()
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _join_cells(row: Any) -> None:
    """Make one line of a row of short cells: a table of facts, where a row of blocks is layout."""
    cells = [_SPACE.sub(" ", " ".join(cell.itertext())).strip() for cell in row]
    said = [cell for cell in cells if cell]
    holds_blocks = any(inner.tag in _APART or inner.tag == "div" for inner in row.iter())
    if len(said) > 1 and sum(map(len, said)) <= MAX_ROW_CHARACTERS and not holds_blocks:
        for cell in list(row):
            row.remove(cell)
        row.text = " | ".join(said)


def _lines(root: Any) -> Iterator[Line]:
    depth = 0
    line: list[str] = []
    for piece, change in _pieces(root):
        if piece.startswith("\n") or change:
            yield Line(depth, "".join(line).strip())
            line = []
            depth += change
            if len(piece) > 1 or change:
                yield Line(depth, "")
        else:
            line.append(piece)
    yield Line(depth, "".join(line).strip())


def _pieces(root: Any) -> Iterator[tuple[str, int]]:
    """Words, and line breaks between them; a quotation's begin and end change the depth."""
    kept = 0  # how many elements around this one keep their line breaks
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name, opens = element.tag, event == "start"
        if name in _APART:
            yield "\n\n", (1 if opens else -1) if name == "blockquote" else 0
        elif name in _LINES or (name == "br" and opens):
            yield "\n", 0
        kept += (1 if opens else -1) if name == "pre" else 0
        words = element.text if opens else element.tail if element is not root else ""
        for number, line in enumerate((words or "").split("\n") if kept else [_SPACE.sub(" ", words or "")]):
            if number:
                yield "\n", 0
            yield line.replace("\n", " "), 0


def body_parts(body: Body, page: int = 0) -> list[Part]:
    """The paragraphs of a body, those of an earlier message under its label."""
    parts: list[Part] = []
    for (depth, earlier), run in groupby(_told(body.lines), key=lambda told: (told[0].depth, told[1])):
        text = "\n".join(line.words for line, _ in run)
        label = EARLIER if depth or earlier else ""
        parts.extend(Part(" ".join(text[block.start : block.end].split()), label=label, page=page) for block in read_plain_text(text).blocks)
    return parts


def _told(lines: Sequence[Line]) -> Iterator[tuple[Line, bool]]:
    """Each line, and whether it stands below the head of an earlier message, of which all that follows is taken to be."""
    earlier = False
    for place, line in enumerate(lines):
        if not earlier:
            head = lines[place : place + 2 * HEAD_LINES] if _FROM.match(line.words) else ()
            earlier = bool(_MARK.fullmatch(line.words)) or any(_SENT.match(below.words) for below in head)
        yield line, earlier


def differ(first: Body, second: Body) -> bool:
    """Whether two versions of a body say materially different things."""
    one, other = first.words, second.words
    apart = (one - other).total() + (other - one).total()
    return apart >= MIN_OTHER_WORDS and apart > (1 - MIN_SHARED_WORDS) * max(one.total(), other.total())
