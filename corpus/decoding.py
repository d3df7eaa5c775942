"""Bytes to text, losing nothing.

What enters: a file's bytes. What leaves: the text exactly as decoded, newlines and byte-order mark included, so that
offsets into a plain UTF-8 file are offsets into the file itself. It deliberately normalises nothing, and refuses a file
rather than reading it in an encoding that is not its own.
"""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.alphabets import misfits
from corpus.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The encodings of files in other scripts than Latin, the likelier first; the detector is right about these once it has
# no Latin ones to choose from.
_OTHER_SCRIPTS = "cp1251 koi8_r iso8859_5 cp1253 cp1255 cp1256 gb18030 big5 cp932 euc_jp cp949".split()
# Western, central and south-eastern European, Turkish: detection cannot tell these apart, the letters' company can.
_LATIN = ("cp1252", "cp1250", "cp1254")
_WORD = re.compile(rb"[A-Za-z\xc0-\xff]{3,}")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# So many bytes beyond ASCII form UTF-8 characters by accident in no other encoding.
MIN_UTF8_SHARE = 0.9


def decode(content: bytes) -> str:
    """Decode a text file: UTF-8 first, then a UTF-16/32 byte-order mark, then the likeliest Windows code page.

    A byte-order mark stays in the text as U+FEFF. Raises DocumentError when the bytes are not text in any encoding, or
    when they are UTF-8 with damage in it.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\0" not in content:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            if _is_damaged_utf8(content):
                return _strictly(content, "utf-8")
    best = from_bytes(content).best()
    if best is None or b"\0" in content:
        raise DocumentError("its bytes are not text in any known encoding; save it as UTF-8 text and add it again")
    if _is_latin(content):
        return _latin(content) or _strictly(content, best.encoding)
    other = from_bytes(content, cp_isolation=_OTHER_SCRIPTS).best()
    return _strictly(content, (other or best).encoding)


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether nearly everything beyond ASCII is UTF-8: read as a code page, all of it would be garbled."""
    whole = sum(len(character) for character in _UTF8_CHARACTER.findall(content))
    return whole > MIN_UTF8_SHARE * len(_BEYOND_ASCII.findall(content))


def _is_latin(content: bytes) -> bool:
    """Whether words with bytes beyond ASCII are ASCII letters for the most part: only the Latin script mixes the two."""
    if len(_BEYOND_ASCII.findall(content)) > len(_ASCII_LETTER.findall(content)):
        return False
    ascii_letters = total = 0
    for word in _WORD.findall(content):
        inside = len(_ASCII_LETTER.findall(word))
        if inside < len(word):
            ascii_letters += inside
            total += len(word)
    return 2 * ascii_letters >= total


def _latin(content: bytes) -> str:
    """The text in the Latin code page that leaves fewest letters unexplained; empty when none of them takes the bytes.

    Western European wins unless another reading explains more than twice as well: a foreign name is no language.
    """
    chosen, least = "", 0
    for encoding in _LATIN:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        unexplained = misfits(text)
        if not chosen or 2 * unexplained < least:
            chosen, least = text, unexplained
    return chosen


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(f"it is cut off or damaged: byte {error.start} is not valid {encoding}; save it again as UTF-8 text") from error
