"""What an answer is.

What enters: values found by the layers below. What leaves: frozen values that the page, the terminal and the API render.
It deliberately holds no text that is not in a document, save the question as asked.
"""

from dataclasses import dataclass, field
from typing import Literal

from corpus.landmarks import Locator
from index.ranking import ScoredPassage

Certainty = Literal["answers", "perhaps", "silent"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quotable span of one document; `score` is higher for better evidence and comparable within one answer."""

    document_id: str
    start: int
    end: int
    score: float

    def overlaps(self, other: "Evidence") -> bool:
        """Whether two spans share a character."""
        return self.document_id == other.document_id and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified quote and all a reader needs to find it again.

    `quote` is `document.text[evidence.start:evidence.end]`, checked when the citation was made. `also_in` numbers the
    citations of the same answer that say the same in other words or other places; `duplicate_of` points back. `author` is
    the document's, and so is `language`; `speaker` is who says the quote, where the text itself names them.
    """

    number: int
    evidence: Evidence
    quote: str
    title: str
    publisher: str
    date: str
    place: Locator
    source_url: str = ""
    also_in: tuple[int, ...] = ()
    duplicate_of: int | None = None
    author: str = ""
    speaker: str = ""
    language: str = ""

    @property
    def locator(self) -> str:
        """The place in words: "page 3, Introduction, paragraph 12"."""
        return str(self.place)


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a quote's score: what was measured (a name of `SentenceFeatures`), between 0 and about 1, and what it counts."""

    name: str
    value: float
    weight: float

    @property
    def counted(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a citation was chosen: which of the question's words, as typed, stand in the quote, which only in its title or headings,
    which in neither; and the parts of the score of the best sentence it quotes.
    """

    number: int
    found: tuple[str, ...]
    near: tuple[str, ...]
    missing: tuple[str, ...]
    parts: tuple[ScorePart, ...] = ()

    @property
    def score(self) -> float:
        return sum(part.counted for part in self.parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """Citations, best first, or the statement that the documents do not answer.

    `query` is what was searched: the question, or the question completed from the conversation. `probability` is the
    calibrated chance that the citations answer; `certainty` is its wording. When `abstained`, `citations` is empty and
    `nearest` holds the nearest quotes, which are not an answer. `uncovered` are the question's words that no shown evidence
    covers; `ranking` is what was looked at; `timings_ms` are milliseconds per stage; `reasons` say why each quote was chosen;
    `language` is the question's, where it could be told.
    """

    question: str
    query: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    certainty: Certainty
    probability: float
    uncovered: tuple[str, ...] = ()
    ranking: tuple[ScoredPassage, ...] = ()
    generation: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    language: str = ""

    @property
    def abstained(self) -> bool:
        return self.certainty == "silent"
