"""A draft as a file: reading one of any kind, and writing its annotated copy.

What enters: a file's name and bytes. What leaves: a `Draft`, or the bytes of the copy with every quotation remarked upon. It
deliberately writes nothing, and judges nothing: `assistant.proof.draft` does.
"""

from pathlib import Path

from assistant.proof.draft import CheckedQuotation, Draft, Paragraph
from assistant.proof.draft_annotation import DocumentOf, annotated_markdown, remark
from assistant.proof.draft_comments import commented_docx
from assistant.proof.draft_docx import docx_draft
from assistant.proof.draft_html import html_draft
from assistant.proof.draft_marks import markdown_draft, plain_draft
from corpus.decoding import decode
from corpus.library import Library

WORD_SUFFIXES, _MARKDOWN = {".docx", ".docm"}, {".md", ".markdown"}
_PAGES, _PLAIN = {".html", ".htm", ".xhtml"}, {".txt", ".text"}


def read_draft(path: Path, content: bytes) -> Draft:
    """A draft's text and paragraphs. Raises DocumentError when it cannot be read."""
    suffix = path.suffix.lower()
    if suffix in WORD_SUFFIXES:
        return docx_draft(content)
    if suffix in _PAGES:
        return html_draft(content)
    if suffix in _MARKDOWN | _PLAIN:
        return (markdown_draft if suffix in _MARKDOWN else plain_draft)(decode(content))
    document = Library(path.resolve().parent).read(path.name)
    paragraphs = tuple(Paragraph(block.start, block.end) for block in document.blocks if block.kind != "furniture")
    return Draft(document.text, paragraphs)


def annotated(output: Path, content: bytes, draft: Draft, checked: tuple[CheckedQuotation, ...], document_of: DocumentOf) -> bytes:
    """The annotated copy: a Word document with comments where the output is one, else Markdown with footnotes."""
    if output.suffix.lower() in WORD_SUFFIXES:
        return commented_docx(content, [(one.quotation.start, one.quotation.end, remark(one, document_of)) for one in checked])
    return annotated_markdown(draft, checked, document_of).encode()
