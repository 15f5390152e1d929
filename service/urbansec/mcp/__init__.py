"""The graph as tools for assistants (Model Context Protocol)."""
