"""Offsets are law: whatever a file holds, its blocks, sentences and passages are exact stretches of its text.

Files are generated as plain text, Markdown and HTML, out of pieces that have broken other programs: carriage returns,
byte-order marks, combining marks, emoji, right-to-left text, very long words, lists, tables, nested quotes, front matter.
"""

import pytest
import trafilatura
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.decoding import decode
from corpus.document import Document, Passage
from corpus.errors import DocumentError
from corpus.file_reading import read_document
from corpus.passages import MAX_PASSAGE_CHARACTERS, split_passages
from corpus.sentences import MAX_SENTENCE_CHARACTERS, sentence_spans
from corpus.text.html import read_html

NEWLINES = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\n\r\n", "\u2028", "\x0b", "\x85", "\n\n\n"])
WORDS = st.sampled_from(
    [
        "the", "The", "ministers", "agreed", "Mr.", "No.", "14", "Sept.", "e.g.", "(see", "2023.", "e\u0301te\u0301", "n\u0303", "🚢", "👩🏽‍🚒",
        "🇦🇱", "שלום", "مرحبا.", "\u202eabc", "Њ", "Ђурђевић", "“Yes.”", "‘no’", "«Po.»", "…", "?!", "3.2", "1)", "a", "I.", "A.", "\u00ad", "\u200b",
        "\u00a0", "ﬁ", "İ", "W" * 1500, "。", "好的。", ".", ";", "|", "*", "_", "**bold**", "[a](b)", "<b>", "&amp;", "#", "\ufeff", "\t", "don’t",
    ]
)  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
SENTENCES = st.sampled_from(
    [
        "The ministers agreed to close the northern shore to trawlers from June until August.",
        "Mr. Taulant Balla said: “We met on 14 Sept. and signed No. 2.” He left at noon.",
        "Related posts", "Document View", "Picture: The harbour at dusk", "1. Scope", "2.1 Ferries and fares", "IV. Closing words",
        "Published 29 November 2023", "Source: The Lake Secretariat, https://example.org/a",
    ]
)  # fmt: skip
MARKS = st.sampled_from(
    [
        "",
        "# ",
        "## ",
        "- ",
        "* ",
        "1. ",
        "> ",
        "> > ",
        "> - ",
        "    ",
        "  - ",
        "| a | b |\n|---|---|\n| ",
        "```\n",
        "~~~",
        "---\n",
        "***",
        "<div>",
        "<!-- ",
        "<table>\n<tr><td>a</td><td>",
        "<script>",
        "> <p>",
        "=====",
        "- [ ] ",
        "\\",
        "[r]: /u\n",
    ]
)
FRONT_MATTER = st.sampled_from(
    [
        "", "---\n\nA paragraph between two rules.\n\n---\n", '---\ntitle: "\\ud83d"\n---\n', '---\na: "\\UFFFFFFFF"\n---\n',
        "---\ntitle: A: b\n---\n",
        "---\ntitle: A lake\ndate: 2023-11-29\n---\n", "---\r\ntitle: A lake\r\n---\r\n", "\ufeff---\ntitle: x\n---\n", "---\ntitle: [\n---\n",
        "---\ndate: 2023-02-30\n---\n", "---\nkey: !!int x\n---\n", "---\n? [a]\n: b\n---\n", "---\n- a\n---\n", "---\n\n", "---\ntitle: A\n...\n",
    ]
)  # fmt: skip
TAGS = st.sampled_from(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "blockquote",
        "div",
        "article",
        "section",
        "b",
        "script",
        "nav",
        "pre",
        "br",
        "a",
        "span",
        "q",
    ]
)


@st.composite
def plain_texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(st.one_of(LINES, SENTENCES, st.text(max_size=30)), NEWLINES), max_size=8))
    return "".join(line + newline for line, newline in pieces) + draw(st.one_of(st.just(""), LINES))


@st.composite
def markdown_texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(MARKS, st.one_of(LINES, SENTENCES), NEWLINES), max_size=8))
    return draw(FRONT_MATTER) + "".join(mark + line + newline for mark, line, newline in pieces) + draw(st.one_of(st.just(""), LINES))


@st.composite
def html_pages(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(TAGS, st.one_of(LINES, SENTENCES), st.sampled_from(["</{}>", "", "<br>", "</p>"])), max_size=8))
    body = "".join(f"<{tag}>{line}{end.format(tag)}" for tag, line, end in pieces)
    return draw(
        st.sampled_from(["{}", "<html lang='sr-Latn'><body><article>{}</article></body></html>", "<!doctype html><title>A lake</title><body>{}"])
    ).replace("{}", body)


def read(name: str, text: str) -> Document | None:
    """The document; None where the program refuses the file in its own words."""
    try:
        return read_document(name, text.encode("utf-8", "replace"))
    except DocumentError as refusal:
        assert str(refusal)
        return None


def assert_spans_hold(document: Document) -> None:
    text = document.text
    assert in_order_without_overlap(document.blocks, text)
    assert in_order_without_overlap(document.sentences, text)
    paragraphs = [block for block in document.blocks if block.kind == "paragraph"]
    for sentence in document.sentences:
        assert sum(block.start <= sentence.start and sentence.end <= block.end for block in paragraphs) == 1
        quote = text[sentence.start : sentence.end]
        assert quote == quote.strip()
        assert any(map(str.isalnum, quote))


def in_order_without_overlap(spans: tuple, text: str) -> bool:
    edges = [edge for span in spans for edge in (span.start, span.end)]
    return edges == sorted(edges) and all(0 <= span.start < span.end <= len(text) for span in spans)


def is_blank(text: str) -> bool:
    return all(letter.isspace() or letter in "\ufeff\u200b" for letter in text)


def assert_passages_hold(document: Document, passages: tuple[Passage, ...], max_characters: int) -> None:
    assert in_order_without_overlap(passages, document.text)
    starts = {sentence.start for sentence in document.sentences}
    ends = {sentence.end for sentence in document.sentences}
    for passage in passages:
        assert passage.start in starts
        assert passage.end in ends
        assert passage.passage_id == f"{document.document_id}:{passage.start}-{passage.end}"
        inside = [sentence for sentence in document.sentences if passage.start <= sentence.start < passage.end]
        assert passage.end - passage.start <= max_characters or len(inside) == 1
        for block in document.blocks:
            if block.kind != "paragraph":
                assert block.end <= passage.start or passage.end <= block.start
    for sentence in document.sentences:
        assert sum(passage.start <= sentence.start and sentence.end <= passage.end for passage in passages) == 1


@given(plain_texts(), st.sampled_from([MAX_PASSAGE_CHARACTERS, 60]))
@example("", 60)
@example("W" * 5000, 60)
@example("One sentence without a final newline", 60)
@example("\ufeffA mark stands first.\r\n\r\nThen a second paragraph.", 60)
def test_plain_text_keeps_every_character_and_every_offset(text: str, max_characters: int) -> None:
    if (document := read("a.txt", text)) is not None:
        assert document.text == decode(text.encode("utf-8", "replace"))
        assert_spans_hold(document)
        assert_passages_hold(document, split_passages(document, max_characters), max_characters)
        edges = [0, *(edge for block in document.blocks for edge in (block.start, block.end)), len(document.text)]
        assert all(is_blank(document.text[end:start]) for end, start in zip(edges[::2], edges[1::2]))


@given(markdown_texts(), st.sampled_from([MAX_PASSAGE_CHARACTERS, 60]))
@example("> > - a nested quote in a list\n> > - and another\n", 60)
@example("| a | b |\r|---|---|\r| one | two |\r", 60)
@example("---\ndate: 2023-02-30\n---\nThere is no such day.", 60)
@example("A heading\rof two lines\r=====\rAnd its text.", 60)
def test_markdown_keeps_every_character_and_every_offset(text: str, max_characters: int) -> None:
    if (document := read("a.md", text)) is not None:
        assert document.text == decode(text.encode("utf-8", "replace"))
        assert_spans_hold(document)
        assert_passages_hold(document, split_passages(document, max_characters), max_characters)


@given(html_pages(), st.sampled_from([MAX_PASSAGE_CHARACTERS, 60]))
@example("", 60)
@example("<p>A page of one line", 60)
def test_pages_keep_every_offset(page: str, max_characters: int) -> None:
    if (document := read("a.html", page)) is not None:
        assert_spans_hold(document)
        assert_passages_hold(document, split_passages(document, max_characters), max_characters)


@given(html_pages())
@example("<article><p>The members are:<br>Albania<br>Serbia</p></article>")
@example("<article><blockquote><p>We will act.</p>said the minister.</blockquote>Nobody<p>objected</p>to her.</article>")
@example("<article><ul><li>one<ul><li>two</li></ul>three</li></ul><table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table></article>")
def test_pages_keep_every_character_of_the_article(page: str) -> None:
    tree = trafilatura.load_html(page.encode("utf-8", "replace"))
    options = {"favor_recall": True, "include_comments": False, "include_tables": True, "with_metadata": False}
    found = trafilatura.bare_extraction(tree, **options) if tree is not None else None
    try:
        reading = read_html(page.encode("utf-8", "replace"))
    except DocumentError:
        assert found is None or not "".join(found.body.itertext()).strip()
        return
    expected, kept = ("".join(text.replace("|", "").split()) for text in ("".join(found.body.itertext()), reading.text))  # bars part cells
    assert kept == expected


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_no_bytes_whatever_raise_anything_but_a_document_error(content: bytes, name: str) -> None:
    try:
        assert_spans_hold(read_document(name, content))
    except DocumentError as refusal:
        assert str(refusal)


@given(st.one_of(plain_texts(), st.text(max_size=200)), st.sampled_from(["en", "sq", "sr", "zh", "xx", ""]))
def test_segmentation_loses_nothing_but_white_space(text: str, language: str) -> None:
    spans = list(sentence_spans(text, 0, len(text), language))
    assert in_order_without_overlap(tuple(spans), text)
    position = 0
    for span in spans:
        assert is_blank(text[position : span.start])
        assert span.end - span.start <= MAX_SENTENCE_CHARACTERS
        position = span.end
    assert is_blank(text[position:])


@given(plain_texts(), st.integers(0, 40), st.integers(0, 400))
def test_segmentation_stays_inside_the_paragraph_it_was_given(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    assert all(start <= span.start < span.end <= end for span in sentence_spans(text, start, end))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_the_kind_of_newline_changes_no_sentence(newline: str, name: str) -> None:
    lines = [
        "A heading of four words",
        "",
        "The ministers agreed to close the northern",
        "shore to trawlers. Patrol boats will watch",
        "the closed waters from June until August.",
        "",
        "A second paragraph ends the note here.",
    ]
    quotes = []
    for ending in ("\n", newline):
        document = read_document(name, ending.join(lines).encode())
        quotes.append([" ".join(document.text[span.start : span.end].split()) for span in document.sentences])
    assert quotes[0] == quotes[1]
    assert "The ministers agreed to close the northern shore to trawlers." in quotes[0]


def test_a_sentence_that_stands_twice_has_two_places() -> None:
    document = read_document("a.txt", b"Fines were raised.\n\nNobody paid.\n\nFines were raised.\n")
    places = [span.start for span in document.sentences if document.text[span.start : span.end] == "Fines were raised."]
    assert places == [0, len("Fines were raised.\n\nNobody paid.\n\n")]
