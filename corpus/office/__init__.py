"""Word processing, slides, tables and books, and the containers they come in."""
