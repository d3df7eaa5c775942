"""The citation that docs/citations.md shows in every form: one sentence of the sample documents."""

from functools import cache
from pathlib import Path

from assistant.answer import Citation, Evidence
from assistant.proof.cited import Cited, cited
from corpus.document import Document
from corpus.library import Library

SAMPLES = Path(__file__).parents[1] / "examples" / "documents"
SAMPLE = "mobility-and-growth.html"
QUOTE = "Majlinda Bregu, Secretary General of the Regional Cooperation Council (RCC), recalled that it had taken two trying years to get there."


@cache
def sample_document() -> Document:
    """The document, as the program reads it."""
    return Library(SAMPLES).read(SAMPLE)


def sample_citation() -> Cited:
    """The citation, as an answer would hold it."""
    document = sample_document()
    start = document.text.index(QUOTE)
    end = start + len(QUOTE)
    return cited(
        Citation(
            number=1,
            evidence=Evidence(SAMPLE, start, end, 1.0),
            quote=QUOTE,
            title=document.title,
            publisher=document.publisher,
            date=document.date,
            place=document.locator(start, end),
            source_url=document.source_url,
            author=document.author,
            speaker=document.speaker(start, end),
        ),
        document,
    )
