"""Many segments are one index: which files stand together depends on the files alone, and rankings do not show the seams."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from index_folders import assert_whole, build, complete, ferries, ferry, in_force, quick_folder, segments_of, texts_of, write_documents
from rank_bm25 import BM25Okapi

from corpus.errors import StoredIndexError
from index.context import lexical_text
from index.filters import Filter
from index.passage_index import PassageIndex
from index.ranking import highest
from index.segment import check_written, segmented
from index.words import terms

SMALL = 5
NAMES = st.sampled_from([f"{letter}{number}.txt" for letter in "abc" for number in range(6)])
SIZES = st.dictionaries(NAMES, st.integers(0, 7), max_size=18)


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build.PASSAGES_IN_SEGMENT", SMALL)


def groups(sizes: dict[str, int]) -> list[list[str]]:
    return list(segmented(((name, sizes[name], name) for name in sorted(sizes)), SMALL))


# Which files stand together --------------------------------------------------------------------------------------------


@given(SIZES)
def test_every_file_is_in_one_segment_in_order_and_none_is_overfull(sizes: dict[str, int]) -> None:
    assert [name for group in groups(sizes) for name in group] == sorted(sizes)
    assert all(sum(sizes[name] for name in group[:-1]) < 2 * SMALL for group in groups(sizes))


@given(SIZES, NAMES)
def test_a_file_that_comes_changes_no_segment_before_it(sizes: dict[str, int], name: str) -> None:
    closed = [group for group in groups({other: size for other, size in sizes.items() if other != name}) if group[-1] < name][:-1]
    assert groups({**sizes, name: 1})[: len(closed)] == closed


def test_segments_have_the_size_that_is_wanted() -> None:
    sizes = [len(group) for group in segmented(((f"note-{number}.txt", 1, number) for number in range(100_000)), 100)]
    assert 60 < np.mean(sizes) < 140
    assert max(sizes) <= 200


def test_of_ten_thousand_files_one_that_comes_touches_two_segments_at_most() -> None:
    names = sorted(f"note-{number:05d}.txt" for number in range(10_000))
    before = {tuple(group) for group in segmented(((name, 3, name) for name in names), 300)}
    for new in ("aaa.txt", "note-04321-b.txt", "zzz.txt"):
        after = {tuple(group) for group in segmented(((name, 3, name) for name in sorted([*names, new])), 300)}
        assert len(after - before) <= 4
        assert len(after & before) > 80


# What an update writes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["add", "change", "remove"])
def test_an_update_writes_the_touched_segment_and_keeps_the_others_as_they_are(tmp_path: Path, what: str) -> None:
    texts = ferries(60)
    write_documents(tmp_path / "documents", texts)
    first = build(tmp_path / "documents", tmp_path / "index")
    before = segments_of(tmp_path / "index")
    assert first.segments == first.written == len(before) > 8
    changed = {"add": {"ferry-030b.txt": ferry(777)}, "change": {"ferry-030.txt": ferry(30, "limped")}, "remove": {}}[what]
    left = {name: text for name, text in texts.items() if what != "remove" or name != "ferry-030.txt"}
    write_documents(tmp_path / "documents", left | changed)
    encoder = HashingEncoder()
    report = build(tmp_path / "documents", tmp_path / "index", encoder)
    after = segments_of(tmp_path / "index")
    assert 1 <= report.written <= 2
    assert report.encoded == len(encoder.asked) == len(changed)
    common = before.keys() & after.keys()
    assert {name: after[name] for name in common} == {name: before[name] for name in common}
    assert len(common) >= first.segments - 2
    assert texts_of(assert_whole(tmp_path / "index")) == left | changed


def test_a_document_renamed_into_another_segment_takes_its_vectors_along(tmp_path: Path, encoder: HashingEncoder) -> None:
    write_documents(tmp_path / "documents", ferries(40))
    build(tmp_path / "documents", tmp_path / "index")
    (tmp_path / "documents" / "ferry-003.txt").rename(tmp_path / "documents" / "zebra.txt")
    report = build(tmp_path / "documents", tmp_path / "index", encoder)
    assert (report.encoded, encoder.asked) == (0, [])
    assert 1 <= report.written <= 4
    assert assert_whole(tmp_path / "index").search("xq3z", encoder)[0].passage.document_id == "zebra.txt"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 24), st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 24), st.just(0)),
        st.tuples(st.just("rename"), st.integers(0, 24), st.integers(0, 24)),
    ),
    min_size=1,
    max_size=14,
)


def stepped(texts: dict[str, str], step: tuple[str, int, int]) -> dict[str, str]:
    what, number, to = step
    name = f"ferry-{number:03d}.txt"
    left = {other: text for other, text in texts.items() if other != name}
    if what == "write":
        return left | {name: " ".join(ferry(number, f"sailed {time} times") for time in range(to))}
    return left | ({f"ferry-{to:03d}.txt": texts[name]} if what == "rename" and name in texts else {})


@settings(max_examples=30)
@given(st.integers(0, 20), STEPS, st.integers(1, 4))
def test_the_way_to_an_index_does_not_show_in_it(begun: int, steps: list[tuple[str, int, int]], between: int) -> None:
    """Documents added, changed, renamed and removed in any order end in the bytes of one build afresh."""
    with quick_folder() as folder:
        documents, index, afresh = (folder / name for name in ("documents", "index", "afresh"))
        texts = ferries(begun)
        for number, step in enumerate(steps):
            texts = stepped(texts, step)
            if number % between == 0 or number == len(steps) - 1:
                write_documents(documents, texts)
                build(documents, index)
        build(documents, afresh)
        assert in_force(index).name == in_force(afresh).name
        assert complete(index) == complete(afresh)


# Searching -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PassageIndex, PassageIndex]]:
    """The same documents in many segments and in one."""
    folder = tmp_path_factory.mktemp("ways")
    twins = {f"twin-{letter}.txt": "The harbour master counted vessels at dawn." for letter in "kfacmzqbx"}
    said = ("fish", "fish and nets", "old nets", "cars, fish and a bridge", "a bridge of nets")
    texts = {name: f"{text} He spoke of {said[place % 5]}." for place, (name, text) in enumerate(ferries(60).items())}
    write_documents(folder / "documents", texts | twins)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.build.PASSAGES_IN_SEGMENT", SMALL)
        build(folder / "documents", folder / "many")
        patch.setattr("index.build.PASSAGES_IN_SEGMENT", 10**9)
        build(folder / "documents", folder / "one")
    yield PassageIndex.open(folder / "many"), PassageIndex.open(folder / "one")


QUESTIONS = st.lists(st.sampled_from("fish nets bridge harbour master vessels xq7z xq41z lake unheard cars ferry".split()), min_size=1, max_size=6)
FILTERS = st.sampled_from([Filter(), Filter(documents="twin-*"), Filter(documents="ferry-0[135]*"), Filter(documents="ferry-041.txt")])


@settings(max_examples=30)
@given(QUESTIONS, FILTERS, st.integers(1, 80), st.booleans())
def test_rankings_of_many_segments_are_those_of_one(two_ways, question: list[str], where: Filter, limit: int, rerank: bool) -> None:  # type: ignore[no-untyped-def]
    many, one = two_ways
    assert len(many.segments) > 8
    assert len(one.segments) == 1
    rankings = [opened.search(" ".join(question), HashingEncoder(), where=where, limit=limit, rerank=rerank) for opened in two_ways]
    assert rankings[0] == rankings[1]
    assert len(rankings[0]) == min(limit, len({r.passage for r in rankings[0]}))


@given(QUESTIONS)
def test_words_weigh_over_all_segments_as_in_rank_bm25(two_ways, question: list[str]) -> None:  # type: ignore[no-untyped-def]
    many, _ = two_ways
    passages = many.passages(range(len(many)))
    corpus = [terms(lexical_text(many.document(passage.document_id), passage)) for passage in passages]
    query = terms(" ".join(question))
    np.testing.assert_allclose(many.lexical_scores(query), BM25Okapi(corpus).get_scores(query), rtol=1e-9, atol=1e-12)
    counted = Counter(term for words in corpus for term in set(words))
    assert all(int(many.statistics.frequencies[place]) == counted[term.decode()] for place, term in enumerate(many.statistics.vocabulary))


def test_passages_that_are_equal_come_in_their_order_across_segments(two_ways) -> None:  # type: ignore[no-untyped-def]
    many, _ = two_ways
    found = [ranked.passage.document_id for ranked in many.search("harbour master counted vessels at dawn", HashingEncoder(), limit=9)]
    assert found == [f"twin-{letter}.txt" for letter in "abcfkmqxz"]
    vector, _ = HashingEncoder().encode_question("harbour master counted vessels at dawn")
    for limit in (1, 4, 9):
        assert len(set(many.nearest(vector, limit))) == limit
        assert many.nearest(vector, limit).tolist() == many.nearest(vector, 60)[:limit].tolist()


@given(st.lists(st.integers(-1, 3), max_size=40), st.integers(1, 45))
def test_of_equal_scores_at_the_limit_the_first_count(scores: list[int], limit: int) -> None:
    plain = sorted(sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:limit])
    assert highest(np.array(scores, dtype=np.float64), limit).tolist() == [place for place in plain if scores[place] > 0]


@pytest.mark.parametrize("passages_in_segment", [SMALL, 10**9])
def test_of_a_form_letter_in_many_copies_the_first_are_found(monkeypatch: pytest.MonkeyPatch, passages_in_segment: int) -> None:
    monkeypatch.setattr("index.build.PASSAGES_IN_SEGMENT", passages_in_segment)
    letters = {f"letter-{number:03d}.txt": "We thank you for your letter on the harbour." for number in range(130)}
    with quick_folder() as folder:
        write_documents(folder / "documents", letters | ferries(60))
        build(folder / "documents", folder / "index")
        found = PassageIndex.open(folder / "index").search("your letter on the harbour", HashingEncoder(), limit=12)
    assert [ranked.passage.document_id for ranked in found] == [f"letter-{number:03d}.txt" for number in range(12)]


@pytest.mark.parametrize("name", ["ferry-000.txt", "ferry-041.txt", "twin-z.txt"])
def test_a_filter_finds_a_document_in_any_segment(two_ways, name: str) -> None:  # type: ignore[no-untyped-def]
    many, _ = two_ways
    assert {ranked.passage.document_id for ranked in many.search("vessels", HashingEncoder(), where=Filter(documents=name))} == {name}


def test_many_vectors_are_searched_in_several_threads(two_ways, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    many, _ = two_ways
    monkeypatch.setattr("index.segmented_passages._WORTH_A_THREAD", 1)
    threaded = PassageIndex.open(many.folder.parent.parent)
    assert threaded.search("fish and nets", HashingEncoder()) == many.search("fish and nets", HashingEncoder())


def test_a_segment_that_does_not_hold_what_was_put_into_it_is_not_put_in_force(tmp_path: Path) -> None:
    write_documents(tmp_path / "documents", {"a.txt": "The ministers agreed to close the northern shore to trawlers from June to August."})
    build(tmp_path / "documents", tmp_path / "index")
    (segment,) = (tmp_path / "index" / "segments").iterdir()
    check_written(segment, 1, 1)
    with pytest.raises(StoredIndexError, match="does not hold what was put into it; the index before it is unchanged"):
        check_written(segment, 1, 2)
    (segment / "dense.faiss").write_bytes(b"junk")
    with pytest.raises(StoredIndexError, match="cannot be read back"):
        check_written(segment, 1, 1)
