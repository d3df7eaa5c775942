"""Answer files, read strictly.

What enters: bytes that somebody says are an answer file. What leaves: a SavedAnswer and whether its seal is whole, or an error
that names the first field at fault. Every field must be there, no other may, and each must have its type; the dataclasses of
`assistant.proof.answer_file` are the form. It deliberately looks at no document: `assistant.proof.recheck` does.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from assistant.proof.answer_file import FORM, AnswerFileError, SavedAnswer, SavedCitation
from assistant.proof.canonical_json import SEAL, seal_of
from corpus.errors import QuestionError
from index.filters import Filter

# Fifty quotes of a thousand characters with their contexts come to a hundredth of this.
MAX_BYTES = 20 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SAVED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DATE = re.compile(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?", re.ASCII)


def read_answer(content: bytes) -> tuple[SavedAnswer, bool]:
    """An answer file, and whether its seal is whole. Raises AnswerFileError when it is not of the published form."""
    if len(content) > MAX_BYTES:
        raise AnswerFileError(f"it has {len(content) / 1e6:.0f} MB, and no answer file has more than {MAX_BYTES / 1e6:.0f} MB")
    try:
        record = json_record(content, FORM)
        answer: SavedAnswer = decoded(SavedAnswer, record, "")
        check_answer(answer)
        return answer, record[SEAL] == seal_of(record)
    except (ValueError, RecursionError, QuestionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise AnswerFileError(f"it is no answer file: {reason}; save one with `rapporteur ask QUESTION --save FILE`") from error


def json_record(content: bytes, form: str) -> dict[str, Any]:
    """The JSON object of a form in some bytes. Raises ValueError, or RecursionError where it is nested too deeply."""
    record = json.loads(content.decode(), object_pairs_hook=_without_repeats, parse_constant=_no_number)
    if not isinstance(record, dict) or record.get("form") != form:
        raise ValueError(f"its form is not {form!r}")
    return record


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are each there once: of two, one reader would take the first and another the last."""
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("an object gives one name twice")
    return record


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def decoded(kind: Any, value: Any, place: str) -> Any:
    """A value of a type, from JSON. Raises ValueError, naming the place, when it is of another."""
    origin = get_origin(kind)
    if origin is UnionType:
        return None if value is None else decoded(get_args(kind)[0], value, place)
    if origin is tuple:
        return tuple(decoded(get_args(kind)[0], inner, f"{place}[{number}]") for number, inner in enumerate(_of(list, value, place)))
    if origin is Literal:
        if not any(value == allowed for allowed in get_args(kind) if type(value) is str):
            raise ValueError(f"{place} is {_shown(value)}, which is none of {', '.join(map(repr, get_args(kind)))}")
        return value
    if is_dataclass(kind):
        return _decoded_fields(kind, _of(dict, value, place), place)
    if kind is float:
        return float(value if type(value) is int else _of(float, value, place))
    if kind is str:
        _of(str, value, place).encode()
    return _of(kind, value, place)


def _decoded_fields(kind: Any, record: Mapping[str, Any], place: str) -> Any:
    names = [field.name for field in fields(kind)]
    for name in names:
        if name not in record:
            raise ValueError(f"{_below(place, name)} is missing")
    if unknown := sorted(set(record) - set(names)):
        raise ValueError(f"{_below(place, unknown[0])} is no field of it")
    types = _types(kind)
    if kind is Filter and isinstance(named := record["documents"], str):  # files saved when one name could be asked for, not several
        record = {**record, "documents": [named] if named else []}
    return kind(**{name: decoded(types[name], record[name], _below(place, name)) for name in names})


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _of(kind: Any, value: Any, place: str) -> Any:
    if type(value) is not kind:  # True is an int to isinstance
        raise ValueError(f"{place} is {_shown(value)}, not of the kind it should be")
    return value


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def check_answer(answer: SavedAnswer) -> None:
    """What no type says. Raises ValueError."""
    _demand(_SAVED.fullmatch(answer.saved) is not None, "saved is no time like 2023-11-29T10:00:00Z")
    datetime.fromisoformat(answer.saved)
    _demand(0 <= answer.probability <= 1, "probability is not between 0 and 1")
    _demand(answer.settings.quotes >= 1, "settings.quotes is below 1")
    _demand(_DIGEST.fullmatch(answer.seal) is not None, "seal is no SHA-256")
    silent = answer.certainty == "silent"
    _demand(silent != bool(answer.citations) and (silent or not answer.nearest), f"certainty is {answer.certainty!r}, which its citations are not")
    numbers = [citation.number for citation in answer.citations]
    _demand(numbers == list(range(1, len(numbers) + 1)), "citations are not numbered 1, 2, 3 …")
    nearest = [citation.number for citation in answer.nearest]
    _demand(all(number >= 1 for number in nearest) and nearest == sorted(set(nearest)), "nearest are not numbered in order")
    for name, citations in (("citations", answer.citations), ("nearest", answer.nearest)):
        for place, citation in enumerate(citations):
            _check_citation(citation, numbers, f"{name}[{place}]")


def _check_citation(citation: SavedCitation, numbers: Sequence[int], place: str) -> None:
    def demand(met: bool, fault: str) -> None:
        _demand(met, f"{place}.{fault}")

    document, selector = citation.document, citation.selector
    demand(0 <= citation.start < citation.end, "start and end are no span")
    demand(citation.end - citation.start == len(citation.quote), "quote is not as long as its span")
    demand(selector.exact == citation.quote, "selector.exact is not the quote")
    demand((selector.start, selector.end) == (citation.start, citation.end), "selector is of another span")
    demand(all(_DIGEST.fullmatch(digest) for digest in (document.sha256, document.text_sha256)), "document has no SHA-256")
    demand(document.document_id != "", "document.document_id is empty")
    demand(not document.held_in or document.document_id.startswith(f"{document.held_in}/"), "document.held_in does not hold it")
    demand(_DATE.fullmatch(document.date) is not None, "document.date is no date like 2023-11-29")
    demand(all(page.number >= 1 for page in citation.locator.pages), "locator.pages are not numbered from 1")
    demand(citation.locator.paragraph is None or citation.locator.paragraph >= 1, "locator.paragraph is below 1")
    demand(set(citation.also_in) <= set(numbers) - {citation.number}, "also_in names no other citation")
    demand(citation.duplicate_of is None or citation.duplicate_of in numbers[: citation.number - 1], "duplicate_of names no earlier citation")


def _demand(met: bool, fault: str) -> None:
    if not met:
        raise ValueError(fault)
