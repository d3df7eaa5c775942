"""Across documents: one question put to each of them, quotes by date, statements that differ."""
