"""The documentation: generated parts are up to date, and what the rest says is true."""
