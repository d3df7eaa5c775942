"""Markdown's marks, as far as they stand in the way of quotations.

What enters: Markdown text. What leaves: the same text with what is no prose blanked out, or without emphasis and links; its
paragraphs and notes. Offsets stay those of the text. It deliberately renders nothing.
"""

import re
from collections.abc import Iterator

from assistant.proof.draft import Draft, Note, Paragraph

# In place of what is no prose: as long, and opening no quotation.
_BLANK = "\u0000"
_NO_PROSE = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|\Z)"  # front matter
    r"|^(?P<fence>[ \t]*(?:`{3,}|~{3,}))[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"  # fenced code
    r"|<!--.*?-->|</?[A-Za-z][^<>]*>"  # comments, tags with their attributes
    r"|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"  # code
    r"|(?<=\])\([^()\n]*\)"  # where a link leads, and its title
    r"|^[ \t]*\[[^\]\n]+\]:[ \t]*\S+[^\n]*$",  # definitions of links and notes
    re.DOTALL | re.MULTILINE,
)
_EMPHASIS = re.compile(r"(?<![\w\\*_])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=[^\s\\])\1(?![\w])", re.DOTALL)
_LINK = re.compile(r"!?\[(?P<words>[^\]^][^\]]*)\]\([^()\n]*\)")
_NOTE_MARK = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?!:)")
_NOTE = re.compile(r"^[ \t]{0,3}\[\^(?P<name>[^\]\s]+)\]:[ \t]*(?P<words>.*(?:\n(?:[ \t]{2,}\S.*|[ \t]*(?=\n[ \t]{2,}\S)))*)", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_QUOTED_LINE = re.compile(r"[ \t]{0,3}>(?:[ \t]*>)*")


def without_markup(text: str) -> str:
    """A Markdown text, as long as it was, with code, comments, tags, addresses and front matter blanked out."""
    return _NO_PROSE.sub(lambda match: "".join(letter if letter == "\n" else _BLANK for letter in match[0]), text)


def plain_markdown(words: str) -> str:
    """Words without emphasis, links' addresses, references to notes, tags and escapes."""
    words = _NOTE_MARK.sub("", _LINK.sub(lambda match: match["words"], words))
    for _ in range(3):  # bold within italics within a link
        words = _EMPHASIS.sub(lambda match: match[2], words)
    words = _ESCAPE.sub(r"\1", _TAG.sub("", words).replace("`", ""))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in words.split("\n\n")).strip()


def markdown_draft(text: str) -> Draft:
    """A Markdown text as a draft: paragraphs set apart by blank lines and by marks of quotation, and footnotes."""
    prose = without_markup(text)
    notes = {match["name"]: " ".join(match["words"].split()) for match in _NOTE.finditer(text)}
    marks = tuple(Note(match.start(), notes[match["name"]]) for match in _NOTE_MARK.finditer(prose) if match["name"] in notes)
    return Draft(text, tuple(_paragraphs(prose, lazy=True)), marks, markup=True)


def plain_draft(text: str) -> Draft:
    """A plain text as a draft: paragraphs set apart by blank lines; lines that begin with > are quoted, as in mail."""
    return Draft(text, tuple(_paragraphs(text, lazy=False)))


def _paragraphs(text: str, *, lazy: bool) -> Iterator[Paragraph]:
    """Lines together as people see them; `lazy` lets a line without > go on with the quotation above it, as Markdown does."""
    start, quoted = -1, False
    position = 0
    for line in text.splitlines(keepends=True):
        marked = _QUOTED_LINE.match(line)
        blank = not line[marked.end() if marked else 0 :].strip()
        if start >= 0 and (blank or (quoted != bool(marked) and not (quoted and lazy))):
            yield Paragraph(start, position, quoted)
            start = -1
        if start < 0 and not blank:
            start, quoted = position, bool(marked)
        position += len(line)
    if start >= 0:
        yield Paragraph(start, position, quoted)
