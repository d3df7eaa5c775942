"""Citations as footnotes.

What enters: citations. What leaves: a footnote for each, plain or in Markdown: who says it, who published it, what and when, and
where in it. It deliberately follows no house style: it says in English what is known, and "n.d." where there is no date.
"""

from collections.abc import Sequence

from assistant.proof.cited import Cited, name_of
from assistant.proof.markdown_text import markdown_link, markdown_text
from assistant.proof.wording import date_in_words, one_line, place_in_words


def footnote(cited: Cited) -> str:
    """One footnote without its number: `Ada Lovelace, in: Publisher, “Title”, 29 November 2023, p. 3 (printed iii), para. 12.`"""
    before, title, after = linked_footnote(cited)
    return f"{before}“{title}”{after}"


def plain_footnote(cited: Cited) -> str:
    """A footnote with its number before and its link after it."""
    return f"{cited.number}. {footnote(cited)}{f' {cited.link}' if cited.link else ''}"


def markdown_footnote(cited: Cited, label: str = "") -> str:
    """A footnote's definition, `[^1]: …`, its title a link where the document states a web address."""
    before, title, after = linked_footnote(cited)
    named = f"“{markdown_link(title, cited.link)}”" if cited.link else f"“{markdown_text(title)}”"
    return f"[^{label or cited.number}]: {markdown_text(before)}{named}{markdown_text(after)}"


def footnotes(citations: Sequence[Cited]) -> str:
    """Plain footnotes, one a line."""
    return "".join(f"{plain_footnote(cited)}\n" for cited in citations)


def markdown_footnotes(citations: Sequence[Cited]) -> str:
    """Definitions of footnotes in Markdown, set apart by blank lines."""
    return "\n".join(f"{markdown_footnote(cited)}\n" for cited in citations)


def linked_footnote(cited: Cited) -> tuple[str, str, str]:
    """A footnote in three parts, for a form that links the title: before it, the title, and after it, without the quotation marks around it."""
    document = cited.document
    issuers = [name for name in (one_line(document.author), one_line(document.publisher)) if name]
    issued = ", ".join(dict.fromkeys(issuers))
    speaker = one_line(cited.speaker)
    said = f"{speaker}, in: " if speaker and speaker != issued else ""
    after = [date_in_words(document.date), place_in_words(cited.place, document.title)]
    words = "".join(f", {part}" for part in after if part)
    return f"{said}{issued}, " if issued else said, name_of(document), words if words.endswith(".") else f"{words}."
