"""The styles of a DOCX: what each makes of its paragraphs.

What enters: the tree of `word/styles.xml`. What leaves: a table of style ids with what a reader needs of each, inherited
along `basedOn`. It deliberately ignores everything else about looks.
"""

from typing import Any, NamedTuple

from corpus.landmarks import BlockKind
from corpus.office.word_processing import style_meaning

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
# An outline level below this one makes a heading; 9 says "body text", whatever the style inherits.
_BODY_LEVEL = 9


class Style(NamedTuple):
    """What a paragraph style says: kind and level, whether its text is hidden, whether it stands on a coloured ground."""

    kind: BlockKind = "paragraph"
    level: int = 0
    hidden: bool = False
    shaded: bool = False


class Styles(NamedTuple):
    """Styles by id, the style of paragraphs that name none, and the language of runs that name none."""

    by_id: dict[str, Style]
    default: Style = Style()
    language: str = ""

    def of(self, style_id: str | None) -> Style:
        """The style with an id; one that the file does not define is judged by its id."""
        if style_id is None:
            return self.default
        found = self.by_id.get(style_id)
        return found if found is not None else Style(*(style_meaning(style_id) or ("paragraph", 0)))


def read_styles(root: Any | None) -> Styles:
    """The table of a file's styles; an empty one when it has none."""
    if root is None:
        return Styles({})
    elements = {style.get(f"{W}styleId") or "": style for style in root.iterchildren(f"{W}style")}
    found: dict[str, Style] = {}
    for style_id in elements:
        _resolve(style_id, elements, found)
    language = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    default = next((i for i, style in elements.items() if style.get(f"{W}type") == "paragraph" and switched(style.get(f"{W}default") or "0")), None)
    return Styles(found, found[default] if default is not None else Style(), language.get(VAL) or "" if language is not None else "")


def switched(value: str | None) -> bool:
    """Whether a property that stands there is on: it is, unless its value says otherwise."""
    return value not in {"0", "false", "off", "none"}


def coloured(properties: Any | None) -> bool:
    """Whether properties put text on a ground of another colour than the page's."""
    ground = properties.find(f"{W}shd") if properties is not None else None
    return ground is not None and ((ground.get(f"{W}fill") or "auto").upper() not in {"AUTO", "FFFFFF"} or ground.get(VAL) not in {"clear", "nil"})


def outline_level(properties: Any | None) -> int | None:
    """The outline level that paragraph properties name, from 0; None when they name none."""
    found = properties.find(f"{W}outlineLvl") if properties is not None else None
    value = found.get(VAL) or "" if found is not None else ""
    return int(value) if value.isdecimal() and len(value) == 1 else None


def with_level(style: Style, level: int | None) -> Style:
    """A style under an outline level named at the paragraph."""
    if level is None or style.kind in {"title", "furniture"}:
        return style
    return style._replace(kind="paragraph", level=0) if level >= _BODY_LEVEL else style._replace(kind="heading", level=level + 1)


def _resolve(style_id: str, elements: dict[str, Any], found: dict[str, Style]) -> None:
    """Resolve a style after those it is based on; a circle of styles ends where it closes."""
    chain: dict[str, None] = {}
    step: str | None = style_id
    while step in elements and step not in found and step not in chain:
        chain[step] = None
        base = elements[step].find(f"{W}basedOn")
        step = base.get(VAL) if base is not None else None
    style = found.get(step, Style()) if step is not None else Style()
    for name in reversed(chain):
        style = found[name] = _own(elements[name], style)


def _own(element: Any, base: Style) -> Style:
    """A style from its element and the style it is based on."""
    name = element.find(f"{W}name")
    meaning = style_meaning(name.get(VAL) or "" if name is not None else "")
    style = base._replace(kind=meaning[0], level=meaning[1]) if meaning else base
    style = with_level(style, outline_level(element.find(f"{W}pPr")))
    vanish = element.find(f"{W}rPr/{W}vanish")
    shaded = coloured(element.find(f"{W}pPr")) or coloured(element.find(f"{W}rPr"))
    return style._replace(hidden=base.hidden if vanish is None else switched(vanish.get(VAL)), shaded=base.shaded or shaded)
