"""What is done with an answer on the page, without a browser: the card of a quote, the order, more of it, why, and what did not help."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from html_reader import HOSTILE, Reader
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import StandInAssistant, StandInLibrary

from assistant.answer import Answer, Citation, Evidence, Reason, ScorePart
from assistant.evidence import WEIGHTS
from assistant.feedback import FEEDBACK_FILE, Feedback
from corpus.landmarks import Locator
from index.filters import EVERYTHING
from ui.page import answer_phrases as phrases
from ui.page.answer_handlers import AnswerHandlers
from ui.page.answer_view import first_citations, ordered, read_order
from ui.page.asking import AskHandlers
from ui.page.conversation import Conversation, Turn
from ui.page.phrases import DOCUMENT_CHANGED, UNEXPECTED
from ui.page.rendering import render_conversation
from ui.page.why_rendering import render_why

HARBOUR = b"Title: The harbour\nDate: 2023-11-29\nSource: https://example.org/harbour\n\n# Traffic\n\n" + b"\n\n".join(
    b"The harbour counted %d vessels in week %d. The weather was fair." % (number * 7, number) for number in range(1, 15)
)
FILES = {
    "harbour.txt": HARBOUR,
    "a-older.txt": b"Title: The older count\nDate: 2019\n\nThe harbour counted 90 vessels in one year.\n",
    "b-undated.txt": b"Title: Nobody knows when\n\nThe harbour counted no vessels that week.\n",
}
QUESTION = "How many vessels did the harbour counted?"


def handlers(path: Path | None = None) -> tuple[AnswerHandlers, AskHandlers, StandInAssistant]:
    assistant = StandInAssistant(StandInLibrary(dict(FILES)))
    return AnswerHandlers(assistant, Feedback(path), 5), AskHandlers(assistant, 5), assistant


def asked(asking: AskHandlers, question: str = QUESTION) -> Conversation:
    return (asking.answered(question, (), EVERYTHING),)


def numbers(written: str) -> list[int]:
    """The numbers of the quotes in the order they are shown in."""
    reader = Reader(written)
    return [int(value or 0) for name, value in reader.attributes if name == "aria-describedby" and value for value in [value.rpartition("-")[2]]]


def test_each_citation_points_to_its_own_card() -> None:
    _, asking, assistant = handlers()
    turns = asked(asking) * 2
    reader = Reader(render_conversation(turns, ()))
    ids = [value for name, value in reader.attributes if name == "id" and str(value).startswith("preview-")]
    described = [value for name, value in reader.attributes if name == "aria-describedby"]
    assert ids == described
    assert len(set(ids)) == len(ids) == 2 * len(turns[0].answer.citations)  # type: ignore[union-attr]
    for citation in turns[0].answer.citations:  # type: ignore[union-attr]
        preview = turns[0].citables[citation.number].preview
        assert preview is not None
        assert preview.quote == assistant.document(citation.evidence.document_id).text[citation.evidence.start : citation.evidence.end]


# The order --------------------------------------------------------------------------------------------------------------

DATES = st.sampled_from(["", "2019", "2019-05", "2023-11-29", "2024"])


@given(st.lists(DATES, max_size=8), st.sampled_from(["relevance", "oldest", "newest"]))
def test_an_order_changes_no_number_and_puts_the_undated_last(dates: list[str], order: str) -> None:
    given_citations = [Citation(number, Evidence("a", 0, 1, 1.0), "x", "", "", date, Locator((), None)) for number, date in enumerate(dates, 1)]
    found = ordered(given_citations, order)  # type: ignore[arg-type]
    assert sorted(found, key=lambda each: each.number) == given_citations
    if order == "relevance":
        assert found == given_citations
        return
    dated = [each.date for each in found if each.date]
    assert [each.date for each in found] == dated + [""] * dates.count("")
    assert dated == sorted(dated, reverse=order == "newest")
    for one, other in pairwise(found):
        assert one.date != other.date or one.number < other.number


def test_the_order_is_chosen_said_and_kept() -> None:
    answers, asking, _ = handlers()
    turns = asked(asking)
    written, turns = answers.reorder(turns, {"turn": "0", "order": "oldest"})
    assert turns[0].view.order == "oldest"
    dates = [citation.date for citation in ordered(first_citations(turns[0].answer), "oldest")]  # type: ignore[arg-type]
    assert dates == ["2019", "2023-11-29", "2023-11-29", "2023-11-29", ""]
    shown = numbers(written)
    assert sorted(shown) == [1, 2, 3, 4, 5] != shown
    assert phrases.UNDATED_LAST in Reader(written).text
    assert answers.reorder(turns, {"turn": 0, "order": "sideways"})[1] == turns
    assert [read_order(data) for data in (None, {}, {"order": 3}, {"order": "newest"})] == [None, None, None, "newest"]


def test_there_is_nothing_to_order_in_an_answer_of_one_date() -> None:
    _, asking, assistant = handlers()
    del assistant.library.files["a-older.txt"], assistant.library.files["b-undated.txt"]
    assistant.update(lambda stage, done, total: None)
    assert "<select" not in render_conversation(asked(asking), ())


# More -------------------------------------------------------------------------------------------------------------------


def test_more_quotes_come_below_until_there_are_none() -> None:
    answers, asking, assistant = handlers()
    turns = asked(asking)
    before = turns[0].answer
    written, turns = answers.grown(turns, answers.more(turns, {"turn": 0}))
    after = turns[0].answer
    assert before is not None and after is not None
    assert after.citations[:5] == before.citations
    assert numbers(written) == list(range(1, 11))
    assert phrases.FURTHER in Reader(written).text
    for citation in after.citations:
        assert assistant.document(citation.evidence.document_id).text[citation.evidence.start : citation.evidence.end] == citation.quote
        assert turns[0].citables[citation.number].preview is not None
    while not turns[0].view.exhausted:
        written, turns = answers.grown(turns, answers.more(turns, {"turn": 0}))
    assert phrases.NO_MORE in Reader(written).text
    assert turns[0].view.further == 6


def test_what_was_found_is_put_into_the_conversation_as_it_is_by_then() -> None:
    answers, asking, _ = handlers()
    turns = asked(asking)
    found = answers.more(turns, {"turn": 0})
    gone_on = (replace(turns[0], view=replace(turns[0].view, order="newest", unhelpful=frozenset({2}))), *asked(asking, "Which weather was fair?"))
    _, after = answers.grown(gone_on, found)
    assert len(after) == 2
    assert len(after[0].answer.citations) == 10  # type: ignore[union-attr]
    assert (after[0].view.order, after[0].view.unhelpful) == ("newest", {2})
    assert answers.grown((), found)[1] == ()
    other = asked(asking, "Which weather was fair?")
    assert answers.grown(other, found)[1] == other


@pytest.mark.parametrize("data", [None, {}, {"turn": 7}, {"turn": -1}, {"turn": "x"}, [], {"turn": 0, "number": 99}])
def test_what_a_browser_makes_up_changes_nothing(data: object) -> None:
    answers, asking, _ = handlers()
    turns = asked(asking)
    assert answers.judge(turns, data, "")[1] == turns
    assert answers.feedback.judgements() == []
    if not isinstance(data, dict) or data.get("turn") != 0:
        assert answers.reorder(turns, data)[1] == turns
        assert answers.grown(turns, answers.more(turns, data))[1] == turns


def test_what_goes_wrong_is_one_sentence_and_the_answer_stays() -> None:
    answers = handlers()[0]
    for query, problem in (("will it explode today", UNEXPECTED), ("so?", "the question has no word to search for; write a longer one")):
        turns = (Turn("q", Answer("q", query, (), (), "answers", 0.9)),)
        written, after = answers.grown(turns, answers.more(turns, {"turn": 0}))
        assert after[0].answer == turns[0].answer
        assert problem in Reader(written).text
        assert "ZeroDivisionError" not in written


# Why --------------------------------------------------------------------------------------------------------------------


def test_why_says_the_words_and_the_figures() -> None:
    parts = tuple(ScorePart(name, value, WEIGHTS[name]) for name, value in zip(WEIGHTS, (0.61, 0.4, 0.75, 0.5, 1.0)))
    reader = Reader(render_why(Reason(3, ("vessels", HOSTILE), ("harbour",), ("February",), parts)))
    for words in (f"“vessels”, “{HOSTILE}”", "“harbour”", "“February”", "40 %", "75 %", "0.61", "yes", "(quote 3)"):
        assert words in reader.text
    assert f"Score{0.5 * 0.61 + 0.2 * 0.4 + 0.2 * 0.75 + 0.3 * 0.5 + 0.05:.3f}" in reader.text
    assert set(phrases.PARTS) == set(WEIGHTS)
    bare = Reader(render_why(Reason(1, (), (), (), ())))
    assert phrases.NO_SCORE in bare.text and phrases.NO_WORDS in bare.text


# What did not help ------------------------------------------------------------------------------------------------------


def test_a_judgement_is_kept_shown_remembered_and_taken_back(tmp_path: Path) -> None:
    answers, asking, _ = handlers(tmp_path / FEEDBACK_FILE)
    turns = asked(asking)
    for number in (2, 0):
        written, turns = answers.judge(turns, {"turn": "0", "number": str(number)}, "Ada")
    assert turns[0].view.unhelpful == {0, 2}
    assert written.count('aria-pressed="true"') == 2
    assert phrases.NOTED in Reader(written).text
    kept = answers.feedback.judgements()
    assert [(each.person, each.target and each.target.document) for each in kept] == [("Ada", "b-undated.txt"), ("Ada", None)]
    again, _, _ = handlers(tmp_path / FEEDBACK_FILE)
    fresh = asked(asking)
    remembered = again.recalled(fresh, "Ada")
    assert remembered is not None and remembered[1][0].view.unhelpful == {0, 2}
    assert again.recalled(remembered[1], "Ada") is None
    assert again.recalled(fresh, "Ben") is None
    written, turns = answers.judge(turns, {"turn": 0, "number": 2}, "Ada")
    assert turns[0].view.unhelpful == {0}
    assert phrases.TAKEN_BACK in Reader(written).text
    assert [each.target for each in answers.feedback.judgements()] == [None]


def test_a_quote_whose_document_has_changed_is_not_judged() -> None:
    answers, asking, assistant = handlers()
    turns = asked(asking)
    assistant.library.files["a-older.txt"] = b"Title: The older count\n\nNothing is as it was.\n"
    assistant.update(lambda stage, done, total: None)
    written, after = answers.judge(turns, {"turn": 0, "number": 1}, "")
    assert DOCUMENT_CHANGED in Reader(written).text
    assert after[0].view.unhelpful == frozenset()
    assert answers.feedback.judgements() == []
