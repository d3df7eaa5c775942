"""The list, the form and the plots of the Library tab, as functions: no document is lost, and nothing a browser says is believed."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import StandInAssistant, StandInLibrary
from test_filters import summary

from assistant.statistics import Count, library_statistics
from corpus.errors import QuestionError
from index.filters import EVERYTHING, Filter, matching
from index.store import DocumentSummary
from ui.page import library_phrases
from ui.page.filtering import MOST_NAMES, changed, offers, parts
from ui.page.library_adding import NAMED, Outcomes, read_outcomes, render_outcomes
from ui.page.library_editing import EditingHandlers, changes
from ui.page.library_view import FILES_A_PAGE, SORTS, ListView, arranged, read_view
from ui.page.list_rendering import render_list
from ui.page.statistics_handlers import StatisticsHandlers, following, narrowed, read_period
from ui.page.statistics_rendering import MOST_BARS, MOST_COLUMNS, filled, render_statistics

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("sort page added there refused renamed document fields field value without period title date".split()), inner, max_size=4
        )
    ),
    max_leaves=12,
)
HOSTILE = '<img src=x onerror="x">"\'><script>y</script>'


def documents(number: int) -> list[DocumentSummary]:
    """Documents, every third without a date and every fourth with something inside it."""
    found = []
    for place in range(number):
        name = f"{place:04}.eml"
        found.append(
            replace(summary(name, day="" if place % 3 == 0 else f"{1950 + place % 60}", title=f"Title {place * 7 % 10}"), passages=place % 5)
        )
        if place % 4 == 0:
            found.append(replace(summary(f"{name}/inside.txt"), held_in=name))
    return found


# The list ---------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 130), st.sampled_from(["", *SORTS]), st.booleans(), st.sampled_from(["", "title 3", "inside"]))
def test_every_document_stands_on_one_page(number: int, sort: str, descending: bool, words: str) -> None:
    every = documents(number)
    view = ListView(words, sort, descending)
    pages = arranged(every, view).pages
    shown = [arranged(every, replace(view, page=page)) for page in range(1, pages + 1)]
    listed = [one.document_id for page in shown for file in page.files for one in (file.document, *file.inside) if one]
    found = {one.document_id for one in every if all(word in f"{one.title} {one.document_id}".casefold() for word in words.split())}
    assert len(listed) == len(set(listed))
    assert found <= set(listed)
    assert all(len(page.files) <= FILES_A_PAGE for page in shown)
    assert {page.documents for page in shown} == {len(found)}
    if not words:
        assert set(listed) == found


@pytest.mark.parametrize("descending", [False, True])
def test_documents_without_a_date_come_last_whichever_way_the_list_runs(descending: bool) -> None:
    shown = arranged(documents(40), ListView(sort="date", descending=descending))
    dates = [file.document.date for file in shown.files if file.document]
    dated = [date for date in dates if date]
    assert dates == dated + [""] * (len(dates) - len(dated))
    assert dated == sorted(dated, reverse=descending)


def test_a_view_follows_what_is_pressed() -> None:
    view = read_view(ListView(page=3), {"sort": "date"})
    assert (view.sort, view.descending, view.page) == ("date", False, 1)
    assert read_view(view, {"sort": "date"}).descending
    assert not read_view(replace(view, descending=True), {"sort": "title"}).descending
    assert read_view(view, {"page": "4"}).page == 4
    for nonsense in ({"page": "-1"}, {"page": "²"}, {"page": "9" * 30}, {"sort": "__class__"}, None, [], {"page": 4}):
        assert read_view(view, nonsense) == view
    assert arranged(documents(3), ListView(page=99)).page == 1


def test_a_list_of_five_thousand_is_a_page_of_fifty() -> None:
    written = render_list([summary(f"{place}.txt") for place in range(5_000)], ListView())
    assert written.count('name="document"') == FILES_A_PAGE
    assert len(written) < 100_000
    assert library_phrases.page_of(1, 100) in written


def test_a_reader_s_list_has_nothing_to_change_it_with() -> None:
    for_readers = render_list(documents(3), ListView(), may_edit=False)
    for control in ("checkbox", 'data-event="remove"', 'data-event="edit"'):
        assert control in render_list(documents(3), ListView())
        assert control not in for_readers
    assert 'data-event="open"' in for_readers


# Adding and stating -----------------------------------------------------------------------------------------------------


@given(JSON)
def test_whatever_a_browser_reports_is_read(data: object) -> None:
    outcomes = read_outcomes(data)
    assert outcomes.added >= 0
    render_outcomes(outcomes)
    assert read_view(ListView(), data).page >= 0
    assert read_period(data, "years") in ("years", "months")
    for read in (changed, narrowed):
        try:
            where = read(EVERYTHING, data)
        except QuestionError:
            continue
        assert isinstance(where, Filter)


def test_outcomes_are_told_and_cut() -> None:
    told = render_outcomes(read_outcomes({"added": 2, "there": 1, "refused": [[HOSTILE, HOSTILE]] * (NAMED + 5), "renamed": [["a", "b"]]}))
    assert HOSTILE not in told
    for words in (library_phrases.added(2), library_phrases.already_there(1), library_phrases.refused(NAMED + 5), library_phrases.and_more(5)):
        assert words in told
    assert render_outcomes(Outcomes()) == ""
    assert read_outcomes({"added": True, "there": -1, "refused": [["a"], "b", [1, 2]], "renamed": {"a": "b"}}) == Outcomes()


def test_only_what_a_person_changed_is_stated() -> None:
    known = replace(summary("a.txt", day="2023", title="Stated", publisher="Given"), language="en")
    given = {"publisher": "Given"}
    form = {"title": " Stated ", "date": "2023", "publisher": "Given", "author": "", "language": "en", "source_url": ""}
    assert changes(known, given, form) == {}
    assert changes(known, given, form | {"date": "2024", "publisher": ""}) == {"date": "2024", "publisher": ""}
    assert changes(known, given, form | {"title": ""}) == {"title": ""}


def test_the_form_keeps_what_was_typed_and_says_where_facts_are_from() -> None:
    library = StandInLibrary({"a.txt": f"Title: {HOSTILE}\nDate: 2023\nDateFrom: file name\n\nThe pier is closed.".encode()})
    handlers = EditingHandlers(StandInAssistant(library), library)
    form = handlers.form({"document": "a.txt"})
    assert HOSTILE not in form
    for words in (library_phrases.FROM["file name"], library_phrases.FROM["stated"], library_phrases.NOT_SAID):
        assert words in form
    kept, again = handlers.save({"document": "a.txt", "fields": {"date": "soon", "publisher": "Typed <b>"}})
    assert not kept
    assert "is no date that can be read in one way" in again
    assert "Typed &lt;b&gt;" in again
    assert handlers.save({"document": "a.txt", "fields": {"publisher": "Typed"}}) == (True, "")
    assert handlers.save({"document": "a.txt", "fields": {"publisher": "Typed"}}) == (False, "")
    for nonsense in (None, {}, {"document": "gone.txt"}, {"document": "../a.txt"}, {"document": ["a.txt"]}):
        assert "problem" in handlers.form(nonsense)
        assert handlers.save(nonsense)[0] is False


# Filters and statistics -------------------------------------------------------------------------------------------------


def test_documents_are_added_to_a_filter_and_taken_away() -> None:
    where = changed(changed(EVERYTHING, {"field": "documents", "value": " a.txt "}), {"field": "documents", "value": "b/*"})
    assert parts(replace(where, kind="pdf")) == [("documents", "a.txt"), ("documents", "b/*"), ("kind", "pdf")]
    assert changed(where, {"field": "documents", "value": "a.txt"}) == where
    assert changed(EVERYTHING, {"field": "documents", "value": "two  spaces.txt"}).documents == ("two  spaces.txt",)
    assert changed(where, {"field": "documents", "value": "", "without": "a.txt"}).documents == ("b/*",)
    for place in range(2 * MOST_NAMES):
        where = changed(where, {"field": "documents", "value": f"{place}.txt"})
    assert len(where.documents) == MOST_NAMES


def test_what_is_offered_is_counted_as_the_filter_finds_it() -> None:
    every = [replace(summary(f"{place}.txt"), publisher=name) for place, name in enumerate(["Council", "Council of Europe", "council", "Post", ""])]
    offered = offers(every, EVERYTHING)["publisher"].values
    assert dict(offered) == {"Council": 3, "council": 3, "Council of Europe": 1, "Post": 1}
    for value, documents in offered:
        assert len(matching(every, Filter(publisher=value))) == documents


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"field": "date", "value": "2023"}, Filter(after="2023", before="2024")),
        ({"field": "date", "value": "2023-12"}, Filter(after="2023-12", before="2024-01")),
        ({"field": "date", "value": "2023-01"}, Filter(after="2023-01", before="2023-02")),
        ({"field": "publisher", "value": "Lake"}, Filter(publisher="Lake")),
        ({"field": "language", "value": "sq"}, Filter(language="sq")),
        ({"field": "documents", "value": "a"}, EVERYTHING),
        ({"field": ["kind"], "value": "a"}, EVERYTHING),
        ({"field": "kind", "value": ""}, EVERYTHING),
        (None, EVERYTHING),
    ],
)
def test_a_pressed_bar_is_a_filter(data: Any, where: Filter) -> None:
    assert narrowed(EVERYTHING, data) == where


def test_a_period_that_is_none_is_followed_by_none() -> None:
    assert [following(period) for period in ("", "soon", "203", "2023-1x", "20²3")] == [""] * 5


@given(st.sets(st.integers(1900, 2030), max_size=6), st.integers(1, 12))
def test_a_gap_in_time_is_shown(years: set[int], month: int) -> None:
    shown = filled([Count(str(year), 1) for year in sorted(years)], "years")
    assert [count.value for count in shown if count.documents] == [str(year) for year in sorted(years)]
    assert len(shown) == (max(years) - min(years) + 1 if years else 0)
    months = filled([Count(f"{year}-{month:02}", 1) for year in sorted(years)], "months")
    assert [count.value for count in months if count.documents] == [f"{year}-{month:02}" for year in sorted(years)]
    assert all(one.value < other.value for one, other in pairwise(months))


def test_plots_are_short_say_all_and_escape() -> None:
    many = [replace(summary(f"{place}.pdf", day=str(1900 + place % 120)), publisher=f"{HOSTILE} {place % 30}") for place in range(600)]
    found = library_statistics([*many, summary("undated.md")])
    written = render_statistics(found, "years")
    assert HOSTILE not in written
    assert written.count('data-field="date"') == MOST_COLUMNS
    assert written.count('data-field="publisher"') == MOST_BARS
    assert "300 documents are dated before 1960; the table has all." in written
    assert "20 more, in 400 documents" in written
    assert "1 document states no date." in written
    assert written.count("<table") == 4
    assert len(written) < 100_000


def test_an_empty_library_has_no_plots() -> None:
    assert "no documents to count" in StatisticsHandlers(StandInAssistant(StandInLibrary({}))).shown("")
