"""Questions with known evidence, and how well rankings and quotes hold it.

What enters: `questions.jsonl` of a collection; passages and quotes found for its questions. What leaves: gold questions, the files of
a new collection, and per-question measures in the vocabulary of `assistant.metrics`. It deliberately asks nothing and opens no index.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.metrics import hits, recall_at
from corpus.document import Document, Passage
from corpus.errors import CollectionError, StoredIndexError
from corpus.landmarks import Span

CUTOFFS = (1, 3, 5, 10, 20)
# So much of what stands at a wrong place is shown.
_SHOWN_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span that a good answer must quote, and the text that stands there; None where the collection does not say it."""

    document_id: str
    span: Span
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question of a collection; one that the documents do not answer has no evidence. `negatives` are spans that do not answer it."""

    id: str
    question: str
    answerable: bool
    kind: str
    evidence: tuple[GoldSpan, ...]
    negatives: tuple[GoldSpan, ...] = ()


QuotedSpan = tuple[str, Span]
"""A document_id and the span quoted from it."""


def questions_of(collection: Path, language: str = "") -> list[GoldQuestion]:
    """The questions of a collection: `questions.jsonl`, or the same in a language, `questions.sq.jsonl`.

    A question there may leave out all but its id and its words; the rest is that of the question with its id in `questions.jsonl`.
    Raises CollectionError.
    """
    if not language:
        return read_questions(collection / "questions.jsonl")
    return read_questions(collection / f"questions.{language}.jsonl", {gold.id: gold for gold in read_questions(collection / "questions.jsonl")})


def read_questions(path: Path, known: Mapping[str, GoldQuestion] | None = None) -> list[GoldQuestion]:
    """The questions of a file, some of them `known` by their ids in another language.

    Raises CollectionError, naming the line, when one has not the form it should have.
    """
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except OSError as error:
        raise CollectionError(f"{path} cannot be read ({error.strerror}); a collection is a folder with documents/ and questions.jsonl") from error
    except UnicodeDecodeError as error:
        raise CollectionError(f"{path} is not text in UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            like = (known or {}).get(str(record["id"])) if set(record) == {"id", "question"} else None
            found.append(replace(like, question=_text(record["question"])) if like is not None else _question(record))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CollectionError(f"{path}, line {number} is not a question of the form in docs/evaluation.md: {error!r}") from error
    if not found:
        raise CollectionError(f"{path} holds no question")
    return found


def check_evidence(questions: Sequence[GoldQuestion], document: Callable[[str], Document]) -> None:
    """Raises CollectionError for the first evidence whose document does not say at its place what the collection says it does."""
    for question in questions:
        for gold in (*question.evidence, *question.negatives):
            try:
                text = document(gold.document_id).text
            except StoredIndexError as error:
                where = f"{gold.document_id!r}, which is not among the collection's documents that could be read"
                raise CollectionError(f"the evidence of question {question.id!r} is in {where}") from error
            there = text[gold.span.start : gold.span.end]
            wanted = there if gold.quote is None else gold.quote
            if gold.span.end > len(text) or there != wanted:
                raise CollectionError(
                    f"the evidence of question {question.id!r} is not in {gold.document_id!r} at {gold.span.start}–{gold.span.end}, where "
                    f"{there[:_SHOWN_CHARACTERS]!r} stands instead of {wanted[:_SHOWN_CHARACTERS]!r}; correct start and end in questions.jsonl"
                )


def recalls(passages: Sequence[Passage], question: GoldQuestion) -> dict[str, float]:
    """R@k of gold spans for every cutoff."""
    ranks = [next((rank for rank, passage in enumerate(passages, 1) if holds_whole(passage, gold)), None) for gold in question.evidence]
    return {f"R@{cutoff}": recall_at(ranks, cutoff) for cutoff in CUTOFFS}


def holds_whole(passage: Passage, gold: GoldSpan) -> bool:
    """Whether a gold span stands whole inside a passage."""
    return gold.document_id == passage.document_id and passage.start <= gold.span.start and gold.span.end <= passage.end


def hits_any(quote: QuotedSpan, evidence: Sequence[GoldSpan]) -> bool:
    """Whether a quote hits one of the gold spans."""
    return any(quote[0] == gold.document_id and hits(quote[1], gold.span) for gold in evidence)


def quote_hits(quotes: Sequence[QuotedSpan], question: GoldQuestion) -> dict[str, float]:
    """hit@1 and hit@3: whether one of the first quotes hits a gold span."""
    good = [hits_any(quote, question.evidence) for quote in quotes[:3]]
    return {"hit@1": float(any(good[:1])), "hit@3": float(any(good))}


def write_collection(collection: Path, documents: Path, questions: Sequence[dict[str, object]]) -> None:
    """Begin a collection: its documents by a link, and its questions. Raises CollectionError when the folder is in use or cannot be written."""
    target = collection / "questions.jsonl"
    if target.exists():
        raise CollectionError(f"{target} is there already; name another folder")
    lines = "".join(f"{json.dumps(question, ensure_ascii=False)}\n" for question in questions)
    try:
        collection.mkdir(parents=True, exist_ok=True)
        if not (collection / "documents").exists():
            (collection / "documents").symlink_to(documents.absolute(), target_is_directory=True)
        target.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{collection} cannot be written: {error.strerror or error}") from error


def _question(record: dict[str, object]) -> GoldQuestion:
    evidence = tuple(map(_gold_span, record["evidence"]))  # type: ignore[call-overload]
    negatives = tuple(map(_gold_span, record.get("hard_negatives", ())))  # type: ignore[call-overload]
    return GoldQuestion(str(record["id"]), _text(record["question"]), bool(record["answerable"]), _text(record["kind"]), evidence, negatives)


def _gold_span(gold: dict[str, object]) -> GoldSpan:
    start, end = gold["start"], gold["end"]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise ValueError(f"evidence from {start!r} to {end!r} is no stretch of text")
    quote = gold.get("quote")
    return GoldSpan(_text(gold["document"]), Span(start, end), None if quote is None else _text(quote))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
