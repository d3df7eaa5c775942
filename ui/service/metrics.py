"""What the service counts of itself, in the text form that Prometheus reads (exposition format 0.0.4).

What enters: answers, refusals, problems, updates, and how much the index holds. What leaves: lines of counters, histograms and gauges. It
deliberately keeps no text of a question or a document, and not when somebody asked: counts, seconds and names of stages alone.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Certainty
from assistant.assistant import DEFAULT_QUOTES
from assistant.selection import MIN_QUOTES
from corpus.document import Document
from corpus.errors import RapporteurError
from index.encoder import Encoder
from index.filters import EVERYTHING, Filter
from index.store import DocumentSummary
from ui.backend import ReportProgress, UpdateIndex, UpdateReport
from ui.service.api_backend import SearchableIndex, ServesAnswers
from ui.service.vitals import vitals

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CERTAINTIES: tuple[Certainty, ...] = ("answers", "perhaps", "silent")
# Seconds: one encoding takes a millisecond, the largest questions on a busy machine some seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Histogram:
    """Seconds in buckets; `counts[i]` are those up to `BUCKETS[i]` and above the one before, the last those above all."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


@dataclass(frozen=True, slots=True)
class IndexSize:
    """How much the generation in force holds."""

    generation: str
    documents: int
    passages: int
    built_at: float | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A number that is read when it is asked for."""

    words: str
    read: Callable[[], float]


class Metrics:
    """Counts since the program began. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._questions: Counter[str] = Counter(dict.fromkeys(CERTAINTIES, 0))
        self._errors: Counter[str] = Counter({"refused": 0, "failed": 0})
        self._problems: Counter[str] = Counter()
        self._stages: dict[str, Histogram] = {}
        self._updates: Counter[str] = Counter({"done": 0, "failed": 0})
        self._last_update: tuple[str, float, float] | None = None
        self._watched: dict[str, Watched] = {}
        self._asked = 0

    @property
    def running(self) -> int:
        """Questions that are being answered now, whoever asks."""
        return self._asked

    def asks(self, more: int) -> None:
        """Count questions that begin to be answered, or end."""
        with self._lock:
            self._asked += more

    def watch(self, name: str, words: str, read: Callable[[], float]) -> None:
        """Show a number that somebody else keeps."""
        self._watched[name] = Watched(words, read)

    def updated(self, sound: bool, seconds: float) -> None:
        """Count an update of the index."""
        with self._lock:
            outcome = "done" if sound else "failed"
            self._updates[outcome] += 1
            self._last_update = outcome, seconds, time.time()

    def answered(self, answer: Answer) -> None:
        """Count an answer, and what each stage of it took."""
        with self._lock:
            self._questions[answer.certainty] += 1
            for stage, milliseconds in answer.timings_ms.items():
                self._stages.setdefault(stage, Histogram()).observe(milliseconds / 1000)

    def not_answered(self, expected: bool) -> None:
        """Count a question that got no answer: refused with a reason, or failed."""
        with self._lock:
            self._errors["refused" if expected else "failed"] += 1

    def problem(self, kind: str) -> None:
        """Count a problem that a client was told of."""
        with self._lock:
            self._problems[kind] += 1

    def text(self, size: IndexSize | None) -> str:
        """Everything counted, and the size of the index; without it where the index cannot be read."""
        with self._lock:
            lines = [*self._counters(), *self._histograms(), *self._states(), *_gauges(size)]
        for name, watched in sorted(self._watched.items()):
            lines += _family(name, "gauge", watched.words, "", {"": watched.read()})
        for name, (kind, words, value) in vitals().items():
            lines += _family(name, kind, words, "", {"": value})
        return "\n".join(lines) + "\n"

    def _counters(self) -> Iterator[str]:
        yield from _family("rapporteur_questions_total", "counter", "Questions answered, by how sure the answer is.", "certainty", self._questions)
        yield from _family(
            "rapporteur_question_errors_total", "counter", "Questions without an answer: refused with a reason, or failed.", "kind", self._errors
        )
        yield from _family("rapporteur_problems_total", "counter", "Problems that clients of the service were told of.", "kind", self._problems)

        yield from _family("rapporteur_updates_total", "counter", "Updates of the index, by how they ended.", "outcome", self._updates)

    def _states(self) -> Iterator[str]:
        yield from _family("rapporteur_questions_running", "gauge", "Questions that are being answered now.", "", {"": self._asked})
        if self._last_update is not None:
            outcome, seconds, ended = self._last_update
            yield from _family("rapporteur_last_update_ok", "gauge", "Whether the last update was done.", "", {"": int(outcome == "done")})
            yield from _family("rapporteur_last_update_seconds", "gauge", "How long the last update took.", "", {"": round(seconds, 3)})
            words = "When the last update ended, in seconds since 1970."
            yield from _family("rapporteur_last_update_timestamp_seconds", "gauge", words, "", {"": round(ended, 3)})

    def _histograms(self) -> Iterator[str]:
        name = "rapporteur_answer_seconds"
        yield from _head(name, "histogram", "Seconds an answer took, by stage; total is all of them.")
        for stage, histogram in sorted(self._stages.items()):
            seen = 0
            for bound, count in zip((*map(repr, BUCKETS), "+Inf"), histogram.counts):
                seen += count
                yield _sample(f"{name}_bucket", {"stage": stage, "le": bound}, seen)
            yield _sample(f"{name}_sum", {"stage": stage}, round(histogram.total, 6))
            yield _sample(f"{name}_count", {"stage": stage}, seen)


class MeasuredAssistant:
    """An assistant whose answers are counted, whoever asks: the page, the service, a model's tool."""

    def __init__(self, assistant: ServesAnswers, metrics: Metrics) -> None:
        self._assistant, self._metrics = assistant, metrics

    @property
    def index(self) -> SearchableIndex:
        return self._assistant.index

    @property
    def encoder(self) -> Encoder:
        return self._assistant.encoder

    @property
    def in_force(self) -> tuple[SearchableIndex, Encoder]:
        return self._assistant.in_force

    def ask(
        self, question: str, *, quotes: int = DEFAULT_QUOTES, where: Filter = EVERYTHING, history: Sequence[str] = (), fewest: int = MIN_QUOTES
    ) -> Answer:
        self._metrics.asks(1)
        try:
            answer = self._assistant.ask(question, quotes=quotes, where=where, history=history, fewest=fewest)
        except Exception as error:
            self._metrics.not_answered(isinstance(error, RapporteurError))
            raise
        finally:
            self._metrics.asks(-1)
        self._metrics.answered(answer)
        return answer

    def document(self, document_id: str) -> Document:
        return self._assistant.document(document_id)

    def documents(self) -> Sequence[DocumentSummary]:
        return self._assistant.documents()

    def suggestions(self, limit: int = 4) -> Sequence[str]:
        return self._assistant.suggestions(limit)


def measured_update(update: UpdateIndex, metrics: Metrics) -> UpdateIndex:
    """An update of the index that is counted, however it ends."""

    def measured(report_progress: ReportProgress) -> UpdateReport:
        began, sound = time.monotonic(), False
        try:
            report = update(report_progress)
            sound = True
            return report
        finally:
            metrics.updated(sound, time.monotonic() - began)

    return measured


def _gauges(size: IndexSize | None) -> Iterator[str]:
    yield from _family("rapporteur_ready", "gauge", "Whether questions can be answered.", "", {"": int(size is not None)})
    if size is not None:
        yield from _family("rapporteur_documents", "gauge", "Documents in the index.", "", {"": size.documents})
        yield from _family("rapporteur_passages", "gauge", "Passages in the index.", "", {"": size.passages})
        yield from _family("rapporteur_generation_info", "gauge", "The generation in force.", "generation", {size.generation: 1})
        if size.built_at is not None:
            words = "When the generation in force was built, in seconds since 1970."
            yield from _family("rapporteur_generation_built_timestamp_seconds", "gauge", words, "", {"": round(size.built_at, 3)})


def _family(name: str, kind: str, words: str, label: str, values: Mapping[str, float]) -> Iterator[str]:
    yield from _head(name, kind, words)
    for value, number in sorted(values.items()):
        yield _sample(name, {label: value} if label else {}, number)


def _head(name: str, kind: str, words: str) -> tuple[str, str]:
    return f"# HELP {name} {words}", f"# TYPE {name} {kind}"


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
