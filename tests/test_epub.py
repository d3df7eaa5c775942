"""Books: reading order, blocks, fields, protection, damage."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import DocumentError
from corpus.office.epub import read_epub
from corpus.reading import Reading

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
FIELDS = (
    "<dc:title>The Ferry Book</dc:title><dc:creator>Ana Kos</dc:creator><dc:creator>Bo Lind</dc:creator>"
    "<dc:publisher>Lake Press</dc:publisher><dc:date>2019-05-04T00:00:00Z</dc:date><dc:language>en-GB</dc:language>"
)
FIRST = (
    "<h1>The <em>first</em> winter</h1><p>The ferry left at nine&nbsp;o’clock,\n and nobody\n waved.</p>"
    "<ul><li>Two oars</li><li>One lamp</li></ul>"
    "<table><tr><th>Port</th><th>Fare</th></tr><tr><td>Ohrid</td><td>4</td></tr></table><script>alert(1)</script>"
)
SECOND = (
    '<h2>Later</h2>Loose words<p>Line one<br/>line two<a epub:type="noteref" href="#n1">1</a>.</p>'
    '<aside epub:type="footnote" id="n1"><p>The lamp was lost.</p></aside><p hidden="hidden">Unseen.</p>'
)


def page(body: str) -> str:
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return f"<?xml version='1.0'?><!DOCTYPE html><html {names}><head><title>x</title></head><body>{body}</body></html>"


def book(pages: dict[str, str], fields: str = FIELDS, extra: dict[str, str] | None = None) -> bytes:
    purpose = {"nav": 'properties="nav"'}
    items = "".join(f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml" {purpose.get(name, "")}/>' for name in pages)
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{fields}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        opened.writestr("mimetype", "application/epub+zip")
        opened.writestr("META-INF/container.xml", CONTAINER)
        opened.writestr("OEBPS/book.opf", package)
        for name, body in pages.items():
            opened.writestr(f"OEBPS/text/{name}.xhtml", body if body.startswith("<?xml") else page(body))
        for name, content in (extra or {}).items():
            opened.writestr(name, content)
    return target.getvalue()


def blocks(reading: Reading) -> list[tuple[str, int, str, str]]:
    return [(block.kind, block.level, block.label, reading.text[block.start : block.end]) for block in reading.blocks]


BOOK = book({"nav": "<nav><ol><li>The first winter</li></ol></nav>", "second": SECOND, "first": FIRST})


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    assert blocks(read_epub(BOOK, ())) == [
        ("heading", 2, "", "Later"),
        ("paragraph", 0, "", "Loose words"),
        ("paragraph", 0, "", "Line one line two."),
        ("paragraph", 0, "footnote", "The lamp was lost."),
        ("heading", 1, "", "The first winter"),
        ("paragraph", 0, "", "The ferry left at nine o’clock, and nobody waved."),
        ("paragraph", 0, "", "Two oars"),
        ("paragraph", 0, "", "One lamp"),
        ("paragraph", 0, "table 1, row 1", "Port | Fare"),
        ("paragraph", 0, "table 1, row 2", "Ohrid | 4"),
    ]


def test_the_fields_of_the_package_are_the_books() -> None:
    reading = read_epub(BOOK, ())
    assert (reading.title, reading.author, reading.publisher) == ("The Ferry Book", "Ana Kos, Bo Lind", "Lake Press")
    assert (reading.date, reading.language) == ("2019-05-04", "en")
    assert reading.origins.title == reading.origins.date == "metadata"
    assert any("hides" in remark for remark in reading.remarks)


def test_a_title_page_states_the_title() -> None:
    reading = read_epub(book({"cover": "<h1>The Ferry Book</h1>", "first": FIRST}), ())
    assert blocks(reading)[0] == ("title", 0, "", "The Ferry Book")
    assert reading.origins.title == "stated"


def test_a_page_that_is_not_well_formed_is_read_all_the_same() -> None:
    reading = read_epub(book({"first": "<p>The ferry left at nine.<p>Nobody waved <b>at all."}), ())
    assert "The ferry left at nine." in reading.text
    assert "Nobody waved at all." in reading.text


def encryption(algorithm: str) -> dict[str, str]:
    inner = f'<EncryptionMethod Algorithm="{algorithm}"/>'
    return {
        "META-INF/encryption.xml": f'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>{inner}</e:EncryptedData></encryption>'
    }


def test_a_protected_book_says_so_and_garbled_fonts_do_not_count() -> None:
    with pytest.raises(DocumentError, match="protected against copying"):
        read_epub(book({"first": FIRST}, extra=encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc")), ())
    assert read_epub(book({"first": FIRST}, extra=encryption("http://www.idpf.org/2008/embedding")), ()).text


def test_a_missing_page_is_remarked() -> None:
    broken = book({"first": FIRST, "second": SECOND}).replace(b"OEBPS/text/second.xhtml", b"OEBPS/text/sEcOnX.xhtml")
    assert any("missing" in remark for remark in read_epub(broken, ()).remarks)


def test_external_entities_stay_unread() -> None:
    entity = '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    evil = f'<?xml version="1.0"?>{entity}<html><body><p>Nothing: &secret; here.</p></body></html>'
    assert "Nothing: here." in read_epub(book({"first": FIRST, "second": evil}), ()).text


def test_a_book_without_words_is_refused() -> None:
    with pytest.raises(DocumentError, match="no text"):
        read_epub(book({"first": "<img src='x.jpg'/>"}), ())
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        opened.writestr("mimetype", "application/epub+zip")
    with pytest.raises(DocumentError, match="package document is missing"):
        read_epub(target.getvalue(), ())


@settings(max_examples=60)
@given(st.integers(0, len(BOOK) - 1), st.integers(0, 255), st.integers(0, len(BOOK)))
def test_damage_is_said_and_never_raises_anything_else(place: int, value: int, length: int) -> None:
    damaged = bytearray(BOOK)
    damaged[place] = value
    for content in (bytes(damaged), bytes(damaged[:length])):
        try:
            assert read_epub(content, ()).text
        except DocumentError as error:
            assert str(error)


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40), min_size=1, max_size=8))
def test_blocks_stand_in_order_and_are_the_text(paragraphs: list[str]) -> None:
    try:
        reading = read_epub(book({"first": "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)}), ())
    except DocumentError:
        assert not any(paragraph.split() for paragraph in paragraphs) or any("\ufffe" <= letter <= "\uffff" for letter in "".join(paragraphs))
        return
    position = 0
    for block in reading.blocks:
        assert position <= block.start < block.end <= len(reading.text)
        position = block.end
    assert [words for words in (" ".join(paragraph.split()) for paragraph in paragraphs) if words] == [words for *_, words in blocks(reading)]
