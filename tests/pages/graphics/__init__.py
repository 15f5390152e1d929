"""Tests of the graphics."""
