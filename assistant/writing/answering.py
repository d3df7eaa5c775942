"""A written answer above the quotes, sentence by sentence, each checked before it is seen.

What enters: an Answer with its citations, and a writer. What leaves: written sentences with their verdicts, as they come,
and at the end what it cost or, in one plain line, why there is nothing. Whatever the writer does, the quotes stand. It
deliberately logs neither prompt nor answer, and gives a writer no quote that speaks to it.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from assistant.writing.checker import Quoted, Verdict, check
from assistant.writing.instructions import instructs
from assistant.writing.prompts import answer_messages
from assistant.writing.sentence_stream import SentenceStream
from assistant.writing.wording import uncited
from assistant.writing.writer import CONTEXT_TOKENS, Message, Usage, Writer, WriterError
from index.words import fold

# Tokens of an answer: four sentences take about 150.
MAX_ANSWER_TOKENS = 320
# A model that goes on and on is stopped after so many sentences.
MAX_SENTENCES_READ = 8
# A model that says the same again so often says nothing else.
_MAX_REPEATS = 2
_NO_ANSWER = "no answer"
_log = logging.getLogger("assistant.writing")


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence as the model wrote it, with its citations, and what the check says of it."""

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WrittenEnd:
    """How writing ended: `problem` is one plain line, empty where all went well; who wrote it, and what it cost."""

    problem: str
    model: str
    sends_to: str
    usage: Usage
    seconds: float
    shown: int
    failed: int


def write_answer(answer: Answer, writer: Writer) -> Iterator[WrittenSentence | WrittenEnd]:
    """The sentences of a written answer, as they are written, and at last how it ended. Raises nothing that a writer raises."""
    session = _Session(answer, writer)
    try:
        yield from session.sentences()
    except WriterError as error:
        session.problem = str(error)
    except Exception as error:  # whatever a model's library raises, the quotes stand
        _log.warning("a writer failed", extra={"measured": {"error": type(error).__name__}})
        session.problem = "the writer failed"
    yield session.end()


class _Session:
    """One written answer in the making."""

    def __init__(self, answer: Answer, writer: Writer) -> None:
        self._answer, self._writer = answer, writer
        self._started = time.perf_counter()
        self._seen: list[str] = []
        self._shown = self._failed = self._repeats = 0
        self._usage = Usage()
        self.problem = ""

    def sentences(self) -> Iterator[WrittenSentence]:
        """Every sentence with its verdict."""
        citations = writable(self._answer)
        if not citations:
            self.problem = "there is no quote to write from"
            return
        messages, given = self._fitting(citations)
        quotes = [Quoted(citation.number, citation.quote, citation.speaker, citation.evidence.document_id) for citation in given]
        for sentence in self._written(messages, [quote.number for quote in quotes]):
            if fold(uncited(sentence)).strip(" .!") == _NO_ANSWER:
                continue
            if self._repeated(sentence):
                if self._repeats > _MAX_REPEATS:
                    return
                continue
            verdict = check(sentence, quotes)
            self._shown, self._failed = self._shown + verdict.passed, self._failed + (not verdict.passed)
            yield WrittenSentence(sentence, verdict)
            if self._shown + self._failed >= MAX_SENTENCES_READ:
                return

    def end(self) -> WrittenEnd:
        """How it ended."""
        problem = self.problem
        if not problem and not self._shown:
            problem = "nothing the model wrote could be shown" if self._failed else "the model wrote no answer to this from the quotes"
        seconds = time.perf_counter() - self._started
        return WrittenEnd(problem, self._writer.name, self._writer.sends_to, self._usage, seconds, self._shown, self._failed)

    def _fitting(self, citations: Sequence[Citation]) -> tuple[Sequence[Message], Sequence[Citation]]:
        """The messages with as many of the best quotes as the model can read. Raises WriterError when not even one fits."""
        for number in range(len(citations), 0, -1):
            messages = answer_messages(self._answer.query, citations[:number])
            if self._writer.count(messages).tokens + MAX_ANSWER_TOKENS <= CONTEXT_TOKENS:
                return messages, citations[:number]
        raise WriterError("the question and its quotes are too long for the writer")

    def _written(self, messages: Sequence[Message], numbers: Sequence[int]) -> Iterator[str]:
        stream = SentenceStream()
        pieces = self._writer.stream(messages, MAX_ANSWER_TOKENS, numbers)
        with closing(pieces):  # type: ignore[type-var]  # a generator; closing it stops the model
            for piece in pieces:
                if isinstance(piece, Usage):
                    self._usage = piece
                else:
                    yield from stream.feed(piece)
        yield from stream.close()

    def _repeated(self, sentence: str) -> bool:
        plain = fold(uncited(sentence))
        if plain in self._seen:
            self._repeats += 1
            return True
        self._seen.append(plain)
        return False


def writable(answer: Answer) -> tuple[Citation, ...]:
    """The citations a writer may be given: none of a refusal, no repeats, and none that speaks to a model."""
    return tuple(citation for citation in answer.citations if citation.duplicate_of is None and not instructs(citation.quote))
