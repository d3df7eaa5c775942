"""The passage index on Milvus, embedded or on a server."""
