"""Who a sentence says is speaking: "Doe stressed that …", "according to Doe", "…, said Doe".

What enters: one sentence in which every quoted part is blotted out (`BLOT`, character for character). What leaves: the
attributions it makes, in order. A verb of saying counts only with a subject that is understood in full, so that "did not
say", "is expected to say", "a spokesman for Doe said" attribute nothing. It deliberately resolves no names.
"""

import re
from collections.abc import Iterator

from corpus.speech.names import Mention, mention_of
from corpus.speech.sources import BLOT, SAME_SUBJECT, SUBJECT_CHARACTERS, Attribution, is_office_phrase, named_after, sources
from corpus.speech.words import CONTENT_VERBS, LONG_VERBS, QUOTING_VERBS, SAYS_CONTENT, VERB_OPENINGS, VERBS, is_office

# So long may be what stands between a verb of saying and its quotation: "told reporters in the capital on Monday that".
MAX_LEAD_CHARACTERS = 120
# So many commas may part a name from its verb: "Jane Doe, the minister of trade, industry and energy, said".
MAX_APPOSED = 3

# A sentence's subject is looked for in so many words.
MAX_SUBJECT_WORDS = 12
_NO_VERBS = frozenset("and or of for who the a an in at on".split())
# Between a subject and its verb; any other word in "-ly" as well, but for those after which it is not sure that anything was said.
_ADVERBS = frozenset(
    "also further then later again once always often now however therefore thus already has have had just still soon even too".split()
)
_PHRASED_ADVERBS = (" in turn", " for his part", " for her part", " for its part", " at the time")
_UNSURE = frozenset(
    "hardly barely scarcely rarely seldom nearly reportedly allegedly supposedly apparently presumably reputedly purportedly ostensibly "
    "seemingly only early family daily".split()
)
_BOUNDARY = re.compile(rf"[,;:()\[\]—–…{BLOT}]|\s-\s")
# What may open another clause, with a subject of its own, after the one that names the speaker.
_JOINT = re.compile(r"(?:(?<=\s)|^)(?:and|but|while|whereas|although|though|yet|or)\s+")
_OF_SAME_SPEECH = re.compile(r"(?:that|what|which|who|whom|whose|how|why|if|whether)\b")
# After one of these a sentence that began with something else has a second part.
_APART = frozenset(";:([")
# Between dashes a speaker may be named: "The road – Doe said – is open."
_DASHES = frozenset("—–- ")
_DASHED = re.compile(r"\s*[,.—–-]")
# A full stop after a word that is no abbreviation, and a capital: two sentences taken for one.
_TWO_SENTENCES = re.compile(rf"(?:\s|[^\W\d_]{{4}}|[)\]])[.!?]\s+(?:[A-Z]|{BLOT})")
_SMALL_WORD = re.compile(r"\b[a-z]{3,}\b")
# "Jane Doe, who …", "Jane Doe, the minister", "Jane Doe, 45".
_APPOSED = re.compile(r"\s*(?:(?:the|a|an|who|whose|whom|which|its|his|her|their|our|one|also|then|now|head|\d+)\b|[A-Z])")
_NARRATED = re.compile(
    r"\b(?:but|and|though|although)\b(?: he| she| it)? (?:did not|didn[’']t|declined to|refused to|gave no|would not|has not|had not) "
    r"(?:say|specify|elaborate|explain|give|comment|name|provide|offer|details?)|"
    r";(?! (?:and |or )?(?:that|to|as|for|he|she|it|they|we)\b)|[,;] (?:while|whereas|although|though|even though|despite)\b|"
    rf"[,;] (?:and|but) (?:the |a )?[A-Z][^{BLOT}]*{BLOT}|"
    r"\bwithout (?:giving|saying|naming|specifying|elaborating|providing|explaining|offering)\b"
)
_TRAILS = re.compile(r"\s*(?:[,.;:!?—–…]|\Z|(?:on|in|at|during|after|when|last|late|early|this|yesterday|today|earlier|later)\b)")
# What may follow a name after its verb: "said Jane Doe at the opening", and not "said Jane Doe aide John Roe".
_GOES_ON = re.compile(
    r"\s+(?:who|on|in|at|during|after|before|when|while|as|of|from|to|with|by|last|late|early|this|yesterday|today|earlier|later|following|through|\w+ly)\b"
)
_OBJECT = re.compile(rf"(?:told|tells) [^,;:.{BLOT}]{{1,80}}\.?\s*\Z")


def attributions(sentence: str) -> list[Attribution]:
    """Every attribution of one sentence with its quoted parts blotted out."""
    found = [*sources(sentence), *filter(None, [_of_verb(sentence, verb) for verb in verbs(sentence)])]
    if not found or sentence.rstrip(BLOT + " ").endswith("?") or _TWO_SENTENCES.search(sentence):
        return []
    return sorted(found, key=lambda attribution: attribution.start)


def verbs(sentence: str) -> Iterator[re.Match[str]]:
    """Every verb of saying in a text, in order."""
    for word in _SMALL_WORD.finditer(sentence):
        if word[0] in VERBS:
            yield word
        elif word[0] in VERB_OPENINGS and (long := LONG_VERBS.match(sentence, word.start())):
            yield long


def is_narrated(sentence: str) -> bool:
    """Whether the sentence goes on to say what the speaker did not say."""
    return bool(_NARRATED.search(sentence))


def _of_verb(sentence: str, verb: re.Match[str]) -> Attribution | None:
    before = sentence[max(0, verb.start() - SUBJECT_CHARACTERS) : verb.start()]
    offset = verb.start() - len(before)
    stripped = _without_adverbs(before)
    last = _BOUNDARY.search(stripped[::-1])
    boundary = len(stripped) - last.start() if last else 0
    if not boundary and offset:
        return None
    mark, clause = stripped[boundary - 1 : boundary], stripped[boundary:].strip()
    if not clause:
        return _apposed(sentence, stripped, offset, verb) if mark == "," else _inverted(sentence, verb, offset + len(stripped))
    if mention := mention_of(clause):
        if mark in _APART or (mark in _DASHES and not _DASHED.match(sentence, verb.end())):
            return Attribution(mention, verb.start(), verb.end(), joined=True)
        return _with_subject(sentence, verb, mention, offset + boundary)
    return _after_joint(sentence, verb, clause, opens=not boundary)


def _without_adverbs(before: str) -> str:
    """What stands before a verb, without its adverbs and auxiliaries ("has repeatedly"); "not" and "would" are none of them."""
    while True:
        before = before.rstrip()
        head, space, last = before.rpartition(" ")
        if space and (last in _ADVERBS or (last.endswith("ly") and last.islower() and last not in _UNSURE)):
            before = head
        elif before.endswith(_PHRASED_ADVERBS):
            before = before[: -len(next(filter(before.endswith, _PHRASED_ADVERBS)))]
        else:
            return before


def _after_joint(sentence: str, verb: re.Match[str], clause: str, opens: bool) -> Attribution | None:
    """A verb whose subject stands after "and", "but", "while", or is the sentence's own ("thanked them and said")."""
    joints = [*_JOINT.finditer(f"{clause} ")]
    if not joints:
        return None
    subject = clause[joints[-1].end() :].strip()
    if not subject:
        return _with_subject(sentence, verb, SAME_SUBJECT, verb.start())
    if opens and joints[-1].start() == 0:  # "While Roe said": half a sentence, said by nobody
        return None
    mention = mention_of(subject)
    starts_clause = joints[-1].start() == 0 and not _OF_SAME_SPEECH.match(subject)
    return Attribution(mention, verb.start(), verb.end(), joined=True) if mention or starts_clause else None


def _with_subject(sentence: str, verb: re.Match[str], mention: Mention, start: int) -> Attribution | None:
    beside = _touches(sentence, start, verb)
    if verb[0] not in CONTENT_VERBS and not (beside and _TRAILS.match(sentence, verb.end())):
        return None
    if beside or _parenthetical(sentence, verb, start) or SAYS_CONTENT.match(sentence, verb.start()):
        return Attribution(mention, start, verb.end(), beside)
    return None


def _parenthetical(sentence: str, verb: re.Match[str], start: int) -> bool:
    """ "The border is closed, Doe said." and "The bridges, Doe said on Monday, are not." """
    if not sentence[:start].rstrip().endswith(","):
        return False
    if verb[0] in {"told", "tells"}:
        return bool(_OBJECT.match(sentence, verb.start()))
    return bool(_TRAILS.match(sentence, verb.end()))


def _touches(sentence: str, start: int, verb: re.Match[str]) -> bool:
    """Whether a quotation stands right before the subject, or after the verb and what it tells whom."""
    if sentence[:start].rstrip(" ,—–-").endswith(BLOT):
        return True
    between, blot, _ = sentence[verb.end() :].partition(BLOT)
    between = between.rstrip()
    if not blot or len(between) > MAX_LEAD_CHARACTERS:
        return False
    return between in {"", ","} or between.endswith((":", " that")) or (between.endswith(",") and verb[0] in QUOTING_VERBS)


def _apposed(sentence: str, before: str, offset: int, verb: re.Match[str]) -> Attribution | None:
    """ "Jane Doe, the minister of trade, said" and "The minister of trade, Jane Doe, said"."""
    segments = before.rpartition(BLOT)[2].split(",")[:-1]
    for count in range(1, min(MAX_APPOSED, len(segments) - 1) + 1):
        head, apposed = segments[-1 - count], ",".join(segments[-count:])
        if not apposed.strip() or any(verbs(apposed)):
            return None
        inner, outer = mention_of(apposed) if count == 1 else None, mention_of(head)
        if inner and outer and outer.kind != "office":
            return None
        named = _in_apposition(head, apposed, outer, inner)
        if named:
            return _with_subject(sentence, verb, named, offset + before.rfind(head))
    return _inverted(sentence, verb, offset + len(before))


def _in_apposition(head: str, apposed: str, outer: Mention | None, inner: Mention | None) -> Mention | None:
    """Which of two phrases beside each other names the speaker: the one that is a name, when the other can describe it."""
    if inner:
        return inner if inner.kind in {"person", "surname"} and (outer or is_office_phrase(head)) else None
    if outer and outer.kind not in {"pronoun", "office"} and (_APPOSED.match(apposed) or is_office(apposed.split(maxsplit=1)[0])):
        return outer
    return None


def _inverted(sentence: str, verb: re.Match[str], end_of_before: int) -> Attribution | None:
    """ "…,” said Minister Jane Doe, who …" and "The border is closed, said Doe."."""
    if verb[0] in {"told", "tells"} or not end_of_before:
        return None
    beside = sentence[:end_of_before].rstrip(" ,—–-").endswith(BLOT)
    mention, end = named_after(sentence, verb.end())
    if mention is None or mention.kind == "pronoun":
        return None
    ends = re.match(r"\s*(?:[,.]|\Z)", sentence[end:]) is not None
    if not beside and not (ends and verb[0] in CONTENT_VERBS and sentence[end_of_before - 1] == ","):
        return None
    return Attribution(mention, verb.start(), verb.end(), beside) if ends or _GOES_ON.match(sentence, end) else None


def own_subject(sentence: str) -> Mention | None:
    """Who the sentence is about, by its first words: the subject that a second verb shares."""
    words = sentence[:SUBJECT_CHARACTERS].split()
    for count in range(min(MAX_SUBJECT_WORDS, len(words) - 1), 0, -1):
        if words[count][0].islower() and words[count] not in _NO_VERBS and (mention := mention_of(" ".join(words[:count]).rstrip(","))):
            return mention
    head, comma, _ = sentence.partition(",")
    return mention_of(head) if comma else None
