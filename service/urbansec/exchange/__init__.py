"""Tables in and out: CSV files become Turtle in the right files, and the graph becomes CSV.

Nothing is imported here, so that an export need not load what an import needs.
"""
