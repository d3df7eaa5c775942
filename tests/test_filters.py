"""Filters: a document that does not say what is asked for never fits, and the command line asks what the values say."""

import calendar
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_fixtures import Sheet, lines, pdf
from test_command_line import environment

from corpus.errors import QuestionError
from index.filters import EVERYTHING, Filter, matching, says
from index.store import DocumentSummary

COMMAND = Path(sys.executable).with_name("rapporteur")


def summary(document_id: str = "a.txt", *, day: str = "", **facts: str) -> DocumentSummary:
    fields = {"title": "", "publisher": "", "language": "", "media_type": "", "source_url": "", "sha256": ""} | facts
    return DocumentSummary(document_id=document_id, date=day, characters=0, passages=0, first_passage=0, **fields)  # type: ignore[arg-type]


def fits(found: DocumentSummary, where: Filter) -> bool:
    return matching([found], where) == [found]


# Dates ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "where", "fitting"),
    [
        ("2023-11-29", Filter(after="2023-11-29"), True),
        ("2023-11-28", Filter(after="2023-11-29"), False),
        ("2023-11-29", Filter(before="2023-11-29"), False),
        ("2023-11-28", Filter(before="2023-11-29"), True),
        ("2023-11-30", Filter(after="2023-11", before="2023-12"), True),
        ("2023-12-01", Filter(after="2023-11", before="2023-12"), False),
        ("2022-12-31", Filter(before="2023"), True),
        ("2023-01-01", Filter(after="2023"), True),
        # a month or a year fits when all of it does
        ("2023-01", Filter(after="2023-01-01"), True),
        ("2023", Filter(after="2023-01-01"), True),
        ("2023", Filter(after="2023-01"), True),
        ("2023", Filter(after="2023-02"), False),
        ("2023-11", Filter(after="2023-11-02"), False),
        ("2023", Filter(before="2023-11"), False),
        ("2023-11", Filter(before="2023-11-15"), False),
        ("2023-11", Filter(before="2023-12-01"), True),
        ("2023", Filter(before="2024-01-01"), True),
        ("2023", Filter(after="2023", before="2024"), True),
        # and one without a date is neither before nor after anything
        ("", Filter(after="1900"), False),
        ("", Filter(before="2099"), False),
        ("", EVERYTHING, True),
    ],
)
def test_dates_are_half_open(day: str, where: Filter, fitting: bool) -> None:
    assert fits(summary(day=day), where) is fitting


DAYS = st.dates(date(1998, 1, 1), date(2003, 12, 31)).map(date.isoformat)
STATED = st.builds(lambda day, length: day[:length], DAYS, st.sampled_from([4, 7, 10]))


def first(stated: str) -> date:
    return date.fromisoformat(stated + "-01-01"[len(stated) - 4 :])


def last(stated: str) -> date:
    begins = first(stated)
    if len(stated) == 4:
        return date(begins.year, 12, 31)
    return begins.replace(day=calendar.monthrange(begins.year, begins.month)[1]) if len(stated) == 7 else begins


@given(st.one_of(st.just(""), STATED), STATED)
def test_a_date_fits_when_every_day_of_it_does(day: str, wanted: str) -> None:
    found = summary(day=day)
    assert fits(found, Filter(after=wanted)) is (day != "" and first(day) >= first(wanted))
    assert fits(found, Filter(before=wanted)) is (day != "" and last(day) < first(wanted))


@given(DAYS, STATED)
def test_of_a_full_date_before_and_after_are_opposites(day: str, wanted: str) -> None:
    assert fits(summary(day=day), Filter(after=wanted)) is not fits(summary(day=day), Filter(before=wanted))


@given(STATED)
def test_no_day_falls_between_two_neighbouring_days(stated: str) -> None:
    following = (last(stated) + timedelta(days=1)).isoformat()
    assert fits(summary(day=stated), Filter(after=stated, before=following))


@pytest.mark.parametrize("stated", ["soon", "2023-13", "2023-02-30", "29.11.2023", "23", "2023-1-1", "29 November 2023", " 2023", "2023-11-29T10:00"])
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_date_that_is_none_is_refused_with_how_to_write_it(name: str, stated: str) -> None:
    with pytest.raises(QuestionError) as refusal:
        Filter(**{name: stated})
    assert str(refusal.value) == f"{stated!r} is no date to search {name}; write it as 2023-11-29, 2023-11 or 2023"


# Names ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["Secrétariat", "SECRETARIAT", "secre\u0301tariat", "riat du", "  du   LAC ", "du lac"])
def test_a_part_of_a_name_fits_whatever_its_case_and_accents(wanted: str) -> None:
    found = summary(publisher="Secrétariat du Lac")
    assert fits(found, Filter(publisher=wanted))
    assert not fits(summary(publisher="Ministry"), Filter(publisher=wanted))
    assert not fits(summary(), Filter(publisher=wanted))


@pytest.mark.parametrize(
    ("said", "wanted"), [("Taulant Balla", "balla"), ("Ülo Õun", "ulo oun"), ("Straße", "STRASSE"), ("Тарас", "тарас"), ("Đoković", "đOKOVIĆ")]
)
def test_a_speaker_is_told_by_a_part_of_the_name(said: str, wanted: str) -> None:
    assert says(said, wanted)
    assert not says("", wanted)
    assert says("", "")


def test_a_document_fits_a_speaker_who_speaks_in_it() -> None:
    found = summary()
    heard = DocumentSummary(**{name: getattr(found, name) for name in found.__slots__} | {"speakers": ("Ana Hoxha", "Ben Doe")})
    assert fits(heard, Filter(speaker="hoxha"))
    assert not fits(heard, Filter(speaker="hoxha ben"))
    assert not fits(found, Filter(speaker="hoxha"))


@pytest.mark.parametrize(
    ("document_id", "kind", "fitting"),
    [
        ("a.PDF", "pdf", True),
        ("a.pdf", ".PDF", True),
        ("a.pdf.txt", "pdf", False),
        ("pdf", "pdf", False),
        ("mail.eml/note.pdf", "pdf", True),
        ("mail.eml/note.pdf", "eml", False),
        ("a.xlsx", "xls", False),
    ],
)
def test_a_kind_is_the_end_of_the_name(document_id: str, kind: str, fitting: bool) -> None:
    assert fits(summary(document_id), Filter(kind=kind)) is fitting


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("notes [1].txt", ["notes [1].txt"]),  # a document of that very name is meant, and no pattern
        ("notes*", ["notes [1].txt", "notes 1.txt"]),
        ("2021/*", ["2021/a.txt", "2021/b/c.txt"]),
        ("*/c.txt", ["2021/b/c.txt"]),
        ("re\u0301union.md", ["réunion.md"]),
        ("NOTES*", []),
        ("../*", []),
        ("", ["notes [1].txt", "notes 1.txt", "2021/a.txt", "2021/b/c.txt", "réunion.md"]),
    ],
)
def test_documents_are_named_or_globbed(wanted: str, found: list[str]) -> None:
    summaries = [summary(name) for name in ("notes [1].txt", "notes 1.txt", "2021/a.txt", "2021/b/c.txt", "réunion.md")]
    assert [match.document_id for match in matching(summaries, Filter(documents=wanted))] == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("notes 1.txt", "2021/a.txt"), ["notes 1.txt", "2021/a.txt"]),
        (("2021/*", "notes [1].txt"), ["notes [1].txt", "2021/a.txt", "2021/b/c.txt"]),
        (("gone.txt", "*/c.txt", "2021/b/c.txt"), ["2021/b/c.txt"]),
        (("gone.txt", "gone/*"), []),
        (("", ""), ["notes [1].txt", "notes 1.txt", "2021/a.txt", "2021/b/c.txt"]),
    ],
)
def test_of_several_names_a_document_fits_one(wanted: tuple[str, ...], found: list[str]) -> None:
    summaries = [summary(name) for name in ("notes [1].txt", "notes 1.txt", "2021/a.txt", "2021/b/c.txt")]
    assert [match.document_id for match in matching(summaries, Filter(documents=wanted))] == found


@given(st.lists(st.sampled_from(["a.txt", "b.md", "b [1].md", "c/d.txt"]), unique=True), st.lists(st.sampled_from(["a*", "b*", "b.md", "c/*", "x"])))
def test_several_names_fit_what_each_of_them_fits(there: list[str], wanted: list[str]) -> None:
    summaries = [summary(name) for name in there]
    apart = {match.document_id for name in wanted for match in matching(summaries, Filter(documents=(name,)))}
    together = matching(summaries, Filter(documents=tuple(wanted)))
    assert {match.document_id for match in together} == (apart if wanted else set(there))
    assert together == [found for found in summaries if found in together]


def test_names_are_taken_as_people_and_json_give_them() -> None:
    assert Filter(documents="a*") == Filter(documents=("a*",)) == Filter(documents=["a*", "a*", ""])  # type: ignore[arg-type]
    assert hash(Filter(documents=["a*"])) == hash(Filter(documents="a*"))  # type: ignore[arg-type]


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_words_are_a_filter(name: str, wanted: str) -> None:
    where = Filter(documents=wanted, publisher=wanted, author=wanted, speaker=wanted, language=wanted, kind=wanted)
    assert matching([summary(name, publisher=name)], where) in ([], [summary(name, publisher=name)])
    assert where.wants_all is (wanted == "")
    assert fits(summary(publisher=name), Filter(publisher=name))


def test_a_filter_says_what_it_wants() -> None:
    assert str(Filter(documents=("a*",), after="2023", kind="pdf")) == "document 'a*', after '2023', kind 'pdf'"
    assert str(Filter(documents=("a*", "b"))) == "document 'a*', document 'b'"
    assert (EVERYTHING.wants_all, str(EVERYTHING)) == (True, "")


# The command line -------------------------------------------------------------------------------------------------------

PRESS = (
    "---\ntitle: Shore closed\ndate: 2023-06-01\npublisher: Secrétariat du Lac\n---\n\n"
    "“The northern shore of the lake will be closed to trawlers from June to August,” said Minister Ana Hoxha.\n"
)
OLDER = "---\ntitle: Open\ndate: 2021-05-04\npublisher: Harbour Board\n---\n\nThe northern shore of the lake will stay open to trawlers all summer.\n"
UNDATED = "The northern shore of the lake\n\nThe northern shore of the lake was always closed to trawlers on Sundays, old fishermen say.\n"
QUESTION = "Is the northern shore of the lake closed to trawlers?"
Ask = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    home = tmp_path_factory.mktemp("filters")
    folder = home / "documents"
    folder.mkdir()
    for name, text in {"press.md": PRESS, "older.md": OLDER, "undated.txt": UNDATED}.items():
        (folder / name).write_text(text)
    (folder / "2022-03-01 survey.pdf").write_bytes(pdf([Sheet(lines("Trawlers were seen near the northern shore of the lake on nine days."))]))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(COMMAND), *arguments, "--index", str(home / "index")]
        return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False, timeout=60)

    done = run("index", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["added"]) == 4
    return run


def quoted(result: subprocess.CompletedProcess[str]) -> set[str]:
    assert result.returncode == 0, result.stderr
    record = json.loads(result.stdout)
    return {citation["document_id"] for citation in (*record["citations"], *record["nearest"])}


@pytest.mark.model
@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        ([], {"press.md", "older.md", "undated.txt", "2022-03-01 survey.pdf"}),
        (["--after", "2023"], {"press.md"}),
        (["--after", "2021-05-04", "--before", "2023-06-01"], {"older.md", "2022-03-01 survey.pdf"}),
        (["--before", "2022"], {"older.md"}),
        (["--publisher", "secretariat du lac"], {"press.md"}),
        (["--speaker", "hoxha"], {"press.md"}),
        (["--kind", "pdf"], {"2022-03-01 survey.pdf"}),
        (["--document", "*.md", "--before", "2022"], {"older.md"}),
        (["--document", "press.md", "--document", "undated*"], {"press.md", "undated.txt"}),
        (["--kind", ".MD", "--publisher", "board"], {"older.md"}),
    ],
)
def test_a_question_is_asked_of_the_documents_wanted(ask: Ask, options: list[str], allowed: set[str]) -> None:
    found = quoted(ask("ask", QUESTION, "--json", *options))
    assert found
    assert found <= allowed


@pytest.mark.model
def test_a_search_is_asked_of_the_documents_wanted(ask: Ask) -> None:
    result = ask("search", "northern shore trawlers", "--json", "--after", "2022-03-01", "--before", "2022-03-02")
    assert {json.loads(line)["document_id"] for line in result.stdout.splitlines()} == {"2022-03-01 survey.pdf"}


@pytest.mark.model
def test_a_quote_carries_its_speaker_and_of_a_speaker_only_what_he_says(ask: Ask) -> None:
    record = json.loads(ask("ask", QUESTION, "--json", "--speaker", "HOXHA").stdout)
    assert record["citations"]
    assert {citation["speaker"] for citation in record["citations"]} == {"Ana Hoxha"}


@pytest.mark.model
@pytest.mark.parametrize("options", [["--after", "2024"], ["--kind", "docx"], ["--speaker", "nobody"], ["--publisher", "board", "--after", "2023"]])
def test_where_no_document_fits_that_is_said(ask: Ask, options: list[str]) -> None:
    result = ask("ask", QUESTION, "--json", *options)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("rapporteur: ")
    assert len(result.stderr.splitlines()) == 1
    assert options[1] in result.stderr


@pytest.mark.model
def test_a_date_that_is_none_ends_in_one_line(ask: Ask) -> None:
    result = ask("ask", QUESTION, "--after", "yesterday")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "rapporteur: 'yesterday' is no date to search after; write it as 2023-11-29, 2023-11 or 2023\n"
