"""What each of many documents has on one question: their best sentences, scored alike.

What enters: a question, one open index, and which documents are meant. What leaves: for each document its scored sentences, best
first, and what any text of these documents would score. A document whose best passage is far from the best of all is not read
further. It deliberately decides nothing: `assistant.across.comparison` and `assistant.across.differences` do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.abstention import BACKGROUND_RANK
from assistant.evidence import PassageReading, QuestionVectors, ScoredSentence, score_sentences
from assistant.question import Question, read_question
from corpus.errors import QuestionError
from index.calibration import Calibration
from index.context import encoder_text
from index.encoder import Encoder, Vectors
from index.engine import PassageEngine
from index.filters import Filter, matching, says
from index.query import as_encoded
from index.ranking import ScoredPassage, late_interaction, reranked
from index.store import DocumentSummary

# So many documents are compared at once; a longer table is not read.
MAX_DOCUMENTS = 500
# So many passages of a document are read token by token: its three best.
PASSAGES_PER_DOCUMENT = 3
# A document whose best passage fuses this far below the best of all is not read: no labelled evidence of the samples lies further off.
READ_MARGIN = 0.3
# One search proposes at most the hundred best by words and the hundred best by vectors.
_PROPOSED = 200
# Documents are looked for in rounds, those already found left out; more rounds would make a person wait.
_ROUNDS = 40
# Passages read between two reports of progress.
_BATCH = 32

Report = Callable[[int, int], None]
"""Called with how many passages have been read, and of how many."""
Ranking = tuple[ScoredPassage, ...]


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """A document, its passages that were read, and their sentences, best first; both empty where it is far from the question."""

    summary: DocumentSummary
    ranking: Ranking = ()
    sentences: tuple[ScoredSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Readings:
    """Every document that was compared, by document_id; `fitting` is how many fit the filter.

    `best` is the score of the best sentence of all, `background` that of the tenth best when each document's own best is left
    out: what any text of these documents would score, however many of them answer.
    """

    question: Question
    documents: tuple[DocumentReading, ...]
    fitting: int
    best: float
    background: float


def read_documents(
    text: str,
    index: PassageEngine,
    encoder: Encoder,
    where: Filter,
    report: Report = lambda done, of: None,
    passages: int = PASSAGES_PER_DOCUMENT,
    most: int = PASSAGES_PER_DOCUMENT * MAX_DOCUMENTS,
) -> Readings:
    """Read what the documents that fit a filter have on a question, in so many passages each, and in `most` of all, the nearest.

    Raises QuestionError or StoredIndexError.
    """
    question = read_question(text, index.languages)
    fitting = matching(index.documents(), where)
    if not fitting:
        raise QuestionError(f"no document fits the filter {where}" if not where.wants_all else "the index holds no document")
    vectors = QuestionVectors(*encoder.encode_question(as_encoded(question.text, question.language, index.languages)))
    found = _proposed(question.text, index, encoder, (where, fitting), passages)
    chosen = _chosen(fitting, found)
    best = max((ranking[0].score for ranking in found.values()), default=0.0)
    near = _within({name: ranking for name, ranking in found.items() if name in chosen and ranking[0].score >= best - READ_MARGIN}, most)
    rows = _rows([passage.ordinal for ranking in near.values() for passage in ranking], index, encoder, report)
    readings = tuple(
        _reading(summary, near.get(name, ()), rows, (question, index, vectors, where), encoder.calibration) for name, summary in chosen.items()
    )
    return Readings(question, readings, len(fitting), *_levels(readings))


def _proposed(
    text: str, index: PassageEngine, encoder: Encoder, among: tuple[Filter, Sequence[DocumentSummary]], passages: int
) -> dict[str, Ranking]:
    """The best passages of each document, by what words and vectors propose; documents of no near passage are left out."""
    where, fitting = among
    found: dict[str, list[ScoredPassage]] = {}
    rest = {summary.document_id for summary in fitting if summary.passages}
    best = float("-inf")
    for number in range(_ROUNDS):
        if not rest:
            break
        wanted = replace(where, documents=tuple(sorted(rest))) if number else where
        ranking = index.search(text, encoder, where=wanted, limit=_PROPOSED, rerank=False)
        best = max(best, ranking[0].score) if ranking else best
        if not ranking or ranking[0].score < best - READ_MARGIN:
            break
        for passage in ranking:
            kept = found.setdefault(passage.passage.document_id, [])
            if len(kept) < passages:
                kept.append(passage)
        rest -= found.keys()
    return {name: tuple(passages) for name, passages in found.items()}


def _chosen(fitting: Sequence[DocumentSummary], found: Mapping[str, Ranking]) -> dict[str, DocumentSummary]:
    """The documents to compare, by document_id: all that fit, or where they are too many those nearest to the question."""
    if len(fitting) <= MAX_DOCUMENTS:
        return {summary.document_id: summary for summary in fitting}
    nearest = sorted(fitting, key=lambda summary: -found[summary.document_id][0].score if summary.document_id in found else 1.0)
    kept = {summary.document_id for summary in nearest[:MAX_DOCUMENTS]}
    return {summary.document_id: summary for summary in fitting if summary.document_id in kept}


def _within(found: Mapping[str, Ranking], most: int) -> dict[str, Ranking]:
    """The nearest documents that together have so many passages."""
    kept: dict[str, Ranking] = {}
    for name, ranking in sorted(found.items(), key=lambda document: (-document[1][0].score, document[0])):
        most -= len(ranking)
        if most < 0:
            break
        kept[name] = ranking
    return kept


Rows = Mapping[int, tuple[Vectors, NDArray[np.int32]]]


def _rows(ordinals: Sequence[int], index: PassageEngine, encoder: Encoder, report: Report) -> Rows:
    """The token vectors of passages, by ordinal."""
    rows: dict[int, tuple[Vectors, NDArray[np.int32]]] = {}
    for batch in _batches(sorted(ordinals)):
        report(len(rows), len(ordinals))
        rows.update(zip(batch, index.token_rows(batch, encoder)))
    report(len(rows), len(ordinals))
    return rows


def _batches(ordinals: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ordinals[start : start + _BATCH] for start in range(0, len(ordinals), _BATCH))


def _reading(
    summary: DocumentSummary, proposed: Ranking, rows: Rows, asked: tuple[Question, PassageEngine, QuestionVectors, Filter], calibration: Calibration
) -> DocumentReading:
    question, index, vectors, where = asked
    if not proposed:
        return DocumentReading(summary)
    document = index.document(summary.document_id)
    ranking = _reranked(proposed, rows, vectors, calibration.late_share)
    readings = [PassageReading(ranked, document, encoder_text(document, ranked.passage), *rows[ranked.ordinal]) for ranked in ranking]
    scored = score_sentences(question, vectors, readings, index.term_idf, calibration)
    if where.speaker:
        scored = [found for found in scored if says(document.speaker(found.span.start, found.span.end), where.speaker)]
    return DocumentReading(summary, ranking, tuple(scored))


def _reranked(proposed: Ranking, rows: Rows, vectors: QuestionVectors, late_share: float) -> Ranking:
    """The passages with the scores that `PassageEngine.search` gives those it reads token by token, best first."""
    late = np.array([late_interaction(vectors.tokens, rows[passage.ordinal][0]) for passage in proposed])
    scores = reranked(np.array([passage.score for passage in proposed]), late, late_share)
    read = [replace(passage, score=float(score), late=float(fit)) for passage, score, fit in zip(proposed, scores, late)]
    return tuple(sorted(read, key=lambda passage: (-passage.score, passage.ordinal)))


def _levels(readings: Sequence[DocumentReading]) -> tuple[float, float]:
    """The best score of all sentences, and what any text would score."""
    best = max((reading.sentences[0].score for reading in readings if reading.sentences), default=0.0)
    others = sorted((sentence.score for reading in readings for sentence in reading.sentences[1:]), reverse=True)
    return best, others[min(BACKGROUND_RANK, len(others)) - 1] if others else best
