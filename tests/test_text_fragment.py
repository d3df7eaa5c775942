"""Text fragments: written as the specification asks, and found by a real browser at the quote and nowhere else."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import read

from assistant.proof.folded_words import fold, folded_words
from assistant.proof.text_fragment import page_link, quote_link, text_fragment, with_fragment, written_out

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TEXT = (
    "The lake met.\n\n“The ministers agreed,” she said – and left. The ministers agreed to go.\n\n"
    "Row | The ministers agreed to stay\nZürich 77% -- a,b&c\n\nÇelësi i derës u gjet. The end of it."
)


def fragment(words: str, text: str = _TEXT) -> str:
    start = text.index(words)
    return text_fragment(text, start, start + len(words))


def terms(directive: str) -> list[str]:
    """The decoded terms, contexts with their dashes; what an encoded comma or dash is stays told apart from a written one."""
    assert directive.startswith("#:~:text=")
    return [unquote(term) for term in directive.removeprefix("#:~:text=").split(",")]


def test_a_short_quote_is_written_out() -> None:
    assert terms(fragment("The ministers agreed to go.")) == ["The ministers agreed to go"]


def test_a_repeated_quote_is_told_apart_by_its_neighbours() -> None:
    assert terms(fragment("The ministers agreed,")) == ["The lake met.-", "“The ministers agreed", "-,” she said –"]


def test_signs_of_the_directive_are_encoded() -> None:
    assert fragment("Zürich 77% -- a,b&c") == "#:~:text=Z%C3%BCrich%2077%25%20%2D%2D%20a%2Cb%26c"


def test_a_span_is_widened_to_whole_words() -> None:
    assert terms(fragment("inisters agreed to st")) == ["ministers agreed to stay"]


def test_no_term_crosses_a_line_or_a_cell() -> None:
    found = terms(fragment("left. The ministers agreed to go.\n\nRow | The ministers agreed to stay"))
    assert len(found) == 2
    assert not any("|" in term or "Row" in term for term in found)


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "| |"])
def test_no_words_have_no_fragment(text: str) -> None:
    assert text_fragment(text, 0, len(text)) == ""


def test_what_stands_everywhere_has_no_fragment() -> None:
    assert text_fragment("the same words again. " * 100, 880, 900) == ""


def test_case_and_accents_tell_nothing_apart() -> None:
    text = "The Çelësi was found in May. It was lost. The CELESI was found in June."
    assert len(terms(fragment("Çelësi", text))) > 1
    assert fold("Çelësi “ﬁne” stra\u00adße") == fold('CELESI "FINE" STRASSE')


@given(st.text(), st.sampled_from([" ", "\n", "-", ",", "&", "“", "e\u0301", "水。", "👩\u200d👧", "|"]), st.data())
def test_every_fragment_is_well_formed_and_covers_the_span(text: str, joint: str, data: st.DataObject) -> None:
    text = joint.join([text, "the lake", "a minister", text, "ends"])
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = text_fragment(text, start, end)
    if not found:
        return
    # TextDirectiveChar: an ASCII letter, digit, or sign but "-", "," and "&"; everything else is percent-encoded.
    term = r"(?:[A-Za-z0-9._~]|%[0-9A-F]{2})+"
    assert re.fullmatch(rf"#:~:text=(?:{term}-,)?{term}(?:,{term})?(?:,-{term})?", found)
    words = folded_words(text)
    inner = [part for part in found.removeprefix("#:~:text=").split(",") if not part.endswith("-") and not part.startswith("-")]
    assert all(fold(" ".join(unquote(part, errors="strict").split())).strip() in words.text for part in inner)


def test_a_link_keeps_the_pages_own_fragment_and_no_old_directive() -> None:
    assert with_fragment("https://example.org/a", "#:~:text=b") == "https://example.org/a#:~:text=b"
    assert with_fragment("https://example.org/a?q=1#part", "#:~:text=b") == "https://example.org/a?q=1#part:~:text=b"
    assert with_fragment("https://example.org/a#part:~:text=old", "#:~:text=b") == "https://example.org/a#part:~:text=b"
    assert with_fragment("https://example.org/a#part", "") == "https://example.org/a#part"
    assert with_fragment("javascript:alert(1)", "#:~:text=b") == ""


def test_a_pdf_opens_at_its_page() -> None:
    assert page_link("https://example.org/a.pdf#top", 3) == "https://example.org/a.pdf#page=3"
    atlas = read("atlas.pdf", b"Source: https://example.org/atlas.pdf\n\nOne.\n\n\x0cTwo words.\n")
    assert quote_link(atlas, len(atlas.text) - 11, len(atlas.text) - 1) == "https://example.org/atlas.pdf#page=2"
    assert quote_link(replace(atlas, source_url=""), 0, 3) == ""


def test_marks_of_markdown_are_no_words_of_the_page() -> None:
    note = replace(read("a.md", b"Source: https://example.org/a\n\nThe *lake* met. The river rose.\n"), media_type="text/markdown")
    start = note.text.index("The *")
    assert quote_link(note, start, start + 15) == "https://example.org/a"
    assert quote_link(note, start + 16, start + 31) == "https://example.org/a#:~:text=The%20river%20rose"


def test_a_quote_known_to_stand_once_is_written_out() -> None:
    assert written_out("“The river rose.”") == "#:~:text=The%20river%20rose"
    assert written_out("The river\nrose.") == ""
    assert written_out("—") == "#:~:text=%E2%80%94"
    assert written_out("") == ""


_LONG = (
    "It began with a long sentence about the lake, the river, the harbour and the ferries that sail from it every morning at six",
    "and it went on in a second paragraph, which says who carries what to whom and for how much, until it came to its end.",
)
_FILLER = "".join(f"<p>Paragraph {number} of nothing in particular, which is only here to be long.</p>" for number in range(120))
_HTML = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<style>p, li, td {{ font: 20px/1.5 serif }} ::target-text {{ background: rgb(1, 200, 3); color: rgb(1, 200, 3) }}</style></head><body>
<p>The ministers agreed to close the shore. Nobody asked why.</p>
{_FILLER}
<h2 id="part">Second day</h2>
<p>“The ministers agreed to close the <b>shore</b>,” she said – at last &amp; in
   writing, 77% of it.</p>
<table><tr><td>Tirana</td><td>412 vessels</td></tr><tr><td>Durrës</td><td>97 vessels</td></tr></table>
{_FILLER}
<p>Çelësi i shtëpisë u gjet në liqen. Askush nuk e dinte.</p>
<p>大臣们同意关闭北岸。没有人问为什么。</p>
<p dir="rtl" lang="ar">اتفق الوزراء على إغلاق الشاطئ الشمالي. لم يسأل أحد.</p>
<p>{_LONG[0]}</p>
<p>{_LONG[1]}</p>
{_FILLER}
</body></html>"""
# The page's words as a reader of documents would give them: blocks set apart by blank lines, cells by bars.
_READ = re.sub(
    r"[^\S\n]+", " ",
    re.sub(r"<[^>]+>", "", re.sub(r"</td><td>", " | ", re.sub(r"</(?:p|h2|tr)>", "\n\n", _HTML.partition("</head>")[2].replace("\n", " ")))),
).replace("&amp;", "&")  # fmt: skip
_QUOTES = {
    "a repeated sentence": ("Second day", "The ministers agreed to close the shore"),
    "across markup, with signs": ("Second day", "at last & in writing, 77% of it."),
    "a cell": ("Second day", "97 vessels"),
    "accents": ("", "Çelësi i shtëpisë u gjet në liqen."),
    "no spaces": ("", "大臣们同意关闭北岸。"),
    "right to left": ("", "اتفق الوزراء على إغلاق الشاطئ الشمالي."),
    "two paragraphs": ("", f"{_LONG[0]}\n\n {_LONG[1]}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page's address, on a server of its own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = _HTML.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/page"
        server.shutdown()
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    if not found:
        pytest.skip("no Chromium: apt-get install chromium, or name one in the environment variable CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 900, "height": 600})
        browser.close()


def lit(page: Page) -> tuple[int, int, int]:
    """How far the page has scrolled, and the first and last line, in pixels of the window, of letters drawn as found."""
    from io import BytesIO

    import numpy as np
    from PIL import Image

    with Image.open(BytesIO(page.screenshot())) as picture:
        green = np.all(np.abs(np.asarray(picture.convert("RGB")).astype(int) - [1, 200, 3]) < 8, axis=2)
    rows = np.flatnonzero(green.any(axis=1))
    return int(page.evaluate("window.scrollY")), int(rows[0]) if rows.size else -1, int(rows[-1]) if rows.size else -1


def place(page: Page, words: str, after: str) -> tuple[float, float]:
    """Where the browser itself draws the first letters of some words, from the top of the page."""
    found = page.evaluate(
        """([words, after]) => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            let text = '', starts = [], nodes = [];
            while (walker.nextNode()) { nodes.push(walker.currentNode); starts.push(text.length); text += walker.currentNode.data; }
            const at = text.indexOf(words, after ? text.indexOf(after) : 0);
            const node = nodes.findLastIndex((_, number) => starts[number] <= at);
            const range = document.createRange();
            range.setStart(nodes[node], at - starts[node]); range.setEnd(nodes[node], at - starts[node] + 1);
            const box = range.getBoundingClientRect();
            return [box.top + window.scrollY, box.bottom + window.scrollY];
        }""",
        [words, after],
    )
    return float(found[0]), float(found[1])


@pytest.mark.browser
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", _QUOTES)
def test_the_browser_opens_the_page_at_the_quote(page: Page, address: str, name: str) -> None:
    after, words = _QUOTES[name]
    start = _READ.index(words, _READ.index(after))
    found = text_fragment(_READ, start, start + len(words))
    assert found
    page.goto("about:blank")
    page.goto(address + found)
    assert page.evaluate("'fragmentDirective' in document")
    page.wait_for_function("window.scrollY > 100")
    scrolled, first, last = lit(page)
    top, bottom = place(page, words.partition("\n")[0][:12], after)
    assert first >= 0, "nothing is lit"
    assert top - 2 <= scrolled + first <= bottom + 2
    lines = 4 if "\n" in words else 1
    assert last - first < lines * 34


@pytest.mark.browser
@pytest.mark.filterwarnings("default")
def test_the_pages_own_fragment_holds_where_the_words_are_gone(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(with_fragment(f"{address}#part", "#:~:text=words%20that%20were%20taken%20down"))
    page.wait_for_function("window.scrollY > 100")
    assert lit(page)[1:] == (-1, -1)
    assert abs(page.evaluate("document.getElementById('part').getBoundingClientRect().top")) < 40
