"""What a list of conversations shows of each, and the words each is found by.

What enters: the bytes of kept conversations. What leaves: headings. A list may have a thousand, so the bytes are read quickly and only
as far as a heading needs; whether all of it is as it was kept is looked at when a conversation is opened. It deliberately reads no file.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.conversations.record import conversation_record, refusing, title_of

# Accents and the marks of Cyrillic, Hebrew and Arabic, which people leave out when they type.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation in a list; `asked` is when its newest question was, `words` are all it is found by."""

    conversation_id: str
    title: str
    asked: str
    turns: int
    words: str

    def holds(self, words: str) -> bool:
        """Whether every word of a search stands in the name, a question or a quote."""
        return all(word in self.words for word in _folded(words).split())


def read_heading(conversation_id: str, content: bytes) -> Heading:
    """The heading of a conversation. Raises ConversationError when the bytes are none."""
    with refusing():
        record = conversation_record(content)
        try:
            name, turns = _string(record["name"]), list(record["turns"])
            said = [name, *(words for turn in turns for words in _said(turn))]
            asked = max((_string(turn["asked"]) for turn in turns), default="")
            title = title_of(name, _string(turns[0]["question"]) if turns else "")
        except (KeyError, TypeError) as error:
            raise ValueError(f"a field is missing or of the wrong kind ({error})") from error
    return Heading(conversation_id, title, asked, len(turns), _folded("\n".join(said)))


def _said(turn: dict[str, Any]) -> Iterator[str]:
    yield _string(turn["question"])
    yield _string(turn["query"])
    if turn["answer"] is not None:
        yield from (_string(citation["quote"]) for name in ("citations", "nearest") for citation in turn["answer"][name])


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} instead of words")
    return value


def _folded(text: str) -> str:
    """A text for comparing: case, accents and line breaks aside."""
    plain = text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(plain.casefold().split())
