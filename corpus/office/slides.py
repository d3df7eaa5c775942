"""Slides: presentations in Office Open XML (.pptx).

What enters: a presentation's bytes. What leaves: its slides as pages, each with its title as a heading, its text as a person
sees it from top to bottom, and the speaker's notes. It deliberately reads no pictures and no words that only the layout
behind a slide carries.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from corpus.dates import stated_date
from corpus.errors import DocumentError
from corpus.landmarks import BlockKind, Origins
from corpus.office.archive import Archive, open_archive
from corpus.office.encrypted_office import decrypted
from corpus.office.file_properties import file_properties
from corpus.office.office_package import Relationship, main_part, part_tree, relationships
from corpus.office.shapes import Shape, drawn_shapes, places_of
from corpus.office.xml_trees import local_name
from corpus.parts import Part, assembled, pages_of, settled
from corpus.reading import Attachment, Reading
from corpus.text.plain_text import _is_dateline

# A deck shown in a week has fewer; the bound keeps a list that names one slide a million times from being read so often.
MAX_SLIDES = 5_000

_DAMAGED = "open it in a presentation program, save it again and add that"
_FOOTERS = frozenset({"dt", "ftr", "hdr"})
_NOT_READ = frozenset({"sldNum", "sldImg"})
_TITLES = frozenset({"title", "ctrTitle"})
# What is embedded in a slide and may be a document of its own; anything else is an object only its program can open.
_DOCUMENTS = (".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".doc", ".xls", ".pdf")


class _Slide(NamedTuple):
    title: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class _Deck:
    """A presentation being read: its archive, what it gave besides slides, and the places that each layout gives."""

    archive: Archive
    remarks: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    places: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)


def read_pptx(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Every slide of a presentation. Raises DocumentError when it is damaged or holds no words, PasswordError when encrypted."""
    deck = _Deck(open_archive(decrypted(content, passwords)))
    slides = list(_slides(deck))
    parts = list(_footers_once(chain.from_iterable(slide.parts for slide in slides)))
    if not any(part.words for part in parts):
        raise DocumentError(f"no slide of it holds words; if they are in pictures, export it as PDF and add that, else {_DAMAGED}")
    return _reading(slides, parts, deck)


def _reading(slides: Sequence[_Slide], parts: Sequence[Part], deck: _Deck) -> Reading:
    facts = file_properties(deck.archive)
    stated = slides[0].title
    place = next((number for number, part in enumerate(parts) if part.kind == "heading"), None) if stated else None
    day = next((stated_date(part.words) for part in parts if part.page == 1 and part.kind == "paragraph" and _is_dateline(part.words)), "")
    told = settled(parts, place)
    text, blocks = assembled(told)
    return Reading(
        text,
        blocks,
        title=stated or facts.title,
        author=facts.author,
        date=day or facts.date,
        language=facts.language,
        origins=Origins(
            title="stated" if stated else "metadata" if facts.title else "unknown",
            date="stated" if day else "metadata" if facts.date else "unknown",
            author="metadata" if facts.author else "unknown",
            language="metadata" if facts.language else "unknown",
        ),
        page_kind="slide",
        pages=pages_of(told, {number: slide.title for number, slide in enumerate(slides, 1)}),
        attachments=tuple(deck.attachments),
        remarks=tuple(deck.remarks),
    )


def _slides(deck: _Deck) -> Iterator[_Slide]:
    presentation = main_part(deck.archive, "ppt/presentation.xml")
    root = part_tree(deck.archive, presentation)
    if root is None or local_name(root.tag) != "presentation":
        raise DocumentError(f"it holds no presentation; {_DAMAGED}")
    links = relationships(deck.archive, presentation)
    names = [link.target for element in root.iter("{*}sldId") if (link := links.get(_relation(element)))]
    if len(names) > MAX_SLIDES:
        deck.remarks.append(f"slides from {MAX_SLIDES + 1:,} on were not read; split the presentation")
    for number, name in enumerate(names[:MAX_SLIDES], 1):
        try:
            yield _slide(deck, name, number)
        except DocumentError as error:
            deck.remarks.append(f"slide {number} was not read: {error}")
            yield _Slide("", [])


def _relation(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if local_name(key) == "id" and key != "id"), "")


def _slide(deck: _Deck, name: str, number: int) -> _Slide:
    root = part_tree(deck.archive, name)
    if root is None:
        raise DocumentError(f"its part {name} is missing; {_DAMAGED}")
    links = relationships(deck.archive, name)
    shapes = drawn_shapes(deck.archive, root, links, _inherited_places(deck, links))
    title = " ".join(shape.words for shape in shapes if shape.role in _TITLES and shape.words)
    parts = [Part(title, "heading", 2, page=number)] if title else []
    for shape in shapes:
        if shape.role not in _TITLES | _NOT_READ:
            kind: BlockKind = "furniture" if shape.role in _FOOTERS else "paragraph"
            parts.extend(Part(words, kind, 0, shape.label, number) for words in shape.paragraphs)
    notes = next((link.target for link in links.values() if link.kind == "notesSlide"), "")
    parts.extend(Part(words, label="notes", page=number) for words in _notes(deck.archive, notes))
    deck.remarks.extend(_remarks(root, links, shapes, number))
    deck.attachments.extend(_embedded(deck, links, number))
    return _Slide(title, parts)


def _inherited_places(deck: _Deck, links: dict[str, Relationship]) -> dict[str, tuple[int, int]]:
    """Where the layout, or else the master behind it, puts a placeholder that its slide does not move."""
    layout = next((link.target for link in links.values() if link.kind == "slideLayout"), "")
    if layout not in deck.places:
        master = next((link.target for link in relationships(deck.archive, layout).values() if link.kind == "slideMaster"), "") if layout else ""
        places = [
            places_of(root, by_index) if name and (root := part_tree(deck.archive, name)) is not None else {}
            for name, by_index in ((master, False), (layout, True))
        ]
        deck.places[layout] = places[0] | places[1]
    return deck.places[layout]


def _notes(archive: Archive, name: str) -> Iterator[str]:
    root = part_tree(archive, name) if name else None
    for shape in drawn_shapes(archive, root, {}, {}) if root is not None else ():
        if shape.role not in _FOOTERS | _NOT_READ:
            yield from shape.paragraphs


def _remarks(root: Any, links: dict[str, Relationship], shapes: Sequence[Shape], number: int) -> Iterator[str]:
    kinds = Counter(link.kind for link in links.values())
    if root.get("show") in {"0", "false"}:
        yield f"slide {number} is hidden in the show and was read"
    if any(shape.hidden and shape.paragraphs for shape in shapes):
        yield f"hidden text on slide {number} was read"
    if any(kind.lower().startswith("comments") for kind in kinds):
        yield f"the comments on slide {number} were left out"
    if kinds["image"] and not any(shape.paragraphs for shape in shapes if shape.role not in _FOOTERS | _NOT_READ):
        yield f"slide {number} holds pictures and no words; what they show was not read"


def _embedded(deck: _Deck, links: dict[str, Relationship], number: int) -> Iterator[Attachment]:
    for link in links.values():
        if link.kind not in {"package", "oleObject"}:
            continue
        if link.target.lower().endswith(_DOCUMENTS) and link.target in deck.archive:
            yield Attachment(link.target.rpartition("/")[2], deck.archive.read(link.target))
        else:
            deck.remarks.append(f"an object embedded in slide {number} was not read; save it as a file of its own and add that")


def _footers_once(parts: Iterator[Part]) -> Iterator[Part]:
    """Parts, a footer that comes back on every slide only where it first stands."""
    seen: set[str] = set()
    for part in parts:
        if part.kind != "furniture" or part.words not in seen:
            yield part
        if part.kind == "furniture":
            seen.add(part.words)
