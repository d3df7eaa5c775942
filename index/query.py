"""A question's words as they are searched, in every language that the documents are in.

What enters: a text, its language, and the languages of the documents. What leaves: for each word its form in the text's own language
and its forms in the others, because "Tirana" is one term in an English document and another in an Albanian one. Where all is in one
language there is one form each. It deliberately translates nothing: only names and numbers, and words that languages share, meet.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from corpus.language import base_of
from index.words import READ_AS_ENGLISH, stems, stop_words, words

_CAPITALISED = re.compile(r"(?<![^\W\d_])[^\W\d_]\w*")
# Where names have cases, "Tiranës" and "Тирани" are Tirana elsewhere: their stem is asked for with each of these endings.
_INFLECTED = frozenset({"sq", "sh", "mk", "bg", "ru", "uk", "pl", "cs", "sl", "lt", "hu", "fi"})
_NAME_ENDINGS = ("", "a", "e", "i", "o")
_LEAST_STEM = 4
# Serbian's two alphabets, letter for letter; encoders have read far more of it in the Latin one.
_SERBIAN = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш", [*"abvgdđežzijkl", "lj", "m", "n", "nj", *"oprstćufhcč", "dž", "š"], strict=True))
_SERBIAN_LETTERS = str.maketrans(_SERBIAN | {small.upper(): latin.capitalize() for small, latin in _SERBIAN.items()})


def as_encoded(text: str, language: str, document_languages: Collection[str]) -> str:
    """A question as the encoder is given it: Serbian in Latin letters, unless there are documents in Serbian."""
    crossing = language == "sh-Cyrl" and "sh" not in document_languages
    return text.translate(_SERBIAN_LETTERS) if crossing else text


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word to search for: its term in the question's own language, and those it has in documents of other languages."""

    term: str
    others: tuple[str, ...] = ()

    def weight(self, idf: Callable[[str], float]) -> float:
        """What the word weighs: as much as the most frequent of its forms."""
        return min(map(idf, (self.term, *self.others))) if self.others else idf(self.term)


@dataclass(frozen=True, slots=True)
class Query:
    """The words to search for, in order; a word asked twice is there twice."""

    words: tuple[QueryWord, ...]

    @property
    def terms(self) -> list[str]:
        """Every form of every word."""
        return [form for word in self.words for form in (word.term, *word.others)]

    def self_score(self, idf: Callable[[str], float]) -> float:
        """What a passage that holds every word once would score, about."""
        return sum(word.weight(idf) for word in self.words)


def query_of(text: str, language: str, document_languages: Collection[str]) -> Query:
    """The query of a text; `document_languages` are base codes ("sh")."""
    function_words = stop_words(language)
    return Query(tuple(query_words([word for word in words(text, language) if word not in function_words], text, language, document_languages)))


def query_words(carrying: list[str], text: str, language: str, document_languages: Collection[str]) -> list[QueryWord]:
    """The folded words of a text that are searched, each with its forms in documents of other languages."""
    others = _other_forms(text, language, document_languages)
    return [QueryWord(term, others.get(word, ())) for word, term in zip(carrying, stems(carrying, language))]


def _other_forms(text: str, language: str, document_languages: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each folded word of a text, its terms in other languages where they differ from its own."""
    own = list(dict.fromkeys(words(text, language)))
    terms = dict(zip(own, stems(own, language)))
    names = {word for name in _CAPITALISED.findall(text) if name[0].isupper() for word in words(name, language)}
    here = "en" if base_of(language) in READ_AS_ENGLISH else base_of(language)
    found: dict[str, set[str]] = {word: set() for word in own}
    for base in sorted({"en" if base in READ_AS_ENGLISH else base for base in document_languages} - {here}):
        function_words = stop_words(base)
        for word in own:
            spelled = [word, *words(word, base)]
            if here in _INFLECTED and word in names and len(terms[word]) >= _LEAST_STEM:
                spelled += [f"{terms[word]}{ending}" for ending in _NAME_ENDINGS]
            found[word].update(stems([form for form in spelled if form not in function_words], base))
    return {word: tuple(sorted(forms - {terms[word]})) for word, forms in found.items()}
