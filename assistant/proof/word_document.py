"""A small Word document with footnotes, written from nothing.

What enters: paragraphs by their styles, and notes. What leaves: the bytes of a WordprocessingML package (ECMA-376, Part 1: §17.11
footnotes; Part 2: packages), the same for the same content: no clock, no author. It deliberately knows only what a
transcript needs; python-docx, which knows much more, writes no footnotes.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr  # nosec B406 # both write XML; nothing is parsed

from assistant.proof.word_parts import CONTENT_TYPES, DOCUMENT_RELATIONS, PACKAGE_RELATIONS, RELATIONS, SETTINGS, STYLES, W
from assistant.proof.wording import language_tag, one_line, runs_right_to_left

_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Zip files know no date before 1980.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# A4 with margins of 25 mm, in twentieths of a point.
_MARGINS = " ".join(f'w:{side}="1418"' for side in ("top", "right", "bottom", "left"))
_PAGE = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {_MARGINS} w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
# Word keeps footnotes -1 and 0 for the lines between text and notes.
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in a style; `note` is the number of the footnote it ends with, from 1; `language` is a BCP 47 tag or empty."""

    style: str
    text: str
    note: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: text before a title, the title and the web address it links to (empty for none), and text after it."""

    before: str
    title: str
    link: str
    after: str


def word_document(title: str, paragraphs: Sequence[Paragraph], notes: Sequence[Note]) -> bytes:
    """A DOCX of paragraphs and footnotes. Characters XML cannot hold are replaced by U+FFFD."""
    body = "".join(map(_paragraph, paragraphs))
    numbered = list(enumerate(notes, 1))
    links = "".join(
        f'<Relationship Id="link{number}" Type="{_HYPERLINK}" Target={quoteattr(note.link)} TargetMode="External"/>'
        for number, note in numbered
        if note.link
    )
    return _package(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": PACKAGE_RELATIONS,
            "docProps/core.xml": _core(title),
            "word/document.xml": f"<w:document {W}><w:body>{body}{_PAGE}</w:body></w:document>",
            "word/footnotes.xml": f"<w:footnotes {W}>{_SEPARATORS}{''.join(_note(number, note) for number, note in numbered)}</w:footnotes>",
            "word/styles.xml": STYLES,
            "word/settings.xml": SETTINGS,
            "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
            "word/_rels/footnotes.xml.rels": f"<Relationships {RELATIONS}>{links}</Relationships>",
        }
    )


def _package(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            package.writestr(entry, (_HEAD + content).encode())
    return packed.getvalue()


def _core(title: str) -> str:
    kinds = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"<cp:coreProperties {kinds}><dc:title>{escape(one_line(title))}</dc:title></cp:coreProperties>"


def _paragraph(paragraph: Paragraph) -> str:
    turned = runs_right_to_left(paragraph.text)
    style = f'<w:pPr><w:pStyle w:val="{paragraph.style}"/>{"<w:bidi/>" if turned else ""}</w:pPr>'
    mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{paragraph.note}"/></w:r>' if paragraph.note else ""
    return f"<w:p>{style}{_run(paragraph.text, paragraph.language)}{mark}</w:p>"


def _run(text: str, language: str = "", style: str = "") -> str:
    turned = runs_right_to_left(text)
    known = language_tag(language)
    marks = f'<w:rStyle w:val="{style}"/>' if style else ""
    marks += "<w:rtl/>" if turned else ""
    marks += f'<w:lang w:{"bidi" if turned else "val"}="{known}"/>' if known else ""
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{_text(text)}</w:r>"


def _text(text: str) -> str:
    """Text as it stands, blanks at its ends too."""
    kept = one_line(f"x{text}x")[1:-1]
    return f'<w:t xml:space="preserve">{escape(kept)}</w:t>'


def _note(number: int, note: Note) -> str:
    title = _run(note.title)
    linked = f'<w:hyperlink r:id="link{number}">{_run(note.title, style="Hyperlink")}</w:hyperlink>' if note.link else title
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    text = f"{mark}{_run(' ')}{_run(note.before)}{linked}{_run(note.after)}"
    return f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{text}</w:p></w:footnote>'
