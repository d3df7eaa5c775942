"""An interrupted build goes on where it was: vectors already computed are not computed again."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given
from hypothesis import strategies as st
from index_folders import KEPT, BuildingProcess, assert_whole, build, complete, ferries, write_documents

from index.vector_journal import VectorJournal

TEXTS = ["The ferry sailed.", "Nine vessels had no papers.", "", "The bridge was closed.", "Fines were raised to 300 crowns."]


def nothing_known(text: str) -> None:
    return None


def silent(done: int) -> None:
    return None


def journal_of(folder: Path) -> Path:
    (path,) = folder.glob("unfinished-vectors-*")
    return path


def written(folder: Path, encoder: HashingEncoder) -> VectorJournal:
    journal = VectorJournal(folder, encoder)
    assert journal.encode(TEXTS, nothing_known, silent) == len(TEXTS)
    return journal


def test_vectors_come_back_in_the_order_asked(tmp_path: Path, encoder: HashingEncoder) -> None:
    journal, asked = written(tmp_path, encoder), [TEXTS[3], TEXTS[0], TEXTS[3]]
    np.testing.assert_array_equal(journal.vectors(asked), HashingEncoder().encode_passages(asked))
    assert journal.vectors([]).shape == (0, encoder.dimensions)
    with pytest.raises(KeyError):
        journal.vectors(["never encoded"])


def test_what_stands_twice_or_is_known_from_elsewhere_is_not_encoded(tmp_path: Path, encoder: HashingEncoder) -> None:
    known = np.eye(1, encoder.dimensions, dtype=np.float32)[0]
    journal = VectorJournal(tmp_path, encoder)
    assert journal.encode([*TEXTS, *TEXTS], lambda text: known if text == TEXTS[1] else None, silent) == len(TEXTS) - 1
    assert sorted(encoder.asked) == sorted(set(TEXTS) - {TEXTS[1]})
    np.testing.assert_array_equal(journal.vectors([TEXTS[1]])[0], known)
    assert journal.encode(TEXTS, nothing_known, silent) == 0


@given(st.integers(0, 400))
def test_a_row_that_is_cut_short_is_cut_off_and_encoded_again(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("journal")
    written(folder, HashingEncoder())
    size = journal_of(folder).stat().st_size
    os.truncate(journal_of(folder), size - cut)
    row, again = size // len(TEXTS), HashingEncoder()
    journal = VectorJournal(folder, again)
    assert journal.encode(TEXTS, nothing_known, silent) == len(again.asked) == -(-cut // row)
    np.testing.assert_array_equal(journal.vectors(TEXTS), HashingEncoder().encode_passages(TEXTS))
    assert journal_of(folder).stat().st_size == size


@given(st.integers(0, 1379), st.sampled_from([b"\0", b"\xff", b"\0" * 276, b"\0" * 100]))
def test_a_row_that_is_damaged_is_encoded_again(tmp_path_factory: pytest.TempPathFactory, place: int, junk: bytes) -> None:
    """A file the system grew and did not fill before the power went holds zeros."""
    folder = tmp_path_factory.mktemp("journal")
    written(folder, HashingEncoder())
    content = journal_of(folder).read_bytes()
    assert len(content) == 1380
    journal_of(folder).write_bytes((content[:place] + junk + content[place + len(junk) :])[:1380])
    journal = VectorJournal(folder, HashingEncoder())
    journal.encode(TEXTS, nothing_known, silent)
    np.testing.assert_array_equal(journal.vectors(TEXTS), HashingEncoder().encode_passages(TEXTS))


def test_another_encoders_vectors_are_thrown_away(tmp_path: Path) -> None:
    written(tmp_path, HashingEncoder("one"))
    other = HashingEncoder("other")
    assert written(tmp_path, other)
    assert sorted(other.asked) == sorted(TEXTS)
    assert len(list(tmp_path.iterdir())) == 1


def test_the_file_holds_no_word_of_the_texts(tmp_path: Path, encoder: HashingEncoder) -> None:
    written(tmp_path, encoder)
    assert not [text for text in TEXTS if text and text.encode() in journal_of(tmp_path).read_bytes()]


@pytest.fixture(scope="module")
def building() -> Iterator[BuildingProcess]:
    process = BuildingProcess(passages_in_segment=30)
    yield process
    process.stop()


@pytest.mark.parametrize("texts_before_the_kill", [1, 40, 95])
def test_a_build_killed_while_it_encodes_goes_on_where_it_was(tmp_path: Path, building: BuildingProcess, texts_before_the_kill: int) -> None:
    documents, index, log = tmp_path / "documents", tmp_path / "index", tmp_path / "log"
    write_documents(documents, ferries(100))
    process = building.start(documents, index, log=str(log), batch=4)
    while not log.is_file() or log.read_text().count("\n") < texts_before_the_kill:
        time.sleep(0.0005)
    os.kill(process, signal.SIGKILL)
    assert building.end() == "killed"
    first = [json.loads(line) for line in log.read_text().splitlines()]
    again = HashingEncoder()
    report = build(documents, index, again)
    assert report.passages == 100
    assert report.encoded == len(again.asked)
    assert len(set(first) & set(again.asked)) <= 4
    assert len(set(first) | set(again.asked)) == 100
    assert {path.name for path in index.iterdir()} == KEPT
    assert_whole(index)
    build(documents, tmp_path / "afresh")
    assert complete(index) == complete(tmp_path / "afresh")


class Interrupted(HashingEncoder):
    def encode_passages(self, texts, progress=lambda done: None):  # type: ignore[no-untyped-def]
        if len(self.asked) >= 60:
            raise KeyboardInterrupt
        return super().encode_passages(texts, progress)


def test_a_build_that_a_person_interrupts_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vector_journal._BATCH", 20)
    write_documents(tmp_path / "documents", ferries(100))
    interrupted, again = Interrupted(), HashingEncoder()
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "documents", tmp_path / "index", interrupted)
    assert build(tmp_path / "documents", tmp_path / "index", again).encoded == len(again.asked) == 100 - len(interrupted.asked)
    assert not set(again.asked) & set(interrupted.asked)
    assert {path.name for path in (tmp_path / "index").iterdir()} == KEPT
