"""The parts of a Word document that do not depend on what it says.

What enters: nothing. What leaves: XML: content types, relationships, settings and styles. It deliberately names only fonts that
every word processor has or replaces.
"""

_SCHEMAS = "http://schemas.openxmlformats.org"
_RELATION = f"{_SCHEMAS}/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = f'xmlns:w="{_SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{_RELATION}"'
RELATIONS = f'xmlns="{_SCHEMAS}/package/2006/relationships"'

CONTENT_TYPES = (
    f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    + "".join(f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{part}+xml"/>' for part in ("footnotes", "settings", "styles"))
    + "</Types>"
)
PACKAGE_RELATIONS = (
    f'<Relationships {RELATIONS}><Relationship Id="document" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="core" Type="{_SCHEMAS}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f"<Relationships {RELATIONS}>"
    + "".join(f'<Relationship Id="{part}" Type="{_RELATION}/{part}" Target="{part}.xml"/>' for part in ("footnotes", "settings", "styles"))
    + "</Relationships>"
)
SETTINGS = f'<w:settings {W}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr></w:settings>'


def _style(kind: str, name: str, paragraph: str = "", letters: str = "", *, based_on: str = "Normal", default: bool = False) -> str:
    """A style whose id is its name without spaces, the first letters of words made large."""
    identity = "".join(word[0].upper() + word[1:] for word in name.split())
    base = "" if default or kind == "character" else f'<w:basedOn w:val="{based_on}"/>'
    return (
        f'<w:style w:type="{kind}" w:styleId="{identity}"{" w:default=" + chr(34) + "1" + chr(34) if default else ""}><w:name w:val="{name}"/>{base}'
        f"{f'<w:pPr>{paragraph}</w:pPr>' if paragraph else ''}{f'<w:rPr>{letters}</w:rPr>' if letters else ''}</w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_FAINT = '<w:color w:val="595959"/>'
STYLES = (
    f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Times New Roman"/>{_size(22)}'
    '<w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    + _style("paragraph", "Normal", default=True)
    + _style("paragraph", "Title", '<w:spacing w:after="240"/>', f"<w:b/>{_size(34)}")
    + _style("paragraph", "heading 1", '<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>', f"<w:b/>{_size(26)}")
    + _style("paragraph", "Quote", '<w:keepNext/><w:keepLines/><w:ind w:left="567" w:right="284"/>')
    + _style("paragraph", "Status", '<w:spacing w:after="240"/><w:ind w:left="567"/>', f"{_FAINT}{_size(17)}")
    + _style("paragraph", "Remark", "<w:keepNext/>", "<w:b/>")
    + _style("paragraph", "footnote text", '<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>', _size(18))
    + _style("character", "footnote reference", letters='<w:vertAlign w:val="superscript"/>')
    + _style("character", "Hyperlink", letters='<w:color w:val="0B4F9E"/><w:u w:val="single"/>')
    + "</w:styles>"
)
