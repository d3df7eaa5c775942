"""Shapes: what a slide draws, in the order a person reads it.

What enters: a slide's tree. What leaves: its shapes from top to bottom and left to right, each with its paragraphs: text
frames, groups, tables, charts and diagrams. It deliberately knows neither decks nor notes, and no colours or sizes of type.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from corpus.office.archive import Archive
from corpus.office.office_package import Relationship, part_tree
from corpus.office.xml_trees import local_name

# Shapes whose tops are no further apart stand side by side: a quarter of an inch, in the format's units.
SAME_LINE = 228_600
# Points of a chart's series that are read: a chart with more shows a curve, not values.
MAX_CHART_POINTS = 200
# Charts are read to this many series, as more than that no one can tell apart.
MAX_CHART_SERIES = 50
# A group in a group in a group: deeper ones are made by no hand.
MAX_GROUP_DEPTH = 50

_SHAPES = frozenset({"sp", "cxnSp", "graphicFrame", "grpSp"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


class Shape(NamedTuple):
    """One shape: what the layout calls its role ("title", "ftr"; empty for none), its paragraphs, and how a locator calls it."""

    role: str
    paragraphs: tuple[str, ...]
    label: str = ""
    hidden: bool = False

    @property
    def words(self) -> str:
        return " ".join(self.paragraphs)


class _Context(NamedTuple):
    archive: Archive
    links: dict[str, Relationship]
    places: dict[str, tuple[int, int]]


def drawn_shapes(archive: Archive, root: Any, links: dict[str, Relationship], places: dict[str, tuple[int, int]]) -> list[Shape]:
    """The shapes of a slide in reading order; `places` are those of placeholders that the slide itself does not place."""
    _choose_alternatives(root)
    tree = next(root.iter("{*}spTree"), None)
    return list(_inside(tree, _Context(archive, links, places), 0)) if tree is not None else []


def places_of(root: Any, by_index: bool) -> dict[str, tuple[int, int]]:
    """Where the placeholders of a layout or master stand, by role and, in a layout, by index."""
    places: dict[str, tuple[int, int]] = {}
    for element in root.iter("{*}sp"):
        role, index = _placeholder(element)
        place = _own_place(element)
        if role and place is not None:
            places.setdefault(role, place)
            if by_index:
                places.setdefault(f"#{index}", place)
    return places


def words_of_paragraphs(element: Any) -> tuple[str, ...]:
    """The paragraphs of text below an element that hold words."""
    return tuple(words for paragraph in element.iter("{*}p") if (words := _words(paragraph)))


def _words(paragraph: Any) -> str:
    pieces = []
    for element in paragraph.iter("*"):
        name = local_name(element.tag)
        if name == "t":
            pieces.append("".join(element.itertext()))
        elif name in {"br", "tab"}:
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def _choose_alternatives(root: Any) -> None:
    """Leave one of several ways to draw the same thing: the first that holds text, else the last, which old programs draw."""
    for element in list(root.iter(f"{_FALLBACK}AlternateContent")):
        ways = list(element)
        parent = element.getparent()
        if not ways or parent is None:
            continue
        chosen = next((way for way in ways if next(way.iter("{*}t"), None) is not None), ways[-1])
        for child in list(chosen):
            element.addprevious(child)
        parent.remove(element)


def _inside(tree: Any, context: _Context, depth: int) -> Iterator[Shape]:
    """The shapes of a group, or of the slide: those that stand side by side from left to right."""
    placed = [(_place(element, context), element) for element in tree if local_name(element.tag) in _SHAPES]
    line, top = 0, None
    ordered: list[tuple[int, int, int, Any]] = []
    for number, ((y, x), element) in enumerate(sorted(placed, key=lambda item: item[0])):
        if top is None or y > top + SAME_LINE:
            line, top = line + 1, y
        ordered.append((line, x, number, element))
    for _, _, _, element in sorted(ordered, key=lambda item: item[:3]):
        if local_name(element.tag) == "grpSp":
            if depth < MAX_GROUP_DEPTH:
                yield from _inside(element, context, depth + 1)
        else:
            yield _shape(element, context)


def _place(element: Any, context: _Context) -> tuple[int, int]:
    """Top and left edge of a shape: its own, else those of the placeholder it fills."""
    own = _own_place(element)
    if own is not None:
        return own
    role, index = _placeholder(element)
    for name in (f"#{index}", role, "title" if role == "ctrTitle" else "body") if role else ():
        if name in context.places:
            return context.places[name]
    return (0, 0)


def _own_place(element: Any) -> tuple[int, int] | None:
    for holder in element:
        if local_name(holder.tag) == "xfrm":
            return _offset(holder)
        if local_name(holder.tag) in {"spPr", "grpSpPr"}:
            frame = next((child for child in holder if local_name(child.tag) == "xfrm"), None)
            return _offset(frame) if frame is not None else None
    return None


def _offset(frame: Any) -> tuple[int, int] | None:
    for child in frame:
        if local_name(child.tag) == "off":
            try:
                return int(child.get("y") or 0), int(child.get("x") or 0)
            except ValueError:
                return None
    return None


def _placeholder(element: Any) -> tuple[str, str]:
    """The role and index of the placeholder that a shape fills; no role for any other shape."""
    properties = next((child for child in element if local_name(child.tag).startswith("nv")), None)
    found = next(properties.iter("{*}ph"), None) if properties is not None else None
    return (found.get("type") or "body", found.get("idx") or "0") if found is not None else ("", "")


def _shape(element: Any, context: _Context) -> Shape:
    hidden = any(name.get("hidden") in {"1", "true"} for name in islice(element.iter("{*}cNvPr"), 1))
    role = _placeholder(element)[0]
    if local_name(element.tag) != "graphicFrame":
        return Shape(role, words_of_paragraphs(element), hidden=hidden)
    if (table := next(element.iter("{*}tbl"), None)) is not None:
        return Shape(role, tuple(_rows(table)), hidden=hidden)
    if (chart := _linked(element, "chart", "id", context)) is not None:
        return Shape(role, tuple(_chart(chart)), "chart", hidden)
    if (diagram := _linked(element, "relIds", "dm", context)) is not None:
        return Shape(role, words_of_paragraphs(diagram), "diagram", hidden)
    return Shape(role, words_of_paragraphs(element), hidden=hidden)


def _linked(element: Any, name: str, attribute: str, context: _Context) -> Any | None:
    """The tree of the part that an element of a shape links to."""
    found = next(element.iter(f"{{*}}{name}"), None)
    values = found.attrib.items() if found is not None else ()
    link = next((context.links[value] for key, value in values if local_name(key) == attribute and value in context.links), None)
    return part_tree(context.archive, link.target) if link is not None else None


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter("{*}tr"):
        cells = [cell for cell in row if local_name(cell.tag) == "tc" and cell.get("hMerge") != "1" and cell.get("vMerge") != "1"]
        if words := " | ".join(found for cell in cells if (found := " ".join(words_of_paragraphs(cell)))):
            yield words


def _chart(root: Any) -> Iterator[str]:
    """A chart's titles, and each series with its values by category."""
    for title in root.iter("{*}title"):
        yield from words_of_paragraphs(title)
    for series in islice(root.iter("{*}ser"), MAX_CHART_SERIES):
        name = " ".join(_points(series, "tx").values())
        categories, values = _points(series, "cat"), _points(series, "val")
        said = "; ".join(f"{categories[place]}: {value}" if place in categories else value for place, value in values.items())
        if words := f"{name} – {said}" if name and said else name or said:
            yield words


def _points(series: Any, name: str) -> dict[str, str]:
    """The saved values of a series' name, categories or values, by their place."""
    holder: Sequence[Any] = [child for child in series if local_name(child.tag) == name]
    points = (point for element in holder for point in islice(element.iter("{*}pt"), MAX_CHART_POINTS))
    return {point.get("idx") or "0": words for point in points if (words := " ".join("".join(point.itertext()).split()))}
