"""Read Turtle, TriG, N-Triples and N-Quads so that everything keeps its place in the text."""
