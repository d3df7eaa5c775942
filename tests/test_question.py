"""What is read off a question: its terms, names, numbers and the kind of answer it wants; and which questions are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.abstention import certainty, uncovered
from assistant.question import MAX_QUESTION_CHARACTERS, answer_type, read_question
from corpus.errors import QuestionError
from index.words import stems


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the office open?", "date"),
        ("In which year was the treaty signed?", "date"),
        ("How many boats were seized?", "number"),
        ("By how much did crossings rise?", "number"),
        ("What percentage of vessels had papers?", "number"),
        ("Who chaired the meeting?", "person"),
        ("Which minister spoke first?", "person"),
        ("Where did they meet?", "place"),
        ("In which city was it signed?", "place"),
        ("What was agreed on fishing?", "none"),
        ("fishing rights", "none"),
        ("Whole fleets", "none"),
    ],
)
def test_the_kind_of_answer_follows_the_question_word(question: str, kind: str) -> None:
    assert answer_type(question) == kind


def test_names_and_numbers_are_told_from_the_first_word() -> None:
    question = read_question("What did Taulant Balla say about 1,200 boats in Tirana in 2023?")
    assert question.names == ("taulant", "balla", "tirana")
    assert question.numbers == ("1,200", "2023")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What will the US contribute?", ("us",)),
        ("Who leads the WHO?", ("who",)),
        ("US", ("us",)),
        ("WHAT WILL THE US CONTRIBUTE?", ("contribute",)),
        ("Will they tell us?", ()),
        ("Moldova: what was agreed?", ("moldova",)),
        ("Frontex budget in 2023", ("frontex",)),
        ("Describe Tirana", ("tirana",)),
        ("Between whom was it signed?", ()),
    ],
)
def test_words_in_capitals_and_a_name_that_opens_the_question_are_names(question: str, names: tuple[str, ...]) -> None:
    assert read_question(question).names == names


def test_a_name_that_the_index_takes_for_a_function_word_is_a_subject_and_no_term() -> None:
    question = read_question("What will the US contribute?")
    assert question.subject == ("us", "contribut")
    assert question.terms == ("contribut",)
    assert uncovered(question, frozenset({"contribut"}), lambda term: 1.0) == ("us",)
    assert certainty(0.9, question, ("us",)) == "perhaps"


def test_asking_words_are_searched_but_are_no_subject() -> None:
    question = read_question("What do the documents say about smuggling?")
    assert question.subject == ("smuggl",)
    assert "document" in question.terms


def test_a_question_of_asking_words_alone_keeps_them() -> None:
    assert read_question("What do the documents say?").subject


def test_white_space_and_case_do_not_matter_to_the_terms() -> None:
    assert read_question("  SMUGGLING\n of   boats ").terms == read_question("smuggling of boats").terms


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty; ask in a few words"),
        (" \n\t ", "the question is empty; ask in a few words"),
        ("?!…", "the question holds no word; ask in a few words"),
        ("x" * (MAX_QUESTION_CHARACTERS + 1), f"the question has {MAX_QUESTION_CHARACTERS + 1} characters; the limit is {MAX_QUESTION_CHARACTERS}"),
    ],
)
def test_questions_that_cannot_be_searched_are_refused_in_words(question: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        read_question(question)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        question = read_question(text)
    except QuestionError:
        return
    assert question.text == " ".join(text.split())
    assert set(question.subject) <= {*question.terms, *stems(list(question.names))}
