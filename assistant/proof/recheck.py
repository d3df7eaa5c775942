"""Whether a saved citation still holds.

What enters: saved citations, and the documents as they are now. What leaves: for each citation whether its quote stands
where it stood, stands elsewhere, reads otherwise, or is gone, with the place and the words it has now. It deliberately opens
nothing, and never points at another place without saying so: where two places answer alike, none is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assistant.proof.answer_file import SavedCitation, SavedLocator, stands_once, text_sha256
from assistant.proof.quote_verdict import Difference, Place
from assistant.proof.recheck_words import facts_that_differ, nearest_text, places_of
from assistant.proof.selectors import resolved
from corpus.document import Document
from corpus.errors import DocumentError
from corpus.landmarks import Span

Status = Literal["same", "moved", "changed", "gone"]
# A quote this long that stood once and stands once is the same quote, whatever became of the words around it.
_TELLING_CHARACTERS = 40
# So many other places of the same words are named; more are no help.
_MAX_PLACES = 10


class Documents(Protocol):
    """The documents as they are now: a folder's, or an open index's."""

    def document(self, document_id: str, held_in: str) -> Document | None:
        """A document by its id, and by the file that holds it; None when there is none. Raises DocumentError when it cannot be read."""
        ...

    def same_bytes(self, sha256: str) -> Sequence[str]:
        """The document_ids of files that have this SHA-256, in order."""
        ...

    def every(self) -> Iterator[Document]:
        """Every document that can be read."""
        ...


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of one citation.

    `same`: the file's bytes, its text and the offsets are as saved. `moved`: the quote stands word for word in a file that
    is not as it was, at `span` of `document_id`. `changed`: it does not, and `found` at `span` is the nearest text now; or the
    citation does not say what the file it was made from says. `gone`: there is nothing near it. `remarks` say in words what a
    reader should know; `elsewhere` are places where the quote's words stand that were not taken for its own.
    """

    citation: SavedCitation
    status: Status
    document_id: str = ""
    span: Span | None = None
    locator: SavedLocator | None = None
    found: str = ""
    differences: tuple[Difference, ...] = ()
    remarks: tuple[str, ...] = ()
    elsewhere: tuple[Place, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the quote stands word for word."""
        return self.status in ("same", "moved")


def rechecked(citations: Sequence[SavedCitation], documents: Documents, *, same_reader: bool = True) -> tuple[Recheck, ...]:
    """What became of each citation, in order; `same_reader` says that the texts are read by the versions they were read by then.

    Every document is read, once, when a quote is neither where it stood nor in a file of the same bytes.
    """
    found = [_at_home(citation, documents, same_reader) for citation in citations]
    missing = [number for number, recheck in enumerate(found) if recheck.status == "gone"]
    if missing:
        for number, recheck in zip(missing, _sought([found[number] for number in missing], documents)):
            found[number] = recheck
    return tuple(found)


def _at_home(citation: SavedCitation, documents: Documents, same_reader: bool) -> Recheck:
    """A citation looked up where it stood, else in a file of the same bytes."""
    saved = citation.document
    try:
        document = documents.document(saved.document_id, saved.held_in)
    except DocumentError as error:
        return Recheck(citation, "gone", remarks=(f"{saved.document_id} cannot be read: {error}",))
    if document is not None and (recheck := within(citation, document, same_reader=same_reader)).status != "gone":
        return recheck
    for document_id in documents.same_bytes(saved.sha256):
        if document_id != saved.document_id and (moved := _in_copy(citation, documents, document_id)) is not None:
            return moved
    left = "the quote is no longer in" if document is not None else "there is no document"
    return Recheck(citation, "gone", remarks=(f"{left} {saved.document_id}",))


def _in_copy(citation: SavedCitation, documents: Documents, document_id: str) -> Recheck | None:
    try:
        document = documents.document(document_id, "")
    except DocumentError:
        return None
    found = within(citation, document) if document is not None else None
    return _renamed(found) if found is not None and found.holds else None


def within(citation: SavedCitation, document: Document, *, same_reader: bool = False) -> Recheck:
    """What became of a citation in one document, taken for the one it was made from."""
    saved = citation.document
    if text_sha256(document.text) == saved.text_sha256:
        return _in_same_text(citation, document, same_reader=same_reader)
    span = place_of(citation, document.text)
    if span is not None:
        why = "the file changed since" if document.sha256 != saved.sha256 else "the file is the same, and is read otherwise by this program"
        return _standing(citation, document, span, (why, *_surroundings(citation, document, span)))
    if citation.quote in document.text:
        remark = f"the quote stands in {document.document_id}, but which place is the one cited cannot be told"
        return Recheck(citation, "changed", document.document_id, remarks=(remark,), elsewhere=_elsewhere(citation, document))
    return _nearest(citation, document)


def place_of(citation: SavedCitation, text: str) -> Span | None:
    """Where a quote stands in a text that is not the one it was cited from; None when it does not, or could be another's."""
    span = resolved(text, citation.selector)
    if span is not None and (citation.unique or _context_stands(citation, text, span)):
        return span
    if citation.unique and len(citation.quote) >= _TELLING_CHARACTERS and stands_once(text, citation.quote):
        start = text.find(citation.quote)
        return Span(start, start + len(citation.quote))
    return None


def _in_same_text(citation: SavedCitation, document: Document, *, same_reader: bool) -> Recheck:
    """A citation in the text it was made from: what it says of itself must be what the text says."""
    same_file = document.sha256 == citation.document.sha256
    span = Span(citation.start, citation.end)
    if document.text[span.start : span.end] != citation.quote or not document.text.startswith(
        citation.selector.context, span.start - len(citation.selector.prefix)
    ):
        return replace(_nearest(citation, document), status="changed", remarks=("the quote is not what its own document says there",))
    if not same_file:
        return _standing(citation, document, span, ("the file's bytes changed, its text did not",))
    false = facts_that_differ(citation, document, span)
    standing = _standing(citation, document, span, ())
    return replace(standing, status="changed" if false and same_reader else "same")


def _standing(citation: SavedCitation, document: Document, span: Span, remarks: tuple[str, ...]) -> Recheck:
    facts = facts_that_differ(citation, document, span)
    place = SavedLocator.of(document.locator(span.start, span.end))
    return Recheck(citation, "moved", document.document_id, span, place, citation.quote, remarks=(*remarks, *facts))


def _surroundings(citation: SavedCitation, document: Document, span: Span) -> tuple[str, ...]:
    return () if _context_stands(citation, document.text, span) else ("the words around the quote changed",)


def _context_stands(citation: SavedCitation, text: str, span: Span) -> bool:
    before = span.start - len(citation.selector.prefix)
    return before >= 0 and text.startswith(citation.selector.context, before)


def _nearest(citation: SavedCitation, document: Document) -> Recheck:
    near = nearest_text(citation, document)
    if near is None:
        return Recheck(citation, "gone")
    span, differences = near
    place = SavedLocator.of(document.locator(span.start, span.end))
    return Recheck(citation, "changed", document.document_id, span, place, document.text[span.start : span.end], differences)


def _elsewhere(citation: SavedCitation, document: Document) -> tuple[Place, ...]:
    return tuple(Place(document.document_id, span.start, span.end) for span in places_of(document.text, citation.quote, _MAX_PLACES))


def _renamed(recheck: Recheck) -> Recheck:
    """A recheck in another file than the one cited, said first."""
    said = f"{recheck.citation.document.document_id} is not there as it was; the quote is in {recheck.document_id}"
    return replace(recheck, status="moved", remarks=(said, *recheck.remarks))


def _sought(gone: Sequence[Recheck], documents: Documents) -> list[Recheck]:
    """Citations that are not where they stood, sought in every document."""
    kept: list[list[tuple[int, Recheck]]] = [[] for _ in gone]
    places: list[list[Place]] = [[] for _ in gone]
    for document in documents.every():
        digest = text_sha256(document.text)
        for number, recheck in enumerate(gone):
            citation = recheck.citation
            if citation.quote not in document.text or document.document_id == citation.document.document_id:
                continue
            places[number].extend(_elsewhere(citation, document))
            found = within(citation, document)
            if found.holds and (kinship := _kinship(citation, document, digest, found)):
                kept[number].append((kinship, _renamed(found)))
    return [_settled(recheck, found, standing) for recheck, found, standing in zip(gone, kept, places)]


def _kinship(citation: SavedCitation, document: Document, digest: str, found: Recheck) -> int:
    """How sure it is that a document is the cited one under another name; 0 when it may as well be another that says the same."""
    saved = citation.document
    if document.sha256 == saved.sha256 or digest == saved.text_sha256:
        return 3
    if not citation.unique or found.span is None or not _context_stands(citation, document.text, found.span):
        return 0
    return 2 if document.title == saved.title and document.date == saved.date and saved.title else 1


def _settled(recheck: Recheck, found: Sequence[tuple[int, Recheck]], places: Sequence[Place]) -> Recheck:
    """The one document that is surest to be the cited one; none, when two are alike and their texts are not."""
    best = max((kinship for kinship, _ in found), default=0)
    surest = [moved for kinship, moved in found if kinship == best]
    if best == 3 or len(surest) == 1:
        moved = min(surest, key=lambda candidate: candidate.document_id)
        others = tuple(place for place in places if place.document_id != moved.document_id)
        return replace(moved, elsewhere=others[:_MAX_PLACES])
    remark = ("its words stand elsewhere, in what may be other documents",) if places else ()
    return replace(recheck, remarks=(*recheck.remarks, *remark), elsewhere=tuple(places[:_MAX_PLACES]))
