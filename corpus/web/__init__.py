"""Web addresses: fetched once, carefully, and kept."""
