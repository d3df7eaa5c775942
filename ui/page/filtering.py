"""Filters as a person sets them on the page.

What enters: the documents there are, the filter in force, and what a browser reports. What leaves: the next filter, and the
values each part of it can take, with the number of documents the other parts leave. It deliberately renders nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from corpus.readers import suffix_of
from index.filters import Filter, folded, matching
from index.store import DocumentSummary

# A list of more values is not read; the most frequent are offered.
OFFERED_VALUES = 300
# So much of a typed value is taken: longer than any name of a document.
VALUE_CHARACTERS = 300
# A path below the documents folder may be longer than any other value.
NAME_CHARACTERS = 1_000
# More names than this are a folder, or a filter of another kind.
MOST_NAMES = 100
NAMES = tuple(field.name for field in fields(Filter))
# A document fits these by a part of the name, so that "Council" counts the documents of the "Council of Europe" too.
PARTS_OF_NAMES = ("publisher", "author")
# Of more names than this, each is counted by itself: comparing all with all would be seen as waiting.
COMPARED_VALUES = 1_000
# The one part that may have several values.
DOCUMENTS = "documents"

_VALUES: dict[str, Callable[[DocumentSummary], Iterable[str]]] = {
    "documents": lambda summary: (summary.document_id, *_folders(summary.document_id)),
    "publisher": lambda summary: (summary.publisher,),
    "author": lambda summary: (summary.author,),
    "speaker": lambda summary: summary.speakers,
    "language": lambda summary: (summary.language,),
    "kind": lambda summary: (suffix_of(summary.document_id).lstrip("."),),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """The values one part of a filter can take, each with its number of documents, by name; `more` are not among them."""

    values: tuple[tuple[str, int], ...] = ()
    more: int = 0


def offers(summaries: Sequence[DocumentSummary], where: Filter) -> dict[str, Offers]:
    """What each part of a filter can be set to, given its other parts; a part that no document says anything of is left out."""
    return {
        name: _offers(matching(summaries, _with(where, name, "")), name)
        for name, values in _VALUES.items()
        if any(value for summary in summaries for value in values(summary))
    }


def parts(where: Filter) -> list[tuple[str, str]]:
    """The parts of a filter that are set, with their values; each document that was named is a part."""
    rest = [(name, value) for name in NAMES if name != DOCUMENTS and (value := getattr(where, name))]
    return [*((DOCUMENTS, name) for name in where.documents), *rest]


def changed(where: Filter, data: object) -> Filter:
    """The filter after what a browser reports; as it was where that makes no sense. Raises QuestionError for a bad date.

    A document is added to those named before, or taken from them (`without`); every other part has one value at a time.
    """
    change = read_change(data)
    if not change:
        return where
    if change[0] != DOCUMENTS:
        return _with(where, *change)
    without = data.get("without") if isinstance(data, Mapping) else None
    kept = tuple(name for name in where.documents if name != without)
    return replace(where, documents=(*kept, change[1])[:MOST_NAMES])


def read_change(data: object) -> tuple[str, str] | None:
    """The part of a filter and its new value that a browser reports, or None where it does not have the form of one."""
    if not isinstance(data, Mapping):
        return None
    name, value = data.get("field"), data.get("value", "")
    if name not in NAMES or not isinstance(value, str):
        return None
    # A file's name is kept as it is: two spaces in it are two spaces.
    return name, value.strip()[:NAME_CHARACTERS] if name == DOCUMENTS else " ".join(value.split())[:VALUE_CHARACTERS]


def _with(where: Filter, name: str, value: str) -> Filter:
    """The filter with another value of one part; an empty one takes the part away."""
    part: dict[str, Any] = {name: value}
    return replace(where, **part)


def _offers(summaries: Sequence[DocumentSummary], name: str) -> Offers:
    counts = Counter(value for summary in summaries for value in {*_VALUES[name](summary)} if value)
    shown = counts.most_common(OFFERED_VALUES)
    if name in PARTS_OF_NAMES and len(counts) <= COMPARED_VALUES:
        compared = [(folded(value), documents) for value, documents in counts.items()]
        shown = [(value, _holding(folded(value), compared)) for value, _ in shown]
    return Offers(tuple(sorted(shown, key=lambda counted: counted[0].casefold())), len(counts) - len(shown))


def _holding(part: str, compared: Sequence[tuple[str, int]]) -> int:
    """How many documents have a name that holds this part."""
    return sum(documents for name, documents in compared if part in name)


def _folders(document_id: str) -> list[str]:
    """A pattern for each folder a document is in: `briefings/*`."""
    path = document_id.split("/")[:-1]
    return ["/".join([*path[:depth], "*"]) for depth in range(1, len(path) + 1)]
