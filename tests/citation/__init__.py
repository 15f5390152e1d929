"""Tests of citations: rows in one notation, what a citation says, and repeating it."""
