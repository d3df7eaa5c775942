"""The prompts, rendered.

What enters: a question, numbered quotes, earlier questions. What leaves: messages. The words are in the files of `prompts/`.
Quotes are data: the signs that fences, citations and chat templates are made of are replaced before the model sees them, so
that nothing in a document can end the fence, forge a number or open a message. It deliberately changes no quote that a
person sees, and believes no model because it was told the rules.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from assistant.answer import Citation
from assistant.writing.writer import Message

MAX_SENTENCES = 4
# < and > fence, [ and ] cite, | and # and ` and * are what templates, headings, code and emphasis are made of.
_INERT = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "|": "¦", "`": "’", "#": "♯", "*": " ", "_": " "})
_SPACE = re.compile(r"\s+")
# "http://…": what is no address cannot be repeated as one.
_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,20}:|www\.)//?\S*|\bwww\.\S+|://\S*", re.IGNORECASE)


def answer_messages(question: str, citations: Sequence[Citation]) -> tuple[Message, ...]:
    """The messages that ask for an answer from numbered quotes."""
    numbers = [citation.number for citation in citations]
    example = f"… [{numbers[0]}]." if numbers else "… [1]."
    quotes = "\n".join(f"[{citation.number}] {_source(citation)}: {inert(citation.quote)}" for citation in citations)
    return (
        Message("system", _template("answer_system").substitute(sentences=MAX_SENTENCES, example=example)),
        Message("user", _template("answer_user").substitute(quotes=quotes, question=inert(question), sentences=MAX_SENTENCES)),
    )


def follow_up_messages(question: str, earlier: Sequence[str]) -> tuple[Message, ...]:
    """The messages that ask for a question that stands alone."""
    lines = "\n".join(inert(line) for line in earlier)
    return (
        Message("system", _template("follow_up_system").substitute()),
        Message("user", _template("follow_up_user").substitute(earlier=lines, question=inert(question))),
    )


def translation_messages(passage: str, source: str, target: str) -> tuple[Message, ...]:
    """The messages that ask for a passage, made inert, in another language; the languages are named as people name them."""
    return (
        Message("system", _template("translate_system").substitute(source=source, target=target)),
        Message("user", _template("translate_user").substitute(passage=passage, target=target)),
    )


def inert(text: str) -> str:
    """Text on one line in which nothing can end a fence, forge a citation, open a chat message or be an address."""
    plain = "".join(letter if letter.isprintable() or letter.isspace() else " " for letter in text)
    return _SPACE.sub(" ", _ADDRESS.sub("(address left out)", plain).translate(_INERT)).strip()


def _source(citation: Citation) -> str:
    """Who says it and when, in a few words."""
    parts = [citation.speaker, citation.title or citation.evidence.document_id, citation.date]
    return inert(", ".join(part for part in parts if part))


@cache
def _template(name: str) -> Template:
    return Template((files("assistant.writing") / "prompts" / f"{name}.txt").read_text(encoding="utf-8"))
