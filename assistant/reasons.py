"""Why a quote was chosen: which of the question's words it holds, and what its score is made of.

What enters: a Question, citations, and the scored sentences they were made from. What leaves: a `Reason` for each citation. It
deliberately explains and never judges: the figures are those that ranked the quotes, and no others.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from assistant.answer import Citation, Reason, ScorePart
from assistant.evidence import WEIGHTS, ScoredSentence
from assistant.question import Question
from index.context import plain
from index.words import stems, words

# The pieces a question is shown in; folding and stemming them says which of its terms each one is.
_PIECE = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+")


def reasons(
    question: Question, citations: Sequence[Citation], scored: Sequence[ScoredSentence], weights: Mapping[str, float] = WEIGHTS
) -> tuple[Reason, ...]:
    """The reason of each citation, by its number; its figures are those of the best sentence it quotes."""
    asked = asked_words(question)
    return tuple(_reason(citation, (question, asked), _best(citation, scored), weights) for citation in citations)


def asked_words(question: Question) -> dict[str, str]:
    """The question's words as they were typed, by their terms, in order; function words are left out."""
    asked: dict[str, str] = {}
    for piece in _PIECE.findall(unicodedata.normalize("NFC", question.text)):
        for term in stems(words(piece, question.language), question.language):
            if term in question.terms or term in question.subject:
                asked.setdefault(term, piece)
    return asked


def held_terms(citations: Sequence[Citation], question: Question | None = None) -> frozenset[str]:
    """The terms that quotes, their titles and headings hold, and those of a question's own that they hold in another language's form."""
    return frozenset(term for citation in citations for term in _terms(f"{citation.quote} {_around(citation)}", citation, question))


def _reason(citation: Citation, of: tuple[Question, dict[str, str]], best: ScoredSentence | None, weights: Mapping[str, float]) -> Reason:
    question, asked = of
    inside, around = _terms(plain(citation.quote), citation, question), _terms(_around(citation), citation, question)
    return Reason(
        citation.number,
        found=tuple(word for term, word in asked.items() if term in inside),
        near=tuple(word for term, word in asked.items() if term in around and term not in inside),
        missing=() if question.crosses else tuple(word for term, word in asked.items() if term not in around and term not in inside),
        parts=_parts(best, weights),
    )


def _parts(best: ScoredSentence | None, weights: Mapping[str, float]) -> tuple[ScorePart, ...]:
    """The parts of a sentence's score that count, in their order."""
    if best is None:
        return ()
    values = asdict(best.features)
    return tuple(ScorePart(name, values[name], weight) for name, weight in weights.items())


def _best(citation: Citation, scored: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """The best of the sentences that a citation quotes; `scored` is best first."""
    evidence = citation.evidence
    return next(
        (
            sentence
            for sentence in scored
            if sentence.document_id == evidence.document_id and evidence.start <= sentence.span.start and sentence.span.end <= evidence.end
        ),
        None,
    )


def _around(citation: Citation) -> str:
    return f"{citation.title} {' '.join(citation.place.headings)}"


def _terms(text: str, citation: Citation, question: Question | None) -> frozenset[str]:
    if question is not None:
        return question.held_by(text, citation.language)
    return frozenset(stems(words(text, citation.language), citation.language))
