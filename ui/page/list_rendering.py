"""The library's list of documents, and of files that were not read, as HTML.

What enters: lines of the list, problems of the index, the view of the list, and whether the person may change anything. What
leaves: `Html` in which every document opens at a press, and what is inside a file stands below it. It deliberately reads no document.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from index.store import DocumentSummary
from ui.backend import DocumentProblem
from ui.page import library_phrases, phrases
from ui.page.facts import dated, fact, hint
from ui.page.library_view import SORTS, FileRows, ListPage, ListView, arranged, shown_name
from ui.page.markup import Html, element, join

# More problems are a folder of something else; the count says how many there are.
LISTED_PROBLEMS = 200

Problems = Sequence[tuple[DocumentProblem, str]]


def render_list(documents: Sequence[DocumentSummary], view: ListView, problems: Problems = (), *, may_edit: bool = True) -> Html:
    """The problems, then the part of the table that a view shows."""
    trouble = render_problems(problems, may_edit=may_edit)
    if not documents:
        return join([trouble, element("p", phrases.NO_DOCUMENTS if may_edit else library_phrases.NO_DOCUMENTS, class_="empty")])
    shown = arranged(documents, view)
    bar = element("div", element("p", _totals(shown), class_="totals"), _remove() if may_edit and shown.files else Html(""), class_="list-bar")
    if not shown.files:
        return join([trouble, bar, element("p", phrases.NO_MATCHES, class_="empty")])
    table = element(
        "table",
        element("caption", phrases.TABLE_CAPTION, class_="visually-hidden"),
        element("thead", _head(view, may_edit)),
        element("tbody", *[row for file in shown.files for row in _rows(file, may_edit)]),
        class_="documents" if may_edit else "documents read-only",
    )
    return join([trouble, bar, table, _pager(shown)])


def render_problems(problems: Problems, *, may_edit: bool = True) -> Html:
    """What was not read and what was read only in part, with the reasons; nothing where all is well."""
    groups = [(phrases.NOT_READ, [p for p in problems if not p[0].partly]), (phrases.READ_IN_PART, [p for p in problems if p[0].partly])]
    if not problems:
        return Html("")
    counts = phrases.problems_found(*(len({problem.document_id for problem, _ in group}) for _, group in groups))
    item = partial(_problem, may_edit=may_edit)
    lists = [join([element("h3", name), element("ul", *[item(*noted) for noted in group[:LISTED_PROBLEMS]])]) for name, group in groups if group]
    return element("details", element("summary", counts), *lists, class_="problems")


def _problem(problem: DocumentProblem, file_id: str, may_edit: bool) -> Html:
    """One file and its reason; a file that was not read at all can be removed here, as it is not in the list."""
    file = element("span", problem.document_id, class_="file", dir="auto")
    words = [file, " ", element("span", problem.reason, dir="auto")]
    if problem.partly or not may_edit or file_id not in ("", problem.document_id):
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


def _totals(shown: ListPage) -> str:
    listed = phrases.count(shown.documents, "document", "documents")
    return f"{listed}, {phrases.count(shown.passages, 'passage', 'passages')}"


def _remove() -> Html:
    return element("button", phrases.REMOVE_SELECTED, type="button", class_="quiet", data_event="remove")


def _head(view: ListView, may_edit: bool) -> Html:
    """The names of the columns, each a button that sorts by it."""
    all_here = element("input", type="checkbox", data_all=True, aria_label=library_phrases.ALL_HERE)
    columns = [_column(name, words, view) for name, words in zip(SORTS, phrases.COLUMNS)]
    if not may_edit:
        return element("tr", *columns)
    return element("tr", element("td", all_here, class_="tick"), *columns, element("td", class_="row-tools"))


def _column(name: str, words: str, view: ListView) -> Html:
    chosen = name == view.sort
    order = (library_phrases.DESCENDING if view.descending else library_phrases.ASCENDING) if chosen else None
    arrow = element("span", "▾" if view.descending else "▴", aria_hidden="true") if chosen else Html("")
    button = element("button", words, " ", arrow, type="button", data_event="sort", data_sort=name, title=f"{library_phrases.SORT_BY}: {words}")
    return element("th", button, scope="col", class_=name, aria_sort=order)


def _pager(shown: ListPage) -> Html:
    if shown.pages == 1:
        return Html("")

    def step(words: str, page: int) -> Html:
        there = 1 <= page <= shown.pages
        return element("button", words, type="button", class_="quiet", data_event="turn", data_page=page, aria_disabled=None if there else "true")

    place = element("span", library_phrases.page_of(shown.page, shown.pages), role="status")
    steps = (step(library_phrases.PREVIOUS, shown.page - 1), place, step(library_phrases.NEXT, shown.page + 1))
    return element("nav", *steps, class_="pager", aria_label=library_phrases.PAGER)


def _rows(file: FileRows, may_edit: bool) -> Iterator[Html]:
    """The row of a file, and those of what is inside it."""
    if file.document is not None:
        yield _row(file.document, _tick(file.file_id, shown_name(file.document)), may_edit)
    else:
        note = element("span", phrases.ONLY_FILES, class_="file")
        title = join([element("span", file.file_id, class_="name", dir="auto"), note])
        tick = [element("td", _tick(file.file_id, file.file_id), class_="tick")] if may_edit else []
        yield element("tr", *tick, element("th", title, scope="row", colspan=len(phrases.COLUMNS) + may_edit))
    yield from (_row(document, Html(""), may_edit) for document in file.inside)


def _tick(file_id: str, name: str) -> Html:
    return element("input", type="checkbox", name="document", value=file_id, aria_label=name)


def _row(document: DocumentSummary, tick: Html, may_edit: bool) -> Html:
    publisher = join([fact("publisher", document.publisher, document.origins.publisher)])
    cells = [
        element("td", dated(document.date, document.origins.date), class_="date"),
        element("td", publisher, class_="publisher"),
        element("td", phrases.kind(document.media_type), class_="kind"),
        element("td", f"{document.passages:,}", class_="passages", data_unit=library_phrases.passages_unit(document.passages)),
    ]
    title = element("th", _title(document), scope="row")
    row = [element("td", tick, class_="tick"), title, *cells, element("td", _edit(document), class_="row-tools")] if may_edit else [title, *cells]
    return element("tr", *row, class_="attached" if document.held_in else None)


def _edit(document: DocumentSummary) -> Html:
    """The button that opens a document's facts; a document inside another has no file to keep any beside."""
    if document.held_in:
        return Html("")
    label = library_phrases.edit_facts(shown_name(document))
    return element(
        "button",
        library_phrases.EDIT,
        type="button",
        class_="quiet",
        data_event="edit",
        data_document=document.document_id,
        aria_label=label,
    )


def _title(document: DocumentSummary) -> Html:
    """The button that opens a document, and below it its file and its author."""
    name, origins = shown_name(document), document.origins
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
