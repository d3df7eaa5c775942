"""Who did what.

What enters: the words of a sentence and of its quotes. What leaves: the doer a sentence names where its quotes give that deed to
another. The passive names its doer after "by". It deliberately parses nothing: a verb is a word of a closed list or with a
verb's ending, and who stands before it did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.writing.names import canonical
from assistant.writing.wording import Word

_TO_BE = frozenset("is are was were be been being".split())
_AUXILIARIES = _TO_BE | frozenset("has have had do does did will would shall should can could may might must not also to".split())
_VERBS = frozenset(
    """
    took take takes gave give gives went go goes came come comes met meet meets held hold holds said say says told tell tells made make makes led
    lead leads grew grow grows rose rise rises fell fall falls saw see sees began begin begins brought bring brings built build builds found find
    finds kept keep keeps left leave leaves lost lose paid pay pays sent send sends set sets stood stand stands thought think thinks won win wins
    wrote write writes became become broke break breaks chose choose drew draw felt feel feels put puts act acts remain remains warned urged
    agree agrees allow allows endanger weaken ask asks fear fears believe believes want wants call calls replace replaces binds cover covers
    regard regards describe describes include includes mention mentions list lists contain contains exist exists work works help helps serve
    serves oblige obliges bind concerns concern mean means states state adopt adopts sign signs support supports coordinate coordinates monitor
    """.split()
)
_ADJECTIVES = frozenset("united hundred organised organized indeed named limited detailed increased continued coordinated".split())
_PREPOSITIONS = frozenset(
    "in on at by for with from to of under after before during since until between among against about within without through over as".split()
)
_POINTING = frozenset("he she it they we i this that these those who which both others some one neither nobody".split())
_ENDS = frozenset("so that who which when where while but and because if than".split())
_NO_HEADS = frozenset("also not first then only itself themselves together today again later".split())


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
    place = _first_verb(written)
    if place is None:
        return None
    deed = _deed(written, place)
    for named, passive in ((deed.doers, False), (deed.done_to, True)):
        if not named:
            continue
        verdicts = [
            _fits(named, passive, _deed(sentence, at))
            for sentence in _sentences(quoted)
            for at, word in enumerate(sentence)
            if word.stem == deed.verb.stem and at
        ]
        heard = [verdict for verdict in verdicts if verdict is not None]
        if heard and not any(heard):
            return named[-1], deed.verb
    return None


def _fits(named: Sequence[Word], passive: bool, deed: _Deed) -> bool | None:
    """Whether a quoted deed lets those named do it, or have it done to them; None where it does not tell."""
    names = {_key(word) for word in named}
    doers, done_to = {_key(word) for word in deed.doers}, {_key(word) for word in deed.done_to}
    if passive:
        later = {_key(word) for word in deed.after}
        return None if not names & doers else bool(names & later)
    if deed.done_to:
        return bool(names & doers) if doers else (False if names & done_to else None)
    if deed.pointing or not doers:
        return True
    return bool(names & doers) or _shares_verb(names, deed)


def _shares_verb(names: set[str], deed: _Deed) -> bool:
    """ "Boone signed for France, Musar for Slovenia": a verb said once for several, each with the same preposition."""
    if not deed.after or deed.after[0].lower not in _PREPOSITIONS:
        return False
    return any(_key(word) in names and later.lower == deed.after[0].lower for word, later in zip(deed.after, deed.after[1:]))


def _deed(words: Sequence[Word], place: int) -> _Deed:
    """What is said around a verb."""
    start = place
    while start and words[start - 1].sentence == words[place].sentence:
        start -= 1
    before, after = words[start:place], tuple(word for word in words[place + 1 :] if word.sentence == words[place].sentence)
    clause = _clause(before)
    helping = [word.lower for word in clause[-3:] if word.lower in _AUXILIARIES]
    passive = any(word in _TO_BE for word in helping) and _participle(words[place])
    heads = _heads(clause) or _heads(before)
    pointing = any(word.lower in _POINTING for word in clause) or not any(word.carries for word in clause)
    if not passive:
        return _Deed(words[place], tuple(heads), (), pointing, after)
    by = next((at for at, word in enumerate(after[:8]) if word.lower == "by"), None)
    agent = tuple(word for word in after[by + 1 : _phrase_end(after, by + 1)] if word.carries and not word.digits) if by is not None else ()
    return _Deed(words[place], agent, tuple(heads), pointing, after)


def _first_verb(words: Sequence[Word]) -> int | None:
    """The place of the first verb that follows a carrying word or a pronoun."""
    begun = False
    for place, word in enumerate(words):
        if begun and not word.capital and word.lower not in _AUXILIARIES and (_ends_like_one(word) or word.lower in _VERBS):
            return place
        begun = begun or word.carries or word.lower in _POINTING
    return None


def _participle(word: Word) -> bool:
    irregular = {"held", "made", "met", "set", "sent", "found", "led", "built", "brought", "put", "told"}
    return word.lower.endswith(("ed", "en")) or word.lower in irregular


def _ends_like_one(word: Word) -> bool:
    return word.lower.endswith("ed") and len(word.lower) > 4 and word.lower not in _ADJECTIVES


def _clause(before: Sequence[Word]) -> list[Word]:
    """The words between the last comma and a verb; those before it too, where nothing else stands there."""
    start = len(before)
    while start and not before[start - 1].part:
        start -= 1
    clause = list(before[max(0, start - 1) :])
    return clause if any(word.carries or word.lower in _POINTING for word in clause) else list(before)


def _phrase_end(words: Sequence[Word], start: int) -> int:
    end = start + 1
    stops = (_PREPOSITIONS - {"of"}) | _AUXILIARIES | (_ENDS - {"and"})
    while end < len(words) and not words[end].part and words[end].lower not in stops:
        end += 1
    return end


def _heads(before: Sequence[Word]) -> list[Word]:
    """The last word of each phrase that hangs on no preposition."""
    heads: list[Word] = []
    phrase: list[Word] = []
    hanging = False
    for word in before:
        if word.lower in _PREPOSITIONS or word.part or word.lower == "and":
            if phrase and not hanging:
                heads.append(phrase[-1])
            hanging = word.lower in _PREPOSITIONS or (hanging and word.lower == "and")
            phrase = []
        if word.carries and word.lower not in _AUXILIARIES | _NO_HEADS and not word.digits:
            phrase.append(word)
    if phrase and not hanging:
        heads.append(phrase[-1])
    return heads


def _sentences(words: Sequence[Word]) -> list[list[Word]]:
    grouped: dict[int, list[Word]] = {}
    for word in words:
        grouped.setdefault(word.sentence, []).append(word)
    return list(grouped.values())


def _key(word: Word) -> str:
    return canonical(word.lower) if word.capital and canonical(word.lower) != word.lower else word.stem
