"""Small words that turn what a sentence claims: not, must, may, should, all, only, some.

What enters: the words of a sentence or of a quote. What leaves: each such word with its class, and which may stand for which. It
deliberately works by closed lists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.writing.wording import Word, stem_of

_NOT = """
    not no never neither nor none nobody nothing nowhere without cannot hardly barely scarcely unable fail failed fails refuse refused
    refuses lack lacks lacked deny denied denies denying silent impossible unlikely unclear unknown decline declined absent seldom
    rarely exclude excludes excluded excluding unspecified unstated undisclosed unanswered undecided
"""
_MUST = "must shall required requires require obliged oblige obliges obliged obligation mandatory compulsory necessary binding duty forced"
_SHOULD = "should ought recommended recommends advised urges urged urge encouraged"
_MAY = "may might could possibly perhaps possible maybe potentially likely probably apparently reportedly allegedly seems seem appear"
_CAN = "can could able allow allows allowed let lets permit permits permitted enable enables enabled entitled eligible"
_WILL = """
    will would shall plan plans planned intend intends intended aim aims going expected expect expects proposed proposes wish
    wishes want wants wanted hope hopes hoped target
"""
_PLEDGE = "promised promise promises pledged pledge pledges committed commit commits commitment commitments vowed undertook undertake"
# No small word by itself; "must" may stand for it.
_NEED = "need needs needed"
_WISH = """
    wish wishes want wants wanted hope hopes hoped demand demanded seek seeks sought request
    requested urges urged urge propose suggest suggests suggested
"""
_BELIEVE = "believes believe believed thinks think thought feared fears reckons reckon argues argued guess suspects estimate estimated preliminary"
# How surely it is so; no writer may add it.
_SURE = "certainly definitely surely undoubtedly undeniably unquestionably obviously evidently clearly inevitably doubtless proven guaranteed"
_ALL = "all every each everyone everybody everything always entire entirely whole wholly completely fully everywhere universally any ever forever"
_MOST = "most mostly majority largely mainly chiefly"
_ONLY = "only solely exclusively alone merely"
_SOME = "some certain several few many partly partially particular special specific sometimes often usually"
_CLASSES = {"not": _NOT, "must": _MUST, "should": _SHOULD, "may": _MAY, "can": _CAN, "will": _WILL, "wish": _WISH, "believe": _BELIEVE, "sure": _SURE}
_CLASSES |= {"pledge": _PLEDGE, "need": _NEED, "all": _ALL, "most": _MOST, "only": _ONLY, "some": _SOME}
_LISTED: dict[str, set[str]] = {}
for _name, _words in _CLASSES.items():
    for _word in _words.split():
        _LISTED.setdefault(_word, set()).add(_name)
# The classes that are said of whether and how surely something is so.
_MODES = frozenset({"must", "should", "may", "can", "will", "wish", "believe", "pledge"})
_TO_BE = frozenset("is are was were be".split())
_CALLS = frozenset("call calls called calling ask asks asked asking".split())
# As often nouns: "the plan has", "the pledges they made".
_NOUNS = frozenset(
    "plan plans commitment commitments hope hopes aim aims wish wishes pledge pledges promise promises target demand seek request".split()
)
_WHO = frozenset("i we you they he she it who".split())
_THEIRS = frozenset("its his this as was is has".split())
_OWN = frozenset("itself themselves himself herself".split())
_PURPOSES = frozenset("purpose aim goal task idea role objective".split())
_SPANS = frozenset("hour day week month year".split())
# "is due to meet", and not "is due to the rain".
_SET = frozenset("due set scheduled meant supposed slated".split())
_DETERMINERS = frozenset("the a an its their his her this that these those it them him".split())
# After these "any" is no "all": "no party has any".
_DENYING = frozenset("not no never neither nor none nobody without if whether cannot".split())
_HAVE = frozenset("has have had".split())


@dataclass(frozen=True, slots=True)
class Operator:
    """A small word: its classes, its place and its stem."""

    classes: frozenset[str]
    text: str
    place: int
    stem: str


def operators(words: Sequence[Word], taken: frozenset[int] = frozenset()) -> list[Operator]:
    """Every such word; `taken` are the places of dates."""
    return list(_found(words, taken))


def _found(words: Sequence[Word], taken: frozenset[int]) -> Iterator[Operator]:
    for place, word in enumerate(words):
        if place in taken or (word.lower == "may" and word.capital and not word.opens):  # the month, or a name
            continue
        before = words[place - 1].lower if place else ""
        after = words[place + 1].lower if place + 1 < len(words) else ""
        later = words[place + 2].lower if place + 2 < len(words) else ""
        if word.lower in {"every", "each"} and place + 1 < len(words) and words[place + 1].lower in _SPANS:
            continue  # how often: a number
        if word.lower in {"any", "anyone", "anything", "ever"} and any(
            other.lower in _DENYING or other.lower.endswith("n't") for other in words[:place] if other.sentence == word.sentence
        ):
            continue
        if classes := _listed(word.lower, before, after) | _composed(word.lower, before, after, later):
            yield Operator(frozenset(classes), word.text, place, word.stem)


def _listed(lower: str, before: str, after: str) -> set[str]:
    """The classes of a word by itself, save where its neighbours make it another word."""
    if (lower == "many" and before in {"how", "as"}) or (lower, after) == ("each", "other") or (lower == "some" and after[:1].isdigit()):
        return set()
    if lower == "all" and before in {"above", "after", "at"}:  # "above all"
        return set()
    classes = set(_LISTED.get(lower, ()))
    said_of = before in _WHO or (before.endswith("s") and before not in _THEIRS and not lower.endswith("s") and after not in _TO_BE | _HAVE)
    if lower == "intended" and after == "for":
        return set()
    noun = lower in _NOUNS and after != "to" and not said_of
    return classes - {"will", "wish", "pledge"} if noun else classes


def _composed(lower: str, before: str, after: str, later: str) -> set[str]:
    """The classes of a word with the words after it: "is to", "is about to", "has to", "called for", "doesn't"."""
    classes = {"not"} if lower.endswith(("n't", "n’t")) else set()
    if lower in _CALLS and after in {"for", "on", "upon", "to"}:
        classes |= {"wish"}
    if before == "by" and lower in _OWN:
        classes |= {"only"}
    if lower in {"is", "are"} and after == "to" and before not in _PURPOSES:
        classes |= {"must", "will", "should"}
    if lower in _TO_BE and (after, later) == ("about", "to"):
        classes |= {"will"}
    if lower in {"was", "were"} and after == "to" and before not in _PURPOSES:
        classes |= {"will", "should"}
    if before in _TO_BE and lower in _SET and after == "to" and later not in _DETERMINERS:
        classes |= {"will"}
    if lower in _HAVE and (after == "to" or (after, later) == ("yet", "to")):
        classes |= {"must"}
    return classes


# What a writer may put for another: it claims as much, or less.
_MEETS = {
    "must": {"must", "need"},
    "need": {"need", "must"},
    "pledge": {"pledge"},
    "should": {"should"},
    "may": {"may", "can"},
    "can": {"can", "may"},
    "will": {"will", "wish", "pledge"},
    "wish": {"wish", "will", "should"},
    "believe": {"believe", "may", "wish"},
    "all": {"all"},
    "most": {"most"},
    "only": {"only"},
    "some": {"some"},
    "sure": {"sure"},
    "not": {"not"},
}
_KINDS = {"not": "negation", "all": "over-general", "most": "over-general", "only": "over-general", "some": "over-general"}


def met(one: Operator, other: Operator) -> bool:
    """Whether one operator may stand for another."""
    return any(other.classes & _MEETS[name] for name in one.classes)


def kind_of(operator: Operator) -> str:
    """What a change of this operator is called."""
    return next((_KINDS[name] for name in sorted(operator.classes) if name in _KINDS), "modal")


# Words that say the opposite; one for the other turns a claim.
_OPPOSITES = """
    up/down rise/fall rise/drop rise/decline rise/decrease increase/decrease increase/fall increase/decline increase/drop
    grow/shrink grow/fall more/fewer more/less higher/lower highest/lowest most/least larger/smaller above/below over/under
    welcome/condemn support/oppose accept/reject endorse/reject approve/reject agree/refuse agree/disagree include/exclude
    allow/forbid allow/prohibit allow/prevent open/close begin/end start/end start/finish before/after earlier/later early/late
    strengthen/weaken with/without for/against inside/outside within/outside internal/external legal/illegal regular/irregular
    success/failure work/fail improve/worsen better/worse safe/dangerous join/leave enter/leave send/receive give/take buy/sell
    win/lose arrive/depart past/future old/new first/last continue/stop continue/end break/restore broke/restore
    possible/impossible indispensable/dispensable indispensable/unnecessary vital/unnecessary necessary/unnecessary
    praise/criticise remain/cease slow/fast quick/slow public/private joint/separate month/year week/month day/week day/month
    week/year day/year hour/day favour/against support/against include/without up/less up/fewer up/decrease up/decline up/fall
    up/drop up/reduce down/increase down/rise down/grow down/climb down/more voluntary/forced free/paid grant/loan deny/confirm
    upward/downward preliminary/final many/few several/few most/few
""".split()
_AGAINST: dict[str, set[str]] = {}
for _pair in _OPPOSITES:
    _one, _other = (stem_of(half) for half in _pair.split("/"))
    _AGAINST.setdefault(_one, set()).add(_other)
    _AGAINST.setdefault(_other, set()).add(_one)
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non")


def opposites(one: str, other: str) -> bool:
    """Whether two stems say the opposite of each other."""
    if other in _AGAINST.get(one, ()):
        return True
    return any(long == prefix + short and len(short) > 3 for prefix in _PREFIXES for long, short in ((one, other), (other, one)))
