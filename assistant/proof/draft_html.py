"""HTML as a draft.

What enters: a page's bytes. What leaves: its words, a paragraph a block, with `<blockquote>` told apart and `<q>` between
marks. Unlike the reader of HTML documents it keeps everything that stands on the page: a draft is checked whole. It
deliberately fetches and runs nothing.
"""

from typing import Any

from lxml import etree, html

from assistant.proof.draft import Draft, Paragraph
from corpus.decoding import decode
from corpus.errors import DocumentError

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset("script style head template noscript title".split())
_BETWEEN = "\n\n"


def html_draft(content: bytes) -> Draft:
    """A page as a draft. Raises DocumentError when it holds no words."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(decode(content).encode(), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise DocumentError(f"it holds no HTML ({error}); save it again from its program") from error
    lines: list[tuple[list[str], bool]] = [([], False)]
    _walk(root, False, lines)
    paragraphs, pieces, position = [], [], 0
    for words, quoted in ((" ".join("".join(letters).split()), quoted) for letters, quoted in lines):
        if words:
            paragraphs.append(Paragraph(position, position + len(words), quoted))
            pieces.append(words)
            position += len(words) + len(_BETWEEN)
    if not pieces:
        raise DocumentError("it holds no words; save it again from its program")
    return Draft(_BETWEEN.join(pieces), tuple(paragraphs))


def _walk(element: Any, quoted: bool, lines: list[tuple[list[str], bool]]) -> None:
    """Add an element's words to the last line, or to new ones where it is a block. Depth is the parser's: 256 at most."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return
    block = element.tag in _BLOCKS
    inside = quoted or element.tag == "blockquote"
    if block:
        lines.append(([], inside))
    if element.tag == "br":
        lines[-1][0].append("\n")
    if element.tag == "q":
        lines[-1][0].append("“")
    lines[-1][0].append(element.text or "")
    for child in element:
        _walk(child, inside, lines)
        lines[-1][0].append(child.tail or "")
    if element.tag == "q":
        lines[-1][0].append("”")
    if block:
        lines.append(([], quoted))
