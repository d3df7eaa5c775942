"""Questions to begin with, made from the documents themselves.

What enters: documents. What leaves: a few questions about subjects that several of them name. It deliberately makes them by
a fixed pattern from phrases that stand in the text: nothing is suggested that no document speaks of, and a phrase has its
article (“the European Commission”) where the texts themselves mostly write it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from assistant.question import ASKING_WORDS
from corpus.document import Document
from index.words import STOP_WORDS, fold

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|[^\w\s]|\d+")
# Words that join subjects and are none: a phrase neither opens nor closes with one.
_EMPTY = (
    STOP_WORDS
    | ASKING_WORDS
    | frozenset(
        """also between more most many new one two three four first second not no only other well within under over such its their
        including however year years per cent percent
        citation needed vast majority wide range part number need needs way made make used use will one""".split()
    )
)
_LENGTHS = (3, 2)
# Reading more than this of each document makes the first page wait and changes no suggestion.
_MAX_DOCUMENTS = 40
_MAX_CHARACTERS = 20_000
_FEW_DOCUMENTS = 3
# Among more than this many texts, what most of them say is no subject but the library's own name.
FEW_UNITS = 5
ARTICLE = "the"
# A phrase in small letters is a subject more often than an office or a place.
SUBJECT_BONUS = 1.5


def suggest(documents: Iterable[Document], limit: int) -> list[str]:
    """At most `limit` questions about the phrases that most documents share, none a part of another."""
    texts = [text for document in islice(documents, _MAX_DOCUMENTS) for text in [_quotable(document)] if text]
    units = texts if len(texts) >= _FEW_DOCUMENTS else [line for text in texts for line in text.split("\n")]
    chosen: list[str] = []
    for phrase in _shared(units):
        folded = fold(phrase)
        if not any(set(folded.split()) & set(fold(other).split()) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == limit:
            break
    articles = _with_article(units, chosen)
    return [f"What do the documents say about {articles[fold(phrase)]}{phrase}?" for phrase in chosen]


def _with_article(units: Sequence[str], phrases: Sequence[str]) -> dict[str, str]:
    """Of each phrase, folded, what stands before it in a question: the article where most of its places have one, and otherwise nothing."""
    before: dict[str, Counter[bool]] = {fold(phrase): Counter() for phrase in phrases}
    for unit in units:
        for phrase, article in _phrases(unit):
            if (counted := before.get(fold(phrase))) is not None:
                counted[article] += 1
    return {phrase: f"{ARTICLE} " if counted[True] > counted[False] else "" for phrase, counted in before.items()}


def _quotable(document: Document) -> str:
    sentences = (document.text[span.start : span.end] for span in document.sentences if span.end <= _MAX_CHARACTERS)
    return "\n".join(" ".join(sentence.split()) for sentence in sentences)


def _shared(units: Sequence[str]) -> list[str]:
    """Phrases of two or three words that stand in at least two units but not in most, best first, as most often written."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    spread: Counter[str] = Counter()
    for unit in units:
        found = [phrase for phrase, _ in _phrases(unit)]
        for phrase in found:
            written[fold(phrase)][phrase] += 1
        spread.update({fold(phrase) for phrase in found})
    most = len(units) // 2 if len(units) > FEW_UNITS else len(units)
    fit = [key for key, count in spread.items() if 2 <= count <= most]
    usual = {key: max(written[key], key=lambda phrase: (written[key][phrase], phrase)) for key in fit}
    fit.sort(key=lambda key: (-spread[key] * (SUBJECT_BONUS if usual[key].islower() else 1), -sum(written[key].values()), key))
    return [usual[key] for key in fit]


def _phrases(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of two or three words, none of them empty, within a sentence and without punctuation; and whether the article stands before."""
    for line in text.split("\n"):
        words = _WORD.findall(line)
        plain = [word[0].isalpha() and fold(word) not in _EMPTY and len(word) > 2 for word in words]
        for length in _LENGTHS:
            for start in range(len(words) - length + 1):
                if all(plain[start : start + length]):
                    yield " ".join(words[start : start + length]), bool(start) and words[start - 1].lower() == ARTICLE
