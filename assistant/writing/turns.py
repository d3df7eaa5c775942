"""Whether a sentence turned a claim: dropped or added a "not", made a "may" a "must", a "some" an "all".

What enters: a sentence and its quotes, taken apart. What leaves: the first such change with its reason. A small word matters
where the words it bears on are in both. It deliberately fails a sentence that turns a claim twice: "not impossible".
"""

from collections.abc import Sequence

from assistant.writing.claims import Claims
from assistant.writing.operators import AUXILIARIES, COUNTERS, MODES, Operator, kind_of, met

# Small words that claim less: a sentence may add them.
_HARMLESS = frozenset({"some", "need"})
# What may be left out: by oneself.
_ALONE = frozenset("alone itself themselves himself herself".split())
# A further sentence of a quote is used when it gives so many words that those before it do not.
_NEW_WORDS = 2


def turned(written: Claims, quoted: Sequence[Claims]) -> tuple[str, str] | None:
    """The kind and reason of the first claim that was turned."""
    stated = [operator for claims in quoted for operator in claims.operators]
    known = {stem for claims in quoted for stem in claims.stems}
    return _added(written, stated, known) or _dropped(written, quoted)


def _added(written: Claims, stated: Sequence[Operator], known: set[str]) -> tuple[str, str] | None:
    """A small word of the sentence that no quote has, or has only for other words."""
    for operator in written.operators:
        if operator.classes <= _HARMLESS:
            continue
        alike = [other for other in stated if met(operator, other)]
        if not alike:
            return kind_of(operator), f"“{operator.text}” is not in the quotes"
        closest = [other for other in alike if operator.stem == other.stem] or alike
        if not any(_bears_alike(operator, other, written, known) for other in closest):
            return kind_of(operator), f"“{operator.text}” stands for something else in the quotes"
    return None


def _bears_alike(operator: Operator, other: Operator, written: Claims, known: set[str]) -> bool:
    """Whether two small words bear on a word they share; one that the quotes do not have may be a paraphrase."""
    if not operator.scope or not other.scope:
        return operator.stem == other.stem or not {"all", "only"} & operator.classes
    if set(operator.scope) & set(other.scope):
        return True
    if operator.stem == other.stem and operator.text.lower() not in AUXILIARIES and operator.classes & MODES:
        return True  # "talks were proposed" and "proposed talks"
    if "not" in operator.classes:
        return bool(set(other.scope) & written.stems)
    return operator.scope[0] not in known or operator.scope[0] in other.reach


def _dropped(written: Claims, quoted: Sequence[Claims]) -> tuple[str, str] | None:
    """A small word of a quote whose words the sentence has without it."""
    for claims in quoted:
        used = _used_sentences(written, claims)
        for operator in claims.operators:
            if operator.sentence not in used or not operator.scope or operator.scope[0] not in written.stems:
                continue
            if operator.text.lower() in _ALONE or _purpose(operator, written):
                continue
            if any(_keeps(other, operator, written) for other in written.operators):
                continue
            if operator.classes & ({"not"} | MODES | COUNTERS - {"all"}):
                return kind_of(operator), f"the quotes say “{operator.text}” here, and the sentence does not"
    return None


def _purpose(operator: Operator, written: Claims) -> bool:
    """Whether a "can" became a purpose: "through which warnings can be passed on", "for passing on warnings"."""
    if not operator.classes <= {"can", "may"}:
        return False
    return all(word.lower.endswith("ing") for word in written.words if word.stem == operator.scope[0])


def _keeps(other: Operator, operator: Operator, written: Claims) -> bool:
    """Whether a small word of the sentence stands for one of a quote; a "not" only before what is negated."""
    if not (met(other, operator) or met(operator, other)):
        return False
    if "not" not in operator.classes:
        return True
    places = [place for place, word in enumerate(written.words) if word.stem in operator.scope]
    return any(other.place < place for place in places) or other.text.lower() in {"silent", "without"}


def _used_sentences(written: Claims, claims: Claims) -> set[int]:
    """The sentences of a quote that a written sentence draws on: the nearest, and those that give it words the others do not."""
    held: dict[int, set[str]] = {}
    for word in claims.words:
        if word.carries:
            held.setdefault(word.sentence, set()).add(word.stem)
    wanted = {word.stem for word in written.words if word.carries}
    used: set[int] = set()
    while held:
        best = max(held, key=lambda sentence: (len(held[sentence] & wanted), -sentence))
        new = held.pop(best) & wanted
        if used and len(new) < _NEW_WORDS:
            break
        used.add(best)
        wanted -= new
    return used
