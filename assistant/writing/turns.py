"""Whether a sentence turned a claim: dropped or added a "not", made a "may" a "must", a "some" an "all".

What enters: a sentence and its quotes, taken apart. What leaves: the first such change with its reason. A small word matters
where the words it bears on are in both. It deliberately fails a sentence that turns a claim twice: "not impossible".
"""

from collections.abc import Sequence
from itertools import pairwise

from assistant.writing.claims import Claims
from assistant.writing.negations import added_negation, clause_of
from assistant.writing.operators import AUXILIARIES, COUNTERS, MODES, Operator, kind_of, met
from assistant.writing.polarity import affirmed, assured

# Small words that claim less: a sentence may add them.
_HARMLESS = frozenset({"some", "need"})
# What may be left out: by oneself.
_ALONE = frozenset("alone itself themselves himself herself".split())
# A "not" of the verb is about its whole clause; "no" and "without" are about the words after them.
_OF_VERBS = frozenset("not never cannot".split())
# What may be said of those that are only some.
_OTHERS = frozenset("other others various".split())
# What is announced is still to come: "a rise was announced", "that it would rise".
_ANNOUNCED = frozenset("announced announce announces announcement announcing".split())
# So many words of a clause must be in a sentence for the sentence to draw on it, and so large a share of the sentence's own.
_DRAWN, _MOST_OF = 2, 0.6
# A further sentence of a quote is used when it gives so many words that those before it do not.
_NEW_WORDS = 2


def turned(written: Claims, quoted: Sequence[Claims]) -> tuple[str, str] | None:
    """The kind and reason of the first claim that was turned."""
    stated = [operator for claims in quoted for operator in claims.operators]
    known = {stem for claims in quoted for stem in claims.stems}
    if (negation := added_negation(written, quoted)) is not None:
        stood = any("not" in operator.classes for operator in stated)
        return "negation", f"“{negation.text}” " + ("stands for something else in the quotes" if stood else "is not in the quotes")
    if found := _added(written, stated, known) or _dropped(written, quoted):
        return found
    if (doubt := assured(written, quoted)) is not None:
        return "modal", f"the quotes say “{doubt.text}” here, and the sentence does not"
    denied = affirmed(written, quoted)
    return ("negation", f"the quotes say “{denied.text}” here, and the sentence does not") if denied is not None else None


def _added(written: Claims, stated: Sequence[Operator], known: set[str]) -> tuple[str, str] | None:
    """A small word of the sentence that no quote has, or has only for other words."""
    for operator in written.operators:
        if operator.classes <= _HARMLESS or operator.classes == {"not"}:
            continue
        alike = [other for other in stated if met(operator, other)]
        if not alike:
            return kind_of(operator), f"“{operator.text}” is not in the quotes"
        closest = [other for other in alike if operator.stem == other.stem and operator.text.lower() != "will"] or alike
        if not any(_bears_alike(operator, other, known) for other in closest):
            return kind_of(operator), f"“{operator.text}” stands for something else in the quotes"
    return None


def _bears_alike(operator: Operator, other: Operator, known: set[str]) -> bool:
    """Whether two small words bear on a word they share; one that the quotes do not have may be a paraphrase."""
    if {operator.text.lower(), other.text.lower()} <= _ALONE:
        return True
    if not operator.scope or not other.scope:
        return operator.stem == other.stem or not {"all", "only"} & operator.classes
    if set(operator.scope) & set(other.scope):
        return True
    if operator.stem == other.stem and operator.text.lower() not in AUXILIARIES and operator.classes & MODES:
        return True  # "talks were proposed" and "proposed talks"
    return operator.scope[0] not in known or operator.scope[0] in other.reach


def _dropped(written: Claims, quoted: Sequence[Claims]) -> tuple[str, str] | None:
    """A small word of a quote whose words the sentence has without it."""
    for claims in quoted:
        used = _used_sentences(written, claims)
        for operator in claims.operators:
            if operator.sentence not in used or not _drawn_on(operator, written, claims):
                continue
            if operator.text.lower() in _ALONE or _purpose(operator, written, claims) or _said_otherwise(operator, written, claims):
                continue
            if any(_keeps(other, operator, written) for other in written.operators):
                continue
            if operator.classes & ({"not"} | MODES | COUNTERS - {"all"}):
                return kind_of(operator), f"the quotes say “{operator.text}” here, and the sentence does not"
    return None


def _drawn_on(operator: Operator, written: Claims, claims: Claims) -> bool:
    """Whether a sentence uses the words a small word of a quote bears on; of a "not", also most of its clause."""
    clause = clause_of(operator, claims)
    drawn = clause & written.stems
    if operator.scope and operator.scope[0] in written.stems:
        certain = "not" in operator.classes and operator.text.lower() != "without"
        return certain or len(drawn) >= min(_DRAWN, len(clause))
    wanted = {word.stem for word in written.words if word.carries} - {
        word.stem for other in written.operators for word in [written.words[other.place]]
    }
    if operator.text.lower() not in _OF_VERBS or any("not" in other.classes for other in written.operators):
        return False
    return len(drawn) >= _DRAWN and len(drawn) > _MOST_OF * len(wanted)


def _said_otherwise(operator: Operator, written: Claims, claims: Claims) -> bool:
    """Whether other words of the sentence say what a small word of a quote says: "the first time" for "never before"."""
    lower = {word.lower for word in written.words}
    following = claims.words[operator.place + 1].lower if operator.place + 1 < len(claims.words) else ""
    if operator.text.lower() == "never":
        return following == "before" and "first" in lower
    clause = any(word.lower in _ANNOUNCED and after.lower == "that" for word, after in pairwise(written.words))
    if "will" in operator.classes and lower & _ANNOUNCED and not clause:
        return True
    if operator.classes == {"some"}:
        return bool(lower & _OTHERS)
    return "pledge" in operator.classes and operator.stem in written.stems


def _purpose(operator: Operator, written: Claims, claims: Claims) -> bool:
    """Whether a "can" became a purpose: "through which warnings can be passed on", "for passing on warnings"; "so that it can", "to"."""
    if not operator.classes <= {"can", "may"} or not operator.scope:
        return False
    earlier = [word.lower for word in claims.words[: operator.place] if word.sentence == operator.sentence]
    to_do = any(one.lower == "to" and other.stem == operator.scope[0] for one, other in pairwise(written.words))
    if to_do and ("so", "that") in pairwise(earlier):
        return True
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
