"""The server: the addresses under `/api/v1`, tools for language models, jobs, metrics, and what browsers may do."""
