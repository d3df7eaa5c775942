"""Who did what.

What enters: the words of a sentence and of its quotes. What leaves: the doer a sentence names where its quotes give that deed to
another. The passive names its doer after "by". It deliberately parses nothing: a verb is a word of a closed list or with a
verb's ending, and who stands before it did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing.names import canonical, name_places
from assistant.writing.reported import reported, without_sayers
from assistant.writing.synonyms import same
from assistant.writing.verbs import (
    ALSO_NOUNS,
    AUXILIARIES,
    DETERMINERS,
    ENDS,
    POINTING,
    PREPOSITIONS,
    TO_BE,
    VERBS,
    ends_like_one,
    is_noun,
    participle,
    verb_places,
)
from assistant.writing.wording import Word

_OBJECTS = frozenset("it them him her this these those themselves itself so".split())
_NO_HEADS = frozenset(
    "here there used also not first then only itself themselves together today again later therefore however thus already still now".split()
)
# The last word of a name that is known under another.
_SHORT = {"kingdom": "uk", "union": "eu", "nations": "un"}


# ", said the minister": who says it stands behind.
_INVERTED = frozenset("said says added noted stressed explained recalled warned stated".split())
# What may stand for somebody whom the quotes named before: "the country".
_ANAPHORS = frozenset("country state agency group body ministry government magazine newspaper organisation union region city route".split())
_SAID = frozenset("said told stated mentioned known".split())
# So many carrying words after a verb are its object.
_OBJECT_WORDS = 3
_RELATIVES = frozenset("that who which whom where when".split())
# So many carrying words between "that" and a verb are a clause of their own.
_RELATIVE_WORDS = 3
# Prepositions that may begin a clause: "before London adopted it".
_CONJUNCTIONS = frozenset("before after since until as".split())
# So many words between two commas before a verb say again who the doer is.
_APPOSITION = 8


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb, who does it and whom it is done to, as far as it can be told; `pointing` where a pronoun stands for the doer."""

    verb: Word
    doers: tuple[Word, ...]
    done_to: tuple[Word, ...]
    pointing: bool
    after: tuple[Word, ...]


def swapped_subject(written: Sequence[Word], quoted: Sequence[Word]) -> tuple[Word, Word] | None:
    """A doer in a sentence and the verb that its quotes give another doer; None where nothing speaks against it."""
    written, quoted = without_sayers(written), without_sayers(quoted)
    others = {name for name, _, _ in name_places(quoted)}
    for place in verb_places(written):
        deed = _deed(written, place)
        places = [at for at, word in enumerate(quoted) if word.stem == deed.verb.stem and at and not is_noun(quoted, at)]
        if not places and any(word.capital for word in (*deed.doers, *deed.done_to)):  # the deed by another word: "received" for "accepted"
            places = [at for at in verb_places(quoted) if same(quoted[at].stem, deed.verb.stem)]
        deeds = [(_deed(quoted, at), quoted[:at]) for at in places]
        if deed.verb.lower in _SAID and deed.done_to:  # "it is not said where"
            continue
        for named, passive in ((deed.doers, False), (deed.done_to, True)):
            verdicts = [_fits(named, passive, told, earlier, others) for told, earlier in deeds] if named else []
            heard = [verdict for verdict in verdicts if verdict is not None]
            if heard and not any(heard):
                return named[-1], deed.verb
        objects = [{_key(word) for word in _object(told.after)[:_OBJECT_WORDS]} for told, _ in deeds if not told.done_to]
        active = not deed.done_to and bool(deed.after) and deed.after[0].lower not in PREPOSITIONS | {"to"}
        if active and objects and len(objects) == len(deeds) and all({_key(word) for word in deed.doers} & each for each in objects):
            return deed.doers[-1], deed.verb
        if deeds and all(_other_object(deed, told, earlier) for told, earlier in deeds):
            return deed.after[0], deed.verb
    return None


def _fits(named: Sequence[Word], passive: bool, deed: _Deed, earlier: Sequence[Word], others: set[str]) -> bool | None:
    """Whether a quoted deed lets those named do it, or have it done to them; None where it does not tell.

    `earlier` are the quote's words before it: a pronoun can only stand for a name that was said; `others` are all their names.
    """
    names = {_key(word) for word in named}
    doers, done_to = {_key(word) for word in deed.doers}, {_key(word) for word in deed.done_to}
    if passive:
        later = {_key(word) for word in deed.after}
        return None if not names & doers or deed.pointing else bool(names & later)
    if deed.done_to:
        if not doers and not names & done_to:  # "was condemned": by whom is not said
            around = (*earlier, *deed.after)
            return False if any(word.capital and not word.opens and _key(word) in names for word in around) else None
        return bool(names & doers) and not names & done_to
    if deed.pointing or not doers:
        proper = {_key(word) for word in named if word.capital and (not word.opens or _key(word) in others)}
        return not proper or bool(proper & {_key(word) for word in earlier})
    strangers = {_key(word) for word in named if word.capital} & others - doers
    return (bool(names & doers) and not (strangers and len(named) > 1 and len(doers) > 1)) or _shares_verb(names, deed)


def _other_object(deed: _Deed, quoted: _Deed, earlier: Sequence[Word]) -> bool:
    """Whether what follows a verb stands, in the quote, before that verb and not after it: "pays for the fund" that pays."""
    pointing = not quoted.after or quoted.after[0].lower in _OBJECTS or quoted.after[0].lower == "that"
    if deed.done_to or quoted.done_to or pointing:
        return False
    objects = [word.stem for word in _object(deed.after) if word.carries and not word.digits][:_OBJECT_WORDS]
    if deed.after and any(_fronted(earlier, place, deed.after) for place in range(len(earlier) - 1)):
        return False
    later, before = {word.stem for word in quoted.after}, {word.stem for word in earlier}
    return bool(objects) and not later & set(objects) and bool(before & set(objects))


def _fronted(earlier: Sequence[Word], place: int, after: Sequence[Word]) -> bool:
    """Whether what hangs on a verb's preposition hangs on the same one before it: "At all borders it had detected"."""
    if earlier[place].lower != after[0].lower or after[0].lower not in PREPOSITIONS:
        return False
    following = {word.stem for word in earlier[place + 1 : place + 1 + _OBJECT_WORDS]}
    return bool(following & {word.stem for word in after[1 : 1 + _OBJECT_WORDS] if word.carries})


def _object(after: Sequence[Word]) -> Sequence[Word]:
    """The words of a verb's object: up to a preposition or "to"; all of them where it begins with one."""
    end = next((place for place, word in enumerate(after) if place and (word.part or word.lower in PREPOSITIONS - {"of"} | {"to"})), len(after))
    if after and after[0].lower in PREPOSITIONS | {"to"}:
        return after[: next((place for place, word in enumerate(after) if place and word.part), len(after))]
    return after[:end]


def _shares_verb(names: set[str], deed: _Deed) -> bool:
    """ "Boone signed for France, Musar for Slovenia": a verb said once for several, each with the same preposition."""
    if not deed.after or deed.after[0].lower not in PREPOSITIONS:
        return False
    return any(_key(word) in names and later.lower == deed.after[0].lower for word, later in zip(deed.after, deed.after[1:]))


def _deed(words: Sequence[Word], place: int) -> _Deed:
    """What is said around a verb."""
    start = place
    while start and words[start - 1].sentence == words[place].sentence:
        start -= 1
    before, after = words[start:place], tuple(word for word in words[place + 1 :] if word.sentence == words[place].sentence)
    if words[place].part and words[place].lower in _INVERTED and after and (after[0].capital or after[0].lower in {"the", "mr", "mrs", "ms"}):
        speakers = after[: next((at for at, word in enumerate(after) if word.part or not (word.capital or word.lower == "the")), len(after))]
        return _Deed(words[place], tuple(word for word in speakers if word.carries), (), False, ())
    before = before[reported(before) :]
    clause = _main(_clause(before))
    helping = [word.lower for word in clause[-3:] if word.lower in AUXILIARIES]
    by_hand = any(word.lower == "by" for word in after[:2])  # "hosted by Olaf Scholz", "given jointly by"
    passive = (any(word in TO_BE for word in helping) or by_hand) and participle(words[place])
    heads = _heads(clause) or _heads(before)
    if (
        len(clause) <= _APPOSITION and len(clause) < len(before) and not any(word.lower in ENDS for word in clause[:1])
    ):  # "his country, Spain, held": either is the doer
        heads = [*_heads(before[: len(before) - len(clause)]), *heads]
    anaphor = len(heads) == 1 and heads[0].lower in _ANAPHORS and any(word.lower in {"the", "this", "that"} for word in clause)
    pointing = any(word.lower in POINTING for word in clause) or not any(word.carries for word in clause) or anaphor
    if not passive:
        return _Deed(words[place], tuple(heads), (), pointing, after)
    by = next((at for at, word in enumerate(after[:8]) if word.lower == "by"), None)
    agent = tuple(word for word in after[by + 1 : _phrase_end(after, by + 1)] if word.carries and not word.digits) if by is not None else ()
    return _Deed(words[place], agent, tuple(heads), pointing, after)


def _clause(before: Sequence[Word]) -> list[Word]:
    """The words between the last comma and a verb; those before it too, where nothing else stands there."""
    start = len(before)
    while start and not before[start - 1].part:
        start -= 1
    clause = list(before[max(0, start - 1) :])
    return clause if any(word.carries or word.lower in POINTING for word in clause) else list(before)


def _main(clause: Sequence[Word]) -> list[Word]:
    """A clause without the relative clause in it: "entities that suffer an incident must send" is about entities."""
    for place, word in enumerate(clause):
        inside = sum(other.carries for other in clause[place + 1 :])
        said = place and (clause[place - 1].lower.endswith("ed") or clause[place - 1].lower in VERBS)  # "warned that"
        if not said and word.lower in {"that", "who", "which"} and inside >= _RELATIVE_WORDS and any(other.carries for other in clause[:place]):
            return [*clause[:place], *(other for other in clause[place + 1 :] if other.lower in AUXILIARIES)]
    return list(clause)


def _phrase_end(words: Sequence[Word], start: int) -> int:
    end = start + 1
    stops = (PREPOSITIONS - {"of"}) | AUXILIARIES | (ENDS - {"and"})
    while end < len(words) and not words[end].part and words[end].lower not in stops:
        end += 1
    return end


def _heads(before: Sequence[Word]) -> list[Word]:
    """The last word of each phrase that hangs on no preposition; what is fronted ends where a name or an article begins."""
    heads: list[Word] = []
    phrase: list[Word] = []
    hanging = False
    for place, word in enumerate(before):
        after_noun = bool(phrase) and (word.lower in DETERMINERS or (word.capital and not phrase[-1].capital))
        if place and heads + phrase and not word.capital and (ends_like_one(before, place) or word.lower in VERBS - ALSO_NOUNS):
            if phrase and not hanging:
                heads.append(phrase[-1])
            hanging, phrase = True, []  # what follows a verb does nothing
            continue
        relative = word.lower in _RELATIVES
        if word.lower in PREPOSITIONS or word.part or relative or word.lower == "and" or (hanging and after_noun):
            if phrase and not hanging:
                heads.append(phrase[-1])
            hanging = word.lower in PREPOSITIONS - _CONJUNCTIONS or (hanging and word.lower == "and")
            phrase = []
        if word.carries and word.lower not in AUXILIARIES | _NO_HEADS and not word.lower.endswith("ly") and (hanging or not word.digits):
            phrase.append(word)
    if phrase and not hanging:
        heads.append(phrase[-1])
    return heads


def _key(word: Word) -> str:
    if not word.capital:
        return word.stem
    name = canonical(_SHORT.get(word.lower, word.lower))
    return name if name != word.lower else word.stem if word.lower not in _SHORT else name
