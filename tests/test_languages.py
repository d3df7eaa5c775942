"""Languages: what a text is in, where its sentences end, and which of its words meet whichever way they are written."""

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.abstention import uncovered
from assistant.gold import questions_of
from assistant.question import read_question
from corpus.errors import CollectionError
from corpus.file_reading import read_document
from corpus.language import base_of, document_language, html_language, question_language
from corpus.sentences import sentence_spans
from index.query import query_of
from index.words import stems, stop_words, terms, words

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from language_samples import SAMPLES

MAIN = ("sq", "sh-Latn", "sh-Cyrl", "mk", "en", "de", "fr")
ALBANIAN = (
    "Ministrat ranë dakord të forcojnë bashkëpunimin policor në të gjithë rajonin. Raporti vlerëson se reformat kanë ecur më ngadalë "
    "se sa pritej. Fondi do të hapet në fillim të pranverës."
)


def plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)).replace("đ", "d")


@pytest.mark.parametrize("language", MAIN)
def test_nine_short_questions_in_ten_are_recognised_and_none_is_taken_for_another_language(language: str) -> None:
    written = [variant(text) for text in SAMPLES[language] for variant in (str, plain)] if language != "mk" else list(SAMPLES[language])
    found = [question_language(text) for text in (written if language != "sh-Cyrl" else SAMPLES[language])]
    assert set(found) <= {language, ""}
    assert found.count(language) >= 0.8 * len(found)


@pytest.mark.parametrize("language", SAMPLES)
def test_a_document_is_recognised(language: str) -> None:
    assert document_language(" ".join(SAMPLES[language])) == language


@pytest.mark.parametrize("text", ["", "42", "NIS 2?", "– – –", "2023-11-29"])
def test_what_holds_no_words_is_in_no_language(text: str) -> None:
    assert question_language(text) == document_language(text) == ""


@given(st.text(max_size=300))
def test_any_text_has_one_language_or_none(text: str) -> None:
    assert question_language(text) == question_language(text)
    assert html_language(document_language(text)) != "" or document_language(text) == ""


def test_foreign_letters_in_an_english_text_leave_it_english() -> None:
    text = "Komgrich (Thai: คมกฤช นันทเพชร ), also better known as Ektaw, born in Bangkok, Thailand; Тирана, Скопје, Подгорица."
    assert document_language(text) in ("en", "")


def test_a_document_states_that_its_language_was_recognised() -> None:
    document = read_document("a.txt", ALBANIAN.encode())
    assert (document.language, document.origins.language) == ("sq", "detected")


def test_what_a_person_states_wins_over_what_is_recognised() -> None:
    document = read_document("a.txt", ALBANIAN.encode(), given={"language": "de"})
    assert (document.language, document.origins.language) == ("de", "given")
    assert read_document("a.md", b"---\nlanguage: fr\n---\n" + ALBANIAN.encode()).language == "fr"


def test_a_template_s_language_gives_way_to_a_page_of_another_language() -> None:
    assert document_language(ALBANIAN, "en") == "en"  # a few sentences contradict nobody
    assert document_language(10 * ALBANIAN, "en") == "sq"
    assert document_language(10 * " ".join(SAMPLES["sh-Latn"]), "hr") == "hr"


@pytest.mark.parametrize(
    ("code", "base", "tag"),
    [("sr-Latn", "sh", "sr-Latn"), ("sh-Latn", "sh", "sr-Latn"), ("sh-Cyrl", "sh", "sr-Cyrl"), ("HR", "sh", "HR"), ("en_GB", "en", "en-GB")],
)
def test_codes(code: str, base: str, tag: str) -> None:
    assert (base_of(code), html_language(code)) == (base, tag)


def test_a_language_that_is_no_code_stands_in_no_attribute() -> None:
    assert html_language('en" onload="x') == html_language("") == html_language("the language of the moon") == ""


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("sq", "Z. Rama u takua me dr. Balla. Neni 5 par. 2 thotë ndryshe. P.sh. kjo. A do të vijë? Po.", 5),
        ("sr", "Prof. dr Marković je rekao da čl. 5. st. 2. važi. Sastanak je bio 5. maja 2023. godine. Sledeći je u str. 7.", 3),
        ("sh-Cyrl", "Дана 5. маја 2023. године одржан је састанак. Г. Хорват, нпр., није дошао.", 2),
        ("mk", "На 5. мај 2023 г. се одржа состанок. Д-р Петров, пр., не дојде. Член 5 ст. 2 важи.", 3),
        ("de", "Am 5. Mai 2023 traf Dr. Müller, z. B. in Berlin, ein. Gem. Art. 5 Abs. 2 gilt das. Die Minister kamen.", 3),
        ("fr", "M. Dupont est venu le 5 mai. Cf. art. 5, al. 2. Les ministres, p. ex., sont partis.", 3),
    ],
)
def test_sentences_end_where_the_language_ends_them(language: str, text: str, count: int) -> None:
    spans = list(sentence_spans(text, 0, len(text), language))
    assert len(spans) == count
    assert " ".join(text[span.start : span.end] for span in spans) == text


@given(st.text(alphabet="abč Ђж.!?\n 5„“", max_size=120), st.sampled_from([*MAIN, "xx", ""]))
def test_sentences_in_any_language_lose_nothing(text: str, language: str) -> None:
    spans = list(sentence_spans(text, 0, len(text), language))
    assert "".join(text[span.start : span.end] for span in spans).split() == text.split() or "".join(
        "".join(text[span.start : span.end].split()) for span in spans
    ) == "".join(text.split())


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("sq", "Tirana Tiranë Tirane Tiranës Tiranën Tiranes"),
        ("sq", "korrupsion korrupsioni korrupsionit korrupsionin"),
        ("sr", "Đoković Djoković Dokovic Djokovic Ђоковић Đokovića"),
        ("sr", "saradnja saradnju сарадња сарадњу"),
        ("sr", "mlijeko mleko млеко млијеко"),
        ("mk", "Тирана Tirana Tirane"),
        ("mk", "граница границите границата"),
        ("de", "Straße Straßen STRASSE"),
        ("fr", "échange échanges echange"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, forms: str) -> None:
    assert len(set(terms(forms, language))) == 1


@pytest.mark.parametrize(
    ("one", "of", "other", "abroad"),
    [
        ("Tirana", "en", "Тирана", "mk"),
        ("Skopje", "en", "Скопје", "mk"),
        ("Tirana", "en", "Tiranës", "sq"),
        ("Tiranës", "sq", "Tirana", "en"),
        ("Тирана", "mk", "Tirana", "en"),
        ("2023", "sq", "2023.", "en"),
        ("39,2", "de", "39,2", "mk"),
    ],
)
def test_names_and_numbers_meet_across_languages_and_scripts(one: str, of: str, other: str, abroad: str) -> None:
    assert set(query_of(one, of, {base_of(abroad)}).terms) & set(terms(other, abroad))


@given(st.text(max_size=200))
def test_english_is_searched_as_before_and_an_unknown_language_as_english(text: str) -> None:
    assert terms(text) == terms(text, "en") == terms(text, "en-GB")
    assert query_of(text, "en", {"en"}).terms == query_of(text, "", ()).terms == terms(text)
    assert words(text) == words(text, "en")


def test_english_terms_are_what_they_were() -> None:
    text = "The Ministers’ meetings in Tiranë didn't agree on Đoković’s 1,250 firearms; Тирана."
    assert terms(text) == ["minist", "meet", "tiran", "didn", "agre", "đokov", "1,250", "firearm", "тирана"]


@given(st.text(max_size=60), st.sampled_from(MAIN))
def test_terms_fit_the_vocabulary(text: str, language: str) -> None:
    assert all(0 < len(term.encode()) <= 40 for term in terms(text, language))
    assert stems(words(text, language), language) == [term for word in words(text, language) for term in stems([word], language)]


def test_a_question_in_one_language_weighs_its_words_as_before() -> None:
    question = read_question("What did the ministers agree in Tirana?", {"en"})
    assert (question.abroad, question.crosses, question.language) == ((), False, "en")
    assert question.weights({"minist": 2.0, "agre": 1.0, "tirana": 3.0}.__getitem__) == {"minist": 2.0, "agre": 1.0, "tirana": 3.0}
    assert question.held_by("Ministers in Tirana", "en") == frozenset({"minist", "in", "tirana"})


def test_a_question_across_languages_finds_its_names_and_is_not_blamed_for_its_words() -> None:
    question = read_question("Çfarë u vendos në Tiranë në vitin 2019?", {"en"})
    assert question.crosses
    held = question.held_by("Decided in Tirana.", "en")
    assert "tiran" in held
    assert uncovered(question, held, lambda term: 1.0) == ("2019",)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Sa persona u ndihmuan?", "number"),
        ("Kada se održava sastanak?", "date"),
        ("Кој ја води работната група за границите?", "person"),
        ("Wie viele Menschen wurden aufgenommen?", "number"),
        ("Quand a lieu la prochaine réunion des ministres ?", "date"),
    ],
)
def test_question_words_of_other_languages(question: str, kind: str) -> None:
    assert read_question(question).answer_type == kind


def test_every_stop_word_is_as_words_are_folded() -> None:
    for language in MAIN:
        assert all(word in words(word, language) for word in stop_words(language))


def test_a_parallel_question_needs_its_id_and_words_alone(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"id": "a", "question": "What?", "answerable": false, "kind": "absent", "evidence": []}\n')
    (tmp_path / "questions.sq.jsonl").write_text('{"id": "a", "question": "Çfarë?"}\n')
    (asked,) = questions_of(tmp_path, "sq")
    assert (asked.id, asked.question, asked.kind) == ("a", "Çfarë?", "absent")
    (tmp_path / "questions.de.jsonl").write_text('{"id": "b", "question": "Was?"}\n')
    with pytest.raises(CollectionError, match="line 1 is not a question"):
        questions_of(tmp_path, "de")
    with pytest.raises(CollectionError, match="cannot be read"):
        questions_of(tmp_path, "mk")
