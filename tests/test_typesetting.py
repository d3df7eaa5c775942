"""A text without its typesetting: what is taken off, what stays, and the way back to its characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.proof.quote_borders import is_inside_word
from assistant.proof.quote_matching import gaps_agree
from assistant.proof.quote_windows import likely_spans
from assistant.proof.typesetting import set_text
from corpus.landmarks import Span


def alike(one: str, other: str) -> bool:
    left, right = set_text(one), set_text(other)
    return left.letters == right.letters and gaps_agree(left, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the co-\noperation of ports", "the cooperation of ports"),
        ("the co-\r\n  operation of ports", "the co-operation of ports"),
        ("the coop- eration of ports", "the cooperation of ports"),
        ("the coop\u00aderation of ports", "the cooperation of ports"),
        ("the coop\x02eration of ports", "the cooperation of ports"),
        ("a well-\nknown port", "a well-known port"),
        ("the ﬁrst oﬃce", "the first office"),
        ("a cafe\u0301 in Pe\u0107", "a caf\u00e9 in Pec\u0301"),
        ("한국어 글", unicodedata.normalize("NFD", "한국어 글")),
        ("ラブ ひな", unicodedata.normalize("NFD", "ラブ ひな")),
        ("it ‘is’ the “port’s”", "it 'is' the \"port's\""),
        ("„it is«", '"it is"'),
        ("``it is''", "“it is”"),
        ("he said “we ‘agree’”", "he said ‘we “agree”’"),
        ('we "agree."', 'we "agree".'),
        ("June – August", "June—August"),
        ("1939-45", "1939–45"),
        ("and so … on", "and so ... on"),
        ("and so . . . on", "and so … on"),
        ("1\u202f200 boats", "1 200 boats"),
        ("5\u00a0%", "5%"),
        ("10 km", "10km"),
        ("**bold** and _leaning_ and [linked](https://example.org/a_(b))", "bold and leaning and linked"),
        ("# Heading\n\n- one\n* two", "Heading one two"),
        ("a \\* b \\[c\\]", "a * b [c]"),
        ("fish &amp; chips&nbsp;now", "fish & chips now"),
        ("agreed¹ to wait.²", "agreed to wait."),
        ("10 km² of CO₂", "10 km2 of CO2"),
        ("zero\u200bwidth and\ufeff marks", "zerowidth and marks"),
        ("a ≠ b", "a =\u0338 b"),
        ("日本\n語", "日本語"),
    ],
)
def test_typesetting_is_taken_off(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the re-creation", "the recreation"),
        ("well-known", "well known"),
        ("pre- and post-war", "preand post-war"),
        ("now here", "nowhere"),
        ("1,200", "1.200"),
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("3.5", "3. 5"),
        ("3.5", "3 .5"),
        ("2010-\n2012", "20102012"),
        ("10-15", "1015"),
        ("at -5 degrees", "at 5 degrees"),
        ("10³", "103"),
        ("10³", "10"),
        ("10 m²", "10 m"),
        ("x² + 1", "x + 1"),
        ("½", "1/2"),
        ("5*3", "53"),
        ("the €5 note", "the $5 note"),
        ("Албания", "Aлбания"),
        ("agreed, to", "agreed to"),
        ("agreed?", "agreed."),
        ("snake_case", "snakecase"),
        ("the US", "the us"),
    ],
)
def test_what_changes_the_text_stays(one: str, other: str) -> None:
    assert not alike(one, other)


LETTERS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=80)
_PARTS = [
    "a",
    "B",
    "é",
    "e\u0301",
    "-",
    "\n",
    " ",
    "*",
    "[",
    "](a.b)",
    "…",
    "...",
    "”",
    "'",
    "``",
    "¹",
    "ﬁ",
    "5",
    ",",
    "\u00ad",
    "ß",
    "İ",
    "語",
    "ブ",
    "😀",
]
TROUBLE = st.lists(st.sampled_from(_PARTS), max_size=30).map("".join)


@given(st.one_of(LETTERS, TROUBLE))
def test_atoms_lead_back_to_their_characters(text: str) -> None:
    read = set_text(text)
    assert len(read.letters) == len(read.folded) == read.offsets[-1]
    assert len(read.starts) == len(read.ends) == len(read.gaps) == len(read)
    assert list(read.offsets) == sorted(read.offsets)
    for start, end in zip(read.starts, read.ends):
        assert 0 <= start < end <= len(text)
    assert list(read.starts) == sorted(read.starts)


@given(st.one_of(LETTERS, TROUBLE))
def test_composition_changes_nothing(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert alike(composed, unicodedata.normalize("NFD", composed))


@given(st.one_of(LETTERS, TROUBLE))
def test_reading_twice_gives_the_same(text: str) -> None:
    assert set_text(text) == set_text(text)


INSIDE = (
    ["non-|proliferation", "coop|eration", "non-\n|proliferation", "don|'t", "e|\u0301"],
    ["3.|5", "3|.5", "1,|200", "1\u202f|200", "-|5", "5|%", "€|5", "10–|15", "10|³", "5 m|²"],
)


@pytest.mark.parametrize("text", [text for texts in INSIDE for text in texts])
def test_no_quote_begins_or_ends_inside_a_word_or_number(text: str) -> None:
    assert is_inside_word(text.replace("|", ""), text.index("|"))


BETWEEN = ["agreed| to", "agreed|. They", "agreed.|They", "“|agreed", "deal|—which", "agreed|¹ to", "日|本", "a |b", "|a", "a|", "5 |000 boats"]


@pytest.mark.parametrize("text", BETWEEN)
def test_quotes_begin_and_end_between_words(text: str) -> None:
    assert not is_inside_word(text.replace("|", ""), text.index("|"))


RARE = ["harbour", "pilot", "ferry", "coop-\neration", "of\ufb01ce", "the", "\n\n", "lighthouse"]


@given(st.lists(st.sampled_from(RARE), min_size=5, max_size=40), st.lists(st.sampled_from(["harbour", "pilot", "ferry", "office"]), min_size=1))
def test_the_spans_worth_reading_hold_every_place_of_the_words(words: list[str], wanted: list[str]) -> None:
    text = " ".join([*["filler text"] * 900, *words, *["filler text"] * 900])
    spans = likely_spans(wanted, text, 400)
    stretch = Span(text.index(words[0]), text.rindex(words[-1]))
    if all(word in words or (word == "office" and "of\ufb01ce" in words) for word in wanted):
        assert any(span.start <= stretch.start and stretch.end <= span.end for span in spans)
    assert spans == sorted(spans)
