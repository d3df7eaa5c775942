"""Conversations on the disk: what is kept comes back, nobody sees another's, and damage stays where it is."""

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from saved_answers import quoted, saved, text_document

from assistant.conversations.files import owner_folder
from assistant.conversations.record import (
    MAX_NAME_CHARACTERS,
    MAX_TURNS,
    ConversationError,
    KeptConversation,
    KeptTurn,
    printable,
    read_conversation,
    with_turn,
    written_conversation,
)
from assistant.conversations.store import ConversationStore
from index.filters import Filter

LAKE = text_document("The ministers closed the northern shore. Patrol boats will watch it together. A second ferry sails.", "lake.txt")
ANSWER = saved((LAKE, quoted(LAKE, "Patrol boats will watch it together.")), question="Who watches the shore?")


def turn(question: str = "Who watches the shore?", turn_id: str = "1", asked: str = "2024-02-03T04:05:06Z") -> KeptTurn:
    return KeptTurn(turn_id, asked, question, question, filters=Filter(after="2020"), documents=1, of=3, seconds=0.25, answer=ANSWER)


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "conversations")


def put(store: ConversationStore, *turns: KeptTurn, owner: str = "", conversation_id: str = "") -> str:
    for one in turns:
        conversation_id = store.put(owner, conversation_id, lambda one=one: one)  # type: ignore[misc]
    return conversation_id


def the_file(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "conversations").glob("*/*.json")
    return path


def test_what_is_kept_comes_back(store: ConversationStore, tmp_path: Path) -> None:
    first, second = turn(), turn("And when?", "2", "2024-02-04T04:05:06Z")
    kept = put(store, first, second)
    assert ConversationStore(tmp_path / "conversations").read("", kept).turns == (first, second)
    (heading,) = store.listing("").headings
    assert (heading.title, heading.asked, heading.turns) == ("Who watches the shore?", second.asked, 2)


def test_a_file_is_its_owners_alone_and_nothing_else_lies_beside_it(store: ConversationStore, tmp_path: Path) -> None:
    put(store, turn())
    path = the_file(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(entry.name for entry in path.parent.iterdir()) == [".lock", path.name]


@given(st.text(max_size=200), st.text(max_size=300), st.booleans())
def test_any_words_survive_being_written(question: str, name: str, answered: bool) -> None:
    asked = KeptTurn("1", "2024-02-03T04:05:06Z", f"Q{printable(question)}", printable(name), removed=1, answer=ANSWER if answered else None)
    kept = KeptConversation(name=printable(name), turns=(asked,))
    assert read_conversation(written_conversation(kept)) == kept


def test_a_turn_asked_again_takes_its_own_place(store: ConversationStore) -> None:
    kept = put(store, turn(turn_id="1"), turn("And when?", "2"), turn("Who watches the ferry?", "1"))
    assert [one.question for one in store.read("", kept).turns] == ["Who watches the ferry?", "And when?"]


def test_two_pages_with_the_same_conversation_lose_nothing(store: ConversationStore, tmp_path: Path) -> None:
    kept = put(store, turn(turn_id="first"))
    pages = [ConversationStore(tmp_path / "conversations") for _ in range(4)]

    def ask(page: int) -> None:
        for number in range(5):
            put(pages[page], turn(turn_id=f"{page}-{number}"), conversation_id=kept)

    threads = [threading.Thread(target=ask, args=(page,)) for page in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.turn_id for one in store.read("", kept).turns} == {"first", *(f"{page}-{number}" for page in range(4) for number in range(5))}


def test_nobody_sees_anothers(store: ConversationStore) -> None:
    kept = put(store, turn(), owner="ana")
    for other in ("", "bojan", "Ana", "local", "user-ana", "../user-ana", "ana/.."):
        assert store.listing(other).headings == ()
        with pytest.raises(ConversationError, match="not there"):
            store.read(other, kept)
        with pytest.raises(ConversationError):
            store.rename(other, kept, "Mine now")
        store.delete(other, kept)
        put(store, turn("Whose is it?"), owner=other, conversation_id=kept)
    assert [one.question for one in store.read("ana", kept).turns] == ["Who watches the shore?"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_two_names_never_share_a_folder(one: str, other: str) -> None:
    root = Path("/conversations")
    folders = [owner_folder(root, name) for name in (one, other)]
    assert all(folder.parent == root and folder.name not in (".", "..") and folder.name.isascii() for folder in folders)
    assert (folders[0].name.lower() == folders[1].name.lower()) == (one == other)


@pytest.mark.parametrize("conversation_id", ["../../secret", "x" * 32, "A" * 32, "0" * 31, "0" * 33, "", "0" * 32 + "\n", "0" * 31 + "/"])
def test_an_id_is_never_a_path(store: ConversationStore, conversation_id: str) -> None:
    for change in (store.read, store.delete):
        with pytest.raises(ConversationError, match="no such conversation"):
            change("", conversation_id)
    if conversation_id:
        with pytest.raises(ConversationError, match="no such conversation"):
            put(store, turn(), conversation_id=conversation_id)


def test_a_name_stays_until_it_is_taken_back(store: ConversationStore) -> None:
    kept = put(store, turn())
    store.rename("", kept, "  The\nlake  ")
    assert store.listing("").headings[0].title == "The lake"
    put(store, turn("And when?", "2"), conversation_id=kept)
    assert store.read("", kept).title == "The lake"
    store.rename("", kept, "n" * 1000)
    assert len(store.read("", kept).title) == MAX_NAME_CHARACTERS
    store.rename("", kept, " ")
    assert store.read("", kept).title == "Who watches the shore?"


def test_words_are_found_in_names_questions_and_quotes(store: ConversationStore) -> None:
    kept = put(store, turn())
    store.rename("", kept, "Épinal meeting")
    (heading,) = store.listing("").headings
    for words in ("", "epinal", "WATCHES shore", "patrol BOATS", "boats epinal"):
        assert heading.holds(words), words
    assert not heading.holds("boats otters")


def test_what_is_deleted_is_gone(store: ConversationStore, tmp_path: Path) -> None:
    kept = put(store, turn())
    store.delete("", kept)
    assert store.listing("").headings == ()
    assert list((tmp_path / "conversations").glob("*/*.json*")) == []
    assert put(store, turn("Is it back?", "9"), conversation_id=kept) == kept
    assert [one.question for one in store.read("", kept).turns] == ["Is it back?"]


def damaged_by(damage: str, whole: str) -> bytes:
    record = json.loads(whole)
    turn = record["turns"][0]
    change = {
        "kind": lambda: turn.update(question=7),
        "missing": lambda: turn.pop("query"),
        "turns": lambda: record.update(turns=7),
        "field": lambda: turn.update(unknown=1),
        "number": lambda: turn.update(removed="1"),
        "time": lambda: turn.update(asked="yesterday"),
        "empty question": lambda: turn.update(question=" "),
        "no answer": lambda: turn.update(answer=None),
        "quote": lambda: turn["answer"]["citations"][0].update(quote="Patrol goats will watch it together."),
        "certainty": lambda: turn["answer"].update(certainty="perhaps"),
    }.get(damage)
    if change is not None:
        change()
        return json.dumps(record).encode()
    return {
        "cut": whole[: len(whole) // 2].encode(),
        "empty": b"",
        "deep": b"[" * 100_000,
        "bytes": b"\xff\xfe",
        "name": whole.replace('"name": ""', '"name": "", "name": ""').encode(),
    }[damage]


@pytest.mark.parametrize("damage", ["cut", "empty", "deep", "bytes", "name", "kind", "missing", "turns"])
def test_a_damaged_file_is_told_in_the_list_and_stops_no_other(store: ConversationStore, tmp_path: Path, damage: str) -> None:
    kept = put(store, turn())
    path = the_file(tmp_path)
    path.write_bytes(damaged_by(damage, path.read_text()))
    other = put(store, turn("Is another there?"))
    found = store.listing("")
    assert [heading.conversation_id for heading in found.headings] == [other]
    assert [one.conversation_id for one in found.damaged] == [kept]
    assert found.damaged[0].reason
    assert_refused(store, kept)
    store.delete("", kept)
    assert store.listing("").damaged == ()


@pytest.mark.parametrize("damage", ["field", "number", "time", "empty question", "no answer", "quote", "certainty"])
def test_what_is_damaged_within_is_told_when_it_is_opened(store: ConversationStore, tmp_path: Path, damage: str) -> None:
    kept = put(store, turn())
    path = the_file(tmp_path)
    path.write_bytes(damaged_by(damage, path.read_text()))
    assert_refused(store, kept)


def assert_refused(store: ConversationStore, kept: str) -> None:
    with pytest.raises(ConversationError, match="no conversation as it was kept"):
        store.read("", kept)
    with pytest.raises(ConversationError, match="no conversation as it was kept"):
        put(store, turn("May I add?", "2"), conversation_id=kept)


def test_a_full_conversation_says_so() -> None:
    kept = KeptConversation(turns=tuple(turn(turn_id=str(number)) for number in range(MAX_TURNS)))
    assert len(with_turn(kept, turn("Again?", "0")).turns) == MAX_TURNS
    with pytest.raises(ConversationError, match="begin a new one"):
        with_turn(kept, turn(turn_id="one more"))


def test_too_many_conversations_say_so(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.conversations.store.MAX_CONVERSATIONS", 2)
    first, _ = put(store, turn()), put(store, turn())
    with pytest.raises(ConversationError, match="delete some"):
        put(store, turn())
    put(store, turn("And here?", "2"), conversation_id=first)
    put(store, turn(), owner="ana")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is refused here")
def test_a_folder_that_cannot_be_written_says_so(store: ConversationStore, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConversationError, match="could not be written"):
        put(store, turn())


def test_a_file_in_the_way_of_the_folder_says_so(store: ConversationStore, tmp_path: Path) -> None:
    (tmp_path / "conversations").write_text("in the way")
    with pytest.raises(ConversationError, match="could not be written"):
        put(store, turn())
    assert store.listing("").headings == ()


def test_all_of_one_persons_go_and_nobody_elses(store: ConversationStore, tmp_path: Path) -> None:
    put(store, turn(), owner="ana@example.org")
    put(store, turn(), owner="ana@example.org")
    put(store, turn(), owner="bojan")
    assert store.delete_all("ana@example.org") == 2
    assert store.delete_all("nobody") == 0
    assert store.listing("ana@example.org").headings == ()
    assert len(store.listing("bojan").headings) == 1
    assert len(list((tmp_path / "conversations").glob("*/*.json*"))) == 1


def test_a_check_names_what_is_damaged(store: ConversationStore, tmp_path: Path) -> None:
    assert store.check() == 0
    kept = put(store, turn())
    assert store.check() == 1
    path = the_file(tmp_path)
    path.write_bytes(damaged_by("quote", path.read_text()))
    with pytest.raises(ConversationError, match=f"local/{kept}.json: it is no conversation as it was kept"):
        store.check()
