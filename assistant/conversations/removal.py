"""Quotes of documents that are gone, taken out of kept conversations.

What enters: a conversation, and which documents are gone. What leaves: the conversation without a word of those documents: neither
quotes nor the words around them, titles, names. What the person asked stays, and how many quotes went is counted. It deliberately
reads no file.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.conversations.record import KeptConversation, KeptTurn
from assistant.proof.answer_file import SavedAnswer, SavedCitation, SavedDocument, sealed

IsGone = Callable[[SavedDocument], bool]
_NAMED = re.compile(rb'"document_id"\s*:\s*("(?:[^"\\]|\\.)*")')
_QUOTED = re.compile(rb'"quote"\s*:')


def without(kept: KeptConversation, is_gone: IsGone) -> KeptConversation:
    """A conversation without the quotes of documents that are gone; the same value when it has none."""
    turns = tuple(_without(turn, is_gone) for turn in kept.turns)
    return kept if turns == kept.turns else replace(kept, turns=turns)


def named_documents(content: bytes) -> frozenset[str]:
    """The document_ids that stand in the bytes of a conversation, sound or damaged; more, rather than fewer, than it cites."""
    return frozenset(_name(found) for found in _NAMED.findall(content))


def has_nameless_quotes(content: bytes) -> bool:
    """Whether the bytes of a damaged conversation hold a quote of which it cannot be told what document it is from."""
    return len(_QUOTED.findall(content)) > len(_NAMED.findall(content))


def _name(literal: bytes) -> str:
    try:
        return str(json.loads(literal))
    except ValueError:
        return ""


def _without(turn: KeptTurn, is_gone: IsGone) -> KeptTurn:
    answer = turn.answer
    if answer is None:
        return turn
    gone = [citation.document for citation in (*answer.citations, *answer.nearest) if is_gone(citation.document)]
    if not gone:
        return turn
    names = {document.document_id for document in gone}
    # A filter that named such a document would go on naming it.
    filters = replace(turn.filters, documents=tuple(name for name in turn.filters.documents if name not in names))
    left = _renumbered([citation for citation in answer.citations if not is_gone(citation.document)])
    nearest = tuple(replace(citation, also_in=(), duplicate_of=None) for citation in answer.nearest if not is_gone(citation.document))
    kept = _left(answer, left, nearest)
    answered = sealed(replace(kept, filters=filters)) if kept is not None else None
    return replace(turn, filters=filters, removed=turn.removed + len(gone), answer=answered)


def _left(answer: SavedAnswer, citations: tuple[SavedCitation, ...], nearest: tuple[SavedCitation, ...]) -> SavedAnswer | None:
    """What is left of an answer; None of one that answered, when none of its quotes is."""
    left = citations if answer.certainty != "silent" else nearest
    return replace(answer, citations=citations, nearest=nearest) if left or answer.certainty == "silent" else None


def _renumbered(citations: Sequence[SavedCitation]) -> tuple[SavedCitation, ...]:
    """Citations numbered 1, 2, 3 … again, and what they say of one another with them."""
    numbers = {citation.number: number for number, citation in enumerate(citations, 1)}
    return tuple(_renumber(citation, numbers) for citation in citations)


def _renumber(citation: SavedCitation, numbers: Mapping[int, int]) -> SavedCitation:
    return replace(
        citation,
        number=numbers[citation.number],
        also_in=tuple(numbers[other] for other in citation.also_in if other in numbers),
        duplicate_of=numbers.get(citation.duplicate_of) if citation.duplicate_of is not None else None,
    )
