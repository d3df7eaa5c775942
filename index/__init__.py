"""Passages, vectors and words on disk, and rankings over them.

Names are imported when they are first used, so that importing one module does not import every reader and library.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.build import BuildReport, update_index
    from index.passage_index import PassageIndex
    from index.ranking import ScoredPassage

_HOMES = {
    "BuildReport": "index.build",
    "PassageIndex": "index.passage_index",
    "ScoredPassage": "index.ranking",
    "update_index": "index.build",
}
__all__ = ["BuildReport", "PassageIndex", "ScoredPassage", "update_index"]


def __getattr__(name: str) -> object:
    """The public name, from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
