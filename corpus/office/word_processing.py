"""What the readers of word-processor files share: what a style's name means, and a reading from parts and fields.

What enters: parts as a reader found them, and the fields of the file. What leaves: a Reading whose title and date are those
the document's own words state, and else those of its fields. It deliberately knows no file format.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus.errors import DocumentError
from corpus.furniture import MIN_PROSE_CHARACTERS, is_prose
from corpus.landmarks import BlockKind, Origin, Origins
from corpus.parts import Part, assembled, settled
from corpus.reading import Attachment, Reading
from corpus.text.plain_text import HEAD_BLOCKS, TAIL_BLOCKS, read_plain_text

# So many blocks are enough to tell where prose begins, and with it where titles and datelines end.
OPENING_BLOCKS = 40
# A heading longer than this is a clause with a heading's style: contracts number their clauses that way.
MAX_HEADING_CHARACTERS = 300
_ENDS_CLAUSE = re.compile(r"[.;!][\"”’»)\]]*$")

# What programs call the built-in styles in the languages of their users, without spaces.
_HEADING_NAME = re.compile(
    r"(?:heading|berschrift|überschrift|titre|t[ií]?tulo|titolo|kop|naslov|nagw?[łl]?[óo]?wek|rubrik|overskrift|otsikko|c[íi]msor|"
    r"nadpis|заголовок|заглавие|наслов|επικεφαλ[ίι]δα|başlık|titulli|antraštė|virsraksts|pealkiri)([1-9])",
    re.IGNORECASE,
)
_TITLE_NAME = re.compile(
    r"(?:(?:document|doc)?title|titel|titre|t[íi]tulo|titolo|tytuł|naslov|наслов|название|заглавие|τίτλος|titulli)", re.IGNORECASE
)
_LIST_OF_PLACES = re.compile(r"(?:toc(?:[1-9]|heading)|contents(?:[1-9]|heading)?|tableoffigures|index(?:[1-9]|heading))", re.IGNORECASE)
_STYLE_SPACES = re.compile(r"_20_|[\s_-]")

# Titles that programs and templates put there, and names that are no person's.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|(?:new )?(?:microsoft )?(?:word )?document ?\d*|title|titel|normal|"
    r"(?:power ?point )?presentation ?\d*|(?:word|powerpoint) template|template|\S*\.(?:docx?|dotx?|odt|rtf|pdf|html?|indd|epub)|\W*|\d+)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:python-docx|(?:microsoft office |windows )?user|admin(?:istrator)?|author|unknown|un-named|owner|guest|default|\W*)", re.IGNORECASE
)
_ISO_DAY = re.compile(r"((?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)")


class Fields(NamedTuple):
    """What a file says of itself beside its text; empty where it says nothing."""

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""
    publisher: str = ""


def style_meaning(name: str) -> tuple[BlockKind, int] | None:
    """What a paragraph style makes of its paragraphs, by the style's name: a kind and a heading's level; None when it says nothing."""
    plain = _STYLE_SPACES.sub("", name)
    if match := _HEADING_NAME.fullmatch(plain):
        return "heading", int(match[1])
    if _TITLE_NAME.fullmatch(plain):
        return "title", 0
    if _LIST_OF_PLACES.fullmatch(plain):
        return "furniture", 0
    return ("paragraph", 0) if plain.lower() == "subtitle" else None


def reading_of(
    parts: Iterable[Part],
    fields: Fields,
    attachments: Sequence[Attachment] = (),
    remarks: Sequence[str] = (),
    fields_name_it: bool = False,
) -> Reading:
    """A reading of parts in order. Raises DocumentError when they hold no words.

    `fields_name_it` says that the fields of such files name their title: a book's do, a letter's hardly ever.
    """
    found = [_sober(part) for part in _joined_titles(part for part in parts if part.words)]
    if not any(part.kind != "furniture" for part in found):
        raise DocumentError("it holds no text, only pictures or nothing; if it is a scan, save it as PDF and add that")
    opening = [number for number, part in enumerate(found) if part.kind != "furniture"]
    stated = read_plain_text("\n\n".join(found[number].words for number in _edges(opening)))
    given = _given(fields)
    named = fields_name_it and bool(given["title"])
    place = _title_place(found, opening[:HEAD_BLOCKS], given["title"], named, stated.title)
    title = found[place].words if place is not None else ""
    text, blocks = assembled(settled([_no_title(part) for part in found], place))
    own = {"title": title, "date": stated.date, "publisher": stated.publisher, "author": "", "language": ""}
    origins: dict[str, Origin] = {name: "stated" if own[name] else "metadata" if given[name] else "unknown" for name in own}
    facts = {name: own[name] or given[name] for name in own}
    return Reading(
        text=text,
        blocks=blocks,
        title=facts["title"],
        date=facts["date"],
        publisher=facts["publisher"],
        author=facts["author"],
        language=facts["language"],
        source_url=stated.source_url,
        origins=Origins(**origins),
        attachments=tuple(attachments),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _given(fields: Fields) -> dict[str, str]:
    """The fields of a file without what programs and templates put there."""
    return {
        "title": "" if _NO_TITLE.fullmatch(fields.title.strip()) else " ".join(fields.title.split()),
        "date": iso_day(fields.date),
        "publisher": " ".join(fields.publisher.split()),
        "author": "" if _NO_AUTHOR.fullmatch(fields.author.strip()) else " ".join(fields.author.split()),
        "language": fields.language.strip().replace("_", "-").partition("-")[0].lower(),
    }


def remarks_on(left_out: Mapping[str, int]) -> Iterator[str]:
    """What to say of text that was left out: pieces that are "hidden", "deletions" and "comments"."""
    if left_out.get("hidden"):
        yield "text that is formatted as hidden was left out of what can be quoted"
    if left_out.get("deletions"):
        yield f"tracked changes were read as accepted; deletions left out: {left_out['deletions']}"
    if left_out.get("comments"):
        yield f"comments in the margin were left out: {left_out['comments']}"


def iso_day(stamp: str) -> str:
    """The day of a time stamp in a file's fields; empty for none and for days before there were such files."""
    match = _ISO_DAY.match(stamp.strip())
    return match[1] if match else stamp.strip() if re.fullmatch(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", stamp.strip()) else ""


def _joined_titles(parts: Iterable[Part]) -> list[Part]:
    """Parts with a title that takes several paragraphs as one."""
    found: list[Part] = []
    for part in parts:
        if found and part.kind == found[-1].kind == "title" and len(found[-1].words) <= MAX_HEADING_CHARACTERS:
            found[-1] = found[-1]._replace(words=f"{found[-1].words} {part.words}")
        else:
            found.append(part)
    return found


def _sober(part: Part) -> Part:
    """A heading that reads as a clause is a paragraph: a heading is never quoted, and a clause must be."""
    clause = len(part.words) > MAX_HEADING_CHARACTERS or (len(part.words) >= MIN_PROSE_CHARACTERS and _ENDS_CLAUSE.search(part.words))
    return part._replace(kind="paragraph", level=0) if part.kind in {"heading", "title"} and clause else part


def _no_title(part: Part) -> Part:
    """A second part in a title's style, elsewhere in the document, heads what follows it."""
    return part._replace(kind="heading", level=1) if part.kind == "title" else part


def _edges(places: Sequence[int]) -> list[int]:
    return list(places) if len(places) <= OPENING_BLOCKS + TAIL_BLOCKS else [*places[:OPENING_BLOCKS], *places[-TAIL_BLOCKS:]]


def _title_place(parts: Sequence[Part], opening: Sequence[int], field_title: str, named: bool, stated: str) -> int | None:
    """Which part is the title: in a title's style, as the fields name it, or, unless they name another, the top heading or line."""
    styled = next((number for number, part in enumerate(parts) if part.kind == "title"), None)
    if styled is not None:
        return styled
    wanted = " ".join(field_title.split()).casefold()
    for number in opening:
        if wanted and parts[number].words.casefold() == wanted:
            return number
    if named:
        return None
    levels = [part.level for part in parts if part.kind == "heading"]
    for number in opening:
        part = parts[number]
        if is_prose(part.words):
            return None
        alone = part.kind == "heading" and levels.count(part.level) == 1
        if (alone and part.level == min(levels)) or (part.words == stated and (part.kind == "paragraph" or alone)):
            return number
    return None
