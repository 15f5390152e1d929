"""Lay out Turtle and TriG files: the same meaning and the same comments, in the order and form that suit review."""

from urbansec.formatting.files import Formatted, format_bytes, format_file, write_file
from urbansec.formatting.lexemes import FormattingError
from urbansec.formatting.text import format_text

__all__ = ["Formatted", "FormattingError", "format_bytes", "format_file", "format_text", "write_file"]
