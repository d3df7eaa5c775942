"""What a question asks for.

What enters: a question as a person typed it. What leaves: its terms, the numbers, years and names it gives, and the kind of
answer it expects. It deliberately searches nothing and knows no documents.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.question_words import TYPES_ABROAD, AnswerType
from corpus.errors import QuestionError
from corpus.language import base_of, question_language
from index.query import QueryWord, query_of
from index.words import READ_AS_ENGLISH, fold, stems, stop_words, words

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
    terms: the index holds neither, because it cannot tell them from “us” and “who”. `abroad` are the forms that terms have in
    documents of other languages than the question's own, `language`; it `crosses` when no document is in its own.
    """

    text: str
    terms: tuple[str, ...]
    subject: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    answer_type: AnswerType
    language: str = ""
    abroad: tuple[tuple[str, tuple[str, ...]], ...] = ()
    crosses: bool = False

    def weights(self, idf: Callable[[str], float]) -> dict[str, float]:
        """What each term weighs: as much as the most frequent of its forms."""
        abroad = dict(self.abroad)
        return {term: QueryWord(term, abroad.get(term, ())).weight(idf) for term in self.terms}

    def held_by(self, text: str, language: str) -> frozenset[str]:
        """The terms that a text in a language holds, and with them those of the question's own that it holds in that language's form."""
        held = frozenset(stems(words(text, language), language))
        return held.union(term for term, forms in self.abroad if not held.isdisjoint(forms)) if self.abroad else held


def read_question(text: str, document_languages: Collection[str] = ()) -> Question:
    """Read a question to documents in some languages, base codes. Raises QuestionError when it is empty, too long, or holds no word."""
    text = " ".join(text.split())
    if not text:
        raise QuestionError("the question is empty; ask in a few words what you want to know")
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(f"the question has {len(text)} characters; the limit is {MAX_QUESTION_CHARACTERS}")
    if not words(text):
        raise QuestionError("the question holds no word; ask in a few words what you want to know")
    language = question_language(text)
    searched = query_of(text, language, document_languages).words
    return Question(
        text=text,
        terms=tuple(word.term for word in searched),
        subject=tuple(dict.fromkeys(stems(subject_words(text, language), language))),
        numbers=tuple(_NUMBER.findall(text)),
        names=tuple(_names(text, language)),
        answer_type=answer_type(text, language),
        language=language,
        crosses=bool(document_languages) and (base_of(language) or "en") not in document_languages,
        abroad=tuple({word.term: word.others for word in searched if word.others}.items()),
    )


def answer_type(text: str, language: str = "") -> AnswerType:
    """The kind of answer a question expects, by its question word; "none" when any sentence could answer."""
    base = base_of(language)
    if base in READ_AS_ENGLISH:
        lowered = text.lower()
        return next((kind for kind, pattern in _TYPES if pattern.search(lowered)), "none")
    return next((kind for kind, pattern in TYPES_ABROAD.get(base, ()) if pattern.search(" ".join(words(text, base)))), "none")


def carrying_words(text: str, language: str = "") -> list[str]:
    """The folded words of a text that are no function words, in order; one in capitals, “US” or “WHO”, is none."""
    function_words = stop_words(language)
    if _shouted(text):
        return [word for word in words(text, language) if word not in function_words]
    return [word for piece in text.split() for word in words(piece, language) if word not in function_words or word in _in_capitals(piece, language)]


def subject_words(text: str, language: str = "") -> list[str]:
    """The carrying words that name a subject; all of them where every one only asks."""
    carrying = carrying_words(text, language)
    return [word for word in carrying if word not in ASKING_WORDS] or carrying


def _shouted(text: str) -> bool:
    """Whether all of several words are in capitals, which then tell nothing."""
    return text.isupper() and len(words(text)) >= _SHOUTED_WORDS


def _in_capitals(piece: str, language: str) -> set[str]:
    if base_of(language) in READ_AS_ENGLISH:
        return {fold(word) for word in _CAPITALS.findall(piece) if word.isupper()}
    return {folded for word in _CAPITALS.findall(piece) if word.isupper() for folded in words(word, language)}


def _names(text: str, language: str) -> list[str]:
    """Folded words written with a capital that are no function words; the first word may be one, unless it asks or commands."""
    if base_of(language) == "de":  # every noun has a capital
        return []
    found = [match[0] for match in _NAME.finditer(text) if match[0][0].isupper()]
    opening = words(text, language)[0]
    names = [word for name in found for word in carrying_words(name.lower() if _shouted(text) else name, language)]
    asks = opening in ASKING_WORDS or opening in _OPENING_WORDS or base_of(language) not in READ_AS_ENGLISH
    return names[1:] if asks and names[:1] == [opening] else names
