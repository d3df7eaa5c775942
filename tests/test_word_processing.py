"""DOCX, OpenDocument, RTF and legacy Word: structure, what is left out, fields, passwords, damage."""

import hashlib
import struct
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

import docx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import DocumentError, PasswordError
from corpus.office.docx import read_docx
from corpus.office.opendocument import read_odt
from corpus.office.rtf import read_rtf
from corpus.office.word97 import read_doc
from corpus.reading import Reading

PROSE = "The two ministries will share the pictures that their boats take at night, and keep them for a year."
MORE = "A joint office opens in Struga before the end of the year, with eleven officers from each side."
Block = tuple[str, int, str, str]


def blocks(reading: Reading) -> list[Block]:
    return [(block.kind, block.level, block.label, reading.text[block.start : block.end]) for block in reading.blocks]


def words(reading: Reading, kind: str = "paragraph") -> list[str]:
    return [text for found, _, _, text in blocks(reading) if found == kind]


def zipped(**members: str | bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return target.getvalue()


# DOCX -------------------------------------------------------------------------------------------------------------------

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file(body: str, links: Sequence[tuple[str, str]] = (), **members: str | bytes) -> bytes:
    """A DOCX from the markup of its body; `links` are the relationships of the document, kind and target."""
    relations = "".join(f'<Relationship Id="rId{n}" Type="{TYPES}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(links, 1))
    listed = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": listed.format(f'<Relationship Id="r1" Type="{TYPES}/officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": listed.format(relations),
    }
    return zipped(**parts, **members)


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner if inner.startswith('<') else r(inner)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def styled(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def test_a_document_made_with_a_library_is_read() -> None:
    made = docx.Document()
    made.add_heading("Rules of the lake", 0)
    made.add_heading("Fishing", 1)
    made.add_paragraph(PROSE)
    made.add_heading("Nets", 2)
    made.add_paragraph("Nets of two metres", style="List Bullet")
    table = made.add_table(2, 3)
    for number, cell in enumerate(table._cells):
        cell.text = f"c{number}"
    table.cell(0, 0).merge(table.cell(0, 1))
    made.sections[0].header.paragraphs[0].text = "Lake office"
    made.core_properties.author = "Ana Kos"
    target = BytesIO()
    made.save(target)
    reading = read_docx(target.getvalue(), ())
    assert blocks(reading) == [
        ("title", 0, "", "Rules of the lake"),
        ("heading", 1, "", "Fishing"),
        ("paragraph", 0, "", PROSE),
        ("heading", 2, "", "Nets"),
        ("paragraph", 0, "", "Nets of two metres"),
        ("paragraph", 0, "table 1, row 1", "c0 c1 | c2"),
        ("paragraph", 0, "table 1, row 2", "c3 | c4 | c5"),
        ("furniture", 0, "", "Lake office"),
    ]
    assert (reading.title, reading.origins.title, reading.author, reading.origins.author) == ("Rules of the lake", "stated", "Ana Kos", "metadata")


STYLES = f"""<w:styles xmlns:w="{W}">
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="mk-MK"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Our clause"/><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Outlined"><w:name w:val="Outlined"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
<w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
</w:styles>"""


def test_headings_come_from_styles_however_they_are_called() -> None:
    body = (
        p("One", styled("berschrift2")) + p("Two", styled("Own")) + p("Three", styled("Outlined")) + p("Titre", styled("Titre1"))
        + p("Direct", '<w:outlineLvl w:val="0"/>') + p("None", styled("Own") + '<w:outlineLvl w:val="9"/>') + p(PROSE, styled("A"))
        + p("Fishing 4", styled("TOC1"))
    )  # fmt: skip
    reading = read_docx(word_file(body, [("styles", "styles.xml")], **{"word/styles.xml": STYLES}), ())
    assert [block[:2] for block in blocks(reading)] == [
        ("heading", 2), ("heading", 2), ("heading", 3), ("heading", 1), ("heading", 1), ("paragraph", 0), ("paragraph", 0), ("furniture", 0)
    ]  # fmt: skip
    assert reading.language == "mk"


def test_a_clause_in_a_headings_style_can_be_quoted() -> None:
    reading = read_docx(word_file(p("Duties", styled("Heading1")) + p(PROSE, styled("Heading2"))), ())
    assert PROSE in words(reading)


def test_text_is_read_from_wherever_word_puts_it() -> None:
    body = (
        p(f'<w:hyperlink>{r("a link ")}</w:hyperlink><w:ins>{r("inserted ")}</w:ins><w:smartTag>{r("smart ")}</w:smartTag>'
          f'<w:sdt><w:sdtPr><w:alias w:val="no"/></w:sdtPr><w:sdtContent>{r("control ")}</w:sdtContent></w:sdt>'
          f'<w:fldSimple w:instr="DATE">{r("field")}</w:fldSimple>')
        + f"<w:sdt><w:sdtContent>{p('block control')}</w:sdtContent></w:sdt><w:customXml>{p('custom')}</w:customXml>"
        + p('<w:r><w:t>hyphen</w:t><w:noBreakHyphen/><w:t>ated</w:t><w:softHyphen/><w:tab/><w:t>soft</w:t><w:br/><w:t>break</w:t></w:r>')
        + p('<w:r><w:sym w:font="Symbol" w:char="F061"/><w:t>-rays</w:t></w:r><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>'
            "<m:den><m:r><m:t>n</m:t></m:r></m:den></m:f></m:oMath>")
    )  # fmt: skip
    assert words(read_docx(word_file(body), ())) == [
        "a link inserted smart control field", "block control", "custom", "hyphen-ated soft break", "α-rays 1/n"
    ]  # fmt: skip


def test_two_line_breaks_set_paragraphs_apart() -> None:
    body = p("<w:r><w:t>First part.</w:t><w:br/><w:br/><w:t>Second part.</w:t></w:r>")
    assert words(read_docx(word_file(body), ())) == ["First part.", "Second part."]


def test_what_was_deleted_is_left_out_and_said() -> None:
    body = (
        p(f'{r("Kept ")}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom>{r("moved")}</w:moveFrom>{r("text.")}')
        + p("One sentence that", "<w:rPr><w:del/></w:rPr>") + p(" goes on.")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('row')}</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    reading = read_docx(
        word_file(body, [("comments", "comments.xml")], **{"word/comments.xml": f"<w:comments {NAMES}><w:comment/></w:comments>"}), ()
    )
    assert words(reading) == ["Kept text.", "One sentence that goes on."]
    assert any("deletions" in remark for remark in reading.remarks)
    assert any("comments" in remark for remark in reading.remarks)


def test_text_that_no_reader_sees_is_never_quotable() -> None:
    body = (
        p(r("Seen. ") + r("Hidden order.", "<w:vanish/>") + r("Shown.", '<w:vanish w:val="0"/>'))
        + p(r("Tiny order.", '<w:sz w:val="2"/>') + r("White order.", '<w:color w:val="FFFFFF"/>'))
        + p(r("On blue.", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="0000FF"/>')) + p("Secret.", styled("Secret"))
        + f"<w:tbl><w:tr><w:tc>{p(r('Head', '<w:color w:val=' + chr(34) + 'FFFFFF' + chr(34) + '/>'))}</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    reading = read_docx(word_file(body, [("styles", "styles.xml")], **{"word/styles.xml": STYLES}), ())
    assert words(reading) == ["Seen. Shown.", "On blue.", "Head"]
    assert words(reading, "furniture") == ["Hidden order.", "Tiny order.White order.", "Secret."]
    assert len(reading.remarks) == 3


def test_field_codes_are_left_out_also_when_they_never_end() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>TOC</w:instrText><w:t>code</w:t></w:r>"
    body = p(f"{mark('begin')}{code}{mark('separate')}{r('Chapter one 4')}") + p("Chapter two 9") + p(f"{mark('end')}{r('After.')}")
    reading = read_docx(word_file(body + p(f"{r('Open: ')}{mark('begin')}{r('lost')}") + p(PROSE) * 4), ())
    assert words(reading, "furniture") == ["Chapter one 4", "Chapter two 9"]
    assert words(reading)[:2] == ["After.", "Open:"]
    assert PROSE in words(reading)


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    fallback = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    alternate = f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>{fallback}</mc:AlternateContent>"
    old = f"<mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice>{fallback}</mc:AlternateContent>"
    body = p(f"{r('Anchor.')}<w:r>{alternate}</w:r>") + p(f"{r('Old.')}<w:r>{old}</w:r>")
    assert words(read_docx(word_file(body), ())) == ["Anchor.", "In the box.", "Old.", "In the box."]


def note(number: int, text: str, kind: str = "") -> str:
    return f'<w:footnote w:id="{number}" {kind}>{p(text)}</w:footnote>'


def refer(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def test_notes_stand_after_the_paragraph_that_refers_to_them() -> None:
    line = note(0, "line", 'w:type="separator"')
    notes = f"<w:footnotes {NAMES}>{line}{note(7, 'Later one.')}{note(3, 'First one.')}</w:footnotes>"
    table = f"<w:tbl><w:tr><w:tc>{p(r('left') + refer(7))}</w:tc><w:tc>{p('right')}</w:tc></w:tr></w:tbl>"
    body = p(r("Text") + refer(3) + r(" goes on.")) + table + p(r("Again") + refer(3))
    assert blocks(read_docx(word_file(body, [("footnotes", "footnotes.xml")], **{"word/footnotes.xml": notes}), ())) == [
        ("paragraph", 0, "", "Text goes on."),
        ("paragraph", 0, "footnote 1", "First one."),
        ("paragraph", 0, "table 1, row 1", "left | right"),
        ("paragraph", 0, "footnote 2", "Later one."),
        ("paragraph", 0, "", "Again"),
    ]


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def test_merged_cells_are_read_once_and_layout_tables_as_blocks() -> None:
    merged = (
        f"<w:tbl><w:tr>{cell(p('Port'), chr(60) + 'w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}{cell(p('Fare'))}</w:tr>"
        f"<w:tr>{cell(p(''), '<w:vMerge/>')}{cell(p('4'))}</w:tr></w:tbl>"
    )
    layout = f"<w:tbl><w:tr>{cell(p(PROSE) + p(MORE))}{cell(p('aside'))}</w:tr></w:tbl>"
    nested = f"<w:tbl><w:tr>{cell(p('outer') + merged)}{cell(p('beside'))}</w:tr></w:tbl>"
    assert words(read_docx(word_file(merged + layout + nested), ())) == [
        "Port | Fare", "| 4", PROSE, MORE, "aside", "outer", "Port | Fare", "| 4", "beside"
    ]  # fmt: skip


def test_strict_files_read_like_the_others() -> None:
    strict = NAMES
    for address in ("wordprocessingml/2006/main", "officeDocument/2006/relationships", "officeDocument/2006/math"):
        strict = strict.replace(f"http://schemas.openxmlformats.org/{address}", f"http://purl.oclc.org/ooxml/{address.replace('/2006', '')}")
    document = f"<w:document {strict}><w:body>{p('Some text.')}{p('Fishing', styled('Heading1')) * 2}</w:body></w:document>"
    reading = read_docx(zipped(**{"word/document.xml": document}), ())
    assert blocks(reading) == [("paragraph", 0, "", "Some text."), *[("heading", 1, "", "Fishing")] * 2]


def test_files_inside_are_attachments() -> None:
    inner = word_file(p("Inner words."))
    outer = word_file(
        p("Outer words.") + '<w:altChunk r:id="rId1"/>', [("aFChunk", "chunk.html")],
        **{"word/embeddings/Sheet.docx": inner, "word/embeddings/plan.bin": b"%PDF-1.4 plan", "word/embeddings/x.bin": b"?"},
        **{"word/chunk.html": "<p>x"},
    )  # fmt: skip
    reading = read_docx(outer, ())
    assert [(found.name, found.content[:4]) for found in reading.attachments] == [
        ("Sheet.docx", b"PK\x03\x04"), ("plan.pdf", b"%PDF"), ("chunk.html", b"<p>x")
    ]  # fmt: skip


def test_charts_are_read_from_the_values_the_file_keeps() -> None:
    def points(kind: str, *values: str) -> str:
        listed = "".join(f'<c:pt idx="{number}"><c:v>{value}</c:v></c:pt>' for number, value in enumerate(values))
        return f"<c:{kind}><c:numCache>{listed}</c:numCache></c:{kind}>"

    def one_series(name: str, *values: str) -> str:
        return f"<c:ser>{points('tx', name)}{points('cat', '2019', '2020')}{points('val', *values)}</c:ser>"

    series = one_series("A", "3", "4") + one_series("B", "5", "6")
    names = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    chart = f"<c:chartSpace {names}><c:title><a:p><a:r><a:t>Boats</a:t></a:r></a:p></c:title>{series}</c:chartSpace>"
    drawing = f'<w:drawing><c:chart {names} r:id="rId1"/></w:drawing>'
    reading = read_docx(word_file(p(f"<w:r><w:t>See:</w:t>{drawing}</w:r>") * 2, [("chart", "chart1.xml")], **{"word/chart1.xml": chart}), ())
    assert words(reading) == ["See:", "Boats", "| A | B", "2019 | 3 | 5", "2020 | 4 | 6", "See:"]


def core(**fields: str) -> dict[str, str]:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    said = "".join(f"<{name.replace('_', ':')}>{value}</{name.replace('_', ':')}>" for name, value in fields.items())
    return {"docProps/core.xml": f"<cp {names}>{said}</cp>"}


@pytest.mark.parametrize(
    ("title", "kept"), [("Microsoft Word - x.doc", ""), ("Untitled", ""), ("draft_7.docx", ""), ("Rules of 2024", "Rules of 2024")]
)
def test_fields_count_when_they_say_something(title: str, kept: str) -> None:
    fields = core(dc_title=title, dc_creator="Windows User", dcterms_created="2020-01-02T10:00:00Z", dcterms_modified="2021-03-04T10:00:00Z")
    reading = read_docx(word_file(p(PROSE) + p(MORE), **fields), ())
    assert (reading.title, reading.author, reading.date, reading.origins.date) == (kept, "", "2021-03-04", "metadata")


def test_what_the_words_state_wins_over_the_fields() -> None:
    fields = core(dc_title="Template", dcterms_modified="2021-03-04T10:00:00Z")
    reading = read_docx(word_file(p("Rules of the lake") + p("Tirana, 5 May 2020") + p(PROSE) + p(MORE), **fields), ())
    assert (reading.title, reading.date) == ("Rules of the lake", "2020-05-05")
    assert (reading.origins.title, reading.origins.date) == ("stated", "stated")


def test_a_picture_without_words_is_said_to_be_one() -> None:
    with pytest.raises(DocumentError, match="no text, only pictures"):
        read_docx(word_file(p("<w:r><w:drawing/></w:r>")), ())


def test_deep_nesting_ends_in_a_message() -> None:
    body = p("deep")
    for _ in range(70):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"
    with pytest.raises(DocumentError):
        read_docx(word_file(body + "<w:x>" * 300 + "</w:x>" * 300), ())
    assert words(read_docx(word_file(body), ())) == ["deep"]


def test_a_long_document_takes_time_in_proportion() -> None:
    reading = read_docx(word_file(p(r("Words. ") * 3 + refer(1)) * 5_000), ())
    assert len(reading.blocks) == 5_000


# OpenDocument -----------------------------------------------------------------------------------------------------------

ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODF_NAMES = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "meta", "manifest"))
ODF_NAMES += f' xmlns:draw="{ODF}:drawing:1.0" xmlns:fo="{ODF}:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
ODT_STYLES = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
)


def odt(body: str, margins: str = "", meta: str = "") -> bytes:
    document = f"<office:document-content {ODF_NAMES}><office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
    return zipped(
        **{
            "content.xml": f"{document}<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {ODF_NAMES}><office:master-styles>{margins}</office:master-styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF_NAMES}><office:meta>{meta}</office:meta></office:document-meta>",
        }
    )


ODT_BODY = f"""<text:tracked-changes>
<text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Rules of the lake</text:p>
<text:table-of-content>
<text:index-source><x>no</x></text:index-source><text:index-body><text:p>Fishing 4</text:p></text:index-body></text:table-of-content>
<text:h text:outline-level="2">Fishing<text:s text:c="3"/>rules</text:h>
<text:p>{PROSE[:20]}<office:annotation><text:p>comment</text:p></office:annotation>{PROSE[20:]}<text:note text:note-class="footnote">
<text:note-citation>4</text:note-citation><text:note-body><text:p>By boat.</text:p></text:note-body></text:note></text:p>
<text:list><text:list-item><text:p>First item</text:p>
<text:list><text:list-item><text:p>Inner item</text:p></text:list-item></text:list></text:list-item></text:list>
<text:p>Before <text:span text:style-name="T1">hidden</text:span>after
<draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame></text:p>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Port</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="99999999"><text:p>Fare</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:covered-table-cell/><table:table-cell><text:p>4</text:p></table:table-cell></table:table-row></table:table>
<text:section text:display="none"><text:p>Hidden section.</text:p></text:section>"""
MARGINS = "".join(f"<style:master-page><style:header><text:p>{header}</text:p></style:header></style:master-page>" for header in ("Lake", "Lake"))
META = (
    "<dc:title>Other title</dc:title><meta:initial-creator>Ana Kos</meta:initial-creator>"
    "<dc:date>2022-02-03T10:00:00</dc:date><dc:language>mk-MK</dc:language>"
)
ODT = odt(ODT_BODY, MARGINS, META)


def test_an_opendocument_text_is_read() -> None:
    reading = read_odt(ODT, ())
    assert blocks(reading) == [
        ("title", 0, "", "Rules of the lake"),
        ("furniture", 0, "", "Fishing 4"),
        ("heading", 2, "", "Fishing rules"),
        ("paragraph", 0, "", PROSE),
        ("paragraph", 0, "footnote 4", "By boat."),
        ("paragraph", 0, "", "First item"),
        ("paragraph", 0, "", "Inner item"),
        ("paragraph", 0, "", "Before after"),
        ("furniture", 0, "", "hidden"),
        ("paragraph", 0, "", "In the box."),
        ("paragraph", 0, "table 1, row 1", "Port | Fare"),
        ("paragraph", 0, "table 1, row 2", "| 4"),
        ("furniture", 0, "", "Hidden section."),
        ("furniture", 0, "", "Lake"),
    ]
    assert (reading.title, reading.author, reading.date, reading.language) == ("Rules of the lake", "Ana Kos", "2022-02-03", "mk")
    assert len(reading.remarks) == 3


def test_charts_and_formulas_inside_an_opendocument_text_are_read() -> None:
    rows = "".join(
        "<table:table-row>" + "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in row) + "</table:table-row>"
        for row in (("", "Boats"), ("2019", "3"))
    )
    table = f"<table:table><table:table-rows>{rows}</table:table-rows></table:table>"
    inner = f"<office:chart><chart:chart><chart:title><text:p>Fleet</text:p></chart:title>{table}</chart:chart></office:chart>"
    names = f'{ODF_NAMES} xmlns:chart="{ODF}:chart:1.0"'
    chart = f"<office:document-content {names}><office:body>{inner}</office:body></office:document-content>"
    links = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    body = f"<text:p>{PROSE}<draw:frame><draw:object {links} xlink:href='./Object 1'/></draw:frame></text:p>"
    formula = "<math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mi>a</mi><mn>2</mn></mfrac></math>"
    body += f"<text:p>Half is <draw:frame><draw:object>{formula}</draw:object></draw:frame>.</text:p>"
    target = BytesIO(odt(body))
    with zipfile.ZipFile(target, "a") as opened:
        opened.writestr("Object 1/content.xml", chart)
    assert words(read_odt(target.getvalue(), ())) == [PROSE, "Fleet", "| Boats", "2019 | 3", "Half is a/2 ."]


def encrypted_odt(password: str) -> bytes:
    salt, vector = b"s" * 16, b"v" * 16
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), salt, 1_000, 32)
    packer = zlib.compressobj(wbits=-15)
    with zipfile.ZipFile(BytesIO(ODT)) as opened:
        packed = packer.compress(opened.read("content.xml")) + packer.flush()
    padding = 16 - len(packed) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    secret = encryptor.update(packed + b"\0" * (padding - 1) + bytes([padding])) + encryptor.finalize()
    checksum = b64encode(hashlib.sha256(packed[:1024]).digest()).decode()
    manifest = (
        f'<manifest:manifest {ODF_NAMES}><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data '
        f'manifest:checksum-type="urn#sha256-1k" manifest:checksum="{checksum}">'
        f'<manifest:algorithm manifest:algorithm-name="x#aes256-cbc" manifest:initialisation-vector="{b64encode(vector).decode()}"/>'
        '<manifest:start-key-generation manifest:start-key-generation-name="x#sha256" manifest:key-size="32"/><manifest:key-derivation '
        f'manifest:iteration-count="1000" manifest:key-size="32" manifest:salt="{b64encode(salt).decode()}"/>'
        "</manifest:encryption-data></manifest:file-entry></manifest:manifest>"
    )
    return zipped(**{"content.xml": secret, "META-INF/manifest.xml": manifest})


def test_an_encrypted_opendocument_text_opens_with_its_password() -> None:
    content = encrypted_odt("lake")
    assert PROSE in read_odt(content, ("other", "lake")).text
    for passwords, said in (((), "no password was given"), (("other",), "none of the passwords")):
        with pytest.raises(PasswordError, match=said):
            read_odt(content, passwords)


# RTF --------------------------------------------------------------------------------------------------------------------

HEAD = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Gothic;}{\f3\fcharset2 Symbol;}}"


def rtf(body: bytes, head: bytes = b"") -> bytes:
    return HEAD + head + body + b"\\par}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"caf\'e9 \'93quoted\'94 \emdash  end", "café “quoted” — end"),
        (rb"\f1 \'cc\'e8\'f0", "Мир"),
        (rb"{\f2 \'93\'fa\'96{}{}}x", "日�x"),
        (rb"{\f2 \'93\'fa\'8c\'ea}", "日語"),
        (rb"{\f3 a}-rays", "α-rays"),
        (rb"\u268?ovek and \u8364\'80 5", "Čovek and € 5"),
        (rb"\uc2\u268\'c8\'c8ovek {\uc0\u269}ok\uc1\u269?ok", "Čovek čokčok"),
        (rb"\u-10179?\u-8704? smiles", "😀 smiles"),
        (rb"{\upr{ansi}{\*\ud{\u268?ovek}}} walks", "Čovek walks"),
        (rb"one\~two\_three\-four \{braces\} \\", "one two-threefour {braces} \\"),
        (rb"a\bin6 }}{{\\ b", "a b"),
        (b"wrapped\r\n over lines\\\n", "wrapped over lines"),
    ],
)
def test_letters_of_rich_text(body: bytes, text: str) -> None:
    assert words(read_rtf(rtf(body), ())) == [text]


def test_a_file_in_another_code_page() -> None:
    assert "Шабац" in read_rtf(b"{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\fcharset204 A;}}\\pard\\plain \\'d8\\'e0\\'e1\\'e0\\'f6.\\par}", ()).text
    assert "Šabac" in read_rtf(rb"{\rtf1\ansi\ansicpg1250 \'8aabac lies on the river.\par}", ()).text


RTF_STYLES = rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\s5 Title;}{\*\cs10 Default;}{\s7 toc 1;}}"
INFO = rb"{\info{\title Other title}{\author Ana Kos}{\creatim\yr2019\mo2\dy3\hr4}{\revtim\yr2020\mo11\dy5}}"
RTF_BODY = (
    rb"{\header Lake office {\field{\*\fldinst PAGE}{\fldrslt 3}}\par}{\header Lake office 3\par}"
    rb"\pard\s5 Rules of the lake\par\pard\s7 Fishing 4\par\pard\s1 Fishing\par\pard\s2 Nets\par\pard\plain "
    + PROSE.encode()
    + rb"{\footnote\pard {\super 1} By boat.\par}\par {\listtext 1.\tab}First item\line more {\v hidden}{\deleted gone}"
    rb"{\pict\wmetafile8 0102ff}{\*\unknown words}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\*\annotation remark}\par"
    rb"\trowd\pard\intbl Port\cell Fare\par in denar\cell\row\trowd\pard\intbl Ohrid\cell 4\cell\row\pard "
    rb"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt In the box.\par}}{\shprslt In the box.}}After the table."
)
RTF = rtf(RTF_BODY, RTF_STYLES + INFO)


def test_rich_text_is_read() -> None:
    reading = read_rtf(RTF, ())
    assert blocks(reading) == [
        ("title", 0, "", "Rules of the lake"),
        ("furniture", 0, "", "Fishing 4"),
        ("heading", 1, "", "Fishing"),
        ("heading", 2, "", "Nets"),
        ("paragraph", 0, "", PROSE),
        ("paragraph", 0, "footnote 1", "1 By boat."),
        ("paragraph", 0, "", "First item more link"),
        ("furniture", 0, "", "hidden"),
        ("paragraph", 0, "table 1, row 1", "Port | Fare in denar"),
        ("paragraph", 0, "table 1, row 2", "Ohrid | 4"),
        ("paragraph", 0, "", "After the table."),
        ("paragraph", 0, "", "In the box."),
        ("furniture", 0, "", "Lake office 3"),
    ]
    assert (reading.title, reading.author, reading.date, reading.origins.date) == ("Rules of the lake", "Ana Kos", "2020-11-05", "metadata")
    assert len(reading.remarks) == 3


def test_rich_text_that_ends_early_keeps_what_it_has_and_says_so() -> None:
    reading = read_rtf(RTF[:-60], ())
    assert PROSE in reading.text
    assert any("ends early" in remark for remark in reading.remarks)


def test_absurd_groups_end_in_a_message() -> None:
    with pytest.raises(DocumentError, match="nested too deeply"):
        read_rtf(b"{\\rtf1 " + b"{" * 10_000 + b"x" + b"}" * 10_001, ())


# Legacy Word ------------------------------------------------------------------------------------------------------------

SECTOR = 512


def container(**streams: bytes) -> bytes:
    """An OLE container whose streams are long enough to stand in plain sectors."""
    padded = {name: content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0") for name, content in streams.items()}
    chains, places, sector = [], {}, 2 + (len(streams) + 4) // 4
    for name, content in padded.items():
        places[name] = sector
        count = len(content) // SECTOR
        chains += [*range(sector + 1, sector + count), 0xFFFFFFFE]
        sector += count
    directory_count = 1 + (len(streams) + 4) // 4
    table = [0xFFFFFFFD, *range(2, directory_count), *([0xFFFFFFFE] if directory_count > 1 else []), 0xFFFFFFFE, *chains]
    table = [0xFFFFFFFD, *[number + 1 for number in range(1, directory_count)], 0xFFFFFFFE, *chains]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    entries += [_entry(name, 2, places[name], len(padded[name]), right=n + 1 if n < len(padded) else 0xFFFFFFFF) for n, name in enumerate(padded, 1)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    assert len(table) <= SECTOR // 4
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    return header + fat + b"".join(entries).ljust(directory_count * SECTOR, b"\0") + b"".join(padded.values())


def _entry(name: str, kind: int, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1) + links + bytes(36) + struct.pack("<IQ", start, size)


def legacy(
    body: str, notes: str = "", margins: str = "", formats: Sequence[tuple[int, int, bytes]] = (), flags: int = 0, version: int = 0xC1
) -> bytes:
    """A Word 97 file; `formats` are runs of characters with their modifications."""
    text = body + notes + margins
    place = 1024
    stream = bytearray(place) + text.encode("utf-16-le")
    stream = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    tables = bytearray(b"\0" * 16)
    pointers: dict[int, tuple[int, int]] = {}

    def table(number: int, content: bytes) -> None:
        pointers[number] = (len(tables), len(content))
        tables.extend(content)

    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    table(33, b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(pieces)) + pieces)
    table(1, _style_sheet())
    ends = [number + 1 for number, letter in enumerate(text) if letter in "\r\x07\x0c"]
    starts = [0, *ends]
    listed = []
    for start, end in zip(starts, ends):
        paragraph = text[start:end]
        style = {"#": 1, "!": 2}.get(paragraph[0], 0)
        properties = b"\x16\x24\x01" if "\x07" in text[start:] and paragraph[-1] == "\x07" else b""
        properties += b"\x17\x24\x01" if paragraph == "\x07" else b""
        listed.append(struct.pack("<H", style) + properties)
    table(13, _bin_table(stream, [place + 2 * start for start in starts], listed, paragraphs=True))
    bounds = sorted({0, len(text), *(edge for start, end, _ in formats for edge in (start, end))})
    runs = [next((change for first, last, change in formats if first <= start < last), b"") for start in bounds[:-1]]
    table(12, _bin_table(stream, [place + 2 * bound for bound in bounds], runs, paragraphs=False))
    if notes:
        reference = body.index("\x02")
        table(2, struct.pack("<iiH", reference, len(body), 1))
        table(3, struct.pack("<iii", 0, len(notes), len(notes) + 1))
    struct.pack_into("<HHHH", stream, 0, 0xA5EC, version, 0, 0x0409)
    struct.pack_into("<H", stream, 0x0A, 0x0200 | flags)
    struct.pack_into("<8i", stream, 0x4C, len(body), len(notes), len(margins), 0, 0, 0, 0, 0)
    struct.pack_into("<H", stream, 0x98, 93)
    for number, (start, size) in pointers.items():
        struct.pack_into("<II", stream, 0x9A + 8 * number, start, size)
    return container(WordDocument=bytes(stream), **{"1Table": bytes(tables)})


def _style_sheet() -> bytes:
    styles = b""
    for built_in, name in ((0, "Normal"), (2, "heading 2"), (62, "Title")):
        style = struct.pack("<HHHHH", built_in, 0xFFF1, 0, 0, 0) + struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
        styles += struct.pack("<H", len(style)) + style
    return struct.pack("<HHHHHHHHHH", 18, 3, 10, 1, 0, 15, 0, 0, 0, 0) + styles


def _bin_table(stream: bytearray, positions: list[int], listed: Sequence[bytes], paragraphs: bool) -> bytes:
    page = bytearray(SECTOR)
    count, step, offset = len(listed), 13 if paragraphs else 1, SECTOR - 2
    struct.pack_into(f"<{count + 1}I", page, 0, *positions)
    for number, properties in enumerate(listed):
        if not properties:
            continue
        content = properties + b"\0" * (len(properties) % 2) if paragraphs else properties
        lead = bytes([0, len(content) // 2]) if paragraphs else bytes([len(content)])
        offset -= (len(lead + content) + 1) // 2 * 2
        page[offset : offset + len(lead + content)] = lead + content
        page[4 * (count + 1) + step * number] = offset // 2
    page[-1] = count
    assert offset > 4 * (count + 1) + step * count
    stream.extend(page)
    return struct.pack("<III", positions[0], positions[-1], len(stream) // SECTOR - 1)


HIDDEN, DELETED = b"\x3c\x08\x01", b"\x00\x08\x01"
DOC_BODY = (
    "!Rules of the lake\r#Fishing\rČovek on the lake\x02.\rSee \x13 HYPERLINK \"x\" \x14the page\x15 and wait\x1ea\x1f\x0bbit.\r"
    "Port\x07Fare\x07\x07Ohrid\x074\x07\x07After hidden gone.\r"
)  # fmt: skip
AT = DOC_BODY.index("hidden")
DOC = legacy(DOC_BODY, "\x02 By boat.\r\r", "Lake office\rLake office\r", [(AT, AT + 7, HIDDEN), (AT + 7, AT + 11, DELETED)])


def test_a_legacy_word_file_is_read() -> None:
    reading = read_doc(DOC, ())
    assert blocks(reading) == [
        ("title", 0, "", "!Rules of the lake"),
        ("heading", 2, "", "#Fishing"),
        ("paragraph", 0, "", "Čovek on the lake."),
        ("paragraph", 0, "footnote 1", "By boat."),
        ("paragraph", 0, "", "See the page and wait-a bit."),
        ("paragraph", 0, "table 1, row 1", "Port | Fare"),
        ("paragraph", 0, "table 1, row 2", "Ohrid | 4"),
        ("paragraph", 0, "", "After ."),
        ("furniture", 0, "", "hidden"),
        ("furniture", 0, "", "Lake office"),
    ]
    assert reading.language == "en"
    assert len(reading.remarks) == 2


def test_files_called_doc_are_read_as_what_they_are() -> None:
    assert words(read_doc(word_file(p("Some text.")), ())) == ["Some text."]
    assert words(read_doc(rtf(b"Some text."), ())) == ["Some text."]
    assert PROSE in read_doc(f"\ufeff<html><body><article><p>{PROSE}</p><p>{MORE}</p></article>".encode(), ()).text
    assert words(read_docx(DOC, ())) == words(read_rtf(DOC, ())) == words(read_doc(DOC, ()))
    assert words(read_docx(rtf(b"Some text."), ())) == words(read_rtf(word_file(p("Some text.")), ())) == ["Some text."]
    with pytest.raises(DocumentError, match="archived web page"):
        read_doc(b"MIME-Version: 1.0\nSome text.", ())
    with pytest.raises(DocumentError, match="no Word document"):
        read_doc(b"Some text.", ())


def test_older_and_encrypted_legacy_files_are_told() -> None:
    with pytest.raises(DocumentError, match="older than 97"):
        read_doc(legacy("Some text.\r", version=0x65), ())
    with pytest.raises(DocumentError, match="encryption is damaged or unknown"):
        read_doc(legacy("Some text.\r", flags=0x0100), ())
    with pytest.raises(DocumentError, match="no Word text"):
        read_doc(container(Workbook=b"x"), ())


# Passwords and damage ---------------------------------------------------------------------------------------------------


def encrypted(content: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    target = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, target)
    return target.getvalue()


def test_an_encrypted_word_document_opens_with_its_password() -> None:
    made = docx.Document()
    made.add_paragraph(PROSE)
    target = BytesIO()
    made.save(target)
    content = encrypted(target.getvalue(), "lake")
    assert PROSE in read_docx(content, ("other", "lake")).text
    with pytest.raises(PasswordError, match="no password was given"):
        read_docx(content, ())
    with pytest.raises(PasswordError, match="none of the passwords"):
        read_docx(content, ("other",))


DOCX = word_file(
    p("Rules", styled("Title")) + p(r("Text ") + refer(1)) + f"<w:tbl><w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>",
    [("footnotes", "footnotes.xml"), ("styles", "styles.xml")],
    **{"word/footnotes.xml": f"<w:footnotes {NAMES}>{note(1, 'A note.')}</w:footnotes>", "word/styles.xml": STYLES},
)
READERS: list[tuple[Callable[[bytes, Sequence[str]], Reading], bytes]] = [(read_docx, DOCX), (read_odt, ODT), (read_rtf, RTF), (read_doc, DOC)]


def in_order(reading: Reading) -> bool:
    edges = [edge for block in reading.blocks for edge in (block.start, block.end)]
    return edges == sorted(edges) and all(reading.text[block.start : block.end].strip() for block in reading.blocks)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(READERS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6), st.floats(0, 1))
@example(READERS[3], [], 0.999)
def test_damage_is_said_and_never_raises_anything_else(
    case: tuple[Callable[..., Reading], bytes], flips: list[tuple[float, int]], kept: float
) -> None:
    read, content = case
    damaged = bytearray(content)
    for place, value in flips:
        damaged[int(place * (len(content) - 1))] = value
    for candidate in (bytes(damaged), bytes(damaged[: int(kept * len(damaged))])):
        try:
            assert in_order(read(candidate, ()))
        except DocumentError as error:
            assert str(error)


LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(LINES)
@example(["مرحبا بالعالم", "e\u0301\u0301", "👩‍👩‍👧 family", "x" * 5_000])
def test_every_format_gives_the_same_words_back(lines: list[str]) -> None:
    wanted = [text for text in (" ".join(line.split()) for line in lines) if text]
    codes = "".join(
        "".join(
            f"\\u{unit if unit < 0x8000 else unit - 0x10000}?"
            for unit in struct.unpack(f"<{len(line.encode('utf-16-le')) // 2}H", line.encode("utf-16-le"))
        )
        + "\\par "
        for line in lines
    )
    made = [
        (read_docx, word_file("".join(p(r(line)) for line in lines))),
        (read_odt, odt("".join(f"<text:p>{escape(line)}</text:p>" for line in lines))),
        (read_rtf, rtf(codes.encode())),
    ]
    for read, content in made:
        if not wanted:
            with pytest.raises(DocumentError):
                read(content, ())
            continue
        reading = read(content, ())
        assert in_order(reading)
        assert [text for *_, text in blocks(reading)] == wanted
