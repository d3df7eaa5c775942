"""What an editor put between the pieces of a quote, against what the document has there.

What enters: joints, and where the pieces around them stand. What leaves: the differences to tell, or None where an honest editor
would not do that: an ellipsis over a heading or a negation, a bracket in place of another name. It deliberately errs to the side
of None.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.proof.quote_pieces import Joint, raw, whole_words
from assistant.proof.quote_verdict import Difference
from assistant.proof.quote_words import MAX_REPLACED_WORDS, hides_negation, may_end, may_replace, may_stand_beside
from assistant.proof.typesetting import MARK, SetText, is_word
from corpus.document import Document

# An ellipsis leaves out a few sentences; what it joins from further apart is another quote.
MAX_LEFT_OUT_CHARACTERS = 1500
MAX_LEFT_OUT_PARAGRAPHS = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a quote begins or ends with what was put beside it: the document's own brackets are part of it."""

    place: int
    differences: tuple[Difference, ...] = ()


def left_out_between(joints: Sequence[Joint], last: int, first: int, where: tuple[Document, SetText]) -> list[Difference] | None:
    """What an ellipsis left out; None when it is too far or hides a negation."""
    document, hay = where
    start, end = hay.ends[last - 1], hay.starts[first]
    if end - start > MAX_LEFT_OUT_CHARACTERS or not _same_stretch(document, start, end):
        return None
    if hides_negation([atom for place in range(last, first) if is_word(atom := hay.atom(place))]):
        return None
    others = [_of_insertion(joint, "") for joint in joints if joint.kind != "left_out"]
    if any(other is None for other in others):
        return None
    mark = next(joint for joint in joints if joint.kind == "left_out")
    left_out = Difference("ellipsis", mark.raw, " ".join(hay.text[start:end].split()), mark.start, mark.start + len(mark.raw))
    return [left_out, *(other for other in others if other)]


def _same_stretch(document: Document, start: int, end: int) -> bool:
    """Whether no heading and at most so many paragraphs begin between two places."""
    after = bisect_left(document.blocks, start, key=lambda block: block.start)
    begun = document.blocks[after : bisect_right(document.blocks, end, key=lambda block: block.start)]
    if any(block.kind in ("heading", "title") for block in begun):
        return False
    return sum(block.kind == "paragraph" for block in begun) <= MAX_LEFT_OUT_PARAGRAPHS


def inserted_between(joints: Sequence[Joint], last: int, first: int, hay: SetText) -> list[Difference] | None:
    """What stands in the document in place of what was put in square brackets; None when it may not be replaced."""
    between = hay.part(last, first)
    if len(joints) == 1 and joints[0].is_own(between):
        return []
    words = whole_words(between)
    atoms = {between.atom(place) for place in range(len(between))}
    if len(words) > MAX_REPLACED_WORDS or atoms & {".", "!", "?", "…", "[", "]"}:
        return None
    found = raw(hay, last, first)
    differences = []
    for joint in joints:
        difference = _of_insertion(joint, found, words)
        if difference is None:
            return None
        differences.append(difference)
        found, words = "", []
    return differences


def _of_insertion(joint: Joint, found: str, replaced: Sequence[str] = ()) -> Difference | None:
    """An insertion as a difference; None when it may not stand for what it replaces."""
    end = joint.start + len(joint.raw)
    if joint.kind == "letter":
        return Difference("insertion", joint.raw, found, joint.start, end) if not replaced else None
    if joint.kind == "ending":
        fits = len(replaced) == 1 and may_end(joint.stem, replaced[0])
        return Difference("insertion", joint.raw, found, joint.start, end) if fits else None
    if not may_replace(joint.inserted, replaced):
        return None
    return Difference("insertion", joint.raw, found, joint.start, end)


def at_edge(joints: Sequence[Joint], hay: SetText, place: int, step: int) -> Edge | None:
    """What was put before (`step` −1) or after (1) everything quoted; None when it may not stand there."""
    differences = []
    for joint in joints if step > 0 else joints[::-1]:
        if joint.kind == "left_out":
            continue
        if own := _own_bracket(joint, hay, place, step):
            place += step * own
            continue
        difference = _beside(joint, _atom_beside(hay, place if step > 0 else place - 1, step))
        if difference is None:
            return None
        differences.append(difference)
    return Edge(place, tuple(differences))


def _own_bracket(joint: Joint, hay: SetText, place: int, step: int) -> int:
    """How many atoms of the document a bracket is, where it is the document's own; 0 otherwise."""
    length = len(joint.own)
    first, last = (place, place + length) if step > 0 else (place - length, place)
    return length if first >= 0 and last <= len(hay) and joint.is_own(hay.part(first, last)) else 0


def _atom_beside(hay: SetText, place: int, step: int) -> str:
    """The document's next atom, quotation marks and round brackets aside."""
    while 0 <= place < len(hay) and hay.atom(place) in (MARK, "(", ")"):
        place += step
    return hay.atom(place) if 0 <= place < len(hay) else ""


def _beside(joint: Joint, atom: str) -> Difference | None:
    beside = atom if is_word(atom) else ""
    if joint.kind == "ending":
        return _of_insertion(joint, beside, [beside] if beside else [])
    if joint.kind == "inserted" and (atom in ("[", "]") or not may_stand_beside(joint.inserted, beside)):
        return None
    return _of_insertion(joint, "")


def has_letter(joints: Sequence[Joint]) -> bool:
    """Whether one letter was put in square brackets, so that its case is free."""
    return any(joint.kind == "letter" for joint in joints)
