"""The words of elements of a page's tree.

What enters: elements, of a page or of trafilatura's extraction. What leaves: their words as a person reads them: set apart
where blocks and line breaks set them apart, and nowhere else. It deliberately knows neither articles nor facts.
"""

from typing import Any

# The tags of trafilatura's tree that stand apart from the text around them; the others are part of a line.
BLOCK_TAGS = frozenset("p head list item table row cell quote div code".split())
_OPENING = "([{“‘«„¿¡"


def words_of(element: Any) -> str:
    """All words of an element, with single spaces."""
    return " ".join(line_of(element).split())


def line_of(element: Any) -> str:
    """All text of an element, with white space where its blocks and line breaks set words apart."""
    line = element.text or ""
    for child in element:
        line = set_beside(line, child) + (child.tail or "")
    return line


def set_beside(line: str, child: Any) -> str:
    """A line grown by a child's text; a space is put in only where two words would run together."""
    if child.tag in {"lb", "br"}:
        return line + "\n"
    if not isinstance(child.tag, str):  # a comment
        return line
    inner = line_of(child)
    if child.tag not in BLOCK_TAGS or child.tag == "code":
        return line + inner
    before = "" if not line or line[-1].isspace() or line[-1] in _OPENING else " "
    after = " " if (child.tail or "")[:1].isalnum() else ""
    return line + before + inner + after
