"""Office Open XML packages: parts, the relationships between them, and what the file says of itself.

What enters: an archive. What leaves: trees of its parts in one set of namespaces, targets of relationships, and the fields of
`docProps/core.xml`. It deliberately knows nothing of documents, slides or sheets, and follows no link out of the file.
"""

from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from corpus.office.archive import Archive
from corpus.office.xml_trees import all_words, local_name, parsed_if_present

_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
# The namespaces of the strict variant that are not the transitional ones with "/2006" after their first word.
_FIRST_WORDS = frozenset("wordprocessingml spreadsheetml presentationml drawingml officeDocument".split())


class Relationship(NamedTuple):
    """A link from one part to another: the last word of its type, and the part's name."""

    kind: str
    target: str


class CoreProperties(NamedTuple):
    """The fields of a file; empty where it does not give them."""

    title: str = ""
    author: str = ""
    language: str = ""
    created: str = ""
    modified: str = ""


def part_tree(archive: Archive, part: str) -> Any | None:
    """The tree of a part, None when there is no such part; the strict variant's namespaces are replaced by the usual ones."""
    root = parsed_if_present(archive, part)
    if root is not None and _STRICT in "".join(str(address) for address in root.nsmap.values()):
        for element in root.iter("*"):
            element.tag = _usual(element.tag)
            for key, value in list(element.attrib.items()):
                if (usual := _usual(key)) != key:
                    del element.attrib[key]
                    element.set(usual, value)
    return root


@lru_cache(maxsize=4096)
def _usual(name: str) -> str:
    """The usual name for one of the strict variant: ".../wordprocessingml/main" is ".../wordprocessingml/2006/main"."""
    if not name.startswith("{" + _STRICT):
        return name
    address, _, local = name[1:].rpartition("}")
    first, _, rest = address.removeprefix(_STRICT).partition("/")
    return f"{{{_TRANSITIONAL}{first}/2006/{rest}}}{local}" if first in _FIRST_WORDS else name


def relationships(archive: Archive, part: str) -> dict[str, Relationship]:
    """The relationships of a part by their id; "" gives those of the package. Links out of the file are left out."""
    folder, name = dirname(part), part.rpartition("/")[2]
    root = parsed_if_present(archive, join(folder, "_rels", f"{name}.rels"))
    found: dict[str, Relationship] = {}
    for link in root if root is not None else ():
        target = link.get("Target") or ""
        if local_name(link.tag) == "Relationship" and target and link.get("TargetMode") != "External":
            place = normpath("/" + (target if target.startswith("/") else join(folder, target)).replace("\\", "/").lstrip("/"))
            found[link.get("Id") or ""] = Relationship((link.get("Type") or "").rpartition("/")[2], place.lstrip("/"))
    return found


def main_part(archive: Archive, usual: str) -> str:
    """The part that the package names as its document; `usual` where it names none."""
    found = (link.target for link in relationships(archive, "").values() if link.kind == "officeDocument")
    return next((target for target in found if target in archive), usual)


def core_properties(archive: Archive) -> CoreProperties:
    """What `docProps/core.xml`, or the part that the package names instead, says of the file."""
    named = (link.target for link in relationships(archive, "").values() if link.kind == "core-properties")
    root = parsed_if_present(archive, next(named, "docProps/core.xml"))
    fields: dict[str, str] = {}
    for element in root if root is not None else ():
        fields.setdefault(local_name(element.tag), all_words(element))
    return CoreProperties(*(fields.get(name, "") for name in ("title", "creator", "language", "created", "modified")))
