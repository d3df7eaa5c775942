"""Kept conversations as the page opens them again: every quote is where it says it is, or is shown as gone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conversation_desk import FERRY, HARBOUR, QUESTION, Desk
from hypothesis import given
from hypothesis import strategies as st

from assistant.proof.answer_file import written
from assistant.proof.answer_file_reading import read_answer
from corpus.errors import LibraryError
from ui.page import conversation_phrases as phrases
from ui.page.conversation import Turn
from ui.page.conversation_keeping import kept_turn
from ui.page.conversation_restoring import restored
from ui.page.keeping import KeepingHandlers, numbered
from ui.page.rendering import render_conversation


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path / "conversations", harbour=HARBOUR, ferry=FERRY)


def html_of(turn: Turn) -> str:
    return str(render_conversation((turn,), ()))


def test_what_did_not_change_comes_back_as_it_was(desk: Desk) -> None:
    (turn,), asker = desk.ask(QUESTION)
    again = desk.reopened(asker)
    assert again.answer is not None
    assert turn.answer is not None
    assert [(c.number, c.quote, c.title, c.place, c.also_in, c.duplicate_of) for c in again.answer.citations] == [
        (c.number, c.quote, c.title, c.place, c.also_in, c.duplicate_of) for c in turn.answer.citations
    ]
    assert (again.question, again.turn_id, again.asked, again.scope) == (turn.question, turn.turn_id, turn.asked, turn.scope)
    assert (again.citables, again.origins, again.notes, again.lost, again.removed) == (turn.citables, turn.origins, {}, (), 0)


def test_a_quote_that_moved_opens_where_it_stands_now_and_says_so(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=HARBOUR.replace("\n\nThe", "\n\nA paragraph came before it.\n\nThe"))
    turn = desk.reopened(asker)
    desk.assert_sound(turn)
    assert turn.answer is not None
    assert turn.answer.citations[0].quote == "The harbour counted 412 vessels in February."
    assert turn.notes[1] == phrases.moved_from("paragraph 1")
    assert phrases.moved_from("paragraph 1") in html_of(turn)


def test_a_quote_whose_document_changed_elsewhere_says_that_it_stands(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=f"{HARBOUR}\nMore came later.\n")
    turn = desk.reopened(asker)
    desk.assert_sound(turn)
    assert turn.notes[1] == phrases.STANDS_STILL


def test_a_quote_of_a_renamed_document_opens_there_and_says_so(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=None, port=HARBOUR)
    turn = desk.reopened(asker)
    desk.assert_sound(turn)
    assert turn.notes[1] == phrases.now_in("port.txt")


def test_a_quote_that_reads_otherwise_now_is_struck_and_is_no_citation(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=HARBOUR.replace("412", "421"))
    turn = desk.reopened(asker)
    desk.assert_sound(turn)
    assert turn.answer is not None
    assert 1 not in {citation.number for citation in turn.answer.citations}
    assert [(lost.number, lost.words) for lost in turn.lost] == [(1, phrases.WORDS_GONE)]
    shown = html_of(turn)
    assert "<del>The harbour counted 412 vessels in February.</del>" in shown
    assert not re.search('data-event="cite"[^>]*data-number="1"', shown)


def test_of_a_document_that_is_gone_not_a_word_is_shown(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=None)
    turn = desk.reopened(asker)
    desk.assert_sound(turn)
    assert turn.removed == 2
    shown = html_of(turn)
    assert phrases.removed(2) in shown
    assert "timber" not in shown
    desk.change(ferry=None)
    shown = html_of(desk.reopened(asker))
    assert phrases.NOTHING_STANDS in shown
    assert phrases.ASK_AGAIN in shown
    assert "noon" not in shown


def test_a_document_that_cannot_be_read_leaves_its_quotes_unchecked_and_struck(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, asker = desk.ask(QUESTION)
    read = desk.assistant.document

    def broken(document_id: str) -> object:
        if document_id == "harbour.txt":
            raise LibraryError("its segment is damaged")
        return read(document_id)

    monkeypatch.setattr(desk.assistant, "document", broken)
    turn = desk.reopened(asker)
    assert {lost.words for lost in turn.lost} == {phrases.not_checked("its segment is damaged")}
    assert turn.answer is not None
    assert {citation.evidence.document_id for citation in turn.answer.citations} == {"ferry.txt"}


@given(st.data())
def test_whatever_becomes_of_the_documents_no_quote_is_wrong(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    desk = Desk(tmp_path_factory.mktemp("kept"), harbour=HARBOUR, ferry=FERRY)
    _, asker = desk.ask(QUESTION)
    text = HARBOUR
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        inserted = data.draw(st.sampled_from(["", "x", " not", "\n\n", HARBOUR, HARBOUR[20:90], "é", "412"]))
        text = text[:start] + inserted + text[end:]
    desk.change(harbour=data.draw(st.sampled_from([text, None])), other=data.draw(st.sampled_from([None, HARBOUR, text])))
    turn = desk.reopened(asker)
    desk.assert_sound(turn)
    assert turn.answer is not None
    numbers = [citation.number for citation in turn.answer.citations] + [lost.number for lost in turn.lost]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) + turn.removed == 3


def test_what_is_left_of_an_answer_is_saved_as_a_file_that_reads_back(desk: Desk) -> None:
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=HARBOUR.replace("412", "421"))
    turn = desk.reopened(asker)
    assert turn.answer is not None
    assert [citation.number for citation in turn.answer.citations] == [2, 3]
    assert [citation.number for citation in numbered(turn.answer).citations] == [1, 2]
    saved = kept_turn(turn, desk.assistant, 5).answer
    assert saved is not None
    assert "data-content" in KeepingHandlers(desk.assistant, 5).answer((turn,), {"turn": 0})
    assert read_answer(written(saved))[1]


def test_restoring_reads_no_document_that_is_not_cited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a conversation must not read a library of a hundred thousand documents."""
    _, asker = desk.ask(QUESTION)
    desk.change(harbour=None, **{f"more{number}": "Nothing.\n" for number in range(20)})
    opened = []
    read = desk.assistant.document
    monkeypatch.setattr(desk.assistant, "document", lambda name: opened.append(name) or read(name))
    restored(desk.store.read("", asker.open_id), desk.assistant)
    assert opened == ["ferry.txt"]
