"""What a question asks for.

What enters: a question as a person typed it. What leaves: its terms, the numbers, years and names it gives, and the kind of
answer it expects. It deliberately searches nothing and knows no documents.
"""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.errors import QuestionError
from index.words import STOP_WORDS, fold, stems, words

AnswerType = Literal["date", "number", "person", "place", "none"]

# A longer question is a pasted text; the encoder reads 256 tokens.
MAX_QUESTION_CHARACTERS = 2000

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"[^\W\d_][\w’'.-]*")
# Words that ask or point and carry no subject of their own: "What do the documents say about …?"
ASKING_WORDS = frozenset(
    """
    document documents text texts paper papers report reports say says said tell tells told describe describes described mention
    mentions mentioned state states stated call calls called name named give gives given know known mean means meant much many
    long often kind type sort according explain please list find show happen happened take takes took place
    """.split()
)
# Words that may open a question with a capital although they name nothing, beside the stop words and those above.
_OPENING_WORDS = frozenset(
    """
    summarise summarize summary compare discuss outline identify define provide quote cite search look help let can could
    between against under since until without within through over per despite regarding concerning upon among besides
    not no yes every most more few one two three first last new whether apart hello hi thanks
    """.split()
)
_SHOUTED_WORDS = 3
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_ASKED = r"(?:what|which|in what|in which)"
_MEASURES = "many|much|long|far|old|large|big|tall|high|often|fast"
_PERSONS = "person|minister|president|secretary|author|commissioner|speaker|chair"
_PLACES = "city|country|countries|place|town|state|region|location|capital|continent|county"
_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    ("number", re.compile(rf"\bhow (?:{_MEASURES})\b|\bwhat (?:percentage|percent|share|number|proportion|amount|sum)\b|\bby how\b")),
    ("date", re.compile(rf"\bwhen\b|\b{_ASKED} (?:year|date|day|month|century|decade|time)\b|\bhow long ago\b|\bsince when\b")),
    ("person", re.compile(rf"\bwho(?:m|se)?\b|\b{_ASKED} (?:{_PERSONS})\b")),
    ("place", re.compile(rf"\bwhere\b|\b{_ASKED} (?:{_PLACES})\b")),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what can be read off it.

    `terms` are its searchable terms in order; `subject` those that carry a subject; `numbers` and `names` are folded words
    it gives, so that evidence about another year or person can be told apart. “US” and “WHO” are names and subjects, but no
    terms: the index holds neither, because it cannot tell them from “us” and “who”.
    """

    text: str
    terms: tuple[str, ...]
    subject: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    answer_type: AnswerType


def read_question(text: str) -> Question:
    """Read a question. Raises QuestionError when it is empty, too long, or holds no word."""
    text = " ".join(text.split())
    if not text:
        raise QuestionError("the question is empty; ask in a few words what you want to know")
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(f"the question has {len(text)} characters; the limit is {MAX_QUESTION_CHARACTERS}")
    if not words(text):
        raise QuestionError("the question holds no word; ask in a few words what you want to know")
    carrying = carrying_words(text)
    return Question(
        text=text,
        terms=tuple(stems([word for word in carrying if word not in STOP_WORDS])),
        subject=tuple(dict.fromkeys(stems(subject_words(text)))),
        numbers=tuple(_NUMBER.findall(text)),
        names=tuple(_names(text)),
        answer_type=answer_type(text),
    )


def answer_type(text: str) -> AnswerType:
    """The kind of answer a question expects, by its question word; "none" when any sentence could answer."""
    lowered = text.lower()
    return next((kind for kind, pattern in _TYPES if pattern.search(lowered)), "none")


def carrying_words(text: str) -> list[str]:
    """The folded words of a text that are no function words, in order; one in capitals, “US” or “WHO”, is none."""
    if _shouted(text):
        return [word for word in words(text) if word not in STOP_WORDS]
    return [word for piece in text.split() for word in words(piece) if word not in STOP_WORDS or word in _in_capitals(piece)]


def subject_words(text: str) -> list[str]:
    """The carrying words that name a subject; all of them where every one only asks."""
    carrying = carrying_words(text)
    return [word for word in carrying if word not in ASKING_WORDS] or carrying


def _shouted(text: str) -> bool:
    """Whether all of several words are in capitals, which then tell nothing."""
    return text.isupper() and len(words(text)) >= _SHOUTED_WORDS


def _in_capitals(piece: str) -> set[str]:
    return {fold(word) for word in _CAPITALS.findall(piece) if word.isupper()}


def _names(text: str) -> list[str]:
    """Folded words written with a capital that are no function words; the first word may be one, unless it asks or commands."""
    found = [match[0] for match in _NAME.finditer(text) if match[0][0].isupper()]
    opening = words(text)[0]
    names = [word for name in found for word in carrying_words(name.lower() if _shouted(text) else name)]
    asks = opening in ASKING_WORDS or opening in _OPENING_WORDS
    return names[1:] if asks and names[:1] == [opening] else names
