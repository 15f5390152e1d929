"""Cite an answer, and repeat it later: the same, other data, or another query."""
