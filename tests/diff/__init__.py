"""Tests of ``urbansec diff``: every change is found, nothing else is, and it is told in people's words."""
