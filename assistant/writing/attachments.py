"""What is said of a name without a verb of its own: "NAME, head of the police", "NAME, who led it", "NAME was the host".

What enters: the words of a sentence and of its quotes. What leaves: a name of which the sentence says what the quotes say of
another, with that other. It deliberately compares only what stands beside a name in both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.writing.names import entities
from assistant.writing.verbs import VERBS
from assistant.writing.wording import Word

_TO_BE = frozenset("is was are were".split())
_ARTICLES = frozenset("a an the its his their".split())
_RELATIVES = frozenset("who which whose".split())
# What joins a name to its partner in a list whose verb is said once.
_PARTNERS = frozenset("for from with to in against".split())
_WAYS = {"from": "from", "to": "to", "into": "to", "towards": "to", "toward": "to"}
_PLACES = frozenset(["in", "at"])
# So large a share of what is said beside a name must be said beside the other.
_ALIKE = 0.6
# What is said beside a name is no longer than this.
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class _Said:
    """A name and the stems of what is said beside it."""

    name: frozenset[str]
    word: Word
    stems: frozenset[str]


def said_of_another(written: Sequence[Word], quotes: Sequence[Sequence[Word]]) -> tuple[Word, Word] | None:
    """A name of a sentence and the name that its quotes say this of."""
    told = [said for quote in quotes for said in _beside(quote)]
    partners = [pair for quote in quotes for pair in _partners(quote)]
    for said in _beside(written):
        alike = [other for other in told if len(said.stems & other.stems) >= _ALIKE * len(said.stems)]
        if alike and not any(said.name & other.name for other in alike):
            return said.word, alike[0].word
    for one, two, word in _paired(written):
        known = [(first, second, other) for first, second, other in partners if first & one]
        if known and any(two & second for _, second, _ in partners) and not any(two & second for _, second, _ in known):
            return word, known[0][2]
    return _swapped_predicate(written, quotes)


def _swapped_predicate(written: Sequence[Word], quotes: Sequence[Sequence[Word]]) -> tuple[Word, Word] | None:
    """A thing of which a sentence says what its quotes say of another, and that other: "X was A, Y was B" for "X was B, Y was A"."""
    told = [pair for quote in quotes for pair in _predicates(quote)]
    for one, predicate in _predicates(written):
        own = {other.stem for thing, other in told if thing.stem == one.stem}
        others = [thing for thing, other in told if other.stem == predicate.stem]
        if own and others and predicate.stem not in own and all(one.stem != thing.stem for thing in others):
            return one, others[0]
    return None


def _predicates(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """What stands right before "was" and right after it."""
    for place, word in enumerate(words):
        if word.lower in _TO_BE and 0 < place < len(words) - 1 and words[place - 1].carries:
            after = next((other for other in words[place + 1 : place + 3] if other.carries), None)
            if after is not None and after.sentence == word.sentence and not after.digits:
                yield words[place - 1], after


def turned_direction(written: Sequence[Word], quotes: Sequence[Sequence[Word]]) -> Word | None:
    """A name that the sentence has after "from" and the quotes have after "to" alone, or the other way round."""
    stated: dict[str, set[str]] = {}
    for quote in quotes:
        for way, parts, _ in _directed(quote):
            for part in parts:
                stated.setdefault(part, set()).add(way)
    for way, parts, word in _directed(written):
        ways = {_WAYS.get(each, "") for part in parts for each in stated.get(part, ())}
        if (_WAYS.get(way), *ways) in {("from", "to"), ("to", "from")}:
            return word
    return None


def moved_name(written: Sequence[Word], quotes: Sequence[Sequence[Word]]) -> Word | None:
    """A name that stands after "in" where the quotes have another there, and this one only as who does something."""
    named = {part for name, _, _ in entities(written) for part in name}
    for way, parts, word in _directed(written):
        here = [name for quote in quotes for each, name, _ in _directed(quote) if each == way]
        if way not in _PLACES or any(name & parts for name in here):
            continue
        often = sum(bool(name & parts) for quote in quotes for name, _, _ in entities(quote))
        once_more = sum(bool(name & parts) for name, _, _ in entities(written)) > max(1, often)
        does = any(name & parts and _does(quote, last) for quote in quotes for name, _, last in entities(quote))
        if once_more or (does and any(not name & named for name in here)):
            return word
    return None


def _does(words: Sequence[Word], last: int) -> bool:
    """Whether a verb follows a name."""
    return last + 1 < len(words) and not words[last + 1].part and (words[last + 1].lower in VERBS or words[last + 1].lower.endswith("ed"))


def _directed(words: Sequence[Word]) -> Iterator[tuple[str, frozenset[str], Word]]:
    for parts, first, last in entities(words):
        before = [word.lower for word in words[max(0, first - 2) : first] if word.lower not in _ARTICLES]
        if before:
            yield before[-1], frozenset(str(part) for part in parts), words[last]


def _beside(words: Sequence[Word]) -> Iterator[_Said]:
    """What stands after a name: between commas, or after "was the"."""
    for parts, first, last in entities(words):
        at = last + 1
        if at >= len(words) or words[at].sentence != words[first].sentence:
            continue
        if words[first].part and not words[first].opens and words[at].lower not in _RELATIVES:
            continue  # "his country, Spain, held": the name is itself said of another thing
        if words[at].part and not words[at].capital and (words[at].lower in _RELATIVES or not _is_listed(words, at)):
            stems = _stems(words, at, whole_sentence=False)
        elif words[at].lower in _TO_BE and at + 1 < len(words) and words[at + 1].lower in _ARTICLES:
            stems = _stems(words, at + 1, whole_sentence=True)
        else:
            continue
        if stems:
            yield _Said(frozenset(str(part) for part in parts), words[last], stems)


def _is_listed(words: Sequence[Word], at: int) -> bool:
    """Whether a list or another clause goes on after a comma, and nothing is said of the name."""
    return words[at].lower in {"and", "but", "or", "while", "where", "so", "because", "as", "with", "in", "on", "he", "she", "it", "they"}


def _stems(words: Sequence[Word], start: int, whole_sentence: bool) -> frozenset[str]:
    """The carrying words up to the next comma or, of a predicate, up to the next name's comma."""
    stems: set[str] = set()
    for word in words[start : start + _LONGEST]:
        if word.sentence != words[start].sentence or (word.part and word is not words[start]):
            break
        if whole_sentence and word.lower in {"and", "while", "but"}:
            break
        if word.carries:
            stems.add(word.stem)
    return frozenset(stems)


def _partners(words: Sequence[Word]) -> list[tuple[frozenset[str], frozenset[str], Word]]:
    """The pairs of a list whose verb is said once: "Boone signed for France, Musar for Slovenia"."""
    pairs = list(_paired(words))
    gapped = sum(
        1 for first, last in _name_ends(words) if last + 1 < len(words) and words[last + 1].lower in _PARTNERS and first and words[first].part
    )
    return pairs if gapped and len(pairs) > 1 else []


def _name_ends(words: Sequence[Word]) -> list[tuple[int, int]]:
    return [(first, last) for _, first, last in entities(words)]


def _paired(words: Sequence[Word]) -> Iterator[tuple[frozenset[str], frozenset[str], Word]]:
    """Each name with the next one after it that hangs on a partner's preposition, no comma between them."""
    found = list(entities(words))
    for (one, _, last), (other, first, _) in pairwise(found):
        between = words[last + 1 : first]
        if between and len(between) <= 2 and between[-1].lower in _PARTNERS and not any(word.part for word in words[last + 1 : first + 1]):
            yield frozenset(str(part) for part in one), frozenset(str(part) for part in other), words[last]
