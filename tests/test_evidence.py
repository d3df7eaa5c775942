"""Evidence: features of sentences against their formulas, and the probability that grows with each of them."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hashing_encoder import HashingEncoder

from assistant.abstention import PERHAPS_BELOW, SILENT_BELOW, FitFeatures, certainty, fit, probability, uncovered
from assistant.evidence import PassageReading, QuestionVectors, SentenceFeatures, covered_share, score, score_sentences, shows_answer_type
from assistant.question import read_question
from corpus.document import Passage
from corpus.file_reading import read_document
from index.context import encoder_text
from index.ranking import ScoredPassage, late_interaction
from index.words import terms

NOTE = "The ferry company bought two boats in 1998. Otters cross the river mouth at night. Nobody knows who feeds them."


def reading(text: str, score: float = 0.5) -> PassageReading:
    document = read_document("note.txt", text.encode())
    passage = Passage("note.txt", document.sentences[0].start, document.sentences[-1].end)
    encoded = encoder_text(document, passage)
    tokens, offsets = HashingEncoder().token_vectors([encoded.text])[0]
    return PassageReading(ScoredPassage(passage, score, 0, 0, None, 0), document, encoded, tokens, offsets)


def asked(text: str) -> QuestionVectors:
    return QuestionVectors(*HashingEncoder().encode_question(text))


def test_every_sentence_of_a_passage_is_scored_best_first() -> None:
    question = read_question("When do otters cross the river?")
    read = reading(NOTE)
    found = score_sentences(question, asked(question.text), [read], lambda term: 1.0)
    assert sorted(sentence.span for sentence in found) == list(read.document.sentences)
    assert read.document.text[found[0].span.start : found[0].span.end] == "Otters cross the river mouth at night."
    assert [sentence.score for sentence in found] == sorted((sentence.score for sentence in found), reverse=True)


def test_the_features_of_a_sentence_are_their_formulas() -> None:
    question = read_question("When did the ferry company buy otters?")
    vectors = asked(question.text)
    idf = {"ferri": 1.0, "compani": 2.0, "buy": 3.0, "otter": 4.0}
    assert set(question.terms) == set(idf)
    found = score_sentences(question, vectors, [reading(NOTE, score=0.7)], idf.__getitem__)
    first = next(sentence for sentence in found if sentence.span.start == 0)
    rows = HashingEncoder().token_vectors(["The ferry company bought two boats in 1998."])[0][0]
    assert first.features.late == pytest.approx(late_interaction(vectors.tokens, rows))
    assert first.features.coverage == pytest.approx((1 + 2) / (1 + 2 + 3 + 4))
    assert first.features.coverage_near == pytest.approx((1 + 2 + 4) / (1 + 2 + 3 + 4))
    assert first.features.passage == 0.7
    assert first.features.answer_type == 1.0
    assert first.features.cosine == pytest.approx(float(rows.mean(axis=0) @ vectors.whole) / float(np.linalg.norm(rows.mean(axis=0))), abs=1e-6)
    assert first.score == score(first.features)


def test_a_sentence_that_stands_twice_is_two_sentences() -> None:
    question = read_question("otters")
    found = score_sentences(question, asked("otters"), [reading("Otters cross. Nobody minds. Otters cross.")], lambda term: 1.0)
    assert len({sentence.span for sentence in found}) == 3


@pytest.mark.parametrize("feature", ["late", "coverage", "coverage_near", "passage", "answer_type"])
def test_more_of_anything_is_a_better_sentence(feature: str) -> None:
    plain = SentenceFeatures(*(0.5 for _ in fields(SentenceFeatures)))
    assert score(replace(plain, **{feature: 1.0})) > score(plain)


def test_the_covered_share_of_nothing_is_nothing() -> None:
    assert covered_share({}, frozenset({"lake"})) == 0.0
    assert covered_share({"lake": 2.0, "ferri": 1.0}, frozenset({"lake"})) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("When did it open?", "It opened in May 2021.", 1.0),
        ("When did it open?", "It opened late.", 0.0),
        ("What happened when 1998 boats came?", "In 1998 boats came.", 0.0),
        ("How many boats came?", "Twelve boats came.", 1.0),
        ("How many boats came?", "Some boats came.", 0.0),
        ("Who spoke?", "It was Minister Ana Ilieva.", 1.0),
        ("Where did they meet?", "They met in Struga.", 1.0),
        ("What was agreed?", "It was agreed in May 2021.", 0.0),
    ],
)
def test_a_sentence_shows_the_kind_of_answer_asked_for(question: str, text: str, shown: float) -> None:
    read = read_question(question)
    assert shows_answer_type(read.answer_type, text, read) == shown


GOOD = FitFeatures(*(0.9 for _ in fields(FitFeatures)))
POOR = FitFeatures(*(0.1 for _ in fields(FitFeatures)))


NAMED = read_question("How many vessels reached the harbour of Struga in 2023?")
SHORT = read_question("What do the documents say about corruption?")
LONG = read_question("How many vessels without papers reached the northern harbour?")


def test_good_evidence_answers_and_poor_evidence_is_silent() -> None:
    assert certainty(probability(GOOD), LONG, []) == "answers"
    assert certainty(probability(POOR), LONG, ["vessels"]) == "silent"
    assert 0 < probability(POOR) < probability(GOOD) < 1


@pytest.mark.parametrize("feature", [field.name for field in fields(FitFeatures) if field.name != "across"])
def test_a_better_fit_makes_an_answer_more_likely(feature: str) -> None:
    assert probability(POOR) < probability(replace(POOR, **{feature: 0.9})) < probability(GOOD)


def test_the_wording_follows_the_probability() -> None:
    chances = (0, np.nextafter(SILENT_BELOW, 0), SILENT_BELOW, (SILENT_BELOW + PERHAPS_BELOW) / 2, PERHAPS_BELOW, 1)
    assert [certainty(chance, LONG, ["papers"]) for chance in chances] == ["silent", "silent", "perhaps", "perhaps", "answers", "answers"]


@pytest.mark.parametrize("missing", ["struga", "2023"])
def test_without_a_name_or_a_number_that_was_asked_for_there_is_no_flat_answer(missing: str) -> None:
    assert certainty(1.0, NAMED, [missing]) == "perhaps"
    assert certainty(1.0, NAMED, ["vessels"]) == "answers"


def test_across_languages_there_is_no_flat_answer() -> None:
    assert certainty(1.0, LONG, [], across=True) == "perhaps"
    assert certainty(0.0, LONG, [], across=True) == certainty(0.0, SHORT, [], across=True) == "silent"


def test_a_short_question_about_a_subject_that_is_quoted_is_not_refused() -> None:
    assert certainty(0.0, SHORT, []) == "perhaps"
    assert certainty(0.0, SHORT, ["corruption"]) == "silent"
    assert certainty(0.0, LONG, []) == "silent"


def test_a_question_about_nothing_is_refused() -> None:
    assert certainty(0.0, read_question("What is it?"), []) == "silent"


def test_no_evidence_fits_nothing() -> None:
    assert certainty(probability(fit([], [])), LONG, ["vessels"]) == "silent"


def test_the_fit_is_measured_on_the_best_sentences() -> None:
    question = read_question("When do otters cross the river?")
    read = reading(NOTE)
    ranking = [replace(read.ranked, late=0.8)]
    found = score_sentences(question, asked(question.text), [read], lambda term: 1.0)
    measured = fit(found, ranking)
    assert measured.late == 0.8
    assert measured.lead == pytest.approx(found[0].score - found[-1].score)
    assert measured.cosine == max(sentence.features.cosine for sentence in found)


def test_uncovered_words_are_named_as_asked_the_rarest_first() -> None:
    question = read_question("What do the documents say about otters and ferries in Struga?")
    idf = {"otter": 2.0, "ferri": 1.0, "struga": 3.0}
    assert uncovered(question, frozenset(), idf.__getitem__) == ("struga", "otters", "ferries")
    assert uncovered(question, frozenset(terms("An otter swam.")), idf.__getitem__) == ("struga", "ferries")
    assert uncovered(question, frozenset(terms("otters, ferries, Struga")), idf.__getitem__) == ()
