"""Plain text: blocks and metadata by cautious reading.

What enters: the decoded text of a file. What leaves: its blocks, title, date, publisher and address. A block is a
paragraph between blank lines, or one line where lines are paragraphs; hard-wrapped lines stay together. It deliberately
leaves a field empty when unsure: a wrong date on a quote is worse than none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.dates import around_date, field_date, stated_date
from corpus.furniture import ENDS_SENTENCE, MIN_PROSE_CHARACTERS, is_furniture, is_prose, judged
from corpus.landmarks import Block, Span
from corpus.reading import Reading
from corpus.sentences import trimmed

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BLANK = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*(?:\r\n|\r(?!\n)|\n)")
_ENDS_HEADING = re.compile(r"[.!?…,;][\"”’»)\]*_]*$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–◦‣]|\(?\d{1,3}[.)]|\(?[a-z]\)|\(?[ivx]{1,5}[.)])\s+")
_NUMBERED = re.compile(r"^\s*(?:(?P<roman>[IVXLC]{1,6})[.)]|(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?|(?P<letter>[A-Z])[.)])\s+\S")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_LABEL = re.compile(
    r"^(?P<label>source|publisher|published by|issued by|date|published(?: on)?|updated|title|original)\s*:\s*(?P<value>.+)$", re.IGNORECASE
)
_PUBLISHED = re.compile(r"^(?:(?:published|issued|released|posted)\b|date(?: of (?:publication|issue|release))?\s*:)", re.IGNORECASE)
# Words before a date that make it the date of something else than the document; some only close before it, as in
# "until Friday, 31 March" and not in "Declaration by the Chair of the meeting, 9 July".
_OTHER_DATE = re.compile(
    r"\b(?:deadlines?|due|valid|effective|expir\w*|next|closing)\b|"
    r"\b(?:by|until|till|before|after|from|since|starts?|ends?|opening|as of)(?: [^\s]+){0,2}\s*$",
    re.IGNORECASE,
)
_PLACE_WORD = re.compile(r"[^\W\d_][\w.’'()/-]*")
# "Brussels, Wednesday" and "New York, on the"; a line that says more beside its date is no dateline.
MAX_DATELINE_WORDS = 4
_JOINING = frozenset("on at in the of and de la le el".split())

# A heading is short; prose is not.
MAX_HEADING_CHARACTERS = 140
MAX_TITLE_CHARACTERS = 240
# A wrapped line is full: with the next line's first word it would pass this share of the longest line.
MIN_FULL_SHARE = 0.8
# How many blocks at either end are read for a title, a date and a publisher.
HEAD_BLOCKS = 6
TAIL_BLOCKS = 4


def read_plain_text(text: str) -> Reading:
    """Blocks and stated metadata of a plain text."""
    spans = [span for block in _between_blank_lines(text) for span in _paragraphs(text, block)]
    pieces = [text[span.start : span.end] for span in spans]
    title = _title_position(pieces)
    blocks = tuple(_blocks(spans, pieces, title))
    quotable = [block for block in blocks if block.kind != "furniture"]
    edges = [text[block.start : block.end] for block in (*quotable[:HEAD_BLOCKS], *quotable[-TAIL_BLOCKS:])]
    labels = dict(_labels(edges))
    return Reading(
        text=text,
        blocks=blocks,
        title=" ".join(pieces[title].split()) if title is not None else labels.get("title", ""),
        date=_date(edges[:HEAD_BLOCKS], pieces[title] if title is not None else "", labels),
        publisher=labels.get("publisher", ""),
        source_url=labels.get("address", ""),
    )


def _between_blank_lines(text: str) -> Iterator[Span]:
    position = 0
    for gap in _BLANK.finditer(text):
        if gap.start() >= position:
            yield from trimmed(text, position, gap.start())
            position = gap.end()
    yield from trimmed(text, position, len(text))


def _paragraphs(text: str, block: Span) -> Iterator[Span]:
    """The paragraphs of a stretch without blank lines: every line its own, unless the lines were wrapped by hand."""
    lines = [line for match in _LINE.finditer(text, block.start, block.end) for line in trimmed(text, *match.span())]
    if len(lines) < 2 or not (_hangs(text, lines) or _wrapped([text[line.start : line.end] for line in lines])):
        yield from lines
        return
    start = lines[0].start
    for previous, line in pairwise(lines):
        if _LIST_ITEM.match(text[line.start : line.end]):
            yield Span(start, previous.end)
            start = line.start
    yield Span(start, lines[-1].end)


def _hangs(text: str, lines: Sequence[Span]) -> bool:
    """Whether list items hang in the margin: the lines between them stand further in, so that each goes on with its item."""
    columns = [line.start - max(text.rfind("\n", 0, line.start), text.rfind("\r", 0, line.start)) for line in lines]
    items = [bool(_LIST_ITEM.match(text[line.start : line.end])) for line in lines]
    margin = max((column for column, item in zip(columns, items) if item), default=0)
    return items[0] and not all(items) and all(item or column > margin for column, item in zip(columns, items))


def _wrapped(lines: Sequence[str]) -> bool:
    """Whether lines break inside sentences: full lines, of which most do not end one and of which some go on in lower case."""
    inner = lines[:-1]
    width = max(map(len, lines))
    full = sum(len(line) + 1 + len(following.split()[0]) > MIN_FULL_SHARE * width for line, following in pairwise(lines))
    open_ended = sum(not ENDS_SENTENCE.search(line) for line in inner)
    continued = sum(line[:1].islower() and not _LIST_ITEM.match(line) for line in lines[1:])
    return full * 3 >= len(inner) * 2 and open_ended * 2 >= len(inner) and continued * 4 >= len(inner) and continued > 0


def _could_head(piece: str) -> bool:
    words = " ".join(piece.split())
    return (
        0 < len(words) <= MAX_HEADING_CHARACTERS
        and not _ENDS_HEADING.search(words)
        and not _LABEL.match(words)
        and not _PUBLISHED.match(words)
        and any(letter.isalpha() for letter in words)
        and not words[0].islower()
        and words[0] not in "-•*|"
        and "|" not in words
    )


def _is_dated(piece: str) -> bool:
    return len(piece) <= MIN_PROSE_CHARACTERS and bool(stated_date(piece))


def _is_dateline(line: str) -> bool:
    """Whether a line holds a date and little more than a place: "Tirana, 16 October 2023"."""
    before, after = around_date(line)
    words = _PLACE_WORD.findall(f"{before} {after}")
    said = [word for word in words if word.lower() not in _JOINING]
    return (
        _is_dated(line)
        and len(said) <= MAX_DATELINE_WORDS
        and all(word[0].isupper() for word in said)
        and not before.rstrip().endswith(":")
        and not _OTHER_DATE.search(before)
    )


def _title_position(pieces: Sequence[str]) -> int | None:
    """Which piece is the title: the first of at least three words before the prose begins, that is no date."""
    for number, piece in enumerate(pieces[:HEAD_BLOCKS]):
        words = " ".join(piece.split())
        if is_prose(words) or len(words) > MAX_TITLE_CHARACTERS or words.endswith((",", ";", ":")):
            return None
        long_title = len(words) > MAX_HEADING_CHARACTERS and not _ENDS_HEADING.search(words)
        if len(words.split()) >= 3 and (long_title or _could_head(piece)) and not _is_dated(words) and not is_furniture(words):
            return number if any(is_prose(later) for later in pieces[number + 1 :]) else None
        if number == 0 and len(pieces) > 1 and _could_head(piece) and is_prose(pieces[1]) and not _is_dated(words):
            return 0
    return None


def _blocks(spans: Sequence[Span], pieces: Sequence[str], title: int | None) -> Iterator[Block]:
    inside = False
    for number, (span, piece) in enumerate(zip(spans, pieces)):
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        if number == title:
            yield Block(span.start, span.end, "title")
            continue
        furniture, inside = judged(piece, is_heading=False, inside=inside)
        if furniture:
            yield Block(span.start, span.end, "furniture")
        elif _could_head(piece) and _heads(piece, following):
            yield Block(span.start, span.end, "heading", _level(piece))
        else:
            yield Block(span.start, span.end, "paragraph")


def _heads(piece: str, following: str) -> bool:
    """A heading stands over prose, over a list, or, when it is numbered, over another heading."""
    if not following or _is_dated(piece):
        return False
    numbered = _NUMBERED.match(piece) and _could_head(following)
    return bool(is_prose(following) or _LIST_ITEM.match(following) or numbered)


def _level(piece: str) -> int:
    match = _NUMBERED.match(piece)
    if match and match["number"]:
        return 1 + match["number"].count(".") + 1
    return 2


def _labels(edges: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Fields that a line names outright: "Source: …", "Publisher: …"; later lines do not overrule earlier ones."""
    for edge in reversed(edges):
        for line in edge.splitlines():
            if not (match := _LABEL.match(line.strip())):
                continue
            label, value = match["label"].lower(), match["value"].strip()
            if address := _ADDRESS.search(value):
                yield "address", address[0].rstrip(".,;")
                value = value[: address.start()].strip(" ,;–-(")
            if label in {"publisher", "published by", "issued by", "source"} and 0 < len(value) <= 100:
                yield "publisher", value.rstrip(".")
            elif label == "title" and value:
                yield "title", value
            elif label in {"date", "published", "published on"}:
                yield "date", field_date(value)


def _date(head: Sequence[str], title: str, labels: dict[str, str]) -> str:
    """A date the file gives for itself: a label, a "Published …" line, a dateline, or a date in the title or the first line."""
    if labels.get("date"):
        return labels["date"]
    lines = [" ".join(piece.split()) for piece in head]
    for wanted in (lambda line: bool(_PUBLISHED.match(line)), _is_dateline):
        for line in lines:
            if len(line) <= MAX_TITLE_CHARACTERS and wanted(line) and (date := stated_date(line)):
                return date
    heads = [title, *(line for line in lines[:1] if not is_prose(line))]
    return next((date for line in heads if not _OTHER_DATE.search(around_date(line)[0]) and (date := stated_date(line))), "")
