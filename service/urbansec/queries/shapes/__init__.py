"""Shapes as a graph: triples, paths, and easy questions about both. What checks data and what tells shapes in words read them alike."""
