"""The outer form of a written sentence.

What enters: a sentence as the model wrote it, and the numbers of the quotes there are. What leaves: the quotes it cites, or what
is wrong with it: links, markup, control characters, citations of nothing. It deliberately allows by list: what is not known to
be harmless is not shown.
"""

import re
import unicodedata
from collections.abc import Collection

from assistant.writing.wording import CITATION, uncited, unset

MAX_CHARACTERS = 600
_MIN_WORDS = 3
# Longer than any word of a language that is written with spaces: what is so long carries something else.
MAX_WORD_CHARACTERS = 45
_TOP_LEVEL = "com|org|net|info|io|dev|app|edu|gov|int|eu|uk|de|fr|al|rs|me|mk|ba|it|ru|cn|co|ai|xyz|site|online|link|click|top"
_LINK = re.compile(
    rf"(?:[a-z][a-z0-9+.-]*:/|\bwww\.|://|\b(?:javascript|vbscript|mailto|tel|file|data):\S|[\w.-]+\.(?:{_TOP_LEVEL})\b(?:/|\s|$|[.,;:!?)]))"
    r"|[\w.+-]+@[\w-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\bxn--",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>`{}|\\^~]|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,10});|!\[|\]\s*\(|\*\*|__|\$\$|^\s*#|\b(?:onerror|onload|srcdoc)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[\]]")
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sc", "Zs"})
_SIGNS = frozenset("+−=°§№")
_QUOTED = re.compile(r"[\"“”„«»‟]([^\"“”„«»‟]*)[\"“”„«»‟]|(?<!\w)[‘']([^‘’']{3,})[’'](?!\w)")
# A writer quotes by number; so few words, a name or a term, may stand in quotation marks where the quotes have them in this order.
MAX_QUOTED_WORDS = 4


def cited(sentence: str) -> tuple[int, ...]:
    """The numbers a sentence cites, each once, in order; a range is all its numbers."""
    numbers: list[int] = []
    for match in CITATION.finditer(sentence):
        for part in re.split(r"[,;]", match[0].strip("[]")):
            ends = [int(number[:6]) for number in re.findall(r"\d+", part)]
            numbers += range(ends[0], min(ends[-1], ends[0] + 50) + 1) if len(ends) == 2 else ends
    return tuple(dict.fromkeys(numbers))


def harmful(text: str) -> str:
    """Why a text may not reach a screen at all, not even struck out; empty where it may."""
    too_long = len(text) > MAX_CHARACTERS or any(len(word) > MAX_WORD_CHARACTERS for word in text.split())
    return impure(text) or ("it is too long for a sentence" if too_long else "")


def impure(text: str) -> str:
    """What makes a text, of whatever length, more than plain text; empty where it is that."""
    if any(unicodedata.category(letter) not in _LETTERS and letter not in _SIGNS for letter in text if letter not in "<>`|^~$"):
        return "it holds characters that are no plain text"
    if _LINK.search(text):  # even one that a quote holds: a document could have put it there to be repeated
        return "it holds a link or an address"
    if _MARKUP.search(text):
        return "it holds markup"
    return ""


def fault(sentence: str, known: Collection[int], quotes: str) -> str:
    """What is wrong with the form of a sentence, in plain words; empty where nothing is. `quotes` is the text of those it cites."""
    plain, numbers = uncited(sentence), cited(sentence)
    missing = [number for number in numbers if number not in known]
    if found := harmful(sentence):
        return found
    if not numbers:
        return "it cites no quote"
    if missing:
        return f"it cites [{missing[0]}], and there is no such quote"
    if _BRACKETS.search(plain) or plain.count('"') % 2 or plain.count("“") != plain.count("”") or len(re.findall(r"[^\W\d_]+", plain)) < _MIN_WORDS:
        return "it is no plain sentence"
    return _misquotation(plain, quotes)


def _misquotation(plain: str, quotes: str) -> str:
    text = " ".join(unset(quotes).casefold().split())
    for match in _QUOTED.finditer(plain):
        words = " ".join(unset(match[1] or match[2] or "").casefold().split()).strip(" .,;:")
        if len(words.split()) > MAX_QUOTED_WORDS:
            return "it quotes by itself; quotes are shown by their numbers"
        if words and words not in text:
            return f"it puts “{words}” in quotation marks, which the quotes do not say"
    return ""
