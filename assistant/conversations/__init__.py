"""Conversations that are kept: their form, where they lie on the disk, and how a document that was removed leaves them."""
