"""Comments put into a Word document.

What enters: a DOCX file's bytes, and words for spans of its text as `assistant.proof.draft_docx` reads it. What leaves: a copy of
the file with a comment at each span; every other part is kept as it is. Elements follow ECMA-376, part 1, 17.13.4. It
deliberately writes no time and no person's name, so that the same file and remarks give the same bytes.
"""

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from posixpath import dirname, join, relpath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from assistant.proof.draft_docx import DocxText, Piece, open_docx
from corpus.office.docx_styles import W
from corpus.office.office_package import relationships
from corpus.office.xml_trees import parsed

AUTHOR, INITIALS = "Rapporteur", "R"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES = "[Content_Types].xml"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES_SPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip file can state


def commented_docx(content: bytes, remarks: Sequence[tuple[int, int, str]]) -> bytes:
    """A copy of a Word document with a comment at each span of its text: (start, end, words), end exclusive.

    Raises DocumentError when the file cannot be read.
    """
    opened = open_docx(content)
    part, comments = _comments(opened)
    first = 1 + max((int(number) for comment in comments if (number := comment.get(f"{W}id") or "").isdecimal()), default=-1)
    for number, (start, end, words) in enumerate(remarks, first):
        _mark(opened, start, end, str(number))
        comments.append(_comment(str(number), words))
    changed = {opened.part: _bytes(opened.root), part: _bytes(comments)}
    if part not in opened.archive:
        changed |= _registered(opened, part)
    return _packed(opened, changed)


def _comments(opened: DocxText) -> tuple[str, Any]:
    """The part of the comments and its tree, empty where the file has none."""
    link = next((link for link in relationships(opened.archive, opened.part).values() if link.kind == "comments"), None)
    if link is not None and link.target in opened.archive:
        return link.target, parsed(opened.archive.read(link.target), link.target)
    return join(dirname(opened.part), "comments.xml"), etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})


def _comment(number: str, words: str) -> Any:
    comment = etree.Element(f"{W}comment", {f"{W}id": number, f"{W}author": AUTHOR, f"{W}initials": INITIALS})
    run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
    text = etree.SubElement(run, f"{W}t", {_SPACE: "preserve"})
    text.text = "".join(letter if letter.isprintable() else " " for letter in words)
    return comment


def _mark(opened: DocxText, start: int, end: int, number: str) -> None:
    """Put the marks of a comment's range around a span, and the reference to the comment after it."""
    anchor = next((opened.anchors.get(place) for place, p in enumerate(opened.paragraphs) if p.start <= start < p.end), None)
    runs = [anchor]
    if anchor is None:
        _cut(opened.pieces, end)
        _cut(opened.pieces, start)
        runs = [piece.run for piece in opened.pieces if start <= piece.start < end]
    first: Any = runs[0]
    last: Any = runs[-1]
    reference = etree.Element(f"{W}r")
    etree.SubElement(reference, f"{W}commentReference", {f"{W}id": number})
    first.addprevious(etree.Element(f"{W}commentRangeStart", {f"{W}id": number}))
    ends = etree.Element(f"{W}commentRangeEnd", {f"{W}id": number})
    last.addnext(ends)
    ends.addnext(reference)


def _cut(pieces: list[Piece], position: int) -> None:
    """Make a run begin at a position, where one holds it in its middle."""
    place = next((number for number, piece in enumerate(pieces) if piece.start <= position < piece.end), None)
    if place is None:
        return
    piece = pieces[place]
    if position > piece.start:
        rest = deepcopy(piece.element)
        rest.text, piece.element.text = piece.element.text[position - piece.start :], piece.element.text[: position - piece.start]
        for element in (rest, piece.element):
            element.set(_SPACE, "preserve")
        piece.element.addnext(rest)
        pieces.insert(place + 1, Piece(position, piece.end, rest, piece.run))
        piece.end = position
        place += 1
    _split_run(pieces, place)


def _split_run(pieces: list[Piece], place: int) -> None:
    """Make the run of a piece begin with it: what stands before it stays in the old run."""
    piece, run = pieces[place], pieces[place].run
    properties = run.find(f"{W}rPr")
    if all(before.tag == f"{W}rPr" for before in piece.element.itersiblings(preceding=True)):
        return
    later = etree.Element(f"{W}r")
    if properties is not None:
        later.append(deepcopy(properties))
    for element in [piece.element, *piece.element.itersiblings()]:
        later.append(element)
    run.addnext(later)
    for following in pieces[place:]:
        if following.run is not run:
            break
        following.run = later


def _registered(opened: DocxText, part: str) -> dict[str, bytes]:
    """The lists of relationships and of content types, with the part of the comments in them."""
    folder, name = dirname(opened.part), opened.part.rpartition("/")[2]
    relations = join(folder, "_rels", f"{name}.rels")
    content = opened.archive.read_if_present(relations)
    links = parsed(content, relations) if content else etree.Element(f"{_PACKAGE}Relationships", nsmap={None: _PACKAGE[1:-1]})
    taken = {link.get("Id") for link in links}
    free = next(name for number in range(1, len(taken) + 2) if (name := f"rIdComments{number}") not in taken)
    etree.SubElement(links, f"{_PACKAGE}Relationship", {"Id": free, "Type": _RELATION, "Target": relpath(part, folder or ".")})
    types = parsed(opened.archive.read(_TYPES), _TYPES)
    etree.SubElement(types, f"{_TYPES_SPACE}Override", {"PartName": f"/{part}", "ContentType": _CONTENT_TYPE})
    return {relations: _bytes(links), _TYPES: _bytes(types)}


def _bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _packed(opened: DocxText, changed: dict[str, bytes]) -> bytes:
    """A zip file of the old parts in their order, some of them changed, and of the new ones."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in dict.fromkeys([*opened.archive.names, *changed]):
            content = changed[name] if name in changed else opened.archive.read(name)
            archive.writestr(_entry(name), content)
    return packed.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry
