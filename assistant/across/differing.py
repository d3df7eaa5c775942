"""In what two sentences on the same thing differ: a number, a date, a commitment, a negation.

What enters: two statements and how near they are in meaning. What leaves: their differences, each with the words that differ, or
none. Precision counts before recall: a pair whose names, periods or things counted are told apart is about two things, and says
nothing. It deliberately never calls a difference a contradiction: who reads both decides.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.across.commitments import Commitment
from assistant.across.quantities import Quantity, may_be_equal, same_kind, thing
from assistant.across.stated_times import StatedTime, may_be_the_same
from assistant.across.statement import Statement
from index.words import STOP_WORDS, stems, words

DifferenceKind = Literal["number", "date", "negation", "commitment"]
Place = tuple[int, int]

# Cosine of two sentences without their numbers, times and modal verbs; measured on the labelled pairs.
SIMILAR = 0.6
# Share of the rarer sentence's words, by what they weigh, that both have; measured on the labelled pairs.
SHARED = 0.4
# A sentence of fewer words beside its numbers says too little of what it is about: "Published 16 January 2023".
ABOUT_WORDS = 2
# A sentence of more words speaks of several things at once.
MANY_WORDS = 30
# So many words of each sentence may stand in the place of the other's before they tell two things apart.
EXCHANGED = 2
# So many of the words around two numbers must be the same: a percentage or a sum of money does not say of what it is.
CLAUSE_SHARED = 0.34
COUNTED_CLAUSE_SHARED = 0.15
# A time or a commitment is compared only where the sentences are nearly the same otherwise.
CLOSE = 0.7
# A whole is not compared with its parts.
_WHOLE = re.compile(r"\b(?:in all|in total|total(?:s|ling|led)?|altogether|together|overall|combined|of the \d|out of|of which)\b", re.IGNORECASE)
# Verbs of which the denial is about the text and not about the matter.
_SAYING = frozenset(stems("say state mention contain specify tell name give list record cover address note explain include".split()))
# So many words on either side are a number's clause.
_CLAUSE_WORDS = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, and the words that do, as characters of each sentence."""

    kind: DifferenceKind
    one: Place
    other: Place


def differences(one: Statement, other: Statement, cosine: float, idf: Callable[[str], float]) -> tuple[Difference, ...]:
    """In what two statements differ; nothing where they are not about the same, or say the same."""
    if not all(ABOUT_WORDS <= len(statement.about) <= MANY_WORDS for statement in (one, other)):
        return ()
    if cosine < SIMILAR or shared(one.about, other.about, idf) < SHARED or told_apart(one, other):
        return ()
    found = list(_numbers(one, other))
    if cosine >= CLOSE:
        found += [*_dates(one, other), *_commitments(one, other)]
    return tuple(found)


def shared(one: frozenset[str], other: frozenset[str], idf: Callable[[str], float]) -> float:
    """The share of the lighter set's weight that both have."""
    weights = [sum(map(idf, terms)) for terms in (one, other, one & other)]
    least = min(weights[:2])
    return weights[2] / least if least > 0 else 0.0


def told_apart(one: Statement, other: Statement) -> bool:
    """Whether two statements are about two things.

    Each names what the other does not; or each has one or two words in the place of the other's, the rest being the same: "the
    north ferry", "the south ferry"; or their years have nothing in common.
    """
    if one.names - other.names and other.names - one.names:
        return True
    own, others = one.about - other.about, other.about - one.about
    if 0 < len(own) <= EXCHANGED and 0 < len(others) <= EXCHANGED and not one.has_source and not other.has_source:
        return True
    return _apart({time.year for time in one.times if not time.is_deadline}, {time.year for time in other.times if not time.is_deadline})


def _apart(one: set[int], other: set[int]) -> bool:
    mine, theirs = one - {0}, other - {0}
    return bool(mine) and bool(theirs) and not mine & theirs


def _numbers(one: Statement, other: Statement) -> Iterator[Difference]:
    if _apart(_months(one), _months(other)) or bool(_WHOLE.search(one.text)) != bool(_WHOLE.search(other.text)):
        return
    shares = [{quantity.unit for quantity in statement.quantities} & {"percent", "points"} for statement in (one, other)]
    for left in one.quantities:
        alike = [quantity for quantity in other.quantities if same_kind(left, quantity)]
        rivals = [quantity for quantity in one.quantities if same_kind(left, quantity)]
        if len(alike) != 1 or len(rivals) != 1 or may_be_equal(left, alike[0]):
            continue  # of several of a kind, nobody can say which is to be compared with which
        right, least = alike[0], CLAUSE_SHARED if left.unit else COUNTED_CLAUSE_SHARED
        mixed = left.unit in ("percent", "points") and shares[0] != shares[1]
        if not mixed and _clauses(one, left, other, right) >= least and not _qualified(one, left, other) and not _qualified(other, right, one):
            yield Difference("number", (left.start, left.end), (right.start, right.end))


def _months(statement: Statement) -> set[int]:
    return {time.month for time in statement.times}


def _clauses(one: Statement, quantity: Quantity, other: Statement, candidate: Quantity) -> float:
    """The share of the words around two numbers that both have, of the fewer."""
    mine, theirs = _clause(one.text, quantity), _clause(other.text, candidate)
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0


def _clause(text: str, quantity: Quantity) -> set[str]:
    before, after = words(text[: quantity.start])[-_CLAUSE_WORDS:], words(text[quantity.end :])[:_CLAUSE_WORDS]
    return set(map(thing, stems([word for word in (*before, *after) if word not in STOP_WORDS and not word[0].isdigit()])))


def _qualified(statement: Statement, quantity: Quantity, other: Statement) -> bool:
    """Whether a name after a number says of what it is, and the other sentence does not have it: "14 agreements with North Macedonia"."""
    following = set(words(statement.text[quantity.end :])[:_CLAUSE_WORDS]) & statement.names
    return bool(following) and not following & set(words(other.text))


def _dates(one: Statement, other: Statement) -> Iterator[Difference]:
    for wanted in (True, False):
        mine = [time for time in one.times if time.is_deadline == wanted]
        theirs = [time for time in other.times if time.is_deadline == wanted]
        if len(mine) == len(theirs) == 1 and (wanted or _same_event(mine[0], theirs[0])) and not may_be_the_same(mine[0], theirs[0]):
            yield Difference("date", (mine[0].start, mine[0].end), (theirs[0].start, theirs[0].end))


def _same_event(one: StatedTime, other: StatedTime) -> bool:
    """Whether two times may be of one event: days are stated, for a month may be a period, and years do not differ."""
    return bool(one.day and other.day) and (one.year == other.year or not one.year or not other.year)


def _commitments(one: Statement, other: Statement) -> Iterator[Difference]:
    deniable = not one.denies and not other.denies  # else "no party shall" would differ from "parties shall not"
    for mine in one.commitments:
        for theirs in other.commitments:
            if mine.verb == theirs.verb:
                if mine.denied != theirs.denied and mine.verb not in _SAYING and deniable:
                    yield Difference("negation", _place(mine), _place(theirs))
                elif mine.denied == theirs.denied and mine.strength != theirs.strength and mine.strength and theirs.strength:
                    yield Difference("commitment", _place(mine), _place(theirs))
    for turned, (denying, stating) in enumerate(((one, other), (other, one)) if deniable else ()):
        for commitment in denying.commitments:
            if (
                commitment.denied
                and commitment.verb not in _SAYING
                and not any(commitment.verb == its.verb for its in stating.commitments)
                and (place := _verb(stating, commitment.verb))
            ):
                pair = (_place(commitment), place)
                yield Difference("negation", *(pair[::-1] if turned else pair))


def _place(commitment: Commitment) -> Place:
    return commitment.start, commitment.end


def _verb(statement: Statement, stem: str) -> Place | None:
    """Where a sentence has a verb of that stem."""
    position = 0
    for word in statement.text.split():
        start = statement.text.index(word, position)
        position = start + len(word)
        if stem in stems(words(word)):
            return start, position
    return None
