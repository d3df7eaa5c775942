"""What is said of a quote.

What enters: values found by comparing. What leaves: frozen values that the command line, the page and answer files render.
It deliberately holds no rule: `assistant.proof.verifier` decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from corpus.document import Document
from corpus.landmarks import Locator

Verdict = Literal["exact", "equivalent", "altered", "wrong_document", "too_short", "not_found"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what the quote says and what the document says there, either may be empty.

    `kind` is "typesetting", "case", "stop", "ellipsis" or "insertion" where the quote may still stand; otherwise what was
    altered: "number", "date", "negation", "name", "modal", "unit", "word", "order", "added", "left_out", "stitched",
    "punctuation", "hyphen" or "case". `quote_start` and `quote_end` are characters of the quote as given.
    """

    kind: str
    quoted: str
    found: str
    quote_start: int = 0
    quote_end: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document: characters `start` to `end` of its text, end exclusive."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuoteVerdict:
    """What became of a quote.

    `place` is where it stands, or where its nearest words stand; None when there are none. `other_places` are the further places
    where it stands as well, in the order of the documents looked at.
    """

    quote: str
    verdict: Verdict
    place: Place | None = None
    locator: Locator | None = None
    differences: tuple[Difference, ...] = ()
    other_places: tuple[Place, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the quote may be shown as one."""
        return self.verdict in ("exact", "equivalent")


class Texts(Protocol):
    """Where quotes are looked for."""

    def candidates(self, words: Sequence[str]) -> Sequence[str]:
        """The document_ids most likely to hold these words, best first."""
        ...

    def document(self, document_id: str) -> Document:
        """A document by its id. Raises StoredIndexError when there is none."""
        ...
