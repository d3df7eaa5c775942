"""Killed at any moment, an index is the one before or the one after, and the next update clears up."""

import contextlib
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from index_folders import KEPT, BuildingProcess, assert_whole, build, complete, ferries, ferry, files_of, quick_folder, texts_of, write_documents

from index.passage_index import PassageIndex

PASSAGES_IN_SEGMENT = 6
Texts = dict[str, str]


@pytest.fixture(scope="module")
def building() -> Iterator[BuildingProcess]:
    process = BuildingProcess(PASSAGES_IN_SEGMENT)
    yield process
    process.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as place:
        yield place


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build.PASSAGES_IN_SEGMENT", PASSAGES_IN_SEGMENT)


def next_texts(texts: Texts, fresh: Iterator[int], chance: random.Random) -> Texts:
    """What a person did to the folder: added, changed, renamed or removed some documents, or all of that."""
    after = dict(texts)
    for what in chance.choice([["add"], ["add"], ["change"], ["rename"], ["remove"], ["add", "change", "rename", "remove"], []]):
        for _ in range(chance.randint(1, 4)):
            number, name = next(fresh), chance.choice(sorted(after))
            if what == "add" and len(after) < 60:
                after[f"ferry-{chance.randrange(1000):03d}-{number}.txt"] = ferry(number)
            elif what == "change":
                after[name] = ferry(number, "limped")
            elif what == "rename":
                after[f"renamed-{number}.txt"] = after.pop(name)
            elif what == "remove" and len(after) > 20:
                del after[name]
    return after


def told_in(index: Path) -> set[str]:
    """The numbers of all ferries that any file of an index folder speaks of."""
    return {number.decode() for content in files_of(index).values() for number in re.findall(rb"xq(\d+)z", content)}


class Trial:
    """An index that is updated again and again and killed at it."""

    def __init__(self, folder: Path, building: BuildingProcess, seed: int) -> None:
        self.documents, self.index, self.building = folder / "documents", folder / "index", building
        self.chance, self.fresh = random.Random(seed), iter(range(1000, 10**9))
        self.texts: Texts = {}
        self.counts: Counter[str] = Counter()

    def kill_one(self) -> None:
        """One update, killed; the index is then the one before or the one after, and the next update is as if nothing had been."""
        after = next_texts(self.texts, self.fresh, self.chance) if self.texts else ferries(30)
        write_documents(self.documents, after)
        how = self.chance.choice(["at a moment", "at a step", "switching", "encoding"])
        end = self._killed(how)
        held = texts_of(assert_whole(self.index)) if (self.index / "CURRENT").exists() else {}
        assert held in (self.texts, after), f"a mixture, killed {how}"
        assert end == "killed" or held == after
        self.counts[end] += 1
        if end == "killed" and after != self.texts:
            self.counts["left the index after" if held == after else "left the index before"] += 1
        self._goes_on(after)
        self.texts = after

    def _killed(self, how: str) -> str:
        near = self.chance.random() < 0.8
        step = self.chance.randrange(220) if how == "at a step" else None
        process = self.building.start(self.documents, self.index, near=near, last_step=step)
        if how == "at a moment" or (how != "at a step" and self.building.reaches(how)):
            time.sleep(self.chance.uniform(0, 0.02 if how != "at a moment" else 0.1 if near else 0.3))
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return self.building.end()

    def _goes_on(self, after: Texts) -> None:
        """The lock is free, the next update succeeds, and of what was broken off nothing is left."""
        report = build(self.documents, self.index)
        opened = assert_whole(self.index)
        assert texts_of(opened) == after
        assert {*report.added, *report.changed, *report.unchanged} == after.keys()
        assert {path.name for path in self.index.iterdir()} == KEPT
        assert told_in(self.index) == {number for text in after.values() for number in re.findall(r"xq(\d+)z", text)}
        listed = {path.name for path in (self.index / "segments").iterdir()}
        assert listed >= {segment.name for segment in opened.segments}
        assert len(list((self.index / "generations").iterdir())) <= 2
        wanted = self.chance.choice(sorted(after))
        number = re.findall(r"xq\d+z", after[wanted])[0]
        assert opened.search(number, HashingEncoder())[0].passage.document_id == wanted


def run_trials(folder: Path, building: BuildingProcess, seed: int, times: int) -> Counter[str]:
    trial = Trial(folder, building, seed)
    for _ in range(times):
        trial.kill_one()
    build(trial.documents, folder / "afresh")
    assert complete(trial.index) == complete(folder / "afresh")
    return trial.counts


def test_killed_fifty_times_the_index_before_or_after_is_whole(folder: Path, building: BuildingProcess) -> None:
    counts = run_trials(folder, building, 20230914, 50)
    assert counts["killed"] >= 25


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_killed_a_hundred_times_the_index_before_or_after_is_whole(folder: Path, building: BuildingProcess, seed: int) -> None:
    counts = run_trials(folder, building, seed, 100)
    print(dict(counts))
    assert counts["killed"] >= 50


@pytest.mark.slow
@pytest.mark.parametrize("what", ["first", "add", "remove"])
def test_killed_before_each_of_its_steps(folder: Path, building: BuildingProcess, what: str) -> None:
    """Every file operation of an update is the last one once."""
    before = {} if what == "first" else ferries(20)
    after = {"first": ferries(20), "add": ferries(26), "remove": dict(list(ferries(20).items())[3:])}[what]
    ends, step = [""], 0
    while ends[-1] != "done":
        place = folder / str(step)
        place.mkdir()
        if before:
            write_documents(place / "documents", before)
            build(place / "documents", place / "index")
        write_documents(place / "documents", after)
        building.start(place / "documents", place / "index", last_step=step)
        ends.append(building.end())
        if (place / "index" / "CURRENT").exists():
            assert texts_of(PassageIndex.open(place / "index")) in (before, after)
        build(place / "documents", place / "index")
        assert texts_of(assert_whole(place / "index")) == after
        assert {path.name for path in (place / "index").iterdir()} == KEPT
        step += 1
    assert ends.count("killed") > 15
    assert set(ends) == {"", "killed", "done"}
