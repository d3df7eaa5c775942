"""Documents compared, put in order of time and set against each other: over a small library with the real encoder, and as files."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.across import reading
from assistant.across.comparison import MAX_QUESTIONS, Comparison
from assistant.across.facade import Across
from assistant.across.spreadsheet import comparison_csv, differences_csv, guarded, timeline_csv, written
from assistant.across.timeline import by_date, days_of, is_date
from assistant.across.word_export import comparison_docx, differences_docx, timeline_docx
from assistant.across.wording import difference_words
from assistant.answer import Citation, Evidence
from assistant.assistant import Assistant
from corpus.errors import QuestionError, RapporteurError
from corpus.landmarks import Locator
from corpus.library import Library
from index.build import update_index
from index.encoder import Encoder
from index.filters import Filter


def meeting(title: str, date: str, *paragraphs: str) -> str:
    facts = f"---\ntitle: {title}\n{f'date: {date}' if date else 'language: en'}\npublisher: Lake Secretariat\n---\n\n"
    return facts + "\n\n".join(paragraphs) + "\n"


LIBRARY = {
    "lake-2021.md": meeting(
        "Lake ministers meet on trawlers",
        "2021-05-04",
        "The ministers agreed to close the northern shore of Lake Orin to trawlers from June to August.",
        "The lake fund pays EUR 12 million for the protection of trout in Lake Orin.",
        "The secretariat shall publish the catch of trout of every harbour on Lake Orin.",
    ),
    "lake-2022.md": meeting(
        "Lake ministers meet again on trawlers and trout",
        "2022",
        "The lake fund pays EUR 20 million for the protection of trout in Lake Orin.",
        "The secretariat should publish the catch of trout of every harbour on Lake Orin.",
        "A new ferry was launched in the presence of the mayors.",
    ),
    "lake-note.md": meeting(
        "Note on trawlers of Lake Orin",
        "",
        "Trawlers on Lake Orin were not inspected last winter.",
        "The fishing fleet of Lake Orin is older than thirty years.",
    ),
    "opera.md": meeting(
        "The opera season", "2022-03", "The opera opens its season with a comedy in March.", "Tickets are sold at the theatre and in three bookshops."
    ),
    "bakery.md": meeting(
        "A bakery closes", "2020-11", "The oldest bakery of the old town closes after ninety years.", "Its owner moves to the coast."
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, real_encoder: Encoder) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("across")
    (folder / "documents").mkdir()
    for name, text in LIBRARY.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    update_index(Library(folder / "documents"), folder / "index", real_encoder)
    yield Assistant(folder / "index", real_encoder)


@pytest.fixture(scope="module")
def across(assistant: Assistant) -> Across:
    return Across(assistant)


def held(assistant: Assistant, citations: tuple[Citation, ...]) -> None:
    """Every quote is the document's own, and the numbers run through."""
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        text = assistant.document(citation.evidence.document_id).text
        assert text[citation.evidence.start : citation.evidence.end] == citation.quote


# Compare ----------------------------------------------------------------------------------------------------------------


def test_each_document_answers_for_itself_or_says_nothing(assistant: Assistant, across: Across) -> None:
    found = across.compare(["How much does the lake fund pay for the protection of trout?"])
    said = {row.document.document_id: [citation.quote for citation in row.cells[0].citations] for row in found.rows}
    assert list(said) == sorted(LIBRARY)
    assert any("EUR 12 million" in quote for quote in said["lake-2021.md"])
    assert any("EUR 20 million" in quote for quote in said["lake-2022.md"])
    assert said["opera.md"] == said["bakery.md"] == []
    assert said["lake-note.md"] == []  # it only touches on the lake
    held(assistant, found.citations)


def test_several_questions_are_columns_and_a_repeated_one_is_one(assistant: Assistant, across: Across) -> None:
    found = across.compare(["When does the opera open its season?", "Which bakery closes?", "When does the  opera open its season?"])
    assert len(found.questions) == 2
    rows = {row.document.document_id: row for row in found.rows}
    assert [cell.says_nothing for cell in rows["opera.md"].cells] == [False, True]
    assert [cell.says_nothing for cell in rows["bakery.md"].cells] == [True, False]
    held(assistant, found.citations)


def test_the_filter_is_honoured_and_what_is_no_question_is_refused(across: Across) -> None:
    found = across.compare(["Who closes?"], Filter(("bakery.md", "opera.md")))
    assert [row.document.document_id for row in found.rows] == ["bakery.md", "opera.md"]
    with pytest.raises(QuestionError, match="no document fits"):
        across.compare(["Who closes?"], Filter(("nothing.md",)))
    with pytest.raises(QuestionError, match="the question is empty"):
        across.compare(["  ", ""])
    with pytest.raises(QuestionError, match=f"at most {MAX_QUESTIONS}"):
        across.compare([f"Question number {number}?" for number in range(MAX_QUESTIONS + 1)])


def test_where_too_many_documents_fit_the_nearest_are_compared(across: Across, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENTS", 2)
    found = across.compare(["How much does the lake fund pay for the protection of trout?"])
    assert (len(found.rows), found.fitting) == (2, len(LIBRARY))
    assert {row.document.document_id for row in found.rows} == {"lake-2021.md", "lake-2022.md"}


def test_documents_that_one_search_does_not_propose_are_found_in_the_next(across: Across, monkeypatch: pytest.MonkeyPatch) -> None:
    def saying() -> list[str]:
        found = across.compare(["How much does the lake fund pay for the protection of trout?"])
        return [row.document.document_id for row in found.rows if not row.says_nothing]

    whole = saying()
    assert len(whole) > 1
    monkeypatch.setattr(reading, "_PROPOSED", 1)
    assert saying() == whole
    monkeypatch.setattr(reading, "_ROUNDS", 1)
    assert len(saying()) == 1


def test_progress_is_told_until_everything_is_read(across: Across) -> None:
    told: list[tuple[int, int]] = []
    across.compare(["Who pays for the trout?"], report=lambda done, of: told.append((done, of)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0


# Timeline ---------------------------------------------------------------------------------------------------------------


def test_quotes_stand_in_the_order_of_their_documents_dates(assistant: Assistant, across: Across) -> None:
    found = across.timeline("trout in Lake Orin")
    assert [moment.date for moment in found.moments] == ["2021-05-04", "2022"]
    held(assistant, tuple(sorted(found.citations, key=lambda citation: citation.number)))
    assert found.silent + len({citation.evidence.document_id for citation in found.citations}) == found.compared == len(LIBRARY)


def cited(date: str, number: int) -> Citation:
    return Citation(number, Evidence(f"{number}.txt", 0, 1, 0.0), "x", "", "", date, Locator((), None, "", (), ""))


DATES = st.one_of(
    st.dates().map(lambda day: day.isoformat()), st.dates().map(lambda day: day.isoformat()[:7]), st.dates().map(lambda day: day.isoformat()[:4])
)


@given(st.lists(st.one_of(DATES, st.sampled_from(["", "2023-13", "soon", "0000", "2023-02-30"])), max_size=12))
def test_every_quote_is_kept_once_and_dates_never_go_back(dates: list[str]) -> None:
    citations = [cited(date, number) for number, date in enumerate(dates, 1)]
    moments, undated = by_date(citations)
    shown = [citation for moment in moments for citation in moment.citations] + list(undated)
    assert sorted(citation.number for citation in shown) == [citation.number for citation in citations]
    assert [moment.days[0] for moment in moments] == sorted(moment.days[0] for moment in moments)
    assert len({moment.date for moment in moments}) == len(moments)
    assert not any(is_date(citation.date) for citation in undated)


def test_a_year_or_a_month_is_a_stretch_of_time_and_comes_before_its_days() -> None:
    assert [day.isoformat() for day in days_of("2024-02")] == ["2024-02-01", "2024-02-29"]
    assert [day.isoformat() for day in days_of("2023")] == ["2023-01-01", "2023-12-31"]
    moments, _ = by_date([cited(date, 1) for date in ("2023-01-01", "2023-01", "2023", "2022-12-31")])
    assert [moment.date for moment in moments] == ["2022-12-31", "2023", "2023-01", "2023-01-01"]


# Where they differ --------------------------------------------------------------------------------------------------------


def test_statements_that_differ_stand_side_by_side_with_the_words_marked(assistant: Assistant, across: Across) -> None:
    found = across.differences("protection of trout in Lake Orin")
    assert sorted(words for pair in found.pairs for words in difference_words(pair)) == [
        "These differ in how strong the commitment is: “shall” / “should”.",
        "These differ in the number: “EUR 12 million” / “EUR 20 million”.",
    ]
    for pair in found.pairs:
        assert [pair.one.citation.date, pair.other.citation.date] == ["2021-05-04", "2022"]
        for side in (pair.one, pair.other):
            text = assistant.document(side.citation.evidence.document_id).text
            evidence = side.citation.evidence
            assert all(evidence.start <= mark.start < mark.end <= evidence.end and text[mark.start : mark.end].strip() for mark in side.marks)
    held(assistant, found.citations)


def test_one_document_does_not_differ_from_itself(tmp_path: Path, real_encoder: Encoder) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "both.md").write_text(LIBRARY["lake-2021.md"] + LIBRARY["lake-2022.md"].rpartition("---")[2], encoding="utf-8")
    update_index(Library(tmp_path / "documents"), tmp_path / "index", real_encoder)
    found = Across(Assistant(tmp_path / "index", real_encoder)).differences("protection of trout in Lake Orin")
    assert found.statements >= 4
    assert found.pairs == ()


# Files ------------------------------------------------------------------------------------------------------------------


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_tables_hold_every_quote_with_its_place(assistant: Assistant, across: Across) -> None:
    compared = across.compare(["How much does the lake fund pay for the protection of trout?"])
    rows = rows_of(comparison_csv(compared))
    assert {row["document_id"] for row in rows} == set(LIBRARY)
    for row in rows:
        if row["quote"]:
            assert assistant.document(row["document_id"]).text[int(row["start"]) : int(row["end"])] == row["quote"]
        else:
            assert row["certainty"] == "says nothing"
    dated = rows_of(timeline_csv(across.timeline("trout in Lake Orin")))
    assert [row["date"] for row in dated] == sorted(row["date"] for row in dated)
    differing = rows_of(differences_csv(across.differences("protection of trout in Lake Orin")))
    assert ("in the number", "EUR 12 million", "EUR 20 million") in [(row["differ"], row["words_one"], row["words_other"]) for row in differing]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=4))
def test_no_cell_is_a_formula_and_every_cell_comes_back(cells: list[str]) -> None:
    content = written([str(place) for place in range(len(cells))], [cells])
    (_, back) = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert content.endswith(b"\r\n")
    for cell, read in zip(cells, back):
        assert read == guarded(cell)
        assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert read.removeprefix("'") == cell or read == cell


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_word_documents_have_a_footnote_for_each_quote(assistant: Assistant, across: Across) -> None:
    compared = across.compare(["How much does the lake fund pay for the protection of trout?"])
    dated, differing = across.timeline("trout in Lake Orin"), across.differences("protection of trout in Lake Orin")
    for content, citations in (
        (comparison_docx(compared, assistant.document), compared.citations),
        (timeline_docx(dated, assistant.document), dated.citations),
        (differences_docx(differing, assistant.document), differing.citations),
    ):
        parts = parts_of(content)
        assert len(re.findall(r"<w:footnoteReference ", parts["word/document.xml"])) == len(citations)
        assert parts["word/footnotes.xml"].count("Lake Secretariat") >= len(citations)
        for citation in citations:
            assert " ".join(citation.quote.split()) in parts["word/document.xml"]


def test_a_quote_that_its_document_no_longer_holds_is_not_exported(assistant: Assistant, across: Across) -> None:
    compared = across.compare(["Which bakery closes?"])
    with pytest.raises(RapporteurError, match="was changed since"):
        comparison_docx(compared, lambda name: replace(assistant.document(name), text="Nothing is left. " * 40))


def test_a_hostile_name_stays_text_in_every_file(assistant: Assistant, across: Across) -> None:
    compared = across.compare(["Which bakery closes?"])
    hostile = '=cmd|"/c calc"!A1</w:t><w:r>'
    rows = tuple(replace(row, document=replace(row.document, title=hostile)) for row in compared.rows)
    named = Comparison(compared.questions, rows, compared.fitting, compared.generation)
    assert all(row["title"].startswith(("'=", "A bakery")) for row in rows_of(comparison_csv(named)))
    assert "&lt;/w:t&gt;" in parts_of(comparison_docx(named, assistant.document))["word/document.xml"]
