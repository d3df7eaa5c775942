"""HTML as a reader would see it, for tests of what the page writes.

What enters: HTML. What leaves: its elements, attributes and text, and the text inside `<mark>`. It deliberately uses the standard
library's parser alone.
"""

from html.parser import HTMLParser

HOSTILE = '<img src=x onerror="alert(1)">\'"><script>alert(2)</script>${alert(3)}{{alert}}`&amp;'


class Reader(HTMLParser):
    """Collects element names, attributes, all text, and the text inside `<mark>`."""

    def __init__(self, written: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = self.marked = ""
        self._marks = 0
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        self._marks += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._marks -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self._marks else ""
