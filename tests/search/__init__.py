"""Tests of the search for names."""
