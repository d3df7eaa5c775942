"""Documents: files in, text with landmarks and passages out."""

from corpus.document import Block, Document, Locator, Passage, Span
from corpus.errors import RapporteurError
from corpus.library import Library, Problem
from corpus.passages import split_passages
from corpus.readers import read_document

__all__ = ["Block", "Document", "Library", "Locator", "Passage", "Problem", "RapporteurError", "Span", "read_document", "split_passages"]
