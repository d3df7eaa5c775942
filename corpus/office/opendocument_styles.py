"""The styles of an OpenDocument text: what each makes of its paragraphs.

What enters: the trees of `styles.xml` and `content.xml`. What leaves: a table of style names with what a reader needs of each,
inherited from parent styles. It deliberately ignores everything else about looks.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from corpus.landmarks import BlockKind
from corpus.office.word_processing import style_meaning
from corpus.office.xml_trees import local_name

_PLAIN: tuple[BlockKind, int, bool] = ("paragraph", 0, False)


class Styles(NamedTuple):
    """Kind, heading level and "is hidden" by style name, and the language of text that names none."""

    by_name: dict[str, tuple[BlockKind, int, bool]]
    language: str = ""

    def of(self, name: str) -> tuple[BlockKind, int, bool]:
        """What a paragraph style says; one that the file does not define is judged by its name."""
        return self.by_name.get(name) or (*(style_meaning(name) or ("paragraph", 0)), False)

    def hides(self, name: str) -> bool:
        """Whether a style hides its text."""
        return self.by_name.get(name, _PLAIN)[2]


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace: no element here has two of one name."""
    value = element.get(name)
    if value is None:
        value = next((found for key, found in element.attrib.items() if local_name(key) == name), "")
    return str(value)


def read_styles(trees: Sequence[Any]) -> Styles:
    """The table of styles in several trees, later ones over earlier ones."""
    elements: dict[str, Any] = {}
    language = ""
    for tree in trees:
        for style in tree.iter("{*}default-style"):
            if attribute(style, "family") == "paragraph" and not language:
                language = next((attribute(text, "language") for text in style if local_name(text.tag) == "text-properties"), "")
        elements.update((attribute(style, "name"), style) for style in tree.iter("{*}style"))
    found: dict[str, tuple[BlockKind, int, bool]] = {}
    for name in elements:
        _resolve(name, elements, found)
    return Styles(found, "" if language == "none" else language)


def _resolve(name: str, elements: dict[str, Any], found: dict[str, tuple[BlockKind, int, bool]]) -> None:
    """Resolve a style after those it is based on; a circle of styles ends where it closes."""
    chain: dict[str, None] = {}
    step = name
    while step in elements and step not in found and step not in chain:
        chain[step] = None
        step = attribute(elements[step], "parent-style-name")
    style = found.get(step, _PLAIN)
    for own in reversed(chain):
        element = elements[own]
        kind, level, hidden = style
        meaning = style_meaning(own) or style_meaning(attribute(element, "display-name"))
        outline = attribute(element, "default-outline-level")
        if meaning:
            kind, level = meaning
        elif outline.isdecimal() and 0 < len(outline) <= 2:
            kind, level = "heading", int(outline)
        for text in element:
            if local_name(text.tag) == "text-properties" and (display := attribute(text, "display")):
                hidden = display == "none"
        style = found[own] = (kind, level, hidden)
