"""Words that are verbs, of those that reports use.

What enters: words. What leaves: the places of the verbs among them. The list deliberately holds forms that no ending gives away; a
word in -ed is known by it.
"""

from collections.abc import Sequence

from assistant.writing.wording import PAST_FORMS, Word

VERBS = frozenset(
    """
    took take takes gave give gives went go goes came come comes met meet meets held hold holds said say says told tell tells made make makes led
    lead leads grew grow grows rose rise rises fell fall falls saw see sees began begin begins brought bring brings built build builds found find
    finds kept keep keeps left leave leaves lost lose paid pay pays sent send sends set sets stood stand stands thought think thinks won win wins
    wrote write writes became become broke break breaks chose choose drew draw felt feel feels put puts act acts remain remains warned urged
    agree agrees allow allows endanger weaken ask asks fear fears believe believes want wants call calls replace replaces binds cover covers
    cause causes slow slows hollow hollows need needs needed destroy destroys weakens strengthen strengthens provide provides promise promises
    intend intends stress stresses
    reject rejects oppose opposes back backs publish publishes cut cuts order orders inform informs reduce reduces increase increases join joins
    regard regards describe describes include includes mention mentions list lists contain contains exist exists work works help helps serve
    serves oblige obliges bind concerns concern mean means states state adopt adopts sign signs support supports coordinate coordinates monitor
    """.split()
)
VERBS |= PAST_FORMS - frozenset("left felt thought ground bound set found".split())
TO_BE = frozenset("is are was were be been being".split())
AUXILIARIES = TO_BE | frozenset("has have had do does did will would shall should can could may might must cannot not also to".split())
_ADJECTIVES = frozenset("united hundred organised organized indeed limited detailed increased continued coordinated".split())
PREPOSITIONS = frozenset(
    "in on at by for with from to of under after before during since until between among against about within without through over as".split()
)
POINTING = frozenset("he she it they we i this that these those who which both others some one neither nobody".split())
ENDS = frozenset("so that who which when where while but and because if than".split())
DETERMINERS = frozenset("the a an its their his her this that these those all both each every some many".split())
_REDUCED = frozenset("made held taken given found sent set put".split())
ALSO_NOUNS = frozenset("work help state states list lists concern concerns sign signs support set sets act acts fear fears call calls cover".split())


def verb_places(words: Sequence[Word]) -> list[int]:
    """The places of the verbs of a sentence, as far as they can be told."""
    found: list[int] = []
    begun = False
    for place, word in enumerate(words):
        reduced = word.lower in _REDUCED and (word.part or (bool(found) and words[place - 1].carries))  # "the progress made", ", given on"
        if begun and not reduced and not word.capital and word.lower not in AUXILIARIES and (_is_verb(words, place) or ends_like_one(words, place)):
            found.append(place)
        begun = begun or word.carries or word.lower in POINTING
    return found


def _is_verb(words: Sequence[Word], place: int) -> bool:
    return words[place].lower in VERBS and not is_noun(words, place)


def is_noun(words: Sequence[Word], place: int) -> bool:
    """Whether a word that may be a verb is none here: after an article, or before the verb itself."""
    after = words[place + 1].lower if place + 1 < len(words) else ""
    if words[place - 1].lower in {"cent", "percent", "%"}:  # "a 20 per cent rise"
        return True
    if words[place].lower in ALSO_NOUNS and place > 1 and words[place - 2].lower in {"a", "an"} and not words[place].lower.endswith("s"):
        return True  # "an international call"
    at_work = words[place].lower in ALSO_NOUNS and words[place - 1].lower in PREPOSITIONS
    return words[place - 1].lower in DETERMINERS - POINTING or after in AUXILIARIES - {"not", "also", "to"} or after == "already" or at_work


def participle(word: Word) -> bool:
    """Whether a verb has the form of the passive."""
    return word.lower.endswith(("ed", "en")) or word.lower in PAST_FORMS | {"cut", "hit", "spread", "put"}


def ends_like_one(words: Sequence[Word], place: int) -> bool:
    """Whether a word in -ed is a verb here, and not an adjective before a noun or after "those"."""
    word = words[place]
    if not word.lower.endswith("ed") or len(word.lower) < 5 or word.lower in _ADJECTIVES or word.part:
        return False
    before, after = words[place - 1].lower, words[place + 1] if place + 1 < len(words) else None
    if before in DETERMINERS | PREPOSITIONS or before == "and" or before.endswith("ing"):
        return False
    ends = after is None or after.part or after.sentence != word.sentence or after.lower in PREPOSITIONS | ENDS | {"to", "not", "also"}
    return before not in TO_BE or ends or (after is not None and after.lower.endswith("ly"))
