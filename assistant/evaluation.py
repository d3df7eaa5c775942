"""Measuring answers on questions with known evidence.

What enters: a collection, which is a folder with `documents/` and `questions.jsonl`, and an encoder. What leaves: what was
shown for each question, and figures with intervals. It deliberately changes no setting: what is measured is what people
get.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.gold import (
    GoldQuestion,
    QuotedSpan,
    check_evidence,
    hits_any,
    holds_whole,
    questions_of,
    quote_hits,
    recalls,
    write_collection,
)
from assistant.metrics import Figure, auroc, figure, ndcg, overlap, reciprocal_rank
from assistant.verification import holds
from corpus.errors import CollectionError
from corpus.landmarks import Span
from corpus.library import Library
from index.build import update_index
from index.encoder import Encoder
from index.engine import PassageEngine

STARTING_QUESTIONS = 20
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got. `measures` holds its figures by name; `shown` the first quotes, for reading the misses."""

    id: str
    question: str
    kind: str
    answerable: bool
    certainty: str
    probability: float
    hit_1: bool | None
    hit_3: bool | None
    measures: dict[str, float]
    shown: tuple[tuple[str, str], ...]
    gold: tuple[tuple[str, str], ...]
    exact: bool
    latency_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one collection; `refusals` per kind: share declined, and AUROC of the probability against the answerable."""

    collection: str
    documents: int
    passages: int
    figures: dict[str, Figure]
    refusals: dict[str, Figure]
    aurocs: dict[str, float]
    exact: float
    latency_ms: dict[str, float]
    outcomes: tuple[Outcome, ...]


def evaluate_collection(
    collection: Path,
    encoder: Encoder,
    index_folder: Path,
    limit: int | None = None,
    progress: Progress = lambda stage, done, total: None,
    language: str = "",
) -> Evaluation:
    """Index a collection's documents, ask its questions, those in a language where one is named, and measure.

    Raises CollectionError for a collection of another form.
    """
    assistant, questions = opened_collection(collection, encoder, index_folder, limit, progress, language)
    index = assistant.index
    outcomes = []
    for number, question in enumerate(questions):
        progress("Asking questions", number, len(questions))
        outcomes.append(_outcome(assistant, index, question))
    return summarise(measured_name(collection, language), outcomes, len(index.documents()), len(index))


def measured_name(collection: Path, language: str = "") -> str:
    """What a measured collection is called: its folder's name, with the language its questions were asked in."""
    name = collection.resolve().name
    return f"{name} ({language})" if language else name


def opened_collection(
    collection: Path,
    encoder: Encoder,
    index_folder: Path,
    limit: int | None = None,
    progress: Progress = lambda stage, done, total: None,
    language: str = "",
) -> tuple[Assistant, list[GoldQuestion]]:
    """A collection's documents indexed, and its first `limit` questions, their evidence compared with what the documents say.

    Raises CollectionError, LibraryError.
    """
    questions = questions_of(collection, language)[:limit]
    update_index(Library(collection / "documents"), index_folder, encoder, progress)
    assistant = Assistant(index_folder, encoder)
    check_evidence(questions, assistant.index.document)
    return assistant, questions


def start_collection(assistant: Assistant, documents: Path, collection: Path) -> int:
    """Begin a collection from a person's own library: its documents by a link, and suggested questions with the first quotes as
    evidence, to be looked through. Returns how many questions. Raises CollectionError when the folder is in use.
    """
    questions = []
    for number, question in enumerate(assistant.suggestions(STARTING_QUESTIONS), 1):
        citations = assistant.ask(question).citations[:3]
        gold = [{"document": c.evidence.document_id, "start": c.evidence.start, "end": c.evidence.end, "quote": c.quote} for c in citations]
        record = {"id": f"own-{number:02d}", "question": question, "answerable": bool(gold), "kind": "check me", "evidence": gold}
        questions.append(record)
    write_collection(collection, documents, questions)
    return len(questions)


def summarise(name: str, outcomes: Sequence[Outcome], documents: int, passages: int) -> Evaluation:
    """Figures over the outcomes of one collection."""
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.measures)
    figures = {name: figure([outcome.measures[name] for outcome in outcomes if name in outcome.measures]) for name in names}
    figures["false refusals"] = figure([float(outcome.certainty == "silent") for outcome in answerable])
    kinds = sorted({outcome.kind for outcome in outcomes if not outcome.answerable})
    declined = {kind: [outcome for outcome in outcomes if outcome.kind == kind and not outcome.answerable] for kind in kinds}
    refusals = {kind: figure([float(outcome.certainty == "silent") for outcome in group]) for kind, group in declined.items()}
    chances = [outcome.probability for outcome in answerable]
    aurocs = {kind: auroc(chances, [outcome.probability for outcome in group]) for kind, group in declined.items()}
    stages = dict.fromkeys(stage for outcome in outcomes for stage in outcome.latency_ms)
    return Evaluation(
        collection=name,
        documents=documents,
        passages=passages,
        figures={name: value for name, value in figures.items() if value is not None},
        refusals={kind: value for kind, value in refusals.items() if value is not None},
        aurocs={kind: value for kind, value in aurocs.items() if value is not None},
        exact=sum(outcome.exact for outcome in outcomes) / len(outcomes),
        latency_ms={f"{stage} p50": _median([outcome.latency_ms[stage] for outcome in outcomes]) for stage in stages},
        outcomes=tuple(outcomes),
    )


def _outcome(assistant: Assistant, index: PassageEngine, question: GoldQuestion) -> Outcome:
    answer = assistant.ask(question.question)
    if answer.generation != index.generation:
        raise CollectionError("the index was rebuilt from other documents while it was measured; leave it alone and evaluate again")
    quotes = answer.citations or answer.nearest
    texts = {gold.document_id: index.document(gold.document_id).text for gold in question.evidence}
    measures = {**_retrieval(index, answer, question), **_evidence(answer, question)} if question.evidence else {}
    if question.negatives:
        measures["hard negatives shown"] = _rejected(answer, question)
    return Outcome(
        id=question.id,
        question=question.question,
        kind=question.kind,
        answerable=question.answerable,
        certainty=answer.certainty,
        probability=answer.probability,
        hit_1=bool(measures["hit@1"]) if question.evidence else None,
        hit_3=bool(measures["hit@3"]) if question.evidence else None,
        measures=measures,
        shown=tuple((citation.evidence.document_id, citation.quote) for citation in quotes[:3]),
        gold=tuple((gold.document_id, texts[gold.document_id][gold.span.start : gold.span.end]) for gold in question.evidence),
        exact=all(holds(index.document(c.evidence.document_id), c.evidence.start, c.evidence.end, c.quote) for c in quotes),
        latency_ms=answer.timings_ms,
    )


def _retrieval(index: PassageEngine, answer: Answer, question: GoldQuestion) -> dict[str, float]:
    """Recall of gold spans that stand whole inside a passage, and how early the first such passage comes."""
    ranked = [ranked.passage for ranked in answer.ranking]
    relevant = [any(holds_whole(passage, gold) for gold in question.evidence) for passage in ranked]
    holding = {passage.passage_id for gold in question.evidence for _, passage in index.passages_of(gold.document_id) if holds_whole(passage, gold)}
    return {**recalls(ranked, question), "RR@10": reciprocal_rank(relevant, 10), "nDCG@10": ndcg(relevant, len(holding), 10)}


def _evidence(answer: Answer, question: GoldQuestion) -> dict[str, float]:
    """How well the quotes hold the gold spans; a declined question is judged by what it would have shown."""
    quotes = quoted_spans(answer)
    good = [hits_any(quote, question.evidence) for quote in quotes]
    first = quotes[:3]
    covered = [
        min(1.0, sum(overlap(span, gold.span) for document_id, span in first if document_id == gold.document_id) / (gold.span.end - gold.span.start))
        for gold in question.evidence
    ]
    quoted = [any(hits_any(quote, [gold]) for quote in quotes) for gold in question.evidence]
    return {
        **quote_hits(quotes, question),
        "characters covered@3": sum(covered) / len(covered),
        "coverage": sum(quoted) / len(quoted),
        "precision": sum(good) / len(good) if good else 0.0,
        "quoted characters": float(sum(span.end - span.start for _, span in quotes)),
    }


def _rejected(answer: Answer, question: GoldQuestion) -> float:
    """The share of the quotes that hit a span which does not answer; a declined question shows none."""
    quotes = [] if answer.abstained else quoted_spans(answer)
    return sum(hits_any(quote, question.negatives) for quote in quotes) / len(quotes) if quotes else 0.0


def quoted_spans(answer: Answer) -> list[QuotedSpan]:
    """The spans an answer quotes, or would have quoted when it declined; places that repeat a quote are left out."""
    citations = [citation for citation in answer.citations or answer.nearest if citation.duplicate_of is None]
    return [(citation.evidence.document_id, Span(citation.evidence.start, citation.evidence.end)) for citation in citations]


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
