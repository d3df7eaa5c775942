"""Where a quote stands: its pieces found in a document, in order and near.

What enters: a quote's pieces and a document without its typesetting. What leaves: spans, with what was allowed on the way:
ellipses, insertions, the case of a first letter, a final stop. It deliberately weighs nothing: a quote stands or it does not.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.proof.quote_borders import is_inside_word
from assistant.proof.quote_joints import MAX_LEFT_OUT_CHARACTERS, at_edge, has_letter, inserted_between, left_out_between
from assistant.proof.quote_pieces import Joint, Pieces, raw, words_in
from assistant.proof.quote_primes import primes_agree
from assistant.proof.quote_verdict import Difference
from assistant.proof.typesetting import MARK, NOTHING, SetText
from corpus.document import Document

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
        after = at_edge(pieces.joints[-1], hay, standing.last, 1) if standing else None
        if standing and after:
            yield Standing(standing.first, after.place, (*standing.differences, *after.differences))


def _begun(pieces: Pieces, hay: SetText) -> Iterator[Standing]:
    """Where the first piece stands, with what was put before it."""
    joints = pieces.joints[0]
    for found in occurrences(hay, pieces.pieces[0], any_case=has_letter(joints)):
        if before := at_edge(joints, hay, found.first, -1):
            yield Standing(before.place, found.last, (*before.differences, *found.differences))


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
    if first is None or last is None or not gaps_agree(hay, needle, first):
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


def gaps_agree(one: SetText, other: SetText, first: int = 0) -> bool:
    """Whether two set texts may have the same gaps, `one` from its atom `first` on, where its letters are those of `other`.

    Where only one has a gap the other has nothing.
    """
    left, right, base, end = first + 1, 1, one.offsets[first], len(other.letters)
    while True:
        here = one.offsets[left] - base if left < len(one) else end
        there = other.offsets[right] if right < len(other) else end
        at = min(here, there)
        if at >= end:
            return True
        if not (one.gaps[left] if here == at else NOTHING) & (other.gaps[right] if there == at else NOTHING):
            return False
        left, right = left + (here == at), right + (there == at)


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
    for found in occurrences(hay, piece, before.last, min(limit, len(hay)), any_case=has_letter(joints)):
        if not left_out and not has_letter(joints) and any(difference.kind == "case" for difference in found.differences):
            continue  # the sentence goes on, and a name in it keeps its capital
        between = left_out_between(joints, before.last, found.first, where) if left_out else inserted_between(joints, before.last, found.first, hay)
        if between is not None:
            return Standing(before.first, found.last, (*before.differences, *between, *found.differences))
    return None


def _long_enough(pieces: Pieces) -> bool:
    """Whether the stretches that ellipses set apart are long enough to be quotes."""
    if not pieces.left_out:
        return True
    lengths = [0]
    for joints, piece in zip(pieces.joints, pieces.pieces):
        if lengths[-1] and any(joint.kind == "left_out" for joint in joints):
            lengths.append(0)
        lengths[-1] += words_in(piece) + sum(len(joint.inserted) for joint in joints)
    return min(lengths) >= MIN_PIECE_WORDS and max(lengths) >= MIN_LONGEST_PIECE_WORDS
