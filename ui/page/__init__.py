"""The web page: tabs, what happens on them, and their HTML."""
