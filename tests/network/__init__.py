"""The network of memberships: its measures, and the files that Gephi, yEd and Graphviz read."""
