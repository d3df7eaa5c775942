"""The foot- and endnotes of a DOCX.

What enters: the trees of `footnotes.xml` and `endnotes.xml`. What leaves: each note's element once, with the name a reader
knows it by. A note's number is its place among the references, as Word counts; where the file restarts or formats numbers,
the name carries none. It deliberately does not read the notes' text.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.office.archive import Archive
from corpus.office.docx_styles import VAL, W
from corpus.office.office_package import Relationship, part_tree


@dataclass(slots=True)
class Notes:
    """Notes by kind and id; `counted` holds the kinds whose numbers are plain."""

    by_id: dict[tuple[str, str], Any]
    counted: frozenset[str]
    _taken: set[tuple[str, str]] = field(default_factory=set)
    _numbers: Counter[str] = field(default_factory=Counter)

    def taken(self, references: Sequence[tuple[str, str]]) -> Iterator[tuple[Any, str]]:
        """The notes that references lead to and that nobody took before, with their names."""
        for kind, note_id in references:
            note = self.by_id.get((kind, note_id))
            if note is not None and (kind, note_id) not in self._taken:
                self._taken.add((kind, note_id))
                self._numbers[kind] += 1
                yield note, f"{kind} {self._numbers[kind]}" if kind in self.counted else kind


def read_notes(archive: Archive, links: dict[str, Relationship], document: Any) -> Notes:
    """The notes of a document; those that only draw the separating line are left out."""
    by_id: dict[tuple[str, str], Any] = {}
    for link in links.values():
        kind = link.kind.removesuffix("s")
        root = part_tree(archive, link.target) if kind in {"footnote", "endnote"} else None
        for note in root if root is not None else ():
            if note.get(f"{W}type") in {None, "normal"}:
                by_id[kind, note.get(f"{W}id") or ""] = note
    return Notes(by_id, frozenset(kind for kind in ("footnote", "endnote") if _plain(document, kind)))


def _plain(document: Any, kind: str) -> bool:
    """Whether notes are counted 1, 2, 3 through the document."""
    settings = [setting for properties in document.iter(f"{W}{kind}Pr") for setting in properties]
    return not any((setting.tag == f"{W}numRestart" and setting.get(VAL) != "continuous") or setting.tag == f"{W}numStart" for setting in settings)
