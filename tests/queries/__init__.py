"""Tests of the saved queries, the competency questions and the checks."""
