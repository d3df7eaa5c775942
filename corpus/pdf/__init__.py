"""PDF: words in reading order, and where each stands on its page."""
