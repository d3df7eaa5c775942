"""Words as they are searched.

What enters: text. What leaves: its searchable terms: lower case, diacritics folded, function words dropped, Snowball
stems. It deliberately never touches what is quoted: terms have no offsets.
"""

import re
import threading
import unicodedata

import Stemmer

WORDS_VERSION = 1  # written into the index: terms made by another version are made again

# Closed-class English words that carry no subject: articles, pronouns, auxiliaries, prepositions, conjunctions, question
# words. "not", "no", "against", "between" and the like are kept: they change what a passage says.
STOP_WORDS = frozenset(
    """
    a an the this that these those such i me my mine we us our ours you your yours he him his she her hers it its they them
    their theirs myself ourselves yourself himself herself itself themselves who whom whose which what when where why how
    am is are was were be been being do does did doing done have has had having will would shall should can could may might
    must of at by for with about into to from in on as and or but if than then so there here also just very too s t
    any some each other own same both all because while during before after
    """.split()
)

# A term longer than this is no word; it is cut so that the vocabulary stays a flat array.
MAX_TERM_BYTES = 40
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_stemmers = threading.local()  # a Stemmer is not safe to share between threads


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, diacritics dropped."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def words(text: str) -> list[str]:
    """Every folded word and number of a text, in order, function words included."""
    return _WORD.findall(_APOSTROPHE.sub(" ", fold(text)))


def terms(text: str) -> list[str]:
    """The searchable terms of a text, in order."""
    return stems([word for word in words(text) if word not in STOP_WORDS])


def stems(plain: list[str]) -> list[str]:
    """Snowball stems (Porter 2) of folded words, each at most MAX_TERM_BYTES long in UTF-8."""
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")
    stemmed: list[str] = _stemmers.english.stemWords(plain)
    return [term if len(term) <= MAX_TERM_BYTES // 4 else _cut(term) for term in stemmed]


def _cut(term: str) -> str:
    return term.encode("utf-8")[:MAX_TERM_BYTES].decode("utf-8", "ignore")
