"""The library's list of documents, and of files that were not read, as HTML.

What enters: lines of the list, problems of the index, the words that narrow the list. What leaves: `Html` in which every
document opens at a press, and what is inside a file stands below it. It deliberately reads no document.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.store import DocumentSummary
from ui.backend import DocumentProblem
from ui.page import phrases
from ui.page.facts import dated, fact, hint
from ui.page.markup import Html, element, join

# More rows make the page slow and are not read; the search above the list finds the others.
LISTED_DOCUMENTS = 300
# More problems are a folder of something else; the count says how many there are.
LISTED_PROBLEMS = 200

Problems = Sequence[tuple[DocumentProblem, str]]


@dataclass(frozen=True, slots=True)
class FileRows:
    """One file of the folder: its own document, unless it only holds others, and the documents inside it."""

    file_id: str
    document: DocumentSummary | None
    inside: tuple[DocumentSummary, ...] = ()


def render_list(documents: Sequence[DocumentSummary], words: str, problems: Problems = ()) -> Html:
    """The problems, then the table of documents whose title, publisher, author or name contains all the words."""
    trouble = render_problems(problems)
    if not documents:
        return join([trouble, element("p", phrases.NO_DOCUMENTS, class_="empty")])
    found = [document for document in documents if _matches(document, words)]
    summary = element("p", _totals(found), class_="totals")
    if not found:
        return join([trouble, summary, element("p", phrases.NO_MATCHES, class_="empty")])
    shown = found[:LISTED_DOCUMENTS]
    known = {document.document_id: document for document in documents}
    head = element("tr", element("td"), *[element("th", name, scope="col") for name in phrases.COLUMNS])
    table = element(
        "table",
        element("caption", phrases.TABLE_CAPTION, class_="visually-hidden"),
        element("thead", head),
        element("tbody", *[row for file in by_file(shown, known) for row in _rows(file)]),
        class_="documents",
    )
    remove = element("button", phrases.REMOVE_SELECTED, type="button", class_="quiet", data_event="remove")
    shortened = phrases.list_shortened(len(shown), len(found)) if len(shown) < len(found) else ""
    note = element("p", shortened, class_="note") if shortened else Html("")
    return join([trouble, summary, table, note, element("div", remove, class_="list-tools")])


def by_file(found: Sequence[DocumentSummary], known: dict[str, DocumentSummary]) -> list[FileRows]:
    """Documents gathered under the files they are in, in the order given; `known` are all documents by id."""
    inside: dict[str, list[DocumentSummary]] = {}
    for document in found:
        held = inside.setdefault(document.held_in or document.document_id, [])
        if document.held_in:
            held.append(document)
    return [FileRows(file_id, known.get(file_id), tuple(held)) for file_id, held in inside.items()]


def render_problems(problems: Problems) -> Html:
    """What was not read and what was read only in part, with the reasons; nothing where all is well."""
    groups = [(phrases.NOT_READ, [p for p in problems if not p[0].partly]), (phrases.READ_IN_PART, [p for p in problems if p[0].partly])]
    if not problems:
        return Html("")
    counts = phrases.problems_found(*(len({problem.document_id for problem, _ in group}) for _, group in groups))
    lists = [join([element("h3", name), element("ul", *[_problem(*noted) for noted in group[:LISTED_PROBLEMS]])]) for name, group in groups if group]
    return element("details", element("summary", counts), *lists, class_="problems")


def _problem(problem: DocumentProblem, file_id: str) -> Html:
    """One file and its reason; a file that was not read at all can be removed here, as it is not in the list."""
    file = element("span", problem.document_id, class_="file", dir="auto")
    words = [file, " ", element("span", problem.reason, dir="auto")]
    if problem.partly or file_id not in ("", problem.document_id):
        return element("li", *words)
    remove = element(
        "button",
        phrases.REMOVE_ONE,
        type="button",
        class_="quiet",
        data_event="remove",
        data_document=problem.document_id,
        aria_label=f"{phrases.REMOVE_ONE}: {problem.document_id}",
    )
    return element("li", *words, " ", remove)


def _matches(document: DocumentSummary, words: str) -> bool:
    described = f"{document.title} {document.publisher} {document.author} {document.document_id} {document.date}".casefold()
    return all(word in described for word in words.casefold().split())


def _totals(documents: Sequence[DocumentSummary]) -> str:
    passages = sum(document.passages for document in documents)
    listed = phrases.count(len(documents), "document", "documents")
    return f"{listed}, {phrases.count(passages, 'passage', 'passages')}"


def _rows(file: FileRows) -> Iterator[Html]:
    """The row of a file, and those of what is inside it."""
    if file.document is not None:
        yield _row(file.document, _tick(file.file_id, _name(file.document)))
    else:
        note = element("span", phrases.ONLY_FILES, class_="file")
        title = join([element("span", file.file_id, class_="name", dir="auto"), note])
        tick = _tick(file.file_id, file.file_id)
        yield element("tr", element("td", tick, class_="tick"), element("th", title, scope="row", colspan=len(phrases.COLUMNS)))
    yield from (_row(document, Html("")) for document in file.inside)


def _tick(file_id: str, name: str) -> Html:
    return element("input", type="checkbox", name="document", value=file_id, aria_label=name)


def _name(document: DocumentSummary) -> str:
    return document.title or document.document_id.rpartition("/")[2]


def _row(document: DocumentSummary, tick: Html) -> Html:
    publisher = join([fact("publisher", document.publisher, document.origins.publisher)])
    cells = [
        element("td", dated(document.date, document.origins.date), class_="date"),
        element("td", publisher, class_="publisher"),
        element("td", phrases.kind(document.media_type), class_="kind"),
        element("td", f"{document.passages:,}", class_="passages", data_unit=phrases.COLUMNS[-1].lower()),
    ]
    title = element("th", _title(document), scope="row")
    return element("tr", element("td", tick, class_="tick"), title, *cells, class_="attached" if document.held_in else None)


def _title(document: DocumentSummary) -> Html:
    """The button that opens a document, and below it its file and its author."""
    name, origins = _name(document), document.origins
    where = phrases.origin("title", origins.title) or None
    opening = element(
        "button",
        name,
        hint(origins.title, visible=False),
        type="button",
        class_="name weak" if where else "name",
        data_event="open",
        data_document=document.document_id,
        aria_label=phrases.open_document(name),
        dir="auto",
        title=where,
    )
    file = phrases.attached_to(document.held_in) if document.held_in else document.document_id
    below = [element("span", file, class_="file", dir="auto")] if document.document_id != name else []
    author = fact("author", phrases.by_author(document.author), origins.author)
    return join([opening, element("span", *below, *([author] if author else []), class_="below")])
