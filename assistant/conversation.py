"""Follow-up questions, completed from the conversation by rules.

What enters: a question and the questions before it. What leaves: the question to search. "And on corruption?" after "What
was agreed on cybersecurity in Tirana?" becomes "What was agreed on corruption in Tirana?". It deliberately changes nothing
when a question stands alone, and the person is shown what was searched.
"""

import re
from collections.abc import Sequence

from assistant.question import MAX_QUESTION_CHARACTERS, carrying_words, subject_words
from index.words import STOP_WORDS, words

_OPENING = re.compile(
    r"^(?:(?:and|or|but|so(?!\s+(?:far|called)\b)|ok|okay|then|also)\b[\s,]*)*(?:(?:what|how)\s+about\b|what\s+of\b)?[\s,]*", re.IGNORECASE
)
_PREPOSITION = r"(?:on|about|in|at|for|with|by|of|to|from|against|between|during|under|after|before|since|until|regarding|concerning)"
_PHRASE = re.compile(rf"\b(?P<preposition>{_PREPOSITION})\s+(?P<object>.+?)(?=\s+{_PREPOSITION}\b|[?.!]*$)", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"^(?:who|what|when|where|why|which|how|whose|whom|is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)
_POINTING = re.compile(r"\b(?:he|she|they|him|them|his|her|their|it|its|there|this|that|these|those|then)\b", re.IGNORECASE)
# "Is there a plan …?", "there are", "it is true that" point at nothing said before.
_TO_BE = r"(?:is|are|was|were|will|would|has|have|had|can|could|should)"
_EMPTY = re.compile(
    rf"^{_TO_BE}\s+there\b|\bthere\s+(?:be|{_TO_BE})\b|"
    r"\bit\s+(?:is|was)\s+(?:\w+\s+)?(?:that|to)\b|^(?:is|was)\s+it\s+\w+\s+(?:that|to)\b",
    re.IGNORECASE,
)
_SAME_KIND = {"about": "on", "regarding": "on", "concerning": "on", "on": "about"}
_SUBJECT_KINDS = ("on", "about", "of", "for", "with", "against")
_PLACE_KINDS = ("in", "at")
_TIME = re.compile(r"\b(?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE)
# A question of so few words, without a verb of its own, leans on the one before.
_FEW_WORDS = 4
# A question with its own question word and so many words of its own subject stands alone even after "so" or "and".
_OWN_SUBJECT_WORDS = 2
# What is carried from question to question stays a question: no longer, and no more words beside the new one, than this.
_CARRIED_CHARACTERS = 300
_CARRIED_WORDS = 12


def standalone(question: str, history: Sequence[str]) -> str:
    """The question completed from the last question that stood alone; unchanged when it stands alone itself."""
    question = " ".join(question.split())
    earlier = _carried(history)
    if not earlier or not leans(question):
        return question
    if not _rest(question):
        return earlier
    if replaced := _replaced(earlier, question):
        return replaced
    completed = f"{question.rstrip(' ?.!')} – {_subject(earlier)}?"
    return completed if _subject(earlier) and len(completed) <= MAX_QUESTION_CHARACTERS else question


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the one before: it opens with "and", points back, or is a fragment."""
    rest = _rest(question)
    points = _points(rest)
    if rest != question.strip(" ?.!"):
        full = _QUESTION_WORD.match(rest) and len(subject_words(rest)) >= _OWN_SUBJECT_WORDS
        return points or not full
    carrying = carrying_words(question)
    if points and len(carrying) <= _FEW_WORDS and not re.search(r"\b[A-Z]\w+", question[1:]):
        return True
    return len(carrying) <= 2 and len(words(question)) <= _FEW_WORDS and not _QUESTION_WORD.match(question)


def _points(text: str) -> bool:
    return bool(_POINTING.search(_EMPTY.sub(" ", text)))


def _rest(question: str) -> str:
    """A question without the "and", "so" or "what about" it opens with."""
    return _OPENING.sub("", question, count=1).strip(" ?.!")


def _carried(history: Sequence[str]) -> str:
    """The last question that stood alone, with what later fragments put in place of its phrases.

    A follow-up that only points back ("Who chaired it?") leaves it as it is, so that nothing piles up.
    """
    alone = carried = ""
    for question in (" ".join(question.split()) for question in history):
        if not carried or not leans(question):
            alone = carried = question
        else:
            carried = _replaced(carried, question) or _replaced(alone, question) or carried
    return carried


def _replaced(earlier: str, question: str) -> str:
    """The earlier question with the phrase of the same kind replaced: "on X" by "on Y", a place by a place, a time by a time.

    Empty when there is nothing to replace, or when what comes out is too long to be a question.
    """
    fragment = _rest(question)
    if not fragment or _QUESTION_WORD.match(fragment):
        return ""
    match = _PHRASE.match(fragment)
    if _QUESTION_WORD.match(match["object"]) if match else _points(fragment):
        return ""
    for kind in _kinds(fragment, match, opened=fragment != question.strip(" ?.!")):
        for phrase in _PHRASE.finditer(earlier):
            if phrase["preposition"].lower() == kind and _alike(phrase["object"], fragment, kind):
                new = fragment if match else f"{phrase['preposition']} {fragment}"
                return _bounded(earlier[: phrase.start()] + new + earlier[phrase.end() :])
    return _bounded(f"{earlier.rstrip(' ?.!')} {fragment}?") if match else ""


def _kinds(fragment: str, match: re.Match[str] | None, opened: bool) -> tuple[str, ...]:
    """The prepositions whose phrase a fragment may replace, the likeliest first.

    A name stands for a place before it stands for a subject: "How about London?", "North Macedonia". The capital of the first
    word typed tells nothing ("Corruption"): then the subject comes first, and the place only for a single word.
    """
    if match:
        preposition = match["preposition"].lower()
        return (preposition, _SAME_KIND.get(preposition, preposition))
    if _TIME.search(fragment):
        return ("in", "on", "since", "before", "after")
    parts = [part for part in fragment.split() if part.lower() not in STOP_WORDS]
    if not parts or not all(part[:1].isupper() for part in parts):
        return _SUBJECT_KINDS
    return (*_PLACE_KINDS, *_SUBJECT_KINDS) if opened or len(parts) > 1 else (*_SUBJECT_KINDS, *_PLACE_KINDS)


def _alike(known: str, fragment: str, kind: str) -> bool:
    """Whether one phrase can stand for another: times for times; after "in" and "at", names for names."""
    if bool(_TIME.search(known)) != bool(_TIME.search(fragment)):
        return False
    named = any(word[:1].isupper() for word in fragment.split())
    return kind not in _PLACE_KINDS or bool(_TIME.search(known)) or known[:1].isupper() == named


def _bounded(question: str) -> str:
    return question if len(question) <= _CARRIED_CHARACTERS else ""


def _subject(earlier: str) -> str:
    """The carrying words of a question, in order, as written, each once; the first few of a long one."""
    plain = re.findall(r"[\w’'-]+", earlier)
    return " ".join(list(dict.fromkeys(word for word in plain if carrying_words(word)))[:_CARRIED_WORDS])
