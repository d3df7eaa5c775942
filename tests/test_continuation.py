"""Why a quote was chosen, and more quotes for an answer: what is shown stays as it is, whatever comes after it."""

from dataclasses import asdict, replace

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Evidence, Reason, ScorePart
from assistant.assistant import Assistant
from assistant.continuation import continued
from assistant.evidence import WEIGHTS, ScoredSentence, SentenceFeatures, score
from assistant.question import read_question
from assistant.reasons import asked_words, reasons
from corpus.landmarks import Locator, Span
from corpus.library import Library
from index.build import update_index

QUESTION = "How many vessels did the harbour master count in February?"
TEXT = "\n\n".join(
    f"In month {number} the harbour master counted {number}12 vessels and {number} ferries. The sea was calm in week {number}."
    for number in range(1, 15)
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("library")
    (folder / "documents").mkdir()
    (folder / "documents" / "log.txt").write_text(f"The log\n\nThe harbour master counted 412 vessels in February. Nine had no papers.\n\n{TEXT}")
    (folder / "documents" / "copy.txt").write_text("A copy\n\nThe harbour master counted 412 vessels in February. Nine had no papers.\n")
    update_index(Library(folder / "documents"), folder / "index", HashingEncoder())
    return Assistant(folder / "index", HashingEncoder())


def cited(number: int, start: int, end: int, document_id: str = "a", duplicate_of: int | None = None, also_in: tuple[int, ...] = ()) -> Citation:
    evidence = Evidence(document_id, start, end, 1.0)
    return Citation(number, evidence, "x" * (end - start), "", "", "", Locator((), None), also_in=also_in, duplicate_of=duplicate_of)


def answered(*citations: Citation, uncovered: tuple[str, ...] = ()) -> Answer:
    return Answer("q", "q", citations, (), "answers", 0.9, uncovered, reasons=tuple(Reason(each.number, (), (), ()) for each in citations))


@pytest.mark.parametrize("quotes", [1, 3, 5])
def test_more_quotes_come_below_and_change_nothing_that_is_shown(assistant: Assistant, quotes: int) -> None:
    shown = assistant.ask(QUESTION, quotes=quotes)
    found = assistant.ask(QUESTION, quotes=quotes + 5, fewest=quotes + 5)
    more = continued(shown, found, 5)
    assert any(each.duplicate_of for each in more.citations)
    kept = more.citations[: len(shown.citations)]
    assert [replace(each, also_in=()) for each in kept] == [replace(each, also_in=()) for each in shown.citations]
    assert [each.number for each in more.citations] == list(range(1, len(more.citations) + 1))
    firsts = [each for each in more.citations if each.duplicate_of is None]
    assert len(firsts) == len([each for each in shown.citations if each.duplicate_of is None]) + 5
    for citation in more.citations:
        document = assistant.document(citation.evidence.document_id)
        assert document.text[citation.evidence.start : citation.evidence.end] == citation.quote
        assert all(more.citations[other - 1].duplicate_of == citation.number for other in citation.also_in)
    assert {reason.number for reason in more.reasons} == {each.number for each in more.citations}


def test_an_answer_ends_where_quotes_fit_much_worse_unless_more_are_wanted(assistant: Assistant) -> None:
    question = "Which vessels had no papers in February?"
    assert len(assistant.ask(question, quotes=12).citations) < len(assistant.ask(question, quotes=12, fewest=12).citations)


SPANS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.integers(1, 9)), max_size=8)


@given(SPANS, SPANS, st.integers(0, 4))
def test_nothing_shown_is_touched_and_nothing_is_shown_twice(shown: list[tuple[str, int, int]], found: list[tuple[str, int, int]], most: int) -> None:
    def apart(spans: list[tuple[str, int, int]]) -> list[Citation]:
        kept: list[Citation] = []
        for name, start, length in spans:
            each = cited(len(kept) + 1, start, start + length, name)
            if not any(each.evidence.overlaps(other.evidence) for other in kept):
                kept.append(each)
        return kept

    before = answered(*apart(shown))
    after = continued(before, answered(*apart(found)), most)
    assert after.citations[: len(before.citations)] == before.citations
    assert len(after.citations) <= len(before.citations) + most
    assert [each.number for each in after.citations] == list(range(1, len(after.citations) + 1))
    assert all(one is other or not one.evidence.overlaps(other.evidence) for one in after.citations for other in after.citations)
    assert [reason.number for reason in after.reasons] == [each.number for each in after.citations]


def test_a_place_that_repeats_a_shown_quote_is_folded_into_it() -> None:
    shown = answered(cited(1, 0, 10), cited(2, 20, 30))
    found = answered(cited(1, 0, 10, also_in=(3,)), cited(2, 50, 60, "b"), cited(3, 5, 15, "c", duplicate_of=1))
    more = continued(shown, found, 5)
    assert [(each.number, each.evidence.document_id, each.duplicate_of) for each in more.citations[2:]] == [(3, "b", None), (4, "c", 1)]
    assert more.citations[0].also_in == (4,)


def test_a_wider_quote_than_the_shown_one_is_not_shown_again() -> None:
    shown = answered(cited(1, 0, 10))
    assert continued(shown, answered(cited(1, 0, 25)), 5) is shown


def test_words_that_a_further_quote_covers_are_missing_no_more() -> None:
    shown = answered(cited(1, 0, 10), uncovered=("ferries", "walrus"))
    found = answered(cited(1, 0, 10), replace(cited(2, 20, 40), quote="The ferry leaves."))
    assert continued(shown, found, 5).uncovered == ("walrus",)


def test_a_word_of_another_language_is_covered_in_its_own_forms() -> None:
    shown = replace(answered(cited(1, 0, 10), uncovered=("verhandlungen", "walross")), language="de")
    found = answered(cited(1, 0, 10), replace(cited(2, 20, 40), quote="Die Verhandlung begann.", language="de"))
    assert continued(shown, found, 5).uncovered == ("walross",)


def test_the_parts_of_a_score_add_up_to_it(assistant: Assistant) -> None:
    features = SentenceFeatures(0.61, 0.4, 0.7, 0.55, 1.0, 0.3)
    plainly = 0.5 * 0.61 + 0.2 * 0.4 + 0.2 * 0.7 + 0.3 * 0.55 + 0.05 * 1.0
    assert score(features) == pytest.approx(plainly)
    assert sum(ScorePart(name, asdict(features)[name], weight).counted for name, weight in WEIGHTS.items()) == pytest.approx(plainly)
    answer = assistant.ask(QUESTION)
    for citation, reason in zip(answer.citations, answer.reasons):
        assert reason.number == citation.number
        assert reason.score == pytest.approx(citation.evidence.score)


def test_the_words_of_a_question_are_told_as_they_were_typed() -> None:
    assert asked_words(read_question("What did Béla’s EU visit cost in 1,200 crowns?")) == {
        "bela": "Béla", "eu": "EU", "visit": "visit", "cost": "cost", "1,200": "1,200", "crown": "crowns",
    }  # fmt: skip
    decomposed = asked_words(read_question("Where is Be\u0301la?"))
    assert decomposed == {"bela": "Béla"}


def test_each_word_of_the_question_is_found_near_or_missing() -> None:
    citation = replace(cited(1, 0, 30), quote="The vessels were counted.", title="Harbour", place=Locator(("February",), 1))
    sentence = ScoredSentence("a", Span(0, 30), 0.5, SentenceFeatures(0.1, 0.2, 0.3, 0.4, 0.0, 0.0), 0)
    (reason,) = reasons(read_question("How many vessels did the harbour count in February and March?"), [citation], [sentence])
    assert (reason.found, reason.near, reason.missing) == (("vessels", "count"), ("harbour", "February"), ("many", "March"))
    (unscored,) = reasons(read_question("vessels"), [citation], [])
    assert unscored.parts == ()
