"""Tests of matching names and of the reconciliation protocol."""
