"""Tests of the reader of Turtle, TriG, N-Triples and N-Quads that keeps places and names mistakes."""  # noqa: A005 - they are imported as tests.turtle
