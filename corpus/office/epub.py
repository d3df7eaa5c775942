"""EPUB: the text of a book in reading order.

What enters: a file's bytes. What leaves: headings and blocks of the documents in the package's spine, one after the other, and
what the package says of title, author, publisher, date and language. The table of contents is left out: it says what the
headings say. It deliberately opens no protected books, runs no scripts and follows no links.
"""

from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote

from corpus.errors import DocumentError
from corpus.office.archive import Archive, open_archive
from corpus.office.word_processing import Fields, reading_of
from corpus.office.xhtml import Pages, page_body
from corpus.office.xml_trees import all_words, local_name, parsed, parsed_if_present
from corpus.parts import Part
from corpus.reading import Reading

# How readers know fonts that are only garbled, so that they cannot be taken out of the book: no text is hidden by that.
_FONT_GARBLING = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGE_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document", ""})


class _Item(NamedTuple):
    """A file of the book: its name in the archive, its media type, and what the package says it is for."""

    name: str
    media_type: str
    properties: tuple[str, ...]


def read_epub(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Read a book. Raises DocumentError when it is damaged, protected, or holds no words."""
    archive = open_archive(content)
    _refuse_protected(archive)
    name, package = _package(archive)
    remarks: list[str] = []
    pages = Pages()
    parts: list[Part] = []
    for item in _spine(package, dirname(name)):
        if item.media_type not in _PAGE_TYPES:
            remarks.append(f"{item.name} is no page of text and was not read")
        elif item.name not in archive:
            remarks.append(f"{item.name} is named as a part of the book and missing from the file")
        else:
            try:
                parts.extend(pages.blocks(page_body(archive.read(item.name), item.name)))
            except RecursionError as error:
                raise DocumentError(f"its part {item.name} is nested too deeply; convert it anew and add that") from error
    remarks.extend(pages.remarks())
    return reading_of(parts, _fields(package), remarks=remarks, fields_name_it=True)


def _refuse_protected(archive: Archive) -> None:
    root = parsed_if_present(archive, "META-INF/encryption.xml")
    methods = {element.get("Algorithm") for element in root.iter("{*}EncryptionMethod")} if root is not None else set()
    if methods - _FONT_GARBLING:
        raise DocumentError("it is protected against copying, so that only its own reader opens it; add a copy without protection")


def _package(archive: Archive) -> tuple[str, Any]:
    """The package document and its name."""
    container = parsed_if_present(archive, "META-INF/container.xml")
    named = [file.get("full-path") or "" for file in container.iter("{*}rootfile")] if container is not None else []
    named += [name for name in archive.names if name.lower().endswith(".opf")]
    name = next((name for name in named if name and name in archive), None)
    if name is None:
        raise DocumentError("it holds no book: its package document is missing; convert it anew and add that")
    return name, parsed(archive.read(name), name)


def _spine(package: Any, folder: str) -> Iterator[_Item]:
    """The documents of the book in reading order, each once, without its table of contents."""
    items: dict[str, _Item] = {}
    for entry in package.iterfind("{*}manifest/{*}item"):
        place = _place(folder, entry.get("href") or "")
        items[entry.get("id") or ""] = _Item(place, (entry.get("media-type") or "").lower(), tuple((entry.get("properties") or "").split()))
    left_out = {_place(folder, guide.get("href") or "") for guide in package.iterfind("{*}guide/{*}reference") if guide.get("type") == "toc"}
    listed = (items.get(found.get("idref") or "") for found in package.iterfind("{*}spine/{*}itemref"))
    for item in dict.fromkeys(item for item in listed if item is not None):
        if "nav" not in item.properties and item.name not in left_out:
            left_out.add(item.name)
            yield item


def _place(folder: str, href: str) -> str:
    return normpath(join("/", folder, unquote(href.partition("#")[0]))).lstrip("/")


def _fields(package: Any) -> Fields:
    """What the package says of the book: the first title, all who wrote it, and when it was published."""
    said: dict[str, list[str]] = {}
    for element in package.iterfind("{*}metadata//{*}*"):
        event = next((value for key, value in element.attrib.items() if local_name(key) == "event"), "publication")
        if words := all_words(element) if event in {"publication", "original-publication"} else "":
            said.setdefault(local_name(element.tag), []).append(words)
    first = {name: values[0] for name, values in said.items()}
    date = first.get("date", "")
    return Fields(first.get("title", ""), ", ".join(said.get("creator", [])), date, first.get("language", ""), first.get("publisher", ""))
