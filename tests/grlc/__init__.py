"""The saved queries in grlc, the server whose header convention they follow; it runs in an environment of its own."""
