"""Questions to begin with, made from the documents themselves.

What enters: documents. What leaves: a few questions whose answers the documents hold. It deliberately makes them from
headings and titles by fixed patterns: nothing is suggested that no document speaks of.
"""

import re
from collections.abc import Iterable, Iterator

from corpus.document import Document
from index.words import STOP_WORDS, words

_NUMBERING = re.compile(r"^\s*(?:[IVXLC]{1,6}|\d{1,2}(?:\.\d{1,2})*|[A-Za-z])[.)]\s+")
_EMPTY = frozenset(
    """introduction background summary conclusion conclusions implementation delivery annex contents overview signatures references
    next steps notes sources signature preamble general context""".split()
)
_MAX_WORDS = 7


def suggest(documents: Iterable[Document], limit: int) -> list[str]:
    """At most `limit` questions, no two alike, from different documents where there are enough."""
    pools = [list(_questions(document)) for document in documents]
    chosen: list[str] = []
    for depth in range(max(map(len, pools), default=0)):
        for pool in pools:
            if depth < len(pool) and len(chosen) < limit and pool[depth] not in chosen:
                chosen.append(pool[depth])
    return chosen


def _questions(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if block.kind != "heading":
            continue
        subject = _NUMBERING.sub("", " ".join(document.text[block.start : block.end].split())).strip("*_: ")
        if _is_subject(subject):
            yield f"What is said about {_lowered(subject)}?"


def _is_subject(heading: str) -> bool:
    plain = words(heading)
    carrying = [word for word in plain if word not in STOP_WORDS and word not in _EMPTY]
    return bool(carrying) and len(plain) <= _MAX_WORDS and not heading.endswith(("?", "!")) and not heading[0].isdigit()


def _lowered(heading: str) -> str:
    """The heading as it reads inside a sentence: its first letter small, unless the first word is a name or an abbreviation."""
    first, _, rest = heading.partition(" ")
    plain_word = first[1:].islower() and not any(word[:1].isupper() for word in rest.split()[:1])
    return heading[0].lower() + heading[1:] if plain_word or first in {"The", "A", "An"} else heading
