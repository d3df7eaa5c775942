"""Texts: plain text, Markdown and web pages."""
