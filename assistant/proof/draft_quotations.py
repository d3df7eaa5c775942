"""The quotations of a draft.

What enters: a draft's text and paragraphs. What leaves: its quotations in order: words between quotation marks of any European
kind, within one paragraph or over several, and block quotations. It deliberately drops no quotation for being short, save
between single marks, where it cannot be told from an apostrophe or a word set apart.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.proof.draft import Draft, Note, Paragraph, Quotation
from assistant.proof.draft_marks import plain_markdown, without_markup

# What closes what; of two closing marks, the first that comes.
CLOSING = {"“": "”", "„": "“”", "‟": "”", "”": "”", '"': '"', "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "‚": "‘’"}
_SINGLE = frozenset("‘‚‹›")
# Marks that open in one tradition and close in another: they open only where a word begins.
_EITHER = frozenset('"»›”')
_MIN_SINGLE_WORDS = 5
# With these, each paragraph of a quotation over several begins with the mark, and only the last is closed.
_OVER_PARAGRAPHS = frozenset('“„«"')
_BEFORE_OPENING = frozenset("([{—–-/:*_>|…" + "".join(CLOSING) + "\u00a0\u202f\u0000")
_PADDING = " \t\r\n\u00a0\u2009\u202f"
_ATTRIBUTION = re.compile(r"(?:—|–|--|―)\s*\S")
_LINE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_ADMONITION = re.compile(r"\[!\w+\]")
# A source named so soon after a quotation, in brackets, is the quotation's.
_BRACKETED = re.compile(r"[\s.,;:]{0,3}(?:\[\^[^\]\s]+\])?[\s.,;:]{0,2}[(\[](?P<source>[^()\[\]]{3,300})[)\]]")
_FILE_NAME = re.compile(r"[\w.()&'’+-]+\.(?:txt|md|html?|pdf|docx?|odt|rtf|epub|pptx|xlsx?|csv|eml|msg)\b", re.IGNORECASE)
# A note that is referred to within so many characters of the closing mark belongs to the quotation.
_NOTE_REACH = 3


def quotations(draft: Draft) -> tuple[Quotation, ...]:
    """Every quotation of a draft, in order, with the words near it that may name its source."""
    text = without_markup(draft.text) if draft.markup else draft.text
    found = tuple(_found(text, draft))
    following = [later.start for later in found[1:]] + [len(draft.text)]
    return tuple(replace(quotation, source=_source(draft, quotation, until)) for quotation, until in zip(found, following))


def _found(text: str, draft: Draft) -> Iterator[Quotation]:
    number = 0
    while number < len(draft.paragraphs):
        paragraph = draft.paragraphs[number]
        number += 1
        if paragraph.quoted:
            yield from _block(draft, paragraph)
            continue
        position = paragraph.start
        while (opening := _next_opening(text, position, paragraph)) is not None:
            quotation, number, position = _quotation(text, draft, opening, number)
            if position > paragraph.end:  # it went on into later paragraphs
                paragraph = draft.paragraphs[number - 1]
            if quotation is not None:
                yield quotation


def _next_opening(text: str, position: int, paragraph: Paragraph) -> int | None:
    return next((place for place in range(position, paragraph.end) if text[place] in CLOSING and _opens(text, place, paragraph)), None)


def _opens(text: str, place: int, paragraph: Paragraph) -> bool:
    mark = text[place]
    if place + 1 >= paragraph.end:
        return False
    before = text[place - 1] if place > paragraph.start else " "
    begins = before.isspace() or before in _BEFORE_OPENING
    after = text[place + 1]
    spaced = after.isspace() and mark not in "«‹"
    if mark == "‘" and after.isdigit():  # the ‘90s
        return False
    if mark in _EITHER or mark in _SINGLE:
        return begins and not spaced and not (mark in "»›" and after in ".,;:")
    return not spaced


def _quotation(text: str, draft: Draft, opening: int, number: int) -> tuple[Quotation | None, int, int]:
    """The quotation that a mark opens in paragraph `number` − 1, the number of the paragraph after it, and where to go on."""
    mark, end = text[opening], draft.paragraphs[number - 1].end
    closing = _closing(text, opening + 1, end, mark)
    if mark not in _OVER_PARAGRAPHS:
        quotation = _made(draft, [(opening + 1, closing)], closing + 1) if closing is not None else None
        if quotation is None or (mark in _SINGLE and len(quotation.plain.split()) < _MIN_SINGLE_WORDS):
            return None, number, opening + 1
        return quotation, number, opening + 1 if set(quotation.words) & set(CLOSING) else quotation.after
    pieces = [(opening + 1, end if closing is None else closing)]
    while closing is None and (start := _goes_on(text, draft, number, mark)) is not None:
        end = draft.paragraphs[number].end
        number += 1
        closing = _closing(text, start, end, mark)
        pieces.append((start, end if closing is None else closing))
    after = pieces[-1][1] + (closing is not None)
    return _made(draft, pieces, after, closed=closing is not None), number, after


def _goes_on(text: str, draft: Draft, number: int, mark: str) -> int | None:
    """Where a quotation goes on in a paragraph, after the mark that each of its paragraphs begins with."""
    if number >= len(draft.paragraphs) or draft.paragraphs[number].quoted:
        return None
    paragraph = draft.paragraphs[number]
    start = paragraph.start
    while start < paragraph.end and text[start].isspace():
        start += 1
    return start + 1 if start < paragraph.end and text[start] == mark else None


def _closing(text: str, start: int, end: int, mark: str) -> int | None:
    """Where the quotation that begins at `start` is closed, its inner quotations passed over."""
    closers, depth = CLOSING[mark], 0
    candidates: list[int] = []
    for place in range(start, end):
        letter = text[place]
        if letter in closers and _closes(text, place, start, end):
            if mark == "‘":
                candidates.append(place)
            elif depth == 0:
                return place
            else:
                depth -= 1
        elif letter == mark and mark not in _EITHER:
            if mark == "‘":
                break
            depth += 1
    # After an s it may be the apostrophe of a plural ("the ministers’ word").
    return next((place for place in candidates if text[place - 1] not in "sS"), candidates[-1] if candidates else None)


def _closes(text: str, place: int, start: int, end: int) -> bool:
    mark = text[place]
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    if mark in '"’”':
        return not before.isspace() and not (after.isalnum() and mark != "”")
    return not (mark == "“" and before.isspace())


def _made(draft: Draft, pieces: list[tuple[int, int]], after: int, *, closed: bool = True) -> Quotation | None:
    words = "\n\n".join(" ".join(_LINE_MARKS.sub("", draft.text[start:end]).split()) for start, end in pieces)
    if not any(map(str.isalnum, words)):
        return None
    start, end = pieces[0][0], pieces[-1][1]
    start += len(draft.text[start:end]) - len(draft.text[start:end].lstrip(_PADDING))
    end = start + len(draft.text[start:end].rstrip(_PADDING))
    after = min(after, end) if not closed else after
    return Quotation(start, end, after, words.strip(), plain_markdown(words) if draft.markup else words.strip(), closed=closed)


def _block(draft: Draft, paragraph: Paragraph) -> Iterator[Quotation]:
    """A block quotation, without the line that attributes it and the marks around it."""
    lines, position = [], paragraph.start
    for line in draft.text[paragraph.start : paragraph.end].splitlines(keepends=True):
        bare = _LINE_MARKS.sub("", line).strip()
        if _ATTRIBUTION.match(bare) or _ADMONITION.match(bare):
            break
        lines.append((position, position + len(line.rstrip()), bare))
        position += len(line)
    words = _unmarked(" ".join(bare for _, _, bare in lines if bare))
    if any(map(str.isalnum, words)):
        start, end = lines[0][0], next(end for _, end, bare in reversed(lines) if bare)
        yield Quotation(start, end, end, words, plain_markdown(words) if draft.markup else words, block=True)


def _unmarked(words: str) -> str:
    """Words without the marks around them; a paragraph of several may have an opening mark alone."""
    closers = CLOSING.get(words[:1], "")
    inner = words[1:-1] if closers and words[-1:] in closers else words[1:] if closers and not set(closers) & set(words[1:]) else words
    return words if set(words[:1]) & set(inner) else inner.strip(_PADDING)


def _source(draft: Draft, quotation: Quotation, until: int) -> str:
    """The words near a quotation that may name its source: its notes, brackets right after it, a line that attributes it, file names."""
    found = [note.words for note in draft.notes if _refers(note, quotation)]
    holders = [number for number, paragraph in enumerate(draft.paragraphs) if paragraph.start < quotation.after <= paragraph.end]
    if not holders:
        return "\n".join(found)
    rest = draft.text[quotation.after : min(until, draft.paragraphs[holders[0]].end)]
    if quotation.block:
        found.append(rest)
        following = draft.paragraphs[holders[0] + 1 : holders[0] + 2]
        lines = [_LINE_MARKS.sub("", draft.text[paragraph.start : paragraph.end]).strip() for paragraph in following]
        return "\n".join([*found, *filter(_ATTRIBUTION.match, lines)])
    if bracketed := _BRACKETED.match(rest):
        found.append(bracketed["source"])
    return "\n".join([*found, *(match[0] for match in _FILE_NAME.finditer(rest))])


def _refers(note: Note, quotation: Quotation) -> bool:
    return quotation.end <= note.position <= quotation.after + _NOTE_REACH
