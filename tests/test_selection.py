"""From scored sentences to quotes: quotes stand alone, neighbours join, repeats are gathered, and every quote is whole sentences."""

from collections.abc import Sequence
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Evidence
from assistant.evidence import ScoredSentence, SentenceFeatures
from assistant.selection import MARGIN, MAX_QUOTE_CHARACTERS, MIN_QUOTES, Quotable, complementary, repeats, said, select, standing
from corpus.document import Document
from corpus.file_reading import read_document
from corpus.landmarks import Span

NOTHING = SentenceFeatures(*(0.0 for _ in fields(SentenceFeatures)))


def read(text: str, name: str = "note.txt") -> Document:
    return read_document(name, text.encode())


def scored(document: Document, scores: Sequence[float]) -> list[ScoredSentence]:
    """One score per sentence of the document, best first."""
    found = [ScoredSentence(document.document_id, span, score, NOTHING, 0) for span, score in zip(document.sentences, scores)]
    return sorted(found, key=lambda sentence: (-sentence.score, sentence.span.start))


def quotes(chosen: Sequence[Quotable], *documents: Document) -> list[str]:
    texts = {document.document_id: document.text for document in documents}
    return [texts[quotable.evidence.document_id][quotable.evidence.start : quotable.evidence.end] for quotable in chosen]


def stood(text: str, sentence: str) -> str:
    document = read(text)
    start = document.text.index(sentence)
    span = next(span for span in document.sentences if span.start == start)
    whole = standing(document, span)
    return document.text[whole.start : whole.end]


LEANING = [
    "He noted that so far, 26 of them had arrived.",
    "They will meet again in May.",
    "However, this was not enough for the ferry company.",
    "Its papers were missing.",
    "These include nets and lamps.",
    "“She is right about the boats.”",
    "According to him, the lake is full.",
]


@pytest.mark.parametrize("sentence", LEANING)
def test_a_sentence_that_leans_takes_its_neighbour(sentence: str) -> None:
    before = "Minister Ilieva spoke about the boats in the northern harbour."
    assert stood(f"{before} {sentence}", sentence) == f"{before} {sentence}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Minister Hoxha spoke next.",
        "Hereafter, boats are sealed.",
        "It was agreed that boats stay in harbour.",
        "Items are listed in the annex.",
        "Theresa spoke next.",
    ],
)
def test_a_sentence_that_stands_alone_stays_alone(sentence: str) -> None:
    assert stood(f"Minister Ilieva spoke about the boats. {sentence}", sentence) == sentence


def test_leaning_reaches_back_two_sentences_and_no_further() -> None:
    text = "The first sentence names everyone. Ana Ilieva spoke about boats. She praised them. She then left. They cheered her."
    assert stood(text, "She then left.") == "Ana Ilieva spoke about boats. She praised them. She then left."
    assert stood(text, "They cheered her.") == "She praised them. She then left. They cheered her."


def test_leaning_never_reaches_over_a_heading_or_furniture() -> None:
    sentence = "He noted that so far, 26 of them had arrived in the northern harbour of the lake."
    assert stood(f"Minister Balla spoke about the boats in the northern harbour of the lake.\n\n2. Arrivals\n\n{sentence}", sentence) == sentence
    assert stood(f"Minister Balla spoke about the boats in the northern harbour of the lake.\n\nPicture: Boats\n\n{sentence}", sentence) == sentence


def test_the_first_sentence_of_a_document_has_nothing_to_lean_on() -> None:
    assert stood("He noted that boats arrived. The end came soon.", "He noted that boats arrived.") == "He noted that boats arrived."


def test_a_quote_does_not_grow_beyond_what_is_read() -> None:
    long = "The harbour master of the northern shore " + "and the keeper of the nets " * 22 + "agreed."
    assert stood(f"{long} They left.", "They left.") == "They left."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The ministers agreed to close the northern shore.", "The Ministers  agreed to close the Northern shore.", True),
        ("Boats sail at night on the lake. Nets are mended.", "Boats sail at night on the lake.", True),
        ("The ministers agreed to open visa talks with Kosovo.", "The ministers did not agree to open visa talks with Kosovo.", False),
        ("Ministers agreed to open visa talks.", "It is not true that ministers agreed to open visa talks.", False),
        ("Albania will receive 3 million for patrols.", "Serbia will receive 3 million for patrols.", False),
        ("26 boats reached the northern shore in June.", "26 boats reached the northern shore in July.", False),
        ("Boats.", "Boats of the northern shore are counted every morning by two officers.", False),
    ],
)
def test_only_the_same_sentences_are_the_same(one: str, other: str, same: bool) -> None:
    first, second = read(one, "a.txt"), read(other, "b.txt")
    whole = [said(document, Evidence(document.document_id, 0, len(document.text), 1.0)) for document in (first, second)]
    assert repeats(*whole) is same
    assert repeats(*reversed(whole)) is same


def test_the_same_sentence_in_two_documents_is_one_quote_with_a_repeat() -> None:
    sentence = "The ministers agreed to close the northern shore to trawlers."
    one, other = read(sentence, "a.txt"), read(f"A note.\n\n{sentence}", "b.txt")
    ranked = [*scored(one, [0.9]), *scored(other, [0.1, 0.88])]
    chosen = select(ranked, {"a.txt": one, "b.txt": other}.__getitem__, 5)
    assert quotes(chosen[:1], one, other) == [sentence]
    assert [repeat.document_id for repeat in chosen[0].repeats] == ["b.txt"]
    assert all(said.removeprefix("The m") not in quote for quote in quotes(chosen[1:], one, other))


EVENTS = (
    ("Ferry", "left", "harbour"),
    ("Trawler", "entered", "northern shore"),
    ("Minister", "praised", "joint office"),
    ("Otter", "crossed", "river mouth"),
    ("Officer", "sealed", "nets of June"),
    ("Bridge", "closed", "valley road"),
    ("Baker", "opened", "winter market"),
    ("Judge", "fined", "lamp seller"),
)
SENTENCES = [f"{subject} {number} {verb} the {place} in fair weather." for number, (subject, verb, place) in enumerate(EVENTS)]
APART = read("\n\n".join(f"{number}. Part\n\n{sentence} It was a long and quiet day by the lake." for number, sentence in enumerate(SENTENCES, 1)))


def test_far_worse_sentences_are_not_shown_once_there_are_enough() -> None:
    scores = [0.9, 0.0, 0.9 - MARGIN / 2, 0.0, 0.9 - MARGIN * 2, 0.0, 0.9 - MARGIN * 3, 0.0]
    chosen = select(scored(APART, scores), lambda document_id: APART, 5)
    assert len(chosen) == MIN_QUOTES
    assert [SENTENCES[0] in quotes(chosen, APART)[0], SENTENCES[1] in quotes(chosen, APART)[1]] == [True, True]


def test_no_more_quotes_than_asked() -> None:
    scores = [0.9, 0.0] * len(SENTENCES)
    for limit in (1, 2, 5):
        assert len(select(scored(APART, scores), lambda document_id: APART, limit)) == limit


def test_nothing_scored_gives_nothing() -> None:
    assert select([], lambda document_id: APART, 5) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*SENTENCES, *LEANING, "Yes.", "it went on:", SENTENCES[0]]), st.sampled_from([" ", " ", "\n\n"]), st.integers(0, 20)
        ),
        min_size=1,
        max_size=14,
    ),
    st.integers(1, 6),
)
def test_quotes_are_runs_of_whole_sentences_that_do_not_overlap(pieces: list[tuple[str, str, int]], limit: int) -> None:
    document = read("".join(sentence + gap for sentence, gap, _ in pieces))
    ranked = scored(document, [score / 20 for *_, score in pieces] + [0.0] * len(document.sentences))
    chosen = select(ranked, lambda document_id: document, limit)
    assert 1 <= len(chosen) <= limit
    assert chosen == select(ranked, lambda document_id: document, limit)
    starts, ends = {span.start for span in document.sentences}, {span.end for span in document.sentences}
    spans = [Span(quotable.evidence.start, quotable.evidence.end) for quotable in chosen]
    for span in spans:
        assert span.start in starts
        assert span.end in ends
        assert span.end - span.start <= MAX_QUOTE_CHARACTERS
    for one, other in zip(sorted(spans), sorted(spans)[1:]):
        assert one.end <= other.start
    best = ranked[0].span
    shown = [*spans, *(Span(repeat.start, repeat.end) for quotable in chosen for repeat in quotable.repeats)]
    assert any(span.start <= best.start and best.end <= span.end for span in shown)


def test_a_question_about_two_things_gets_a_quote_about_each() -> None:
    document = read("Nets are mended in March.\n\nMany nets are mended by hand.\n\nOld nets are sold.\n\nLamps are lit at dusk.\n")
    spans = document.sentences
    about_nets = (("net", 0.5),)
    found = [
        ScoredSentence(document.document_id, spans[0], 0.9, NOTHING, 0, about_nets),
        ScoredSentence(document.document_id, spans[1], 0.88, NOTHING, 0, about_nets),
        ScoredSentence(document.document_id, spans[2], 0.87, NOTHING, 0, about_nets),
        ScoredSentence(document.document_id, spans[3], 0.8, NOTHING, 0, (("lamp", 0.5),)),
    ]
    assert [sentence.span for sentence in complementary(found)] == [spans[0], spans[3], spans[1], spans[2]]


LIST = "# Plan\n\nThe ministers agreed on the following:\n\n- more patrols at night;\n- one register of boats;\n- a joint office.\n"


def test_a_quote_that_opens_a_list_takes_the_list() -> None:
    document = read(f"{LIST}\nThey left at noon.\n", "plan.md")
    whole = standing(document, document.sentences[0])
    assert document.text[whole.start : whole.end].endswith("- a joint office.")


def test_an_item_of_a_list_takes_the_words_that_open_it() -> None:
    document = read(LIST, "plan.md")
    whole = standing(document, document.sentences[2])
    assert document.text[whole.start : whole.end].startswith("The ministers agreed on the following:")
