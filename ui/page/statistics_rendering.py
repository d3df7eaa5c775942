"""What a library holds, as plots made of buttons.

What enters: `Statistics`, and whether dates are gathered by year or by month. What leaves: `Html`: a line of totals, columns by
date, bars by publisher, kind and language, each a button that narrows the next question, and each plot again as a table. It
deliberately draws nothing with a script, and no value that a filter could not be set to.
"""

from collections.abc import Callable, Sequence

from assistant.statistics import Count, Group, Statistics
from corpus.language import language_name
from ui.page import phrases
from ui.page import statistics_phrases as words
from ui.page.markup import Html, element, join

# More columns are too narrow to press; the table has all.
MOST_COLUMNS = 60
# The most frequent values say what a library is; the rest is told in one line.
MOST_BARS = 10
# A table longer than this is no summary; `rapporteur statistics --json` has all.
MOST_ROWS = 500
# Labels under columns, so that they do not run into each other on a phone.
MOST_LABELS = {"years": 8, "months": 6}


def render_statistics(found: Statistics, period: str) -> Html:
    """The whole view; `period` is "years" or "months"."""
    if not found.documents:
        return element("p", words.EMPTY, class_="empty")
    plots = [
        _dates(found, period),
        _bars("publisher", words.BY_PUBLISHER, found.publishers, str),
        _bars("kind", words.BY_KIND, found.kinds, str.upper),
        _bars("language", words.BY_LANGUAGE, found.languages, language_name),
    ]
    return join([_totals(found), element("p", words.INTRODUCTION, class_="note"), element("div", *plots, class_="plots")])


def filled(counts: Sequence[Count], period: str) -> list[Count]:
    """Every year or month from the first to the last, those without documents too: a gap in time is to be seen."""
    known = {count.value: count.documents for count in counts}
    if not known:
        return []
    first, last = (_ordinal(value) for value in (min(known), max(known)))
    names = [str(number) for number in range(first, last + 1)] if period == "years" else [_month(number) for number in range(first, last + 1)]
    return [Count(name, known.get(name, 0)) for name in names]


def _ordinal(value: str) -> int:
    year, _, month = value.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _totals(found: Statistics) -> Html:
    number = f"{found.words.number:,}"
    dated = f"{found.first_date[:4]}–{found.last_date[:4]}" if found.first_date[:4] != found.last_date[:4] else found.first_date[:4]
    figures = {
        "documents": f"{found.documents:,}",
        "passages": f"{found.passages:,}",
        "words": number if found.words.exact else words.about(number),
        "dated": dated,
        "undated": f"{found.years.unstated:,}" if found.years.unstated else "",
        "not_read": f"{found.not_read:,}" if found.not_read else "",
        "read_in_part": f"{found.read_in_part:,}" if found.read_in_part else "",
    }
    parts = [element("div", element("dt", words.TOTALS[name]), element("dd", shown)) for name, shown in figures.items() if shown]
    return element("dl", *parts, class_="figures")


def _dates(found: Statistics, period: str) -> Html:
    group = found.months if period == "months" else found.years
    every = filled(group.counts, period)
    shown = every[-MOST_COLUMNS:]
    most = max((count.documents for count in shown), default=0)
    each = -(-len(shown) // MOST_LABELS[period])
    columns = [_column(count, most, labelled=place % each == 0) for place, count in enumerate(shown)]
    notes = []
    if left := sum(count.documents for count in every[: len(every) - len(shown)]):
        notes.append(words.earlier(left, phrases.written_date(shown[0].value)))
    if period == "months" and found.months.unstated:
        notes.append(words.without_month(found.months.unstated))
    if found.years.unstated:
        notes.append(words.without("date", found.years.unstated))
    plot = element("ol", *columns, class_="columns") if columns else Html("")
    return _figure(words.BY_DATE, period, plot, notes, (group, phrases.written_date), tools=_periods(period))


def _periods(period: str) -> Html:
    buttons = [
        element("button", name, type="button", data_event="period", data_period=value, aria_pressed="true" if value == period else "false")
        for value, name in words.PERIODS.items()
    ]
    return element("div", *buttons, class_="periods", role="group", aria_label=words.PERIOD_LABEL)


def _column(count: Count, most: int, *, labelled: bool) -> Html:
    name = phrases.written_date(count.value)
    label = element("span", count.value if labelled else "", class_="label", aria_hidden="true")
    if not count.documents:
        return element("li", element("span", class_="stand"), label, class_="none")
    bar = element("span", class_="bar", style=f"height:{_share(count.documents, most)}%")
    number = element("span", f"{count.documents:,}", class_="number", aria_hidden="true")
    button = _button("date", count, name, element("span", number, bar, class_="stand"), label)
    return element("li", button)


def _bars(field: str, title: str, group: Group, shown_as: Callable[[str], str]) -> Html:
    shown, rest = group.counts[:MOST_BARS], group.counts[MOST_BARS:]
    most = max((count.documents for count in shown), default=0)
    rows = [_bar(field, count, most, shown_as(count.value)) for count in shown]
    notes = [words.more(len(rest), sum(count.documents for count in rest))] if rest else []
    if group.unstated:
        notes.append(words.without(words.VALUES[field].lower(), group.unstated))
    plot = element("ol", *rows, class_="bars") if rows else Html("")
    return _figure(title, field, plot, notes, (group, shown_as))


def _bar(field: str, count: Count, most: int, name: str) -> Html:
    bar = element("span", element("span", class_="bar", style=f"width:{_share(count.documents, most)}%"), class_="track")
    number = element("span", f"{count.documents:,}", class_="number")
    return element("li", _button(field, count, name, element("span", name, class_="value", dir="auto"), bar, number))


def _button(field: str, count: Count, name: str, *children: Html) -> Html:
    return element(
        "button",
        *children,
        type="button",
        data_event="narrow",
        data_field=field,
        data_value=count.value,
        aria_label=words.press(name, count.documents),
        title=words.bar(name, count.documents),
    )


def _share(documents: int, most: int) -> str:
    """A length in per cent of the longest, never too short to be seen."""
    return f"{max(1.5, 100 * documents / most):.4g}"


def _figure(title: str, name: str, plot: Html, notes: Sequence[str], told: tuple[Group, Callable[[str], str]], tools: Html = Html("")) -> Html:  # noqa: B008
    caption = element("figcaption", element("h2", title), tools)
    said = [element("p", note, class_="note") for note in notes]
    return element("figure", caption, plot, *said, _table(title, name, *told), class_=f"plot by-{name}")


def _table(title: str, name: str, group: Group, shown_as: Callable[[str], str]) -> Html:
    rows = [(shown_as(count.value), count.documents) for count in group.counts[:MOST_ROWS]]
    rows += [(words.more(len(left), sum(count.documents for count in left)), 0)] if (left := group.counts[MOST_ROWS:]) else []
    rows += [(words.NOT_STATED, group.unstated)] if group.unstated else []
    head = element("tr", element("th", words.VALUES[name], scope="col"), element("th", words.DOCUMENTS, scope="col"))
    body = [element("tr", element("th", value, scope="row", dir="auto"), element("td", f"{number:,}" if number else "")) for value, number in rows]
    table = element("table", element("caption", title, class_="visually-hidden"), element("thead", head), element("tbody", *body))
    return element("details", element("summary", words.AS_TABLE), table, class_="as-table")
