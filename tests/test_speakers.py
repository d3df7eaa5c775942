"""Who said it: a quote shows its speaker when the text names one, and nobody when it does not."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import DocumentError
from corpus.file_reading import read_document
from corpus.landmarks import Block, Span, Speech
from corpus.speech.names import mention_of
from corpus.speech.speakers import speeches

SAMPLE = Path(__file__).parent / "data" / "speakers.jsonl"
OPENING = "The delegations met in the old customs house on Monday, a day later than they had planned to.\n\n"


def read(text: str, name: str = "note.txt") -> Document:
    return read_document(name, text.encode())


def speaker(text: str, quote: str, name: str = "note.txt") -> str:
    document = read(text, name)
    start = document.text.index(quote)
    found = speeches(document.text, document.blocks, document.sentences)
    return next((said.speaker for said in found if said.start <= start and start + len(quote) <= said.end), "")


@pytest.mark.parametrize("half", ["development", "held-out"])
def test_labelled_sample(half: str) -> None:
    rows = [row for line in SAMPLE.read_text(encoding="utf-8").splitlines() if (row := json.loads(line))["half"] == half]
    found = [(speaker(row["text"], row["quote"]), row["speaker"]) for row in rows]
    given = [pair for pair in found if pair[0]]
    right = [pair for pair in given if pair[0] == pair[1]]
    named = [pair for pair in found if pair[1]]
    assert len(rows) >= 130
    assert len(right) >= 0.95 * len(given)
    assert len(right) >= 0.92 * len(named)


SAID = [
    ("“The road is open,” said Minister of Interior Arben Dushku.", "Arben Dushku"),
    ("The minister of the interior of Lakonia, Arben Dushku, stressed that the road was open.", "Arben Dushku"),
    ("Arben Dushku, Lakonia’s minister of interior, said: “The road is open. It will stay so.”", "Arben Dushku"),
    ("According to Arben Dushku, the road is open.", "Arben Dushku"),
    ("The road is open, Arben Dushku said on Monday.", "Arben Dushku"),
    ("The road, said Arben Dushku, is open.", "Arben Dushku"),
    ("“The road,” Arben Dushku told reporters, “is open.”", "Arben Dushku"),
    ("In the words of Arben Dushku, “the road is open”.", "Arben Dushku"),
    ("As Arben Dushku put it, the road is open to all.", "Arben Dushku"),
    ("Arben Dushku said that Mira Kolaj had warned him of the ice.", "Arben Dushku"),
    ("Arben Dushku thanked the crews and said that the road was open.", "Arben Dushku"),
    ("Arben Dushku has repeatedly warned that the road is not safe.", "Arben Dushku"),
    ("On Monday, Ursula van den Berg said the road was open.", "Ursula van den Berg"),
    ("Prime Minister Helen May said that the road was open.", "Helen May"),
    ("‘The road is open,’ said Arben Dushku.", "Arben Dushku"),
    ("Arben Dushku: “The road is open.”", "Arben Dushku"),
    ("The Ministry of Interior announced that the road was open.", "Ministry of Interior"),
    ("UNICEF said the road was open.", "UNICEF"),
    ("In a statement, the European Commission said that the road was open.", "European Commission"),
]


@pytest.mark.parametrize(("sentence", "name"), SAID)
def test_says_who(sentence: str, name: str) -> None:
    assert speaker(OPENING + sentence, sentence) == name


SILENT = [
    "Arben Dushku did not say that the road was open.",
    "Arben Dushku would say that the road was open.",
    "Arben Dushku is expected to say that the road is open.",
    "Arben Dushku never said that the road was open.",
    "Arben Dushku reportedly said that the road was open.",
    "Arben Dushku denied that the road was open.",
    "Arben Dushku was told that the road was open.",
    "If Arben Dushku says that the road is open, it is open.",
    "When Arben Dushku said that the road was open, nobody believed it.",
    "The visitors asked whether Arben Dushku had said that the road was open.",
    "Neither Mira Kolaj nor Arben Dushku said that the road was open.",
    "Mira Kolaj and Arben Dushku said that the road was open.",
    "“It is open,” said Arben Dushku, while Mira Kolaj warned that it was not.",
    "A spokesman for Arben Dushku said that the road was open.",
    "The wife of Minister Arben Dushku said that the road was open.",
    "Arben Dushku’s lawyer said that the road was open.",
    "According to Arben Dushku’s lawyer, the road is open.",
    "According to the report, the road is open.",
    "According to EPA documents, the road is open.",
    "That said, the road is open to all.",
    "It was said that the road was open.",
    "Ministers stressed that the road was open.",
    "Police said that the road was open.",
    "The report said that the road was open.",
    "Article IV says that the road is open.",
    "Tirana said goodbye to the old road.",
    "May said it all, and so did June.",
    "Key Findings said that the road was open.",
    "Arben Dushku said nothing about the road.",
    "Has Arben Dushku said that the road is open?",
    "Arben Dushku announced a plan, “The Open Road”.",
    "The company added a road.",
]


@pytest.mark.parametrize("sentence", SILENT)
def test_says_nobody(sentence: str) -> None:
    assert speaker(OPENING + sentence, sentence) == ""


def test_a_surname_is_the_full_name_given_before() -> None:
    text = OPENING + "Minister Arben Dushku opened the talks. Dushku stressed that time was short."
    assert speaker(text, "Dushku stressed that time was short.") == "Arben Dushku"


def test_a_surname_two_people_share_is_nobody() -> None:
    text = OPENING + "Farid Aziz came with his sister Leyla Aziz. Aziz said that time was short."
    assert speaker(text, "Aziz said that time was short.") == ""


def test_a_surname_is_not_a_name_given_later() -> None:
    text = "MR. STONE: I came with my son.\n\nMS. LUND: What is he called, may I ask?\n\nMR. STONE: He is Peter Stone."
    assert speaker(text, "I came with my son.") == "MR. STONE"


def test_a_person_is_not_the_company_of_the_same_name() -> None:
    text = OPENING + "Peter Keller founded Keller Inc. in 1980. In 2002, Keller announced that it would close."
    assert speaker(text, "In 2002, Keller announced that it would close.") == ""


def test_a_pronoun_is_the_last_speaker() -> None:
    text = OPENING + "“We are late,” said Elena Varga. She added that the ice would not wait.\n\nShe also noted that it was thin."
    assert speaker(text, "She added that the ice would not wait.") == "Elena Varga"
    assert speaker(text, "She also noted that it was thin.") == "Elena Varga"


@pytest.mark.parametrize(
    "between",
    ["Her colleague Paul Weber agreed.", "The mayor arrived.", "She met Paul Weber at the door."],
)
def test_a_pronoun_after_somebody_else_is_nobody(between: str) -> None:
    text = OPENING + f"“We are late,” said Elena Varga. {between} He added that the ice would not wait."
    assert speaker(text, "He added that the ice would not wait.") == ""


def test_he_is_not_she() -> None:
    text = OPENING + "“We are late,” said Elena Varga. She said the ice was thin. He said it was not."
    assert speaker(text, "He said it was not.") == ""


def test_an_office_is_its_only_holder() -> None:
    text = OPENING + "Energy Minister Omar Farouk opened the plant. The minister said that it was safe."
    assert speaker(text, "The minister said that it was safe.") == "Omar Farouk"
    two = text.replace("opened the plant", "met Justice Minister Mira Kolaj")
    assert speaker(two, "The minister said that it was safe.") == ""


def test_two_sentences_of_one_speaker_are_one_quote() -> None:
    quote = "“We are late,” said Elena Varga. She added that the ice would not wait."
    assert speaker(OPENING + quote, quote) == "Elena Varga"


def test_two_speakers_are_not_one_quote() -> None:
    quote = "“We are late,” said Elena Varga. “We are not,” said Paul Weber."
    assert speaker(OPENING + quote, quote) == ""


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = OPENING + "“We are late.\n\n“The ice is thin. It will not wait.\n\n“Let us go,” said Elena Varga.\n\nThey went."
    assert speaker(text, "It will not wait.") == "Elena Varga"
    assert speaker(text, "They went.") == ""


def test_marks_that_do_not_pair_say_nothing() -> None:
    text = OPENING + 'Elena Varga said: "We are late. "The ice is thin," said Paul Weber.'
    assert speaker(text, '"The ice is thin," said Paul Weber.') == ""


TRANSCRIPT = """Press conference after the meeting of the lake council

PRESIDENT HOLM: Good evening. I am glad to tell you that we agree.

We will meet again in spring.

Q: What did the chancellor say about gas?

PRESIDENT HOLM: She said that contracts are contracts.

Note: The conference was held in two languages.

The meeting was closed at noon.
"""


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_a_transcript_gives_each_turn_its_speaker(name: str) -> None:
    assert speaker(TRANSCRIPT, "I am glad to tell you that we agree.", name) == "PRESIDENT HOLM"
    assert speaker(TRANSCRIPT, "We will meet again in spring.", name) == "PRESIDENT HOLM"
    assert speaker(TRANSCRIPT, "What did the chancellor say about gas?", name) == ""
    assert speaker(TRANSCRIPT, "She said that contracts are contracts.", name) == "PRESIDENT HOLM"
    assert speaker(TRANSCRIPT, "The conference was held in two languages.", name) == ""
    assert speaker(TRANSCRIPT, "The meeting was closed at noon.", name) == ""


def test_a_speaker_line_may_stand_alone() -> None:
    text = "MR. DUSHKU:\n\nWe met for the first time since the ferry was built.\n\nMS. LUND:\n\nI thank you for that, and so do we all."
    assert speaker(text, "We met for the first time since the ferry was built.") == "MR. DUSHKU"
    assert speaker(text, "I thank you for that, and so do we all.") == "MS. LUND"


@pytest.mark.parametrize("label", ["Note", "Date", "Source", "Background", "Key Findings", "Next Steps", "Contact", "Port Anna"])
def test_labels_are_no_speakers(label: str) -> None:
    line = f"{label}: We met in the old customs house, and we will meet there again."
    assert speaker(f"{line}\n\nSummary: We agreed on what we could.\n\n{label}: You may read more in the annex.", line) == ""


REMARKS = """{title}

Published on Monday

Dear friends, I thank you for coming. I know that the road was long.

The road will be better next year.

I promise you that, and I will keep my promise. My door is open.

Port Anna, harbour office
"""


def test_a_speech_is_said_by_the_one_its_title_names() -> None:
    text = REMARKS.format(title="Remarks by Prime Minister Elena Varga at the opening of the road")
    assert speaker(text, "The road will be better next year.") == "Elena Varga"
    assert speaker(text, "I know that the road was long.") == "Elena Varga"
    assert speaker(text, "Port Anna, harbour office") == ""


@pytest.mark.parametrize(
    "title",
    [
        "Remarks by Elena Varga and Paul Weber at the opening",
        "Remarks by the prime minister at the opening",
        "A road by Elena Varga",
    ],
)
def test_other_titles_name_nobody(title: str) -> None:
    assert speaker(REMARKS.format(title=title), "The road will be better next year.") == ""


def test_other_languages_are_silent() -> None:
    sentence = "„Die Straße ist offen“, sagte Minister Arben Dushku am Montag."
    assert speaker("Die Minister trafen sich am Montag in der alten Hauptstadt des Landes am See.\n\n" + sentence, sentence) == ""


@pytest.mark.parametrize(
    ("phrase", "kind", "words"),
    [
        ("Albania’s interior minister Taulant Doe", "person", "Taulant Doe"),
        ("European Commission President Ursula von der Doe", "person", "Ursula von der Doe"),
        ("Minister of Foreign Affairs and Trade Jane Doe", "person", "Jane Doe"),
        ("Jane M. O’Doe", "person", "Jane M. O’Doe"),
        ("Minister Doe", "surname", "Minister Doe"),
        ("the prime minister", "office", "the prime minister"),
        ("the Organization for Security and Co-operation in Europe", "body", "Organization for Security and Co-operation in Europe"),
        ("But on Monday she", "", ""),
        ("She", "pronoun", "she"),
        ("The Western Balkans", "", ""),
        ("North Macedonia", "", ""),
        ("critics of Jane Doe", "", ""),
        ("the Council and the Commission", "", ""),
        ("", "", ""),
    ],
)
def test_mentions(phrase: str, kind: str, words: str) -> None:
    mention = mention_of(phrase)
    assert (mention.kind, mention.words) == (kind, words) if mention else kind == ""


PIECES = st.sampled_from(
    [*(sentence for sentence, _ in SAID), *SILENT, "He said so.", "She added that it was late.", "“", "”", '"', "‘", "’", "«", "»", ":", ",", "\x00",
     "MR. DOE:", "Q:", "Note:", "Jane Doe:", "I thank you.", "said", "according to", "According to the", "and", "while", "Jane", "Doe", "von", "the",
     "Minister", "of", "Ó", "İ", "🚢", "W" * 400, "J. " * 40, "said Jane and " * 12, ", who, " * 20, "‘a " * 30, "\n", "\n\n", "\r\n\r\n", "# "]
)  # fmt: skip


def _obeys(text: str, sentences: tuple[Span, ...], found: tuple[Speech, ...]) -> Iterator[bool]:
    starts, ends = {span.start for span in sentences}, {span.end for span in sentences}
    last = 0
    for said in found:
        yield said.start in starts and said.end in ends and last <= said.start < said.end
        yield bool(said.speaker) and all(word in text for word in said.speaker.split())
        last = said.end


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map(" ".join), st.sampled_from(["note.txt", "note.md"]))
def test_speeches_are_whole_sentences_in_order(text: str, name: str) -> None:
    try:
        document = read(text, name)
    except DocumentError:
        return
    found = speeches(document.text, document.blocks, document.sentences)
    assert all(_obeys(document.text, document.sentences, found))
    assert found == speeches(document.text, document.blocks, document.sentences)


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=12))
def test_any_blocks_and_sentences_will_do(text: str, cuts: list[int]) -> None:
    borders = sorted({min(cut, len(text)) for cut in cuts})
    spans = tuple(Span(start, end) for start, end in pairwise(borders))
    blocks = tuple(Block(span.start, span.end, "heading" if number % 3 == 1 else "paragraph") for number, span in enumerate(spans))
    sentences = tuple(Span(block.start, block.end) for block in blocks if block.kind == "paragraph")
    assert all(_obeys(text, sentences, speeches(text, blocks, sentences)))


def test_nothing_is_said_in_an_empty_text() -> None:
    assert speeches("", (), ()) == ()
