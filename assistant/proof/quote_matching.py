"""Where a quote stands: its pieces found in a document, in order and near.

What enters: a quote's pieces and a document without its typesetting. What leaves: spans, with what was allowed on the way:
ellipses, insertions, the case of a first letter, a final stop. It deliberately weighs nothing: a quote stands or it does not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.proof.quote_borders import is_inside_word
from assistant.proof.quote_pieces import Joint, Pieces, words_in
from assistant.proof.quote_primes import primes_agree
from assistant.proof.quote_verdict import Difference
from assistant.proof.quote_words import MAX_REPLACED_WORDS, hides_negation, may_replace, may_stand_beside
from assistant.proof.typesetting import MARK, NOTHING, SetText, is_word
from corpus.document import Document

# An ellipsis leaves out a few sentences; what it joins from further apart is another quote.
MAX_LEFT_OUT_CHARACTERS = 1500
MAX_LEFT_OUT_PARAGRAPHS = 2
# Single words set apart by ellipses can be made to say anything.
MIN_PIECE_WORDS, MIN_LONGEST_PIECE_WORDS = 2, 4
# Fewer capitals than this are an acronym and no heading.
MIN_CAPITALS = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """Atoms `first` to `last`, end exclusive, of the document, and what was allowed."""

    first: int
    last: int
    differences: tuple[Difference, ...] = ()


def standings(pieces: Pieces, document: Document, hay: SetText) -> Iterator[Standing]:
    """Every place where a quote stands, in text order."""
    if not pieces.pieces or not _long_enough(pieces):
        return
    for begun in _begun(pieces, hay):
        standing: Standing | None = begun
        for joints, piece in zip(pieces.joints[1:], pieces.pieces[1:]):
            standing = _followed(standing, joints, piece, (document, hay)) if standing else None
        if standing and (after := _at_edge(pieces.joints[-1], _word_at(hay, standing.last))) is not None:
            yield replace(standing, differences=(*standing.differences, *after))


def _begun(pieces: Pieces, hay: SetText) -> Iterator[Standing]:
    """Where the first piece stands, with what was put before it."""
    joints = pieces.joints[0]
    for found in occurrences(hay, pieces.pieces[0], any_case=_any_case(joints)):
        before = _at_edge(joints, _word_at(hay, found.first - 1))
        if before is not None:
            yield replace(found, differences=(*before, *found.differences))


def occurrences(hay: SetText, needle: SetText, first: int = 0, last: int | None = None, *, any_case: bool = False) -> Iterator[Standing]:
    """Where a piece stands among the atoms `first` to `last`, in text order, a final stop added or dropped at will.

    With `any_case` the first letter may be in either case anywhere.
    """
    stop = needle.atom(len(needle) - 1) in ".," and len(needle) > 1
    shorter = needle.part(0, len(needle) - 1) if stop else needle
    end = hay.offsets[-1] if last is None else hay.offsets[last]
    offset = hay.folded.find(shorter.folded, hay.offsets[first], end)
    while offset >= 0:
        found = _agreeing(hay, shorter, offset, any_case)
        if found and stop:
            found = _with_stop(hay, needle.atom(len(needle) - 1), found)
        if found:
            yield found
        offset = hay.folded.find(shorter.folded, offset + 1, end)


def _with_stop(hay: SetText, stop: str, found: Standing) -> Standing | None:
    """A quote ends with a stop: the document has it, or another, or none; a question is no statement."""
    following = hay.atom(found.last) if found.last < len(hay) else ""
    if following == stop:
        return Standing(found.first, found.last + 1, found.differences)
    after = hay.atom(found.last + 1) if following in (MARK, ")") and found.last + 1 < len(hay) else ""
    if following in ("?", "!") or after in ("?", "!"):
        return None
    return Standing(found.first, found.last, (*found.differences, Difference("stop", stop, following if following in tuple(".,;:…") else "")))


def _agreeing(hay: SetText, needle: SetText, offset: int, any_case: bool) -> Standing | None:
    """The place at an offset of the letters, when borders, gaps and case agree there too."""
    first, last = hay.place_of(offset), hay.place_of(offset + len(needle.letters))
    if first is None or last is None or not gaps_agree(hay.part(first, last), needle):
        return None
    if is_inside_word(hay.text, hay.starts[first]) or is_inside_word(hay.text, hay.ends[last - 1]):
        return None
    if last - first == len(needle) and not primes_agree(hay, first, needle):
        return None
    case = _case(hay, needle, first, last, any_case)
    return None if case is None else Standing(first, last, case)


def _case(hay: SetText, needle: SetText, first: int, last: int, any_case: bool) -> tuple[Difference, ...] | None:
    """What differs by case where that is typesetting's: the first letter, or everything set in capitals; None where it is not."""
    letters = hay.letters[hay.offsets[first] : hay.offsets[last]]
    if letters == needle.letters:
        return ()
    if letters[1:] == needle.letters[1:]:
        free = any_case or needle.letters[0].isupper() or begins_sentence(hay, first)
        return (Difference("case", needle.atom(0), hay.atom(first)),) if free else None
    return (Difference("case", raw(needle, 0, len(needle)), raw(hay, first, last)),) if _in_capitals(needle, letters) else None


def gaps_agree(one: SetText, other: SetText) -> bool:
    """Whether two set texts of the same letters may have the same gaps."""
    left = dict(zip(one.offsets[1:-1], one.gaps[1:]))
    right = dict(zip(other.offsets[1:-1], other.gaps[1:]))
    return all(left.get(offset, NOTHING) & right.get(offset, NOTHING) for offset in left.keys() | right.keys())


def _in_capitals(needle: SetText, letters: str) -> bool:
    """Whether one of two texts is set in capitals throughout, as headings are."""
    capitals = letters if letters.isupper() else needle.letters if needle.letters.isupper() else ""
    return sum(map(str.isalpha, capitals)) >= MIN_CAPITALS and words_in(needle) > 1


def begins_sentence(hay: SetText, place: int) -> bool:
    """Whether an atom stands where a sentence begins, so that its capital may be the sentence's."""
    if place == 0 or hay.atom(place - 1) in (".", "!", "?", ":", "…", MARK):
        return True
    return "\n" in hay.text[hay.ends[place - 1] : hay.starts[place]]


def _followed(before: Standing, joints: Sequence[Joint], piece: SetText, where: tuple[Document, SetText]) -> Standing | None:
    """The piece that follows on joints, at its nearest place that is near enough."""
    hay = where[1]
    left_out = any(joint.kind == "left_out" for joint in joints)
    reach = MAX_LEFT_OUT_CHARACTERS if left_out else 80
    limit = bisect_right(hay.starts, hay.ends[before.last - 1] + reach) + len(piece)
    for found in occurrences(hay, piece, before.last, min(limit, len(hay)), any_case=_any_case(joints)):
        differences = _left_out(joints, before.last, found.first, where) if left_out else _inserted(joints, before.last, found.first, hay)
        if differences is not None:
            return Standing(before.first, found.last, (*before.differences, *differences, *found.differences))
    return None


def _left_out(joints: Sequence[Joint], last: int, first: int, where: tuple[Document, SetText]) -> list[Difference] | None:
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


def _inserted(joints: Sequence[Joint], last: int, first: int, hay: SetText) -> list[Difference] | None:
    """What stands in the document in place of what was put in square brackets; None when it may not be replaced."""
    atoms = [hay.atom(place) for place in range(last, first)]
    words = [atom for atom in atoms if is_word(atom)]
    if len(words) > MAX_REPLACED_WORDS or any(atom in (".", "!", "?", "…") for atom in atoms):
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
        fits = len(replaced) == 1 and replaced[0].startswith(joint.stem) and len(replaced[0]) - len(joint.stem) <= MAX_REPLACED_WORDS
        return Difference("insertion", joint.raw, found, joint.start, end) if fits else None
    if not may_replace(joint.words.split(), replaced):
        return None
    return Difference("insertion", joint.raw, found, joint.start, end)


def _at_edge(joints: Sequence[Joint], beside: str) -> list[Difference] | None:
    """What was put before or after everything quoted; None when it may not stand there. `beside` is the document's next atom."""
    beside = beside if is_word(beside) else ""
    differences = []
    for joint in joints:
        if joint.kind == "inserted":
            difference = _of_insertion(joint, "") if may_stand_beside(joint.words.split(), beside) else None
        else:
            replaced = [beside] if joint.kind == "ending" and beside else []
            difference = _of_insertion(joint, " ".join(replaced), replaced)
        if joint.kind != "left_out" and difference is None:
            return None
        differences.extend([difference] if difference and joint.kind != "left_out" else [])
    return differences


def _any_case(joints: Sequence[Joint]) -> bool:
    return any(joint.kind == "letter" for joint in joints)


def _word_at(hay: SetText, place: int) -> str:
    return hay.atom(place) if 0 <= place < len(hay) else ""


def _long_enough(pieces: Pieces) -> bool:
    """Whether the pieces that ellipses set apart are long enough to be quotes."""
    if not pieces.left_out:
        return True
    lengths = [words_in(piece) for piece in pieces.pieces]
    return min(lengths) >= MIN_PIECE_WORDS and max(lengths) >= MIN_LONGEST_PIECE_WORDS


def raw(text: SetText, first: int, last: int) -> str:
    """The characters that atoms stand for, on one line."""
    return " ".join(text.text[text.starts[first] : text.ends[last - 1]].split()) if first < last else ""
