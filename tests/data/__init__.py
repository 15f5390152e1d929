"""Tests of the curated data: how the files are laid out, what they refer to, and who says so."""
