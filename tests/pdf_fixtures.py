"""Small PDFs written by hand: what stands where is known to the point."""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 612, 792


class Text(NamedTuple):
    """Words at a place: font R (regular), B (bold) or U (any character, each half as wide as high)."""

    x: float
    y: float
    words: str
    size: float = 11
    font: str = "R"
    mode: int = 0
    colour: tuple[float, float, float] = (0, 0, 0)
    turn: tuple[float, float, float, float] = (1, 0, 0, 1)


class Sheet(NamedTuple):
    """One page: its texts, drawing commands under them, and whether a picture fills it."""

    texts: Sequence[Text] = ()
    under: str = ""
    scanned: bool = False
    rotate: int = 0


def lines(words: str, x: float = 72, y: float = 700, size: float = 11, leading: float = 14, font: str = "R") -> list[Text]:
    """Each line of a text at its place, from the top down."""
    return [Text(x, y - number * leading, line, size, font) for number, line in enumerate(words.strip().splitlines())]


def _drawn(text: Text) -> str:
    if text.font == "U":
        shown = "<" + text.words.encode("utf-16-be").hex() + ">"
    else:
        escaped = text.words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        shown = f"({escaped})"
    a, b, c, d = text.turn
    red, green, blue = text.colour
    matrix = f"{a} {b} {c} {d} {text.x} {text.y}"
    return f"BT {red} {green} {blue} rg {text.mode} Tr /{text.font} {text.size} Tf {matrix} Tm {shown} Tj ET"


def _stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>stream\n".encode() + packed + b"\nendstream"


def _to_unicode(shift: int) -> bytes:
    ranges = "\n".join(f"<{high:02x}00> <{high:02x}ff> <{(high * 256 + shift) % 65536:04x}>" for high in range(256))
    blocks = [ranges.splitlines()[start : start + 100] for start in range(0, 256, 100)]
    body = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{body}\nendcmap end end"
    ).encode()


def pdf(sheets: Sequence[Sheet], info: str = "", catalog: str = "", shift: int = 0) -> bytes:
    """A PDF of some sheets; `shift` moves what the font U says its letters are, as a font without a true table would."""
    fixed: list[bytes] = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/Fixture/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Fixture/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/DW 500/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/Fixture/Flags 4/FontBBox[0 -200 500 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        _stream(_to_unicode(shift)),
        _stream(bytes([128]), "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
        f"<<{info}>>".encode("latin-1"),
    ]
    kids = []
    for sheet in sheets:
        picture = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q\n" if sheet.scanned else ""
        content = picture + sheet.under + "\n" + "\n".join(map(_drawn, sheet.texts))
        kids.append(len(fixed) + 1)
        fixed.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Rotate {sheet.rotate}/Contents {len(fixed) + 2} 0 R"
            "/Resources<</Font<</R 3 0 R/B 4 0 R/U 5 0 R>>/XObject<</P 9 0 R>>>>>>".encode()
        )
        fixed.append(_stream(content.encode("cp1252")))
    fixed[1] = f"<</Type/Pages/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]/Count {len(kids)}>>".encode()
    return _bound(fixed)


def _bound(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 10 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
