"""Scanned pages and pictures, recognised where the extra is installed."""
