"""From scored sentences to quotes.

What enters: scored sentences, best first, and their documents. What leaves: a few spans to quote, best first, each able to
stand alone, and which of them say the same. It deliberately changes no text: a quote that needs its neighbour takes it in
whole.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Evidence
from assistant.evidence import ScoredSentence
from corpus.document import Document
from corpus.landmarks import Span
from index.words import words

# A quote longer than this is no longer read.
MAX_QUOTE_CHARACTERS = 600
# How far back a quote reaches for the sentence that says who "he" is.
MAX_SENTENCES_BACK = 2
# How far back an item of a list reaches for the words that open it.
MAX_ITEMS_BACK = 6
# A neighbour that scores within this of a sentence is quoted with it: an answer often runs over two sentences.
NEIGHBOUR_MARGIN = 0.15
# Sentences this close to the best one are shown beside it; the right sentence is often second or third by a hair.
MARGIN = 0.12
MIN_QUOTES = 3
# What covering all of the question's words anew adds to a sentence's score, among the first POOL sentences.
NOVELTY = 0.25
POOL = 60
COMPLEMENTED = 24
# A quote repeats another when it holds the other's words unbroken and little else.
DUPLICATE_SHARE = 0.6

_LEANING = re.compile(
    r"^[\"“‘'(*_]*(?:(?:however|moreover|furthermore|in addition|besides|also|similarly|therefore|thus|instead|then|finally|but|and|"
    r"yet|still|nevertheless|in this (?:context|regard|respect)),?\s+)?"
    r"(?:he|she|they|his|her|their|it|its|this|these|those|such|the latter|the former|both|according to (?:him|her|them|it))\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(r"^[\"“‘'(*_]*it (?:is|was|will be|has been|remains) (?:\w+ ){1,3}?(?:that|to)\b", re.IGNORECASE)
_ITEM = re.compile(r"^(?:[a-z]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s)")
_LEAD_IN = re.compile(r":[*_]*$")
_MARKER = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z][.)])?\s*")


Scores = Mapping[tuple[str, Span], float]
Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotable:
    """A span chosen to be quoted; `repeats` are other places that say the same."""

    evidence: Evidence
    repeats: tuple[Evidence, ...] = ()


def select(scored: Sequence[ScoredSentence], document: Callable[[str], Document], limit: int, fewest: int = MIN_QUOTES) -> list[Quotable]:
    """At most `limit` quotes, best first: standing alone, neighbours joined, repeats gathered; all but the first `fewest` near the best."""
    scores = {(sentence.document_id, sentence.span): sentence.score for sentence in scored}
    chosen: list[Quotable] = []
    for sentence in complementary(scored):
        if len(chosen) >= min(fewest, limit) and sentence.score < scored[0].score - MARGIN:
            break
        source = document(sentence.document_id)
        wide = with_neighbour(source, sentence, standing(source, sentence.span), scores)
        evidence = min((_evidence(sentence, span) for span in (wide, sentence.span)), key=lambda one: _crowded(chosen, one))
        if not _gathered(chosen, evidence, document):
            if len(chosen) == limit:
                break
            chosen.append(Quotable(evidence))
    return _with_true_repeats(chosen, document)


def complementary(scored: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The best sentence first, then each time the one that scores best and covers words of the question not yet covered.

    Maximal marginal relevance (Carbonell and Goldstein 1998) with covered words in place of similarity: a question about two
    things gets a quote about each.
    """
    rest = list(scored[1:POOL])
    ordered = list(scored[:1])
    covered = {term for sentence in ordered for term, _ in sentence.covers}
    while rest and len(ordered) < COMPLEMENTED:
        best = max(rest, key=lambda sentence: sentence.score + NOVELTY * sum(share for term, share in sentence.covers if term not in covered))
        rest.remove(best)
        ordered.append(best)
        covered.update(term for term, _ in best.covers)
    return [*ordered, *rest, *scored[POOL:]]


def with_neighbour(document: Document, sentence: ScoredSentence, run: Span, scores: Scores) -> Span:
    """The run with the sentence before or after it, whichever scores better, when that one scores about as well."""
    place = bisect_left(document.sentences, run.start, key=lambda span: span.start)
    after = bisect_left(document.sentences, run.end, key=lambda span: span.start)
    options = []
    for neighbour in (*document.sentences[max(0, place - 1) : place], *document.sentences[after : after + 1]):
        wider = Span(min(run.start, _reaching_back(document, neighbour).start), max(run.end, neighbour.end))
        score = scores.get((sentence.document_id, neighbour), float("-inf"))
        gap = (neighbour.end, run.start) if neighbour.start < run.start else (run.end, neighbour.start)
        if score >= sentence.score - NEIGHBOUR_MARGIN and wider.end - wider.start <= MAX_QUOTE_CHARACTERS and contiguous(document, *gap):
            options.append((score, wider))
    return max(options, default=(0.0, run))[1]


def standing(document: Document, sentence: Span) -> Span:
    """The sentence with those it cannot do without: before it, who "he" is or what its list is of; after a colon, the list."""
    span = _reaching_back(document, sentence)
    return _reaching_on(document, span) if _LEAD_IN.search(document.text[span.start : span.end]) else span


def _reaching_back(document: Document, sentence: Span) -> Span:
    place = bisect_left(document.sentences, sentence.start, key=lambda span: span.start)
    start = sentence.start
    most = MAX_ITEMS_BACK if _ITEM.match(document.text[start : sentence.end]) else MAX_SENTENCES_BACK
    for previous in reversed(document.sentences[max(0, place - most) : place]):
        if not _leans(document.text[start : sentence.end]):
            break
        if sentence.end - previous.start > MAX_QUOTE_CHARACTERS or not contiguous(document, previous.end, start):
            break
        start = previous.start
    return Span(start, sentence.end)


def _reaching_on(document: Document, span: Span) -> Span:
    """The span with the list it opens, as far as a quote may run."""
    place = bisect_left(document.sentences, span.end, key=lambda following: following.start)
    end = span.end
    for following in document.sentences[place:]:
        if following.end - span.start > MAX_QUOTE_CHARACTERS or not contiguous(document, end, following.start):
            break
        end = following.end
        if document.text[end - 1] in ".!?":
            break
    return Span(span.start, end)


def contiguous(document: Document, end: int, start: int) -> bool:
    """Whether nothing but white space and a list's mark stands between two places: no heading, no furniture, no words."""
    return _MARKER.fullmatch(document.text, end, start) is not None


def repeats(one: Sequence[Said], other: Sequence[Said]) -> bool:
    """Whether two runs of sentences say the same word for word: one of them is the other, or is most of it, unbroken.

    Nothing less will do: "did not agree" and "agreed" share nearly all of their words.
    """
    shorter, longer = sorted((list(one), list(other)), key=lambda said: sum(map(len, said)))
    if not shorter or sum(map(len, shorter)) < DUPLICATE_SHARE * sum(map(len, longer)):
        return False
    return any(longer[start : start + len(shorter)] == shorter for start in range(len(longer) - len(shorter) + 1))


def said(document: Document, evidence: Evidence) -> list[Said]:
    """The folded words of each sentence of a quote."""
    first = bisect_left(document.sentences, evidence.start, key=lambda span: span.start)
    last = bisect_left(document.sentences, evidence.end, key=lambda span: span.start)
    return [_says(document, span) for span in document.sentences[first:last]]


def _says(document: Document, sentence: Span) -> Said:
    return tuple(words(document.text[sentence.start : sentence.end]))


def _leans(text: str) -> bool:
    return bool(_LEANING.match(text) or _ITEM.match(text)) and not _EMPTY_IT.match(text)


def _evidence(sentence: ScoredSentence, span: Span) -> Evidence:
    return Evidence(sentence.document_id, span.start, span.end, sentence.score)


def _crowded(chosen: Sequence[Quotable], evidence: Evidence) -> bool:
    """Whether a quote overlaps chosen ones and all of them together would be too long."""
    joined = _union(chosen, evidence)
    return joined != evidence and joined.end - joined.start > MAX_QUOTE_CHARACTERS


def _union(chosen: Sequence[Quotable], evidence: Evidence) -> Evidence:
    """The quote joined with every chosen one that it comes to overlap."""
    for quotable in chosen:
        if evidence.overlaps(quotable.evidence) and (joined := _joined(quotable.evidence, evidence)) != evidence:
            return _union(chosen, joined)
    return evidence


def _gathered(chosen: list[Quotable], evidence: Evidence, document: Callable[[str], Document]) -> bool:
    """Whether a quote went into one already chosen: because it overlaps it, or because it says the same elsewhere."""
    joined = _union(chosen, evidence)
    touched = [number for number, quotable in enumerate(chosen) if joined.overlaps(quotable.evidence)]
    if touched:
        if joined.end - joined.start <= MAX_QUOTE_CHARACTERS:
            gathered = tuple(repeat for number in touched for repeat in chosen[number].repeats)
            chosen[touched[0]] = Quotable(joined, gathered)
            chosen[:] = [quotable for number, quotable in enumerate(chosen) if number not in touched[1:]]
        return True
    if any(evidence.overlaps(repeat) for quotable in chosen for repeat in quotable.repeats):
        return True
    spoken = said(document(evidence.document_id), evidence)
    for number, quotable in enumerate(chosen):
        if repeats(spoken, said(document(quotable.evidence.document_id), quotable.evidence)):
            chosen[number] = replace(quotable, repeats=(*quotable.repeats, evidence))
            return True
    return False


def _with_true_repeats(chosen: Sequence[Quotable], document: Callable[[str], Document]) -> list[Quotable]:
    """The quotes with those repeats that still say the same, now that quotes have grown, and that nothing shows already."""
    taken = [quotable.evidence for quotable in chosen]
    settled = []
    for quotable in chosen:
        spoken = said(document(quotable.evidence.document_id), quotable.evidence)
        true: list[Evidence] = []
        for repeat in quotable.repeats:
            grown = _grown(repeat, set(spoken), document(repeat.document_id))
            same = repeats(spoken, said(document(grown.document_id), grown))
            if same and not any(grown.overlaps(other) for other in (*taken, *true)):
                true.append(grown)
        taken.extend(true)
        settled.append(replace(quotable, repeats=tuple(true)))
    return settled


def _grown(repeat: Evidence, spoken: set[Said], document: Document) -> Evidence:
    """The repeat with the sentences beside it that the quote holds too."""
    sentences = document.sentences
    first = bisect_left(sentences, repeat.start, key=lambda span: span.start)
    last = bisect_left(sentences, repeat.end, key=lambda span: span.start) - 1
    while first > 0 and _says(document, sentences[first - 1]) in spoken and contiguous(document, sentences[first - 1].end, sentences[first].start):
        first -= 1
    while (
        last + 1 < len(sentences)
        and _says(document, sentences[last + 1]) in spoken
        and contiguous(document, sentences[last].end, sentences[last + 1].start)
    ):
        last += 1
    return replace(repeat, start=sentences[first].start, end=sentences[last].end)


def _joined(one: Evidence, other: Evidence) -> Evidence:
    return Evidence(one.document_id, min(one.start, other.start), max(one.end, other.end), max(one.score, other.score))
