"""Who a phrase names: a person, a body, a pronoun or an office.

What enters: a whole noun phrase ("Albania's interior minister Jane Doe", "the Ministry of Justice", "he"). What leaves: a
`Mention`, or nothing when the phrase is not, in full, one of those: a phrase that is half understood names nobody. It
deliberately keeps no memory of the document; see `corpus/speech/cast.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.speech.bodies import body_name
from corpus.speech.words import (
    ALSO_NAMES,
    BODIES,
    CLAUSAL,
    DOMAINS,
    NOT_NAMES,
    PARTICLES,
    POSSESSIVE,
    PREPOSITIONS,
    ROMAN_NUMERAL,
    TITLES,
    VERBS,
    bare,
    is_capital,
    is_office,
    office_of,
)

MentionKind = Literal["person", "surname", "body", "pronoun", "office"]

# A noun phrase of more words is a clause.
MAX_PHRASE_WORDS = 16
MAX_NAME_WORDS = 4
# A word in capitals of so few letters is an abbreviation; a surname in capitals ("Josep BORRELL") is mostly longer.
MAX_ABBREVIATION_LETTERS = 4
PRONOUNS = frozenset("he she it they him her them".split())

_EMPHATIC = frozenset("himself herself itself themselves".split())
_LAST_WORDS = _EMPHATIC | PRONOUNS
_ARTICLES = frozenset("the a an our their its his her my your this that".split())
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_LEADING = re.compile(
    r"^(?:(?:But|And|So|Yet|Still|However|Also|Meanwhile|Today|Yesterday|Later|Then|Earlier|Finally|Similarly|Moreover|Furthermore|Again|"
    r"Separately|Afterwards|Here|There|Now|Nevertheless|Nonetheless|Thus|Indeed)\s+|"
    rf"(?:(?:On|In|Last|Late|Early|Earlier|This)\s+)(?:(?:on|in|this|last|the|late|early)\s+)*(?:(?:{_DAY}|{_MONTH}|\d{{1,4}}|week|month|year|"
    r"spring|summer|autumn|winter|morning|afternoon|evening|night)\s+)+)+"
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_]{2,}(?:[’'‑-][^\W\d_]+)*\Z|[^\W\d_][’'‑-][^\W\d_]+\Z|[^\W\d_]\Z")


_NO_PART = NOT_NAMES | BODIES
_BEFORE_NAMES = NOT_NAMES | BODIES | DOMAINS


@dataclass(frozen=True, slots=True)
class Mention:
    """Who a phrase names, in its own words, with the office it gives them in lower case ("prime minister"), if any.

    A "person" has a first name and a surname; a "surname" is one word, with the title it stands after in `words`.
    """

    kind: MentionKind
    words: str
    office: str = ""


@lru_cache(maxsize=4096)  # a document asks for the same few phrases again and again
def mention_of(phrase: str) -> Mention | None:
    """Who a whole noun phrase names; None when any part of it is not understood."""
    words = phrase.split()
    if not words or not _can_end(words[-1]):
        return None
    words = _LEADING.sub("", phrase.strip()).split()
    while words and words[-1] in _EMPHATIC:
        words.pop()
    if not words or len(words) > MAX_PHRASE_WORDS:
        return None
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return Mention("pronoun", words[0].lower())
    body = body_name(words)
    return Mention("body", body) if body else _office(words) or _person(words)


def _can_end(word: str) -> bool:
    """Whether a phrase that names somebody can end so: for speed, since most phrases cannot."""
    return word[0].isupper() or word in _LAST_WORDS or is_office(word) or is_capital(word)


def name_words(run: Sequence[str]) -> list[str]:
    """A run of capitalised words without the offices, places and days before the name; empty when no name is left.

    "Albanian Prime Minister Jane Roe" is Jane Roe; "Human Rights" and "Port Anna" are nobody.
    """
    start = 0
    for number, word in enumerate(run):
        if is_office(word) or bare(word) in TITLES:
            start = number + 1
    titled = start
    while start < len(run) and bare(run[start]) in _BEFORE_NAMES and not _also_name(run, start, titled):
        start += 1
    name = list(run[start:])
    while name and name[0] in PARTICLES:  # "the minister of de Souza": a name begins with its particle only in upper case
        name.pop(0)
    return name if _is_name(name) else []


def _also_name(run: Sequence[str], start: int, titled: int) -> bool:
    """Whether a month or place may be a first name here: "Sofia Lindqvist", not "May" and not "In May Jane Roe"."""
    return bare(run[start]) in ALSO_NAMES and (start == titled) and len(run) - start == 2 and bare(run[-1]) not in _NO_PART


def _is_name(words: Sequence[str]) -> bool:
    capitals = [word for word in words if word not in PARTICLES]
    if not 1 <= len(capitals) <= MAX_NAME_WORDS or len(words) > MAX_NAME_WORDS + 2:
        return False
    if any(not _NAME_WORD.match(word) or (bare(word) in _NO_PART and (len(capitals) == 1 or bare(word) not in ALSO_NAMES)) for word in capitals):
        return False
    if len(capitals) > 1 and all(bare(word) in ALSO_NAMES for word in capitals):
        return False
    if len(capitals) == 1 and ROMAN_NUMERAL.match(capitals[0]):
        return False
    if len(bare(capitals[-1])) < 2 or not any(len(bare(word)) > 2 for word in capitals) or words[-1] in PARTICLES:
        return False
    abbreviations = [word for word in capitals if word.isupper() and 1 < len(word) <= MAX_ABBREVIATION_LETTERS and "." not in word]
    return len(abbreviations) in {0, len(capitals)}


def _office(words: list[str]) -> Mention | None:
    """ "the minister", "Albania's prime minister": somebody named elsewhere."""
    if not is_office(words[-1]) or len(words) > 4:
        return None
    if bare(words[0]) != "the" or any(word in PREPOSITIONS or word == "and" for word in words):
        return None
    return Mention("office", " ".join(words), office_of(words))


def _person(words: list[str]) -> Mention | None:
    start = len(words)
    while start and (is_capital(words[start - 1]) or words[start - 1] in PARTICLES) and not POSSESSIVE.search(words[start - 1]):
        start -= 1
    run = words[start:]
    name = name_words(run)
    if not name:
        return None
    before = [*words[:start], *run[: len(run) - len(name)]]
    if before and not _leads_to_name(before):
        return None
    office = office_of(before)
    if len([word for word in name if word not in PARTICLES]) > 1:
        return Mention("person", " ".join(name), office)
    titled = bool(before) and (is_office(before[-1]) or bare(before[-1]) in TITLES)
    return Mention("surname", f"{_title(before)} {name[-1]}" if titled else name[-1], office)


def _title(before: Sequence[str]) -> str:
    """The title right before a surname, as it is written; two words where one alone would be another office."""
    two = len(before) > 1 and bare(before[-2]) in {"prime", "vice", "deputy"} and before[-1].istitle()
    title = " ".join(before[-2:] if two else before[-1:])
    return title if title[:1].isupper() else ""


def _leads_to_name(before: Sequence[str]) -> bool:
    """Whether the words before a name belong to it: "The Albanian minister of justice", and not "A spokesman for"."""
    last = bare(before[-1])
    office = office_of(before)
    if not (is_office(last) or last in TITLES or (office and (last in DOMAINS or last in BODIES or (last in NOT_NAMES and is_capital(before[-1]))))):
        return False
    if before[-1] in _ARTICLES or before[-1] in PREPOSITIONS:
        return False
    if any(bare(word) in CLAUSAL or word in VERBS for word in before):
        return False
    for number, word in enumerate(before):
        after = before[number + 1 :]
        if word in PREPOSITIONS and any(is_office(later) or bare(later) in TITLES for later in after):
            return False
        if word in {"and", "&", "or"} and not _joins_offices(before[number - 1] if number else "", after):
            return False
    return True


def _joins_offices(before: str, after: Sequence[str]) -> bool:
    """ "lawyer and activist", "Trade and Industry": one person's; "Roe and Minister" is two people."""
    return bool(before) and (is_office(before) or bare(before) in DOMAINS) and bool(after)
