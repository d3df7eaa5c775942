"""A kept conversation as the page shows it, each quote compared with its document as it is now.

What enters: a kept conversation, and an assistant for the documents. What leaves: turns whose citations stand word for word at the
place they give; what does not stand is no citation any more. It deliberately asks no question again: an answer stays the one that
was given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation
from assistant.conversations.record import KeptConversation, KeptTurn
from assistant.proof.answer_file import SavedAnswer, SavedCitation
from assistant.proof.quote_verdict import Place
from assistant.proof.recheck import Recheck, rechecked
from assistant.proof.recheck_sources import IndexDocuments
from corpus.document import Document
from corpus.errors import DocumentError, RapporteurError
from corpus.language import question_language
from index.manifest import Recipe
from ui.backend import AnswersQuestions
from ui.page import conversation_phrases as phrases
from ui.page.check_places import citation_of
from ui.page.citable import citables
from ui.page.conversation import Conversation, Lost, Scope, Turn


class KeptDocuments:
    """The documents of the index as `recheck` asks for them, each read once.

    A document that is neither there by its name nor by its bytes counts as gone, and is not sought among all the others: opening a
    conversation must not read the whole library.
    """

    def __init__(self, assistant: AnswersQuestions) -> None:
        self._index = IndexDocuments(assistant)
        self._held: dict[str, Document | None] = {}

    def document(self, document_id: str, held_in: str = "") -> Document | None:
        """A document by its id; None when there is none. Raises DocumentError when it cannot be read."""
        if document_id not in self._held:
            try:
                self._held[document_id] = self._index.document(document_id, held_in)
            except RapporteurError as error:
                raise DocumentError(str(error)) from error
        return self._held[document_id]

    def same_bytes(self, sha256: str) -> Sequence[str]:
        """The document_ids with this SHA-256, in order."""
        return self._index.same_bytes(sha256)

    def every(self) -> Iterator[Document]:
        """Nothing."""
        yield from ()


def restored(kept: KeptConversation, assistant: AnswersQuestions) -> Conversation:
    """The turns of a kept conversation. Raises RapporteurError when the index cannot be read at all."""
    documents, recipe = KeptDocuments(assistant), assistant.index.recipe
    return tuple(_turn(turn, documents, recipe) for turn in kept.turns)


def _turn(kept: KeptTurn, documents: KeptDocuments, recipe: Recipe) -> Turn:
    turn = Turn(
        kept.question,
        Answer(kept.question, kept.query, (), (), "answers", 0.0),
        seconds=kept.seconds,
        scope=Scope(kept.filters, kept.documents, kept.of),
        turn_id=kept.turn_id,
        asked=kept.asked,
        understood=kept.understood,
        removed=kept.removed,
    )
    return turn if kept.answer is None else _answered(turn, kept.answer, documents, recipe)


def _answered(turn: Turn, saved: SavedAnswer, documents: KeptDocuments, recipe: Recipe) -> Turn:
    """A turn with what stands of its answer as citations, and what does not beside them."""
    alike = (saved.program.reader_version, saved.program.libraries) == (recipe.reader_version, recipe.libraries)
    found = rechecked((*saved.citations, *saved.nearest), documents, same_reader=alike)
    standing = {recheck.citation.number: citation for recheck in found if (citation := _standing(recheck, documents)) is not None}
    there = [recheck for recheck in found if recheck.citation.number not in standing]
    lost = [lost for recheck in there if (lost := _lost(recheck, documents)) is not None]
    answer = Answer(
        question=saved.question,
        query=saved.query,
        citations=_of(saved.citations, standing),
        nearest=_of(saved.nearest, standing),
        certainty=saved.certainty,
        probability=saved.probability,
        uncovered=saved.uncovered,
        generation=saved.generation,
        language=question_language(saved.query),
    )
    cited = {name: document for name in {each.evidence.document_id for each in standing.values()} if (document := documents.document(name))}
    return replace(
        turn,
        answer=answer,
        origins={name: document.origins for name, document in cited.items()},
        citables=citables(answer, cited),
        notes={recheck.citation.number: note for recheck in found if recheck.citation.number in standing and (note := _note(recheck))},
        lost=tuple(lost),
        removed=turn.removed + len(there) - len(lost),
    )


def _of(saved: Sequence[SavedCitation], standing: dict[int, Citation]) -> tuple[Citation, ...]:
    """The citations that stand, which name only one another."""
    numbers = {each.number for each in saved} & standing.keys()
    return tuple(
        replace(
            standing[each.number],
            also_in=tuple(number for number in each.also_in if number in numbers),
            duplicate_of=each.duplicate_of if each.duplicate_of in numbers else None,
        )
        for each in saved
        if each.number in numbers
    )


def _standing(recheck: Recheck, documents: KeptDocuments) -> Citation | None:
    """The citation where its quote stands now, made anew from the document; None where it does not stand."""
    saved, span = recheck.citation, recheck.span
    document = documents.document(recheck.document_id) if span is not None else None
    if span is None or document is None or document.text[span.start : span.end] != saved.quote:
        return None
    return citation_of(saved.number, Place(document.document_id, span.start, span.end), document)


def _note(recheck: Recheck) -> str:
    """What became of a quote that stands, in words; nothing where all is as it was."""
    saved, span = recheck.citation, recheck.span
    if recheck.document_id != saved.document.document_id:
        return phrases.now_in(recheck.document_id)
    if recheck.status == "changed":
        return phrases.FACTS_CHANGED
    if recheck.status == "same" or span is None:
        return ""
    if recheck.locator is not None and recheck.locator.words != saved.locator.words:
        return phrases.moved_from(saved.locator.words)
    return phrases.STANDS_STILL


def _lost(recheck: Recheck, documents: KeptDocuments) -> Lost | None:
    """A quote that stands no longer, and why; None of one whose document is no longer in the library: not a word of it is shown."""
    saved = recheck.citation
    try:
        if documents.document(saved.document.document_id) is None:
            return None
    except DocumentError as error:
        return Lost(saved.number, saved.quote, phrases.not_checked(str(error)))
    unsure = recheck.status == "changed" and recheck.span is None
    return Lost(saved.number, saved.quote, phrases.PLACE_UNKNOWN if unsure else phrases.WORDS_GONE)
