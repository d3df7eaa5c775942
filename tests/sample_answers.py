"""Answers made of quotes alone, for tests that need no index."""

from assistant.answer import Answer, Citation, Evidence
from corpus.landmarks import Locator


def answer_of(question: str, *quotes: str, title: str = "Minutes") -> Answer:
    """An answer that cites these quotes, one after another in one document; a refusal where there are none."""
    citations, start = [], 0
    for number, quote in enumerate(quotes, 1):
        evidence = Evidence("minutes.txt", start, start + len(quote), 1.0)
        citations.append(Citation(number, evidence, quote, title, "Lake", "2021-05-04", Locator((), number)))
        start += len(quote) + 1
    return Answer(question, question, tuple(citations), (), "answers" if quotes else "silent", 0.9 if quotes else 0.1)
