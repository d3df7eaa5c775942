"""Evidence: which sentences of the best passages answer.

What enters: a Question, a ranking, and for each of its passages the document, the sentences and the token vectors. What
leaves: scored sentences, best first. It deliberately opens nothing and cuts nothing: a sentence is a span that the reader
of the document found.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from assistant.question_words import AnswerType
from corpus.document import Document
from corpus.landmarks import Span
from index.calibration import DEFAULT, Calibration
from index.context import EncoderText, context_of, plain
from index.ranking import ScoredPassage, late_interaction

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|aug|sept|oct|nov|dec"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow"
_COUNTS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|"
    "half|third|quarter|dozen|once|twice|annual|annually|monthly|weekly|daily|every"
)
_TWO_CAPITALS = r"[A-Z][\w’'-]+\s+(?:[a-z]{1,3}\s+)?[A-Z][\w’'.-]+"
_OFFICES = "Mr|Mrs|Ms|Dr|minister|president|secretary|commissioner|ambassador|king|queen"
_SHOWS: dict[AnswerType, re.Pattern[str]] = {
    "date": re.compile(rf"\b(?:1\d|20)\d\d\b|\b(?:{_MONTHS}|{_DAYS}|annual|monthly|weekly)\b|\b\d+(?:st|nd|rd|th)? century\b", re.IGNORECASE),
    "number": re.compile(rf"\d|\b(?:{_COUNTS})\b", re.IGNORECASE),
    "person": re.compile(rf"{_TWO_CAPITALS}|\b(?:{_OFFICES})\b"),
    "place": re.compile(r"\b(?:in|at|to|from|near|of)\s+(?:the\s+)?[A-Z]\w+"),
}

# What each feature of a sentence counts in its score, in their order; measured on development questions. `cosine` counts nothing.
WEIGHTS = DEFAULT.sentence_weights


@dataclass(frozen=True, slots=True)
class PassageReading:
    """A ranked passage with what is needed to score its sentences; `tokens` (t, d) unit rows, `offsets` (t, 2) in `encoded.text`."""

    ranked: ScoredPassage
    document: Document
    encoded: EncoderText
    tokens: NDArray[np.float32]
    offsets: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What is measured of one sentence against a question; each between 0 and about 1, more is better.

    `late`: late interaction with the sentence's tokens; `coverage`: idf share of the question's terms in it, `coverage_near`
    with its neighbours, title and headings; `passage`: its passage's score; `answer_type`: it shows the kind of thing asked
    for; `cosine`: of the question and the mean of the sentence's tokens.
    """

    late: float
    coverage: float
    coverage_near: float
    passage: float
    answer_type: float
    cosine: float


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and its score; `passage_rank` is its passage's place in the ranking, from 0.

    `covers` are the question's terms that the sentence holds, each with its share of the question's idf.
    """

    document_id: str
    span: Span
    score: float
    features: SentenceFeatures
    passage_rank: int
    covers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question as the encoder reads it: `whole` (d,) and `tokens` (q, d), unit rows."""

    whole: NDArray[np.float32]
    tokens: NDArray[np.float32]


def score_sentences(
    question: Question,
    vectors: QuestionVectors,
    readings: Sequence[PassageReading],
    idf: Callable[[str], float],
    calibration: Calibration = DEFAULT,
) -> list[ScoredSentence]:
    """Every sentence of the readings, best first; ties in ranking order, then text order."""
    weights = question.weights(idf)
    total = sum(weights.values()) or 1.0
    scored = []
    for rank, reading in enumerate(readings):
        language = reading.document.language
        folded = [question.held_by(reading.encoded.text[place.start : place.end], language) for place in reading.encoded.places]
        context = question.held_by(context_of(reading.document, reading.ranked.passage), language)
        for place in range(len(folded)):
            features = _features(question, vectors, reading, folded, context, place, weights)
            span = reading.encoded.sentences[place]
            covers = tuple((term, weight / total) for term, weight in weights.items() if term in folded[place])
            scored.append(ScoredSentence(reading.document.document_id, span, score(features, calibration.sentence_weights), features, rank, covers))
    return sorted(scored, key=lambda sentence: (-sentence.score, sentence.passage_rank, sentence.span.start))


def score(features: SentenceFeatures, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The score of a sentence: the sum of its weighted features."""
    return float(sum(weight * getattr(features, name) for name, weight in weights.items()))


def covered_share(weights: dict[str, float], held: frozenset[str]) -> float:
    """The share of the question's idf that a set of terms holds; 0 when the question has none."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def shows_answer_type(kind: AnswerType, text: str, question: Question) -> float:
    """1 when a text shows the kind of thing asked for (a date, a number, a name), else 0; what the question itself gives does not count."""
    pattern = _SHOWS.get(kind)
    if pattern is None:
        return 0.0
    for given in question.numbers:
        text = text.replace(given, " ")
    return float(bool(pattern.search(text)))


def _features(
    question: Question,
    vectors: QuestionVectors,
    reading: PassageReading,
    folded: list[frozenset[str]],
    context: frozenset[str],
    place: int,
    weights: dict[str, float],
) -> SentenceFeatures:
    where = reading.encoded.places[place]
    inside = (reading.offsets[:, 0] >= where.start) & (reading.offsets[:, 1] <= where.end)
    tokens = reading.tokens[inside]
    near = frozenset.union(context, *folded[max(0, place - 1) : place + 2])
    text = plain(reading.encoded.text[where.start : where.end])
    return SentenceFeatures(
        late=late_interaction(vectors.tokens, tokens),
        coverage=covered_share(weights, folded[place]),
        coverage_near=covered_share(weights, near),
        passage=reading.ranked.score,
        answer_type=shows_answer_type(question.answer_type, text, question),
        cosine=_cosine(vectors.whole, tokens),
    )


def _cosine(question: NDArray[np.float32], tokens: NDArray[np.float32]) -> float:
    if not len(tokens):
        return 0.0
    mean = tokens.mean(axis=0)
    return float(mean @ question) / max(float(np.linalg.norm(mean)), 1e-12)
