"""What a sentence has that its quote does not have at that place.

What enters: a sentence and one sentence of a quote, aligned. What leaves: the first number, date, name, small word or other word that was
added, a number that was made more exact, or a deed whose doer was exchanged. What a pronoun of the quote stands for may be put in its
place. It deliberately allows no word because it is near in meaning: "longer" is near "shorter".
"""

from collections.abc import Sequence

from assistant.writing.alignment import Pairs
from assistant.writing.claims import Claims, Fault
from assistant.writing.names import alike
from assistant.writing.operators import Operator, kind_of
from assistant.writing.quantities import Quantity
from assistant.writing.sources import Source
from assistant.writing.units import Unit
from assistant.writing.wording import PAST_FORMS, stem_of

# So many words of a sentence may be others than its quote's, each in the place of one of them.
REWORDED = 2
# Words that say nothing of their own.
EMPTY = frozenset(stem_of(word) for word in "also additionally further furthermore moreover however thus therefore hence indeed well".split())
# A small word that may be added: it claims less, or nothing.
HARMLESS = frozenset({"some", "need"})
_BE = frozenset("is are was were be been being get gets got getting".split())
_PRONOUNS = frozenset("i we he she it they us him them this these those my our his her its their there you your".split())


def added(units: Sequence[Unit], source: Source, pairs: Pairs) -> Fault | None:
    """A unit of a sentence that its quote does not have there; or more words put in other words than may be."""
    for i, unit in enumerate(units):
        if i in pairs:
            continue
        left = max((j for other, j in pairs.items() if other < i), default=-1)
        right = min((j for other, j in pairs.items() if other > i), default=len(source.units))
        if isinstance(unit.value, Operator):
            if not _harmless(unit.value, source, left, right):
                return kind_of(unit.value), f"“{unit.value.text}” is not in the quote at this place"
        elif unit.kind in {"number", "date", "figure"}:
            return "date" if unit.kind == "date" else "number", f"“{unit.text}” is not in the quote at this place"
        elif not ((left >= 0 or _one_phrase(units, i)) and _pointed_at(unit, source, left, right, pairs)) and unit.stem not in EMPTY:
            return "name" if unit.kind == "name" else "meaning", f"“{unit.text}” is not in the quote at this place"
    reworded = sum(units[i].stem != source.units[j].stem and units[i].kind == "word" for i, j in pairs.items())
    return ("meaning", "it is said in other words than the quote's") if reworded > REWORDED else None


def inexact(units: Sequence[Unit], source: Source, pairs: Pairs) -> Fault | None:
    """A number that is said more or less exactly than in the quote."""
    for i, j in pairs.items():
        one, other = units[i].value, source.units[j].value
        if isinstance(one, Quantity) and isinstance(other, Quantity) and not one.says(other):
            return "number", f"“{source.shown(j)}” is said more or less exactly than in the quote"
    return None


def turned(units: Sequence[Unit], written: Claims, source: Source, pairs: Pairs) -> Fault | None:
    """A deed that was done to somebody in the quote and by them in the sentence, or the other way round: "had been deceived", "had deceived"."""
    for i, j in pairs.items():
        one, other = units[i], source.units[j]
        done = one.kind == other.kind == "word" and one.word.lower == other.word.lower and _is_past(one.word.lower)
        if done and _passive(one, units[:i], written) != _passive(other, source.units[:j], source.claims):
            return "subject", f"“{source.shown(j)}” is done by another in the quote"
    return None


def _passive(unit: Unit, before: Sequence[Unit], claims: Claims) -> bool:
    """Whether a form of "be" stands before a verb, past adverbs and small words."""
    earlier = (other.last for other in reversed(before) if other.kind != "small" and not other.word.lower.endswith("ly"))
    words = claims.words[next(earlier, -1) + 1 : unit.first]
    return any(word.lower in _BE and word.sentence == unit.sentence for word in words)


def _is_past(lower: str) -> bool:
    return lower.endswith("ed") or lower in PAST_FORMS


def _harmless(operator: Operator, source: Source, left: int, right: int) -> bool:
    """Whether a small word stands in the quote after all, or takes nothing's place and claims less."""
    if operator.text.lower() in source.between(left, right):
        return True
    return operator.classes <= HARMLESS and not any(isinstance(other.value, Operator) for other in source.units[left + 1 : right])


def _one_phrase(units: Sequence[Unit], i: int) -> bool:
    """Whether the unit after one belongs to its phrase, or says what it does."""
    return i + 1 < len(units) and units[i + 1].clause == units[i].clause and units[i + 1].hangs_on in {"", "of"}


def _pointed_at(unit: Unit, source: Source, left: int, right: int, pairs: Pairs) -> bool:
    """Whether a pronoun of the quote stands in the place of a unit, and may mean it: "he rejected" beside "Ferrand rejected"."""
    units, words = source.units, source.claims.words
    opening = left + 1
    if left < 0 and right < len(units):
        opening = next(j for j, other in enumerate(units) if other.clause == units[right].clause)
    # "their use", "the use of deterrents": the pronoun stands before what it is of.
    begin = units[left - 1].last if left > 0 else source.place_after(opening - 1)
    for place in range(begin, source.place_of(right)):
        if words[place].sentence != units[0].sentence or words[place].lower not in _PRONOUNS:
            continue
        after = next((j for j, other in enumerate(units) if other.first > place and (other.kind != "small" or j in {left, right})), len(units))
        apart = any(other.kind != "small" and not (left < 0 and other.hangs_on) for other in units[opening:after])
        before = words[place - 1].lower if place else ""
        hangs = unit.hangs_on in {"", "of"} or unit.hangs_on == before
        if after in {left, right} and hangs and not apart and _may_mean(unit, source, place, pairs):
            return True
    return False


def _may_mean(unit: Unit, source: Source, place: int, pairs: Pairs) -> bool:
    """Whether a pronoun may mean a unit: one said before it, in a clause that was left out, or whom the sentences before speak of."""
    if unit.kind == "name" and not unit.definite and any(alike(str(unit.key), name) for name in source.named):
        return True
    held = {source.units[j].clause for j in pairs.values()}
    alike_units = [other for other in source.units if other.stem == unit.stem]
    before = any(other.first < place and other.clause not in held for other in alike_units)
    if any(other.clause in held for other in alike_units):
        return False  # it has a place of its own in what was kept
    return before or (unit.stem in source.context and (unit.kind == "word" or unit.definite))
