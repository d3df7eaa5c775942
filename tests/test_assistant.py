"""Assistant: whatever is asked of however small a library, the answer is exact, its numbers are numbers, and nothing raises."""

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer
from assistant.assistant import Assistant
from corpus.errors import QuestionError, StoredIndexError
from corpus.library import Library
from index.build import update_index
from index.filters import Filter

WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]

TEXTS = {
    "vessels.txt": "The harbour master counted 412 vessels in February. She noted that nine had no papers. Fines were raised to 300 crowns.",
    "again.txt": "A note.\n\nThe harbour master counted 412 vessels in February. She noted that nine had no papers. Fines were raised to 300 crowns.",
    "bridge.txt": "The north bridge\n\nThe north bridge was closed to lorries after cracks were found in its second pier.\n\n"
    "Related posts\n\nBridge of the harbour master",
    "same.txt": "Yes. Yes. Yes. The ferry. The ferry. The ferry.",
}
LIBRARIES = [[], ["vessels.txt"], ["same.txt"], ["vessels.txt", "again.txt"], ["vessels.txt", "again.txt", "bridge.txt"], list(TEXTS)]
WORDS = st.sampled_from(
    "who When how many is the harbour master vessels counted 412 300 crowns ferry bridge north closed lorries Tirana 2023 And it – ? yes š".split()
)


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> list[Assistant]:
    made = []
    for names in LIBRARIES:
        folder = tmp_path_factory.mktemp("library")
        (folder / "documents").mkdir()
        for name in names:
            (folder / "documents" / name).write_text(TEXTS[name])
        update_index(Library(folder / "documents"), folder / "index", HashingEncoder())
        made.append(Assistant(folder / "index", HashingEncoder()))
    return made


def assert_sound(answer: Answer, assistant: Assistant, quotes: int) -> None:
    assert 0 <= answer.probability <= 1
    assert answer.abstained == (answer.certainty == "silent") == (not answer.citations)
    assert len([citation for citation in answer.citations if citation.duplicate_of is None]) <= quotes
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in (*answer.citations, *answer.nearest):
        document = assistant.document(citation.evidence.document_id)
        assert citation.quote == document.text[citation.evidence.start : citation.evidence.end]
        assert "Related" not in citation.quote
        assert math.isfinite(citation.evidence.score)
    for citation in answer.citations:
        assert all(answer.citations[other - 1].duplicate_of == citation.number for other in citation.also_in)
    for ranked in answer.ranking:
        assert all(math.isfinite(score) for score in (ranked.score, ranked.lexical, ranked.dense))
    quoted = [citation for citation in answer.citations if citation.duplicate_of is None]
    for one in quoted:
        for other in quoted:
            apart = (
                one.evidence.document_id != other.evidence.document_id
                or one.evidence.end <= other.evidence.start
                or other.evidence.end <= one.evidence.start
            )
            assert one is other or apart


@given(
    st.sampled_from(range(len(LIBRARIES))),
    st.lists(WORDS, min_size=1, max_size=9).map(" ".join),
    st.integers(1, 5),
    st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=2),
)
def test_whatever_is_asked_the_answer_is_sound(assistants: list[Assistant], library: int, question: str, quotes: int, history: list[str]) -> None:
    assistant = assistants[library]
    try:
        answer = assistant.ask(question, quotes=quotes, history=history)
    except QuestionError as refusal:
        assert "ask in a few words" in str(refusal)
        return
    assert answer.question == question
    assert_sound(answer, assistant, quotes)


def test_the_same_news_in_two_documents_is_one_quote_and_a_pointer(assistants: list[Assistant]) -> None:
    answer = assistants[-1].ask("How many vessels has the harbour master counted in February?")
    quoted = [citation for citation in answer.citations if "412" in citation.quote]
    assert {citation.evidence.document_id for citation in quoted} == {"vessels.txt", "again.txt"}
    assert sum(citation.duplicate_of is None for citation in quoted) == 1


def test_an_answer_tells_what_was_searched_and_how_long_it_took(assistants: list[Assistant]) -> None:
    answer = assistants[-1].ask("And in February?", history=["How many vessels were counted in March?"])
    assert (answer.question, answer.query) == ("And in February?", "How many vessels were counted in February?")
    assert list(answer.timings_ms) == ["encode", "total", "retrieve", "evidence", "select"]
    assert answer.timings_ms["total"] >= max(answer.timings_ms[stage] for stage in ("encode", "retrieve", "evidence", "select"))
    assert answer.generation == assistants[-1].index.generation


def test_documents_are_narrowed_by_a_glob(assistants: list[Assistant]) -> None:
    answer = assistants[-1].ask("What happened in the harbour?", where=Filter(documents="bridge*"))
    assert {citation.evidence.document_id for citation in (*answer.citations, *answer.nearest)} == {"bridge.txt"}
    with pytest.raises(StoredIndexError, match=r"no document fits the filter document 'nothing\*'"):
        assistants[-1].ask("What happened?", where=Filter(documents="nothing*"))


def test_an_unknown_document_is_named(assistants: list[Assistant]) -> None:
    with pytest.raises(StoredIndexError, match=r"the index holds no document 'nothing.txt'; list them with `rapporteur documents`"):
        assistants[-1].document("nothing.txt")


def test_several_threads_get_the_same_answers(assistants: list[Assistant]) -> None:
    questions = ["How many vessels were counted?", "Which bridge was closed?", "Who sells lamps?", "What of the ferry?"] * 10
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(assistants[-1].ask, questions))
    for question, answer in zip(questions, together):
        alone = assistants[-1].ask(question)
        assert (answer.citations, answer.nearest, answer.probability) == (alone.citations, alone.nearest, alone.probability)


def test_without_an_index_there_is_no_assistant(tmp_path: Path) -> None:
    with pytest.raises(StoredIndexError, match="run `rapporteur index FOLDER` to build it"):
        Assistant(tmp_path, HashingEncoder())
