"""A question's words as they are searched, in every language that the documents are in.

What enters: a text, its language, and the languages of the documents. What leaves: for each word its form in the text's own language
and its forms in the others, because "Tirana" is one term in an English document and another in an Albanian one. Where all is in one
language there is one form each. It deliberately translates nothing: only names and numbers, and words that languages share, meet.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from index.words import READ_AS_ENGLISH, stems, stop_words, words


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
    abroad = sorted({"en" if base in READ_AS_ENGLISH else base for base in document_languages})
    found: dict[str, set[str]] = {}
    own = words(text, language)
    for base in abroad:
        there = words(text, base)
        if len(there) != len(own):  # folding another way cut the words another way: nothing says which is which
            continue
        function_words = stop_words(base)
        for word, folded, form in zip(own, there, stems(there, base)):
            if folded not in function_words:
                found.setdefault(word, set()).add(form)
    terms = dict(zip(own, stems(own, language)))
    return {word: tuple(sorted(forms - {terms[word]})) for word, forms in found.items()}
