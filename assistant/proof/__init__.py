"""Proof: quotes checked from anywhere, answers that can be checked later, citations in standard forms."""
