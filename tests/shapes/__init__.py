"""Tests of the shapes, of the examples that prove them, and of the check queries."""
