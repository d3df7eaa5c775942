"""Follow-up questions, completed from the conversation by rules.

What enters: a question and the questions before it. What leaves: the question to search. "And on corruption?" after "What
was agreed on cybersecurity in Tirana?" becomes "What was agreed on corruption in Tirana?". It deliberately changes nothing
when a question stands alone, and the person is shown what was searched.
"""

import re
from collections.abc import Sequence

from index.words import STOP_WORDS, words

_OPENING = re.compile(r"^(?:and|or|but|so|ok|okay|then|also|what about|how about|what of|and what about|and how about)\b[\s,]*", re.IGNORECASE)
_PREPOSITION = r"(?:on|about|in|at|for|with|by|of|to|from|against|between|during|under|after|before|since|until|regarding|concerning)"
_PHRASE = re.compile(rf"\b(?P<preposition>{_PREPOSITION})\s+(?P<object>.+?)(?=\s+{_PREPOSITION}\b|[?.!]*$)", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"^(?:who|what|when|where|why|which|how|whose|whom|is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)
_POINTING = re.compile(r"\b(?:he|she|they|him|them|his|her|their|it|its|there|this|that|these|those|then)\b", re.IGNORECASE)
_SAME_KIND = {"about": "on", "regarding": "on", "concerning": "on", "on": "about"}
_SUBJECT_KINDS = ("on", "about", "of", "for", "with", "against")
_TIME = re.compile(r"\b(?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE)
# A question of so few words, without a verb of its own, leans on the one before.
_FEW_WORDS = 4


def standalone(question: str, history: Sequence[str]) -> str:
    """The question completed from the last question that stood alone; unchanged when it stands alone itself."""
    question = " ".join(question.split())
    earlier = _last_complete(history)
    if not earlier or not leans(question):
        return question
    rest = _OPENING.sub("", question).strip(" ?.!")
    if not rest:
        return earlier
    if not _QUESTION_WORD.match(rest) and (replaced := _replaced(earlier, rest)):
        return replaced
    return f"{question.rstrip(' ?.!')} – {_subject(earlier)}?" if _subject(earlier) else question


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the one before: it opens with "and", points back, or is a fragment."""
    if _OPENING.match(question):
        return True
    plain = words(question)
    carrying = [word for word in plain if word not in STOP_WORDS]
    if _POINTING.search(question) and len(carrying) <= _FEW_WORDS and not re.search(r"\b[A-Z]\w+", question[1:]):
        return True
    return len(carrying) <= 2 and len(plain) <= _FEW_WORDS and not _QUESTION_WORD.match(question)


def _last_complete(history: Sequence[str]) -> str:
    """The conversation so far as one question: each follow-up completed by those before it."""
    complete = ""
    for question in history:
        complete = standalone(question, [complete]) if complete else " ".join(question.split())
    return complete


def _replaced(earlier: str, fragment: str) -> str:
    """The earlier question with the phrase of the same kind replaced: "on X" by "on Y", a place by a place, a time by a time."""
    match = _PHRASE.match(fragment)
    if match:
        preposition = match["preposition"].lower()
        kinds: tuple[str, ...] = (preposition, _SAME_KIND.get(preposition, preposition))
    elif _TIME.search(fragment):
        kinds = ("in", "on", "since", "before", "after")
    else:
        kinds = ("in", "at", *_SUBJECT_KINDS) if fragment[0].isupper() else _SUBJECT_KINDS
    for kind in kinds:
        for phrase in _PHRASE.finditer(earlier):
            if phrase["preposition"].lower() == kind and _alike(phrase["object"], fragment, kind):
                new = fragment if match else f"{phrase['preposition']} {fragment}"
                return earlier[: phrase.start()] + new + earlier[phrase.end() :]
    return f"{earlier.rstrip(' ?.!')} {fragment}?" if match else ""


def _alike(known: str, fragment: str, kind: str) -> bool:
    """Whether one phrase can stand for another: times for times; after "in" and "at", names for names."""
    if bool(_TIME.search(known)) != bool(_TIME.search(fragment)):
        return False
    named = any(word[:1].isupper() for word in fragment.split())
    return kind not in {"in", "at"} or bool(_TIME.search(known)) or known[:1].isupper() == named


def _subject(earlier: str) -> str:
    """The carrying words of a question, in order, as written."""
    plain = re.findall(r"[\w’'-]+", earlier)
    return " ".join(word for word in plain if words(word) and not all(part in STOP_WORDS for part in words(word)))
