"""Validation: what is found, where, and how it is told."""
