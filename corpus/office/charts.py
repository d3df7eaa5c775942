"""Charts of office files as rows of a table.

What enters: the tree of a chart's part (DrawingML, ECMA-376 part 1, chapter 21.2). What leaves: its title and, from the values
the file keeps of its last drawing, one row for each category. It deliberately opens no workbook behind the chart.
"""

from collections.abc import Iterator
from typing import Any

from corpus.office.xml_trees import all_words
from corpus.parts import Part

LABEL = "chart"
_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"


def chart_parts(root: Any) -> Iterator[Part]:
    """The parts of a chart: its titles, and rows of a category and its values, led by the names of the series."""
    for title in root.iter("{*}title"):
        yield Part(" ".join(map(all_words, title.iter(_PARAGRAPH))), label=LABEL)
    series = list(root.iter("{*}ser"))
    columns = [_points(element, "val", "yVal") for element in series]
    categories: dict[str, str] = {}
    for element in series:
        categories = _points(element, "cat", "xVal") | categories
    names = [" ".join(all_words(value) for value in element.iterfind("{*}tx//{*}v")) for element in series]
    if any(names):
        yield Part(" | ".join(["", *names]).strip(), label=LABEL)
    places = dict.fromkeys(place for column in columns for place in column)
    for place in places:
        yield Part(" | ".join([categories.get(place, ""), *(column.get(place, "") for column in columns)]).strip(), label=LABEL)


def _points(series: Any, *names: str) -> dict[str, str]:
    """The values of a series by their place."""
    points = (point for name in names for point in series.iterfind(f"{{*}}{name}//{{*}}pt"))
    return {point.get("idx") or "": " ".join(all_words(value) for value in point.iterfind("{*}v")) for point in points}
