"""What a question asks for.

What enters: a question as a person typed it. What leaves: its terms, the numbers, years and names it gives, and the kind of
answer it expects. It deliberately searches nothing and knows no documents.
"""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.errors import QuestionError
from index.words import STOP_WORDS, stems, words

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
    it gives, so that evidence about another year or person can be told apart.
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
    plain = words(text)
    if not plain:
        raise QuestionError("the question holds no word; ask in a few words what you want to know")
    carrying = [word for word in plain if word not in STOP_WORDS]
    subject = [word for word in carrying if word not in ASKING_WORDS] or carrying
    return Question(
        text=text,
        terms=tuple(stems(carrying)),
        subject=tuple(dict.fromkeys(stems(subject))),
        numbers=tuple(_NUMBER.findall(text)),
        names=tuple(_names(text)),
        answer_type=answer_type(text),
    )


def answer_type(text: str) -> AnswerType:
    """The kind of answer a question expects, by its question word; "none" when any sentence could answer."""
    lowered = text.lower()
    return next((kind for kind, pattern in _TYPES if pattern.search(lowered)), "none")


def _names(text: str) -> list[str]:
    """Folded words written with a capital that do not open the question and are not function words."""
    found = [match for match in _NAME.finditer(text) if match.start() > 0 and match[0][0].isupper()]
    return [word for match in found for word in words(match[0]) if word not in STOP_WORDS]
