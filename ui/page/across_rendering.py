"""What was found across documents as HTML: a table, or pairs of statements.

What enters: comparisons and differences, and what is known of the documents. What leaves: `Html` whose buttons open each quote in
its document. It deliberately decides nothing and words nothing.
"""

from collections.abc import Mapping, Sequence

from assistant.across.comparison import Cell, Comparison, Row
from assistant.across.differences import Differing, Pair, Sided
from assistant.across.wording import difference_words
from assistant.answer import Citation
from corpus.landmarks import UNKNOWN_ORIGINS, Origins
from corpus.language import html_language
from ui.page import across_phrases as phrases
from ui.page.check_places import marked
from ui.page.facts import facts_of, references
from ui.page.flow import flow_class
from ui.page.library_rendering import progress_bar
from ui.page.markup import Html, element, join

KnownOrigins = Mapping[str, Origins]
# So many documents that say nothing are listed at once; a longer list stays folded.
SHOWN_SILENT = 15


def render_comparison(comparison: Comparison, origins: KnownOrigins) -> Html:
    """The documents that say something as a table, and those that say nothing below it."""
    saying = [row for row in comparison.rows if not row.says_nothing]
    silent = [row for row in comparison.rows if row.says_nothing]
    said = phrases.saying(len(saying), len(comparison.rows))
    parts = [heading(said, phrases.left_out(comparison.fitting, len(comparison.rows)), exports=True)]
    if saying:
        parts.append(_table(comparison, saying, origins))
    if silent:
        parts.append(_silent(silent))
    return section(parts)


def render_differences(differing: Differing, origins: KnownOrigins) -> Html:
    """The pairs, each with what differs in words and with both quotes side by side."""
    said = phrases.pairs(len(differing.pairs)) if differing.pairs else phrases.NO_DIFFERENCES
    parts = [heading(said, phrases.read(differing.statements, differing.documents), exports=bool(differing.pairs))]
    parts += [_pair(pair, origins) for pair in differing.pairs]
    return section(parts)


def render_reading(done: int, of: int) -> Html:
    """How far the reading is."""
    return element("div", progress_bar(phrases.READING, done, of), class_="update running")


def render_trouble(problem: str) -> Html:
    """Why nothing was found out."""
    return element("p", problem, class_="problem", role="alert")


def section(parts: Sequence[Html]) -> Html:
    """What was found, as one part of the page."""
    return element("section", *parts, class_="across-found", aria_label=phrases.RESULTS)


def heading(said: str, note: str, *, exports: bool) -> Html:
    """What was found in one line, what is to be known of it, and the buttons that take it along."""
    parts = [element("p", said, class_="total", role="status")]
    if exports:
        buttons = [_export(phrases.TABLE, "csv"), _export(phrases.WORD, "docx")]
        parts.append(element("div", element("span", phrases.EXPORT), *buttons, class_="export"))
    below = element("p", note, class_="note") if note else Html("")
    return element("header", element("div", *parts, class_="summary"), below)


def quote(citation: Citation, origins: KnownOrigins, *, named: bool, spans: Sequence[tuple[int, int]] = ()) -> Html:
    """A quote, and the button that opens it in its document; `named` says which document that is."""
    words = element("p", marked(citation.quote, spans), class_=flow_class(citation.quote), dir="auto", lang=html_language(citation.language) or None)
    name = citation.title or citation.evidence.document_id.rpartition("/")[2]
    button = element(
        "button",
        element("cite", name if named else citation.locator or name, dir="auto"),
        type="button",
        class_="open",
        data_event="cite",
        data_turn=0,
        data_number=citation.number,
        aria_label=phrases.open_quote(citation.number, name, citation.locator),
    )
    known = origins.get(citation.evidence.document_id, UNKNOWN_ORIGINS)
    facts = element("span", references(citation, known), class_="references") if named else Html("")
    return element("div", element("blockquote", words), element("footer", button, facts), class_="across-quote")


def _export(words: str, form: str) -> Html:
    return element("button", words, type="button", class_="quiet", data_event="export", data_form=form)


def _table(comparison: Comparison, rows: Sequence[Row], origins: KnownOrigins) -> Html:
    heads = [element("th", phrases.DOCUMENT, scope="col")] + [element("th", question, scope="col", dir="auto") for question in comparison.questions]
    body = [element("tr", _name(row), *_cells(comparison, row, origins)) for row in rows]
    caption = element("caption", phrases.ANSWER, class_="visually-hidden")
    return element("table", caption, element("thead", element("tr", *heads)), element("tbody", *body), class_="comparison")


def _name(row: Row) -> Html:
    document = row.document
    name = document.title or document.document_id.rpartition("/")[2]
    facts = element("span", facts_of(document), class_="references")
    return element("th", element("cite", name, dir="auto"), facts, scope="row")


def _cells(comparison: Comparison, row: Row, origins: KnownOrigins) -> list[Html]:
    several = len(comparison.questions) > 1
    return [element("td", _cell(cell, origins), data_label=question if several else None) for question, cell in zip(comparison.questions, row.cells)]


def _cell(cell: Cell, origins: KnownOrigins) -> Html:
    if cell.says_nothing:
        return element("p", phrases.SAYS_NOTHING, class_="nothing")
    perhaps = element("p", phrases.PERHAPS, class_="perhaps") if cell.certainty == "perhaps" else Html("")
    return join([perhaps, *(quote(citation, origins, named=False) for citation in cell.citations)])


def _silent(rows: Sequence[Row]) -> Html:
    names = [element("li", row.document.title or row.document.document_id, dir="auto") for row in rows]
    summary = element("summary", phrases.silent(len(rows)))
    return element("details", summary, element("ul", *names), class_="silent", open=len(rows) <= SHOWN_SILENT)


def _pair(pair: Pair, origins: KnownOrigins) -> Html:
    words = [element("h2", sentence, dir="auto") for sentence in difference_words(pair)]
    sides = [quote(side.citation, origins, named=True, spans=_spans(side)) for side in (pair.one, pair.other)]
    return element("article", *words, element("div", *sides, class_="sides"), class_="pair")


def _spans(side: Sided) -> list[tuple[int, int]]:
    start = side.citation.evidence.start
    return [(mark.start - start, mark.end - start) for mark in side.marks]
