"""Tests of the command: what people type, and what they see on a terminal, in a pipe and in a file."""
