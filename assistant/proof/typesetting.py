"""A text with its typesetting taken off, and the way back to its characters.

What enters: a text, from a document or typed by a person. What leaves: its atoms (words, numbers, marks) in one string that can
be searched, with the characters each stands for and what may stand before it: nothing, white space, a dash. A hyphen at the end
of a line may be the word's own or the printer's, so such a gap is both, and two gaps agree when they share a reading.
It deliberately decides no quote and drops no digit: numbers keep their separators.

Taken off: canonical composition (Unicode Standard Annex 15), ligatures and other presentation forms (compatibility
decompositions of letters), white space, soft hyphens and zero-width characters, the style of quotation marks, apostrophes,
dashes and ellipses, Markdown's emphasis, links, escapes, bullets and headings, footnote marks in superior figures.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# What may stand in a gap, as bits: two gaps agree when they share one.
NOTHING, SPACE, DASH, OPERATOR = 1, 2, 4, 8
MARK, ELLIPSIS = '"', "…"

_MARKS = "\"“”„‟«»‹›‘’‚‛'＂＇´「」『』《》″′"
_HYPHENS = "\\-\u2010\u00ad\x02\ufffe"  # pdfium writes the hyphen of a broken line as U+0002 or U+FFFE
_DASHES = _HYPHENS + "\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_BULLETS = "•▪◦‣●○■□∙|"  # a bar sets the cells of a table apart
_SUPERIOR = "⁰¹²³⁴⁵⁶⁷⁸⁹†‡"
# Every character that is no word: what is not listed is one, so that the marks of any script stay with their letters.
_NO_WORD = (
    "\x00-/:-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb\xbf\xd7\xf7\u037e\u0387\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u06d4"
    "\u0964\u0965\u1680\u2000-\u207f\u208a-\u209f\u20a0-\u20cf\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ufe10-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f"
    "\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufffc-\uffff"
)
# Scripts written without spaces: each letter is a word as far as borders go.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ADDRESS = r"(?:<[^<>\n]*>|(?=[^()\s]*[./#@])[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?"
_TAGS = r"</?(?:br|b|i|em|strong|u|s|sub|sup|span|a|p|mark|small|code|div)(?:\s[^<>]*)?/?>"
_SPACE_NAMES = r"&(?:nbsp|ensp|emsp|thinsp|shy|\#160|\#xa0);"
_GAP = (
    rf"(?:[\s\x00-\x1f{_DASHES}{_INVISIBLE}{_BULLETS}{_SUPERIOR}*_]|~~|(?<!`)`(?!`)|```+|\\(?=[!-/:-@\[-`{{-~])"
    rf"|(?<![^\n])[ \t]*(?:\#{{1,6}}|>+|\+)(?=[ \t])"
    rf"|\]\({_ADDRESS}\)|!?\[(?=[^\[\]\n]+\]\({_ADDRESS}\))|{_TAGS}|{_SPACE_NAMES})*"
)
# Vowel signs and voicing marks that stay with such a letter.
_SIGNS = "\u0300-\u036f\u3099\u309a\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\ufe00-\ufe0f"
AREA_UNITS = "[kcdmnµμ]?m|ft|in|s"
_NUMBER = r"\d+(?:[.,:/'’٫٬]\d+)*(?:[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
# A superior figure after a unit or a letter that stands for a quantity is a power; after any other word it is a footnote's.
_AREA = rf"(?<![^\W\d_])(?<![{_SIGNS}])(?:{AREA_UNITS}|[^\W\d_][{_SIGNS}]*|[a-zµμ]{{2}})[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_LETTER = rf"(?:(?![{_UNSPACED}])[^{_NO_WORD}])"
_WORD = rf"[{_UNSPACED}][{_SIGNS}]*|{_LETTER}+(?:['’ʼ‘´＇]{_LETTER}+)*"
_ATOM = rf"{_NUMBER}|{_AREA}|{_WORD}|\.(?:\s{{0,3}}\.){{2,}}|…|``|[{_MARKS}](?:\s{{0,3}}[{_MARKS}])*|&\#?\w{{1,8}};|.[\u0300-\u036f]*"
_AREA_UNIT = re.compile(rf"(?:{AREA_UNITS})[²³]")
_NEXT = re.compile(rf"({_GAP})({_ATOM}|\Z)", re.DOTALL)
_LINE_BREAK_HYPHEN = re.compile(rf"^[{_INVISIBLE}{_SUPERIOR}*_]*[{_HYPHENS}][ \t\xa0]*(?:\r?\n|\r|\u2028|\x0c)?\s*$")
_SOFT = re.compile(r"[\u00ad\x02\ufffe]")
_DASH = re.compile(f"[{_DASHES}]")
_BULLET = re.compile(r"[\n\r][ \t>]*[-–—*+]\s+$")
_SPACES = re.compile(rf"[\s\x00-\x1f{_BULLETS}]|&(?!shy)|<br")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_JOINED = (  # what composes with the letter before it
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0e4e\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_CLUSTER = re.compile(f".[{_JOINED}]*", re.DOTALL)
# "short- and long-term": such a hyphen hangs, and belongs to its word.
_HANGS = frozenset("and or to nor but und oder bis".split())
UNITS = frozenset(
    "km m cm mm nm kg g mg t l ml ha kW MW GW kWh MWh GWh TWh V A W Hz kHz MHz GHz MB GB TB kB °C °F K % ‰ EUR USD GBP CHF h min s ms".split()
)
_PRESENTATION = ("<compat>", "<wide>", "<narrow>", "<font>", "<initial>", "<medial>", "<final>", "<isolated>")


@dataclass(frozen=True, slots=True)
class SetText:
    """A text's atoms in a row: atom i is `letters[offsets[i]:offsets[i + 1]]` and stands for characters `starts[i]` to `ends[i]`.

    `folded` is `letters` in lower case, of the same length; `gaps[i]` is what may stand before atom i, as bits.
    """

    text: str
    letters: str
    folded: str
    offsets: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def atom(self, place: int) -> str:
        """An atom as it is compared, upper case kept."""
        return self.letters[self.offsets[place] : self.offsets[place + 1]]

    def place_of(self, offset: int) -> int | None:
        """The atom that begins at an offset of `letters`; None when that is inside one."""
        place = bisect_left(self.offsets, offset)
        return place if place < len(self.offsets) and self.offsets[place] == offset else None

    def part(self, first: int, last: int) -> "SetText":
        """Atoms `first` to `last`, end exclusive, of the same text."""
        base = self.offsets[first]
        return SetText(
            self.text,
            self.letters[base : self.offsets[last]],
            self.folded[base : self.offsets[last]],
            tuple(offset - base for offset in self.offsets[first : last + 1]),
            self.starts[first:last],
            self.ends[first:last],
            self.gaps[first:last],
        )


@lru_cache(maxsize=64)
def set_document(text: str) -> SetText:
    """A document's text without its typesetting. The last ones are kept: a document is asked about more than once."""
    return set_text(text)


def set_text(text: str, begin: int = 0, end: int | None = None) -> SetText:
    """A text, or its characters `begin` to `end`, without its typesetting; offsets are those of the whole text."""
    plain_backticks = "''" not in text
    atoms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[int] = []
    before = skipped = ""
    for match in _NEXT.finditer(text, begin, len(text) if end is None else end):
        gap, raw = skipped + match[1], match[2]
        skipped = gap if raw == "``" and plain_backticks else ""
        if not raw or skipped:
            continue
        atom = raw if raw.isascii() and raw.isalnum() else _plain(raw)
        start = match.start(2)
        if atom in ".," and before == MARK and not gap:  # the stop inside or outside the marks is the printer's
            atoms[-1], atom, start = atom, MARK, starts[-1]
            ends[-1] = match.end()
        atoms.append(atom)
        starts.append(start)
        ends.append(match.end())
        gaps.append(_gap(gap, atoms, text, start))
        before = atom
    return _gathered(text, atoms, (starts, ends, gaps))


def _gathered(text: str, atoms: list[str], columns: Iterable[list[int]]) -> SetText:
    letters = "".join(atoms)
    offsets = [0]
    for atom in atoms:
        offsets.append(offsets[-1] + len(atom))
    starts, ends, gaps = columns
    return SetText(text, letters, lower(letters), tuple(offsets), tuple(starts), tuple(ends), tuple(gaps))


def lower(letters: str) -> str:
    """Lower case, letter for letter: as long as what came in."""
    folded = letters.lower()
    if len(folded) == len(letters):
        return folded
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in letters)


def is_word(atom: str) -> bool:
    """Whether an atom is a word or a number."""
    return any(map(str.isalnum, atom))


def is_unspaced(atom: str) -> bool:
    """Whether an atom is a letter of a script written without spaces."""
    return bool(_UNSPACED_LETTER.match(atom))


def _plain(raw: str) -> str:
    """An atom without its typesetting."""
    if len(raw) > 2 and raw[0] == "&" and raw[-1] == ";":
        return _plain(html.unescape(raw)) if html.unescape(raw) != raw else raw
    if raw[0] in _MARKS or raw == "``":
        return MARK
    if raw[0] == ELLIPSIS or (raw[0] == "." and len(raw) > 2):
        return ELLIPSIS
    if raw.isascii():
        return raw
    if _AREA_UNIT.fullmatch(raw):
        raw = raw[:-1] + ("2" if raw[-1] == "²" else "3")
    return "".join(_letter(cluster, raw[:1]) for cluster in _CLUSTER.findall(raw))


@lru_cache(maxsize=4096)
def _letter(cluster: str, first: str) -> str:
    """One letter with its marks, composed, its presentation form resolved."""
    if cluster in "’ʼ‘´＇":
        return "'"
    if "₀" <= cluster <= "₉" and first.isalpha():
        return chr(ord(cluster) - ord("₀") + ord("0"))
    composed = unicodedata.normalize("NFC", cluster)
    if any(unicodedata.decomposition(letter).startswith(_PRESENTATION) for letter in composed):
        return unicodedata.normalize("NFKC", composed)
    return "/" if composed in "⁄∕" else composed


def _gap(gap: str, atoms: list[str], text: str, start: int) -> int:
    """What may stand between the last two atoms."""
    if len(atoms) < 2:
        return SPACE
    left, right = atoms[-2], atoms[-1]
    if gap == " " and left[-1].isalpha() and right[0].isalpha() and left[0].isascii() and right[-1].isascii():
        return SPACE  # most gaps are this one
    if gap and not gap.isspace():
        if _DASH.search(gap):
            return _dash(gap, left, right, text, start)
        if _is_operator(gap, left, right):
            return OPERATOR
    bits = SPACE if _SPACES.search(gap) else NOTHING
    if is_word(left) and is_word(right):
        free = (right in UNITS and left[-1].isdigit()) or (is_unspaced(left) and is_unspaced(right))
    else:  # beside a mark white space is free, save inside what may be a number
        free = not (left in ".,:/'" and right[0].isdigit() and len(atoms) > 2 and atoms[-3][-1].isdigit())
        bits = bits if free or text[start - len(gap) - 2].isalnum() else SPACE
    return SPACE | NOTHING if free else bits


def _is_operator(gap: str, left: str, right: str) -> bool:
    """Whether "*" or "_" is no emphasis: between two figures, or inside a name."""
    bare = gap.strip()
    if not set(bare) <= {"*", "_"}:
        return False
    even = gap == bare or (gap[0].isspace() and gap[-1].isspace())
    return even and ((left[-1].isdigit() and right[0].isdigit()) or (gap == "_" and is_word(left) and is_word(right)))


def _dash(gap: str, left: str, right: str, text: str, start: int) -> int:
    """What a gap with a hyphen or dash in it may be."""
    if left[-1].isalpha() and right[0].isalpha() and _LINE_BREAK_HYPHEN.match(gap):
        alike = right[0].islower() or not left[-1].islower()
        broken = "\n" in gap or "\r" in gap or _SOFT.search(gap) or (gap[-1].isspace() and lower(right) not in _HANGS)
        return DASH | NOTHING if alike and broken else DASH
    if _BULLET.search("\n" + gap if start - len(gap) <= 0 else gap):
        return DASH | SPACE
    return DASH
