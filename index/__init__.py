"""Passages, vectors and words on disk, and rankings over them."""

from index.build import BuildReport, update_index
from index.passage_index import PassageIndex
from index.ranking import ScoredPassage

__all__ = ["BuildReport", "PassageIndex", "ScoredPassage", "update_index"]
