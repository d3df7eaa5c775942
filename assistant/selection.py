"""From scored sentences to quotes.

What enters: scored sentences, best first, and their documents. What leaves: a few spans to quote, best first, each able to
stand alone, and which of them say the same. It deliberately changes no text: a quote that needs its neighbour takes it in
whole.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Evidence
from assistant.evidence import ScoredSentence
from corpus.document import Document, Span
from index.words import terms

# A quote longer than this is no longer read.
MAX_QUOTE_CHARACTERS = 600
# How far back a quote reaches for the sentence that says who "he" is.
MAX_SENTENCES_BACK = 2
# Sentences this close to the best one are shown beside it; the right sentence is often second or third by a hair.
MARGIN = 0.16
MIN_QUOTES = 3
# Quotes that share this much of their words say the same.
DUPLICATE_SHARE = 0.8

_LEANING = re.compile(
    r"^[\"“‘'(*_]*(?:(?:however|moreover|furthermore|in addition|besides|also|similarly|therefore|thus|instead|then|finally|but|and|"
    r"yet|still|nevertheless|in this (?:context|regard|respect)),?\s+)?"
    r"(?:he|she|they|his|her|their|it|its|this|these|those|such|the latter|the former|both|according to (?:him|her|them|it))\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(r"^[\"“‘'(*_]*it (?:is|was|will be|has been|remains) (?:\w+ ){1,3}?(?:that|to)\b", re.IGNORECASE)
_BROKEN = re.compile(r"^[a-z]|:$")


@dataclass(frozen=True, slots=True)
class Quotable:
    """A span chosen to be quoted; `repeats` are other places that say the same."""

    evidence: Evidence
    repeats: tuple[Evidence, ...] = ()


def select(scored: Sequence[ScoredSentence], document: Callable[[str], Document], limit: int) -> list[Quotable]:
    """At most `limit` quotes, best first: near the best, standing alone, neighbours joined, repeats gathered."""
    chosen: list[Quotable] = []
    for sentence in scored:
        if len(chosen) >= min(MIN_QUOTES, limit) and sentence.score < scored[0].score - MARGIN:
            break
        source = document(sentence.document_id)
        span = standing(source, sentence.span)
        evidence = Evidence(sentence.document_id, span.start, span.end, sentence.score)
        if any(_overlaps(evidence, quotable.evidence) for quotable in chosen):
            continue
        if (neighbour := _neighbour(chosen, evidence, source)) is not None:
            chosen[neighbour] = replace(chosen[neighbour], evidence=_joined(chosen[neighbour].evidence, evidence))
        elif (repeated := _repeated(chosen, evidence, document)) is not None:
            chosen[repeated] = replace(chosen[repeated], repeats=(*chosen[repeated].repeats, evidence))
        elif len(chosen) < limit:
            chosen.append(Quotable(evidence))
        else:
            break
    return chosen


def standing(document: Document, sentence: Span) -> Span:
    """The sentence, with those before it that it leans on ("He noted that so far, 26 …")."""
    place = bisect_left(document.sentences, sentence.start, key=lambda span: span.start)
    start = sentence.start
    for back in range(1, MAX_SENTENCES_BACK + 1):
        if not _leans(document.text[start : sentence.end]) or place - back < 0:
            break
        previous = document.sentences[place - back]
        if sentence.end - previous.start > MAX_QUOTE_CHARACTERS or not contiguous(document, previous.end, start):
            break
        start = previous.start
    return Span(start, sentence.end)


def contiguous(document: Document, end: int, start: int) -> bool:
    """Whether nothing but white space stands between two places: no heading, no furniture, no words."""
    return not document.text[end:start].strip()


def same_words(first: str, second: str) -> bool:
    """Whether two quotes share nearly all of the shorter one's terms and numbers."""
    one, other = set(terms(first)), set(terms(second))
    if not one or not other:
        return first == second
    smaller = min(len(one), len(other))
    numbers = {term for term in one if term[0].isdigit()} == {term for term in other if term[0].isdigit()}
    return numbers and len(one & other) >= DUPLICATE_SHARE * smaller and smaller * 2 >= max(len(one), len(other))


def _leans(text: str) -> bool:
    return bool(_LEANING.match(text) or _BROKEN.search(text)) and not _EMPTY_IT.match(text)


def _overlaps(one: Evidence, other: Evidence) -> bool:
    return one.document_id == other.document_id and one.start < other.end and other.start < one.end


def _neighbour(chosen: Sequence[Quotable], evidence: Evidence, document: Document) -> int | None:
    """Which chosen quote this one directly follows or precedes, and may be joined with."""
    for number, quotable in enumerate(chosen):
        other = quotable.evidence
        if other.document_id != evidence.document_id or quotable.repeats:
            continue
        first, second = sorted((other, evidence), key=lambda one: one.start)
        if second.end - first.start <= MAX_QUOTE_CHARACTERS and contiguous(document, first.end, second.start):
            return number
    return None


def _joined(one: Evidence, other: Evidence) -> Evidence:
    return Evidence(one.document_id, min(one.start, other.start), max(one.end, other.end), max(one.score, other.score))


def _repeated(chosen: Sequence[Quotable], evidence: Evidence, document: Callable[[str], Document]) -> int | None:
    text = document(evidence.document_id).text[evidence.start : evidence.end]
    for number, quotable in enumerate(chosen):
        other = quotable.evidence
        if same_words(text, document(other.document_id).text[other.start : other.end]):
            return number
    return None
