"""A server of the Model Context Protocol, so that assistants can ask the graph; needs the extra ``mcp``.

It only reads: queries are told from updates by their grammar, each has a deadline after which its process is ended, and
every answer says what it comes from and whether it was cut.
"""
