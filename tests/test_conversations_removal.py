"""Of a document that was removed no kept conversation holds a word, whoever updated the index and whatever happened on the way."""

import ast
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.conversations.record import KeptTurn
from assistant.conversations.store import FOLDER, ConversationStore
from assistant.proof.answer_file import Circumstances, Program, saved_answer
from corpus.library import Library
from index.filters import EVERYTHING, Filter
from ui.whole_update import update_all

SECRET = "Quetzalcoatlus plumbing arrangements were discussed behind closed doors. The quetzalcoatlus plumbing was praised."
TRACES = (b"Quetzalcoatlus", b"quetzalcoatlus", b"closed doors", b"secret-name", b"praised")
QUESTION = "Which plumbing arrangements and vessels were discussed?"
WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]


class Place:
    """An index with a conversation of one answer about the secret and about what is not."""

    def __init__(self, documents: Path, index: Path) -> None:
        self.documents, self.index, self.encoder = documents, index, HashingEncoder()
        self.update()
        self.assistant, self.store = Assistant(index, self.encoder), ConversationStore(index / FOLDER)
        self.kept = self.store.put("ana", "", self.turn)

    def update(self) -> None:
        update_all(Library(self.documents), self.index, self.encoder)

    def answer(self) -> Answer:
        cited = [quote for name in ("secret-name.txt", "harbour.txt") for quote in self.assistant.ask(QUESTION, where=Filter(name)).citations]
        found = self.assistant.ask(QUESTION)
        assert {citation.evidence.document_id for citation in found.citations} == {"secret-name.txt", "harbour.txt"}
        assert cited
        return found

    def turn(self, where: Filter = EVERYTHING) -> KeptTurn:
        return kept_turn(self.assistant, self.answer(), where)

    def traces(self) -> dict[str, list[bytes]]:
        found = {str(path): [trace for trace in TRACES if trace in path.read_bytes()] for path in self.index.rglob("*") if path.is_file()}
        return {name: traces for name, traces in found.items() if traces}


def kept_turn(assistant: Assistant, answer: Answer, where: Filter = EVERYTHING) -> KeptTurn:
    program = Program.of("1", assistant.index.recipe)
    saved = saved_answer(answer, assistant, Circumstances("2024-02-03T04:05:06Z", program, where))
    return KeptTurn("1", saved.saved, answer.question, answer.query, filters=where, answer=saved)


@pytest.fixture
def place(write_library: WriteLibrary, tmp_path: Path) -> Place:
    documents = write_library({"secret-name.txt": SECRET, "harbour.txt": "Vessels were discussed at length. Their plumbing arrangements were old."})
    return Place(documents, tmp_path / "index")


def test_its_quotes_are_taken_out_and_counted(place: Place) -> None:
    assert any(FOLDER in name for name in place.traces())
    (place.documents / "secret-name.txt").unlink()
    place.update()
    assert place.traces() == {}
    (turn,) = place.store.read("ana", place.kept).turns
    assert turn.question == QUESTION
    assert turn.removed >= 1
    assert turn.answer is not None
    assert {citation.document.document_id for citation in turn.answer.citations} == {"harbour.txt"}


def test_of_an_answer_from_it_alone_the_question_stays(place: Place) -> None:
    where = Filter("secret-name.txt")
    alone = place.store.put("", "", lambda: kept_turn(place.assistant, place.assistant.ask("Which plumbing arrangements?", where=where), where))
    (place.documents / "secret-name.txt").unlink()
    place.update()
    assert place.traces() == {}
    (turn,) = place.store.read("", alone).turns
    assert (turn.answer, turn.question) == (None, "Which plumbing arrangements?")
    assert turn.removed


def test_a_renamed_document_keeps_its_quotes(place: Place) -> None:
    before = place.store.read("ana", place.kept)
    (place.documents / "secret-name.txt").rename(place.documents / "open-name.txt")
    place.update()
    assert place.store.read("ana", place.kept) == before
    (place.documents / "open-name.txt").unlink()
    place.update()
    assert place.traces() == {}


def test_an_update_that_died_before_it_forgot_is_made_good_by_the_next(place: Place) -> None:
    from index.build import update_index

    (place.documents / "secret-name.txt").unlink()
    update_index(Library(place.documents), place.index, place.encoder)
    assert place.traces()
    place.update()
    assert place.traces() == {}


def test_what_a_writer_that_died_left_is_cleared(place: Place) -> None:
    (file,) = (place.index / FOLDER).glob("*/*.json")
    file.with_name(f".{file.name}.partial").write_bytes(file.read_bytes()[:-100])
    (place.documents / "secret-name.txt").unlink()
    place.update()
    assert place.traces() == {}


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_damaged_file_that_may_hold_its_words_goes(place: Place, cut: float) -> None:
    (file,) = (place.index / FOLDER).glob("*/*.json")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * cut)])
    place.update()
    assert file.exists()
    (place.documents / "secret-name.txt").unlink()
    place.update()
    assert place.traces() == {}


def test_an_answer_made_before_a_removal_and_kept_after_it_is_refused(place: Place) -> None:
    """The page answers from one generation and keeps the answer when another is in force."""
    answer = place.answer()
    (place.documents / "secret-name.txt").unlink()
    place.update()
    with pytest.raises(Exception, match="secret-name"):
        place.store.put("ana", place.kept, lambda: kept_turn(place.assistant, answer))
    assert place.traces() == {}


def test_a_removal_during_keeping_waits_for_it_and_then_takes_it_out(place: Place) -> None:
    (place.documents / "secret-name.txt").unlink()
    updating = threading.Thread(target=place.update)

    def slowly() -> KeptTurn:
        turn = place.turn()
        updating.start()
        updating.join(timeout=0.5)
        assert updating.is_alive()
        return turn

    place.store.put("ana", place.kept, slowly)
    updating.join(timeout=30)
    assert place.traces() == {}
    assert place.store.read("ana", place.kept).turns[0].removed


def test_nothing_is_written_where_nothing_went(place: Place) -> None:
    (file,) = (place.index / FOLDER).glob("*/*.json")
    before = file.stat()
    (place.documents / "more.txt").write_text("Otters were counted.")
    place.update()
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_everything_that_updates_the_index_forgets_as_well() -> None:
    """Nothing in ui/ updates an index without forgetting: it goes through `ui.whole_update`."""
    ui = Path(__file__).parent.parent / "ui"
    updating = {
        path.relative_to(ui).as_posix()
        for path in ui.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & {"update_engine", "update_index", "update_milvus"}
    }
    assert updating == {"whole_update.py", "commands/doctor.py"}
    assert "forget_gone(" in (ui / "commands" / "doctor.py").read_text()
