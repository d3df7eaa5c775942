"""Follow-up questions are completed from the questions before them, and questions that stand alone are left alone."""

import pytest

from assistant.conversation import leans, standalone

TIRANA = "What was agreed on cybersecurity in Tirana?"


@pytest.mark.parametrize(
    ("followup", "searched"),
    [
        ("And on corruption?", "What was agreed on corruption in Tirana?"),
        ("and on corruption", "What was agreed on corruption in Tirana?"),
        ("What about human trafficking?", "What was agreed on human trafficking in Tirana?"),
        ("How about corruption?", "What was agreed on corruption in Tirana?"),
        ("corruption", "What was agreed on corruption in Tirana?"),
        ("And in London?", "What was agreed on cybersecurity in London?"),
        ("  And   in\nLondon ? ", "What was agreed on cybersecurity in London?"),
        ("And?", TIRANA),
        ("And what about corruption?", "What was agreed on corruption in Tirana?"),
        ("Visa liberalisation", "What was agreed on Visa liberalisation in Tirana?"),
        ("Corruption", "What was agreed on Corruption in Tirana?"),
        ("North Macedonia", "What was agreed on cybersecurity in North Macedonia?"),
        ("What about the Western Balkans?", "What was agreed on cybersecurity in the Western Balkans?"),
    ],
)
def test_a_fragment_takes_the_place_of_the_phrase_like_it(followup: str, searched: str) -> None:
    assert standalone(followup, [TIRANA]) == searched


@pytest.mark.parametrize(
    ("earlier", "followup", "searched"),
    [
        ("How many boats were seized in May?", "And in June?", "How many boats were seized in June?"),
        ("What was agreed about cybersecurity?", "And on migration?", "What was agreed on migration?"),
        ("What did the ministers say in 2018?", "And 2023?", "What did the ministers say in 2023?"),
        (TIRANA, "And in 2018?", "What was agreed on cybersecurity in Tirana in 2018?"),
        ("Who signed the statement in London in 2018?", "And in Tirana?", "Who signed the statement in Tirana in 2018?"),
        (TIRANA, "How about London?", "What was agreed on cybersecurity in London?"),
    ],
)
def test_years_and_months_take_each_others_place(earlier: str, followup: str, searched: str) -> None:
    assert standalone(followup, [earlier]) == searched


def test_one_capital_word_is_a_place_where_there_is_no_subject_to_replace() -> None:
    assert standalone("London", ["What happened in Tirana?"]) == "What happened in London?"
    assert standalone("Visa liberalisation", ["What happened in Tirana?"]) == "Visa liberalisation – happened Tirana?"


def test_a_long_conversation_does_not_pile_up() -> None:
    history = [TIRANA]
    for number in range(30):
        history += [f"And in the port of Bar {number}?", f"Who chaired it with {number} guests?", "And with whom?", f"And to shed {number}?"]
    searched = standalone("Who paid for it?", history)
    assert searched.startswith("Who paid for it – agreed cybersecurity")
    assert len(searched) <= 300
    assert standalone("Who paid for it?", [TIRANA, *["Who chaired it?"] * 30]) == "Who paid for it – agreed cybersecurity Tirana?"


def test_what_is_completed_never_becomes_too_long_to_be_asked() -> None:
    long = f"Who spoke of {'fisheries ' * 196}in Tirana?"
    assert standalone("And in London?", [long]) == "And in London – spoke fisheries Tirana?"
    assert standalone(long.replace("Who", "And he"), [TIRANA * 40]) == long.replace("Who", "And he")


def test_a_chain_of_followups_is_followed_to_its_end() -> None:
    assert standalone("And in London?", [TIRANA, "And on corruption?"]) == "What was agreed on corruption in London?"
    assert standalone("And on migration?", [TIRANA, "And on corruption?", "And in London?"]) == "What was agreed on migration in London?"


@pytest.mark.parametrize("followup", ["Who chaired it?", "When was that?", "But who paid for it?", "Was it adopted?", "And who was there?"])
def test_a_question_that_points_back_is_given_the_words_it_points_to(followup: str) -> None:
    searched = standalone(followup, [TIRANA])
    assert searched.startswith(followup.rstrip("?"))
    assert "cybersecurity" in searched
    assert "Tirana" in searched


@pytest.mark.parametrize(
    "question",
    [
        "Who is the chair of the OECD?",
        "What was agreed in London on fisheries in 2018?",
        "How many officers will the joint office in Struga have?",
        "What did Mr. Balla say about Kosovo?",
        "Which countries signed the agreement on readmission?",
        "Is there a plan against corruption?",
        "How many boats will there be in spring?",
        "Is it true that ships were seized?",
        "So what did Albania commit to on migration?",
        "So far, how many boats were seized?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert not leans(question)
    assert standalone(question, [TIRANA]) == question


@pytest.mark.parametrize("history", [[], [""], ["  "]])
def test_without_anything_before_it_a_question_is_left_alone(history: list[str]) -> None:
    assert standalone("And on corruption?", history) == "And on corruption?"


@pytest.mark.parametrize("question", ["", " ", "?", "And", "in", "On?", "…", "(" * 200, "it " * 300, "\\1 \\g<0>", "on on on", "🚢"])
def test_nothing_a_person_types_raises(question: str) -> None:
    assert isinstance(standalone(question, [TIRANA]), str)
    assert isinstance(standalone(TIRANA, [question]), str)
