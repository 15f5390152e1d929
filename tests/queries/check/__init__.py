"""Tests of the checks of query files."""
