"""An evaluation as one HTML page, complete in itself: figures, plots, and every miss beside what was shown.

What enters: Evaluations. What leaves: HTML that loads nothing. Document text goes through `ui.page.markup`, which escapes it. It
deliberately measures nothing.
"""

from collections.abc import Callable, Iterable, Sequence

from assistant.evaluation import Evaluation, Outcome
from assistant.gold import CUTOFFS
from assistant.metrics import Figure
from ui.page.markup import Html, element, join

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #25241f; background: #f6f4ee; }
h1, h2, h3, blockquote { font-family: Georgia, serif; } table { border-collapse: collapse; }
td, th { padding: .15rem .9rem .15rem 0; text-align: right; border-bottom: 1px solid #dcd6c8; font-variant-numeric: tabular-nums; }
td:first-child, th:first-child { text-align: left; } .plots { display: flex; flex-wrap: wrap; gap: 2rem; margin: 1.5rem 0; }
figure { margin: 0; } figcaption { font-weight: 600; font-size: .9rem; } svg text { font: 11px system-ui, sans-serif; fill: #5d594e; }
details { border-bottom: 1px solid #dcd6c8; padding: .3rem 0; } blockquote { margin: .3rem 0 .3rem 1rem; } .quiet { color: #5d594e; }
"""
HEADINGS = ("measure", "mean", "95 % interval", "questions")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 300, 190, 36, 30
_ACCENT = "#175a5e"


def evaluation_page(evaluations: Sequence[Evaluation]) -> str:
    """The page of some evaluations."""
    head = element("head", element("meta", charset="utf-8"), element("title", "Rapporteur: evaluation"), element("style", Html(_STYLE)))
    body = element("body", element("h1", "Evaluation"), *(_section(evaluation) for evaluation in evaluations))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Points (coverage, risk) of selective answering (El-Yaniv and Wiener 2010), most probable question first.

    Coverage is the share of questions answered; risk the share of those answered wrongly: unanswerable ones, and answerable
    ones whose first three quotes hold no evidence. Questions without known evidence count as answered rightly.
    """
    ordered = sorted(outcomes, key=lambda outcome: -outcome.probability)
    points, wrong = [], 0
    for count, outcome in enumerate(ordered, 1):
        wrong += (not outcome.answerable) or outcome.hit_3 is False
        points.append((count / len(ordered), wrong / count))
    return points


def _section(evaluation: Evaluation) -> Html:
    about = f"{evaluation.documents:,} documents, {evaluation.passages:,} passages, {len(evaluation.outcomes):,} questions"
    answered = sum(outcome.certainty != "silent" for outcome in evaluation.outcomes) / len(evaluation.outcomes)
    recall = [(float(cutoff), evaluation.figures[f"R@{cutoff}"].mean) for cutoff in CUTOFFS if f"R@{cutoff}" in evaluation.figures]
    stages = [(name.removesuffix(" p50"), value) for name, value in evaluation.latency_ms.items() if not name.startswith("total")]
    plots = [
        _plot("Recall of gold spans by depth", recall, max(CUTOFFS), mark=None) if recall else Html(""),
        _plot("Risk by coverage; the line marks what is answered", risk_coverage(evaluation.outcomes), 1.0, mark=answered),
        _bars("Where the time goes, ms at the median", stages),
    ]
    return element(
        "section",
        element("h2", evaluation.collection),
        element("p", about, class_="quiet"),
        _table(evaluation),
        element("div", *plots, class_="plots"),
        element("h3", "Misses"),
        *_misses(evaluation.outcomes),
    )


def _table(evaluation: Evaluation) -> Html:
    return element("table", _cells("th", HEADINGS), *(_cells("td", row) for row in figure_rows(evaluation)))


def figure_rows(evaluation: Evaluation) -> list[tuple[str, str, str, str]]:
    """What the table of an evaluation says below `HEADINGS`, on the page and in the terminal."""
    rows = [_row(name, figure) for name, figure in evaluation.figures.items()]
    rows += [_row(f"declined: {kind}", figure) for kind, figure in evaluation.refusals.items()]
    rows += [(f"AUROC: {kind}", f"{value:.3f}", "", "") for kind, value in evaluation.aurocs.items()]
    return [*rows, ("quotes exact", f"{evaluation.exact:.3f}", "", "")]


def _row(name: str, figure: Figure) -> tuple[str, str, str, str]:
    digits = 0 if figure.mean > 2 else 3
    return name, f"{figure.mean:.{digits}f}", f"{figure.low:.{digits}f} – {figure.high:.{digits}f}", f"{figure.count:,}"


def _cells(name: str, words: Sequence[str]) -> Html:
    return element("tr", *(element(name, word) for word in words))


def _plot(caption: str, points: Sequence[tuple[float, float]], most: float, mark: float | None) -> Html:
    """A line over [0, most] × [0, 1], with a vertical mark where one is given."""
    across = _scale(0, most, _LEFT, _WIDTH - 8)
    up = _scale(0, 1, _HEIGHT - _BOTTOM, 10)
    line = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in points)
    grid = [element("line", x1=_LEFT, x2=_WIDTH - 8, y1=round(up(y)), y2=round(up(y)), stroke="#dcd6c8") for y in (0, 0.25, 0.5, 0.75, 1)]
    labels = [_text(_LEFT - 6, round(up(y)) + 4, f"{y:g}", "end") for y in (0, 0.5, 1)]
    labels += [_text(round(across(x)), _HEIGHT - 12, f"{x:g}", "middle") for x in (0, most / 2, most)]
    drawn = element("polyline", points=line, fill="none", stroke=_ACCENT, stroke_width=2)
    place = None if mark is None else round(across(mark))
    marked = Html("") if place is None else element("line", x1=place, x2=place, y1=10, y2=_HEIGHT - _BOTTOM, stroke="#8f2f2a", stroke_dasharray="4 3")
    return _figure(caption, [*grid, drawn, marked, *labels])


def _bars(caption: str, values: Sequence[tuple[str, float]]) -> Html:
    longest = max((value for _, value in values), default=1.0) or 1.0
    across = _scale(0, longest, 70, _WIDTH - 60)
    parts = []
    for number, (name, value) in enumerate(values):
        top = 14 + number * 30
        parts.append(element("rect", x=70, y=top, width=max(1, round(across(value)) - 70), height=18, fill=_ACCENT))
        parts += [_text(64, top + 13, name, "end"), _text(round(across(value)) + 6, top + 13, f"{value:.1f}", "start")]
    return _figure(caption, parts)


def _figure(caption: str, parts: Iterable[Html]) -> Html:
    drawing = element("svg", *parts, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT, role="img", aria_label=caption)
    return element("figure", element("figcaption", caption), drawing)


def _text(x: int, y: int, words: str, anchor: str) -> Html:
    return element("text", words, x=x, y=y, text_anchor=anchor)


def _scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    return lambda value: first + (value - low) / (high - low) * (last - first)


def _misses(outcomes: Sequence[Outcome]) -> list[Html]:
    """Every question that went wrong, with what was wanted and what was shown."""
    return [_miss(outcome) for outcome in outcomes if miss_of(outcome)]


def miss_of(outcome: Outcome) -> str:
    """What went wrong with a question, in words; empty when nothing did."""
    if not outcome.answerable:
        return "" if outcome.certainty == "silent" else "answered, should be declined"
    if outcome.certainty == "silent":
        return "declined, should be answered"
    return "missed" if outcome.hit_3 is False else ""


def _miss(outcome: Outcome) -> Html:
    summary = element("summary", f"{miss_of(outcome)} ({outcome.certainty}, {outcome.probability:.2f}): {outcome.question}")
    wanted = [_quoted("wanted", document_id, quote) for document_id, quote in outcome.gold]
    return element("details", summary, *wanted, *(_quoted("shown", document_id, quote) for document_id, quote in outcome.shown))


def _quoted(label: str, document_id: str, quote: str) -> Html:
    return element("blockquote", join([element("span", f"{label}, {document_id}: ", class_="quiet"), quote]))
