"""What a sentence left out of its quote that bears on what it kept.

What enters: a sentence and one sentence of a quote, aligned. What leaves: the first such omission: a "not" or a "may", a condition, who
does it, the word that ties two clauses, the preposition a thing hangs on. It deliberately knows no grammar beyond clauses, their openings
and prepositions, and errs to the side of finding one.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.writing.additions import EMPTY, HARMLESS
from assistant.writing.alignment import Pairs
from assistant.writing.claims import Claims, Fault
from assistant.writing.operators import Operator, kind_of
from assistant.writing.sources import Source
from assistant.writing.units import JOINING, Unit
from assistant.writing.wording import PAST_FORMS

# Small words whose "that" is wished or thought, and not said to be so.
_VIEWS = frozenset({"wish", "believe", "should", "may"})
_ARTICLES = frozenset("the a an this these".split())
# A thing is not itself without one of these before it: a former mayor, a planned station, an average of five.
_PRIVATIVE = frozenset(
    "former alleged acting deputy vice draft planned proposed potential possible would-be failed false fake supposed suspected presumed so-called "
    "average mean median estimated projected provisional preliminary forecast expected retired late previous next partial temporary".split()
)
_CONDITIONS = frozenset("if unless provided providing except save subject until once only whenever assuming pending".split())
_LIMITS = frozenset("until till except without".split())
# Words that say how two clauses hang together; they are kept with both clauses, or left out with one.
_TYING = frozenset("because since after before when while although though until unless if than without despite or but".split())
# What hangs on one of these is not what it is without it.
_STRONG = frozenset("by from before after without against until till except despite under over above below than since".split())
# Words that say something of what stands right before them.
_RELATIVE = frozenset("who whom whose which where".split())
_TO_WHOM = frozenset("to for with".split())
_PLACES = frozenset("in on at of during".split())
_SAID_EXACTLY = frozenset({"number", "date", "name"})
_STRONG_PARTING = re.compile(r"[;:]")
# So many words may stand before the first unit of a sentence.
_EDGE = 4
# So many units may stand before who does it: "In 2018 the team".
_FRONT = 3


def left_out(source: Source, pairs: Pairs) -> Fault | None:
    """A small word of a quote, or one that makes a thing another, without which what it bears on was kept."""
    kept = list(pairs.values())
    for j, other in enumerate(source.units):
        if j in pairs.values():
            continue
        if isinstance(other.value, Operator) and not other.value.classes <= HARMLESS | {"all"} and _bears_on(j, other.value, source, kept):
            return kind_of(other.value), f"the quote says “{other.value.text}” here, and the sentence does not"
        if source.claims.words[other.first].lower in _PRIVATIVE and j + 1 in kept and other.clause == source.units[j + 1].clause:
            return "over-general", f"the quote says “{source.shown(j)}” here, and the sentence does not"
    return None


def _bears_on(j: int, operator: Operator, source: Source, kept: Sequence[int]) -> bool:
    """Whether a small word bears on a unit that was kept."""
    units = source.units
    clause = units[j].clause
    within = [k for k, other in enumerate(units) if other.clause == clause]
    last = j == within[-1]
    if last and "not" in operator.classes and any(k > j for k in kept):  # "did not, whatever he claims, cancel"
        return True
    governed = next((unit for unit in units[j + 1 :] if unit.clause != clause), None)
    viewed = governed is not None and operator.classes & _VIEWS and _opens_with_that(governed, source)
    if viewed and governed is not None and any(units[k].clause == governed.clause for k in kept):
        return True
    following = [k for k in range(j + 1, len(units)) if not isinstance(units[k].value, Operator)][:2]
    if any(k in kept and (k == following[0] or units[k].clause == clause) for k in following):
        return True
    held = sum(k in kept for k in within)
    return held > 0 and 2 * held >= len(within) - 1


def _opens_with_that(unit: Unit, source: Source) -> bool:
    words = source.claims.words
    before = unit.first - 1
    before -= words[before].lower in _ARTICLES
    return words[before].lower == "that"


def moved(units: Sequence[Unit], source: Source, pairs: Pairs) -> Fault | None:
    """A unit that hangs on another preposition than in the quote: from whom became to whom, by whom became who."""
    for i, j in pairs.items():
        one, other = units[i], source.units[j]
        mine, theirs = one.hangs_on, other.hangs_on
        opens = i == min(pairs)
        if mine == theirs or {mine, theirs} <= _PLACES or (opens and theirs in JOINING and source.units[j - 1].clause != other.clause):
            continue
        if not (opens and theirs in JOINING) and {mine, theirs} & _STRONG:
            return "relation", f"“{theirs or mine} {source.shown(j)}” stands otherwise in the quote"
        exactly = one.kind in _SAID_EXACTLY and (mine or j - 1 not in pairs.values())
        if exactly or ("to" in {mine, theirs} and one.kind == "word") or (opens and theirs):
            return "subject", f"“{source.shown(j)}” stands otherwise in the quote"
    return None


def untied(units: Sequence[Unit], written: Claims, source: Source, pairs: Pairs) -> Fault | None:
    """Two things put beside each other that the quote holds apart, or ties by another word."""
    kept = list(pairs.items())
    for (i, j), (after, later) in pairwise(kept):
        here = (units[i].last, units[after].first)
        found = _tied_otherwise(written, here, source, j, later) or _passed_over(source, j, later, j == kept[0][1])
        if found:
            return found
    return None


def _tied_otherwise(written: Claims, here: tuple[int, int], source: Source, j: int, later: int) -> Fault | None:
    one, other = source.units[j], source.units[later]
    words = source.claims.words
    between = written.text[written.words[here[0]].end : written.words[here[1]].start]
    said_apart = _STRONG_PARTING.search(source.claims.text[words[one.last].end : words[other.first].start])
    if said_apart and not _STRONG_PARTING.search(between) and not JOINING & set(between.lower().split()):
        return "mixed quotes", "it puts together what the quote says apart"
    if one.clause == other.clause:
        return None
    opening = next(unit for unit in source.units if unit.clause == other.clause)
    mine = {word.lower for word in written.words[here[0] + 1 : here[1]]} & _TYING
    start = _opened(source, opening)
    start -= words[start - 1].lower in _TYING  # "after which"
    theirs = {word.lower for word in words[max(one.last + 1, start) : other.first]} & _TYING
    if mine != theirs:
        return "relation", f"“{min(theirs ^ mine)}” ties other things in the quote"
    if isinstance(one.value, Operator) and "not" in one.value.classes and later > j + 1:
        return "negation", f"“{one.value.text}” stands for something else in the quote"
    return None


def _passed_over(source: Source, j: int, later: int, opens: bool) -> Fault | None:
    """Somebody else between two units of different clauses, to whom the later one belongs."""
    one, other = source.units[j], source.units[later]
    passed = source.units[j + 1 : later]
    if other.hangs_on in _STRONG | _TO_WHOM and any(unit.hangs_on == other.hangs_on and unit.kind == "name" for unit in passed):
        return "subject", f"the quote says “{other.hangs_on}” of somebody else first"
    if one.clause == other.clause or not passed:
        return None
    opening = next(place for place, unit in enumerate(source.units) if unit.clause == other.clause)
    if opening > j + 1 and _opening(source, source.units[opening])[0] in _RELATIVE:
        return "subject", "the quote says this of somebody else"
    first = source.units[0].clause
    inner = passed[0].clause == one.clause
    if opens and inner and first < one.clause < other.clause and not passed[0].hangs_on:  # "Corruption, ministers found, slows"
        return "subject", "the quote says this of something else"
    several = len({unit.clause for unit in passed}) > 1
    if (inner or several) and _bare_name(passed):
        return "subject", "the quote has somebody else in between"
    return None


def _bare_name(passed: Sequence[Unit]) -> bool:
    """Whether a name among units hangs on nothing, and on nothing together with those before it: "by Bosnia and Herzegovina"."""
    hung, last, kind = False, -1, ""
    for unit in passed:
        beside = unit.first - last == 1 or (unit.first - last == 2 and unit.kind == kind == "name")
        hung = bool(unit.hangs_on) or (hung and beside)
        last, kind = unit.last, unit.kind
        if unit.kind == "name" and not hung:
            return True
    return False


def headless(source: Source, pairs: Pairs) -> Fault | None:
    """A clause of a quote without its beginning: who does it was left out, and another would be read in."""
    kept = list(pairs.values())
    for before, j in zip([-1, *kept], kept):
        unit = source.units[j]
        opening = next(place for place, other in enumerate(source.units) if other.clause == unit.clause)
        if opening == j or (before >= 0 and source.units[before].clause == unit.clause) or _may_go(source, before, opening, j):
            continue
        return "subject", f"the quote's “{source.shown(opening)}” was left out, and something else stands in its place"
    return None


def _may_go(source: Source, before: int, opening: int, j: int) -> bool:
    """Whether the units before one, in its clause, may be left out: names of a list, a title, a place or time in front."""
    skipped, unit = source.units[opening:j], source.units[j]
    if all(isinstance(other.value, Operator) or other.stem in EMPTY or other.word.lower.endswith("ly") for other in skipped):
        return True
    if before >= 0 and source.units[before].kind == "name" and all(other.kind == "name" for other in (*skipped, unit)):
        return True
    run = all(one.last + 1 == other.first for one, other in zip(skipped, [*skipped[1:], unit]))
    if run and not any(_may_act(other) for other in skipped) and (unit.kind == "name" or (skipped[0].kind == "word" and not _may_act(unit))):
        return True
    return before < 0 and bool(skipped[0].hangs_on) and len(skipped) <= _FRONT


def _may_act(unit: Unit) -> bool:
    """Whether a word may be what somebody does; a plural may be too."""
    lower = unit.word.lower
    return unit.kind == "word" and (lower.endswith(("s", "ing", "ed")) or lower in PAST_FORMS)


def unconditional(source: Source, pairs: Pairs) -> Fault | None:
    """A condition or a limit of a quote that was left out beside what it conditions."""
    held = {source.units[j].clause for j in pairs.values()}
    for clause in sorted({unit.clause for unit in source.units}):
        own = [(place, unit) for place, unit in enumerate(source.units) if unit.clause == clause]
        if clause in held:
            conditional = _opening(source, own[0][1])[:1]
            if conditional[0] in _CONDITIONS and clause + 1 not in held and _goes_on(source, clause + 1):
                return "condition", f"the quote goes on with its “{conditional[0]} …”, and the sentence does not"
            gone = [unit for place, unit in own if place not in pairs.values()]
            if limit := next((unit for unit in gone if unit.hangs_on in _LIMITS or unit.word.lower in _CONDITIONS), None):
                said = f"{limit.hangs_on} {limit.text}".strip()
                return "condition", f"the quote says “{said}” here, and the sentence does not"
            continue
        opening, fronted = _opening(source, own[0][1]), _fronted(source, own[0][1])
        if opening[0] in {"where", "when"} and fronted and clause + 1 in held and clause - 1 not in held:
            return "condition", f"the quote says “{opening[0]} …” here, and the sentence does not"
        inverted = own[0][1].kind == "small" and own[0][1].text.lower() == "should"
        beside = clause + 1 if fronted else clause - 1
        conditions = [word for word in opening if word in _CONDITIONS] + ["should"] * inverted
        if conditions and (beside in held or (inverted and clause + 1 in held)):
            return "condition", f"the quote says “{conditions[0]} …” here, and the sentence does not"
    return None


def _goes_on(source: Source, clause: int) -> bool:
    """Whether a clause goes on with the one before: "if it would disrupt the work and the council has been asked"."""
    own = next((unit for unit in source.units if unit.clause == clause), None)
    return own is not None and _opening(source, own)[0] == "and" and not source.claims.words[_opened(source, own)].part


def _fronted(source: Source, unit: Unit) -> bool:
    """Whether a clause opens a sentence or what follows a semicolon."""
    first = _opened(source, unit)
    words = source.claims.words
    return not first or words[first - 1].sentence != unit.sentence or ";" in source.claims.text[words[first - 1].end : words[first].start]


def _opening(source: Source, unit: Unit) -> list[str]:
    """The words a clause opens with, from its joining word to its first unit."""
    return [word.lower for word in source.claims.words[_opened(source, unit) : unit.first + 1]]


def _opened(source: Source, unit: Unit) -> int:
    """The place of the word that opens the clause of its first unit."""
    words, first = source.claims.words, unit.first
    least = max((other.last + 1 for other in source.units if other.last < unit.first), default=max(0, unit.first - _EDGE))
    while first > least and words[first - 1].sentence == unit.sentence and not words[first].part and words[first].lower not in JOINING:
        first -= 1
    return first
