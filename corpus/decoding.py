"""Bytes to text, losing nothing.

What enters: a file's bytes. What leaves: the text exactly as decoded, newlines and byte-order mark included, so that
offsets into a plain UTF-8 file are offsets into the file itself. It deliberately normalises nothing.
"""

import codecs

from charset_normalizer import from_bytes

from corpus.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(content: bytes) -> str:
    """Decode a text file: UTF-8 first, then a UTF-16/32 byte-order mark, then detection by charset-normalizer.

    A byte-order mark stays in the text as U+FEFF. Raises DocumentError when the bytes are not text in any encoding.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\0" not in content:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    best = from_bytes(content).best()
    if best is None or b"\0" in content:
        raise DocumentError("its bytes are not text in any known encoding; save it as UTF-8 text and add it again")
    return _strictly(content, best.encoding)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(f"it is cut off or damaged: byte {error.start} is not valid {encoding}; save it again as UTF-8 text") from error
