"""Can a sentence be had from one sentence of a quote by leaving words out?

What enters: a written sentence and its quotes, taken apart. What leaves: nothing where it can, else the first thing in the way.
A sentence that keeps the words of its quote in their order keeps who did what to whom; what is left to see is that nothing was added, and
nothing left out that bears on what was kept. It deliberately proves and does not guess: what is said in other words or in another order
fails, however true. (Sentence compression by deletion: Knight and Marcu, AAAI 2000; what may be deleted: natural logic, MacCartney and
Manning, 2007.)
"""

from collections.abc import Sequence

from assistant.writing.additions import EMPTY, added, inexact, turned
from assistant.writing.alignment import Pairs, alignments
from assistant.writing.claims import Claims, Fault
from assistant.writing.names import alike
from assistant.writing.omissions import headless, left_out, moved, unconditional, untied
from assistant.writing.operators import Operator
from assistant.writing.reported import reported
from assistant.writing.sources import Source
from assistant.writing.synonyms import same
from assistant.writing.units import Unit, units_of

# A sentence has at least so many units of its quote, and half of its own.
_LEAST = 2


def underivable(written: Claims, sources: Sequence[Source]) -> Fault | None:
    """Why no sentence of the quotes holds the written one; None where one does. The fault of the nearest sentence is told."""
    units = units_of(written)
    body = reported(written.words)
    frame, said = [unit for unit in units if unit.first < body], [unit for unit in units if unit.first >= body]
    found: list[tuple[int, Fault]] = []
    for source in sources:
        if _copied(written, source):
            return None
        tried = [(units, pairs, 0) for pairs in alignments(units, source.units)]
        if body:
            tried += [(said, pairs, len(frame)) for pairs in alignments(said, source.units) if _may_say(frame, source, pairs)]
        for chosen, pairs, framed in tried:
            fault = _fault(chosen, written, source, pairs)
            if fault is None:
                return None
            found.append((len(pairs) + framed, fault))
    return max(found, key=lambda pair: pair[0])[1] if found else ("meaning", "the quotes say nothing of it")


def _copied(written: Claims, source: Source) -> bool:
    """Whether a sentence is the quote's, word for word."""
    sentence = source.units[0].sentence
    if _minuses(units_of(written)) != _minuses([unit for unit in units_of(source.claims) if unit.sentence == sentence]):
        return False
    return [word.lower for word in written.words] == [word.lower for word in source.claims.words if word.sentence == sentence]


def _minuses(units: Sequence[Unit]) -> int:
    """How many numbers are below zero: a sign is no word."""
    return sum(unit.kind == "number" and isinstance(unit.key, tuple) and unit.key[0] < 0 for unit in units)


def _fault(units: Sequence[Unit], written: Claims, source: Source, pairs: Pairs) -> Fault | None:
    if len(pairs) < max(_LEAST, (len(units) + 1) // 2):
        return "meaning", "it is not made of the words of one sentence of its quotes"
    return (
        added(units, source, pairs)
        or inexact(units, source, pairs)
        or turned(units, written, source, pairs)
        or left_out(source, pairs)
        or moved(units, source, pairs)
        or untied(units, written, source, pairs)
        or headless(source, pairs)
        or unconditional(source, pairs)
    )


def _may_say(frame: Sequence[Unit], source: Source, pairs: Pairs) -> bool:
    """Whether whoever is said to say it does so by the quote: its speaker, the one it names first, or the one who says it there."""
    if any(unit.kind in {"number", "date", "figure", "small"} for unit in frame):
        return False
    ahead, behind = source.units[: min(pairs.values())], source.units[max(pairs.values()) + 1 :]
    if any(isinstance(unit.value, Operator) for unit in ahead):
        return False
    around = [*ahead, *(behind if len({unit.clause for unit in behind}) == 1 else ())]
    sayers = [unit for unit in around if not same(unit.stem, "say")]
    if len(sayers) < len(around) and sayers:  # the quote itself says who says it
        named, known = {str(unit.key) for unit in sayers if unit.kind == "name"}, {unit.stem for unit in sayers}
    else:
        named, known = set(source.named), {*source.context, *(unit.stem for unit in source.units)}
    said_by = [unit for unit in frame if not same(unit.stem, "say") and unit.stem not in EMPTY]
    return all(unit.stem in known if unit.kind == "word" else any(alike(str(unit.key), name) for name in named) for unit in said_by)
