"""Where documents differ on a subject: statements side by side, with the words that differ.

What enters: a subject, one open index, and which documents are meant. What leaves: pairs of verified citations from different
documents that speak of the same thing and differ in a number, a date, a negation or the strength of a commitment. It deliberately
decides nothing between them: times change, sources count differently, and who reads both knows why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.across.differing import Difference, differences, shared
from assistant.across.reading import Readings, Report, read_documents
from assistant.across.statement import Statement, capitals, read_statement
from assistant.answer import Citation, Evidence
from assistant.citation import cite
from assistant.evidence import ScoredSentence
from assistant.selection import Quotable, standing
from corpus.document import Document, Passage
from corpus.landmarks import Span
from index.context import context_of
from index.encoder import Encoder, Vectors
from index.engine import PassageEngine
from index.filters import EVERYTHING, Filter
from index.words import terms

# So many sentences nearest to the subject are compared with each other.
STATEMENTS = 200
# More of each document is read than for an answer: what differs may stand far from what answers best.
PASSAGES = 6
# So many passages are read of all documents together: what is nearest to the subject, in a second or two.
ALL_PASSAGES = 240
# A sentence is on the subject when it, its neighbours, title and headings hold so much of the subject's words, or it scores so near the best.
# One of a pair has to be: the other may say the same in other words.
SUBJECT_SHARE = 0.5
SUBJECT_MARGIN = 0.3
# Two sentences without a name in common are about one thing only where their titles and headings share so much, by what words weigh.
CONTEXT_SHARE = 0.3
# Two documents are about related things where one's text holds so much of the other's title, and the other way round a little.
TITLE_HELD = 0.5
TITLE_TOUCHED = 0.25
# So many pairs are shown at most; those nearest in meaning come first.
MAX_PAIRS = 50
# A pair below this cannot be about the same thing, whatever its words: it is not read.
_HOPELESS = 0.5


@dataclass(frozen=True, slots=True)
class Sided:
    """One side of a pair: the quote, and where in the document's text the words stand that differ, one span per difference."""

    citation: Citation
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements on one thing, the one of the earlier document first, and in what they differ; `similarity` is a cosine."""

    one: Sided
    other: Sided
    found: tuple[Difference, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Differing:
    """Pairs, nearest in meaning first; `statements` sentences of `documents` documents were compared."""

    subject: str
    pairs: tuple[Pair, ...]
    statements: int
    documents: int
    fitting: int
    generation: str

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation, in order of its number."""
        return tuple(side.citation for pair in self.pairs for side in (pair.one, pair.other))


@dataclass(frozen=True, slots=True)
class _Candidate:
    sentence: ScoredSentence
    statement: Statement
    date: str
    context: frozenset[str]
    on_subject: bool


def where_they_differ(
    subject: str, index: PassageEngine, encoder: Encoder, where: Filter = EVERYTHING, *, report: Report = lambda done, of: None
) -> Differing:
    """Where the documents that fit a filter differ on a subject. Raises QuestionError or StoredIndexError."""
    readings = read_documents(subject, index, encoder, where, report, PASSAGES, ALL_PASSAGES)
    candidates = _candidates(readings, index)
    vectors = encoder.encode_passages([candidate.statement.subject for candidate in candidates])
    found = list(_differing(candidates, vectors, index))
    pairs = _cited(sorted(found, key=lambda pair: (-pair[2], pair[0].sentence.span.start)), index)
    documents = {candidate.sentence.document_id for candidate in candidates}
    return Differing(readings.question.text, tuple(pairs), len(candidates), len(documents), readings.fitting, index.generation)


def _candidates(readings: Readings, index: PassageEngine) -> list[_Candidate]:
    """The sentences that state what others could state otherwise, those nearest to the subject first."""
    near = [(sentence, reading.summary.date) for reading in readings.documents for sentence in reading.sentences]
    near.sort(key=lambda found: (-found[0].score, found[0].document_id, found[0].span.start))
    documents = [index.document(sentence.document_id) for sentence, _ in near]
    texts = [document.text[sentence.span.start : sentence.span.end] for (sentence, _), document in zip(near, documents)]
    known = frozenset(name for text in texts for name in capitals(text))
    read = [
        _Candidate(sentence, read_statement(text, known), date, _context(document, sentence.span), _on_subject(sentence, readings.best))
        for (sentence, date), text, document in zip(near, texts, documents)
    ]
    return [candidate for candidate in read if candidate.statement.can_differ][:STATEMENTS]


def _on_subject(sentence: ScoredSentence, best: float) -> bool:
    return sentence.features.coverage_near >= SUBJECT_SHARE or sentence.score >= best - SUBJECT_MARGIN


def _context(document: Document, sentence: Span) -> frozenset[str]:
    """What the title and the headings over a sentence are about."""
    over = Passage(document.document_id, sentence.start, sentence.end, document.heading_path(sentence.start))
    return frozenset(terms(context_of(document, over)))


class _Context:
    """Whether sentences of two documents may be about one thing, by what the documents are about. Documents are read once."""

    def __init__(self, index: PassageEngine) -> None:
        self._index = index
        self._titles: dict[str, frozenset[str]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def one_thing(self, one: _Candidate, other: _Candidate) -> bool:
        """Whether what both leave unsaid may be the same: "the plan" or "the city" is another one in another document."""
        named = bool(one.statement.names & other.statement.names)
        if not named and shared(one.context, other.context, self._index.term_idf) < CONTEXT_SHARE:
            return False
        first, second = one.sentence.document_id, other.sentence.document_id
        held = self._held(first, second), self._held(second, first)
        return max(held) >= TITLE_HELD and min(held) >= TITLE_TOUCHED

    def _held(self, document_id: str, by: str) -> float:
        """How much of a document's title another document's text holds, by what words weigh; all of it where there is no title."""
        title, text = self._title(document_id), self._text(by)
        weight = sum(map(self._index.term_idf, title))
        return sum(map(self._index.term_idf, title & text)) / weight if weight > 0 else 1.0

    def _title(self, document_id: str) -> frozenset[str]:
        if document_id not in self._titles:
            document = self._index.document(document_id)
            stated = context_of(document, Passage(document_id, 0, 0))
            self._titles[document_id] = frozenset(term for term in terms(stated) if not any(letter.isdigit() for letter in term))
        return self._titles[document_id]

    def _text(self, document_id: str) -> frozenset[str]:
        if document_id not in self._texts:
            self._texts[document_id] = frozenset(terms(self._index.document(document_id).text))
        return self._texts[document_id]


Found = tuple[_Candidate, _Candidate, float, tuple[Difference, ...]]


def _differing(candidates: Sequence[_Candidate], vectors: Vectors, index: PassageEngine) -> Iterator[Found]:
    """Pairs of candidates from different documents that differ; the same two texts once, wherever they stand."""
    cosines = vectors @ vectors.T if len(vectors) else np.zeros((0, 0), np.float32)
    context = _Context(index)
    shown: set[tuple[str, str]] = set()
    for one, other in np.argwhere(np.triu(cosines >= _HOPELESS, 1)):
        pair = candidates[one], candidates[other]
        texts = " ".join(pair[0].statement.text.split()), " ".join(pair[1].statement.text.split())
        same_document = pair[0].sentence.document_id == pair[1].sentence.document_id
        if same_document or texts in shown or not (pair[0].on_subject or pair[1].on_subject):
            continue
        first, second = sorted(pair, key=lambda candidate: (candidate.date or "9", candidate.sentence.document_id))
        found = differences(first.statement, second.statement, float(cosines[one, other]), index.term_idf)
        if found and context.one_thing(first, second):
            shown |= {texts, texts[::-1]}
            yield first, second, float(cosines[one, other]), found


def _cited(found: Sequence[Found], index: PassageEngine) -> Iterator[Pair]:
    """Pairs whose quotes both pass verification, numbered through."""
    number = 1
    for one, other, similarity, differing in found:
        sides = _side(one, [difference.one for difference in differing], index), _side(other, [difference.other for difference in differing], index)
        if sides[0] is None or sides[1] is None:
            continue
        left, right = (replace(side, citation=replace(side.citation, number=place)) for place, side in enumerate(sides, number) if side)
        yield Pair(left, right, differing, similarity)
        number += 2
        if number > 2 * MAX_PAIRS:
            return


def _side(candidate: _Candidate, places: Sequence[tuple[int, int]], index: PassageEngine) -> Sided | None:
    """The sentence as a verified citation, with what it cannot do without; none where it may not be shown."""
    sentence = candidate.sentence
    wide = standing(index.document(sentence.document_id), sentence.span)
    cited = cite([Quotable(Evidence(sentence.document_id, wide.start, wide.end, sentence.score))], index)
    marks = tuple(Span(sentence.span.start + start, sentence.span.start + end) for start, end in places)
    return Sided(cited[0], marks) if cited else None
