"""Documents: files in, text with landmarks and passages out.

Names are imported when they are first used, so that importing one module does not import every reader and library.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.document import Document, Passage
    from corpus.errors import RapporteurError
    from corpus.file_reading import Problem, read_document
    from corpus.landmarks import Block, Locator, Span
    from corpus.library import Library
    from corpus.passages import split_passages

_HOMES = {
    "Block": "corpus.landmarks",
    "Document": "corpus.document",
    "Library": "corpus.library",
    "Locator": "corpus.landmarks",
    "Passage": "corpus.document",
    "Problem": "corpus.file_reading",
    "RapporteurError": "corpus.errors",
    "Span": "corpus.landmarks",
    "read_document": "corpus.file_reading",
    "split_passages": "corpus.passages",
}
__all__ = ["Block", "Document", "Library", "Locator", "Passage", "Problem", "RapporteurError", "Span", "read_document", "split_passages"]


def __getattr__(name: str) -> object:
    """The public name, from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
