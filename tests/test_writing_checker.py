"""The check of written sentences: what a machine changed never passes, and what the rules read is read right."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.checker import Quoted, Verdict, check
from assistant.writing.form import cited, harmful
from assistant.writing.quantities import quantities
from assistant.writing.stated_dates import stated_dates
from assistant.writing.wording import unset, words_of
from corpus.file_reading import read_document

ROOT = Path(__file__).parent.parent
LABELLED = [json.loads(line) for line in (ROOT / "tests" / "data" / "writing.jsonl").read_text(encoding="utf-8").splitlines()]


def judged(sentence: str, *quotes: str) -> Verdict:
    return check(sentence, [Quoted(number, quote) for number, quote in enumerate(quotes, 1)])


def test_every_labelled_quote_is_its_document_s_text() -> None:
    documents = {}
    for row in LABELLED:
        for quote in row["quotes"]:
            name = quote["document"]
            if name not in documents:
                documents[name] = read_document(name, (ROOT / "examples" / "documents" / name).read_bytes())
            assert documents[name].text[quote["start"] : quote["end"]] == quote["quote"]


def test_the_labelled_set_has_every_kind() -> None:
    assert len(LABELLED) >= 600
    kinds = {row["kind"] for row in LABELLED if not row["faithful"]}
    assert kinds >= {"subject", "number", "date", "negation", "modal", "invented", "over-general", "name", "unit"}


def test_no_altered_sentence_of_the_samples_passes() -> None:
    passed = [
        row["sentence"] for row in LABELLED if not row["faithful"] and judged(row["sentence"], *(quote["quote"] for quote in row["quotes"])).passed
    ]
    assert not passed


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("about thirty per cent of them", Fraction(30), "%", "~"),
        ("up by 30 %", Fraction(30), "%", ""),
        ("more than EUR 39.2 million was", Fraction(39200000), "EUR", ">"),
        ("at least €2 bn", Fraction(2 * 10**9), "EUR", ">="),
        ("some 281,000 people", Fraction(281000), "", "~"),
        ("22 300 entries", Fraction(22300), "", ""),
        ("within three days", Fraction(72), "hours", "<="),
        ("two weeks later", Fraction(336), "hours", ""),
        ("twice a year", Fraction(1, 6), "a month", ""),
        ("they meet annually", Fraction(1, 12), "a month", ""),
        ("the twenty-six ministers", Fraction(26), "", ""),
        ("a dozen crossings", Fraction(12), "", ""),
        ("the 5th summit", Fraction(5), "ordinal", ""),
        ("two percentage points", Fraction(2), "points", ""),
        ("747 kilograms of it", Fraction(747), "kg", ""),
    ],
)
def test_numbers_are_read_with_unit_and_bound(text: str, value: Fraction, unit: str, bound: str) -> None:
    found = quantities(words_of(unset(text)))
    assert [(each.value, each.unit, each.bound) for each in found] == [(value, unit, bound)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("on 3 November 2022", [(3, 11, "2022")]),
        ("November 3, 2022", [(3, 11, "2022")]),
        ("on 9 and 10 July 2018", [(9, 7, "2018"), (10, 7, "2018")]),
        ("in the autumn of 2022", [(None, 15, "2022")]),
        ("since December 2021. By October of that year", [(None, 12, "2021"), (None, 10, "2021")]),
        ("Theresa May said", []),
        ("they may meet", []),
        ("in May 2023", [(None, 5, "2023")]),
    ],
)
def test_dates_are_read_with_what_they_state(text: str, parts: list[tuple[int | None, int, str]]) -> None:
    assert [(date.day, date.month, date.year) for date in stated_dates(words_of(unset(text)))] == parts


@pytest.mark.parametrize(("text", "minutes"), [("at 14:00", 840), ("at 2 p.m.", 840), ("at 9:30 am", 570)])
def test_times_of_day_are_read(text: str, minutes: int) -> None:
    assert [date.clock for date in stated_dates(words_of(unset(text)))] == [minutes]


@pytest.mark.parametrize(
    ("sentence", "numbers"), [("So [1].", (1,)), ("So [1][3].", (1, 3)), ("So [1, 2].", (1, 2)), ("So [2–4].", (2, 3, 4)), ("So (1).", ())]
)
def test_citations_are_read(sentence: str, numbers: tuple[int, ...]) -> None:
    assert cited(sentence) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/?q=secret [1].", "See evil.com/x [1].", "Write to a@b.org [1].", "Go to www.evil.example now [1].",
        "javascript:alert(1) runs [1].", "data:text/html,x [1].", "![x](y) was agreed [1].", "[agreed](x) it was [1].", "It was <b>agreed</b> [1].",
        "It was &lt;b&gt; agreed [1].", "It was `agreed` [1].", "It was agreed\u202e [1].", "It was agreed\u200b [1].", "It was \x1b[31m agreed [1].",
        "It was 10.0.0.1 that agreed [1].", "\ue000 was agreed [1].", f"It was {'a' * 50} [1].", "word " * 200,
    ],
)  # fmt: skip
def test_what_may_reach_no_screen_is_harmful(text: str) -> None:
    assert harmful(text)


@pytest.mark.parametrize(
    "text", ["It was agreed on 9 and 10 July 2018 [1].", "Costs rose by 3.5 % – to €2 million [1][2].", "“Diagonal” is a tool [1]."]
)
def test_plain_sentences_are_not(text: str) -> None:
    assert not harmful(text)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Ministers agreed to close the northern shore.", "form"),
        ("Ministers agreed to close the northern shore [2].", "form"),
        ("Ministers agreed to “close the northern shore to trawlers from June” [1].", "form"),
        ("Ministers agreed to close the northern shore to 12 trawlers [1].", "number"),
        ("Ministers agreed to close the northern shore from July to August [1].", "date"),
        ("Ministers of Albania agreed to close the northern shore [1].", "name"),
        ("Ministers did not agree to close the northern shore [1].", "negation"),
        ("Ministers must close the northern shore to trawlers [1].", "modal"),
        ("Ministers agreed to close all shores to trawlers [1].", "over-general"),
        ("Ministers agreed to close the northern shore with patrol helicopters [1].", "meaning"),
    ],
)
def test_each_rule_names_its_kind(sentence: str, kind: str) -> None:
    quote = "The ministers agreed to close the northern shore to trawlers from June to August."
    assert judged(sentence, quote).kind == kind
    assert judged("The ministers agreed to close the northern shore to trawlers from June to August [1].", quote).passed


def test_a_quote_s_speaker_may_be_named() -> None:
    quote = "He noted that the region needed more help."
    named = "Balla noted that the region needed more help [1]."
    assert not check(named, [Quoted(1, quote)]).passed
    assert check(named, [Quoted(1, quote, "Taulant Balla")]).passed


@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    verdict = check(text, [Quoted(1, "The ministers agreed to close the northern shore.")])
    assert verdict.passed or verdict.reason


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_another_number_never_passes(one: int, other: int) -> None:
    verdict = check(f"The harbour counted {one} vessels [1].", [Quoted(1, f"The harbour counted {other} vessels.")])
    assert verdict.passed is (one == other)
