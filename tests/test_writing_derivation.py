"""What may be left out of a quote, and what may not: a sentence keeps the words of its quote in their order, and all that bears on them."""

import pytest

from assistant.writing.checker import Quoted, Verdict, check

HARBOUR = (
    "The harbour board, which met in Vlorë on 4 May 2021, agreed to lend up to 5 million euros to the ferry company if the bank consents. "
    "It did not accept the offer of Drina Shipping, but asked the mayor, Ana Kola, to report by June. "
    "Ana Kola said that two of the nine piers had been damaged by a barge."
)


def judged(sentence: str, quote: str = HARBOUR, speaker: str = "") -> Verdict:
    return check(f"{sentence} [1].", [Quoted(1, quote, speaker)])


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour board agreed to lend up to 5 million euros to the ferry company if the bank consents",
        "The harbour board, which met in Vlorë on 4 May 2021, agreed to lend up to five million euros if the bank consents",
        "The harbour board did not accept the offer of Drina Shipping",
        "The board did not accept the offer of Drina Shipping, but asked the mayor to report by June",
        "Two of the nine piers had been damaged by a barge",
        "Ana Kola said that 2 of the 9 piers were damaged by a barge",
    ],
)
def test_what_leaves_out_no_more_than_it_may_passes(sentence: str) -> None:
    assert judged(sentence) == Verdict(True, cites=(1,))


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The harbour board agreed to lend up to 5 million euros to the ferry company", "condition"),
        ("The harbour board agreed to lend 5 million euros to the ferry company if the bank consents", "number"),
        ("The harbour board agreed to lend up to 9 million euros to the ferry company if the bank consents", "number"),
        ("The harbour board lent up to 5 million euros to the ferry company if the bank consents", "subject"),
        ("The board accepted the offer of Drina Shipping", "negation"),
        ("The board did not accept the offer of the ferry company", "negation"),
        ("The board did not accept the offer of Drina Shipping, but asked the mayor to report by July", "date"),
        ("Drina Shipping asked the mayor to report by June", "negation"),
        ("Drina Shipping did not accept the offer of the board", "name"),
        ("Two of the nine piers had damaged a barge", "subject"),
        ("All of the nine piers had been damaged by a barge", "over-general"),
        ("The bank said that two of the nine piers had been damaged by a barge", "meaning"),
        ("The board must lend up to 5 million euros to the ferry company if the bank consents", "modal"),
        ("The ferry company received money for a new terminal in Durrës", "meaning"),
    ],
)
def test_what_bears_on_what_was_kept_may_not_be_left_out(sentence: str, kind: str) -> None:
    verdict = judged(sentence)
    assert not verdict.passed and verdict.kind == kind, verdict


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("The board did not, whatever its chair claims, cancel the contract with the yard.", "The board cancelled the contract with the yard"),
        ("Two of the packers had been deceived in the spring of 2020.", "Two of the packers had deceived in the spring of 2020"),
        ("The board sold the northern terminal in the spring of 2020.", "The board was sold in the spring of 2020"),
        ("The index stood at −5 points in the spring of 2020.", "The index stood at 5 points in the spring of 2020"),
        ("Neither side takes the report as a reason to stop the talks.", "Both sides take the report as a reason to stop the talks"),
        ("I propose to the council today that the limit be raised to six months.", "The limit has been raised to six months"),
        ("Corruption, ministers found, slows down economies and hollows out states.", "Ministers slow down economies and hollow out states"),
        ("The centre was founded by France, Slovenia and Montenegro in November.", "The centre founded France, Slovenia and Montenegro in November"),
        ("It named Frontex as its source and put the rise at 77 per cent.", "Frontex named it as its source and put the rise at 77 per cent"),
        (
            "The ferries were stopped after a patch brought down the payment system.",
            "The ferries were stopped and a patch brought down the payment system",
        ),
        ("In 1979 the diocese had 311 parishes; it has today 198 parishes.", "The diocese has 311 parishes today"),
        ("Tariffs may be lowered by the ministers or the central bank.", "Tariffs may be lowered by the ministers and the central bank"),
        ("The former mayor of Castel was fined by the court.", "The mayor of Castel was fined by the court"),
        ("Police drones are not subject to these rules but must be insured.", "Police drones do not have to be insured"),
        ("Where residues are found, the whole consignment shall be destroyed.", "The whole consignment shall be destroyed"),
        ("My successor, should you elect him, will be Owen Tredgold.", "The successor will be Owen Tredgold"),
        ("Directive 2022/2555, known as NIS 2, was adopted in December.", "Directive 2022/2556, known as NIS 2, was adopted in December"),
        ("The course ran from 8 to 12 May 2023 in Tirana.", "The course ran from 8 to 13 May 2023 in Tirana"),
        ("The summit was held in London on 9 and 10 July 2018.", "The summit was held in London on 10 and 10 July 2018"),
        (
            "The court acquitted Renzo Baldi of fraud but found his brother, the builder Fabio Neri, guilty of it.",
            "Renzo Baldi was found guilty of fraud",
        ),
    ],
)
def test_a_sentence_that_says_another_thing_in_the_same_words_fails(quote: str, sentence: str) -> None:
    assert not judged(sentence, quote).passed


@pytest.mark.parametrize("sentence", ["Elira Dani, the minister, said that the ferry was late", "The minister said that the ferry was late"])
def test_who_says_it_may_be_said_where_the_quote_says_who_speaks(sentence: str) -> None:
    assert judged(sentence, "Elira Dani, minister: The ferry was late, and I regret it.").passed
    assert not judged(sentence.replace("minister", "mayor"), "Elira Dani, minister: The ferry was late, and I regret it.").passed


def test_a_pronoun_may_be_put_by_name_where_another_quote_of_the_document_says_who_is_meant() -> None:
    quotes = [Quoted(1, "The ministers of the six states met in Tirana."), Quoted(2, "We agreed to open two border posts by March.", document="a")]
    sentence = "The ministers agreed to open two border posts by March [2]."
    assert not check(sentence, quotes).passed
    assert check(sentence, [Quoted(1, quotes[0].text, document="a"), quotes[1]]).passed


def test_two_quotes_make_no_sentence() -> None:
    quotes = [Quoted(1, "The board sold two ferries to a company in Bar."), Quoted(2, "The board bought nine buses from a yard in Split.")]
    assert check("The board sold two ferries to a company in Bar [1].", quotes).passed
    assert not check("The board sold two ferries to a yard in Split [1][2].", quotes).passed


@pytest.mark.parametrize("word", ["harbour, ", "5 May 2021, ", "not harbour ", "he may "])
def test_a_quote_that_repeats_itself_is_judged_all_the_same(word: str) -> None:
    assert judged((word * 40).strip(" ,"), word * 300) == Verdict(True, cites=(1,))
