"""Answer files: the form, its schema, the seal, and files that somebody changed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from saved_answers import CIRCUMSTANCES, Held, bare_document, citation, quoted, saved, text_document

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.proof.answer_file import FORM, AnswerFileError, Circumstances, Program, SavedAnswer, saved_answer, sealed, written
from assistant.proof.answer_file_reading import read_answer
from assistant.proof.canonical_json import canonical, seal_of
from corpus.library import Library
from index.build import update_index
from index.filters import Filter

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
NOTE = text_document(
    "Note on the harbour\n\nPublished 7 March 2022\n\nThe harbour master counted 412 vessels in February. "
    "She noted that nine of them had no papers. Fines were raised to 300 crowns.\n"
)


def two_quotes() -> SavedAnswer:
    counted, fines = "The harbour master counted 412 vessels in February.", "Fines were raised to 300 crowns."
    return saved((NOTE, quoted(NOTE, counted)), (NOTE, quoted(NOTE, fines)))


@pytest.fixture
def answer() -> SavedAnswer:
    return saved(
        (NOTE, quoted(NOTE, "The harbour master counted 412 vessels in February.")), (NOTE, quoted(NOTE, "Fines were raised to 300 crowns."))
    )


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_an_answer_comes_back_as_it_was_saved(answer: SavedAnswer) -> None:
    assert read_answer(written(answer)) == (answer, True)


def test_an_answer_file_is_of_the_published_form(answer: SavedAnswer) -> None:
    record = json.loads(written(answer))
    VALIDATOR.validate(record)
    assert record["form"] == FORM
    assert record["saved"] == "2024-02-03T04:05:06Z"
    first = record["citations"][0]
    assert first["quote"] == first["selector"]["exact"] == NOTE.text[first["start"] : first["end"]]
    assert first["document"]["sha256"] == NOTE.sha256
    assert first["document"]["text_sha256"] == hashlib.sha256(NOTE.text.encode()).hexdigest()
    assert first["document"]["date"] == "2022-03-07"
    assert first["locator"]["words"] == "paragraph 2"


def test_the_same_answer_gives_the_same_bytes(answer: SavedAnswer) -> None:
    again = saved(
        (NOTE, quoted(NOTE, "The harbour master counted 412 vessels in February.")), (NOTE, quoted(NOTE, "Fines were raised to 300 crowns."))
    )
    assert written(again) == written(answer)


def test_the_seal_is_the_hash_of_sorted_json_without_white_space(answer: SavedAnswer) -> None:
    record = json.loads(written(answer))
    seal = record.pop("seal")
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert seal == hashlib.sha256(text.encode()).hexdigest()


def test_canonical_json_is_that_of_rfc_8785() -> None:
    record = {"b": [1.0, 0.5, True, None], "a": "\u20ac$\u000f\nA'\u0042\u0022\\\"/", "\u0061b": {}}
    assert canonical(record) == '{"a":"€$\\u000f\\nA\'B\\"\\\\\\"/","ab":{},"b":[1,0.5,true,null]}'.encode()


def test_an_answer_file_is_harmless_in_a_terminal() -> None:
    document = bare_document("He \x1b[31msaid\x9b \u202e so.")
    content = written(saved((document, citation(document, 0, len(document.text)))))
    assert not set(content.decode()) & set("\x1b\x9b\u202e")
    assert read_answer(content)[0].citations[0].quote == document.text


def test_an_answer_whose_document_changed_meanwhile_is_not_saved(answer: SavedAnswer) -> None:
    found = quoted(NOTE, "Fines were raised to 300 crowns.")
    with pytest.raises(AnswerFileError, match=r"note\.txt changed while it was quoted; ask again"):
        saved((replace(NOTE, text=NOTE.text.replace("300", "500")), found))


def test_a_silent_answer_is_saved_with_what_came_nearest() -> None:
    near = quoted(NOTE, "Fines were raised to 300 crowns.")
    silent = saved_answer(Answer("Why?", "Why?", (), (near,), "silent", 0.1), Held({NOTE.document_id: NOTE}), CIRCUMSTANCES)
    VALIDATOR.validate(json.loads(written(silent)))
    assert read_answer(written(silent)) == (silent, True)
    assert silent.nearest[0].quote == near.quote


def test_what_an_assistant_answers_can_be_saved(small_library: Path, tmp_path: Path, encoder: HashingEncoder) -> None:
    update_index(Library(small_library), tmp_path / "index", encoder)
    assistant = Assistant(tmp_path / "index", encoder)
    where = Filter(documents="*.txt", after="2020")
    found = assistant.ask("How many vessels did the harbour master count?", where=where)
    program = Program.of("0.1.0", assistant.index.recipe)
    kept = saved_answer(found, assistant.index, Circumstances("2024-02-03T04:05:06Z", program, where, 3))
    VALIDATOR.validate(json.loads(written(kept)))
    assert read_answer(written(kept)) == (kept, True)
    assert (kept.filters, kept.settings.quotes, kept.program.encoder) == (where, 3, encoder.fingerprint)
    assert [one.quote for one in kept.citations or kept.nearest] == [one.quote for one in found.citations or found.nearest]


@pytest.mark.parametrize(("kept", "read"), [("*.txt", ("*.txt",)), ("", ()), (["a", "b*"], ("a", "b*"))])
def test_the_documents_asked_may_be_one_name_or_several(kept: object, read: tuple[str, ...]) -> None:
    record = json.loads(written(saved((NOTE, quoted(NOTE, "Fines were raised to 300 crowns.")))))
    record["filters"]["documents"] = kept
    VALIDATOR.validate(record)
    answer, whole = read_answer(json.dumps(record | {"seal": seal_of(record)}).encode())
    assert (answer.filters.documents, whole) == (read, True)


# Files that somebody changed ---------------------------------------------------------------------------------------------


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value of a record."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from leaves(below, (*path, key))


def with_change(record: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = json.loads(json.dumps(record))
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


RECORD = json.loads(written(two_quotes()))
SOMETHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.lists(st.text(), max_size=2),
    st.just({}),
)


def caught(content: bytes) -> bool:
    """Whether a changed file is refused or has a broken seal."""
    try:
        return not read_answer(content)[1]
    except AnswerFileError:
        return True


@given(st.sampled_from(list(leaves(RECORD))), SOMETHING)
def test_any_single_field_that_was_changed_is_caught(path: tuple[Any, ...], value: Any) -> None:
    changed = with_change(RECORD, path, value)
    if json.dumps(changed) != json.dumps(RECORD):
        assert caught(json.dumps(changed).encode())


@given(st.sampled_from(list(leaves(RECORD))), SOMETHING)
def test_what_is_read_is_of_the_published_form(path: tuple[Any, ...], value: Any) -> None:
    """Sealed again, a changed file is read only when the schema takes it too."""
    changed = with_change(RECORD, path, value)
    changed["seal"] = seal_of(changed) if path != ("seal",) else value
    try:
        read_answer(json.dumps(changed).encode())
    except AnswerFileError:
        return
    VALIDATOR.validate(changed)


@pytest.mark.parametrize("path", [path for path in leaves(RECORD) if isinstance(path[-1], str)], ids=str)
def test_a_field_that_is_missing_is_named(path: tuple[Any, ...]) -> None:
    changed = json.loads(json.dumps(RECORD))
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    with pytest.raises(AnswerFileError, match="its form is not" if path == ("form",) else f"{path[-1]} is missing"):
        read_answer(json.dumps(changed).encode())


@given(st.binary(max_size=60), st.integers(0, len(json.dumps(RECORD)) - 1))
def test_damaged_bytes_are_refused_or_caught(junk: bytes, place: int) -> None:
    content = json.dumps(RECORD).encode()
    damaged = content[:place] + junk + content[place + 1 :]
    try:
        same = json.loads(damaged) == RECORD
    except ValueError:
        same = False
    assert same or caught(damaged)
    assert caught(content[:place])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"form": "rapporteur answer, version 2"}, "its form is not 'rapporteur answer, version 1'"),
        ({"probability": 1.5}, "probability is not between 0 and 1"),
        ({"probability": True}, "probability is True"),
        ({"saved": "2024-02-30T00:00:00Z"}, "day is out of range"),
        ({"saved": "yesterday"}, "saved is no time"),
        ({"certainty": "silent"}, "certainty is 'silent', which its citations are not"),
        ({"certainty": "surely"}, "certainty is 'surely', which is none of"),
        ({"citations": []}, "which its citations are not"),
        ({"uncovered": "lake"}, "uncovered is 'lake'"),
        ({"seal": "0"}, "seal is no SHA-256"),
        ({"comment": "mine"}, "comment is no field"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], said: str) -> None:
    with pytest.raises(AnswerFileError, match=f"it is no answer file: .*{said}.*; save one with `rapporteur ask"):
        read_answer(json.dumps(RECORD | change).encode())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": 50}, r"citations\[0\]\.quote is not as long as its span"),
        ({"quote": "The harbour master counted 999 vessels in February."}, r"citations\[0\]\.selector\.exact is not the quote"),
        ({"number": 2}, "citations are not numbered 1, 2, 3"),
        ({"also_in": [1]}, "also_in names no other citation"),
        ({"duplicate_of": 2}, "duplicate_of names no earlier citation"),
        ({"start": 44.0}, r"citations\[0\]\.start is 44\.0"),
    ],
)
def test_citations_that_contradict_themselves_are_refused(change: dict[str, Any], said: str) -> None:
    changed = RECORD | {"citations": [RECORD["citations"][0] | change, RECORD["citations"][1]]}
    with pytest.raises(AnswerFileError, match=said):
        read_answer(json.dumps(changed).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"form": NaN}',
        json.dumps(RECORD)[:-1].encode() + b', "seal": "again"}',
        b'{"form": "\\ud800"}',
    ],
    ids=["empty", "list", "null", "bytes", "deep", "nan", "twice", "half a letter"],
)
def test_what_is_no_answer_file_is_refused(content: bytes) -> None:
    with pytest.raises(AnswerFileError, match="it is no answer file"):
        read_answer(content)


def test_half_a_letter_in_a_field_is_refused() -> None:
    content = json.dumps(RECORD | {"question": "What\ud83d?"}).encode()
    with pytest.raises(AnswerFileError):
        read_answer(content)


def test_sealing_again_is_no_proof(answer: SavedAnswer) -> None:
    """What the seal does not show, `verify` does: here the answer's question."""
    other = sealed(replace(answer, question="What was refused?"))
    assert read_answer(written(other)) == (other, True)
    assert other.seal != answer.seal
    assert asdict(other)["seal"] == seal_of(asdict(other))
