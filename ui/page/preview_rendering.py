"""The card that shows a quote in its paragraph while its citation is pointed at.

What enters: a citation and its preview. What leaves: `Html` in which the text inside `<mark>` is the quote, character for character;
the script shows and places it. It deliberately stands in the page beforehand, so that nothing is waited for.
"""

from assistant.answer import Citation
from corpus.landmarks import Origins
from corpus.language import html_language
from ui.page.facts import references
from ui.page.flow import flow_class
from ui.page.markup import Html, element
from ui.page.preview_text import Preview


def preview_id(turn: int, number: int) -> str:
    """The id by which a citation's button refers to its card's text."""
    return f"preview-{turn}-{number}"


def render_preview(preview: Preview, citation: Citation, origins: Origins, turn: int) -> Html:
    """The card: the paragraph with the quote marked, and below it title, date and place."""
    title = citation.title or citation.evidence.document_id.rpartition("/")[2]
    text = element(
        "p",
        _cut(preview.cut_before, "… "),
        preview.before,
        element("mark", preview.quote),
        preview.after,
        _cut(preview.cut_after, " …"),
        id=preview_id(turn, citation.number),
        class_=f"preview-text {flow_class(preview.before + preview.quote + preview.after)}",
        lang=html_language(preview.language) or None,
        dir="auto",
    )
    facts = element("p", element("cite", title, dir="auto"), element("span", references(citation, origins), class_="references"))
    return element("div", text, facts, class_="preview", role="tooltip", popover="manual")


def _cut(cut: bool, sign: str) -> Html:
    """The sign that the paragraph goes on; it is no part of the text."""
    return element("span", sign, class_="cut", aria_hidden="true") if cut else Html("")
