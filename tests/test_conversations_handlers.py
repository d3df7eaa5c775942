"""Asking again as a person says it, keeping, listing and naming conversations on the page, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conversation_desk import FERRY, HARBOUR, ME, QUESTION, Desk

from index.filters import Filter
from ui.page import conversation_phrases as phrases
from ui.page.conversation import Turn, earlier_questions
from ui.page.conversation_keeping import Asker, ConversationHandlers, read_id
from ui.page.rendering import render_conversation

HOSTILE = '<img src=x onerror="harm()">"><script>harm()</script>'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path / "conversations", harbour=HARBOUR, ferry=FERRY)


def html_of(turn: Turn) -> str:
    return str(render_conversation((turn,), ()))


def test_a_follow_up_can_be_searched_as_typed_or_as_corrected(desk: Desk) -> None:
    conversation, asker = desk.ask(QUESTION)
    conversation, asker = desk.ask("Timber?", conversation, asker)
    assert conversation[1].answer is not None
    assert conversation[1].answer.query == f"{QUESTION} Timber?"
    assert phrases.SEARCH_EXACTLY in html_of(conversation[1])

    for data, query, understood in (
        ({"turn": 1, "words": ""}, "Timber?", "exact"),
        ({"turn": "1", "words": "Which vessels leave at noon?"}, "Which vessels leave at noon?", "corrected"),
    ):
        *_, (shown, after, turn) = desk.asking.correct(conversation, data)
        assert turn is not None
        assert turn.answer is not None
        assert (turn.question, turn.answer.question, turn.answer.query, turn.understood) == ("Timber?", "Timber?", query, understood)
        assert (after[0], after[1], turn.turn_id) == (conversation[0], turn, conversation[1].turn_id)
        assert (phrases.SEARCHED_EXACTLY if understood == "exact" else f"Searched for: {query}") in shown
        desk.handlers.kept(asker, turn)
        kept = desk.handlers.opened(asker, asker.open_id).conversation
        assert [(one.question, one.understood) for one in kept] == [(QUESTION, "completed"), ("Timber?", understood)]
        assert earlier_questions(kept) == (QUESTION, query)


@pytest.mark.parametrize("data", [None, {}, {"turn": "x"}, {"turn": 7}, {"turn": -1}, [], {"words": "a"}, {"turn": None}])
def test_a_correction_that_makes_no_sense_changes_nothing(desk: Desk, data: object) -> None:
    conversation, _ = desk.ask(QUESTION)
    assert list(desk.asking.correct(conversation, data)) == []


def test_asking_again_brings_back_what_was_removed_and_added_again(desk: Desk) -> None:
    conversation, asker = desk.ask(QUESTION)
    desk.change(harbour=None)
    desk.change(harbour=HARBOUR)
    turn = desk.reopened(asker)
    *_, (_, _, again) = desk.asking.correct((turn,), {"turn": 0, "words": QUESTION})
    assert again is not None
    assert again.answer == conversation[0].answer
    assert (again.understood, again.removed) == ("completed", 0)


def test_a_filter_is_kept_and_asked_again_with_its_turn(desk: Desk) -> None:
    where = Filter(documents=("ferry.txt",))
    *_, (_, conversation) = desk.asking.ask(QUESTION, (), where)
    asker = Asker("", desk.handlers.kept(ME, conversation[-1]).conversation_id)
    turn = desk.reopened(asker)
    assert turn.scope == conversation[0].scope
    assert turn.scope.where == where
    *_, (_, _, again) = desk.asking.correct((turn,), {"turn": 0, "words": "vessels"})
    assert again is not None
    assert again.scope.where == where


def test_nothing_is_kept_when_nothing_was_answered(desk: Desk) -> None:
    assert list(desk.asking.ask("  ", ())) == []
    conversation, asker = desk.ask("so?")
    assert conversation[-1].problem
    assert asker.open_id == ""
    assert desk.store.listing("").headings == ()


def test_a_server_started_anew_goes_on_with_the_conversation(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    turns = desk.handlers.resumed(asker, ())
    assert [turn.question for turn in turns] == [QUESTION]
    conversation, asker = desk.ask("Timber?", turns, asker)
    assert [turn.question for turn in desk.handlers.opened(asker, asker.open_id).conversation] == [QUESTION, "Timber?"]
    assert desk.handlers.resumed(asker, conversation) is conversation


def test_nobody_opens_renames_or_deletes_anothers(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION, asker=Asker("ana"))
    for other in ("", "bojan"):
        found = desk.handlers.opened(Asker(other), {"conversation": asker.open_id})
        assert (found.conversation, found.conversation_id) == ((), "")
        assert QUESTION not in found.listed
        assert 'role="alert"' in desk.handlers.renamed(Asker(other), {"conversation": asker.open_id, "words": "Mine"})
        desk.handlers.deleted(Asker(other), {"conversation": asker.open_id})
        assert desk.handlers.resumed(Asker(other, asker.open_id), ()) == ()
        desk.handlers.kept(Asker(other, asker.open_id), desk.reopened(asker))
    assert QUESTION in desk.handlers.listed(asker)
    assert len(desk.store.read("ana", asker.open_id).turns) == 1


def test_the_list_is_found_by_words_and_names_are_data(desk: Desk) -> None:
    _, first = desk.ask(QUESTION)
    _, second = desk.ask("When do the ferry vessels leave?")
    listed = desk.handlers.listed(Asker("", first.open_id, "how many"))
    assert f'data-open="{first.open_id}"' in listed
    assert QUESTION in listed
    assert "When do the ferry" not in listed
    assert phrases.NONE_FOUND in desk.handlers.listed(Asker("", "", "otters"))
    renamed = desk.handlers.renamed(second, {"conversation": second.open_id, "words": HOSTILE})
    assert "<script" not in renamed
    assert "<img" not in renamed
    assert "&lt;script&gt;" in renamed
    was_open, listed = desk.handlers.deleted(second, {"conversation": second.open_id})
    assert was_open
    assert 'data-open=""' in listed
    assert not desk.handlers.deleted(first, {"conversation": "0" * 32})[0]


def test_what_cannot_be_kept_is_said_and_the_answer_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.conversations.store.MAX_CONVERSATIONS", 0)
    *_, (shown, conversation) = desk.asking.ask(QUESTION, ())
    assert "412 vessels" in shown
    kept = desk.handlers.kept(ME, conversation[-1])
    assert kept.conversation_id == ""
    assert "This answer is not kept: 0 conversations are kept" in kept.listed


def test_an_answer_from_a_document_that_went_meanwhile_is_not_kept(desk: Desk) -> None:
    *_, (_, conversation) = desk.asking.ask(QUESTION, ())
    desk.change(harbour=None)
    kept = desk.handlers.kept(ME, conversation[-1])
    assert "This answer is not kept: harbour.txt" in kept.listed
    assert desk.store.listing("").headings == ()


def test_without_a_store_the_page_keeps_nothing(desk: Desk) -> None:
    handlers = ConversationHandlers(desk.assistant, None, 5)
    conversation, _ = desk.ask(QUESTION)
    assert handlers.kept(ME, conversation[-1]).conversation_id == ""
    assert handlers.opened(ME, "0" * 32).conversation == ()
    assert handlers.listed(ME) == ""
    assert handlers.deleted(ME, {"conversation": "0" * 32}) == (False, "")


@pytest.mark.parametrize("data", [None, "", "#", "#conversation=", "#conversation=../..", {"conversation": None}, {"conversation": 3}, ["0" * 32], 7])
def test_what_names_no_conversation_opens_none(desk: Desk, data: object) -> None:
    assert read_id(data) == ""
    found = desk.handlers.opened(ME, data)
    assert (found.conversation, found.conversation_id) == ((), "")
    assert "alert" not in found.listed


def test_a_conversation_is_named_by_the_end_of_an_address() -> None:
    assert read_id(f"#conversation={'0f' * 16}") == "0f" * 16
    assert read_id({"conversation": "0f" * 16}) == "0f" * 16
