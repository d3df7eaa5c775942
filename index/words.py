"""Words as they are searched.

What enters: text and its language. What leaves: its searchable terms: lower case, diacritics folded, function words dropped,
Snowball stems. Text of no known language is read as English. It deliberately never touches what is quoted: terms have no offsets.
"""

import re
import threading
import unicodedata

import Stemmer

from corpus.language import base_of
from index import multilingual_words

WORDS_VERSION = 2  # written into the index: terms made by another version are made again

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
# What no language is known of is read as English, as everything was before languages were.
READ_AS_ENGLISH = frozenset({"", "en"})
_stemmers = threading.local()  # a Stemmer is not safe to share between threads


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, diacritics dropped."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def words(text: str, language: str = "") -> list[str]:
    """Every folded word and number of a text, in order, function words included."""
    base = base_of(language)
    folded = fold(text) if base in READ_AS_ENGLISH else multilingual_words.folded(text, base)
    return _WORD.findall(_APOSTROPHE.sub(" ", folded))


def terms(text: str, language: str = "") -> list[str]:
    """The searchable terms of a text, in order."""
    function_words = stop_words(language)
    return stems([word for word in words(text, language) if word not in function_words], language)


def stop_words(language: str = "") -> frozenset[str]:
    """The function words of a language, folded; none where they are not known."""
    base = base_of(language)
    return STOP_WORDS if base in READ_AS_ENGLISH else multilingual_words.STOP_WORDS.get(base, frozenset())


def stems(plain: list[str], language: str = "") -> list[str]:
    """Snowball stems of folded words (Porter 2 for English), each at most MAX_TERM_BYTES long in UTF-8."""
    base = base_of(language)
    if base not in READ_AS_ENGLISH:
        return [_cut(term) for term in multilingual_words.stemmed(plain, base)]
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")
    stemmed: list[str] = _stemmers.english.stemWords(plain)
    return [term if len(term) <= MAX_TERM_BYTES // 4 else _cut(term) for term in stemmed]


def _cut(term: str) -> str:
    return term.encode("utf-8")[:MAX_TERM_BYTES].decode("utf-8", "ignore")
