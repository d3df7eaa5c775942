"""The ladder: what each part of the recipe adds.

What enters: an Assistant and questions with known evidence. What leaves: figures per rung: BM25 alone, vectors alone, their
fusion, late interaction on top, and for quotes the single sentence and the whole selection. It deliberately changes one thing
a rung, over the same candidates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.evaluation import Progress, quoted_spans
from assistant.evidence import ScoredSentence
from assistant.gold import GoldQuestion, quote_hits, recalls
from assistant.metrics import Figure, figure
from index.ranking import LEXICAL_SHARE, ScoredPassage

# Both the hundred best by words and the hundred best by vectors are among the candidates.
_CANDIDATES = 200

PASSAGE_RUNGS: dict[str, Callable[[ScoredPassage], float]] = {
    "BM25": lambda ranked: ranked.lexical,
    "dense": lambda ranked: ranked.dense,
    "fusion": lambda ranked: LEXICAL_SHARE * ranked.lexical + (1 - LEXICAL_SHARE) * ranked.dense,
    "+ late interaction": lambda ranked: ranked.score,
}
SENTENCE_RUNGS: dict[str, Callable[[ScoredSentence], float]] = {
    "sentence by words": lambda sentence: sentence.features.coverage,
    "sentence by cosine": lambda sentence: sentence.features.cosine,
    "sentence by late interaction": lambda sentence: sentence.features.late,
    "+ evidence scorer": lambda sentence: sentence.score,
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung's figures by measure."""

    name: str
    figures: dict[str, Figure]


def ladder(assistant: Assistant, questions: Sequence[GoldQuestion], progress: Progress = lambda stage, done, total: None) -> list[Rung]:
    """Figures of every rung over the questions that have evidence."""
    gathered: dict[str, dict[str, list[float]]] = {}
    asked = [question for question in questions if question.evidence]
    for number, question in enumerate(asked):
        progress("Climbing the ladder", number, len(asked))
        for rung, measures in _measured(assistant, question):
            for measure, value in measures.items():
                gathered.setdefault(rung, {}).setdefault(measure, []).append(value)
    return [Rung(rung, {m: f for m, values in measures.items() if (f := figure(values)) is not None}) for rung, measures in gathered.items()]


def _measured(assistant: Assistant, question: GoldQuestion) -> list[tuple[str, dict[str, float]]]:
    ranking = assistant.search(question.question, limit=_CANDIDATES)
    found = [(rung, recalls([ranked.passage for ranked in sorted(ranking, key=key, reverse=True)], question)) for rung, key in PASSAGE_RUNGS.items()]
    scored = assistant.sentences(question.question)
    found += [(rung, _sentence_hits(sorted(scored, key=key, reverse=True), question)) for rung, key in SENTENCE_RUNGS.items()]
    return [*found, ("+ neighbours and joining", quote_hits(quoted_spans(assistant.ask(question.question)), question))]


def _sentence_hits(scored: Sequence[ScoredSentence], question: GoldQuestion) -> dict[str, float]:
    return quote_hits([(sentence.document_id, sentence.span) for sentence in scored[:3]], question)
