"""Assistant: questions in, answers out.

What enters: a question and the index folder. What leaves: an Answer whose every quote was checked against the stored text.
It is the one thin facade of this package. It deliberately writes no words of its own about the documents.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from assistant.abstention import certainty, fit, probability, uncovered
from assistant.answer import Answer
from assistant.citation import cite
from assistant.conversation import standalone
from assistant.evidence import PassageReading, QuestionVectors, ScoredSentence, score_sentences
from assistant.question import Question, read_question
from assistant.reasons import held_terms, reasons
from assistant.selection import MIN_QUOTES, select
from assistant.suggestions import suggest
from assistant.translation import in_another_language
from corpus.document import Document
from index.bundled_models import Model
from index.chosen_encoder import chosen_encoder, encoder_of
from index.context import encoder_text
from index.encoder import Encoder
from index.engine import PassageEngine, generation_in_force, open_engine
from index.filters import EVERYTHING, Filter, says
from index.milvus.client import MilvusServer
from index.model import default_cache
from index.query import as_encoded
from index.ranking import ScoredPassage
from index.store import DocumentSummary

DEFAULT_QUOTES = 5
# So many of the nearest quotes are shown beside a refusal.
NEAREST = 3


class Assistant:
    """Answers questions from the index in a folder, always from its newest generation. Safe to use from several threads."""

    def __init__(
        self,
        index_folder: Path,
        encoder: Encoder,
        milvus: MilvusServer | None = None,
        others: Callable[[str], Encoder | None] = lambda fingerprint: None,
    ) -> None:
        """`encoder` is the one to build with; a generation that another one built is searched with what `others` has for its fingerprint."""
        self._folder, self._milvus = index_folder, milvus
        self._wanted, self._others = encoder, others
        self._lock = threading.Lock()
        index = open_engine(index_folder, milvus)
        self._opened = index, self._encoder_of(index)
        self._tried = index.generation

    @classmethod
    def open(cls, index_folder: Path, *, model: Model | None = None, cache: Path | None = None, milvus: MilvusServer | None = None) -> "Assistant":
        """Open an index; where no model is chosen, with the one it was built with.

        Raises StoredIndexError when there is none, ModelError when the encoder cannot be opened.
        """
        kept = cache or default_cache()
        return cls(index_folder, chosen_encoder(model, kept, index_folder, milvus), milvus, partial(encoder_of, cache=kept))

    @property
    def encoder(self) -> Encoder:
        """The encoder questions are read with: the one that built the generation in force."""
        return self.in_force[1]

    @property
    def wanted_encoder(self) -> Encoder:
        """The encoder the next generation is to be built with."""
        return self._wanted

    @property
    def index(self) -> PassageEngine:
        """The generation in force; opened anew when a build has put another one in force."""
        return self.in_force[0]

    @property
    def in_force(self) -> tuple[PassageEngine, Encoder]:
        """The generation in force and the encoder that built it: questions go on with the old pair until a new one is whole."""
        with self._lock:
            newest = generation_in_force(self._folder, self._milvus)
            if newest is not None and newest not in {self._opened[0].generation, self._tried}:
                index = open_engine(self._folder, self._milvus)
                self._opened = index, self._encoder_of(index)
                self._tried = newest  # one that is damaged is not tried again at every question
            return self._opened

    def _encoder_of(self, index: PassageEngine) -> Encoder:
        """The encoder that built a generation; the wanted one, which will not fit, where it cannot be had any more."""
        fingerprint = index.recipe.encoder
        return self._wanted if fingerprint == self._wanted.fingerprint else self._others(fingerprint) or self._wanted

    def ask(
        self, question: str, *, quotes: int = DEFAULT_QUOTES, where: Filter = EVERYTHING, history: Sequence[str] = (), fewest: int = MIN_QUOTES
    ) -> Answer:
        """Answer a question with at most `quotes` quotes from the documents that fit a filter.

        `history` holds the person's earlier questions, oldest first; beyond `fewest` quotes, only those that fit about as well as
        the best are given. Raises QuestionError or StoredIndexError.
        """
        watch = _Stopwatch()
        query = standalone(question, history)
        index, encoder = self.in_force
        read = read_question(query, index.languages)
        ranking, scored = self._look(index, encoder, read, where, watch)
        citations = cite(select(scored, index.document, quotes, fewest), index)
        missing = uncovered(read, held_terms(citations, read), index.term_idf)
        across = bool(citations) and in_another_language(citations[0], read.language)
        chance = probability(fit(scored, ranking, across=across), encoder.calibration) if citations else 0.0
        verdict = certainty(chance, read, missing, across=across) if citations else "silent"
        watch.lap("select")
        return Answer(
            question=question,
            query=query,
            citations=citations if verdict != "silent" else (),
            nearest=tuple(replace(c, also_in=()) for c in citations if c.duplicate_of is None)[:NEAREST] if verdict == "silent" else (),
            certainty=verdict,
            probability=chance,
            uncovered=missing,
            ranking=tuple(ranking),
            generation=index.generation,
            timings_ms=watch.laps,
            language=read.language,
            reasons=reasons(read, citations, scored, encoder.calibration.sentence_weights),
        )

    def search(self, query: str, *, limit: int = 10, where: Filter = EVERYTHING) -> list[ScoredPassage]:
        """The best passages for a query, best first."""
        index, encoder = self.in_force
        return index.search(read_question(query).text, encoder, where=where, limit=limit)

    def sentences(self, question: str) -> list[ScoredSentence]:
        """Every sentence of the best passages, scored against a question, best first."""
        index, encoder = self.in_force
        return self._look(index, encoder, read_question(question, index.languages), EVERYTHING, _Stopwatch())[1]

    def document(self, document_id: str) -> Document:
        """A document. Raises StoredIndexError when there is none by that id."""
        return self.index.document(document_id)

    def documents(self) -> list[DocumentSummary]:
        """Every document of the index, by document_id."""
        return list(self.index.documents())

    def suggestions(self, limit: int = 4) -> list[str]:
        """Questions the documents can answer, to begin with."""
        index = self.index
        return suggest((index.document(summary.document_id) for summary in index.documents()[: limit * 10]), limit)

    def _look(
        self, index: PassageEngine, encoder: Encoder, question: Question, where: Filter, watch: "_Stopwatch"
    ) -> tuple[list[ScoredPassage], list[ScoredSentence]]:
        """One generation's ranking for a question, and the sentences of its passages."""
        vectors = QuestionVectors(*encoder.encode_question(as_encoded(question.text, question.language, index.languages)))
        watch.lap("encode")
        ranking = index.search(question.text, encoder, where=where)
        watch.lap("retrieve")
        scored = score_sentences(question, vectors, self._readings(index, encoder, ranking), index.term_idf, encoder.calibration)
        if where.speaker:
            scored = [found for found in scored if says(index.document(found.document_id).speaker(found.span.start, found.span.end), where.speaker)]
        watch.lap("evidence")
        return ranking, scored

    def _readings(self, index: PassageEngine, encoder: Encoder, ranking: Sequence[ScoredPassage]) -> list[PassageReading]:
        rows = index.token_rows([ranked.ordinal for ranked in ranking], encoder)
        documents = [index.document(ranked.passage.document_id) for ranked in ranking]
        return [
            PassageReading(ranked, document, encoder_text(document, ranked.passage), tokens, offsets)
            for ranked, document, (tokens, offsets) in zip(ranking, documents, rows)
        ]


class _Stopwatch:
    """Milliseconds per stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = round((now - self._last) * 1000, 3)
        self.laps["total"] = round((now - self._started) * 1000, 3)
        self._last = now
