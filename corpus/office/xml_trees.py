"""XML parts of office files and books, parsed without trust.

What enters: a part's bytes. What leaves: the root of its tree. Entities stay unresolved, nothing is fetched, and the parser's
own limits on depth (256) and size stay on. It deliberately repairs nothing: a part that is not well-formed is refused.
"""

from functools import lru_cache
from typing import Any

from lxml import etree

from corpus.errors import DocumentError
from corpus.office.archive import Archive


def parsed(content: bytes, part: str) -> Any:
    """The root element of a part. Raises DocumentError, naming the part, when it is not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, remove_blank_text=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error).partition(", line")[0]
        raise DocumentError(f"its part {part} is damaged ({reason}); open it with its program, save it again and add that") from error


def parsed_if_present(archive: Archive, part: str) -> Any | None:
    """The root element of a member, None when there is no such member. Raises as `parsed` does."""
    content = archive.read_if_present(part)
    return None if content is None or not content.strip() else parsed(content, part)


@lru_cache(maxsize=4096)  # a few hundred names in any file; bounded, for files that invent them
def local_name(tag: object) -> str:
    """An element's name without its namespace; empty for what is no element (an unresolved entity)."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_words(element: Any) -> str:
    """All text below an element, words set apart by single spaces."""
    return " ".join("".join(element.itertext()).split())
