"""Whether a phrase is the name of a body: a ministry, a commission, a company, "NATO".

What enters: the words of a whole phrase. What leaves: the name without its article, or nothing. It deliberately takes no body
without a name ("the company"), and no country: who of it speaks is not said.
"""

from collections.abc import Sequence

from corpus.speech.words import BODIES, CONNECTIVES, FUNCTION_WORDS, NOT_NAMES, POSSESSIVE, ROMAN_NUMERAL, bare, is_capital, is_office

MAX_BODY_WORDS = 10
# Letters of an abbreviation such as NATO.
MAX_ACRONYM_LETTERS = 8


def body_name(words: Sequence[str]) -> str:
    """ "the European Commission", "Ministry of Interior", "NATO": capitals and connectives throughout, a body's word at the head."""
    article = bare(words[0]) == "the"
    rest = words[1:] if article else words
    if not rest or len(rest) > MAX_BODY_WORDS or not is_capital(rest[0]) or not all(map(_in_body, rest)) or POSSESSIVE.search(rest[-1]):
        return ""
    if len(rest) == 1:
        return rest[0] if _is_acronym(rest[0]) or (article and bare(rest[0]) in BODIES) else ""
    head = next((number for number, word in enumerate(rest) if word in {"of", "for", "on"}), len(rest)) - 1
    by_acronym = head + 1 == len(rest) and _is_acronym(rest[head]) and not _is_acronym(rest[0])
    if (bare(rest[head]) in BODIES or by_acronym) and not _joined_bodies(rest):
        return " ".join(rest)
    return ""


def _in_body(word: str) -> bool:
    return word in CONNECTIVES or (is_capital(word) and not is_office(word) and bare(word) not in FUNCTION_WORDS)


def _joined_bodies(words: Sequence[str]) -> bool:
    """ "the Council and the Commission" are two; "Ministry of Agriculture and Water" is one."""
    return any(
        word in {"and", "&"} and any(bare(later) in BODIES or later == "the" for later in words[number + 1 : number + 4])
        for number, word in enumerate(words)
    )


def _is_acronym(word: str) -> bool:
    letters = word.replace("-", "")
    return (
        letters.isalpha()
        and letters.isupper()
        and 2 <= len(letters) <= MAX_ACRONYM_LETTERS
        and bare(word) not in NOT_NAMES
        and not ROMAN_NUMERAL.match(word)
    )
