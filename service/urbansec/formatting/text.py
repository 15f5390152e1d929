"""From text to text."""

from urbansec.formatting.layout import lay_out
from urbansec.formatting.lexemes import FormattingError
from urbansec.formatting.order import arrange
from urbansec.formatting.reader import read


def format_text(text: str) -> str:
    """``text``, valid Turtle or TriG without a byte order mark, in the layout of this project; its lines end as the first one does.

    Raises :class:`FormattingError` for text that the formatter does not know, such as triple terms. It proves nothing:
    see :mod:`urbansec.formatting.proof`.
    """
    try:
        return lay_out(arrange(read(text)), line_end(text))
    except RecursionError:
        raise FormattingError("It nests brackets too deeply for the formatter.") from None


def line_end(text: str) -> str:
    """How the first line of ``text`` ends: CR LF or LF."""
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
