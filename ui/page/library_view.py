"""Which part of the library's list is shown, and in which order.

What enters: document summaries, and what a browser reports. What leaves: a page of the list: files, each with what is inside it.
It deliberately renders nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.store import DocumentSummary
from ui.page import phrases

# More rows make the page slow and are not read; the next ones are one press away, and the search finds them all.
FILES_A_PAGE = 50
SORTS: dict[str, Callable[[DocumentSummary], str | int]] = {
    "title": lambda document: shown_name(document).casefold(),
    "date": lambda document: document.date,
    "publisher": lambda document: document.publisher.casefold(),
    "kind": lambda document: phrases.kind(document.media_type).casefold(),
    "passages": lambda document: document.passages,
}


@dataclass(frozen=True, slots=True)
class ListView:
    """The words that narrow the list, what it is sorted by (by name of the file where that is empty), and the page, from 1."""

    words: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class FileRows:
    """One file of the folder: its own document, unless it only holds others, and the documents inside it."""

    file_id: str
    document: DocumentSummary | None
    inside: tuple[DocumentSummary, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list: its files, and how many documents, passages and pages there are in all."""

    files: tuple[FileRows, ...]
    documents: int
    passages: int
    page: int
    pages: int


def read_view(view: ListView, data: object) -> ListView:
    """The view after what a browser reports; as it was where that makes no sense."""
    if not isinstance(data, Mapping):
        return view
    if (sort := data.get("sort")) in SORTS:
        return replace(view, sort=sort, descending=not view.descending if sort == view.sort else False, page=1)
    page = data.get("page")
    return replace(view, page=int(page)) if isinstance(page, str) and page.isascii() and page.isdecimal() and len(page) < 9 else view


def arranged(documents: Sequence[DocumentSummary], view: ListView) -> ListPage:
    """The page of a list that a view shows; the last one where it has no such page."""
    words = view.words.casefold().split()
    found = [document for document in documents if _matches(document, words)] if words else list(documents)
    known = {document.document_id: document for document in documents} if any(document.held_in for document in found) else {}
    files = _sorted(by_file(found, known), view)
    pages = max(1, -(-len(files) // FILES_A_PAGE))
    page = min(max(1, view.page), pages)
    shown = files[(page - 1) * FILES_A_PAGE : page * FILES_A_PAGE]
    return ListPage(tuple(shown), len(found), sum(document.passages for document in found), page, pages)


def by_file(found: Sequence[DocumentSummary], known: Mapping[str, DocumentSummary]) -> list[FileRows]:
    """Documents gathered under the files they are in, in the order given; `known` are all documents by id."""
    own: dict[str, DocumentSummary | None] = {}
    inside: dict[str, list[DocumentSummary]] = {}
    for document in found:
        if document.held_in:
            own.setdefault(document.held_in, known.get(document.held_in))
            inside.setdefault(document.held_in, []).append(document)
        else:
            own[document.document_id] = document
    return [FileRows(file_id, document, tuple(inside.get(file_id, ()))) for file_id, document in own.items()]


def shown_name(document: DocumentSummary) -> str:
    """A document's title, or the last part of its name where it has none."""
    return document.title or document.document_id.rpartition("/")[2]


def _sorted(files: list[FileRows], view: ListView) -> list[FileRows]:
    """Files in the order of a view; those that do not state what it sorts by come last, whichever way it runs."""
    key = SORTS.get(view.sort)
    if key is None:
        return files
    keyed = [(key(file.document or file.inside[0]), file) for file in files]
    stated = sorted((one for one in keyed if one[0] != ""), key=lambda one: one[0], reverse=view.descending)
    return [file for _, file in stated] + [file for value, file in keyed if value == ""]


def _matches(document: DocumentSummary, words: Sequence[str]) -> bool:
    described = f"{document.title} {document.publisher} {document.author} {document.document_id} {document.date}".casefold()
    return all(word in described for word in words)
