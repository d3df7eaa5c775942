"""A draft and its quotations.

What enters: a draft's text with its paragraphs, and the texts it may quote. What leaves: every quotation with its place in the
draft, the verdict on its words, and whether that should stop the draft. It deliberately reads no files and judges no words
itself: `assistant.proof.verifier` does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.proof.quote_verdict import QuoteVerdict, Texts
from assistant.proof.verifier import verify_quote
from corpus.document import Document

# Verdicts that a draft should not go out with.
FAILING = frozenset({"altered", "wrong_document", "not_found"})
_BEST_FIRST = ("exact", "equivalent", "altered", "wrong_document", "too_short", "not_found")
# A title of fewer words ("Annual report") may be anything's.
_MIN_TITLE_WORDS = 3
# What a title is not: longer than this, or a sentence.
_MAX_TITLE_WORDS = 16
# Shorter words ("of", "and", "on") stay small in titles.
_SMALL_WORD = 4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of a draft that a person sees as one; `quoted` says that the format itself sets it apart as a quotation."""

    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote: where the text refers to it, and its words."""

    position: int
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's text as read; paragraphs in order, not overlapping. `markup` says that the text is Markdown, marks and all."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...] = ()
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a draft.

    `start` and `end` are the characters of the draft's text from its first quoted character to its last; `after` is where its
    closing mark ends. `words` is what is quoted, on one line a paragraph, inner marks of further paragraphs left out; `plain`
    the same without Markdown's marks. `closed` is false when no closing mark was found before the paragraph's end.
    """

    start: int
    end: int
    after: int
    words: str
    plain: str
    block: bool = False
    closed: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation, the verdict on it, the document that the draft names as its source, and whether it is only a title."""

    quotation: Quotation
    verdict: QuoteVerdict
    stated: str = ""
    is_title: bool = False

    @property
    def fails(self) -> bool:
        """Whether the draft should not go out with it."""
        return self.verdict.verdict in FAILING and not self.is_title


class Named(Protocol):
    """What is known of a document without its text."""

    @property
    def document_id(self) -> str: ...

    @property
    def title(self) -> str: ...


def check_draft(quotations: Iterable[Quotation], texts: Texts, named: Sequence[Named]) -> tuple[CheckedQuotation, ...]:
    """The verdict on each quotation, in order; `named` are the documents that the draft may name as its sources."""
    titles = {" ".join(document.title.casefold().split()): document.document_id for document in named if document.title}
    return tuple(_checked(quotation, texts, named, titles) for quotation in quotations)


def _checked(quotation: Quotation, texts: Texts, named: Sequence[Named], titles: dict[str, str]) -> CheckedQuotation:
    stated = stated_source(quotation.source, named)
    found = verify_quote(quotation.words, texts, stated)
    if found.verdict != "exact" and quotation.plain != quotation.words:
        found = min(found, verify_quote(quotation.plain, texts, stated), key=lambda verdict: _BEST_FIRST.index(verdict.verdict))
    return CheckedQuotation(quotation, found, stated, found.verdict not in ("exact", "equivalent") and looks_like_title(quotation.plain, titles))


def stated_source(words: str, named: Sequence[Named]) -> str:
    """The one document that some words name, by its file's name or its title; empty when they name none, or several."""
    folded = " ".join(words.casefold().split())
    if not folded:
        return ""
    found = {document.document_id for document in named if _names(folded, document)}
    return found.pop() if len(found) == 1 else ""


def _names(folded: str, document: Named) -> bool:
    file_name = document.document_id.rpartition("/")[2].casefold()
    title = " ".join(document.title.casefold().split())
    return file_name in folded or (len(title.split()) >= _MIN_TITLE_WORDS and title in folded)


def looks_like_title(words: str, titles: Iterable[str] = ()) -> bool:
    """Whether a quotation is the name of something: a known title, or nearly all long words with capitals, and no sentence's end."""
    plain = words.strip().rstrip(",;")
    if " ".join(plain.casefold().split()) in titles:
        return True
    long = [word for word in plain.split() if len(word.strip(".,;:()")) >= _SMALL_WORD]
    if not long or len(plain.split()) > _MAX_TITLE_WORDS or plain.endswith((".", "!", "?", "…")):
        return False
    return all(word.lstrip("(“‘\"'")[:1].isupper() or word[:1].isdigit() for word in long)


def source_words(document: Document) -> str:
    """A document in words: its title or name, publisher, date."""
    return ", ".join(filter(None, (document.name, document.publisher, document.date)))
